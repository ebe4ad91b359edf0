//! Mail that was fetched from a folder at a mail server: kept in the same write that moves the folder's cursor, so that
//! nothing is lost between the two and nothing comes twice.

use jiff::SignedDuration;
use regie_store::views::arrivals;
use regie_store::views::folders::{self, FolderState};
use regie_store::{StoreError, hex};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::App;
use crate::directory::{kind, put};
use crate::error::{AppError, Result};
use crate::run::Stage;

/// Some mails of a folder, oldest first, and where to go on after them.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// The mailbox.
    pub mailbox: Uuid,
    /// The folder.
    pub folder: String,
    /// The generation of numbers, and the last number in the batch.
    pub cursor: (u32, u32),
    /// The mails.
    pub mails: Vec<Vec<u8>>,
    /// Whether the folder holds what people sent from the mailbox.
    pub sent: bool,
}

impl App {
    /// Keeps what was fetched and moves the cursor. Mail with the same bytes that came to the mailbox before is not kept
    /// again: a server that numbers its mail anew brings all of it once more. Tells how many were new.
    ///
    /// # Errors
    /// What the store says, or that the mailbox is gone. Nothing is kept then, and the cursor stays.
    pub async fn keep_fetched(&self, fetched: Fetched) -> Result<usize> {
        let directory = self.directory().await?;
        let team = directory
            .mailboxes
            .get(&fetched.mailbox)
            .map(|found| found.value.team)
            .ok_or(AppError::NotFound("mailbox"))?;
        let stage = Stage::new(self, directory);
        self.store
            .write_with((stage, fetched), move |tx, (stage, fetched)| {
                Box::pin(async move {
                    let source = format!("mailbox:{}", fetched.mailbox);
                    let mut new = 0;
                    for (raw, after) in fetched.mails.iter().zip(0..) {
                        let digest = hex(&Sha256::digest(raw));
                        if super::comes_first(stage, tx, &source, &digest, None).await? {
                            // A microsecond apart, so that they are read in the folder's order.
                            let received_at =
                                stage.now.saturating_add(SignedDuration::from_micros(after)).unwrap_or(stage.now);
                            let kept = stage.keep(tx, (fetched.mailbox, team), received_at, None, "", raw).await?;
                            if fetched.sent {
                                arrivals::rename(tx, kept, &super::sent_key(kept)).await?;
                            }
                            new += 1;
                        }
                    }
                    folders::move_cursor(tx, fetched.mailbox, &fetched.folder, fetched.cursor).await?;
                    Ok::<_, AppError>(new)
                })
            })
            .await
    }

    /// How far a folder has been read.
    ///
    /// # Errors
    /// What the store says.
    pub async fn folder_state(&self, mailbox: Uuid, folder: &str) -> Result<Option<FolderState>> {
        let mut tx = self.store.begin_read().await?;
        Ok(folders::folder(&mut tx, mailbox, folder).await?)
    }

    /// How reading goes in all folders, for the settings page.
    ///
    /// # Errors
    /// What the store says.
    pub async fn folder_states(&self) -> Result<Vec<FolderState>> {
        let mut tx = self.store.begin_read().await?;
        Ok(folders::folders(&mut tx).await?)
    }

    /// Notes how a look into a folder went: well, or a stage and the server's words.
    ///
    /// # Errors
    /// What the store says.
    pub async fn note_fetch(&self, mailbox: Uuid, folder: &str, failure: Option<(String, String)>) -> Result<()> {
        let now = self.ports.clock.now();
        let context = (folder.to_owned(), failure);
        self.store
            .write_with(context, move |tx, (folder, failure)| {
                Box::pin(async move {
                    match failure {
                        None => folders::went_well(tx, mailbox, folder, now).await,
                        Some((stage, words)) => folders::failed(tx, mailbox, folder, stage, words, now).await,
                    }
                })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// Stores what providers gave in place of old refresh tokens while mail was sent.
    pub(crate) async fn keep_rotated(&self) {
        for new in self.ports.mail.rotated() {
            // The mail has left, or not; a token that is lost asks for a new sign-in.
            if let Err(error) = self.keep_refresh_token(new.mailbox, &new.old_sealed, &new.new_plain).await {
                tracing::error!(%error, mailbox = %new.mailbox, "a new refresh token could not be kept");
            }
        }
    }

    /// Stores a refresh token that the provider gave in place of the old one, encrypted. A mailbox whose settings somebody
    /// changed meanwhile to something else keeps those.
    ///
    /// # Errors
    /// What the store says.
    pub async fn keep_refresh_token(&self, mailbox: Uuid, old_sealed: &str, new_plain: &str) -> Result<()> {
        use regie_domain::directory::ImapLogin;
        let directory = self.directory().await?;
        let Some(found) = directory.mailboxes.get(&mailbox) else { return Ok(()) };
        let mut changed = found.value.clone();
        let Some(ImapLogin::OAuth { refresh_token, .. }) =
            changed.incoming.as_mut().map(|incoming| &mut incoming.login)
        else {
            return Ok(());
        };
        if refresh_token != old_sealed {
            return Ok(());
        }
        *refresh_token = crate::secrets::seal(&self.config, &self.ports, crate::secrets::MAILBOX, new_plain)
            .map_err(|error| AppError::Unusable(error.to_string()))?;
        let by = (self.ports.id(), regie_domain::actor::Actor::System);
        let (now, version) = (self.ports.clock.now(), found.version);
        let written = self
            .store
            .write_with((by, changed), move |tx, (by, changed)| {
                Box::pin(put(tx, *by, now, (kind::MAILBOX, mailbox), changed, version))
            })
            .await;
        written.map(drop).map_err(|error: StoreError| error.into())
    }
}
