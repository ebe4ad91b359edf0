//! What runs beside the pages: due moments and the outbox, kept mail, the mail listener, the looks into mailboxes.

use std::sync::Arc;

use regie_app::App;
use regie_channels::email::accounts::{Accounts, host_of};
use regie_channels::email::intake::Placer;
use regie_channels::email::poll::Poller;
use regie_channels::email::sink::IntakeSink;
use regie_channels::email::smtp_in::{self, ListenConfig, Protocol};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The tasks beside the pages.
pub struct Background {
    tasks: JoinSet<()>,
    stop: CancellationToken,
    arrived: Arc<Notify>,
}

impl Background {
    /// Starts the worker and the reader of kept mail.
    #[must_use]
    pub fn start(app: &App, stop: &CancellationToken) -> Self {
        let mut tasks = JoinSet::new();
        let arrived = Arc::new(Notify::new());
        tasks.spawn(regie_app::jobs::run_worker(app.clone(), stop.clone()));
        tasks.spawn(regie_channels::carriers::poll::run(app.clone(), stop.clone()));
        tasks.spawn(Placer::default().run(app.clone(), arrived.clone(), stop.clone()));
        Self { tasks, stop: stop.clone(), arrived }
    }

    /// Starts looking into the mailboxes that have settings for it, too.
    pub fn fetch(&mut self, app: &App, accounts: Accounts) {
        let poller = Poller::new(app.clone(), accounts, self.arrived.clone());
        self.tasks.spawn(poller.run(self.stop.clone()));
    }

    /// Starts the mail listener too; it lets mail in while `disk_floor` percent of the disk is free.
    pub fn listen(&mut self, app: &App, listener: TcpListener, lmtp: bool, disk_floor: u8) {
        let config = listen_config(lmtp, &app.config.public_url);
        let sink = Arc::new(IntakeSink::new(app.clone(), self.arrived.clone()).with_disk_floor(disk_floor));
        self.tasks.spawn(smtp_in::serve(listener, config, sink, self.stop.clone()));
    }

    /// Waits until all have finished what they were at. Call it after `stop` was cancelled.
    pub async fn finish(mut self) {
        while self.tasks.join_next().await.is_some() {}
    }
}

/// How a listener behaves.
#[must_use]
pub fn listen_config(lmtp: bool, public_url: &str) -> ListenConfig {
    ListenConfig::new(if lmtp { Protocol::Lmtp } else { Protocol::Smtp }, host_of(public_url))
}
