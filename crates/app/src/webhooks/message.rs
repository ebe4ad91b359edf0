//! A message: a CloudEvent of version 1.0 in its structured form, by the Dutch government's profile. It says that something
//! happened, to what, and where to read it; who reads it there is judged and logged as any other reader.

use jiff::Timestamp;
use regie_domain::ids::JourneyId;
use regie_domain::webhook::{WebhookEndpoint, WebhookNames};
use regie_store::journal::{self, StoredEvent};
use regie_store::views::{journeys, surveys};
use regie_store::{Tx, webhooks as stored};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{hold, may_know, names, sight};
use crate::App;
use crate::directory::Directory;
use crate::error::Result;
use crate::live::{ANSWERED, is_of_answer};

/// The media type of a message.
pub const MEDIA_TYPE: &str = "application/cloudevents+json";
/// Where the form of `data` is described, below the public address.
pub const SCHEMA: &str = "/api/v1/openapi.json#/components/schemas/WebhookData";
/// The kind of the message that only tries an endpoint.
pub const TEST: &str = "test";

/// The ids of an event that a message names, and under which name.
const IDS: [(&str, &str); 14] = [
    ("agreement", "agreementId"),
    ("breach", "breachId"),
    ("contact", "contactId"),
    ("handover", "handoverId"),
    ("hold", "holdId"),
    ("leg", "legId"),
    ("participant", "participantId"),
    ("promise", "promiseId"),
    ("question", "questionId"),
    ("shipment", "shipmentId"),
    ("signal", "signalId"),
    ("task", "taskId"),
    ("update", "updateId"),
    ("visit", "visitId"),
];
/// A CloudEvent. The order of the fields is the order on the line: a message is the same bytes at every try.
#[derive(Debug, Serialize)]
struct CloudEvent {
    specversion: &'static str,
    id: Uuid,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    time: Timestamp,
    datacontenttype: &'static str,
    dataschema: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataref: Option<String>,
    data: Data,
}

/// What a message says: ids, codes and moments.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Data {
    /// What happened, as the journal names it.
    pub kind: String,
    /// The journey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub journey_id: Option<Uuid>,
    /// Its number, as people say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The event's place on the journey, from 1: what comes later is higher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<i64>,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// The team that acted, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team_id: Option<Uuid>,
    /// What it is about, by its ids; for holds also what is to be done or left.
    #[serde(flatten)]
    pub about: Map<String, Value>,
}

/// The message about an event, as an endpoint gets it; none where it may not know, or where the journey was destroyed.
///
/// # Errors
/// What the store says.
pub(super) async fn of(
    app: &App,
    tx: &mut Tx,
    directory: &Directory,
    endpoint: &WebhookEndpoint,
    event: Uuid,
) -> Result<Option<Vec<u8>>> {
    let Some(mut event) = stored::event(tx, event).await? else { return Ok(None) };
    let Some(who) = sight(endpoint, directory) else { return Ok(None) };
    let journey = JourneyId(event.stream.id);
    if !may_know(tx, &who, directory, journey).await? {
        return Ok(None);
    }
    let Some(row) = journeys::get(tx, journey).await? else { return Ok(None) };
    // An answer that became one that may not be traced is told to nobody any more, and what came after it is numbered without it.
    let unseen = unseen_before(tx, &event).await?;
    if is_of_answer(&event.kind) && surveys::is_untraced(tx, event.stream.id).await? {
        return Ok(None);
    }
    event.seq -= unseen;
    let mut about = named(hold::body(&event));
    let facts = hold::facts(tx, &event).await?;
    if let Some(system) = hold::system_of(&facts).and_then(|id| directory.system(id)) {
        about.insert("system".to_owned(), system.code.as_str().into());
    }
    about.extend(facts);
    let message = written(app, &names(directory)?, &event, (row.reference.to_string(), about));
    Ok(Some(serde_json::to_vec(&message)?))
}

/// How many events before this one hold an answer that may not be traced.
async fn unseen_before(tx: &mut Tx, event: &StoredEvent) -> Result<i64> {
    if !surveys::is_answered(tx, event.stream.id).await? {
        return Ok(0);
    }
    let earlier = journal::read(tx, &event.stream, 0).await?;
    let unseen = |one: &&StoredEvent| {
        let body =
            one.internal.as_ref().and_then(|body| serde_json::from_slice::<Map<String, Value>>(&body.bytes).ok());
        let untraced = body.and_then(|body| body.get("untraceable")?.as_bool()) == Some(true);
        one.seq < event.seq && one.kind == ANSWERED && untraced
    };
    Ok(i64::try_from(earlier.iter().filter(unseen).count()).unwrap_or_default())
}

fn written(
    app: &App,
    names: &WebhookNames,
    event: &StoredEvent,
    (reference, about): (String, Map<String, Value>),
) -> CloudEvent {
    let url = &app.config.public_url;
    CloudEvent {
        specversion: "1.0",
        id: event.event_id,
        source: names.source.clone(),
        kind: names.type_of(&event.kind),
        subject: event.stream.id.to_string(),
        time: event.occurred_at,
        datacontenttype: "application/json",
        dataschema: format!("{url}{SCHEMA}"),
        dataref: Some(format!("{url}/api/v1/journeys/{}", event.stream.id)),
        data: Data {
            kind: event.kind.to_string(),
            journey_id: Some(event.stream.id),
            reference: Some(reference),
            seq: Some(event.seq),
            recorded_at: event.origin.recorded_at,
            team_id: event.origin.actor.team,
            about,
        },
    }
}

/// What a message says of an event's body.
fn named(mut body: Map<String, Value>) -> Map<String, Value> {
    let is_id = |value: &Value| value.as_str().is_some_and(|id| Uuid::parse_str(id).is_ok());
    let ids = IDS.iter().filter_map(|(field, name)| Some(((*name).to_owned(), body.remove(*field).filter(is_id)?)));
    ids.collect()
}

/// The message that only tries an endpoint.
///
/// # Errors
/// Before the installation is set up.
pub(super) fn test(app: &App, directory: &Directory, id: Uuid) -> Result<Vec<u8>> {
    let (names, now) = (names(directory)?, app.ports.clock.now());
    let message = CloudEvent {
        specversion: "1.0",
        id,
        source: names.source.clone(),
        kind: names.type_of(TEST),
        subject: id.to_string(),
        time: now,
        datacontenttype: "application/json",
        dataschema: format!("{}{SCHEMA}", app.config.public_url),
        dataref: None,
        data: Data {
            kind: TEST.to_owned(),
            journey_id: None,
            reference: None,
            seq: None,
            recorded_at: now,
            team_id: None,
            about: Map::new(),
        },
    };
    Ok(serde_json::to_vec(&message)?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_message_names_ids_and_nothing_else() {
        let id = "0190aaaa-0000-7000-8000-000000000001";
        let body =
            json!({ "promise": id, "text": id, "member": id, "kind": "news", "reason": "late", "contact": "no id" });
        let Value::Object(body) = body else { return };
        assert_eq!(Value::Object(named(body)), json!({ "promiseId": id }));
    }
}
