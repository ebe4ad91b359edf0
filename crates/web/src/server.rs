//! The router of all pages, made by the one builder.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{StatusCode, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::builder::{Access, Purpose, RouteInfo, Routes};
use crate::gate::{LOST, gate};
use crate::state::Web;
use crate::ui;

/// The largest body of a request: a message with files.
const LARGEST_BODY: usize = 26 * 1024 * 1024;
/// The longest that a request may take.
const LONGEST: Duration = Duration::from_secs(30);

/// The router, and the list of its routes for the role table and its test.
pub fn router(web: Web) -> (Router, Vec<RouteInfo>) {
    let guarded = web.clone();
    let routes = Routes::new(Box::new(move |info: RouteInfo, handler: axum::routing::MethodRouter<Web>| {
        handler.layer(from_fn_with_state((guarded.clone(), info), gate))
    }));
    let routes = ui::routes(routes, web.demo.is_some(), web.practice.room().is_some());
    let (router, list) = routes.build();
    let lost = RouteInfo {
        method: axum::http::Method::GET,
        path: LOST,
        access: Access::Public,
        purpose: Purpose::View("not-found"),
        operation: None,
    };
    let fallback = axum::routing::any(not_found).layer(from_fn_with_state((web.clone(), lost), gate));
    let router = router
        .fallback_service(fallback.with_state(web.clone()))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .with_state(web);
    (router, list)
}

async fn not_found(State(_web): State<Web>, _uri: Uri) -> Result<Response, crate::reply::Failure> {
    Err(regie_app::AppError::NotFound("page").into())
}
