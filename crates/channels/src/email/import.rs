//! An archive of mail into the record: an mbox, a Maildir, a folder of `.eml`. Can be killed at any moment and started
//! again; the app keeps the place to go on from.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use regie_app::import::{ArchiveBatch, ArchivedMail};
use regie_app::{App, AppError};
use regie_store::views::folders::ImportState;
use uuid::Uuid;

use super::intake::understood;
use super::mbox::{self, Extent, StoredMail};
use super::parse::{ParseContext, parse};
use super::scan::Limits;

/// Mails in one write.
const BATCH: usize = 200;
/// The most bytes of mails in one write: what is in memory at a time is twice that.
const BATCH_BYTES: usize = 64 * 1024 * 1024;
/// What is longer is cut.
const LARGEST: usize = 50 * 1024 * 1024;
/// How many places of unreadable mails a report names.
const MOST_NAMED: usize = 100;

/// What to import where.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The mailbox that the archive belongs to; the first active one when not named.
    pub mailbox: Option<Uuid>,
    /// Conversations with a mail of this moment or later become open journeys; without it all are ended.
    pub open_since: Option<Timestamp>,
}

/// How an import went; counts are of the whole archive, earlier runs included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Mails read.
    pub seen: u64,
    /// Put on journeys.
    pub imported: u64,
    /// Known before, from this archive, another or the mailbox itself.
    pub duplicates: u64,
    /// No mail, or with nobody on the other side: left in the archive.
    pub set_aside: u64,
    /// Journeys made.
    pub journeys: u64,
    /// Journeys that this run let go on.
    pub opened: u64,
    /// How much of the archive is behind us, in thousandths of its bytes or files.
    pub permille: u16,
    /// Where in the archive the first of those lie that this run set aside.
    pub set_aside_at: Vec<String>,
    /// Whether the archive is at its end.
    pub finished: bool,
}

/// Why an import stopped. What was done until then is kept.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The archive cannot be read.
    #[error("{path}: {source}")]
    Archive {
        /// The archive.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The app.
    #[error(transparent)]
    App(#[from] AppError),
}

/// Imports an archive, from its beginning or where an earlier run stopped. `progress` hears after each write; it answers
/// whether to go on. An archive that was imported whole is looked through again for what is new.
///
/// # Errors
/// [`ImportError`].
pub async fn import_mail(
    app: &App,
    path: &Path,
    options: &ImportOptions,
    mut progress: impl FnMut(&Report) -> bool,
) -> Result<Report, ImportError> {
    let failed = |source: io::Error| ImportError::Archive { path: path.to_owned(), source };
    let source = path.canonicalize().map_err(failed)?.to_string_lossy().into_owned();
    let mailbox = mailbox(app, options).await?;
    let mut state = app.import_state(&source).await?.unwrap_or_default();
    if state.finished_at.is_some() {
        app.restart_import(&source).await?;
        state = ImportState::default();
    }
    let mut report = Report::default();
    let extent = mbox::extent(path).map_err(failed)?;
    let mails = mbox::open(path, state.resume_at.as_deref(), LARGEST).map_err(failed)?;
    let now = app.ports.clock.now();
    let mut reading = tokio::task::spawn_blocking(move || read_batch(mails, now));
    loop {
        let (mails, read) = reading.await.map_err(|error| failed(io::Error::other(error)))?;
        let read = read.map_err(failed)?;
        // The next batch is read while this one is written.
        let at_end = read.at_end;
        reading = tokio::task::spawn_blocking(move || read_batch(mails, now));
        report.set_aside_at.extend(read.unreadable);
        report.set_aside_at.truncate(MOST_NAMED);
        let batch = ArchiveBatch {
            source: source.clone(),
            mailbox,
            mails: read.mails,
            resume_at: read.resume_at.filter(|_| !at_end),
            open_since: options.open_since,
        };
        let laid = app.import_batch(batch).await?;
        report.opened += laid.opened;
        count(&mut report, &laid.state);
        report.permille = permille(extent, &laid.state);
        if !progress(&report) || at_end {
            return Ok(report);
        }
    }
}

async fn mailbox(app: &App, options: &ImportOptions) -> Result<Uuid, AppError> {
    let directory = app.directory().await?;
    let first = || directory.mailboxes.iter().find(|(_, found)| found.value.active).map(|(id, _)| *id);
    options.mailbox.or_else(first).ok_or(AppError::NotFound("mailbox"))
}

fn count(report: &mut Report, state: &ImportState) {
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    report.seen = number(state.seen);
    report.imported = number(state.imported);
    report.duplicates = number(state.duplicates);
    report.set_aside = number(state.set_aside);
    report.journeys = number(state.journeys);
    report.finished = state.finished_at.is_some();
}

/// How far an archive is; it may have grown meanwhile.
fn permille(extent: Extent, state: &ImportState) -> u16 {
    let (done, all) = match extent {
        _ if state.finished_at.is_some() => return 1000,
        Extent::Bytes(all) => (state.resume_at.as_deref().and_then(|at| at.parse().ok()).unwrap_or(0), all),
        Extent::Files(all) => (u64::try_from(state.seen).unwrap_or(0), all),
    };
    u16::try_from(done.saturating_mul(1000) / all.max(1)).unwrap_or(1000).min(1000)
}

type Mails = Box<dyn Iterator<Item = io::Result<StoredMail>> + Send>;

#[derive(Default)]
struct Read {
    mails: Vec<ArchivedMail>,
    unreadable: Vec<String>,
    resume_at: Option<String>,
    at_end: bool,
}

fn read_batch(mut mails: Mails, now: Timestamp) -> (Mails, io::Result<Read>) {
    let mut read = Read::default();
    let mut bytes = 0;
    while read.mails.len() < BATCH && bytes < BATCH_BYTES {
        let stored = match mails.next() {
            None => {
                read.at_end = true;
                break;
            }
            Some(Err(error)) => return (mails, Err(error)),
            Some(Ok(stored)) => stored,
        };
        bytes += stored.raw.len();
        read.resume_at = Some(stored.resume_at);
        let archived = understand(stored.raw, now);
        if archived.mail.quarantine.is_some()
            && archived.mail.quarantine.as_deref() != Some(regie_app::intake::DISPROVEN)
        {
            read.unreadable.push(stored.locator);
        }
        read.mails.push(archived);
    }
    (mails, Ok(read))
}

fn understand(raw: Vec<u8>, now: Timestamp) -> ArchivedMail {
    let context = ParseContext { limits: Limits::default(), ..ParseContext::at(now) };
    let parsed = parse(&raw, &context);
    let at = parsed.claimed_date.unwrap_or(now);
    ArchivedMail { mail: understood(parsed, &[], None), raw, at }
}
