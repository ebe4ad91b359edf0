//! The gate before every route: where the request came from, who visits, whether the route is for them, and the headers
//! and error pages of the answer.

use std::ops::ControlFlow;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use regie_app::AppError;
use regie_domain::actor::Role;

use crate::builder::{Access, Purpose, RouteInfo};
use crate::reply::{Failure, error_page, page_with};
use crate::security::{CookieKind, Transport, page_headers, same_origin, set_cookie};
use crate::state::Web;
use crate::visit::Visit;

/// The path of what is no route.
pub const LOST: &str = "/{*rest}";

/// Lets a request through, or answers it.
pub async fn gate(State((web, route)): State<(Web, RouteInfo)>, request: Request, next: Next) -> Response {
    if route.purpose == Purpose::Asset {
        return next.run(request).await;
    }
    // Another method than the route's ends up in the router's own "not allowed", whoever asks.
    let head = *request.method() == Method::HEAD && route.method == Method::GET;
    if route.path == LOST && crate::api::door::is_api(request.uri().path()) {
        return crate::api::door::lost(&web);
    }
    if *request.method() != route.method && !head && route.path != LOST {
        return match matches!(route.access, Access::Token(_)) {
            true => crate::api::door::wrong_method(&web),
            false => with_headers(&web, next.run(request).await),
        };
    }
    if let Access::Token(scope) = route.access {
        return crate::api::door::pass(&web, scope, request, next).await;
    }
    let (parts, body) = request.into_parts();
    let visit = match Visit::of(&web, &parts).await {
        Ok(visit) => visit,
        Err(error) => {
            tracing::error!(%error, "a request could not be read");
            return with_headers(&web, Failure::from(error).into_response());
        }
    };
    let method = parts.method.clone();
    let answer = match admit(&web, &route, &visit, Request::from_parts(parts, body)).await {
        ControlFlow::Continue(mut request) => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        ControlFlow::Break(answer) => answer,
    };
    let answer = explain(&visit, &method, answer);
    with_cookie(&web, &visit, with_headers(&web, answer))
}

/// Lets a request on, or answers somebody the route is not for.
async fn admit(web: &Web, route: &RouteInfo, visit: &Visit, request: Request) -> ControlFlow<Response, Request> {
    let stop = |error| ControlFlow::Break(Failure::from(error).into_response());
    if !same_origin(request.method(), request.headers(), &web.app.config.public_url) {
        return stop(AppError::Denied("origin"));
    }
    let ready = visit.directory.organisation.is_some();
    match route.access {
        Access::FirstRun if ready => stop(AppError::NotFound("page")),
        Access::Demo if web.demo.is_none() => stop(AppError::NotFound("page")),
        Access::Public
        | Access::Token(_)
        | Access::Signed
        | Access::CustomerLink
        | Access::PartnerLink
        | Access::FirstRun
        | Access::Demo => ControlFlow::Continue(request),
        Access::Member(roles) => match visit.member.as_deref() {
            None if !ready => ControlFlow::Break(Redirect::to("/first-run").into_response()),
            None => ControlFlow::Break(sign_in_first(visit, request).await),
            Some(member) if roles.iter().any(|role| member.has(*role)) => ControlFlow::Continue(request),
            Some(_) => stop(AppError::Denied("role")),
        },
    }
}

/// On to the sign-in page, and back here afterwards. What was posted is not posted again by itself; a session that ended
/// under somebody's hands keeps what was filled in, where there is anything to keep.
async fn sign_in_first(visit: &Visit, request: Request) -> Response {
    match *request.method() {
        // A page cannot go on to a form by itself; its stream ends, and the page says so.
        Method::GET if asks_for_events(&request) => StatusCode::NO_CONTENT.into_response(),
        Method::GET => to_sign_in(request.uri()),
        Method::POST => kept(visit, request).await.unwrap_or_else(|| Redirect::to("/sign-in").into_response()),
        _ => Redirect::to("/sign-in").into_response(),
    }
}

/// Whether it is the stream of an open page that asks, and not a person.
fn asks_for_events(request: &Request) -> bool {
    request.headers().get(header::ACCEPT).is_some_and(|accept| accept.as_bytes() == b"text/event-stream")
}

/// The sign-in page with what was filled in.
async fn kept(visit: &Visit, request: Request) -> Option<Response> {
    let organisation = &visit.directory.organisation.as_ref()?.value.name;
    let again = crate::posted::unsent(request).await?;
    crate::ui::kept::ask(visit, organisation, &again).ok()
}

fn to_sign_in(uri: &Uri) -> Response {
    let here = uri.path_and_query().map_or("/", |path| path.as_str());
    Redirect::to(&format!("/sign-in?to={}", in_query(here))).into_response()
}

/// An address as the value of a query.
#[must_use]
pub fn in_query(address: &str) -> String {
    let mut to = String::new();
    for byte in address.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => to.push(char::from(byte)),
            _ => to.push_str(&format!("%{byte:02X}")),
        }
    }
    to
}

/// A failure becomes a page in the visitor's language.
fn explain(visit: &Visit, method: &Method, answer: Response) -> Response {
    let Some(failure) = answer.extensions().get::<Failure>().cloned() else { return answer };
    let status = answer.status();
    match page_with(status, &error_page(visit, &failure)) {
        Ok(mut page) => {
            if *method == Method::HEAD {
                *page.body_mut() = axum::body::Body::empty();
            }
            page
        }
        Err(_) => answer,
    }
}

fn with_headers(web: &Web, mut answer: Response) -> Response {
    for (name, value) in page_headers(web.transport == Transport::Tls) {
        answer.headers_mut().entry(name).or_insert(value);
    }
    answer
}

fn with_cookie(web: &Web, visit: &Visit, mut answer: Response) -> Response {
    if let Some(cookie) =
        visit.fresh_cookie.as_deref().and_then(|fresh| set_cookie(CookieKind::Visitor, fresh, web.transport))
    {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// A cookie on an answer.
pub fn set(answer: &mut Response, cookie: Option<HeaderValue>) {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// All roles that work on journeys.
pub const WORKERS: &[Role] = &[Role::Agent, Role::TeamLead, Role::Coordinator];
/// All roles that read journeys.
pub const READERS: &[Role] = &[Role::Agent, Role::TeamLead, Role::Coordinator, Role::Auditor];
/// Everybody who is signed in.
pub const EVERYBODY: &[Role] = &Role::ALL;
/// All roles that read settings.
pub const OVERSEERS: &[Role] = &[Role::TeamLead, Role::Administrator, Role::Auditor];
/// All roles that change settings.
pub const ADMINISTRATORS: &[Role] = &[Role::Administrator];
