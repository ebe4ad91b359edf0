//! From rows of the journal to the events that the domain folds.

use regie_domain::actor::{Actor, Door, TeamRef};
use regie_domain::customer::CustomerEvent;
use regie_domain::event::{JourneyEvent, Meta, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{CommandId, EventId, JourneyId, MemberId, OrgId, ParticipantId, TeamId};
use regie_domain::improvement::ImprovementEvent;
use regie_domain::journey::Journey;
use regie_domain::refusal::Code;
use regie_store::journal::{self, StoredEvent, StreamKey};
use regie_store::{StoreError, Tx};

use super::JOURNEY;
use crate::error::{AppError, Result};

/// A journey as it stands now; nothing when there is none.
///
/// # Errors
/// What the store says, or as [`read_journey`].
pub async fn journey_of(tx: &mut Tx, id: JourneyId) -> Result<Option<Journey>> {
    let stored = journal::read(tx, &StreamKey::new(JOURNEY, id.0), 0).await?;
    Ok(fold(id, &read_journey(&stored)?))
}

/// As [`journey_of`], with the stream locked until the write ends.
///
/// # Errors
/// As [`journey_of`].
pub async fn locked_journey(tx: &mut Tx, id: JourneyId) -> Result<Option<Journey>> {
    let stored = journal::load(tx, &StreamKey::new(JOURNEY, id.0)).await?;
    Ok(fold(id, &read_journey(&stored)?))
}

/// The events of a journey as the domain reads them.
///
/// # Errors
/// When an event is of a newer version ([`Code::NewerVersion`]) or erased in a way that leaves no body.
pub fn read_journey(stored: &[StoredEvent]) -> Result<Vec<Recorded<JourneyEvent>>> {
    stored
        .iter()
        .map(|event| {
            let (shared, internal) = bodies(event)?;
            let parsed = JourneyEvent::from_parts(shared, internal).map_err(|error| unreadable(event, error))?;
            Ok(Recorded { meta: meta_of(event), event: parsed })
        })
        .collect()
}

/// The events of a customer as the domain reads them.
///
/// # Errors
/// As [`read_journey`].
pub fn read_customer(stored: &[StoredEvent]) -> Result<Vec<Recorded<CustomerEvent>>> {
    stored
        .iter()
        .map(|event| {
            let (shared, internal) = bodies(event)?;
            let parsed = CustomerEvent::from_parts(shared, internal).map_err(|error| unreadable(event, error))?;
            Ok(Recorded { meta: meta_of(event), event: parsed })
        })
        .collect()
}

/// The events of an improvement as the domain reads them.
///
/// # Errors
/// As [`read_journey`].
pub fn read_improvement(stored: &[StoredEvent]) -> Result<Vec<Recorded<ImprovementEvent>>> {
    stored
        .iter()
        .map(|event| {
            let (shared, internal) = bodies(event)?;
            let parsed = ImprovementEvent::from_parts(shared, internal).map_err(|error| unreadable(event, error))?;
            Ok(Recorded { meta: meta_of(event), event: parsed })
        })
        .collect()
}

fn unreadable(event: &StoredEvent, error: serde_json::Error) -> AppError {
    let kinds = [JourneyEvent::KINDS, CustomerEvent::KINDS, ImprovementEvent::KINDS];
    let known = kinds.iter().any(|kinds| kinds.contains(&event.kind.as_ref()));
    if known && event.version <= 1 { AppError::Store(StoreError::Json(error)) } else { Code::NewerVersion.into() }
}

fn bodies(event: &StoredEvent) -> Result<(&str, &str)> {
    let shared = event.shared.as_ref().map_or(Ok("{}"), |body| std::str::from_utf8(&body.bytes));
    let internal = event.internal.as_ref().map_or(Ok("{}"), |body| std::str::from_utf8(&body.bytes));
    match (shared, internal) {
        (Ok(shared), Ok(internal)) => Ok((shared, internal)),
        _ => Err(StoreError::Damaged(format!("event {} is no text", event.event_id)).into()),
    }
}

fn meta_of(event: &StoredEvent) -> Meta {
    let origin = &event.origin;
    let stored = &origin.actor;
    let actor = match (stored.kind.as_ref(), stored.org, stored.team, stored.member, stored.participant) {
        ("member", Some(org), Some(team), Some(member), _) => {
            Actor::Member { team: TeamRef { org: OrgId(org), team: TeamId(team) }, member: MemberId(member) }
        }
        ("participant", .., Some(participant)) => Actor::Participant { participant: ParticipantId(participant) },
        ("system", ..) => Actor::System,
        _ => Actor::Outsider,
    };
    Meta {
        event_id: EventId(event.event_id),
        seq: u64::try_from(event.seq).unwrap_or(0),
        recorded_at: origin.recorded_at,
        occurred_at: event.occurred_at,
        command: CommandId(origin.command_id),
        caused_by: origin.caused_by.map(EventId),
        actor,
        door: Door::parse(&origin.door).unwrap_or(Door::Program),
    }
}
