//! Use cases of Regie: the room between the doors and the store. Every write goes through [`App::run`] or a use case that
//! runs its commands inside one write.

pub mod agreements;
pub mod arrivals;
pub mod ask;
pub mod asks;
pub mod attribution;
pub mod authorise;
pub mod calls;
pub mod chain;
pub mod clients;
pub mod clock;
pub mod contacts;
pub mod content;
pub mod council;
pub mod cti;
pub mod customers;
pub mod directory;
pub mod drafts;
pub mod error;
pub mod facts;
pub mod figures;
pub mod first_day;
pub mod first_run;
pub mod forward;
pub mod friendliness;
mod handles;
pub mod import;
pub mod improvements;
pub mod intake;
pub mod jobs;
pub mod joining;
pub mod journeys;
pub mod letters;
pub mod likeness;
pub mod links;
pub mod live;
pub mod locale;
pub mod mirror;
mod next;
pub mod outbox;
pub mod participants;
pub mod partners;
pub mod ports;
pub mod practice;
pub mod preferences;
pub mod read;
pub mod rebuild;
pub mod repeats;
pub mod run;
pub mod second_thing;
pub mod secrets;
pub mod sending;
pub mod sessions;
pub mod settings;
pub mod shipments;
pub mod sms;
pub mod social;
pub mod surveys;
pub mod testing;
pub mod texts;
pub mod together;
pub mod tour;
pub mod visits;
pub mod webhooks;

use std::sync::Arc;

use regie_store::Store;
use tokio::sync::RwLock;

pub use authorise::{Action, Scope, Who};
pub use error::{AppError, Fault, Result};
pub use run::{Done, Request, Stage};

use crate::directory::Directory;
use crate::ports::Ports;

/// What an installation is told at its start.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where browsers reach it, without a slash at the end.
    pub public_url: String,
    /// The secret that tokens and secrets at rest are made with.
    pub secret: [u8; 32],
    /// The secret before it, still accepted in tokens.
    pub previous_secret: Option<[u8; 32]>,
}

/// The directory, and the number by which a change is seen.
type Kept = (i64, Arc<Directory>);

/// One organisation's Regie: a store, the outside, and a directory that is read once and kept until it changes.
#[derive(Clone)]
pub struct App {
    /// The store.
    pub store: Store,
    /// The outside.
    pub ports: Ports,
    /// What it was told at its start.
    pub config: Arc<Config>,
    kept: Arc<RwLock<Option<Kept>>>,
    quiet: Arc<jobs::deadlines::Quiet>,
}

impl App {
    /// An app on a migrated store.
    #[must_use]
    pub fn new(store: Store, ports: Ports, config: Config) -> Self {
        Self { store, ports, config: Arc::new(config), kept: Arc::default(), quiet: Arc::default() }
    }

    /// The directory as it is now. One small query tells whether it changed, also by another process.
    ///
    /// # Errors
    /// What the store says.
    pub async fn directory(&self) -> Result<Arc<Directory>> {
        let mut tx = self.store.begin_read().await?;
        let stamp = regie_store::directory::stamp(&mut tx).await?;
        if let Some((kept, directory)) = self.kept.read().await.as_ref()
            && *kept == stamp
        {
            return Ok(directory.clone());
        }
        let directory = Arc::new(Directory::load(&mut tx).await?);
        *self.kept.write().await = Some((stamp, directory.clone()));
        Ok(directory)
    }
}
