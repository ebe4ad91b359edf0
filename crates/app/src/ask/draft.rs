//! What is being written on the public form. Each page is kept as it is sent on, so that going back, a reload, a second tab
//! or a lost connection loses nothing. It is found by a token in the visitor's browser, of which only the hash is kept, and
//! goes a day after the last page, with all that was typed and added.

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::FileMark;
use regie_domain::customer::HandleKind;
use regie_domain::event::{JourneyEvent, Window};
use regie_domain::ids::{BlueprintId, CustomerId, JourneyId, ParticipantId};
use regie_domain::journey::Participant;
use regie_store::Tx;
use regie_store::ask::{self as stored, AskDraft, SUBJECT, WORDS};
use regie_store::content;
use regie_store::journal::{self, StreamKey};
use regie_store::links::StatusLink;
use regie_store::views::customers;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contents::{add, files_of, put, typed_of};
use crate::App;
use crate::content::Text;
use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::run::{JOURNEY, Stage, journey_of, read_journey};
use crate::secrets;

/// How long something is kept after the last page, by the business clock.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// The most files.
pub const MOST_FILES: usize = 20;
/// The most that all files hold together, in bytes.
pub const MOST_BYTES: u64 = 25 * 1024 * 1024;
/// The ground in the erasure ledger of what was sent: its words stand on the journey now.
const SENT: &str = "draft-sent";
/// The ground of what was not sent in time.
const ENDED: &str = "draft-ended";
/// The ground of a file that its sender took off again.
const TAKEN_OFF: &str = "draft-changed";
/// How many that ended are taken away in one write.
const BATCH: u32 = 50;

/// The words, name and address that were typed: one content, erased with the draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// What it is about in a few words, where the link to the form said so.
    #[serde(default)]
    pub subject: String,
    /// A number that the link to the form named: of an invoice, an earlier report.
    #[serde(default)]
    pub reference: String,
    /// What happened.
    #[serde(default)]
    pub text: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The e-mail address.
    #[serde(default)]
    pub email: String,
    /// The telephone number.
    #[serde(default)]
    pub phone: String,
    /// Where somebody is to come.
    #[serde(default)]
    pub place: String,
}

/// By which link somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Came {
    /// The journey of the link.
    pub journey: JourneyId,
    /// Its reader.
    pub participant: ParticipantId,
    /// Whether the link was in a message to the reader's address, which proves that the address is theirs.
    pub proven: bool,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The journey.
    pub journey: JourneyId,
    /// The sender's place on it.
    pub participant: ParticipantId,
    /// Whether it began with this.
    pub new: bool,
}

/// The ids and codes of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<BlueprintId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came: Option<Came>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<JourneyId>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub apart: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub later: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub complaint: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
}

/// A file that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// Its content.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// When it was added; of files that came together one after another.
    pub added_at: Timestamp,
    /// Its size in bytes.
    pub size: u64,
    /// What a person should know before opening it.
    pub marks: Vec<FileMark>,
}

/// What somebody is writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    pub blueprint: Option<BlueprintId>,
    /// By which link its writer came.
    pub came: Option<Came>,
    /// The journey that it goes to, where its writer said so.
    pub about: Option<JourneyId>,
    /// Whether its writer said that it is about none of what runs already.
    pub apart: bool,
    /// The window of a visit that its writer chose.
    pub window: Option<Window>,
    /// Whether its writer chooses no window now.
    pub later: bool,
    /// Whether its writer says that it is a complaint.
    pub complaint: bool,
    /// Whether the address of its writer is known, so that it is not asked.
    pub place_known: bool,
    /// What became of it.
    pub sent: Option<Sent>,
    /// What was typed; empty once it was sent.
    pub typed: Typed,
    /// The files so far.
    pub files: Vec<DraftFile>,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

/// One page of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// What the link to the form said; what is empty stays as it was.
    Given {
        /// What it is about in a few words.
        subject: String,
        /// A number.
        reference: String,
    },
    /// What it is about.
    Topic(BlueprintId),
    /// What happened.
    Words(String),
    /// Whether it is a complaint about the organisation.
    Complaint(bool),
    /// More files, beside those that are there.
    Add(Vec<Text>),
    /// Takes a file off again.
    TakeOff(Uuid),
    /// Who writes.
    Contact {
        /// The name.
        name: String,
        /// The e-mail address; perhaps empty.
        email: String,
        /// The telephone number; perhaps empty.
        phone: String,
    },
    /// That it is about a journey that runs already, or about none of them.
    About(Option<JourneyId>),
    /// When somebody may come, or that this is not chosen now.
    When(Option<Window>),
    /// Where somebody is to come.
    Where(String),
    /// That the window that was chosen is gone: it is asked again.
    Gone,
}

impl App {
    /// What is being written, or was sent a while ago, in the browser with a token.
    ///
    /// # Errors
    /// What the store says.
    pub async fn ask_draft(&self, token: &str) -> Result<Option<Draft>> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(None) };
        let now = self.ports.clock.now();
        let mut tx = self.store.begin_read().await?;
        let Some(row) = stored::by_token(&mut tx, &hash, now).await? else { return Ok(None) };
        Ok(Some(read(&mut tx, &row).await?))
    }

    /// Keeps pages of the form, and gives the token to find them by: the one that came, or a fresh one where there is
    /// nothing to go on with.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when there are too many files or they are too large together, or what the store says.
    pub async fn keep_ask(&self, token: Option<&str>, changes: Vec<Change>) -> Result<String> {
        let known = token.and_then(secrets::hash_of);
        let (fresh, fresh_hash) = secrets::token(&self.ports);
        let stage = Stage::new(self, self.directory().await?);
        let went_on = self
            .store
            .write_with((stage, known, fresh_hash, changes), |tx, (stage, known, fresh, changes)| {
                Box::pin(async move {
                    let found = match known {
                        Some(hash) => stored::locked(tx, hash, stage.now).await?.filter(|row| row.words.is_some()),
                        None => None,
                    };
                    let went_on = found.is_some();
                    let mut row = match found {
                        Some(row) => row,
                        None => begin(stage, tx, *fresh, None).await?,
                    };
                    keep(stage, tx, &mut row, changes).await?;
                    Ok::<_, AppError>(went_on)
                })
            })
            .await?;
        Ok(if went_on { token.unwrap_or_default().to_owned() } else { fresh })
    }

    /// Begins something new for whoever came by a link to their own page, and gives the token to find it by. Who they are
    /// is not asked again.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the person is no longer on the journey, or what the store says.
    pub async fn ask_from(&self, link: &StatusLink) -> Result<String> {
        let (token, hash) = secrets::token(&self.ports);
        let came = self.store.read(async |tx| came_by(tx, link).await).await?;
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, hash, came), |tx, (stage, hash, came)| {
                Box::pin(async move { begin(stage, tx, *hash, Some(*came)).await.map(drop) })
            })
            .await?;
        Ok(token)
    }

    /// Takes away what is being written, because its writer says so. What was sent stays sent.
    ///
    /// # Errors
    /// What the store says.
    pub async fn drop_ask(&self, token: &str) -> Result<()> {
        let Some(hash) = secrets::hash_of(token) else { return Ok(()) };
        let now = crate::run::whole_micros(self.ports.clock.now());
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(row) = stored::locked(tx, &hash, now).await? {
                        stored::remove(tx, row.id, ENDED, now).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// Takes away what was not sent in time, and what was sent a day ago; tells how many.
    ///
    /// # Errors
    /// What the store says.
    pub async fn end_asks(&self) -> Result<u64> {
        let now = crate::run::whole_micros(self.ports.clock.now());
        let mut count = 0;
        loop {
            let ended = self.store.write(move |tx| {
                Box::pin(async move {
                    let ended = stored::ended(tx, now, BATCH).await?;
                    for row in &ended {
                        stored::remove(tx, row.id, ENDED, now).await?;
                    }
                    Ok::<_, AppError>(ended.len())
                })
            });
            let ended = ended.await?;
            count += ended as u64;
            if ended < BATCH as usize {
                return Ok(count);
            }
        }
    }
}

/// By which link somebody comes. A link out of a message proves the address that it was sent to, so it proves nothing once
/// messages go to another one.
pub(crate) async fn came_by(tx: &mut Tx, link: &StatusLink) -> Result<Came> {
    let (journey, participant) = (JourneyId(link.journey_id), ParticipantId(link.participant_id));
    let events = read_journey(&journal::read(tx, &StreamKey::new(JOURNEY, journey.0), 0).await?)?;
    let moved = events.iter().any(|recorded| {
        let other = matches!(recorded.event, JourneyEvent::ReachChanged { participant: of, .. } if of == participant);
        other && recorded.meta.recorded_at > link.created_at
    });
    Ok(Came { journey, participant, proven: link.message_id.is_some() && !moved })
}

/// The customer record of whoever came by a link, and how messages reach the person there.
pub(super) async fn person(tx: &mut Tx, came: Came) -> Result<Participant> {
    let journey = journey_of(tx, came.journey).await?.ok_or(AppError::NotFound("journey"))?;
    let person = journey.participants.get(&came.participant).filter(|person| person.present);
    person.cloned().ok_or(AppError::NotFound("page"))
}

async fn begin(stage: &Stage, tx: &mut Tx, token_hash: [u8; 32], came: Option<Came>) -> Result<AskDraft> {
    let customer: Option<CustomerId> = match came {
        Some(came) => Some(person(tx, came).await?.customer),
        None => None,
    };
    let row = AskDraft {
        id: stage.id(),
        token_hash,
        words: Some(stage.id()),
        customer: customer.map(|customer| customer.0),
        facts: serde_json::to_string(&Facts { came, ..Facts::default() })?,
        created_at: stage.now,
        expires_at: stage.now + KEPT,
    };
    if let Some(words) = row.words {
        let typed = serde_json::to_vec(&Typed::default())?;
        put(stage, tx, &row, (words, WORDS, "application/json", None), &typed).await?;
    }
    stored::begin(tx, &row).await?;
    Ok(row)
}

async fn keep(stage: &Stage, tx: &mut Tx, row: &mut AskDraft, changes: &[Change]) -> Result<()> {
    let Some(words) = row.words else { return Err(AppError::NotFound("draft")) };
    let (mut facts, mut typed) = (facts_of(row)?, typed_of(tx, row).await?);
    for change in changes {
        match change {
            Change::Given { subject, reference } => {
                for (known, given) in [(&mut typed.subject, subject), (&mut typed.reference, reference)] {
                    if !given.is_empty() {
                        known.clone_from(given);
                    }
                }
            }
            Change::Topic(blueprint) if facts.blueprint == Some(*blueprint) => {}
            Change::Topic(blueprint) => {
                // Another kind of visit, or none.
                (facts.blueprint, facts.window, facts.later) = (Some(*blueprint), None, false);
            }
            Change::Words(text) => typed.text.clone_from(text),
            Change::Complaint(said) => facts.complaint = *said,
            Change::Add(files) => add(stage, tx, row, files).await?,
            Change::TakeOff(file) => {
                let own = files_of(tx, row.id).await?.iter().any(|known| known.id == *file);
                if own {
                    content::erase(tx, *file, TAKEN_OFF, stage.now).await?;
                }
            }
            Change::Contact { name, email, phone } => {
                typed.name.clone_from(name);
                typed.email.clone_from(email);
                typed.phone.clone_from(phone);
            }
            Change::About(journey) => (facts.about, facts.apart) = (*journey, journey.is_none()),
            Change::When(window) => (facts.window, facts.later) = (*window, window.is_none()),
            Change::Where(place) => typed.place.clone_from(place),
            Change::Gone => (facts.window, facts.later) = (None, false),
        }
    }
    content::replace(tx, words, &serde_json::to_vec(&typed)?, stage.app().ports.bytes()).await?;
    row.facts = serde_json::to_string(&facts)?;
    row.expires_at = stage.now + KEPT;
    Ok(stored::save(tx, row).await?)
}

/// A row with what its contents hold.
pub(super) async fn read(tx: &mut Tx, row: &AskDraft) -> Result<Draft> {
    let facts = facts_of(row)?;
    let place_known = match facts.came.filter(|_| facts.sent.is_none()) {
        Some(came) => has_address(tx, came).await?,
        None => false,
    };
    Ok(Draft {
        id: row.id,
        blueprint: facts.blueprint,
        came: facts.came,
        about: facts.about,
        apart: facts.apart,
        window: facts.window,
        later: facts.later,
        complaint: facts.complaint,
        place_known,
        sent: facts.sent,
        typed: typed_of(tx, row).await?,
        files: files_of(tx, row.id).await?,
        expires_at: row.expires_at,
    })
}

/// Whether the address of whoever came by a link is known.
async fn has_address(tx: &mut Tx, came: Came) -> Result<bool> {
    let Some(journey) = journey_of(tx, came.journey).await? else { return Ok(false) };
    let Some(person) = journey.participants.get(&came.participant) else { return Ok(false) };
    for record in records_of(tx, person.customer).await? {
        let handles = customers::handles(tx, record).await?;
        if handles.iter().any(|handle| handle.kind == HandleKind::Address.code()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// It was sent: what was typed and added goes, and where it is stays for a day, so that a second sending finds it.
pub(super) async fn finish(stage: &Stage, tx: &mut Tx, row: &mut AskDraft, sent: Sent) -> Result<()> {
    // First the row lets go of its words: with them it would go itself.
    row.words = None;
    row.facts = serde_json::to_string(&Facts { sent: Some(sent), ..facts_of(row)? })?;
    row.expires_at = stage.now + KEPT;
    stored::save(tx, row).await?;
    content::erase_subject(tx, SUBJECT, row.id, SENT, stage.now).await?;
    Ok(())
}

pub(super) fn facts_of(row: &AskDraft) -> Result<Facts> {
    Ok(serde_json::from_str(&row.facts)?)
}
