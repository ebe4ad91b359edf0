//! What runs beside the pages: due moments and the outbox, kept mail, the mail listener.

use std::sync::Arc;

use regie_app::App;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::mail;

/// The tasks beside the pages, and the bell that wakes the reader of kept mail.
pub struct Background {
    tasks: JoinSet<()>,
    stop: CancellationToken,
    /// Rings when a mail was kept.
    pub arrived: Arc<Notify>,
}

impl Background {
    /// Starts the worker and the reader of kept mail.
    #[must_use]
    pub fn start(app: &App, stop: &CancellationToken) -> Self {
        let mut tasks = JoinSet::new();
        let arrived = Arc::new(Notify::new());
        tasks.spawn(regie_app::jobs::run_worker(app.clone(), stop.clone()));
        tasks.spawn(mail::keep_reading(app.clone(), arrived.clone(), stop.clone()));
        Self { tasks, stop: stop.clone(), arrived }
    }

    /// Starts the mail listener too.
    pub fn listen(&mut self, app: &App, listener: tokio::net::TcpListener, lmtp: bool) {
        let hostname = mail::host_of(&app.config.public_url).to_owned();
        let config = mail::listen_config(lmtp, &hostname);
        let app = app.clone();
        let now = Arc::new(move || Ok(app.clone()));
        self.tasks.spawn(mail::listen(now, listener, config, self.arrived.clone(), self.stop.clone()));
    }

    /// Waits until all have finished what they were at. Call it after `stop` was cancelled.
    pub async fn finish(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}
