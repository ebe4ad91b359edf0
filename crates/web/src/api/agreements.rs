//! What was agreed, what was done against it, and what fails: of one journey, and the signals of all.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_domain::ids::SignalId;
use regie_store::views::signals::SignalRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::Call;
use super::journeys::JourneyPath;
use super::models::{AgreementReading, BreachReading, SignalReading};
use super::operation::{Operation, Param, Takes};
use super::problem::Failed;
use super::query::Asked;
use crate::builder::Routes;
use crate::state::Web;

/// So many signals stand in one part of the list.
const PART: u32 = 200;

const LIST: &[Param] =
    &[Param { name: "cursor", about: "The `next` of the answer before.", takes: Takes::Cursor, required: false }];

/// What was agreed on a journey, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreementList {
    /// All of them.
    pub items: Vec<AgreementReading>,
}

/// What was done against agreements of a journey, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BreachList {
    /// All of them.
    pub items: Vec<BreachReading>,
}

/// The signals of a journey, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JourneySignalList {
    /// All of them.
    pub items: Vec<SignalReading>,
}

/// A signal in the list of all.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignalSummary {
    /// Its id.
    pub id: Uuid,
    /// Its journey.
    pub journey_id: Uuid,
    /// The team that owes an answer.
    pub owner_team_id: Uuid,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is answered at the latest.
    pub answer_by: Timestamp,
    /// Whether that moment passed without an answer.
    pub overdue: bool,
    /// How many lines members added.
    pub lines: u32,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

impl SignalSummary {
    fn of(row: &SignalRow) -> Self {
        Self {
            id: row.id.0,
            journey_id: row.journey.0,
            owner_team_id: row.owner.0,
            opened_at: row.opened_at,
            answer_by: row.answer_by,
            overdue: row.overdue.is_some(),
            lines: row.lines,
            answered_at: row.answered_at,
        }
    }
}

/// Signals that wait for an answer, and those that were answered in the last thirty days, in the order of their ids.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignalList {
    /// A part of them.
    pub items: Vec<SignalSummary>,
    /// The `cursor` of the next part; nothing at the end.
    pub next: Option<String>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    macro_rules! part {
        ($list:ident, $path:literal, $id:literal, $summary:literal) => {
            Operation::read::<$list>("agreements", concat!("/api/v1/journeys/{journeyId}/", $path), $id, $summary)
                .view("journey")
        };
    }
    let signals = Operation::read::<SignalList>("agreements", "/api/v1/signals", "listSignals", "What fails")
        .view("signals")
        .query(LIST);
    routes
        .api(part!(AgreementList, "agreements", "listAgreements", "What was agreed"), agreed)
        .api(part!(BreachList, "breaches", "listBreaches", "What was done against what was agreed"), breached)
        .api(part!(JourneySignalList, "signals", "listJourneySignals", "What fails, as this journey shows"), failing)
        .api(signals, all)
}

async fn agreed(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    let mut found: Vec<_> = loaded.journey.agreements.iter().collect();
    found.sort_by_key(|(id, agreement)| (agreement.at(), **id));
    let items = found.into_iter().map(|(id, found)| AgreementReading::of(&call, &loaded, *id, found)).collect();
    answer(StatusCode::OK, &AgreementList { items })
}

async fn breached(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    let mut found: Vec<_> = loaded.journey.breaches.iter().collect();
    found.sort_by_key(|(id, breach)| (breach.reported_at, **id));
    let items = found.into_iter().map(|(id, found)| BreachReading::of(&loaded, *id, found)).collect();
    answer(StatusCode::OK, &BreachList { items })
}

async fn failing(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    let mut found: Vec<_> = loaded.journey.signals.iter().collect();
    found.sort_by_key(|(id, signal)| (signal.opened_at, **id));
    let items = found.into_iter().map(|(id, found)| SignalReading::of(&loaded, *id, found)).collect();
    answer(StatusCode::OK, &JourneySignalList { items })
}

async fn all(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let after: Option<SignalId> = asked.cursor("cursor");
    asked.check()?;
    let found = call.told(web.app.signals(&call.scope()?, after, PART).await)?;
    let items = found.rows.iter().map(SignalSummary::of).collect();
    answer(StatusCode::OK, &SignalList { items, next: found.more.map(|signal| signal.to_string()) })
}
