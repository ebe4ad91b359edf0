//! The door for social channels: a channel asks once whether the address is ours, and then posts what happens. Only what is
//! signed over its raw bytes is taken; a refusal tells nothing about what is there.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::handler::Handler as _;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use regie_app::AppError;
use regie_app::social::TakenSocial;
use uuid::Uuid;

use crate::builder::{Access, Routes};
use crate::reply::Reply;
use crate::state::Web;

/// The largest posting, in bytes. Channels post three megabytes at most.
const LARGEST: usize = 4 * 1024 * 1024;

/// The door.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/social/{connection}", Access::Signed, "verify-social", verify).post(
        "/social/{connection}",
        Access::Signed,
        "take-social",
        take.layer(DefaultBodyLimit::max(LARGEST)),
    )
}

fn id(text: &str) -> Uuid {
    Uuid::parse_str(text).unwrap_or_else(|_| Uuid::nil())
}

async fn verify(State(web): State<Web>, Path(connection): Path<String>, RawQuery(query): RawQuery) -> Reply {
    let query = query.unwrap_or_default();
    let asked = |name: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(known, _)| *known == name).map(|(_, value)| decoded(value)).next().unwrap_or_default()
    };
    let (mode, word, challenge) = (asked("hub.mode"), asked("hub.verify_token"), asked("hub.challenge"));
    match web.app.verify_social(id(&connection), &mode, &word, &challenge).await {
        Ok(challenge) => {
            let plain = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            Ok((StatusCode::OK, plain, challenge).into_response())
        }
        Err(AppError::Denied(_)) => told(StatusCode::FORBIDDEN, "signature"),
        Err(error) => later(&error),
    }
}

async fn take(State(web): State<Web>, Path(connection): Path<String>, headers: HeaderMap, body: Bytes) -> Reply {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    match web.app.take_social(id(&connection), header, &body).await {
        Ok(TakenSocial::Kept(_)) => told(StatusCode::OK, "kept"),
        Ok(TakenSocial::Left) => told(StatusCode::OK, "left"),
        Err(AppError::Denied(_)) => told(StatusCode::FORBIDDEN, "signature"),
        Err(AppError::Invalid(_)) => told(StatusCode::BAD_REQUEST, "invalid"),
        // Nothing was kept: the channel tries again.
        Err(error) => later(&error),
    }
}

fn later(error: &AppError) -> Reply {
    tracing::error!(%error, "what a social channel posted was not kept");
    told(StatusCode::SERVICE_UNAVAILABLE, "later")
}

fn told(status: StatusCode, code: &str) -> Reply {
    let body = serde_json::json!({ "status": status.as_u16(), "code": code });
    Ok((status, axum::Json(body)).into_response())
}

/// A value of an address, without its percent signs.
fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| value.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(if bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_value_of_an_address_is_read_whatever_it_holds() {
        assert_eq!(decoded("een+woord%21"), "een woord!");
        assert_eq!(decoded("%"), "%");
        assert_eq!(decoded("%zz%2"), "%zz%2");
        assert_eq!(decoded("%e2%82%ac"), "€");
        assert_eq!(decoded("%é1"), "%é1");
    }
}
