//! The folder of a demonstration: a played database is kept there, so that the stories are played once and not at each start.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use regie_app::Config;
use regie_app::clock::{DemoClock, DemoStatus};
use regie_store::{Durability, Store, backup, hex, migrate};
use serde::{Deserialize, Serialize};

use super::bin::MailBin;
use super::house::{Founded, House, HouseKind, Scene};
use super::player::{Player, moment};
use crate::edge::SystemClock;
use crate::open;

/// The folder of a demonstration, held by one process at a time.
pub struct Home {
    folder: PathBuf,
    _held: File,
}

/// A played database with its mail.
#[derive(Debug, Clone)]
pub struct Template {
    folder: PathBuf,
    note: Note,
}

/// What is kept beside the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Note {
    /// What the links in the mails were made for.
    public_url: String,
    /// Code, name and path of the status pages to show.
    status: Vec<(String, String, String)>,
    /// What setting up told once.
    founded: Founded,
}

impl Home {
    /// Takes the folder, and clears away what an earlier process left behind.
    ///
    /// # Errors
    /// When it cannot be made, or another demonstration runs in it.
    pub fn take(folder: &Path) -> anyhow::Result<Self> {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.with_context(|| format!("the folder {} cannot be made", folder.display()))?;
        let held = OpenOptions::new().create(true).append(true).open(folder.join("lock"))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another demonstration runs in {}: stop it, or name another folder with --data", folder.display())
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let home = Self { folder: folder.to_owned(), _held: held };
        let kept: Vec<PathBuf> = HouseKind::ALL.into_iter().flat_map(|kind| home.files_kept(kind)).collect();
        for entry in std::fs::read_dir(folder)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("live-") && !kept.contains(&entry.path()) {
                std::fs::remove_file(entry.path())?;
            } else if name.starts_with("making-") || (name.starts_with("played-") && !name.ends_with(&stamp())) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(home)
    }

    /// A place in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Where the database of a run is.
    #[must_use]
    pub fn live(&self, house: HouseKind, number: u32) -> PathBuf {
        self.folder.join(format!("live-{}-{number}.sqlite", house.code()))
    }

    /// The secret of all runs in this folder: the links of the played mails hold.
    #[must_use]
    pub fn secret_file(&self) -> PathBuf {
        self.folder.join("secret")
    }

    /// The played database of a house, where it is kept.
    #[must_use]
    pub fn template(&self, house: HouseKind, scene: Scene) -> Option<Template> {
        let folder = self.folder.join(played_name(house, scene));
        let note = std::fs::read(folder.join("note.json")).ok()?;
        Some(Template { note: serde_json::from_slice(&note).ok()?, folder })
    }

    /// Throws the played databases away, and what visitors did with them.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn forget(&self) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(&self.folder)?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("played-") {
                std::fs::remove_dir_all(entry.path())?;
            } else if name.starts_with("live-") {
                std::fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Plays what happened at a house before a visitor comes in, and keeps what came of it.
    ///
    /// # Errors
    /// When a step is refused, or the disk does not take it.
    pub async fn play(&self, config: &Config, kind: HouseKind, scene: Scene) -> anyhow::Result<Template> {
        let making = self.folder.join(format!("making-{}-{}-{}", kind.code(), scene.code(), std::process::id()));
        DirBuilder::new().mode(0o700).create(&making)?;
        let working = making.join("working.sqlite");
        let store = Store::open_with(&format!("sqlite:{}", working.display()), Durability::Fast).await?;
        store.migrate().await?;
        let (begin, present) = kind.moments(scene);
        let clock = Arc::new(DemoClock::new(Arc::new(SystemClock), moment(begin)?));
        let bin = Arc::new(MailBin::new(clock.clone()));
        let app = open::app_with(store, config.clone(), clock.clone(), bin.clone(), bin.clone());
        let founded = kind.found(&app, scene).await?;
        let house = House::read(&app, kind, founded.clone()).await?;
        let mut player = Player::new(&app, &clock, &bin, &house);
        let cases = kind.cases(scene);
        player.play(cases, moment(present)?).await?;
        let mut status = Vec::new();
        for case in kind.shown(scene).iter().filter_map(|code| cases.iter().find(|case| case.code == *code)) {
            status.push((case.code.to_owned(), case.name.to_owned(), player.status_path(case).await?));
        }
        backup::backup(&app.store, &making.join("regie.sqlite")).await?;
        app.store.close().await;
        bin.save(&making.join("mails.json"))?;
        let note = Note { public_url: config.public_url.clone(), status, founded };
        std::fs::write(making.join("note.json"), serde_json::to_vec(&note)?)?;
        for ending in ["", "-wal", "-shm"] {
            let _gone_already = std::fs::remove_file(making.join(format!("working.sqlite{ending}")));
        }
        let folder = self.folder.join(played_name(kind, scene));
        std::fs::rename(&making, &folder)?;
        Ok(Template { folder, note })
    }
}

fn played_name(house: HouseKind, scene: Scene) -> String {
    format!("played-{}-{}-{}", house.code(), scene.code(), stamp())
}

impl Template {
    /// Puts the played database and its mail in place for a run.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn lay_out(&self, database: &Path, bin: &MailBin, public_url: &str) -> anyhow::Result<()> {
        std::fs::copy(self.folder.join("regie.sqlite"), database)?;
        bin.load(&self.folder.join("mails.json"), &self.note.public_url, public_url)
    }

    /// What setting up told once.
    #[must_use]
    pub fn founded(&self) -> Founded {
        self.note.founded.clone()
    }

    /// The status pages to show.
    #[must_use]
    pub fn status(&self) -> Vec<DemoStatus> {
        let page = |(code, name, path): &(String, String, String)| DemoStatus {
            code: code.clone(),
            name: name.clone(),
            path: path.clone(),
        };
        self.note.status.iter().map(page).collect()
    }
}

/// Changes with whatever makes another played database: the version, the tables, and the built program itself.
pub(super) fn stamp() -> String {
    use sha2::{Digest as _, Sha256};
    let mut hash = Sha256::new();
    hash.update(env!("CARGO_PKG_VERSION"));
    hash.update(migrate::fingerprint());
    let built = std::env::current_exe().and_then(std::fs::metadata);
    if let Ok(built) = built {
        hash.update(built.len().to_be_bytes());
        let changed = built.modified().ok().and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
        hash.update(changed.map_or(0, |since| since.as_nanos()).to_be_bytes());
    }
    hex(&hash.finalize()[..8])
}
