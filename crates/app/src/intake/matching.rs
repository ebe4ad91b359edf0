//! Where a mail belongs: our own routing token, then the messages it answers, then a number or subject of a sender we know.
//! Text and attachments are never looked through for numbers. What is not certain waits for a person.

use regie_domain::codes::JoinReason;
use regie_domain::customer::HandleKind;
use regie_domain::ids::{CustomerId, JourneyId, ParticipantId};
use regie_store::views::{customers, journeys, mail, participants};
use regie_store::{StoreError, Tx};

use super::subject::subject_key;
use super::{
    BURST, DISPROVEN, IncomingMail, MAYBE_SAME_STORY, SAME_STORY, address_key, named_keys, participant_among,
    pointed_at,
};
use crate::run::Stage;

/// Where a mail belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// On a journey, by a participant of it.
    On {
        /// The journey.
        journey: JourneyId,
        /// The sender's place on it.
        participant: ParticipantId,
        /// How it was found.
        why: JoinReason,
    },
    /// Nowhere yet: a new journey.
    New,
    /// For a person to decide.
    Person {
        /// Why.
        why: Waits,
        /// The journey that it may belong to.
        suggested: Option<JourneyId>,
    },
}

/// Why a mail waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waits {
    /// It points at a journey that the sender is not on.
    NotAParticipant,
    /// A known sender, an open journey, the same subject: perhaps the same story.
    SameSubject,
    /// A known sender who talks to us on a social channel since less than an hour: perhaps the same story, and not proven.
    Conversation,
    /// The sender began many journeys in a short time.
    Burst,
    /// The channel wants a person to look first.
    Quarantine,
    /// It has no sender.
    NoSender,
    /// A trusted server found that it is not from whom it says.
    Disproven,
    /// It says to be from one of us, and that alone lets nobody act.
    FromUs,
    /// A partner answers that it was asked to erase what it has.
    Erasure,
}

impl Waits {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::NotAParticipant,
        Self::SameSubject,
        Self::Conversation,
        Self::Burst,
        Self::Quarantine,
        Self::NoSender,
        Self::Disproven,
        Self::FromUs,
        Self::Erasure,
    ];

    /// The stored code; also the last part of its locale key.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAParticipant => "not_a_participant",
            Self::SameSubject => "same_subject",
            Self::Conversation => "conversation",
            Self::Burst => "burst",
            Self::Quarantine => "quarantine",
            Self::NoSender => "no_sender",
            Self::Disproven => "disproven",
            Self::Erasure => "erasure",
            Self::FromUs => "from_us",
        }
    }
}

/// The customer records of a sender: the one that the address belongs to, those joined to it, and those that have it apart.
pub(crate) async fn customers_of(tx: &mut Tx, address: &str) -> Result<Vec<CustomerId>, StoreError> {
    let rows = customers::all_by_handle(tx, HandleKind::Email, address).await?;
    let mut found: Vec<CustomerId> = rows.iter().map(|row| row.customer).collect();
    for row in rows {
        found.extend(customers::joined(tx, row.customer).await?);
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|customer| seen.insert(*customer));
    Ok(found)
}

/// Finds where a mail by a person belongs. What the channel sets apart is looked for too, so that the person who decides
/// sees where it may belong.
pub(crate) async fn find(stage: &Stage, tx: &mut Tx, incoming: &IncomingMail) -> crate::error::Result<Match> {
    let found = search(stage, tx, incoming).await?;
    let Some(code) = incoming.quarantine.as_deref() else { return Ok(found) };
    let suggested = match found {
        Match::On { journey, .. } => Some(journey),
        Match::Person { suggested, .. } => suggested,
        Match::New => None,
    };
    Ok(Match::Person { why: if code == DISPROVEN { Waits::Disproven } else { Waits::Quarantine }, suggested })
}

async fn search(stage: &Stage, tx: &mut Tx, incoming: &IncomingMail) -> crate::error::Result<Match> {
    let Some(from) = &incoming.from else { return Ok(Match::Person { why: Waits::NoSender, suggested: None }) };
    let known = customers_of(tx, &from.address).await?;
    if let Some(found) = by_pointer(stage, tx, incoming, &known, &from.address).await? {
        return Ok(found);
    }
    if let Some(found) = by_reference(tx, incoming, &known).await? {
        return Ok(found);
    }
    match by_subject(stage, tx, incoming, &known).await? {
        Match::New => Ok(by_conversation(stage, tx, incoming, &known).await?.unwrap_or(Match::New)),
        found => Ok(found),
    }
}

/// The messages of ours whose reply or envelope address this mail was sent to. The address must be one that we made for
/// that very message and recipient, and that still holds; otherwise it points nowhere.
pub(crate) async fn by_token(
    stage: &Stage,
    tx: &mut Tx,
    incoming: &IncomingMail,
) -> Result<Vec<mail::MailId>, StoreError> {
    let addresses: Vec<&String> = incoming.recipients.iter().filter(|to| to.contains('+')).collect();
    let keys: Vec<String> = addresses.iter().map(|to| address_key(to)).collect();
    let mut good = Vec::new();
    for row in pointed_at(tx, &keys).await? {
        let Some(address) = addresses.iter().find(|to| address_key(to) == row.message_id) else { continue };
        if row.role == "out" && holds(stage, tx, address, &row).await? {
            good.push(row);
        }
    }
    Ok(good)
}

async fn holds(stage: &Stage, tx: &mut Tx, address: &str, row: &mail::MailId) -> Result<bool, StoreError> {
    let (Some(update), Some(participant)) = (row.update, row.participant) else { return Ok(false) };
    let Some((customer, _)) = participants::handle(tx, row.journey, participant).await? else {
        return Ok(false);
    };
    let ports = &stage.app().ports;
    let handles = customers::handles(tx, customer).await?;
    let mut recipients = handles.iter().filter_map(|handle| handle.matched.as_deref());
    Ok(recipients.any(|recipient| ports.addresses.routes(address, row.journey, update, recipient, stage.now)))
}

/// Our token in a recipient's address, then the ids it answers, then mails that named it before it came; what is only
/// named in other mails comes last.
async fn by_pointer(
    stage: &Stage,
    tx: &mut Tx,
    incoming: &IncomingMail,
    known: &[CustomerId],
    address: &str,
) -> Result<Option<Match>, StoreError> {
    let mut pointers: Vec<(mail::MailId, JoinReason)> =
        by_token(stage, tx, incoming).await?.into_iter().map(|row| (row, JoinReason::Token)).collect();
    for row in pointed_at(tx, &incoming.answers).await? {
        let why = if row.role == "named" { JoinReason::Sibling } else { JoinReason::References };
        pointers.push((row, why));
    }
    // Its own id in the mail of somebody who answered it and was faster. The same id on a mail that came in is a sender
    // who uses ids twice, and says nothing.
    let own = mail::find(tx, std::slice::from_ref(&incoming.message_id)).await?;
    pointers.extend(own.into_iter().filter(|row| row.role == "named").map(|row| (row, JoinReason::Sibling)));
    pointers.sort_by_key(|(_, why)| *why == JoinReason::Sibling);
    let mut stranger_on = None;
    for (row, why) in pointers {
        if let Some(participant) = participant_among(tx, row.journey, known).await? {
            return Ok(Some(Match::On { journey: row.journey, participant, why }));
        }
        // A message that many people answer tells nothing about a stranger, unless the stranger was named on it.
        let counts = why != JoinReason::Sibling || was_named(stage, tx, row.journey, address).await?;
        if counts && stranger_on.is_none() {
            stranger_on = Some(row.journey);
        }
    }
    Ok(stranger_on.map(|journey| Match::Person { why: Waits::NotAParticipant, suggested: Some(journey) }))
}

/// Whether an address was among the recipients of a mail on the journey.
async fn was_named(stage: &Stage, tx: &mut Tx, journey: JourneyId, address: &str) -> Result<bool, StoreError> {
    let keys = named_keys(&stage.app().config, address);
    Ok(mail::find(tx, &keys).await?.iter().any(|row| row.journey == journey))
}

/// A number in the subject line counts for somebody who is on that journey; for all others a person decides.
async fn by_reference(tx: &mut Tx, incoming: &IncomingMail, known: &[CustomerId]) -> Result<Option<Match>, StoreError> {
    let Some(reference) = incoming.reference else { return Ok(None) };
    let Some(journey) = journeys::by_reference(tx, reference).await? else { return Ok(None) };
    Ok(Some(match participant_among(tx, journey, known).await? {
        Some(participant) => Match::On { journey, participant, why: JoinReason::Reference },
        None => Match::Person { why: Waits::NotAParticipant, suggested: Some(journey) },
    }))
}

/// The same subject within the hour is the same story, within two weeks perhaps; many new stories at once wait.
async fn by_subject(
    stage: &Stage,
    tx: &mut Tx,
    incoming: &IncomingMail,
    known: &[CustomerId],
) -> Result<Match, StoreError> {
    let since = stage.now.saturating_sub(MAYBE_SAME_STORY).unwrap_or(stage.now);
    let (mut recent, mut latest) = (0, None);
    for customer in known {
        for (journey, subject, opened_at) in regie_store::views::arrivals::begun_by(tx, *customer, since).await? {
            let young = stage.now.duration_since(opened_at) <= SAME_STORY;
            recent += usize::from(young);
            latest = latest.or(Some(journey));
            let title = regie_store::content::text(tx, subject.0).await?.unwrap_or_default();
            if incoming.subject_key.is_empty() || subject_key(&title) != incoming.subject_key {
                continue;
            }
            let participant = participant_among(tx, journey, known).await?;
            return Ok(match participant {
                Some(participant) if young => Match::On { journey, participant, why: JoinReason::Sibling },
                _ => Match::Person { why: Waits::SameSubject, suggested: Some(journey) },
            });
        }
    }
    if recent >= BURST {
        return Ok(Match::Person { why: Waits::Burst, suggested: latest });
    }
    Ok(Match::New)
}

/// What the same person began within the hour in a conversation on a social channel: two channels, one answer. It goes there by
/// itself only where the mail is proven to be theirs, and both its address and the account are tied to the person by more than
/// their own word; else a person says whether it is the same, and nothing is answered before.
async fn by_conversation(
    stage: &Stage,
    tx: &mut Tx,
    incoming: &IncomingMail,
    known: &[CustomerId],
) -> crate::error::Result<Option<Match>> {
    let Some(from) = incoming.from.as_ref() else { return Ok(None) };
    let ids = journeys::touching(tx, known).await?;
    let mut found = journeys::get_many(tx, &ids).await?;
    found.retain(|row| row.state == "open" && stage.now.duration_since(row.opened_at) <= SAME_STORY);
    found.sort_by_key(|row| std::cmp::Reverse(row.opened_at));
    let ids: Vec<JourneyId> = found.iter().map(|row| row.id).collect();
    let threads = regie_store::social::on_journeys(tx, &ids).await?;
    if threads.is_empty() {
        return Ok(None);
    }
    let mut tied = std::collections::BTreeSet::new();
    for customer in known {
        let record = crate::preferences::record(tx, *customer).await?;
        let handles = record.into_iter().flat_map(|record| record.handles);
        tied.extend(handles.filter(|(_, handle)| handle.evidence.proves()).map(|(id, _)| id));
    }
    let rows = customers::all_by_handle(tx, HandleKind::Email, &from.address).await?;
    let theirs = incoming.proven && rows.iter().any(|row| tied.contains(&row.id));
    let mut perhaps = None;
    for journey in ids {
        let talks: Vec<bool> =
            threads.iter().filter(|it| it.journey == journey).map(|it| tied.contains(&it.handle)).collect();
        if talks.is_empty() {
            continue;
        }
        let Some(participant) = participant_among(tx, journey, known).await? else { continue };
        if theirs && talks.contains(&true) {
            return Ok(Some(Match::On { journey, participant, why: JoinReason::Sibling }));
        }
        perhaps = perhaps.or(Some(journey));
    }
    Ok(perhaps.map(|journey| Match::Person { why: Waits::Conversation, suggested: Some(journey) }))
}
