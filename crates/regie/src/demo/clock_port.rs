//! The door for tests: `POST /clock` on a port of this machine only, never beside the pages.

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

/// The one route.
pub fn router(demo: Arc<Demonstration>) -> Router {
    Router::new().route("/clock", post(turn)).with_state(demo)
}

/// Answers when jobs and reactions are drained.
async fn turn(State(demo): State<Arc<Demonstration>>, Json(turn): Json<Turn>) -> Response {
    match demo.turn_to(turn.to, turn.at_once).await {
        Ok(state) => Json(json!({ "now": state.now, "next": state.next, "mails": state.mails })).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}
