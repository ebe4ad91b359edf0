//! `regie backup FILE`: the whole database in one file, while it serves.

use std::process::ExitCode;

use regie_store::{backup, hex};

use crate::cli::Backup;
use crate::config::Settings;
use crate::open;

/// Writes the backup.
///
/// # Errors
/// When the file exists or cannot be written, or what the database says.
pub async fn run(settings: &Settings, options: Backup) -> anyhow::Result<ExitCode> {
    let store = open::existing(&settings.database).await?;
    backup::backup(&store, &options.file).await?;
    store.close().await;
    // What is told is read back from the file, not from the database that goes on.
    let written = open::existing(&format!("sqlite:{}", options.file.display())).await?;
    let heads = written.read(async |tx| backup::heads(tx).await).await?;
    written.close().await;
    let size = std::fs::metadata(&options.file)?.len();
    println!("{}  {} kB  heads {}", options.file.display(), size.div_ceil(1024), hex(&heads));
    println!("The secret ({}) is not in it: keep it apart.", settings.secret_file.display());
    Ok(ExitCode::SUCCESS)
}
