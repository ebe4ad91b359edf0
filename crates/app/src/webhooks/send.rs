//! Sending: each endpoint by itself, one process at a time, its messages in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use jiff::{SignedDuration, Timestamp};
use regie_domain::webhook::{WebhookEndpoint, WebhookState};
use regie_store::webhooks::{self as stored, Attempt, Became, Delivery};
use regie_store::{StoreError, leases};
use tokio::task::{Id, JoinSet};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::health::{self, Now, Verdict, judge};
use super::{message, sign};
use crate::App;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::ports::{Call, CallAnswer, Unreached};

/// How long an endpoint is one process's. Longer than [`STARTS`] and the patience for one call together.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How long after a batch was taken up nothing of it is begun any more.
const STARTS: Duration = Duration::from_secs(30);
/// The most messages of a batch.
const BATCH: u32 = 32;
/// How many of a batch are the newest, where more waits than a batch holds.
const NEWEST: u32 = 8;
/// How many journeys go at once then.
const AT_ONCE: usize = 8;
/// The most endpoints that one process serves at a time: what a slow one takes from others is a place among these.
const ENDPOINTS: usize = 256;
/// How often a process looks by itself.
const BEAT: Duration = Duration::from_secs(1);

/// Serves the endpoints until `shutdown` is cancelled; what is under way is finished first.
pub async fn run(app: App, shutdown: CancellationToken) {
    run_every(app, BEAT, shutdown).await;
}

/// As [`run`], with a beat of the caller's. Nothing that can go waits for it but after a fault, and where the clock alone makes
/// something due.
pub async fn run_every(app: App, beat: Duration, shutdown: CancellationToken) {
    let mut bell = app.store.commits();
    let mut beat = tokio::time::interval(beat);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut tasks = JoinSet::new();
    let mut served = Served::default();
    let mut rings = false;
    loop {
        tokio::select! {
            () = shutdown.cancelled() => break,
            _ = beat.tick() => {}
            Ok(()) = bell.changed(), if rings => {}
            Some(ended) = tasks.join_next_with_id() => {
                let (id, dealt) = ended.unwrap_or_else(|error| (error.id(), false));
                if !served.looks_again(id, dealt) {
                    continue;
                }
            }
        }
        bell.mark_unchanged();
        let due = match app.endpoints_due().await {
            Ok(due) => due,
            Err(error) => {
                tracing::error!(%error, "the endpoints of webhooks could not be looked at");
                continue;
            }
        };
        // Where there are no endpoints a look now and then is enough.
        rings = due.is_some();
        for id in served.begin(due.unwrap_or_default()) {
            let task = tasks.spawn(serve(app.clone(), id));
            served.began(task.id(), id);
        }
    }
    while tasks.join_next().await.is_some() {}
}

/// Whether something was dealt with.
async fn serve(app: App, id: Uuid) -> bool {
    app.serve_endpoint(id).await.map(|dealt| dealt > 0).unwrap_or_else(|error| {
        tracing::error!(%error, endpoint = %id, "a webhook's messages could not be sent and are tried again");
        false
    })
}

/// The endpoints that are served now, each by itself.
#[derive(Debug, Default)]
struct Served {
    now: BTreeMap<Id, Uuid>,
    /// Those that had something due while they were served: it came too late for who serves them, perhaps.
    more: BTreeSet<Uuid>,
}

impl Served {
    /// Which of those that have something due are begun now.
    fn begin(&mut self, due: Vec<Uuid>) -> Vec<Uuid> {
        let busy: BTreeSet<Uuid> = self.now.values().copied().collect();
        let room = ENDPOINTS.saturating_sub(busy.len());
        let (more, free): (Vec<Uuid>, Vec<Uuid>) = due.into_iter().partition(|id| busy.contains(id));
        self.more = more.into_iter().collect();
        free.into_iter().take(room).collect()
    }

    fn began(&mut self, task: Id, id: Uuid) {
        self.now.insert(task, id);
    }

    /// Whether there is something to look for at once, after one was served: what came for it in the last moment, or for one
    /// that found no place. One for which nothing could be done waits for the beat, so that nothing spins.
    fn looks_again(&mut self, task: Id, dealt: bool) -> bool {
        let full = self.now.len() >= ENDPOINTS;
        let ended = self.now.remove(&task);
        let more = ended.is_some_and(|id| self.more.remove(&id));
        full || (dealt && more)
    }
}

impl App {
    /// Sends what is due to all endpoints, at the same time; tells how many messages were dealt with.
    ///
    /// # Errors
    /// What the store says.
    pub async fn send_webhooks(&self) -> Result<usize> {
        let due = self.endpoints_due().await?.unwrap_or_default();
        let all = futures::future::join_all(due.into_iter().map(|id| self.serve_endpoint(id))).await;
        all.into_iter().sum()
    }

    /// The endpoints that have something due; none at all where there are no endpoints.
    async fn endpoints_due(&self) -> Result<Option<Vec<Uuid>>> {
        let now = self.ports.clock.now();
        let moments = self.webhook_moments().await?;
        Ok(moments.map(|all| all.into_iter().filter(|(_, next)| *next <= now).map(|(id, _)| id).collect()))
    }

    /// When the next message may go, perhaps in the past.
    ///
    /// # Errors
    /// What the store says.
    pub async fn next_webhook(&self) -> Result<Option<Timestamp>> {
        Ok(self.webhook_moments().await?.and_then(|all| all.into_iter().map(|(_, next)| next).min()))
    }

    async fn webhook_moments(&self) -> Result<Option<Vec<(Uuid, Timestamp)>>> {
        let directory = self.directory().await?;
        if directory.webhooks.is_empty() {
            return Ok(None);
        }
        let mut tx = self.store.begin_read().await?;
        let health = stored::of_endpoints(&mut tx).await?;
        let mut moments = Vec::new();
        for id in active(&directory) {
            let Some(next) = stored::next_due(&mut tx, id).await? else { continue };
            let rest = health.get(&id).and_then(|health| health.rest_until);
            moments.push((id, rest.map_or(next, |rest| rest.max(next))));
        }
        Ok(Some(moments))
    }

    /// Sends what is due to one endpoint; nothing while another process does.
    async fn serve_endpoint(&self, id: Uuid) -> Result<usize> {
        let (name, holder) = (format!("webhook-{id}"), self.ports.uuid().to_string());
        let mut total = 0;
        loop {
            let now = self.ports.clock.machine();
            let context = (name.clone(), holder.clone());
            let held = self.store.write_with(context.clone(), move |tx, (name, holder)| {
                Box::pin(async move { leases::acquire(tx, name, holder, now, now + LEASE).await })
            });
            if !held.await? {
                return Ok(total);
            }
            let sent = self.send_batch(id).await;
            if let Ok(sent @ 1..) = sent {
                total += sent;
                continue;
            }
            let release = self.store.write_with(context, |tx, (name, holder)| {
                Box::pin(async move { leases::release(tx, name, holder).await })
            });
            release.await?;
            return sent.map(|_| total);
        }
    }

    /// Sends some of what is due to an endpoint; none where nothing may go.
    async fn send_batch(&self, id: Uuid) -> Result<usize> {
        let directory = self.directory().await?;
        if !active(&directory).any(|one| one == id) {
            return Ok(0);
        }
        let Some(endpoint) = directory.webhooks.get(&id).map(|found| found.value.clone()) else { return Ok(0) };
        let now = self.ports.clock.now();
        let look = async |tx: &mut regie_store::Tx| {
            let health = stored::of_endpoints(tx).await?.remove(&id).unwrap_or_default();
            if health.rest_until.is_some_and(|rest| rest > now) {
                return Ok::<_, StoreError>((Vec::new(), Vec::new()));
            }
            // Who fails, or asked for few, gets one at a time.
            let one = health.failing_since.is_some() || endpoint.rate.is_some();
            let due = stored::due(tx, id, now, if one { 1 } else { BATCH }).await?;
            let newest =
                if due.len() == BATCH as usize { stored::newest(tx, id, now, NEWEST).await? } else { Vec::new() };
            Ok((due, newest))
        };
        let (mut due, newest) = self.store.read(look).await?;
        let backlog = !newest.is_empty();
        if backlog {
            due.truncate((BATCH - NEWEST) as usize);
            due.extend(newest);
        }
        let batch = Batch { app: self, directory, endpoint, began: Instant::now(), stop: AtomicBool::new(false) };
        if backlog { batch.many(due).await } else { batch.in_order(due).await }
    }
}

/// The endpoints that get messages.
fn active(directory: &Directory) -> impl Iterator<Item = Uuid> {
    let all = directory.webhooks.iter();
    all.filter(|(_, found)| found.value.state == WebhookState::Active).map(|(id, _)| *id)
}

/// Some messages to one endpoint.
struct Batch<'a> {
    app: &'a App,
    directory: Arc<Directory>,
    endpoint: WebhookEndpoint,
    began: Instant,
    /// One of them failed: nothing more of it is begun.
    stop: AtomicBool,
}

impl Batch<'_> {
    /// One after the other. Tells how many.
    async fn in_order(&self, deliveries: impl IntoIterator<Item = Delivery>) -> Result<usize> {
        let mut dealt = 0;
        for delivery in deliveries {
            if self.stop.load(Ordering::SeqCst) || self.began.elapsed() > STARTS {
                break;
            }
            dealt += 1;
            if !self.send(&delivery).await? {
                self.stop.store(true, Ordering::SeqCst);
            }
        }
        Ok(dealt)
    }

    /// Several journeys at once, each of them one after the other.
    async fn many(&self, deliveries: Vec<Delivery>) -> Result<usize> {
        let mut journeys: BTreeMap<Uuid, BTreeMap<i64, Delivery>> = BTreeMap::new();
        for delivery in deliveries {
            journeys.entry(delivery.stream).or_default().insert(delivery.position, delivery);
        }
        let groups = futures::stream::iter(journeys.into_values().map(|group| self.in_order(group.into_values())));
        let dealt: Vec<Result<usize>> = groups.buffer_unordered(AT_ONCE).collect().await;
        dealt.into_iter().sum()
    }

    /// Sends one; false when it failed.
    async fn send(&self, delivery: &Delivery) -> Result<bool> {
        let app = self.app;
        let (id, event) = (delivery.event.to_string(), delivery.event);
        let made = async |tx: &mut regie_store::Tx| message::of(app, tx, &self.directory, &self.endpoint, event).await;
        let body = app.store.read(made).await?;
        let (machine, began) = (app.ports.clock.machine(), Instant::now());
        let random = u32::from_be_bytes(app.ports.bytes());
        let now = |app: &App| Now { business: app.ports.clock.now(), machine, random };
        let verdict = match body {
            // It may not know of it any more, or the journey was destroyed.
            None => Verdict { became: Became::Withdrawn, status: None, error: Some("withdrawn"), asked: false },
            Some(body) => match app.signed(&self.endpoint, &id, machine, body) {
                Ok(call) => judge(app.ports.http.call(&call).await, delivery.tries, now(app)),
                Err(error) => {
                    tracing::error!(%error, endpoint = %delivery.endpoint, "a webhook's secret cannot be used");
                    let verdict = judge(Err(Unreached::Address), delivery.tries, now(app));
                    Verdict { error: Some("secret"), ..verdict }
                }
            },
        };
        let now = now(app);
        let attempt = Attempt {
            id: app.ports.uuid(),
            delivery: delivery.id,
            at: now.business,
            took_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
            status: verdict.status.map(i64::from),
            error: verdict.error.map(Into::into),
        };
        let went_well = matches!(verdict.became, Became::Sent | Became::Withdrawn);
        let context = (app.clone(), self.endpoint.clone(), delivery.clone(), attempt, verdict);
        let kept = app.store.write_with(context, move |tx, (app, endpoint, delivery, attempt, verdict)| {
            Box::pin(async move { health::record(app, tx, endpoint, delivery, (attempt, verdict, now)).await })
        });
        match kept.await {
            Ok(()) => Ok(went_well),
            // Another process dealt with it meanwhile, or somebody sent it again: that counts.
            Err(AppError::Store(StoreError::Conflict)) => Ok(false),
            Err(other) => Err(other),
        }
    }
}

impl App {
    /// A message ready to be posted.
    pub(super) fn signed(&self, endpoint: &WebhookEndpoint, id: &str, at: Timestamp, body: Vec<u8>) -> Result<Call> {
        let headers = [
            ("content-type", message::MEDIA_TYPE.to_owned()),
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", at.as_second().to_string()),
            ("webhook-signature", sign::signatures(self, endpoint, id, at, &body)?),
        ];
        let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Ok(Call { posts: true, url: endpoint.url.clone(), headers, body })
    }

    /// Calls an endpoint once, outside the queue.
    pub(super) async fn call_once(&self, call: &Call) -> Result<CallAnswer, Unreached> {
        self.ports.http.call(call).await
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use tokio::task::JoinSet;
    use uuid::Uuid;

    use super::{ENDPOINTS, Served};

    fn endpoint(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[tokio::test]
    async fn what_comes_for_an_endpoint_while_it_is_served_is_looked_for_as_soon_as_that_ends() {
        let (mut tasks, mut served) = (JoinSet::new(), Served::default());
        let task = |tasks: &mut JoinSet<()>| tasks.spawn(ready(())).id();
        let (well, broken) = (endpoint(1), endpoint(2));
        assert_eq!(served.begin(vec![well, broken]), [well, broken]);
        let (first, second) = (task(&mut tasks), task(&mut tasks));
        served.began(first, well);
        served.began(second, broken);
        // More happened meanwhile.
        assert!(served.begin(vec![well]).is_empty());
        assert!(!served.looks_again(second, true), "nothing came for that one");
        assert!(served.looks_again(first, true));
        assert_eq!(served.begin(vec![well]), [well]);
        // What could not be dealt with waits for the beat.
        let third = task(&mut tasks);
        served.began(third, well);
        assert!(served.begin(vec![well]).is_empty());
        assert!(!served.looks_again(third, false));
    }

    #[tokio::test]
    async fn who_found_no_place_is_looked_for_as_soon_as_there_is_one() {
        let (mut tasks, mut served) = (JoinSet::new(), Served::default());
        let all: Vec<Uuid> = (0..=ENDPOINTS as u128).map(endpoint).collect();
        let begun = served.begin(all);
        assert_eq!(begun.len(), ENDPOINTS);
        let ids: Vec<_> = begun
            .into_iter()
            .map(|id| {
                let task = tasks.spawn(ready(())).id();
                served.began(task, id);
                task
            })
            .collect();
        assert!(served.looks_again(ids[0], false));
        assert_eq!(served.begin(vec![endpoint(ENDPOINTS as u128)]), [endpoint(ENDPOINTS as u128)]);
    }
}
