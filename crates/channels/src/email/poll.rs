//! Fetches mail from the mailboxes that have settings for it: one process at a time per mailbox, oldest first, marked as
//! seen only after the commit that keeps it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use regie_app::App;
use regie_app::intake::Fetched;
use regie_domain::directory::{ImapLogin, ImapSettings, Mailbox};
use regie_store::StoreError;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::accounts::Accounts;
use super::imap::{Batch, FetchedMail, ImapConfig, ImapCursor, ImapFailure, ImapFolder, ImapStage};
use super::intake::OVERSIZE_HEADER;

/// How often to look.
const LOOK: Duration = Duration::from_secs(30);
/// Mails kept in one write.
const BATCH: usize = 10;
/// How long a mailbox stays with one process without a word from it.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How often a look that goes well is noted.
const NOTE: SignedDuration = SignedDuration::from_mins(10);

/// Looks into mailboxes.
pub struct Poller {
    app: App,
    accounts: Accounts,
    arrived: Arc<Notify>,
    holder: String,
}

/// Why a look failed.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// The mail server, or the way to it.
    #[error(transparent)]
    Server(#[from] ImapFailure),
    /// The app; nothing was kept.
    #[error(transparent)]
    App(#[from] regie_app::AppError),
}

impl Poller {
    /// Rings `arrived` when mail was kept, for [`super::intake::Placer::run`].
    #[must_use]
    pub fn new(app: App, accounts: Accounts, arrived: Arc<Notify>) -> Self {
        let holder = app.ports.uuid().to_string();
        Self { app, accounts, arrived, holder }
    }

    /// Looks into all mailboxes every half minute, until `stop`.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            tokio::select! {
                () = stop.cancelled() => break,
                _kept = self.poll_all() => {}
            }
            let _elapsed = tokio::time::timeout(LOOK, stop.cancelled()).await;
        }
        self.give_back().await;
    }

    /// Looks into every mailbox with settings once; tells how many mails were new. A mailbox that fails holds up no other,
    /// and its trouble is noted for the settings page.
    pub async fn poll_all(&self) -> usize {
        let directory = match self.app.directory().await {
            Ok(directory) => directory,
            Err(error) => {
                tracing::error!(%error, "mailboxes cannot be read");
                return 0;
            }
        };
        let active = directory.mailboxes.iter().filter(|(_, found)| found.value.active);
        let looks = active.filter_map(|(id, found)| Some(self.look(*id, &found.value, found.value.incoming.as_ref()?)));
        join_all(looks).await.into_iter().sum()
    }

    async fn look(&self, id: Uuid, mailbox: &Mailbox, settings: &ImapSettings) -> usize {
        match self.poll(id, settings).await {
            Ok(kept) => kept,
            Err(error) => {
                tracing::warn!(mailbox = mailbox.address, %error, "a mailbox could not be read");
                0
            }
        }
    }

    /// Looks into one mailbox once; tells how many mails were new. Nothing happens while another process has it.
    ///
    /// # Errors
    /// [`PollError`]; it is noted for the settings page.
    pub async fn poll(&self, id: Uuid, settings: &ImapSettings) -> Result<usize, PollError> {
        if !self.hold(id).await? {
            return Ok(0);
        }
        let inbox = Folder { name: folder_name(settings), sent: false };
        let sent = settings.sent.clone().map(|name| Folder { name, sent: true });
        let mut kept = Ok(0);
        // A folder that fails holds up no other; what failed first is what is said.
        for folder in std::iter::once(inbox).chain(sent) {
            let outcome = self.fetch(id, &folder, settings).await;
            let failure = match &outcome {
                Ok(_) => None,
                Err(PollError::Server(failure)) => Some((stage_code(failure.stage).to_owned(), failure.raw.clone())),
                Err(PollError::App(error)) => Some(("store".to_owned(), error.to_string())),
            };
            self.note(id, &folder.name, failure).await?;
            kept = match (kept, outcome) {
                (Ok(before), Ok(more)) => Ok(before + more),
                (Err(first), _) | (Ok(_), Err(first)) => Err(first),
            };
        }
        kept
    }

    async fn fetch(&self, id: Uuid, from: &Folder, settings: &ImapSettings) -> Result<usize, PollError> {
        let name = from.name.as_str();
        let (config, rotated) = self.accounts.imap(settings).await?;
        let config = ImapConfig { folder: name.to_owned(), ..config };
        if let (Some(new), ImapLogin::OAuth { refresh_token, .. }) = (rotated, &settings.login) {
            // The old one may be worth nothing any more: the new one is kept before anything can go wrong.
            self.app.keep_refresh_token(id, refresh_token, &new).await?;
        }
        let opened = ImapFolder::open(&config).await;
        if matches!(&opened, Err(failure) if failure.stage == ImapStage::Login) {
            self.accounts.forget_tokens();
        }
        let mut folder = opened?;
        let mut kept = 0;
        loop {
            let state = self.app.folder_state(id, name).await?;
            let cursor =
                state.and_then(|state| state.cursor).map(|(uid_validity, uid)| ImapCursor { uid_validity, uid });
            if from.sent && cursor.is_none_or(|known| !folder.continues(known)) {
                // What was sent before somebody had this folder read is history, and so is what a server numbers anew.
                let end = folder.end()?;
                let batch = Batch { mails: Vec::new(), cursor: end, renumbered: false, more: false };
                self.app.keep_fetched(fetched(id, from, batch)).await?;
                break;
            }
            let batch = folder.fetch_after(cursor, BATCH).await?;
            let (more, uids): (bool, Vec<u32>) = (batch.more, batch.mails.iter().map(|mail| mail.uid).collect());
            if cursor != Some(batch.cursor) {
                kept += self.app.keep_fetched(fetched(id, from, batch)).await?;
                self.arrived.notify_one();
            }
            // The mail is ours already; a folder that takes no marks is no reason to stop.
            if !from.sent
                && let Err(error) = folder.mark_seen(&uids).await
            {
                tracing::warn!(mailbox = %id, %error, "mail could not be marked as seen");
            }
            if !more {
                break;
            }
            if !self.hold(id).await? {
                break;
            }
        }
        folder.close().await;
        Ok(kept)
    }

    /// Takes or prolongs the lease of a mailbox.
    async fn hold(&self, id: Uuid) -> Result<bool, PollError> {
        let now = self.app.ports.clock.machine();
        let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX);
        let context = (lease(id), self.holder.clone());
        let held = self.app.store.write_with(context, move |tx, (name, holder)| {
            Box::pin(async move { regie_store::leases::acquire(tx, name, holder, now, until).await })
        });
        held.await.map_err(|error: StoreError| PollError::App(error.into()))
    }

    /// Gives all leases back, so that another process need not wait for them to end.
    async fn give_back(&self) {
        let Ok(directory) = self.app.directory().await else { return };
        let names: Vec<String> = directory.mailboxes.keys().map(|id| lease(*id)).collect();
        let released = self.app.store.write_with((names, self.holder.clone()), |tx, (names, holder)| {
            Box::pin(async move {
                for name in names {
                    regie_store::leases::release(tx, name, holder).await?;
                }
                Ok::<_, StoreError>(())
            })
        });
        if let Err(error) = released.await {
            tracing::debug!(%error, "leases of mailboxes end by themselves");
        }
    }

    /// Notes how it went where that says something new.
    async fn note(&self, id: Uuid, folder: &str, failure: Option<(String, String)>) -> Result<(), PollError> {
        let state = self.app.folder_state(id, folder).await?;
        let known = state
            .as_ref()
            .and_then(|state| state.error.as_ref())
            .map(|error| (error.stage.clone(), error.words.clone()));
        let fresh = state
            .as_ref()
            .and_then(|state| state.ok_at)
            .is_some_and(|at| self.app.ports.clock.now().duration_since(at) < NOTE);
        let same = known == failure && (failure.is_some() || fresh);
        if !same {
            self.app.note_fetch(id, folder, failure).await?;
        }
        Ok(())
    }
}

fn lease(id: Uuid) -> String {
    format!("mailbox:{id}")
}

/// A folder of a mailbox, and whether it holds what was sent from there.
struct Folder {
    name: String,
    sent: bool,
}

/// The folder that settings name.
fn folder_name(settings: &ImapSettings) -> String {
    if settings.folder.trim().is_empty() { "INBOX".to_owned() } else { settings.folder.clone() }
}

fn fetched(mailbox: Uuid, folder: &Folder, batch: Batch) -> Fetched {
    let cursor = (batch.cursor.uid_validity, batch.cursor.uid);
    let mails = batch.mails.into_iter().map(bytes).collect();
    Fetched { mailbox, folder: folder.name.clone(), cursor, mails, sent: folder.sent }
}

/// The mail; on top of one that is too large to fetch stands how large it is.
fn bytes(mail: FetchedMail) -> Vec<u8> {
    if !mail.headers_only {
        return mail.raw;
    }
    let mut raw = format!("{OVERSIZE_HEADER}: {}\r\n", mail.size).into_bytes();
    raw.extend(mail.raw);
    raw
}

/// The code of a stage; also the last part of its locale key.
#[must_use]
pub fn stage_code(stage: ImapStage) -> &'static str {
    match stage {
        ImapStage::Settings => "settings",
        ImapStage::Connect => "connect",
        ImapStage::Tls => "tls",
        ImapStage::Login => "login",
        ImapStage::Folder => "folder",
        ImapStage::Fetch => "fetch",
        ImapStage::Change => "change",
    }
}

/// What is known of each folder, by mailbox, for a page that shows mailboxes.
///
/// # Errors
/// What the store says.
pub async fn states(app: &App) -> regie_app::Result<HashMap<Uuid, regie_store::views::folders::FolderState>> {
    Ok(app.folder_states().await?.into_iter().map(|state| (state.mailbox, state)).collect())
}
