//! `regie rebuild-views`: every view and due moment again from the journal, while it serves.

use std::process::ExitCode;

use crate::config::Settings;
use crate::open;

/// Rebuilds.
///
/// # Errors
/// What the database says, or that the journal holds events of a newer program.
pub async fn run(settings: &Settings) -> anyhow::Result<ExitCode> {
    let store = open::up_to_date(&settings.database).await?;
    let done = regie_app::rebuild::rebuild_views(&store).await?;
    store.close().await;
    println!("rebuilt the views of {} journeys and {} customers", done.journeys, done.customers);
    if done.deadlines + done.messages > 0 {
        println!("mended {} due moments, queued {} lost messages again", done.deadlines, done.messages);
    }
    Ok(ExitCode::SUCCESS)
}
