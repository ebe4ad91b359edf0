//! `regie audit verify`: is the log of who did what as it was written?

use std::process::ExitCode;

use regie_store::audit::{self, Checked};
use regie_store::hex;

use crate::cli::AuditTask;
use crate::config::Settings;
use crate::open;

/// Checks; the exit code is 1 when something is wrong.
///
/// # Errors
/// When the database cannot be read.
pub async fn run(settings: &Settings, task: AuditTask) -> anyhow::Result<ExitCode> {
    let AuditTask::Verify(options) = task;
    let store = open::up_to_date(&settings.database).await?;
    let checked = audit::verify(&store, options.noted).await?;
    store.close().await;
    tell(&checked);
    if checked.findings.is_empty() {
        println!("All is well.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} things are wrong.", checked.findings.len());
    Ok(ExitCode::FAILURE)
}

/// What was checked, and what is wrong.
pub fn tell(checked: &Checked) {
    println!(
        "checked {} rows of the audit log against its chain, and where it ended on {} days",
        checked.rows, checked.days
    );
    if checked.unchained > 0 {
        println!("{} rows are of before there was a chain, and cannot be checked", checked.unchained);
    }
    if let Some((row, hash)) = &checked.end {
        println!("it ends at {row}:{}", hex(hash));
    }
    for finding in &checked.findings {
        println!("WRONG  {finding}");
    }
}
