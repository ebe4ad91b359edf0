//! Published figures. Each is printed beside a reference that is measured in the same run on the same disk: ratios carry over
//! to other machines, absolute numbers do not.
//!
//! `make bench` builds this and the program with optimisation and runs all of it; `--only intake,search` runs some,
//! `--journeys 100000` makes it large. Every database is a fresh one with synced commits.

mod bare;
mod dashboards;
mod deadlines;
mod holds;
mod house;
mod import;
mod intake;
mod pages;
mod program;
mod report;
mod search;
mod text;

use clap::{Parser, ValueEnum};
use regie_store::Durability;
use regie_store::testing::TestDb;

use crate::report::Report;

/// What to measure, and how much of it.
#[derive(Debug, Clone, Parser)]
#[command(name = "regie-bench")]
pub struct Options {
    /// Only these, separated by commas
    #[arg(long, value_delimiter = ',')]
    only: Vec<Part>,
    /// On these databases, separated by commas
    #[arg(long, value_delimiter = ',', default_values = ["sqlite", "postgres"])]
    databases: Vec<Kind>,
    /// Contacts of the intake, and of its reference
    #[arg(long, default_value_t = 3_000)]
    contacts: usize,
    /// Clients at the same moment
    #[arg(long, default_value_t = 32)]
    clients: usize,
    /// Rounds of the intake; the middle one counts
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Journeys in the database that is looked at
    #[arg(long, default_value_t = 2_000)]
    journeys: usize,
    /// More texts in the search index
    #[arg(long, default_value_t = 100_000)]
    documents: usize,
    /// Due moments in the far future
    #[arg(long, default_value_t = 100_000)]
    deadlines: usize,
    /// Holds that are asked about
    #[arg(long, default_value_t = 1_000_000)]
    holds: usize,
    /// Answers of customers in the house whose figures are looked at
    #[arg(long, default_value_t = 1_000_000)]
    answers: usize,
    /// Mails of the archive that is imported
    #[arg(long, default_value_t = 10_000)]
    mails: usize,
}

/// A part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Durable intake of contacts.
    Intake,
    /// The pages of one journey.
    Pages,
    /// Search.
    Search,
    /// Due moments.
    Deadlines,
    /// Asking what is held.
    Holds,
    /// The pages of the figures.
    Dashboards,
    /// The import of an archive.
    Import,
    /// Accuracy of the reading of free text.
    Text,
    /// Start and size of the program.
    Program,
}

/// A database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// SQLite in a file.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Kind {
    /// Its name in the report.
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// A fresh database that syncs its commits.
    async fn fresh(self) -> TestDb {
        match self {
            Self::Sqlite => TestDb::sqlite_with(Durability::Full).await,
            Self::Postgres => TestDb::postgres_with(Durability::Full).await,
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    let wants = |part| options.only.is_empty() || options.only.contains(&part);
    let mut report = Report::begin();
    for kind in &options.databases {
        if wants(Part::Intake) {
            intake::measure(*kind, &options, &mut report).await?;
        }
        if wants(Part::Import) {
            import::measure(*kind, &options, &mut report).await?;
        }
        if wants(Part::Dashboards) {
            let house = house::House::fill(kind.fresh().await, 1).await?;
            dashboards::measure(*kind, &house, &options, &mut report).await?;
        }
        if wants(Part::Pages) || wants(Part::Search) || wants(Part::Holds) || wants(Part::Deadlines) {
            let house = house::House::fill(kind.fresh().await, options.journeys).await?;
            if wants(Part::Pages) {
                pages::measure(*kind, &house, &mut report).await?;
            }
            if wants(Part::Search) {
                search::measure(*kind, &house, &options, &mut report).await?;
            }
            if wants(Part::Holds) {
                holds::measure(*kind, &house, &options, &mut report).await?;
            }
            // Last: it moves the clock and changes every journey.
            if wants(Part::Deadlines) {
                deadlines::measure(*kind, &house, &options, &mut report).await?;
            }
        }
    }
    if wants(Part::Text) {
        text::measure(&mut report)?;
    }
    if wants(Part::Program) {
        program::measure(&options, &mut report).await?;
    }
    report.end();
    Ok(())
}
