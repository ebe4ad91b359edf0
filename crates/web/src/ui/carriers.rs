//! The door for parcel carriers: what is pushed is taken when it is signed by the secret of its feed, over the bytes as they
//! came; else it is refused without a word about what is there.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use regie_app::AppError;
use regie_channels::carriers::{Taken, take};
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::reply::Reply;
use crate::state::Web;

/// The largest push, in bytes.
const LARGEST: usize = 256 * 1024;

/// The door.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.post("/in/carriers/{feed}", Access::Signed, "take-shipment-facts", push)
}

async fn push(State(web): State<Web>, Path(feed): Path<String>, headers: HeaderMap, body: Bytes) -> Reply {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if body.len() > LARGEST {
        return told(StatusCode::PAYLOAD_TOO_LARGE, "too-large");
    }
    let feed = Uuid::parse_str(&feed).unwrap_or_else(|_| Uuid::nil());
    match take(&web.app, feed, header, &body).await {
        Ok(Taken::Kept) => told(StatusCode::OK, "kept"),
        Ok(Taken::Before) => told(StatusCode::OK, "kept-before"),
        Ok(Taken::Aside) => told(StatusCode::ACCEPTED, "aside"),
        Err(AppError::Denied(_)) => told(StatusCode::UNAUTHORIZED, "signature"),
        Err(AppError::Invalid(_)) => told(StatusCode::BAD_REQUEST, "invalid"),
        // Nothing was kept: the sender tries again.
        Err(error) => {
            tracing::error!(%error, "what a carrier pushed was not kept");
            told(StatusCode::SERVICE_UNAVAILABLE, "later")
        }
    }
}

fn told(status: StatusCode, code: &str) -> Reply {
    let body = serde_json::json!({ "status": status.as_u16(), "code": code });
    Ok((status, axum::Json(body)).into_response())
}
