//! The record itself: the events of one journey, and which journeys changed.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_domain::actor::Actor;
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::ids::JourneyId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::Call;
use super::journeys::JourneyPath;
use super::operation::{Operation, Param, Takes};
use super::problem::{Failed, Kind, Problem};
use super::query::Asked;
use crate::builder::Routes;
use crate::state::Web;

const SINCE: &[Param] = &[Param {
    name: "cursor",
    about: "The `next` of the answer before; without it from now on.",
    takes: Takes::Cursor,
    required: false,
}];

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActorReading {
    /// `member`, `participant`, `system` or `outsider`.
    pub kind: String,
    /// The team acted for.
    pub team_id: Option<Uuid>,
    /// The member, for a token with `audit.read`.
    pub member_id: Option<Uuid>,
    /// The place on the journey, of somebody on the customer's side.
    pub participant_id: Option<Uuid>,
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventReading {
    /// Its id.
    pub id: Uuid,
    /// Its place in the journey, from 1.
    pub seq: u64,
    /// What happened.
    pub kind: String,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Who did it.
    pub actor: ActorReading,
    /// Through which door.
    pub door: String,
    /// What caused it.
    pub caused_by_id: Option<Uuid>,
    /// Its body: ids, codes, numbers and moments, no words.
    #[schema(value_type = Object)]
    pub body: serde_json::Value,
}

/// The events of a journey, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EventList {
    /// The events.
    pub items: Vec<EventReading>,
}

/// A journey that changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The journey.
    pub journey_id: Uuid,
    /// The kinds of what happened.
    pub kinds: Vec<String>,
}

/// What changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeList {
    /// The journeys that this program may see.
    pub items: Vec<Change>,
    /// Whether more happened than fits here: read anew what you keep.
    pub everything: bool,
    /// The `cursor` of the next question.
    pub next: String,
}

impl ChangeList {
    /// Of what changed up to a position.
    #[must_use]
    pub fn of(journeys: &BTreeMap<JourneyId, BTreeSet<String>>, everything: bool, position: i64) -> Self {
        let change = |(journey, kinds): (&JourneyId, &BTreeSet<String>)| Change {
            journey_id: journey.0,
            kinds: kinds.iter().cloned().collect(),
        };
        Self { items: journeys.iter().map(change).collect(), everything, next: position.to_string() }
    }
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let events = Operation::read::<EventList>(
        "record",
        "/api/v1/journeys/{journeyId}/events",
        "listEvents",
        "The events of a journey",
    )
    .view("journey");
    let changes = Operation::read::<ChangeList>("record", "/api/v1/changes", "listChanges", "Which journeys changed")
        .view("live")
        .about("Ask again with `next`, as often as you like: nothing is missed and nothing is told twice.")
        .query(SINCE);
    routes.api(events, journal).api(changes, since)
}

async fn journal(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    let items: Result<Vec<EventReading>, Failed> = loaded.events.iter().map(|event| reading(&call, event)).collect();
    answer(StatusCode::OK, &EventList { items: items? })
}

fn reading(call: &Call, recorded: &Recorded<JourneyEvent>) -> Result<EventReading, Failed> {
    let meta = &recorded.meta;
    let mut body = serde_json::to_value(&recorded.event).map_err(|_| Problem::new(Kind::Unavailable))?;
    if let Some(fields) = body.as_object_mut() {
        // Answers name teams; who of them it was is for those who may know.
        fields.retain(|name, value| name != "member" || value.is_null() || call.may_know_members());
        fields.remove("kind");
    }
    let participant_id = match meta.actor {
        Actor::Participant { participant } => Some(participant.0),
        _ => None,
    };
    Ok(EventReading {
        id: meta.event_id.0,
        seq: meta.seq,
        kind: recorded.event.kind().to_owned(),
        occurred_at: meta.occurred_at,
        recorded_at: meta.recorded_at,
        actor: ActorReading {
            kind: meta.actor.code().to_owned(),
            team_id: meta.actor.team().map(|team| team.team.0),
            member_id: call.member(meta.actor.member()),
            participant_id,
        },
        door: meta.door.code().to_owned(),
        caused_by_id: meta.caused_by.map(|event| event.0),
        body,
    })
}

async fn since(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(SINCE)?;
    let cursor: Option<i64> = asked.cursor("cursor");
    asked.check()?;
    call.scope()?;
    let Some(after) = cursor.filter(|after| *after >= 0) else {
        let next = call.told(web.app.live_position().await)?.to_string();
        return answer(StatusCode::OK, &ChangeList { items: Vec::new(), everything: cursor.is_some(), next });
    };
    let all = call.told(web.app.changes_after(after).await)?;
    let seen = call.told(web.app.for_reader(&call.who(), &all).await)?;
    let list = ChangeList::of(&seen.journeys, seen.everything, seen.position);
    answer(StatusCode::OK, &list)
}
