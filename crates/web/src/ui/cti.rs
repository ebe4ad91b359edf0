//! The door for telephone systems: a signed report is taken, or refused without a word about what is there.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use regie_app::AppError;
use regie_app::cti::{Delivery, Taken};
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::reply::Reply;
use crate::state::Web;

/// The largest report, in bytes.
const LARGEST: usize = 64 * 1024;

/// The door.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.post("/cti/{connection}", Access::Signed, "take-report", report)
}

async fn report(State(web): State<Web>, Path(connection): Path<String>, headers: HeaderMap, body: Bytes) -> Reply {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let delivery = Delivery {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body: &body,
    };
    let connection = Uuid::parse_str(&connection).unwrap_or_else(|_| Uuid::nil());
    if body.len() > LARGEST {
        return told(StatusCode::PAYLOAD_TOO_LARGE, "too-large", &[]);
    }
    match web.app.take_report(connection, delivery).await {
        Ok(Taken::Kept) => told(StatusCode::OK, "kept", &[]),
        Ok(Taken::Before) => told(StatusCode::OK, "kept-before", &[]),
        Err(AppError::Denied(_)) => told(StatusCode::FORBIDDEN, "signature", &[]),
        Err(AppError::Invalid(faults)) => {
            let fields: Vec<String> = faults.into_iter().map(|fault| fault.field).collect();
            told(StatusCode::BAD_REQUEST, "invalid", &fields)
        }
        // Nothing was kept: the telephone system tries again.
        Err(error) => {
            tracing::error!(%error, "a report of a telephone system was not kept");
            told(StatusCode::SERVICE_UNAVAILABLE, "later", &[])
        }
    }
}

/// An answer as a program reads it.
pub(super) fn told(status: StatusCode, code: &str, fields: &[String]) -> Reply {
    let mut body = serde_json::json!({ "status": status.as_u16(), "code": code });
    if !fields.is_empty() {
        body["fields"] = serde_json::json!(fields);
    }
    Ok((status, axum::Json(body)).into_response())
}
