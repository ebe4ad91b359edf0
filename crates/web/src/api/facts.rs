//! What systems reported and could not be applied: what waits, and what is decided about it. The same deeds as on the page.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::facts::SYSTEM_FACT;
use regie_app::facts::waiting::FactRead;
use regie_app::{App, AppError};
use regie_domain::ids::JourneyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::acts::bodies::Nothing;
use super::answer;
use super::call::{Call, Guards, Input};
use super::operation::{Operation, Param, Takes};
use super::problem::{Failed, Kind, Problem};
use super::query::Asked;
use crate::builder::Routes;
use crate::state::Web;

/// So many stand in one part of the list.
const PART: u32 = 40;

const LIST: &[Param] =
    &[Param { name: "cursor", about: "The `next` of the answer before.", takes: Takes::Cursor, required: false }];

/// A report of a system.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FactReading {
    /// Its id here.
    pub id: Uuid,
    /// The system that reported it.
    pub system_id: Uuid,
    /// The row of that system's table that it fits; nothing where it fits none.
    pub row: Option<String>,
    /// `waiting`, `applied`, `noted`, `aside`, or `ignored` where the table lets it go.
    pub state: String,
    /// Why it waits or was let go, as a code.
    pub why: Option<String>,
    /// The team that looks at it.
    pub team_id: Uuid,
    /// When it came.
    pub received_at: Timestamp,
    /// When it happened, where it says so.
    pub happened_at: Option<Timestamp>,
    /// By when somebody must have looked.
    pub due: Timestamp,
    /// What it says, as it was sent; nothing once it was erased.
    pub said: Option<String>,
    /// Why it was set aside.
    pub reason: Option<String>,
    /// The open journey that it may belong to.
    pub suggested_journey_id: Option<Uuid>,
    /// The journey that it is on.
    pub journey_id: Option<Uuid>,
}

/// What waits, due first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FactList {
    /// A part of it.
    pub items: Vec<FactReading>,
    /// The `cursor` of the next part; nothing at the end.
    pub next: Option<String>,
}

/// Where a report belongs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactToTie {
    /// The journey.
    pub journey_id: Uuid,
}

/// Why nothing has to be done with a report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactToSetAside {
    /// In words.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    const TAG: &str = "facts";
    let list = Operation::read::<FactList>(
        TAG,
        "/api/v1/facts",
        "listFacts",
        "Reports of systems that wait for a person",
    )
    .view("facts")
    .about("Of the teams that the program acts for. A system reports at its own signed address, `POST /in/{code}`.")
    .query(LIST);
    let path = "/api/v1/facts/{factId}";
    let one = Operation::read::<FactReading>(TAG, path, "getFact", "A report of a system").view("facts");
    let path = "/api/v1/facts/{factId}/ties";
    let summary = "Tie it to a journey";
    let ties = Operation::act::<FactToTie, FactReading>(TAG, path, ("tieFact", "tie-fact"), summary).about(
        "What its row says is done there (`applied`); where that cannot be, it stands there as a note (`noted`).",
    );
    let path = "/api/v1/facts/{factId}/retries";
    let summary = "Try it once more, by the table as it is now";
    let retries = Operation::act::<Nothing, FactReading>(TAG, path, ("retryFact", "retry-fact"), summary);
    let path = "/api/v1/facts/{factId}/asides";
    let summary = "Set it aside, with a reason";
    let asides = Operation::act::<FactToSetAside, FactReading>(TAG, path, ("setFactAside", "set-fact-aside"), summary);
    let path = "/api/v1/facts/{factId}/asides/undo";
    let summary = "Bring back what was set aside";
    let back = Operation::act::<Nothing, FactReading>(TAG, path, ("bringFactBack", "bring-fact-back"), summary);
    routes.api(list, all).api(one, get).api(ties, tie).api(retries, retry).api(asides, aside).api(back, undo)
}

fn parse(id: &str) -> Result<Uuid, Failed> {
    Uuid::try_parse(id).map_err(|_| Problem::new(Kind::NotFound).into())
}

async fn reading(app: &App, call: &Call, found: FactRead) -> Result<FactReading, Failed> {
    let FactRead { fact, arrival, text, reason, .. } = found;
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(FactReading {
        id: fact.id,
        system_id: fact.system.0,
        row: some(fact.row),
        state: fact.became,
        why: some(fact.why),
        team_id: arrival.team.0,
        received_at: fact.received_at,
        happened_at: fact.happened_at,
        due: arrival.due,
        said: text,
        reason,
        suggested_journey_id: call.sees(app, arrival.suggested).await?,
        journey_id: call.sees(app, fact.journey).await?,
    })
}

async fn all(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let after: Option<u32> = asked.cursor("cursor");
    asked.check()?;
    let (scope, after) = (call.scope()?, u64::from(after.unwrap_or_default()));
    let rows = call.told(web.app.arrivals(&scope, &[SYSTEM_FACT.to_owned()], (after, PART)).await)?;
    let next = (rows.len() >= PART as usize).then(|| (after + u64::from(PART)).to_string());
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(id) = call.told(web.app.fact_of_arrival(row.id).await)? else { continue };
        match web.app.fact(&scope, id).await {
            Ok(found) => items.push(reading(&web.app, &call, found).await?),
            // Erased or decided about since, or about a journey that is shielded from this program.
            Err(AppError::NotFound(_) | AppError::Denied(_)) => {}
            Err(error) => return Err(call.problem(&error)),
        }
    }
    answer(StatusCode::OK, &FactList { items, next })
}

async fn get(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    shown(&web, &call, parse(&id)?).await
}

async fn shown(web: &Web, call: &Call, id: Uuid) -> Result<Response, Failed> {
    let found = call.told(web.app.fact(&call.scope()?, id).await)?;
    answer(StatusCode::OK, &reading(&web.app, call, found).await?)
}

/// One decision counts: the same one is told as it stands, another is refused.
async fn told(
    web: &Web,
    call: &Call,
    id: Uuid,
    done: Result<(), AppError>,
    same: impl FnOnce(&FactRead) -> bool,
) -> Result<Response, Failed> {
    match done {
        Ok(()) => shown(web, call, id).await,
        Err(error @ AppError::NotFound("fact")) => {
            let Ok(found) = web.app.fact(&call.scope()?, id).await else { return Err(call.problem(&error)) };
            if same(&found) {
                return answer(StatusCode::OK, &reading(&web.app, call, found).await?);
            }
            let words = call.visit.cx.t("said-arrival-ended");
            Err(Problem::new(Kind::Refused).saying(words).coded("decided-before").into())
        }
        Err(error) => Err(call.problem(&error)),
    }
}

async fn tie(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<FactToTie>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let (id, journey) = (parse(&id)?, JourneyId(input.value.journey_id));
    let done = web.app.tie_fact(&call.who(), id, journey).await.map(drop);
    told(&web, &call, id, done, |found| found.fact.journey == Some(journey)).await
}

async fn retry(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<Nothing>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let id = parse(&id)?;
    let done = web.app.retry_fact(&call.who(), id).await.map(drop);
    told(&web, &call, id, done, |found| matches!(found.fact.became.as_str(), "applied" | "ignored")).await
}

async fn aside(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<FactToSetAside>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let id = parse(&id)?;
    let done = web.app.set_fact_aside(&call.who(), id, &input.value.reason).await;
    told(&web, &call, id, done, |found| found.fact.became == "aside").await
}

async fn undo(
    State(web): State<Web>,
    call: Call,
    Path(id): Path<String>,
    guards: Guards,
    input: Input<Nothing>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let id = parse(&id)?;
    let done = web.app.bring_fact_back(&call.who(), id).await;
    told(&web, &call, id, done, |found| found.fact.became == "waiting").await
}
