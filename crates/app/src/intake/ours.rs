//! Mail that says to be from one of us. Our own messages that come back change nothing. What a member or mailbox sent past
//! Regie becomes a message of ours on the journey that it answers, if a trusted server proved the sender; everything else
//! in our name waits for a person: an address alone lets nobody act.

use regie_domain::codes::{Asks, ContactClass, Direction, JoinReason};
use regie_domain::command::JourneyCommand;
use regie_domain::ids::{JourneyId, ParticipantId};
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::{journeys, mail};
use regie_store::{StoreError, Tx};

use super::contact::contact;
use super::matching::{self, Match, Waits};
use super::placing::{self, Filed, Placed};
use super::{DOOR, IncomingMail, address_key, once, participant_among, pointed_at};
use crate::authorise::Who;
use crate::error::{AppError, Result};
use crate::run::{Request, Stage};

/// Whether the visible sender is one of our mailboxes or members.
pub(super) fn says_from_us(stage: &Stage, incoming: &IncomingMail) -> bool {
    let Some(from) = &incoming.from else { return false };
    stage.directory.mailbox_by_address(&from.address).is_some()
        || stage.directory.member_by_email(&from.address).is_some()
}

/// The journey of a message that we sent, come back by a loop, a list or a copy to ourselves.
pub(super) async fn copied(
    stage: &Stage,
    tx: &mut Tx,
    incoming: &IncomingMail,
) -> Result<Option<JourneyId>, StoreError> {
    if !says_from_us(stage, incoming) {
        return Ok(None);
    }
    let same = mail::find(tx, std::slice::from_ref(&incoming.message_id)).await?;
    Ok(same.iter().find(|row| row.role == "out").map(|row| row.journey))
}

/// Puts a mail out of a mailbox's own folder of sent mail where it belongs: an answer to a customer becomes a message of
/// ours, everything else is none of our business. What the server changed of our own mail is known by its reply address.
pub(super) async fn sent_past_us(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
) -> Result<Placed> {
    let own: Vec<String> = incoming.reply_to.iter().map(|address| address_key(address)).collect();
    let ours = pointed_at(tx, &own).await?.iter().any(|row| row.role == "out");
    let answered = if ours || incoming.class != ContactClass::Human { None } else { answered(tx, incoming).await? };
    if let Some((journey, participant)) = answered {
        match record(stage, tx, arrival, incoming, journey, participant).await {
            Err(AppError::Refused(_) | AppError::Denied(_)) => {
                return placing::wait(stage, tx, arrival, incoming, Waits::FromUs, Some(journey)).await;
            }
            other => return other,
        }
    }
    arrivals::end(tx, arrival.id, "void", "own_copy", None, stage.now).await?;
    once::note_sender(tx, arrival, incoming).await?;
    Ok(Placed::Ours)
}

/// Puts a mail in our name where it belongs.
pub(super) async fn place(stage: &Stage, tx: &mut Tx, arrival: &Arrival, incoming: &IncomingMail) -> Result<Placed> {
    let answered = answered(tx, incoming).await?;
    if let (Some((journey, participant)), true, None) = (answered, incoming.proven, &incoming.quarantine) {
        match record(stage, tx, arrival, incoming, journey, participant).await {
            Err(AppError::Refused(_) | AppError::Denied(_)) => {}
            other => return other,
        }
    }
    let suggested = match answered {
        Some((journey, _)) => Some(journey),
        None => match matching::find(stage, tx, incoming).await? {
            Match::On { journey, .. } => Some(journey),
            Match::Person { suggested, .. } => suggested,
            Match::New => None,
        },
    };
    placing::wait(stage, tx, arrival, incoming, Waits::FromUs, suggested).await
}

/// The journey with the message that it answers, if one of its participants is among those it went to.
async fn answered(tx: &mut Tx, incoming: &IncomingMail) -> Result<Option<(JourneyId, ParticipantId)>, StoreError> {
    let rows = pointed_at(tx, &incoming.answers).await?;
    for row in rows.iter().filter(|row| row.role != "named") {
        for to in &incoming.recipients {
            let customers = matching::customers_of(tx, to).await?;
            if let Some(participant) = participant_among(tx, row.journey, &customers).await? {
                return Ok(Some((row.journey, participant)));
            }
        }
    }
    Ok(None)
}

/// A message of ours that left by another way. A proven member is its author; from a shared mailbox nobody is.
async fn record(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
    journey: JourneyId,
    participant: ParticipantId,
) -> Result<Placed> {
    let (journey, followed) = crate::joining::goes_on(tx, journey, Some(participant)).await?;
    let participant = followed.unwrap_or(participant);
    let row = journeys::get(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    let (mut facts, texts) =
        contact(stage, incoming, journey, (arrival.raw, arrival.received_at), JoinReason::References);
    facts.direction = Direction::Out;
    facts.participant = Some(participant);
    facts.asks = Asks::Something;
    let contact = facts.contact;
    let member = incoming.from.as_ref().and_then(|from| stage.directory.member_by_email(&from.address));
    let who = member.map_or(Who::System, |member| Who::Member(Box::new(member.clone())));
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    stage.run(tx, &Request::journey(who, DOOR, journey, command).with(texts)).await?;
    let filed =
        Filed { journey, contact, participant: Some(participant), customer: row.customer, why: JoinReason::References };
    placing::finish_as(stage, tx, arrival, incoming, filed, "out").await?;
    Ok(Placed::On { journey, contact, new: false, why: JoinReason::References })
}
