//! The legal term of a journey, as it stands.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_domain::codes::LegalBasis;
use regie_domain::legal_term::LegalClock;
use serde::Serialize;
use utoipa::ToSchema;

use super::call::Call;
use super::journeys::JourneyPath;
use super::operation::Operation;
use super::problem::Failed;
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// A legal term.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LegalClockReading {
    /// By which rule it runs.
    #[schema(schema_with = vocabulary::legal_basis)]
    pub basis: LegalBasis,
    /// How long it is, in whole weeks.
    pub weeks: u32,
    /// The last day; nothing while it stands still, as nobody can know.
    #[schema(format = "date")]
    pub last_day: Option<String>,
    /// Since which day it stands still.
    #[schema(format = "date")]
    pub still_from: Option<String>,
    /// The first day that counts again, where that is known.
    #[schema(format = "date")]
    pub counts_from: Option<String>,
    /// For how many days it stood still before.
    pub still_days: i64,
    /// Whether it was extended.
    pub extended: bool,
    /// When its end passed with nothing decided.
    pub passed_at: Option<Timestamp>,
    /// When the outcome was told.
    pub decided_at: Option<Timestamp>,
}

impl LegalClockReading {
    fn of(clock: &LegalClock) -> Self {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        Self {
            basis: clock.rule.basis,
            weeks: clock.rule.weeks,
            last_day: day(clock.last_day()),
            still_from: day(clock.still_since()),
            counts_from: day(clock.still_until()),
            still_days: clock.term.suspended_days(),
            extended: !clock.term.extensions().is_empty(),
            passed_at: clock.passed,
            decided_at: clock.decided,
        }
    }
}

/// The legal term of a journey, where it has one.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LegalTermReading {
    /// The term.
    pub term: Option<LegalClockReading>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let one = Operation::read::<LegalTermReading>(
        "journeys",
        "/api/v1/journeys/{journeyId}/legal-term",
        "getLegalTerm",
        "The legal term",
    )
    .view("journey");
    routes.api(one, get)
}

async fn get(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let loaded = id.open(&web, &call).await?;
    answer(StatusCode::OK, &LegalTermReading { term: loaded.journey.legal.as_ref().map(LegalClockReading::of) })
}
