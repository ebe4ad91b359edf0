//! `regie restore FILE`: a backup into an empty database, and what had been erased is erased again.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use regie_store::{backup, erasure, hex};

use crate::cli::Restore;
use crate::config::Settings;
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
    backup::looks_like_one(&options.file)?;
    let made = Made::before(settings);
    let store = open::or_make(settings).await?;
    let restored = backup::restore(&options.file, &store, &ledger).await;
    store.close().await;
    let copied = match restored {
        Ok(copied) => copied,
        Err(error) => {
            made.undo();
            return Err(error.into());
        }
    };
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

/// What a restore makes on its way, to be taken away again when it fails: an empty database would only be in the way.
struct Made {
    file: Option<PathBuf>,
    folder: Option<PathBuf>,
}

impl Made {
    /// What is not there yet.
    fn before(settings: &Settings) -> Self {
        let missing = |path: &Path| (!path.exists()).then(|| path.to_owned());
        let file = settings.sqlite_file().and_then(missing);
        let folder = file.as_deref().and_then(Path::parent).and_then(missing);
        Self { file, folder }
    }

    fn undo(self) {
        for ending in ["", "-wal", "-shm"] {
            if let Some(file) = &self.file {
                let mut name = file.clone().into_os_string();
                name.push(ending);
                let _never_made = std::fs::remove_file(name);
            }
        }
        if let Some(folder) = self.folder {
            let _in_use = std::fs::remove_dir(folder);
        }
    }
}
