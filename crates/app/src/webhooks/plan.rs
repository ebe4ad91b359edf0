//! From the feed to the queue: who hears of what happened.

use std::collections::BTreeMap;
use std::sync::Arc;

use regie_domain::actor::Door;
use regie_domain::ids::JourneyId;
use regie_domain::webhook::WebhookEndpoint;
use regie_store::views::surveys;
use regie_store::webhooks::{self as stored, Announced, NewDelivery};
use regie_store::{StoreError, Tx, feed};
use uuid::Uuid;

use super::{hold, may_know, sight, told};
use crate::App;
use crate::authorise::Who;
use crate::directory::Directory;
use crate::error::{AppError, Result};
use crate::live::is_of_answer;
use crate::run::JOURNEY;

/// The name of the reader of the feed.
const READER: &str = "webhooks";
/// The most events of one write.
const BATCH: u32 = 200;

/// The feed is read from now on: what happened before the first endpoint was made is told to nobody.
pub(crate) async fn begin(tx: &mut Tx) -> Result<(), StoreError> {
    let newest = feed::last_position(tx).await?;
    feed::reset(tx, READER, newest).await
}

impl App {
    /// Queues what happened for the endpoints that are to hear of it; tells how many events were looked at.
    ///
    /// # Errors
    /// What the store says.
    pub async fn plan_webhooks(&self) -> Result<usize> {
        let mut total = 0;
        loop {
            let directory = self.directory().await?;
            if directory.webhooks.is_empty() {
                return Ok(total);
            }
            feed::sequence(&self.store).await?;
            if !self.has_news().await? {
                return Ok(total);
            }
            let context = (self.clone(), directory);
            let planned = self.store.write_with(context, |tx, (app, directory)| {
                Box::pin(async move {
                    Ok::<_, AppError>(news(app, tx, directory).await? + again(app, tx, directory).await?)
                })
            });
            match planned.await {
                Ok(0) => return Ok(total),
                Ok(looked) => total += looked,
                // Another process did it first.
                Err(AppError::Store(StoreError::Conflict)) => return Ok(total),
                Err(other) => return Err(other),
            }
        }
    }

    /// A look without a write, so that an idle program rings no bell.
    async fn has_news(&self) -> Result<bool> {
        let look = async |tx: &mut Tx| {
            let news = feed::cursor(tx, READER).await? < feed::last_position(tx).await?;
            Ok::<_, StoreError>(news || stored::of_endpoints(tx).await?.values().any(|health| health.again.is_some()))
        };
        Ok(self.store.read(look).await?)
    }
}

/// What is new in the feed.
async fn news(app: &App, tx: &mut Tx, directory: &Arc<Directory>) -> Result<usize> {
    let from = feed::cursor(tx, READER).await?;
    let events = stored::announced_after(tx, from, BATCH).await?;
    // Positions of destroyed streams have no events any more.
    let newest = feed::last_position(tx).await?;
    let Some(to) = events.last().map(|event| event.position).or((newest > from).then_some(newest)) else {
        return Ok(0);
    };
    for (id, endpoint) in told(directory) {
        let since: Vec<&Announced> = events.iter().filter(|event| event.recorded_at >= endpoint.made_at).collect();
        queue(app, tx, directory, (id, endpoint), &since).await?;
    }
    feed::advance(tx, READER, from, to).await?;
    Ok(events.len().max(1))
}

/// What is to be told once more, or was missed.
async fn again(app: &App, tx: &mut Tx, directory: &Arc<Directory>) -> Result<usize> {
    let mut looked = 0;
    for (endpoint, health) in stored::of_endpoints(tx).await? {
        let Some((from, to)) = health.again else { continue };
        let mut events = stored::announced_after(tx, from, BATCH).await?;
        events.retain(|event| event.position <= to);
        if let Some((id, found)) = told(directory).find(|(id, _)| *id == endpoint) {
            queue(app, tx, directory, (id, found), &events.iter().collect::<Vec<_>>()).await?;
        }
        let rest = events.last().map(|event| (event.position, to)).filter(|(from, to)| from < to);
        stored::again(tx, endpoint, rest).await?;
        looked += events.len().max(1);
    }
    Ok(looked)
}

async fn queue(
    app: &App,
    tx: &mut Tx,
    directory: &Directory,
    (id, endpoint): (Uuid, &WebhookEndpoint),
    events: &[&Announced],
) -> Result<()> {
    let Some(who) = sight(endpoint, directory) else { return Ok(()) };
    let mut seen = BTreeMap::new();
    let (now, systems) = (app.ports.clock.now(), hold::systems(endpoint, directory));
    for event in events.iter().filter(|event| event.stream_kind == JOURNEY && endpoint.wants(&event.kind)) {
        if is_of_answer(&event.kind) && surveys::is_untraced(tx, event.stream).await? {
            continue;
        }
        let mine = !is_history(event) && hold::concerns(tx, &systems, event).await?;
        if mine && sees(tx, &who, directory, JourneyId(event.stream), &mut seen).await? {
            let new = NewDelivery { id: app.ports.uuid(), endpoint: id, event: Announced::clone(event) };
            stored::queue(tx, &new, now).await?;
        }
    }
    Ok(())
}

/// Each journey is asked about once in a batch.
async fn sees(
    tx: &mut Tx,
    who: &Who,
    directory: &Directory,
    journey: JourneyId,
    seen: &mut BTreeMap<JourneyId, bool>,
) -> Result<bool> {
    if let Some(known) = seen.get(&journey) {
        return Ok(*known);
    }
    let may = may_know(tx, who, directory, journey).await?;
    seen.insert(journey, may);
    Ok(may)
}

/// Whether it came from an archive: it happened long before it was written down, and is news to nobody.
fn is_history(event: &Announced) -> bool {
    event.door == Door::Program.code() && event.occurred_at < event.recorded_at
}
