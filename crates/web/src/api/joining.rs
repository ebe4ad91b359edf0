//! Two journeys of one customer that turn out to be one: joined, and un-joined.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use regie_domain::actor::Door;
use regie_domain::ids::JourneyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::{Call, Guards, Input};
use super::journeys::{JourneyPath, shown};
use super::models::Journey;
use super::operation::Operation;
use super::problem::Failed;
use crate::builder::Routes;
use crate::state::Web;

/// A journey becomes part of another one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JourneyToJoin {
    /// The journey that goes on with it: an open one of the same customer.
    pub into_id: Uuid,
}

/// A journey goes on by itself again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyToSeparate {}

/// How two journeys went apart.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JourneysApart {
    /// The journey that goes on by itself again.
    pub journey_id: Uuid,
    /// The promises that changed on the other journey meanwhile and stay there, by their ids there. Empty on a repeat of what
    /// was done already.
    pub stayed_promise_ids: Vec<Uuid>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let path = "/api/v1/journeys/{journeyId}/joins";
    let summary = "Join a journey into another one of the same customer";
    let join = Operation::act::<JourneyToJoin, Journey>("journeys", path, ("joinJourney", "join-journey"), summary)
        .about("What is owed goes along, by the same dates; the answer is the journey that goes on. What cannot travel refuses it.");
    let path = "/api/v1/journeys/{journeyId}/separations";
    let summary = "Let a joined journey go on by itself again";
    let unjoin = Operation::act::<JourneyToSeparate, JourneysApart>(
        "journeys",
        path,
        ("separateJourneys", "unjoin-journey"),
        summary,
    )
    .about("What changed on the other journey since stays there.");
    routes.api(join, join_into).api(unjoin, part)
}

async fn join_into(
    State(web): State<Web>,
    call: Call,
    id: JourneyPath,
    guards: Guards,
    input: Input<JourneyToJoin>,
) -> Result<Response, Failed> {
    id.open(&web, &call).await?;
    call.claim(&web, &guards, &input.bytes).await?;
    let into = JourneyId(input.value.into_id);
    call.told(web.app.join_journey(&call.who(), Door::Api, (id.0, into), guards.key).await)?;
    shown(StatusCode::OK, &call, &JourneyPath(into).open(&web, &call).await?)
}

async fn part(
    State(web): State<Web>,
    call: Call,
    id: JourneyPath,
    guards: Guards,
    input: Input<JourneyToSeparate>,
) -> Result<Response, Failed> {
    id.open(&web, &call).await?;
    call.claim(&web, &guards, &input.bytes).await?;
    let parted = call.told(web.app.unjoin_journey(&call.who(), Door::Api, id.0, guards.key).await)?;
    let stays = parted.into_iter().flat_map(|parted| parted.stays).map(|id| id.0).collect();
    answer(StatusCode::OK, &JourneysApart { journey_id: id.0.0, stayed_promise_ids: stays })
}
