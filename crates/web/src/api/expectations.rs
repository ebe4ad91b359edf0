//! What the customers of open journeys were told last.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_app::read::expectations::Told;
use regie_store::views::journeys::Place;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::answer;
use super::call::Call;
use super::models::ExpectationState;
use super::operation::{Operation, Param, Takes};
use super::problem::Failed;
use super::query::Asked;
use crate::builder::Routes;
use crate::state::Web;

const LIST: &[Param] =
    &[Param { name: "cursor", about: "The `next` of the answer before.", takes: Takes::Cursor, required: false }];

/// What the customer of one journey was told last.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpectationReading {
    /// The journey.
    pub journey_id: Uuid,
    /// The number that people say.
    pub reference: String,
    /// What was told; nothing where nothing was yet.
    pub expectation: Option<ExpectationState>,
    /// By when the customer must have heard something.
    pub news_by: Option<Timestamp>,
}

impl ExpectationReading {
    fn of(told: Told) -> Self {
        let (reached, stands) = (told.reached, told.stands);
        Self {
            journey_id: told.journey.0,
            reference: told.reference.to_string(),
            expectation: told.expectation.as_ref().map(|found| ExpectationState::of(found, reached, stands)),
            news_by: told.news_by,
        }
    }
}

/// What customers were told last, by last contact.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpectationList {
    /// One for each open journey.
    pub items: Vec<ExpectationReading>,
    /// How many stand among them that are shielded from this program.
    pub shielded: usize,
    /// The `cursor` of the next part; nothing at the end.
    pub next: Option<String>,
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let list = Operation::read::<ExpectationList>(
        "journeys",
        "/api/v1/expectations",
        "listExpectations",
        "What the customer of each open journey was told last",
    )
    .view("journeys")
    .query(LIST);
    routes.api(list, all)
}

async fn all(State(web): State<Web>, call: Call, asked: Asked) -> Result<Response, Failed> {
    let mut asked = asked.of(LIST)?;
    let after: Option<Place> = asked.cursor("cursor");
    asked.check()?;
    let found = call.told(web.app.expectations(&call.scope()?, after).await)?;
    let next = found.more.map(|place| place.to_string());
    let items = found.rows.into_iter().map(ExpectationReading::of).collect();
    answer(StatusCode::OK, &ExpectationList { items, shielded: found.shielded, next })
}
