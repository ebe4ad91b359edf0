//! The mail listener of the demo: it outlives a reset, so each mail goes to the app that runs then, of the house whose
//! address it was sent to.

use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;
use regie_app::ports::Clock;
use regie_channels::email::EmailAddress;
use regie_channels::email::sink::IntakeSink;
use regie_channels::email::smtp_in::{MailSink, RawDelivery, Refusal};
use tokio::sync::Notify;

use super::stage::Demonstration;

/// A way into whichever apps run.
pub struct DemoSink {
    houses: Vec<Arc<Demonstration>>,
    clock: Arc<dyn Clock>,
}

impl DemoSink {
    /// Into one house or several; the first one's clock dates what is said to senders. A house that sleeps takes no mail but that
    /// to its own address, which wakes it.
    #[must_use]
    pub fn new(first: &Arc<Demonstration>, others: &[Arc<Demonstration>]) -> Self {
        let houses = std::iter::once(first).chain(others).cloned().collect();
        Self { houses, clock: first.clock() }
    }

    /// Whom an address is of: a house that sleeps is woken by mail to it.
    async fn wake_for(&self, recipient: &EmailAddress) -> Result<(), Refusal> {
        let plain = recipient.split_plus().0.key();
        for house in self.houses.iter().filter(|house| house.kind().mailbox() == plain) {
            house.wake().await.map_err(|_| later())?;
        }
        Ok(())
    }

    fn awake(&self) -> impl Iterator<Item = &Arc<Demonstration>> {
        self.houses.iter().filter(|house| house.is_awake())
    }

    fn present(house: &Demonstration) -> Result<IntakeSink, Refusal> {
        let app = house.app().map_err(|_| later())?;
        // Each commit is looked at: no bell is needed.
        // What a demonstration keeps is small and made up: a disk that is nearly full need not stop it.
        Ok(IntakeSink::new(app, Arc::new(Notify::new())).with_disk_floor(0))
    }
}

impl MailSink for DemoSink {
    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    async fn admit(&self, peer: SocketAddr, envelope_from: &str, size: Option<u64>) -> Result<(), Refusal> {
        for house in self.awake() {
            Self::present(house)?.admit(peer, envelope_from, size).await?;
        }
        Ok(())
    }

    async fn knows(&self, recipient: &EmailAddress) -> Result<bool, Refusal> {
        self.wake_for(recipient).await?;
        for house in self.awake() {
            if Self::present(house)?.knows(recipient).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn deliver(&self, delivery: RawDelivery) -> Result<(), Refusal> {
        for house in self.awake() {
            let sink = Self::present(house)?;
            let mut own = delivery.clone();
            own.recipients.clear();
            for recipient in &delivery.recipients {
                if sink.knows(recipient).await? {
                    own.recipients.push(recipient.clone());
                }
            }
            if !own.recipients.is_empty() {
                sink.deliver(own).await?;
            }
        }
        Ok(())
    }
}

fn later() -> Refusal {
    Refusal::Temporary("4.3.2 the demonstration is beginning anew".to_owned())
}
