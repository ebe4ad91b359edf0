//! What was told to an endpoint, telling it again, and trying the endpoint.

use jiff::Timestamp;
use regie_domain::webhook::WebhookEndpoint;
use regie_store::audit::{self, Change};
use regie_store::feed;
use regie_store::webhooks::{self as stored, Attempt, Delivery, DeliveryState, Health};
use uuid::Uuid;

use super::{KEPT, message};
use crate::App;
use crate::authorise::{Action, Who, authorise};
use crate::directory::kind;
use crate::error::{AppError, Result};
use crate::ports::{CallAnswer, Unreached};
use crate::settings::stamp;

/// The deliveries on one page.
pub const PAGE: u32 = 50;

/// How an endpoint is doing, and what it was told.
#[derive(Debug, Clone)]
pub struct Log {
    /// How it is doing.
    pub health: Health,
    /// How many messages wait, were taken and were given up.
    pub counts: [i64; 3],
    /// Messages, newest first.
    pub deliveries: Vec<Delivery>,
    /// Where the page before goes on.
    pub before: Option<i64>,
}

impl App {
    /// What an endpoint was told before a position of the feed; messages of one state, where one is named.
    ///
    /// # Errors
    /// A denial, or what the store says.
    pub async fn webhook_log(
        &self,
        who: &Who,
        id: Uuid,
        state: Option<DeliveryState>,
        before: Option<i64>,
    ) -> Result<Log> {
        self.webhook_for(who, id, Action::ReadSettings).await?;
        let mut tx = self.store.begin_read().await?;
        let mut deliveries = stored::log(&mut tx, id, state, before.unwrap_or(i64::MAX), PAGE + 1).await?;
        let more = deliveries.len() > PAGE as usize;
        deliveries.truncate(PAGE as usize);
        Ok(Log {
            health: stored::of_endpoints(&mut tx).await?.remove(&id).unwrap_or_default(),
            counts: stored::counts(&mut tx, id).await?,
            before: deliveries.last().filter(|_| more).map(|last| last.position),
            deliveries,
        })
    }

    /// One delivery and its tries, oldest first.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or what the store says.
    pub async fn webhook_delivery(&self, who: &Who, id: Uuid, delivery: Uuid) -> Result<(Delivery, Vec<Attempt>)> {
        self.webhook_for(who, id, Action::ReadSettings).await?;
        let mut tx = self.store.begin_read().await?;
        let found = stored::get(&mut tx, delivery).await?.filter(|found| found.endpoint == id);
        let found = found.ok_or(AppError::NotFound("delivery"))?;
        Ok((found, stored::attempts(&mut tx, delivery).await?))
    }

    /// Sends a delivery once more, with the same message id. One that waits already goes at once.
    ///
    /// # Errors
    /// A denial, [`AppError::NotFound`], or what the store says.
    pub async fn replay_delivery(&self, who: &Who, id: Uuid, delivery: Uuid) -> Result<()> {
        self.webhook_for(who, id, Action::ChangeSettings).await?;
        self.webhook_found(id, delivery).await?;
        let (now, stamp) = (self.ports.clock.now(), stamp(self, who));
        let replayed = self.store.write_with(stamp, move |tx, stamp| {
            Box::pin(async move {
                stored::replay(tx, delivery, now).await?;
                stored::rested(tx, id).await?;
                audit::record(tx, stamp, change(&id.to_string(), "replay")).await
            })
        });
        Ok(replayed.await?)
    }

    /// Sends what an endpoint was to be told about what was written down from a moment on: what was given up or never queued,
    /// or all of it. A month back at most. Tells how many messages were known already and go again.
    ///
    /// # Errors
    /// A fault of the moment, a denial, or what the store says.
    pub async fn replay_webhook(&self, who: &Who, id: Uuid, since: Timestamp, all: bool) -> Result<u64> {
        self.webhook_for(who, id, Action::ChangeSettings).await?;
        let (now, stamp) = (self.ports.clock.now(), stamp(self, who));
        if since > now || now.duration_since(since) > KEPT {
            return Err(AppError::invalid("since", "invalid-webhook-since"));
        }
        feed::sequence(&self.store).await?;
        let replayed = self.store.write_with(stamp, move |tx, stamp| {
            Box::pin(async move {
                let known = stored::replay_since(tx, id, since, all, now).await?;
                let stretch = (stored::position_before(tx, since).await?, feed::last_position(tx).await?);
                stored::again(tx, id, Some(stretch).filter(|(from, to)| from < to)).await?;
                stored::rested(tx, id).await?;
                audit::record(tx, stamp, change(&id.to_string(), "replay")).await?;
                Ok::<_, regie_store::StoreError>(known)
            })
        });
        Ok(replayed.await?)
    }

    /// Signs a test message and posts it now, whatever waits and whether or not the endpoint is held.
    ///
    /// # Errors
    /// A denial, or when its secret cannot be used; what the other side said is inside.
    pub async fn try_webhook(&self, who: &Who, id: Uuid) -> Result<Result<CallAnswer, Unreached>> {
        let endpoint = self.webhook_for(who, id, Action::ChangeSettings).await?;
        let message = self.ports.uuid();
        let body = message::test(self, &*self.directory().await?, message)?;
        let call = self.signed(&endpoint, &message.to_string(), self.ports.clock.machine(), body)?;
        Ok(self.call_once(&call).await)
    }

    /// An endpoint, for who may: those who may read or change settings, and its own program.
    async fn webhook_for(&self, who: &Who, id: Uuid, action: Action<'_>) -> Result<WebhookEndpoint> {
        let directory = self.directory().await?;
        let found = directory.webhooks.get(&id).map(|found| &found.value);
        match who {
            Who::Client(client) => {
                authorise(who, Action::ReadJourneys)?;
                let own = found.filter(|endpoint| endpoint.client == Some(client.member.id.0));
                own.cloned().ok_or(AppError::NotFound("webhook"))
            }
            _ => {
                authorise(who, action)?;
                found.cloned().ok_or(AppError::NotFound("webhook"))
            }
        }
    }

    async fn webhook_found(&self, id: Uuid, delivery: Uuid) -> Result<Delivery> {
        let found = self.store.read(async |tx| stored::get(tx, delivery).await).await?;
        found.filter(|found| found.endpoint == id).ok_or(AppError::NotFound("delivery"))
    }
}

fn change<'a>(subject_id: &'a str, action: &'static str) -> Change<'a> {
    Change { action, subject_kind: kind::WEBHOOK, subject_id, before: None, after: None }
}
