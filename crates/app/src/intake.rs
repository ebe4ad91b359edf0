//! A mail comes in. It is kept whole before anybody looks at it; then it is put on the right journey, begins a new one, or
//! waits for a person. The record says why, and a person can undo it.

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::{ContactClass, FileMark};
use regie_domain::contact::SenderChecks;
use regie_domain::ids::{ContentId, CustomerId, JourneyId, ParticipantId, TeamId};
use regie_domain::reference::Reference;
use regie_store::content::NewContent;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::{mail, participants};
use regie_store::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::directory::without_detail;
use crate::error::{AppError, Result};
use crate::run::Stage;
use crate::{App, Config, secrets};

mod contact;
mod fetched;
mod machines;
mod matching;
mod once;
mod ours;
mod placing;
pub mod subject;

pub(crate) use contact::{contact, title_of};
pub use fetched::Fetched;
pub(crate) use matching::customers_of;
pub use matching::{Match, Waits};
pub(crate) use once::{CameBefore, MAIL, comes_first};
pub use placing::Placed;
pub(crate) use placing::{begin, begin_customer, customer_for, month_at, month_of, record};

/// The subject kind of bodies that are on no customer's record yet.
pub(crate) const ARRIVAL: &str = "arrival";
/// Kept, and nobody has looked at it yet.
const RECEIVED: &str = "received";
/// The code of [`IncomingMail::quarantine`] for a mail that is not from whom it says, by the word of a trusted server.
pub const DISPROVEN: &str = "disproven";

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAddress {
    /// The display name, where it has one.
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

/// A file of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingFile {
    /// Its safe name.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// Its bytes.
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
    /// What a person should know before opening it.
    #[serde(default)]
    pub marks: Vec<FileMark>,
}

/// A bounce of a mail of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// The Message-ID of the mail that bounced.
    pub original: Option<String>,
    /// Whether trying again would not help.
    pub permanent: bool,
    /// Whether the address itself is gone.
    pub address_is_dead: bool,
}

/// A mail as a channel has read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingMail {
    /// Without angle brackets; made from the content where the sender gave none.
    pub message_id: String,
    /// All ids of In-Reply-To and References, the nearest first.
    pub answers: Vec<String>,
    /// The sender.
    pub from: Option<MailAddress>,
    /// All addresses that it was sent or delivered to.
    pub recipients: Vec<String>,
    /// The subject line.
    pub subject: String,
    /// Without reply and forward marks, in one form for comparing.
    pub subject_key: String,
    /// Without reply and forward marks, for reading.
    pub subject_base: String,
    /// Whether it is a forward.
    pub forward: bool,
    /// A journey's number in the subject line.
    pub reference: Option<Reference>,
    /// What the sender wrote now.
    pub text: String,
    /// Safe HTML, where there is any.
    pub html: Option<String>,
    /// Its files.
    pub files: Vec<IncomingFile>,
    /// Person or machine.
    pub class: ContactClass,
    /// Whether an automatic answer is forbidden (a list, a machine).
    pub no_automatic_answer: bool,
    /// Whether a trusted server proved the sender.
    pub proven: bool,
    /// When it was sent, where that is believable.
    pub date: Option<Timestamp>,
    /// The bounce it reports.
    pub bounce: Option<Bounce>,
    /// The same mail has the same key.
    pub dedupe_key: String,
    /// Why a person must look at it first ([`DISPROVEN`], `unreadable`, …), where one must.
    pub quarantine: Option<String>,
    /// Where answers to it go, where it says so.
    #[serde(default)]
    pub reply_to: Vec<String>,
    /// The language that it seems to be in.
    pub english: bool,
    /// The whole size in bytes of a mail too large to fetch: only its headers are here.
    #[serde(default)]
    pub oversize: Option<u64>,
    /// What a trusted server found about the sender, where it found anything.
    #[serde(default)]
    pub checked: Option<SenderChecks>,
    /// When somebody out of office says to be back, in days since 1970-01-01.
    #[serde(default)]
    pub back_on: Option<i32>,
}

/// A mail that was kept and waits to be read.
#[derive(Debug, Clone)]
pub struct Unplaced {
    /// The arrival.
    pub id: Uuid,
    /// The mail as it came.
    pub raw: Vec<u8>,
    /// The envelope's sender; empty for the null sender.
    pub envelope_from: Option<String>,
    /// The envelope's recipients.
    pub recipients: Vec<String>,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The server whose `Authentication-Results` the mailbox believes.
    pub trusted_authserv: Option<String>,
}

impl App {
    /// Keeps a mail, once for each of our mailboxes that it was sent to. When this returns, it is safe: the channel may
    /// say "250". A mail for none of our mailboxes goes to the first one, for a person to look at.
    ///
    /// # Errors
    /// What the store says, or that there is no mailbox at all. The channel then says "try again".
    pub async fn keep_raw(&self, recipients: &[String], envelope_from: Option<&str>, raw: &[u8]) -> Result<Vec<Uuid>> {
        let directory = self.directory().await?;
        let mut boxes: Vec<(Uuid, TeamId)> = Vec::new();
        for address in recipients {
            if let Some((id, mailbox)) = directory.mailbox_by_address(address)
                && !boxes.iter().any(|(known, _)| *known == id)
            {
                boxes.push((id, mailbox.team));
            }
        }
        if boxes.is_empty() {
            let first = directory
                .mailboxes
                .iter()
                .find(|(_, found)| found.value.active)
                .map(|(id, found)| (*id, found.value.team));
            boxes.push(first.ok_or(AppError::NotFound("mailbox"))?);
        }
        let stage = Stage::new(self, directory);
        let (envelope_from, recipients) = (envelope_from.map(str::to_owned), recipients.join(" "));
        let context = (stage, boxes, envelope_from, recipients, raw.to_vec());
        self.store
            .write_with(context, |tx, (stage, boxes, from, recipients, raw)| {
                Box::pin(async move {
                    let mut kept = Vec::with_capacity(boxes.len());
                    for (mailbox, after) in boxes.iter().zip(0..) {
                        // A microsecond apart: the mailbox named first is read first, and gets the mail.
                        let received_at =
                            stage.now.saturating_add(SignedDuration::from_micros(after)).unwrap_or(stage.now);
                        kept.push(stage.keep(tx, *mailbox, received_at, from.clone(), recipients, raw).await?);
                    }
                    Ok::<_, AppError>(kept)
                })
            })
            .await
    }

    /// What was kept and not read yet, oldest first, with its bytes: ask for few at a time.
    ///
    /// # Errors
    /// What the store says.
    pub async fn unplaced(&self, limit: u32) -> Result<Vec<Unplaced>> {
        let mut found = Vec::new();
        for id in self.unplaced_ids(limit).await? {
            found.extend(self.kept(id).await?);
        }
        Ok(found)
    }

    /// The ids of what was kept and not read yet, oldest first.
    ///
    /// # Errors
    /// What the store says.
    pub async fn unplaced_ids(&self, limit: u32) -> Result<Vec<Uuid>> {
        let mut tx = self.store.begin_read().await?;
        Ok(arrivals::unplaced(&mut tx, limit).await?.into_iter().map(|arrival| arrival.id).collect())
    }

    /// One kept mail that was not read yet; nothing when it has been placed meanwhile.
    ///
    /// # Errors
    /// What the store says.
    pub async fn kept(&self, id: Uuid) -> Result<Option<Unplaced>> {
        let directory = self.directory().await?;
        let mut tx = self.store.begin_read().await?;
        let arrival =
            arrivals::get(&mut tx, id).await?.filter(|found| found.state == "waiting" && found.why == RECEIVED);
        let Some(arrival) = arrival else { return Ok(None) };
        let raw = regie_store::content::bytes(&mut tx, arrival.raw.0).await?.unwrap_or_default();
        let mailbox = arrival.mailbox.and_then(|id| directory.mailboxes.get(&id));
        Ok(Some(Unplaced {
            id: arrival.id,
            raw,
            envelope_from: arrival.envelope_from,
            recipients: arrival.recipients.split_whitespace().map(str::to_owned).collect(),
            received_at: arrival.received_at,
            trusted_authserv: mailbox.and_then(|mailbox| mailbox.value.trusted_authserv.clone()),
        }))
    }

    /// Puts a kept mail where it belongs. Doing it twice does it once.
    ///
    /// # Errors
    /// What the store says; the mail then stays kept and is looked at again.
    pub async fn place(&self, arrival: Uuid, mail: IncomingMail) -> Result<Placed> {
        let stage = Stage::new(self, self.directory().await?);
        self.store
            .write_with((stage, arrival, mail), |tx, (stage, id, mail)| Box::pin(placing::place(stage, tx, *id, mail)))
            .await
    }
}

impl Stage {
    async fn keep(
        &self,
        tx: &mut Tx,
        (mailbox, team): (Uuid, TeamId),
        received_at: Timestamp,
        envelope_from: Option<String>,
        recipients: &str,
        raw: &[u8],
    ) -> Result<Uuid, AppError> {
        let (id, content): (Uuid, Uuid) = (self.id(), self.id());
        let new = NewContent {
            id: content,
            kind: crate::content::ContentKind::Raw.code().into(),
            media_type: "message/rfc822".into(),
            file_name: None,
            salt: self.app().ports.bytes(),
            subject_kind: ARRIVAL.into(),
            subject_id: id,
            bytes: raw.into(),
        };
        regie_store::content::put(tx, &new, self.now).await?;
        let arrival = Arrival {
            id,
            mailbox: Some(mailbox),
            team,
            raw: ContentId(content),
            parsed: None,
            envelope_from,
            recipients: recipients.to_owned(),
            dedupe_key: format!("kept:{id}"),
            sender: None,
            subject: None,
            received_at,
            due: self.arrival_due(team)?,
            state: "waiting".to_owned(),
            why: RECEIVED.to_owned(),
            overdue: false,
            suggested: None,
            journey: None,
            contact: None,
        };
        arrivals::put(tx, &arrival).await?;
        Ok(id)
    }

    /// By when a person must have looked at what waits: as soon as a first answer is due.
    pub(crate) fn arrival_due(&self, team: TeamId) -> Result<Timestamp> {
        let Some(found) = self.directory.team(team) else { return Ok(self.now) };
        let calendar = self.directory.calendar(found)?;
        let mailbox =
            self.directory.mailbox_of(team).and_then(|(_, mailbox)| self.directory.blueprint(mailbox.blueprint));
        let term = mailbox.map_or(regie_domain::term::Term::WorkingDays(0), |blueprint| blueprint.first_answer);
        Ok(term.due(self.now, &calendar))
    }
}

/// Within this time a second mail of one sender with one subject is the same story.
pub(crate) const SAME_STORY: SignedDuration = SignedDuration::from_hours(1);
/// Within this time it may be.
pub(crate) const MAYBE_SAME_STORY: SignedDuration = SignedDuration::from_hours(14 * 24);
/// After this long without contact an answer may be about something new.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// A sender with this many new journeys within [`SAME_STORY`] gets no further one by itself.
pub(crate) const BURST: usize = 5;

/// The journeys and participants that Message-IDs and reply addresses point at, the nearest first.
pub(crate) async fn pointed_at(tx: &mut Tx, keys: &[String]) -> Result<Vec<mail::MailId>, StoreError> {
    let mut found = mail::find(tx, keys).await?;
    let rank = |id: &str| keys.iter().position(|key| key == id).unwrap_or(usize::MAX);
    found.sort_by_key(|row| rank(&row.message_id));
    Ok(found)
}

/// The participant that any of these customer records is on a journey.
pub(crate) async fn participant_among(
    tx: &mut Tx,
    journey: JourneyId,
    customers: &[CustomerId],
) -> Result<Option<ParticipantId>, StoreError> {
    for customer in customers {
        if let Some(participant) = participants::get(tx, journey, *customer).await? {
            return Ok(Some(participant));
        }
    }
    Ok(None)
}

/// The key under which a reply address is remembered.
#[must_use]
pub fn address_key(address: &str) -> String {
    format!("addr:{}", address.trim().to_lowercase())
}

/// The key under which somebody named on a mail is remembered: it holds no address.
pub(crate) fn named_key(config: &Config, address: &str) -> String {
    format!("cc:{}", secrets::veil_address(config, &without_detail(address)))
}

/// The keys that such a row may have.
pub(crate) fn named_keys(config: &Config, address: &str) -> Vec<String> {
    let marks = secrets::veiled_address(config, &without_detail(address));
    marks.into_iter().map(|mark| format!("cc:{mark}")).collect()
}

/// The kind under which [`mail::note_automatic`] remembers that the mail which began a journey forbids automatic answers:
/// the outbox then sends no receipt.
pub const FORBIDDEN: &str = "forbidden";

/// The key of an arrival out of a mailbox's folder of sent mail: who puts mail there may write in the mailbox's name.
pub(crate) fn sent_key(arrival: Uuid) -> String {
    format!("sent:{arrival}")
}

/// The door that mail comes in by.
pub(crate) const DOOR: Door = Door::Mail;

mod base64_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
