//! Who may be the same person, with the reasons. Joining and telling apart are acts of their own (`writing`).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use regie_app::likeness::Likely;
use regie_domain::ids::CustomerId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::RecordReading;
use crate::api::answer;
use crate::api::call::Call;
use crate::api::operation::Operation;
use crate::api::problem::{Failed, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;

/// Somebody who may be the same person.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SamePersonSuggestion {
    /// The record by which the other one is named.
    pub other_id: Uuid,
    /// The records of the other one, with what each address and number rests on.
    pub records: Vec<RecordReading>,
    /// What the two have in common, as codes: `same_handle`, `given_handle`, `same_mailbox`, `name_postcode`, `name_plate`,
    /// `name_reference` or `same_name`.
    pub reasons: Vec<String>,
    /// How much that says: `strong`, `weak` or `hint`.
    pub strength: String,
    /// The open journeys of the other one that this program may see.
    pub open_journey_ids: Vec<Uuid>,
}

/// Who may be the same person. Nothing of it joins anything by itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SamePersonSuggestions {
    /// Who may be, the strongest first.
    pub items: Vec<SamePersonSuggestion>,
    /// Who is not, as somebody said.
    pub dismissed_ids: Vec<Uuid>,
}

/// The operations.
pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let found = Operation::read::<SamePersonSuggestions>(
        "customers",
        "/api/v1/customers/{customerId}/same-person-suggestions",
        "suggestSamePerson",
        "Who may be the same person, with the reasons",
    );
    let about = "A suggestion joins nothing: join the records, or dismiss it. What is suggested is only what this program may see the whole of.";
    routes.api(found.view("customer").about(about), suggest)
}

async fn suggest(State(web): State<Web>, call: Call, Path(id): Path<String>) -> Result<Response, Failed> {
    let id = CustomerId::parse(&id).map_err(|_| Problem::new(Kind::NotFound))?;
    let found = call.told(web.app.same_person(&call.scope()?, id).await)?;
    let reading = |likely: &Likely| {
        Some(SamePersonSuggestion {
            other_id: likely.id()?.0,
            records: likely.records.iter().map(RecordReading::of).collect(),
            reasons: likely.reasons.iter().map(|reason| reason.code().to_owned()).collect(),
            strength: likely.strength().code().to_owned(),
            open_journey_ids: likely.open.iter().map(|row| row.id.0).collect(),
        })
    };
    let items = found.suggested.iter().filter_map(reading).collect();
    let dismissed_ids = found.apart.iter().filter_map(|likely| Some(likely.id()?.0)).collect();
    answer(StatusCode::OK, &SamePersonSuggestions { items, dismissed_ids })
}
