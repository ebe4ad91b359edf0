//! What stands beside an event in its row, and how its body is kept in two parts.

use jiff::Timestamp;

use crate::actor::{Actor, Door};
use crate::command::Envelope;
use crate::facts::Facts;
use crate::ids::{CommandId, EventId};

/// What stands beside an event in its row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The event.
    pub event_id: EventId,
    /// Its place in the stream, from 1.
    pub seq: u64,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The command that made it.
    pub command: CommandId,
    /// What caused the command, where something did.
    pub caused_by: Option<EventId>,
    /// Who did it.
    pub actor: Actor,
    /// Through which door.
    pub door: Door,
}

impl Meta {
    /// What stands beside an event of a command.
    #[must_use]
    pub fn of(envelope: &Envelope, facts: &Facts, event_id: EventId, seq: u64, occurred_at: Timestamp) -> Self {
        Self {
            event_id,
            seq,
            recorded_at: facts.now,
            occurred_at,
            command: envelope.command,
            caused_by: envelope.cause,
            actor: facts.actor,
            door: envelope.door,
        }
    }
}

/// An event with what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded<E> {
    /// What stands beside it.
    pub meta: Meta,
    /// The event.
    pub event: E,
}

/// Splits an object into shared and internal JSON text.
///
/// # Errors
/// When serialisation fails.
pub fn split(value: serde_json::Value, internal_fields: &[&str]) -> Result<(String, String), serde_json::Error> {
    let serde_json::Value::Object(mut shared) = value else {
        return Err(serde::ser::Error::custom("an event body is an object"));
    };
    let mut internal = serde_json::Map::new();
    for field in internal_fields {
        if let Some(value) = shared.remove(*field) {
            internal.insert((*field).to_owned(), value);
        }
    }
    Ok((serde_json::to_string(&shared)?, serde_json::to_string(&internal)?))
}

/// Joins shared and internal JSON text into one object.
///
/// # Errors
/// When one of them is no JSON object.
pub fn join(shared: &str, internal: &str) -> Result<serde_json::Value, serde_json::Error> {
    let mut object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(shared)?;
    let internal: serde_json::Map<String, serde_json::Value> = serde_json::from_str(internal)?;
    object.extend(internal);
    Ok(serde_json::Value::Object(object))
}
