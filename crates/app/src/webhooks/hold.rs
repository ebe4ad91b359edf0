//! What a system must know of a hold to obey it. Only the event that places a hold says it; messages about what happens to
//! the hold later say it again, so that a system need not remember.

use std::collections::BTreeSet;

use regie_domain::ids::SystemId;
use regie_domain::webhook::WebhookEndpoint;
use regie_store::Tx;
use regie_store::journal::{self, StoredEvent};
use regie_store::webhooks::{self as stored, Announced};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::directory::Directory;
use crate::error::Result;

/// What begins the kinds of events of holds.
const NOUN: &str = "hold.";
/// What a hold says, and under which name a message does.
const SAYS: [(&str, &str); 6] = [
    ("agreement", "agreementId"),
    ("system", "systemId"),
    ("subject", "subject"),
    ("action", "action"),
    ("until", "until"),
    ("why", "why"),
];

/// What is known of the hold of an event when it happened; nothing for other events.
pub(super) async fn facts(tx: &mut Tx, event: &StoredEvent) -> Result<Map<String, Value>> {
    let mut facts = Map::new();
    if !event.kind.starts_with(NOUN) {
        return Ok(facts);
    }
    let hold = body(event).remove("hold");
    for earlier in journal::read(tx, &event.stream, 0).await?.iter().filter(|one| one.seq <= event.seq) {
        let fields = match earlier.kind.as_ref() {
            "hold.placed" => &SAYS[..],
            "hold.extended" => &[("until", "until")],
            _ => continue,
        };
        let mut body = body(earlier);
        if body.get("hold") != hold.as_ref() {
            continue;
        }
        for (field, name) in fields {
            facts.insert((*name).to_owned(), body.remove(*field).unwrap_or_default());
        }
    }
    Ok(facts)
}

/// What partners may see of an event's body.
pub(super) fn body(event: &StoredEvent) -> Map<String, Value> {
    let shared = event.shared.as_ref();
    shared.and_then(|body| serde_json::from_slice(&body.bytes).ok()).unwrap_or_default()
}

/// The system that a hold is on.
pub(super) fn system_of(facts: &Map<String, Value>) -> Option<SystemId> {
    facts.get("systemId")?.as_str().and_then(|id| Uuid::parse_str(id).ok()).map(SystemId)
}

/// The systems that an endpoint's program speaks for: of holds it hears only of those on them. None at all hears of every hold.
pub(super) fn systems(endpoint: &WebhookEndpoint, directory: &Directory) -> BTreeSet<SystemId> {
    let all = directory
        .systems
        .iter()
        .filter(|(_, found)| endpoint.client.is_some() && found.value.client == endpoint.client);
    all.map(|(id, _)| *id).collect()
}

/// Whether an event concerns the systems that an endpoint speaks for: it is of no hold, or of one on them.
pub(super) async fn concerns(tx: &mut Tx, systems: &BTreeSet<SystemId>, event: &Announced) -> Result<bool> {
    if systems.is_empty() || !event.kind.starts_with(NOUN) {
        return Ok(true);
    }
    let Some(event) = stored::event(tx, event.event).await? else { return Ok(false) };
    Ok(system_of(&facts(tx, &event).await?).is_some_and(|system| systems.contains(&system)))
}
