//! The webhooks of a program: how they are doing, what they were told, and telling it again.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::webhooks::log::Log;
use regie_domain::webhook::WebhookEndpoint;
use regie_store::webhooks::{Delivery, DeliveryState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::{Call, Guards, Input};
use super::operation::{Operation, Param, Takes};
use super::problem::{Failed, Kind, Problem};
use super::query::Asked;
use crate::builder::Routes;
use crate::state::Web;

const STATES: &[&str] = &["pending", "sent", "failed", "withdrawn"];

const LIST: &[Param] = &[
    Param { name: "state", about: "Messages in this state.", takes: Takes::OneOf(STATES), required: false },
    Param { name: "cursor", about: "The `next` of the answer before.", takes: Takes::Cursor, required: false },
];

/// What a webhook's message says: ids, codes and moments, and a link to the rest.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookData {
    /// What happened, as the journal names it; `test` for a message that only tries the address.
    pub kind: String,
    /// The journey.
    pub journey_id: Option<Uuid>,
    /// Its number, as people say it.
    pub reference: Option<String>,
    /// The event's place on the journey, from 1: what comes later is higher.
    pub seq: Option<i64>,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// The team that acted, where one did.
    pub team_id: Option<Uuid>,
    /// The promise, contact, handover … that it is about, each under its own name.
    pub promise_id: Option<Uuid>,
    /// The contact.
    pub contact_id: Option<Uuid>,
    /// The handover.
    pub handover_id: Option<Uuid>,
    /// The piece of work.
    pub leg_id: Option<Uuid>,
    /// The agreement.
    pub agreement_id: Option<Uuid>,
    /// The hold.
    pub hold_id: Option<Uuid>,
    /// The system that a hold is on.
    pub system_id: Option<Uuid>,
    /// Its code.
    pub system: Option<String>,
    /// What a hold is about, as `invoice:884213`.
    pub subject: Option<String>,
    /// What must not be done with it.
    pub action: Option<String>,
    /// Until when; nothing while it stands until it is released.
    pub until: Option<Timestamp>,
    /// Why.
    pub why: Option<String>,
}

/// A message of a webhook: a CloudEvent 1.0.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub struct WebhookEvent {
    /// `1.0`.
    pub specversion: String,
    /// The event; the same at every try, and the header `webhook-id`.
    pub id: Uuid,
    /// The installation, as a URN.
    pub source: String,
    /// What happened, behind a domain read backwards.
    pub r#type: String,
    /// The journey.
    pub subject: Uuid,
    /// When it happened.
    pub time: Timestamp,
    /// `application/json`.
    pub datacontenttype: String,
    /// Where `data` is described.
    pub dataschema: String,
    /// Where to read the journey.
    pub dataref: Option<String>,
    /// What it says.
    pub data: WebhookData,
}

/// A webhook.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookReading {
    /// Its id.
    pub id: Uuid,
    /// What the house calls it.
    pub name: String,
    /// `active`, `paused` or `disabled`.
    pub state: String,
    /// Since when.
    pub since: Timestamp,
    /// Why it was switched off: `gone` or `failing`.
    pub why: Option<String>,
    /// The kinds of events that it hears of; `promise.*` is a whole noun, `*` everything.
    pub kinds: Vec<String>,
    /// Since when it fails without a break.
    pub failing_since: Option<Timestamp>,
    /// How many messages wait.
    pub pending: i64,
    /// How many were given up.
    pub failed: i64,
}

impl WebhookReading {
    fn of(id: Uuid, endpoint: &WebhookEndpoint, log: &Log) -> Self {
        Self {
            id,
            name: endpoint.name.clone(),
            state: endpoint.state.code().to_owned(),
            since: endpoint.since,
            why: endpoint.why.map(|why| why.code().to_owned()),
            kinds: endpoint.kinds.clone(),
            failing_since: log.health.failing_since,
            pending: log.counts[0],
            failed: log.counts[2],
        }
    }
}

/// The webhooks of the program.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WebhookList {
    /// The webhooks.
    pub items: Vec<WebhookReading>,
}

/// A message that was told, or is to be.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryReading {
    /// Its id.
    pub id: Uuid,
    /// The event, and the header `webhook-id`.
    pub event_id: Uuid,
    /// What happened.
    pub kind: String,
    /// The journey.
    pub journey_id: Uuid,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// `pending`, `sent`, `failed` or `withdrawn`.
    pub state: String,
    /// How often it failed.
    pub tries: u32,
    /// When it is tried next, while it waits.
    pub next_try_at: Option<Timestamp>,
    /// The last HTTP status.
    pub status: Option<i64>,
    /// The code of the last failure.
    pub error: Option<String>,
}

impl DeliveryReading {
    fn of(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            event_id: delivery.event,
            kind: delivery.kind,
            journey_id: delivery.stream,
            recorded_at: delivery.recorded_at,
            state: delivery.state.code().to_owned(),
            tries: delivery.tries,
            next_try_at: (delivery.state == DeliveryState::Pending).then_some(delivery.next_try),
            status: delivery.status,
            error: delivery.error,
        }
    }
}

/// Messages, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryList {
    /// The messages.
    pub items: Vec<DeliveryReading>,
    /// The `cursor` of the next page; nothing when this is the last.
    pub next: Option<String>,
}

/// What is to be told again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Replay {
    /// What was written down from this moment on, a month back at most.
    pub since: Timestamp,
    /// Also what was taken before; else what was given up or missed.
    #[serde(default)]
    pub everything: bool,
}

/// What goes again.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Replayed {
    /// How many messages that were known go again; what was missed comes on top of that.
    pub again: u64,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let list =
        Operation::read::<WebhookList>("webhooks", "/api/v1/webhooks", "listWebhooks", "The program's own webhooks")
            .view("settings-webhooks");
    let path = "/api/v1/webhooks/{webhookId}/deliveries";
    let deliveries = Operation::read::<DeliveryList>("webhooks", path, "listDeliveries", "What a webhook was told")
        .view("settings-webhook")
        .query(LIST);
    let path = "/api/v1/webhooks/{webhookId}/replays";
    let summary = "Tell a webhook again what it missed";
    let replay = Operation::act::<Replay, Replayed>("webhooks", path, ("replayWebhook", "replay_webhook"), summary)
        .scope(regie_domain::client::ApiScope::JourneysRead)
        .about("Messages keep their id, so that what was dealt with is known.");
    routes.api(list, all).api(deliveries, told).api(replay, again)
}

/// The webhook of an address.
fn id(text: &str) -> Result<Uuid, Failed> {
    Uuid::try_parse(text).map_err(|_| Problem::new(Kind::NotFound).into())
}

async fn all(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    asked.of(&[])?.check()?;
    let mut items = Vec::new();
    let own = call.client.member.id.0;
    for (id, found) in &call.visit.directory.webhooks {
        if found.value.client == Some(own) {
            let log = call.told(web.app.webhook_log(&call.who(), *id, None, None).await)?;
            items.push(WebhookReading::of(*id, &found.value, &log));
        }
    }
    answer(StatusCode::OK, &WebhookList { items })
}

async fn told(State(web): State<Web>, call: Call, Path(text): Path<String>, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let state = asked.one_of("state", STATES).and_then(DeliveryState::parse);
    let before: Option<i64> = asked.cursor("cursor");
    asked.check()?;
    let log = call.told(web.app.webhook_log(&call.who(), id(&text)?, state, before).await)?;
    let next = log.before.map(|before| before.to_string());
    answer(StatusCode::OK, &DeliveryList { items: log.deliveries.into_iter().map(DeliveryReading::of).collect(), next })
}

async fn again(
    State(web): State<Web>,
    call: Call,
    Path(text): Path<String>,
    guards: Guards,
    input: Input<Replay>,
) -> Result<Response, Failed> {
    let webhook = id(&text)?;
    call.claim(&web, &guards, &input.bytes).await?;
    let Replay { since, everything } = input.value;
    let again = call.told(web.app.replay_webhook(&call.who(), webhook, since, everything).await)?;
    answer(StatusCode::OK, &Replayed { again })
}
