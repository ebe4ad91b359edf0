//! The mail listener of the demo: it outlives a reset, so each mail goes to the app that runs then.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;
use regie_app::ports::Clock;
use regie_channels::email::EmailAddress;
use regie_channels::email::sink::IntakeSink;
use regie_channels::email::smtp_in::{MailSink, RawDelivery, Refusal};
use tokio::sync::Notify;

use super::stage::Demonstration;

/// A way into whichever app runs.
pub struct DemoSink {
    demo: Arc<Demonstration>,
    clock: Arc<dyn Clock>,
}

impl DemoSink {
    /// Into a demonstration.
    #[must_use]
    pub fn new(demo: Arc<Demonstration>) -> Self {
        let clock = demo.clock();
        Self { demo, clock }
    }

    fn present(&self) -> Result<IntakeSink, Refusal> {
        let app =
            self.demo.app().map_err(|_| Refusal::Temporary("4.3.2 the demonstration is beginning anew".to_owned()))?;
        // Each commit is looked at: no bell is needed.
        Ok(IntakeSink::new(app, Arc::new(Notify::new())))
    }
}

impl MailSink for DemoSink {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn admit(&self, peer: SocketAddr, envelope_from: &str, size: Option<u64>) -> Result<(), Refusal> {
        self.present()?.admit(peer, envelope_from, size).await
    }

    async fn knows(&self, recipient: &EmailAddress) -> Result<bool, Refusal> {
        self.present()?.knows(recipient).await
    }

    async fn deliver(&self, delivery: RawDelivery) -> Result<(), Refusal> {
        self.present()?.deliver(delivery).await
    }
}
