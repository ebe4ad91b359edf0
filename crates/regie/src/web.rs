//! The seam to the web room, and serving what it gives.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use axum::Router;
use regie_app::App;
use regie_app::clock::DemoControl;
use regie_channels::email::accounts::Accounts;
use regie_web::pages::settings_forms::mailbox::Doors;
use regie_web::server;
use regie_web::state::{Practice, Web};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::Settings;

/// All pages of an app, with what opens the settings of its mailboxes. The routes of the demo exist only where there is a
/// demo to control. Pages that stay open are let go at `stop`.
///
/// # Errors
/// When `public_url` is one over which sessions would travel in the open.
pub fn router(
    app: &App,
    accounts: Accounts,
    settings: &Settings,
    demo: Option<Arc<dyn DemoControl>>,
    stop: &CancellationToken,
) -> anyhow::Result<Router> {
    Ok(opened(pages(app, accounts, settings, demo)?, stop))
}

/// As [`router`], of an installation that may have a practice room beside it, or of that room.
///
/// # Errors
/// As [`router`].
pub fn router_with(
    app: &App,
    accounts: Accounts,
    settings: &Settings,
    practice: Practice,
    stop: &CancellationToken,
) -> anyhow::Result<Router> {
    Ok(opened(pages(app, accounts, settings, None)?.with_practice(practice), stop))
}

fn pages(
    app: &App,
    accounts: Accounts,
    settings: &Settings,
    demo: Option<Arc<dyn DemoControl>>,
) -> anyhow::Result<Web> {
    let doors =
        Doors { listens: settings.mail_listen.map(|listen| listen.to_string()), relay: settings.mail_relay.clone() };
    let web = Web::with_accounts(app.clone(), accounts, settings.trusted_proxy.clone(), demo);
    Ok(web.map_err(anyhow::Error::msg)?.with_doors(doors))
}

fn opened(web: Web, stop: &CancellationToken) -> Router {
    let (live, stop) = (web.live.clone(), stop.clone());
    tokio::spawn(async move {
        stop.cancelled().await;
        live.close().await;
    });
    server::router(web).0
}

/// The link that begins an installation, while nobody has set it up: it is good once, and told at the terminal only.
///
/// # Errors
/// What the store says.
pub async fn first_run_link(app: &App) -> anyhow::Result<Option<String>> {
    let token = app.first_run_token().await?;
    Ok(token.map(|token| format!("{}/first-run?token={token}", app.config.public_url)))
}

/// Binds an address.
///
/// # Errors
/// When it is taken or not ours; the words say which.
pub async fn bind(address: SocketAddr, what: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("{what} cannot be served at {address}"))
}

/// Serves until `stop`, then takes no new connections and gives running requests the time of `patience`.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: CancellationToken,
    patience: Duration,
) -> anyhow::Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let stopping = stop.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move { stopping.cancelled().await });
    let mut serving = std::pin::pin!(serving.into_future());
    tokio::select! {
        ended = &mut serving => return ended.context("serving the pages"),
        () = stop.cancelled() => {}
    }
    match tokio::time::timeout(patience, serving).await {
        Ok(ended) => ended.context("serving the pages"),
        // A browser that holds a live page open would keep us for ever.
        Err(_elapsed) => Ok(()),
    }
}

/// Stops when the system asks for it: SIGTERM, or Ctrl-C.
///
/// # Errors
/// When signals cannot be listened to.
pub fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let asked = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        asked.cancel();
    });
    Ok(stop)
}
