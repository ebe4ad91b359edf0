//! The door for tests: `POST /clock` on a port of this machine only, never beside the pages. Where several houses are served,
//! `/clock/reimbursement`, `/clock/no-signal` and so on name one.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

use super::stage::Demonstration;

/// Where the clock is to go.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Turn {
    /// The moment.
    to: Timestamp,
    /// Whether to go there at once, as a program that was down until then, instead of by way of every due moment.
    #[serde(default)]
    at_once: bool,
}

/// Binds the port; 0 picks a free one.
///
/// # Errors
/// When it is taken.
pub async fn bind(port: u16) -> anyhow::Result<TcpListener> {
    crate::web::bind(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), port), "the clock").await
}

/// A route for each house, and the short one for the first.
pub fn router(first: &Arc<Demonstration>, others: &[Arc<Demonstration>]) -> Router {
    let mut all = Router::new().route("/clock", post(turn)).with_state(first.clone());
    for house in std::iter::once(first).chain(others) {
        let named = Router::new().route(&format!("/clock/{}", house.kind().code()), post(turn));
        all = all.merge(named.with_state(house.clone()));
    }
    all
}

/// Answers when jobs and reactions are drained.
async fn turn(State(demo): State<Arc<Demonstration>>, Json(turn): Json<Turn>) -> Response {
    match demo.turn_to(turn.to, turn.at_once).await {
        Ok(state) => Json(json!({ "now": state.now, "next": state.next, "mails": state.mails })).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
