//! The brief of a journey: what is known of the customer already, over all journeys that the program may see.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use regie_domain::brief::{AskedState, Entry, Line};
use regie_domain::codes::NextStep;
use regie_domain::journey::Holder;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::call::Call;
use super::journeys::JourneyPath;
use super::operation::Operation;
use super::problem::Failed;
use super::{answer, vocabulary};
use crate::builder::Routes;
use crate::state::Web;

/// What is known already, five lines at most, in the order of what matters.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BriefReading {
    /// The lines.
    #[schema(max_items = 5)]
    pub lines: Vec<BriefLine>,
}

/// A line of a brief. What its `kind` does not say is left empty.
#[derive(Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BriefLine {
    /// `agreement`, `promise`, `told`, `asked`, `other`, `shielded`, `likely` or `known`.
    pub kind: &'static str,
    /// So many more of the same kind for which there is no room.
    pub more: usize,
    /// The journey that it is about.
    pub journey_id: Option<Uuid>,
    /// The number of that journey.
    pub reference: Option<String>,
    /// The agreement, the promise, the question, the chaser, or the other record that may be the same person's.
    pub subject_id: Option<Uuid>,
    /// Its words, where it has any.
    pub text: Option<String>,
    /// Of an agreement: `proposed`, `standing` or `not_kept_to`; of a promise: `open` or `broken`; of what was asked: `open`,
    /// `answered` or `lapsed`; of what was told: `chaser` where the newest contact asks for news; of who may be the same
    /// person: `strong` or `weak`.
    pub state: Option<&'static str>,
    /// The team that owes it, answers for it, or has the ball.
    pub team_id: Option<Uuid>,
    /// By when: of a promise, of what was told, of what waits for an answer.
    pub by: Option<Timestamp>,
    /// When it was answered, or when what was told reached the customer: null where that has not arrived.
    pub at: Option<Timestamp>,
    /// What happens next, of what was told.
    #[schema(schema_with = vocabulary::next_step, required = false)]
    pub next: Option<NextStep>,
    /// The promise that was not kept before the customer asked for news.
    pub failed_promise_id: Option<Uuid>,
    /// When that was due.
    pub failed_due: Option<Timestamp>,
    /// How many holds of an agreement are in force, or how many journeys are shielded.
    pub count: Option<usize>,
    /// Whether a customer number is known.
    pub number_known: Option<bool>,
    /// Whether what was written from is tied to the customer by evidence.
    pub tied: Option<bool>,
}

impl BriefLine {
    fn of(entry: &Entry) -> Self {
        let line = Self { more: entry.more, ..Self::default() };
        match entry.line {
            Line::Agreement { journey, agreement, team, proposed, holds, not_kept_to, .. } => Self {
                kind: "agreement",
                journey_id: Some(journey.0),
                subject_id: Some(agreement.0),
                state: Some(match (not_kept_to, proposed) {
                    (true, _) => "not_kept_to",
                    (false, true) => "proposed",
                    (false, false) => "standing",
                }),
                team_id: Some(team.team.0),
                count: Some(holds),
                ..line
            },
            Line::Promise { journey, promise, owner, until, broken, .. } => Self {
                kind: "promise",
                journey_id: Some(journey.0),
                subject_id: Some(promise.0),
                state: Some(if broken { "broken" } else { "open" }),
                team_id: Some(owner.team.0),
                by: Some(until),
                ..line
            },
            Line::Told { at, next, by, chaser, failed } => Self {
                kind: "told",
                subject_id: chaser.map(|id| id.0),
                state: chaser.map(|_| "chaser"),
                at,
                by,
                next: Some(next),
                failed_promise_id: failed.map(|failed| failed.promise.0),
                failed_due: failed.map(|failed| failed.due),
                ..line
            },
            Line::Asked { journey, question, state, .. } => {
                let (state, by, at) = match state {
                    AskedState::Waits { due } => ("open", Some(due), None),
                    AskedState::Answered { at, .. } => ("answered", None, Some(at)),
                    AskedState::Lapsed => ("lapsed", None, None),
                };
                Self {
                    kind: "asked",
                    journey_id: Some(journey.0),
                    subject_id: Some(question.0),
                    state: Some(state),
                    by,
                    at,
                    ..line
                }
            }
            Line::Other { journey, holder, .. } => Self {
                kind: "other",
                journey_id: Some(journey.0),
                team_id: match holder {
                    Holder::Team { team } => Some(team.team.0),
                    Holder::Customer => None,
                },
                ..line
            },
            Line::Shielded { count } => Self { kind: "shielded", count: Some(count), ..line },
            Line::Likely { customer, strength } => {
                Self { kind: "likely", subject_id: Some(customer.0), state: Some(strength.code()), ..line }
            }
            Line::Known { number, tied } => {
                Self { kind: "known", number_known: Some(number), tied: Some(tied), ..line }
            }
        }
    }
}

/// The operation.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let brief = Operation::read::<BriefReading>(
        "journeys",
        "/api/v1/journeys/{journeyId}/brief",
        "getBrief",
        "What is known already when somebody makes contact",
    )
    .view("journey");
    routes.api(brief, get)
}

async fn get(State(web): State<Web>, call: Call, id: JourneyPath) -> Result<Response, Failed> {
    let brief = call.told(web.app.brief(&call.who(), id.0).await)?;
    let words = |entry: &Entry| match entry.line {
        Line::Agreement { wording, .. } => Some(wording),
        Line::Promise { text, .. } => text,
        Line::Asked { text, .. } => Some(text),
        Line::Other { title, .. } => Some(title),
        Line::Told { .. } | Line::Shielded { .. } | Line::Likely { .. } | Line::Known { .. } => None,
    };
    let line = |entry: &Entry| {
        let line = BriefLine::of(entry);
        let journey = line.journey_id.map(regie_domain::ids::JourneyId);
        let reference = journey.and_then(|id| brief.references.get(&id)).map(ToString::to_string);
        let text = words(entry).and_then(|id| brief.words.get(&id)).cloned();
        BriefLine { reference, text, ..line }
    };
    answer(StatusCode::OK, &BriefReading { lines: brief.lines.iter().map(line).collect() })
}
