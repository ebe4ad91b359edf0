//! `regie restore FILE`: a backup into an empty database, and what had been erased is erased again.

use std::process::ExitCode;

use regie_store::{backup, erasure};

use crate::cli::Restore;
use crate::config::Settings;
use crate::edge::hex;
use crate::open;

/// Restores.
///
/// # Errors
/// When the file is missing, the database is not empty, or what the databases say.
pub async fn run(settings: &Settings, options: Restore) -> anyhow::Result<ExitCode> {
    let ledger = match &options.erasures_from {
        Some(database) => {
            let newer = open::up_to_date(database).await?;
            newer.read(async |tx| erasure::ledger(tx).await).await?
        }
        None => Vec::new(),
    };
    let store = open::or_make(settings).await?;
    let copied = backup::restore(&options.file, &store, &ledger).await?;
    store.close().await;
    let rows: u64 = copied.tables.iter().map(|(_, rows)| rows).sum();
    println!("{}  {rows} rows  heads {}", settings.database_shown(), hex(&copied.heads));
    if !settings.secret_file.exists() {
        println!("The secret {} is not there: put it back before you serve.", settings.secret_file.display());
    }
    if options.erasures_from.is_none() {
        println!(
            "Was somebody's data erased after this backup? Name the database that knows: --erasures-from DATABASE, on an empty database."
        );
    }
    Ok(ExitCode::SUCCESS)
}
