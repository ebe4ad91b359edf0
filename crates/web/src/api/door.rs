//! The door of the API: the token, what it allows, and the headers of every answer.

use std::sync::Arc;

use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use regie_domain::client::ApiScope;

use super::call::Call;
use super::document::VERSION;
use super::operation::BASE;
use super::problem::{Failed, Kind, Problem};
use crate::security::Transport;
use crate::security::page_headers;
use crate::state::Web;
use crate::visit::Visit;

/// Whether an address belongs to the API.
#[must_use]
pub fn is_api(path: &str) -> bool {
    path == BASE || path.strip_prefix(BASE).is_some_and(|rest| rest.starts_with('/'))
}

/// Lets a program through, or says why not.
pub async fn pass(web: &Web, scope: ApiScope, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let answer = match admit(web, scope, &parts).await {
        Ok(call) => {
            parts.extensions.insert(call);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(failed) => failed.into_response(),
    };
    with_headers(web, answer)
}

/// The headers of every answer of the API.
#[must_use]
pub fn with_headers(web: &Web, mut answer: Response) -> Response {
    for (name, value) in page_headers(web.transport == Transport::Tls) {
        answer.headers_mut().entry(name).or_insert(value);
    }
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("api-version"), HeaderValue::from_static(VERSION));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

async fn admit(web: &Web, scope: ApiScope, parts: &Parts) -> Result<Call, Failed> {
    let lost = |error: regie_app::AppError| {
        tracing::error!(%error, "a request of a program could not be read");
        Failed::from(Problem::new(Kind::Unavailable))
    };
    let visit = Visit::of(web, parts).await.map_err(lost)?;
    let token = bearer(&parts.headers).ok_or_else(|| Problem::new(Kind::Unauthorised))?;
    let found = web.app.client_of(token).await.map_err(lost)?;
    let client =
        found.ok_or_else(|| Problem::new(Kind::Unauthorised).saying("This token is unknown, ended or not let in."))?;
    if !client.may(scope) {
        let words = format!("This token lacks the scope {}.", scope.code());
        return Err(Problem::new(Kind::Forbidden).saying(words).coded("scope").into());
    }
    // A cookie of a browser counts for nothing here.
    let visit = Visit { member: None, session: None, ..visit };
    Ok(Call { visit, client: Arc::new(client) })
}

/// The token of the header `Authorization`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// What is no address of the API.
#[must_use]
pub fn lost(web: &Web) -> Response {
    with_headers(web, Problem::new(Kind::NotFound).into_response())
}

/// A method that an address of the API does not know.
#[must_use]
pub fn wrong_method(web: &Web) -> Response {
    with_headers(web, Problem::new(Kind::Method).into_response())
}
