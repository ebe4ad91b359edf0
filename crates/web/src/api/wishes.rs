//! "May I ask?", for programs: one answer for the organisation and its partners, by the same rules as on the pages. A question goes
//! along in the one survey of a journey, or the program hears why not.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_domain::actor::Door;
use regie_domain::codes::Scale;
use regie_domain::survey::{Wish, WishAnswer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::call::{Call, Guards, Input};
use super::journeys::JourneyPath;
use super::operation::Operation;
use super::problem::Failed;
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;
use crate::words;

/// What somebody wants to ask the customer of a journey.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WishToAsk {
    /// The question, in the customer's language.
    #[schema(min_length = 1, max_length = 300)]
    pub question: String,
    /// On which scale it is answered; in words without one.
    #[schema(schema_with = vocabulary::asked_scale)]
    #[serde(default)]
    pub scale: Option<Scale>,
}

/// Whether it may be asked.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MayAskReading {
    /// The id of what was asked.
    pub wish_id: Uuid,
    /// `yes`: it may be asked now, by whoever holds the survey, and counts as asked. `merged`: it goes along in the one survey of
    /// the journey. `later`: not before `until`. `no`: for the reason that stands there.
    #[schema(schema_with = vocabulary::may_ask)]
    pub may: &'static str,
    /// Before which moment it may not be asked.
    pub until: Option<Timestamp>,
    /// Why later or not, as a code.
    pub reason: Option<String>,
    /// The same in words, in the language of `Accept-Language`.
    pub detail: String,
}

impl MayAskReading {
    fn of(call: &Call, wish: &Wish) -> Self {
        let (may, until, reason) = match wish.answer {
            WishAnswer::Yes {} => ("yes", None, None),
            WishAnswer::Merged {} => ("merged", None, None),
            WishAnswer::Later { until, why } => ("later", Some(until), Some(why.code())),
            WishAnswer::No { why } => ("no", None, Some(why.code())),
        };
        let detail = words::wish_answer(&call.visit.cx, &wish.answer);
        Self { wish_id: wish.id.0, may, until, reason: reason.map(str::to_owned), detail }
    }
}

/// The operations.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let path = "/api/v1/journeys/{journeyId}/may-ask";
    let summary = "Ask whether the customer may be asked something";
    let ask = Operation::act::<WishToAsk, MayAskReading>("journeys", path, ("mayAsk", "may-i-ask"), summary).about(
        "Asked by a program of a team that is or was on the journey, of the organisation or of a partner. The budget of the \
         person counts over all of them; who holds the survey asks once, for everybody.",
    );
    routes.api(ask, may_ask)
}

async fn may_ask(
    State(web): State<Web>,
    call: Call,
    id: JourneyPath,
    guards: Guards,
    input: Input<WishToAsk>,
) -> Result<Response, Failed> {
    call.claim(&web, &guards, &input.bytes).await?;
    let WishToAsk { question, scale } = input.value;
    let asked = web.app.may_i_ask(call.who(), Door::Api, id.0, &question, scale, guards.key).await;
    let wish = call.told(asked)?;
    answer(StatusCode::OK, &MayAskReading::of(&call, &wish))
}
