//! What a visitor did outlasts the program: beside the database of a run stands a note of where its clock stood, and the mail
//! that left. The next start goes on from there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Context as _;
use jiff::Timestamp;
use regie_domain::ids::JourneyId;
use serde::{Deserialize, Serialize};

use super::bin::MailBin;
use super::house::{HouseKind, Scene};
use super::template::{Home, stamp};
use super::tour::stories;

/// Where a run stood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The program that wrote the database: another one plays the stories again, and begins with them.
    stamp: String,
    /// The number of the run, which names its database.
    pub number: u32,
    /// What the links in the mails were made for.
    public_url: String,
    /// The moment at which the run began, by its code.
    scene: String,
    /// What the clock showed.
    pub at: Timestamp,
    /// For how many seconds a visitor could take back what goes to a customer.
    pub undo: u16,
    /// Journeys that only the player knows.
    known: BTreeMap<String, JourneyId>,
    /// The story that the visitor follows.
    follows: Option<String>,
}

/// A run, as it is to be kept.
pub(super) struct Stood<'a> {
    pub number: u32,
    pub public_url: &'a str,
    pub scene: Scene,
    pub at: Timestamp,
    pub undo: u16,
    pub known: &'a BTreeMap<&'static str, JourneyId>,
    pub follows: Option<&'static str>,
}

impl Kept {
    /// At which moment the run began.
    pub fn scene(&self) -> anyhow::Result<Scene> {
        let found = [Scene::AtWork, Scene::Opening].into_iter().find(|scene| scene.code() == self.scene);
        found.with_context(|| format!("there is no scene {}", self.scene))
    }

    /// The journeys that only the player knows, as far as there are such stories.
    pub fn known(&self, kind: HouseKind) -> BTreeMap<&'static str, JourneyId> {
        let codes = stories(kind).iter().map(|story| story.case.code);
        codes.filter_map(|code| Some((code, *self.known.get(code)?))).collect()
    }

    /// The story that the visitor follows.
    pub fn follows(&self) -> Option<&str> {
        self.follows.as_deref()
    }
}

impl Home {
    fn note(&self, kind: HouseKind) -> PathBuf {
        self.path(&format!("live-{}.json", kind.code()))
    }

    fn mails(&self, kind: HouseKind) -> PathBuf {
        self.path(&format!("live-{}-mails.json", kind.code()))
    }

    /// Where the last run of a house stood, if this program can go on with it.
    pub(super) fn kept(&self, kind: HouseKind) -> Option<Kept> {
        let kept: Kept = serde_json::from_slice(&std::fs::read(self.note(kind)).ok()?).ok()?;
        (kept.stamp == stamp() && self.live(kind, kept.number).exists()).then_some(kept)
    }

    /// The files of the run that a house goes on with.
    pub(super) fn files_kept(&self, kind: HouseKind) -> Vec<PathBuf> {
        let Some(kept) = self.kept(kind) else { return Vec::new() };
        let mut files = vec![self.note(kind), self.mails(kind)];
        files.extend(database_files(self.live(kind, kept.number)));
        files
    }

    /// Puts the mail of the kept run back.
    pub(super) fn mail_again(&self, kind: HouseKind, kept: &Kept, bin: &MailBin, here: &str) -> anyhow::Result<()> {
        bin.load(&self.mails(kind), &kept.public_url, here)
    }

    /// Writes down the mail that left.
    pub(super) fn keep_mail(&self, kind: HouseKind, bin: &MailBin) -> anyhow::Result<()> {
        let (whole, partial) = (self.mails(kind), self.mails(kind).with_extension("new"));
        bin.save(&partial)?;
        Ok(std::fs::rename(partial, whole)?)
    }

    /// Writes down where a run stands.
    pub(super) fn keep(&self, kind: HouseKind, stood: &Stood<'_>) -> anyhow::Result<()> {
        let note = Kept {
            stamp: stamp(),
            number: stood.number,
            public_url: stood.public_url.to_owned(),
            scene: stood.scene.code().to_owned(),
            at: stood.at,
            undo: stood.undo,
            known: stood.known.iter().map(|(code, id)| ((*code).to_owned(), *id)).collect(),
            follows: stood.follows.map(str::to_owned),
        };
        let (whole, partial) = (self.note(kind), self.note(kind).with_extension("new"));
        std::fs::write(&partial, serde_json::to_vec(&note)?)?;
        Ok(std::fs::rename(partial, whole)?)
    }
}

/// A database in a file, and what SQLite keeps beside it.
pub(super) fn database_files(database: PathBuf) -> impl Iterator<Item = PathBuf> {
    ["", "-wal", "-shm"].into_iter().map(move |ending| {
        let mut name = database.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    })
}
