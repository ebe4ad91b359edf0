//! Closed doors: somebody called while nobody could take it. It is a contact that waits with a team and a due moment, and
//! finds the journey that the same number has or opens; that is an event that says why, and can be undone like any contact
//! that stands in the wrong place.

use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::codes::{Channel, ContactClass, Direction, JoinReason, TaskKind};
use regie_domain::command::JourneyCommand;
use regie_domain::customer::HandleKind;
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::{ContactId, ContentId, CustomerId, JourneyId, ParticipantId, TeamId};
use regie_store::Tx;
use regie_store::cti::Call;
use regie_store::views::arrivals::{self, Arrival};
use regie_store::views::customers;
use regie_store::views::journeys::{self, JourneyRow};

use super::waiting::Waiting;
use crate::App;
use crate::authorise::{Who, scope, team_scope};
use crate::content::{ContentKind, Text};
use crate::error::{AppError, Result};
use crate::handles::records_of;
use crate::intake::{Placed, participant_among};
use crate::journeys::{Beginning, Known, customer_of};
use crate::locale::Lang;
use crate::run::{CUSTOMER, Request, Stage};
use crate::texts::lang_of;

/// Why such an arrival waits, as a code.
pub const CLOSED_DOOR: &str = "closed_door";
/// Why a text message that came in waits, as a code.
pub const TEXT_MESSAGE: &str = "text_message";
/// How many are looked at in one round.
const ROUND: u32 = 50;

/// Whether nobody of a team can take a call at a moment.
pub(super) fn is_closed(stage: &Stage, team: TeamId, at: Timestamp) -> Result<bool> {
    let Some(found) = stage.directory.team(team) else { return Ok(false) };
    Ok(!stage.directory.calendar(found)?.is_open(at))
}

/// Keeps a call to a closed desk, once.
pub(super) async fn keep(stage: &Stage, tx: &mut Tx, call: &Call, report: &[u8]) -> Result<()> {
    let waiting = Waiting {
        team: call.team,
        at: call.began_at,
        number: call.number.as_deref(),
        why: CLOSED_DOOR,
        dedupe_key: format!("call:{}", call.id),
    };
    let arrival = waiting.keep(stage, tx, report).await?;
    crate::sms::ask_in(stage, tx, &arrival).await
}

impl App {
    /// Ties calls to a closed desk to the journeys of their numbers; tells how many found one.
    ///
    /// # Errors
    /// What the store says.
    pub async fn tie_doors(&self) -> Result<usize> {
        let read = async |tx: &mut Tx| {
            let mut waiting = arrivals::doors_with_a_journey(tx, CLOSED_DOOR, ROUND).await?;
            waiting.extend(arrivals::doors_with_a_journey(tx, TEXT_MESSAGE, ROUND).await?);
            Ok::<_, regie_store::StoreError>(waiting)
        };
        let waiting = self.store.read(read).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let stage = Stage::new(self, self.directory().await?);
        let mut tied = 0;
        for door in waiting {
            let context = (stage.clone(), door);
            let done = self.store.write_with(context, |tx, (stage, door)| Box::pin(tie(stage, tx, door)));
            tied += usize::from(done.await?);
        }
        Ok(tied)
    }
}

/// Puts one on the journey that its number means, where there is no doubt which.
async fn tie(stage: &Stage, tx: &mut Tx, door: &Arrival) -> Result<bool> {
    let Some(number) = &door.sender else { return Ok(false) };
    let Some(handle) = customers::by_handle(tx, HandleKind::Phone, number).await? else { return Ok(false) };
    let records = records_of(tx, handle.customer).await?;
    let ids = journeys::touching(tx, &records).await?;
    let mut rows = journeys::get_many(tx, &ids).await?;
    rows.retain(|row| row.state == "open");
    // What is shielded from the team that was called stays out of its sight.
    team_scope(door.team, &stage.directory).shield(tx, &mut rows).await?;
    let Some(row) = meant(&rows, door.received_at) else { return Ok(false) };
    let now = arrivals::get(tx, door.id).await?;
    if now.is_none_or(|now| now.state != "waiting") {
        return Ok(false);
    }
    let participant = participant_among(tx, row.id, &records).await?;
    record(stage, tx, &Who::System, door, (row.id, row.customer), participant, JoinReason::Number).await?;
    Ok(true)
}

/// The journey that began after the call, the first of them; else the only one that there was.
fn meant(rows: &[JourneyRow], called: Timestamp) -> Option<&JourneyRow> {
    let after = rows.iter().filter(|row| row.opened_at >= called).min_by_key(|row| row.opened_at);
    after.or(match rows {
        [only] => Some(only),
        _ => None,
    })
}

/// The call as a contact of a journey: it waits no more.
async fn record(
    stage: &Stage,
    tx: &mut Tx,
    who: &Who,
    door: &Arrival,
    (journey, customer): (JourneyId, CustomerId),
    participant: Option<ParticipantId>,
    why: JoinReason,
) -> Result<ContactId> {
    let (facts, texts) = contact(stage, tx, door, journey, why).await?;
    let id = facts.contact;
    let facts = ContactFacts { participant, ..facts };
    let command = JourneyCommand::RecordContact { contact: facts, answers: None };
    let by = if matches!(who, Who::System) { Door::Timer } else { Door::Page };
    stage.run(tx, &Request::journey(who.clone(), by, journey, command).with(texts)).await?;
    finish(stage, tx, door, (journey, id), customer, why).await?;
    Ok(id)
}

/// The contact that it is, and its words: who called said none.
async fn contact(
    stage: &Stage,
    tx: &mut Tx,
    door: &Arrival,
    journey: JourneyId,
    why: JoinReason,
) -> Result<(ContactFacts, Vec<Text>)> {
    let (contact, text): (ContactId, ContentId) = (stage.id(), stage.id());
    if door.why == TEXT_MESSAGE {
        let words = super::texts::words_of(tx, door).await?;
        let said = ContactFacts::said(contact, Direction::In, Channel::Text, text);
        let asks = crate::asks::asks_of(&words);
        let facts = ContactFacts { occurred_at: Some(door.received_at), raw: Some(door.raw), why, asks, ..said };
        return Ok((facts, vec![Text::plain(text, ContentKind::Text, &words, Some(journey))]));
    }
    let said = ContactFacts::said(contact, Direction::In, Channel::Phone, text);
    let facts = ContactFacts {
        class: ContactClass::ClosedDoor,
        occurred_at: Some(door.received_at),
        raw: Some(door.raw),
        why,
        ..said
    };
    let lang: Lang = lang_of(stage.directory.language());
    Ok((facts, vec![Text::plain(text, ContentKind::Text, &lang.t("closed-door-words", &[]), Some(journey))]))
}

async fn finish(
    stage: &Stage,
    tx: &mut Tx,
    door: &Arrival,
    placed: (JourneyId, ContactId),
    customer: CustomerId,
    why: JoinReason,
) -> Result<()> {
    arrivals::adopt(tx, door.id, CUSTOMER, customer.0).await?;
    arrivals::end(tx, door.id, "placed", why.code(), Some(placed), stage.now).await?;
    Ok(())
}

/// A member puts it on a journey.
pub(crate) async fn join(stage: &Stage, tx: &mut Tx, who: &Who, door: &Arrival, journey: JourneyId) -> Result<Placed> {
    let row = journeys::get(tx, journey).await?.ok_or(AppError::NotFound("journey"))?;
    let known = match &door.sender {
        Some(number) => customers::by_handle(tx, HandleKind::Phone, number).await?.map(|handle| handle.customer),
        None => None,
    };
    let participant = match known {
        Some(customer) => {
            let records = records_of(tx, customer).await?;
            participant_among(tx, journey, &records).await?
        }
        None => None,
    };
    let contact = record(stage, tx, who, door, (journey, row.customer), participant, JoinReason::Joined).await?;
    Ok(Placed::On { journey, contact, new: false, why: JoinReason::Joined })
}

/// A member begins a journey with it: somebody is to be called.
pub(crate) async fn begin(stage: &Stage, tx: &mut Tx, who: &Who, door: &Arrival) -> Result<Placed> {
    let team = stage.directory.team_ref(door.team).ok_or(AppError::Denied("no-team"))?;
    let directed = stage.directory.blueprints.values().filter_map(|found| found.value.last());
    let blueprint = directed.clone().find(|blueprint| blueprint.director.is_some_and(|it| it.team == door.team));
    let blueprint = blueprint.or_else(|| directed.clone().next()).ok_or(AppError::NotFound("blueprint"))?;
    let known = Known { name: "", email: None, phone: door.sender.as_deref() };
    // Whoever asks must be able to know the record.
    scope(who, &stage.directory)?;
    let (customer, _) = customer_of(stage, tx, who, known).await?;
    let journey: JourneyId = stage.id();
    let opening = contact(stage, tx, door, journey, JoinReason::Opened).await?;
    let id = opening.0.contact;
    let lang: Lang = lang_of(stage.directory.language());
    let reach = Reach::Task { task: TaskKind::Call };
    let title = lang.t(if door.why == TEXT_MESSAGE { "text-message-title" } else { "closed-door-title" }, &[]);
    Beginning::new(journey, blueprint.id, team, (customer, reach), &title, opening).run(stage, tx, who).await?;
    finish(stage, tx, door, (journey, id), customer, JoinReason::Opened).await?;
    Ok(Placed::On { journey, contact: id, new: true, why: JoinReason::Opened })
}
