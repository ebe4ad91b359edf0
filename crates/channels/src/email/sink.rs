//! Mail from the listener into the app: `250` after the commit, and not before.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use regie_app::{App, AppError};
use regie_store::StoreError;
use tokio::sync::Notify;

use super::address::EmailAddress;
use super::smtp_in::{MailSink, RawDelivery, Refusal};

/// The most mails of one envelope sender in [`WINDOW`]; more are asked to come back later. Also for the null sender, who
/// may be many: bounces come again by themselves.
const MOST_PER_SENDER: u32 = 120;
const WINDOW: SignedDuration = SignedDuration::from_secs(60);
/// Senders counted at a time; past it the counting begins anew.
const MOST_SENDERS: usize = 10_000;
/// With less than this share of the disk free, in percent, no mail is let in: the rest is for work that has begun.
pub const USUAL_DISK_FLOOR: u8 = 5;

/// The app behind the listener.
pub struct IntakeSink {
    app: App,
    arrived: Arc<Notify>,
    counted: Mutex<Counted>,
    disk_floor: u8,
}

#[derive(Default)]
struct Counted {
    since: Timestamp,
    senders: HashMap<String, u32>,
}

impl IntakeSink {
    /// Rings `arrived` after each mail, for [`super::intake::Placer::run`].
    #[must_use]
    pub fn new(app: App, arrived: Arc<Notify>) -> Self {
        Self { app, arrived, counted: Mutex::default(), disk_floor: USUAL_DISK_FLOOR }
    }

    /// Lets no mail in with less than `percent` of the disk free; 0 lets it in as long as there is room at all.
    #[must_use]
    pub fn with_disk_floor(mut self, percent: u8) -> Self {
        self.disk_floor = percent;
        self
    }

    fn has_little_room(&self) -> bool {
        self.app.store.free_share().is_some_and(|free| free * 100.0 < f64::from(self.disk_floor))
    }

    fn comes_too_often(&self, sender: &str) -> bool {
        let now = self.app.ports.clock.machine();
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(counted.since) >= WINDOW || counted.senders.len() >= MOST_SENDERS {
            *counted = Counted { since: now, senders: HashMap::new() };
        }
        let count = counted.senders.entry(sender.to_lowercase()).or_default();
        *count = count.saturating_add(1);
        *count > MOST_PER_SENDER
    }
}

impl MailSink for IntakeSink {
    fn now(&self) -> Timestamp {
        self.app.ports.clock.now()
    }

    async fn admit(&self, _peer: SocketAddr, envelope_from: &str, _size: Option<u64>) -> Result<(), Refusal> {
        self.app.store.health().map_err(|error| refusal(&error.into()))?;
        if self.has_little_room() {
            return Err(refusal(&StoreError::DiskFull.into()));
        }
        if self.comes_too_often(envelope_from) {
            return Err(Refusal::Busy("too many messages from this sender, try again later".to_owned()));
        }
        Ok(())
    }

    async fn knows(&self, recipient: &EmailAddress) -> Result<bool, Refusal> {
        let directory = self.app.directory().await.map_err(|error| refusal(&error))?;
        Ok(directory.mailbox_by_address(&recipient.address()).is_some())
    }

    async fn deliver(&self, delivery: RawDelivery) -> Result<(), Refusal> {
        let recipients: Vec<String> = delivery.recipients.iter().map(EmailAddress::address).collect();
        let sender: String = delivery.envelope_from.chars().filter(|c| !c.is_control()).collect();
        self.app.keep_raw(&recipients, Some(&sender), &delivery.raw).await.map_err(|error| refusal(&error))?;
        self.arrived.notify_one();
        Ok(())
    }
}

/// The other server hears whether to come back, never why in detail.
fn refusal(error: &AppError) -> Refusal {
    tracing::error!(%error, "a mail was not kept");
    match error {
        AppError::Store(StoreError::DiskFull) => Refusal::Busy("no room".to_owned()),
        _ => Refusal::Temporary("cannot store mail now".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use regie_app::testing::TestApp;
    use regie_store::testing::TestDb;

    use super::*;

    #[tokio::test]
    async fn a_disk_that_is_nearly_full_lets_no_mail_in() {
        let test = TestApp::on(TestDb::sqlite().await);
        let peer = SocketAddr::from(([127, 0, 0, 1], 25));
        let sink = IntakeSink::new(test.app.clone(), Arc::default()).with_disk_floor(0);
        assert_eq!(sink.admit(peer, "jan@example.org", None).await, Ok(()));
        let sink = sink.with_disk_floor(100);
        let refused = sink.admit(peer, "jan@example.org", None).await;
        assert_eq!(refused, Err(Refusal::Busy("no room".to_owned())));
    }

    #[test]
    fn a_full_disk_is_told_apart_from_other_trouble() {
        assert!(matches!(refusal(&AppError::Store(StoreError::DiskFull)), Refusal::Busy(_)));
        assert!(matches!(refusal(&AppError::Store(StoreError::Closed)), Refusal::Temporary(_)));
        assert!(matches!(refusal(&AppError::NotFound("mailbox")), Refusal::Temporary(_)));
    }
}
