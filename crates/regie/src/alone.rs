//! One serving program on one SQLite file. A second one would do the background work twice; and because there is none, the
//! work that a killed program had taken can be taken over at once.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::config::Settings;

/// Holds the place of the only serving program. Given back when it is dropped, also by the death of the program.
#[derive(Debug)]
pub struct Alone {
    _locked: File,
}

impl Alone {
    /// Takes the place beside the database file. None for PostgreSQL, where several programs may serve.
    ///
    /// # Errors
    /// When another program serves this database, or the file cannot be made.
    pub fn on(settings: &Settings) -> anyhow::Result<Option<Self>> {
        settings.sqlite_file().map(Self::beside).transpose()
    }

    fn beside(database: &Path) -> anyhow::Result<Self> {
        let path = lock_of(database);
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(|| format!("the file {} cannot be made", path.display()))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _locked: file }),
            Err(TryLockError::WouldBlock) => bail!(
                "another regie serves the database {}: stop it first, or use PostgreSQL, which several may serve",
                database.display()
            ),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("the file {} cannot be locked", path.display()))
            }
        }
    }
}

fn lock_of(database: &Path) -> PathBuf {
    let mut path = OsString::from(database);
    path.push(".lock");
    PathBuf::from(path)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_database_has_one_serving_program() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("regie.sqlite");
        let first = Alone::beside(&database).unwrap();
        let refused = Alone::beside(&database).unwrap_err().to_string();
        assert!(refused.starts_with("another regie serves the database"), "{refused}");
        drop(first);
        Alone::beside(&database).unwrap();
    }
}
