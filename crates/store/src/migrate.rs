//! Migrations: numbered files of shared SQL, embedded in the program, run once each, in order.
//!
//! A file is plain SQL in the common subset. A line `-- sqlite:` or `-- postgres:` starts a section for one database,
//! `-- shared:` ends it. Three words are spelled per database: `BYTEA` becomes `BLOB`, `IDENTITY_KEY` a number key that
//! counts by itself, `BINARY_ORDER` the byte order of texts. Statements end with `;` at the end of a line.
//! A released file never changes: its checksum is kept in the table `migration`.

use sha2::{Digest as _, Sha256};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use crate::args;
use crate::db::Store;
use crate::error::{Result, StoreError};
use crate::hex;
use crate::sql::Tx;

/// All migrations in order. A new one is a new file and a new line here.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_core", include_str!("../migrations/0001_core.sql")),
    ("0002_views", include_str!("../migrations/0002_views.sql")),
    ("0003_mail_cursor", include_str!("../migrations/0003_mail_cursor.sql")),
    ("0004_search_triggers", include_str!("../migrations/0004_search_triggers.sql")),
    ("0005_marks", include_str!("../migrations/0005_marks.sql")),
    ("0006_came_back", include_str!("../migrations/0006_came_back.sql")),
    ("0007_loud", include_str!("../migrations/0007_loud.sql")),
    ("0008_deliveries", include_str!("../migrations/0008_deliveries.sql")),
    ("0009_file_marks", include_str!("../migrations/0009_file_marks.sql")),
    ("0010_apart", include_str!("../migrations/0010_apart.sql")),
    ("0011_unread", include_str!("../migrations/0011_unread.sql")),
    ("0012_endings", include_str!("../migrations/0012_endings.sql")),
    ("0013_live", include_str!("../migrations/0013_live.sql")),
    ("0014_addresses", include_str!("../migrations/0014_addresses.sql")),
    ("0015_ask", include_str!("../migrations/0015_ask.sql")),
    ("0016_visits", include_str!("../migrations/0016_visits.sql")),
    ("0017_cti", include_str!("../migrations/0017_cti.sql")),
    ("0018_legal_term", include_str!("../migrations/0018_legal_term.sql")),
    ("0019_api", include_str!("../migrations/0019_api.sql")),
    ("0020_proofs", include_str!("../migrations/0020_proofs.sql")),
    ("0021_first_day", include_str!("../migrations/0021_first_day.sql")),
    ("0022_agreements", include_str!("../migrations/0022_agreements.sql")),
    ("0023_webhooks", include_str!("../migrations/0023_webhooks.sql")),
    ("0024_hold_asked", include_str!("../migrations/0024_hold_asked.sql")),
    ("0025_shipments", include_str!("../migrations/0025_shipments.sql")),
    ("0026_social", include_str!("../migrations/0026_social.sql")),
    ("0027_partners", include_str!("../migrations/0027_partners.sql")),
    ("0028_facts", include_str!("../migrations/0028_facts.sql")),
    ("0029_look_by", include_str!("../migrations/0029_look_by.sql")),
    ("0030_followers", include_str!("../migrations/0030_followers.sql")),
    ("0032_passed_on", include_str!("../migrations/0032_passed_on.sql")),
    ("0036_offers", include_str!("../migrations/0036_offers.sql")),
    ("0037_louder", include_str!("../migrations/0037_louder.sql")),
    ("0038_likeness", include_str!("../migrations/0038_likeness.sql")),
    ("0042_surveys", include_str!("../migrations/0042_surveys.sql")),
    ("0045_journey_figures", include_str!("../migrations/0045_journey_figures.sql")),
    ("0046_news_team", include_str!("../migrations/0046_news_team.sql")),
    ("0047_carrier_wait", include_str!("../migrations/0047_carrier_wait.sql")),
    ("0048_improvements", include_str!("../migrations/0048_improvements.sql")),
    ("0050_mirror", include_str!("../migrations/0050_mirror.sql")),
    ("0051_mirror_looks", include_str!("../migrations/0051_mirror_looks.sql")),
    ("0052_answers", include_str!("../migrations/0052_answers.sql")),
    ("0053_figures_shown", include_str!("../migrations/0053_figures_shown.sql")),
    ("0055_chain", include_str!("../migrations/0055_chain.sql")),
    ("0056_social_closed", include_str!("../migrations/0056_social_closed.sql")),
    ("0057_friendliness", include_str!("../migrations/0057_friendliness.sql")),
    ("0059_letter_code", include_str!("../migrations/0059_letter_code.sql")),
    ("0060_answer_said", include_str!("../migrations/0060_answer_said.sql")),
    ("0065_second_step", include_str!("../migrations/0065_second_step.sql")),
    ("0066_audit_chain", include_str!("../migrations/0066_audit_chain.sql")),
    ("0069_answer_dispute", include_str!("../migrations/0069_answer_dispute.sql")),
];

impl Store {
    /// Brings the database up to this program. Safe to call at every start and from several processes at once.
    ///
    /// # Errors
    /// [`StoreError::Unusable`] when the database is newer than this program or a released migration was changed.
    pub async fn migrate(&self) -> Result<()> {
        self.write(|tx| Box::pin(run(tx))).await
    }
}

/// The number of the newest migration that this program knows.
#[must_use]
pub fn newest() -> i64 {
    MIGRATIONS.len() as i64
}

/// The number of the migration that a database is at.
///
/// # Errors
/// What the database says, also where there are no tables yet.
pub async fn reached(tx: &mut Tx) -> Result<i64> {
    tx.one("SELECT COALESCE(MAX(number), 0) AS reached FROM migration", &[]).await?.int("reached")
}

/// A short text that changes with any migration: names the template database of the tests.
#[must_use]
pub fn fingerprint() -> String {
    let mut hash = Sha256::new();
    for (name, text) in MIGRATIONS {
        hash.update(name.as_bytes());
        hash.update(text.as_bytes());
    }
    hex(&hash.finalize()[..6])
}

async fn run(tx: &mut Tx) -> Result<()> {
    tx.lock_name("migrate").await?;
    let table =
        "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL)";
    tx.execute(table, &[]).await?;
    let done = tx.all("SELECT number, name, checksum FROM migration ORDER BY number", &[]).await?;
    if done.len() > MIGRATIONS.len() {
        return Err(StoreError::Unusable(format!(
            "the database is at migration {}, this program knows {}: start a newer program",
            done.len(),
            MIGRATIONS.len()
        )));
    }
    for (row, (name, text)) in done.iter().zip(MIGRATIONS) {
        if row.text("name")? != *name || row.text("checksum")? != checksum(text) {
            return Err(StoreError::Unusable(format!("migration {name} differs from the one that made this database")));
        }
    }
    for (index, (name, text)) in MIGRATIONS.iter().enumerate().skip(done.len()) {
        for statement in statements(text, tx.pick("sqlite", "postgres")) {
            tx.execute_built(AssertSqlSafe(statement).into_sql_str(), &[]).await?;
        }
        let number = index as i64 + 1;
        let sql = "INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3)";
        tx.execute(sql, args![number, *name, checksum(text)]).await?;
    }
    Ok(())
}

fn checksum(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The statements of a file for one database.
fn statements(text: &str, database: &str) -> Vec<String> {
    let (bytes, identity, order) = match database {
        "sqlite" => ("BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT", "COLLATE BINARY"),
        _ => ("BYTEA", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY", "COLLATE \"C\""),
    };
    let mut section = "shared";
    let mut all = Vec::new();
    let mut statement = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(':'))
            && ["shared", "sqlite", "postgres"].contains(&name)
        {
            section = name;
            continue;
        }
        let foreign = section != "shared" && section != database;
        if foreign || line.trim_start().starts_with("--") || line.trim().is_empty() {
            continue;
        }
        statement
            .push_str(&line.replace("BYTEA", bytes).replace("IDENTITY_KEY", identity).replace("BINARY_ORDER", order));
        statement.push('\n');
        if line.trim_end().ends_with(';') {
            all.push(std::mem::take(&mut statement));
        }
    }
    all
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn sections_and_words_are_chosen_per_database() {
        let text = "CREATE TABLE a (\n  id IDENTITY_KEY, b BYTEA\n);\n-- sqlite:\nONE;\n-- postgres:\nTWO;\n-- shared:\n-- a note\nEND;\n";
        let sqlite = statements(text, "sqlite");
        assert_eq!(sqlite.len(), 3);
        assert!(sqlite[0].contains("AUTOINCREMENT") && sqlite[0].contains("BLOB"));
        assert_eq!(sqlite[1], "ONE;\n");
        let postgres = statements(text, "postgres");
        assert!(postgres[0].contains("IDENTITY PRIMARY KEY") && postgres[0].contains("BYTEA"));
        assert_eq!((postgres[1].as_str(), postgres[2].as_str()), ("TWO;\n", "END;\n"));
    }

    #[test]
    fn every_file_stands_in_the_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<String> = files.filter_map(|name| name.strip_suffix(".sql").map(str::to_owned)).collect();
        files.sort_unstable();
        assert_eq!(files, MIGRATIONS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn every_file_ends_its_last_statement() {
        for (name, text) in MIGRATIONS {
            assert!(text.trim_end().ends_with(';'), "{name}");
        }
    }
}
