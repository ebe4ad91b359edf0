//! `regie verify`: is everything as it was written, and as the rules say?

use std::process::ExitCode;

use regie_app::rebuild;
use regie_store::{Durability, Store, verify};

use crate::config::Settings;
use crate::open;

/// Checks; the exit code is 1 when something is wrong.
///
/// # Errors
/// When the database cannot be read.
pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = open::up_to_date(&settings.database).await?;
    let journal = verify::verify_all(&store).await?;
    let log = regie_store::audit::verify(&store, None).await?;
    // Views are built a second time in a database that is thrown away.
    let folder = tempfile::Builder::new().prefix("regie-verify-").tempdir()?;
    let scratch =
        Store::open_with(&format!("sqlite:{}", folder.path().join("views.sqlite").display()), Durability::Fast).await?;
    scratch.migrate().await?;
    let rules = rebuild::check(&store, &scratch).await?;
    scratch.close().await;
    store.close().await;
    println!(
        "checked {} streams, {} events, {} contents, {} daily roots",
        journal.streams, journal.events, journal.contents, journal.roots
    );
    println!(
        "{} journeys and {} customers against the rules; {} rows of views and due moments, {} waiting messages, {} arrivals",
        rules.journeys, rules.customers, rules.rows, rules.messages, journal.arrivals
    );
    super::audit::tell(&log);
    for finding in &journal.findings {
        println!("WRONG  {finding}");
    }
    for fault in &rules.faults {
        println!("WRONG  {fault}");
    }
    let wrong = journal.findings.len() + rules.faults.len() + log.findings.len();
    if wrong == 0 {
        println!("All is well.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{wrong} things are wrong.");
    Ok(ExitCode::FAILURE)
}
