//! Mail from the listener into the app.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;
use regie_app::{App, AppError};
use regie_channels::email::EmailAddress;
use regie_channels::email::smtp_in::{self, ListenConfig, MailSink, Protocol, RawDelivery, Refusal};
use regie_store::StoreError;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;


/// Gives the app that serves now: in a demonstration it is another one after each reset.
pub type CurrentApp = Arc<dyn Fn() -> regie_app::Result<App> + Send + Sync>;

/// The app behind the listener.
struct Sink {
    now: CurrentApp,
    arrived: Arc<Notify>,
}

impl MailSink for Sink {
    fn now(&self) -> Timestamp {
        (self.now)().map_or(Timestamp::UNIX_EPOCH, |app| app.ports.clock.now())
    }

    async fn admit(&self, _peer: SocketAddr, _envelope_from: &str, _size: Option<u64>) -> Result<(), Refusal> {
        let app = (self.now)().map_err(refusal)?;
        app.store.health().map_err(|error| refusal(error.into()))
    }

    async fn knows(&self, recipient: &EmailAddress) -> Result<bool, Refusal> {
        let app = (self.now)().map_err(refusal)?;
        let directory = app.directory().await.map_err(refusal)?;
        Ok(directory.mailbox_by_address(&recipient.address()).is_some())
    }

    async fn deliver(&self, delivery: RawDelivery) -> Result<(), Refusal> {
        let recipients: Vec<String> = delivery.recipients.iter().map(EmailAddress::address).collect();
        let app = (self.now)().map_err(refusal)?;
        app.keep_raw(&recipients, Some(&delivery.envelope_from), &delivery.raw).await.map_err(refusal)?;
        self.arrived.notify_one();
        Ok(())
    }
}

/// The other server hears whether to come back, never why in detail.
fn refusal(error: AppError) -> Refusal {
    tracing::error!(%error, "a mail was not kept");
    match error {
        AppError::Store(StoreError::DiskFull) => Refusal::Busy("4.3.1 no room".to_owned()),
        _ => Refusal::Temporary("4.3.0 cannot store mail now".to_owned()),
    }
}

/// How the listener behaves.
#[must_use]
pub fn listen_config(lmtp: bool, hostname: &str) -> ListenConfig {
    ListenConfig::new(if lmtp { Protocol::Lmtp } else { Protocol::Smtp }, hostname)
}

/// Takes mail in until `stop`; rings `arrived` after each.
pub async fn listen(now: CurrentApp, listener: TcpListener, config: ListenConfig, arrived: Arc<Notify>, stop: CancellationToken) {
    smtp_in::serve(listener, config, Arc::new(Sink { now, arrived }), stop).await;
}
