//! Putting a mail where it belongs, in one write: contact, customer, journey, remembered ids and the arrival's own end.

use jiff::Timestamp;
use regie_domain::codes::{Asks, ContactClass, JoinReason};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::{CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::event::Reach;
use regie_domain::ids::{ContactId, ContentId, CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::refusal::Code;
use regie_store::Tx;
use regie_store::content::NewContent;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::{customers, journeys, mail, references};
use uuid::Uuid;

use super::contact::{contact, title_of};
use super::matching::{self, Match, Waits};
use super::subject::subject_key;
use super::{
    ARRIVAL, DOOR, FORBIDDEN, IDLE, IncomingMail, MAIL, MailAddress, comes_first, machines, named_key, once, ours,
};
use crate::asks::asks_of_reply;
use crate::authorise::{Scope, Who, instead, team_scope};
use crate::content::{ContentKind, Text};
use crate::directory::without_detail;
use crate::error::{AppError, Result};
use crate::handles::{Found, find, tying};
use crate::partners::reply::Reply;
use crate::run::{CUSTOMER, Request, Stage};
use crate::secrets;

/// What became of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// A contact on a journey.
    On {
        /// The journey.
        journey: JourneyId,
        /// The contact.
        contact: ContactId,
        /// Whether it began the journey.
        new: bool,
        /// Why there.
        why: JoinReason,
    },
    /// It waits for a person.
    Waits(Waits),
    /// The same mail is there already.
    Duplicate,
    /// A machine wrote it and it is about no journey: kept, and nothing else.
    Automatic,
    /// A bounce of a message of ours; the message is marked.
    Bounced,
    /// A message of ours that came back: kept, and nothing else.
    Ours,
    /// A partner's answer that it erased what it had: that was noted.
    Erased,
    /// A partner's answer to a mail of ours: it did or said something on the journey.
    Partner {
        /// The journey.
        journey: JourneyId,
    },
}

/// Puts a kept mail where it belongs.
pub(super) async fn place(stage: &Stage, tx: &mut Tx, id: Uuid, incoming: &IncomingMail) -> Result<Placed> {
    let Some(arrival) = arrivals::get(tx, id).await? else { return Err(AppError::NotFound("arrival")) };
    if arrival.state != "waiting" || arrival.why != super::RECEIVED {
        return Ok(Placed::Duplicate);
    }
    if !comes_first(stage, tx, MAIL, &incoming.dedupe_key, Some(id)).await? {
        return once::again(stage, tx, &arrival, incoming).await;
    }
    if let Some(journey) = ours::copied(stage, tx, incoming).await? {
        arrivals::end(tx, id, "void", "own_copy", None, stage.now).await?;
        belongs_to(tx, &arrival, journey).await?;
        return Ok(Placed::Ours);
    }
    if arrival.dedupe_key == super::sent_key(id) {
        return ours::sent_past_us(stage, tx, &arrival, incoming).await;
    }
    match incoming.class {
        ContactClass::BouncePermanent | ContactClass::BounceTemporary | ContactClass::Report => {
            machines::bounce(stage, tx, &arrival, incoming).await
        }
        ContactClass::Human if ours::says_from_us(stage, incoming) => ours::place(stage, tx, &arrival, incoming).await,
        ContactClass::Human => {
            match crate::partners::reply::take(stage, tx, &arrival, incoming).await? {
                Some(Reply::Taken(journey)) => return Ok(Placed::Partner { journey }),
                Some(Reply::Unsure(journey)) => {
                    return wait(stage, tx, &arrival, incoming, Waits::NotAParticipant, Some(journey)).await;
                }
                Some(Reply::Erased) => return Ok(Placed::Erased),
                Some(Reply::Erasure) => return wait(stage, tx, &arrival, incoming, Waits::Erasure, None).await,
                None => {}
            }
            let found = matching::find(stage, tx, incoming).await?;
            settle(stage, tx, &arrival, incoming, found).await
        }
        _ => machines::automatic(stage, tx, &arrival, incoming).await,
    }
}

/// Does what matching found, or what a person decided.
pub(crate) async fn settle(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
    found: Match,
) -> Result<Placed> {
    match found {
        Match::Person { why, suggested } => wait(stage, tx, arrival, incoming, why, suggested).await,
        Match::New => begin(stage, tx, arrival, incoming, None).await,
        Match::On { journey, participant, why } => {
            match record(stage, tx, arrival, incoming, journey, Some(participant), why).await {
                // Closed too long ago: a new journey that follows it.
                Err(AppError::Refused(refusal)) if refusal.code == Code::JourneyClosed => {
                    begin(stage, tx, arrival, incoming, Some(journey)).await
                }
                // Void journeys take nothing: a person set them aside.
                Err(AppError::Refused(refusal)) if refusal.code == Code::JourneyVoid => {
                    wait(stage, tx, arrival, incoming, Waits::NotAParticipant, Some(journey)).await
                }
                other => other,
            }
        }
    }
}

/// The mail waits for a person, with what was read of it.
pub(super) async fn wait(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
    why: Waits,
    suggested: Option<JourneyId>,
) -> Result<Placed> {
    let mut waiting = arrival.clone();
    // What may belong to a shielded journey is for those who may see that.
    if let Some(journey) = suggested
        && let Some(team) = instead(tx, &stage.directory, arrival.team, journey).await?
    {
        (waiting.team, waiting.due) = (team, stage.arrival_due(team)?);
    }
    let keep = |id: Uuid, kind: &'static str, bytes: Vec<u8>| NewContent {
        id,
        kind: kind.into(),
        media_type: "application/json".into(),
        file_name: None,
        salt: stage.app().ports.bytes(),
        subject_kind: ARRIVAL.into(),
        subject_id: arrival.id,
        bytes: bytes.into(),
    };
    let (subject, parsed): (Uuid, Uuid) = (stage.id(), stage.id());
    if arrival.parsed.is_none() {
        regie_store::content::put(tx, &keep(subject, "subject", incoming.subject.clone().into_bytes()), stage.now)
            .await?;
        regie_store::content::put(tx, &keep(parsed, "parsed-mail", serde_json::to_vec(incoming)?), stage.now).await?;
        waiting.subject = Some(ContentId(subject));
        waiting.parsed = Some(ContentId(parsed));
    }
    waiting.why = why.code().to_owned();
    waiting.suggested = suggested;
    waiting.sender = incoming.from.as_ref().map(|from| without_detail(&from.address));
    arrivals::wait(tx, &waiting).await?;
    Ok(Placed::Waits(why))
}

/// A contact on a journey that is there.
pub(crate) async fn record(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
    journey: JourneyId,
    participant: Option<ParticipantId>,
    why: JoinReason,
) -> Result<Placed> {
    let (journey, participant) = crate::joining::goes_on(tx, journey, participant).await?;
    let row = journeys::get(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    let title = regie_store::content::text(tx, row.subject.0).await?.unwrap_or_default();
    let other_subject = !incoming.subject_key.is_empty() && subject_key(&title) != incoming.subject_key;
    let idle = stage.now.duration_since(row.last_contact_at) > IDLE;
    let (mut facts, texts) = contact(stage, incoming, journey, (arrival.raw, arrival.received_at), why);
    facts.participant = participant;
    // Where a person put it, a person has seen what it is about and who wrote it.
    let by_software = why != JoinReason::Joined;
    facts.new_topic = by_software && participant.is_some() && (other_subject || idle);
    if row.holder.is_none() && row.state == "open" {
        // The customer has the ball, so a question of ours is open.
        facts.asks = asks_of_reply(&incoming.text);
    }
    let id = facts.contact;
    if incoming.oversize.is_some() {
        forbid_answer(stage, tx, incoming, journey).await?;
    }
    if let (Some(participant), Some(from), true) = (participant, &incoming.from, by_software) {
        reach_by_mail(stage, tx, journey, participant, &from.address).await?;
    }
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    let mut request = Request::journey(Who::Outsider, DOOR, journey, command).with(texts);
    if incoming.class != ContactClass::Human {
        request.who = Who::System;
    }
    stage.run(tx, &request).await?;
    finish(stage, tx, arrival, incoming, Filed { journey, contact: id, participant, customer: row.customer, why })
        .await?;
    Ok(Placed::On { journey, contact: id, new: false, why })
}

/// Somebody on a journey from an archive who writes again can be written to.
async fn reach_by_mail(
    stage: &Stage,
    tx: &mut Tx,
    journey: JourneyId,
    participant: ParticipantId,
    address: &str,
) -> Result<()> {
    // Who was answered in a conversation, and writes a mail, is answered by mail.
    let found = crate::run::journey_of(tx, journey).await?;
    let person = found.as_ref().and_then(|found| found.participants.get(&participant));
    let chats = person.is_some_and(|person| matches!(person.reach, Reach::Social { .. }));
    if !chats && !journeys::is_historic(tx, journey).await? {
        return Ok(());
    }
    let Some(handle) = customers::by_handle(tx, HandleKind::Email, address).await? else { return Ok(()) };
    let mail = Reach::Email { handle: handle.id };
    let reach = crate::preferences::preferred(tx, handle.customer).await?.unwrap_or(mail);
    let command = JourneyCommand::ChangeReach { participant, reach };
    stage.run(tx, &Request::journey(Who::System, DOOR, journey, command)).await?;
    Ok(())
}

/// A new journey, for a sender known or not.
pub(crate) async fn begin(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
    follows: Option<JourneyId>,
) -> Result<Placed> {
    let from = incoming.from.as_ref().ok_or(AppError::NotFound("sender"))?;
    let scope = team_scope(arrival.team, &stage.directory);
    let (customer, handle) = customer_for(stage, tx, &scope, incoming, from).await?;
    let team = stage.directory.team_ref(arrival.team).ok_or(AppError::NotFound("team"))?;
    let (journey, participant): (JourneyId, ParticipantId) = (stage.id(), stage.id());
    let reference = references::next(tx, month_of(stage)?).await?;
    let came = (arrival.raw, arrival.received_at);
    let (mut facts, mut texts) = contact(stage, incoming, journey, came, JoinReason::Opened);
    facts.participant = Some(participant);
    facts.asks = Asks::Something;
    let subject = stage.id();
    texts.push(Text::plain(subject, ContentKind::Subject, &title_of(incoming), Some(journey)));
    let id = facts.contact;
    let command = JourneyCommand::Open {
        reference,
        need: None,
        customer,
        participant,
        reach: Reach::Email { handle },
        team,
        subject,
        contact: facts,
        follows,
    };
    let mut request = Request::journey(Who::Outsider, DOOR, journey, command).with(texts);
    request.blueprint = arrival
        .mailbox
        .and_then(|mailbox| stage.directory.mailboxes.get(&mailbox))
        .map(|mailbox| mailbox.value.blueprint);
    forbid_answer(stage, tx, incoming, journey).await?;
    stage.run(tx, &request).await?;
    let filed = Filed { journey, contact: id, participant: Some(participant), customer, why: JoinReason::Opened };
    finish(stage, tx, arrival, incoming, filed).await?;
    Ok(Placed::On { journey, contact: id, new: true, why: JoinReason::Opened })
}

/// Remembers that the sender must get no automatic answer, where the mail says so.
async fn forbid_answer(stage: &Stage, tx: &mut Tx, incoming: &IncomingMail, journey: JourneyId) -> Result<()> {
    if let (true, Some(from)) = (incoming.no_automatic_answer, &incoming.from) {
        let mark = secrets::veil_address(&stage.app().config, &from.address);
        mail::note_automatic(tx, &mark, FORBIDDEN, Some(journey), stage.now).await?;
    }
    Ok(())
}

/// The record of a sender among those that may be known where the mail is read, begun where there is none. Two mails of one
/// unknown sender at one moment make one record: the handle's unique row lets the second look again.
pub(crate) async fn customer_for(
    stage: &Stage,
    tx: &mut Tx,
    scope: &Scope,
    incoming: &IncomingMail,
    from: &MailAddress,
) -> Result<(CustomerId, HandleId)> {
    let evidence = match (find(tx, (scope, stage.now), HandleKind::Email, &from.address, &[]).await?, incoming.proven) {
        (Found::Known(known), _) => return Ok((known.customer, known.id)),
        (Found::Nobody, true) => Evidence::MailProven,
        (Found::Nobody, false) => Evidence::MailFrom,
        (Found::OutOfSight, true) => Evidence::Apart,
        (Found::OutOfSight, false) => Evidence::ApartFrom,
    };
    begin_customer(stage, tx, &from.address, from.name.as_deref(), incoming.english, evidence).await
}

/// A record for an address that is known to have none.
pub(crate) async fn begin_customer(
    stage: &Stage,
    tx: &mut Tx,
    address: &str,
    name: Option<&str>,
    english: bool,
    evidence: Evidence,
) -> Result<(CustomerId, HandleId)> {
    let customer: CustomerId = stage.begin(tx, CUSTOMER);
    let language = if english { Language::En } else { stage.directory.language() };
    let mut texts = Vec::new();
    let name = name.map(str::trim).filter(|name| !name.is_empty()).map(|name| {
        let id = stage.id();
        texts.push(Text::plain(id, ContentKind::Name, name, None));
        id
    });
    let register = CustomerCommand::Register { name, language };
    stage.run(tx, &Request::customer(Who::Outsider, DOOR, customer, register).with(texts)).await?;
    let (handle, tie) = tying(stage, (&Who::Outsider, DOOR), customer, (HandleKind::Email, evidence), address);
    stage.run(tx, &tie).await?;
    Ok((customer, handle))
}

/// A mail that is on no journey, but about one, is its customer's all the same, and erased with the customer.
pub(super) async fn belongs_to(tx: &mut Tx, arrival: &Arrival, journey: JourneyId) -> Result<()> {
    if let Some(row) = journeys::get(tx, journey).await? {
        arrivals::adopt(tx, arrival.id, crate::run::CUSTOMER, row.customer.0).await?;
    }
    Ok(())
}

/// Where a mail stands now.
pub(super) struct Filed {
    pub journey: JourneyId,
    pub contact: ContactId,
    pub participant: Option<ParticipantId>,
    pub customer: CustomerId,
    pub why: JoinReason,
}

/// Remembers the ids by which later mails are found, and ends the arrival.
async fn finish(stage: &Stage, tx: &mut Tx, arrival: &Arrival, incoming: &IncomingMail, filed: Filed) -> Result<()> {
    finish_as(stage, tx, arrival, incoming, filed, "in").await
}

/// As [`finish`], for a mail in (`in`) or one of ours (`out`).
pub(super) async fn finish_as(
    stage: &Stage,
    tx: &mut Tx,
    arrival: &Arrival,
    incoming: &IncomingMail,
    filed: Filed,
    role: &str,
) -> Result<()> {
    let row = |message_id: String, role: &str| mail::MailId {
        message_id,
        journey: filed.journey,
        role: role.to_owned(),
        participant: filed.participant,
        contact: Some(filed.contact),
        update: None,
        at: stage.now,
    };
    mail::remember(tx, &row(incoming.message_id.clone(), role)).await?;
    if incoming.class == ContactClass::Human && filed.participant.is_some() {
        for named in incoming.answers.iter().take(50) {
            mail::remember(tx, &row(named.clone(), "named")).await?;
        }
        for address in incoming.recipients.iter().take(50) {
            let bare = without_detail(address);
            if stage.directory.mailbox_by_address(&bare).is_none() {
                mail::remember(tx, &row(named_key(&stage.app().config, &bare), "named")).await?;
            }
        }
    }
    arrivals::adopt(tx, arrival.id, crate::run::CUSTOMER, filed.customer.0).await?;
    arrivals::end(tx, arrival.id, "placed", filed.why.code(), Some((filed.journey, filed.contact)), stage.now).await?;
    Ok(())
}

/// The month of a number that is given out now, `YYMM`, on the organisation's calendar.
pub(crate) fn month_of(stage: &Stage) -> Result<u16> {
    month_at(stage, stage.now)
}

/// The month of a moment, `YYMM`, on the organisation's calendar.
pub(crate) fn month_at(stage: &Stage, at: Timestamp) -> Result<u16> {
    let organisation = stage.directory.organisation()?;
    let zone = regie_domain::calendar::zone_named(&organisation.zone)
        .map_err(|error| AppError::Unusable(error.to_string()))?;
    let date = at.to_zoned(zone).date();
    let (year, month) = (date.year().rem_euclid(100).unsigned_abs(), u16::from(date.month().unsigned_abs()));
    Ok(year * 100 + month)
}
