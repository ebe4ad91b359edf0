//! The HTTP interface for programs: JSON at `/api/v1`, described by the OpenAPI document that is made from the same
//! registration. Everything it does takes the road of the pages: `authorise`, the one command path, the same views.

pub mod acts;
pub mod agreements;
pub mod arrivals;
pub mod brief;
pub mod call;
pub mod contacts;
pub mod customers;
pub mod document;
pub mod door;
pub mod events;
pub mod expectations;
pub mod facts;
pub mod files;
pub mod holds;
pub mod house;
pub mod improvements;
pub mod joining;
pub mod journeys;
pub mod legal_terms;
pub mod models;
pub mod operation;
pub mod participants;
pub mod problem;
pub mod query;
pub mod record;
pub mod reference;
pub mod shipments;
pub mod topics;
pub mod visits;
pub mod vocabulary;
pub mod webhooks;
pub mod wishes;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use self::problem::{Failed, Kind, Problem};
use crate::builder::Routes;
use crate::state::Web;

/// All operations, and the pages that explain them.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    let routes = expectations::routes(legal_terms::routes(joining::routes(journeys::routes(routes))));
    let routes = visits::routes(files::routes(contacts::routes(acts::routes(routes))));
    let routes = arrivals::routes(customers::routes(participants::routes(routes)));
    let routes = house::routes(holds::routes(agreements::routes(routes)));
    let routes = topics::routes(improvements::routes(routes));
    let routes = wishes::routes(facts::routes(shipments::routes(routes)));
    reference::routes(brief::routes(webhooks::routes(events::routes(record::routes(routes)))))
}

/// An answer.
///
/// # Errors
/// When it cannot be written as JSON: a fault of the program.
pub(crate) fn answer(status: StatusCode, body: &impl Serialize) -> Result<Response, Failed> {
    let bytes = serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Problem::new(Kind::Unavailable)
    })?;
    let mut response = (status, Body::from(bytes)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}
