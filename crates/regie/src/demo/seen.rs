//! What happened by itself while the clock was moved, as far as a visitor can see it: in the record of a journey, or in the
//! outgoing mail. What only moves a due moment is nothing to look at.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use regie_app::clock::{DemoHappened, DemoHappening};
use regie_app::directory::Directory;
use regie_app::run::{CUSTOMER, JOURNEY, journey_of, read_customer, read_journey};
use regie_app::{App, Result};
use regie_domain::codes::{DeadlineKind, Direction};
use regie_domain::customer;
use regie_domain::event::{JourneyEvent, Promisee, Reach};
use regie_domain::ids::JourneyId;
use regie_domain::journey::Journey;
use regie_store::journal::{self, StreamKey};
use regie_store::{Tx, content, deadlines, feed, outbox};

/// The most events of one jump that are looked at.
const MOST: u32 = 10_000;

/// A place in the feed, to tell later what came after it.
///
/// # Errors
/// What the store says.
pub async fn place(app: &App) -> Result<i64> {
    feed::sequence(&app.store).await?;
    Ok(app.store.read(async |tx| feed::last_position(tx).await).await?)
}

/// What a visitor can see of what came after a place, in order.
///
/// # Errors
/// What the store says.
pub async fn since(app: &App, place: i64) -> Result<Vec<DemoHappening>> {
    feed::sequence(&app.store).await?;
    let directory = app.directory().await?;
    let mut tx = app.store.begin_read().await?;
    let fresh = feed::read_after(&mut tx, place, MOST).await?;
    let mut known: BTreeMap<JourneyId, Option<(Journey, String)>> = BTreeMap::new();
    let mut seen = Vec::new();
    for found in fresh.into_iter().filter(|found| found.event.stream.kind == JOURNEY) {
        let id = JourneyId(found.event.stream.id);
        let read = match known.entry(id) {
            Entry::Occupied(read) => read.into_mut(),
            Entry::Vacant(unread) => unread.insert(with_name(&mut tx, id).await?),
        };
        let Some((journey, who)) = read else { continue };
        for recorded in read_journey(std::slice::from_ref(&found.event))? {
            if let Some((what, team)) = visible(&recorded.event, journey, &directory) {
                seen.push(DemoHappening { at: recorded.meta.occurred_at, what, who: who.clone(), team });
            }
        }
    }
    Ok(seen)
}

/// What comes due next, and whose it is: the customer's name, else the number of the journey. Nothing where a message leaves
/// before, or nothing is due.
///
/// # Errors
/// What the store says.
pub async fn coming(app: &App) -> Result<Option<(DeadlineKind, String)>> {
    let mut tx = app.store.begin_read().await?;
    let Some(first) = deadlines::first(&mut tx).await? else { return Ok(None) };
    let sooner = outbox::next_due(&mut tx).await?.is_some_and(|leaves| leaves < first.due);
    let Some(kind) = DeadlineKind::parse(&first.kind).filter(|_| !sooner && first.stream.kind == JOURNEY) else {
        return Ok(None);
    };
    let found = with_name(&mut tx, JourneyId(first.stream.id)).await?;
    Ok(found.map(|(_, who)| (kind, who)))
}

/// What an event is to somebody who looks on; nothing for what is mere bookkeeping.
fn visible(event: &JourneyEvent, journey: &Journey, directory: &Directory) -> Option<(DemoHappened, Option<String>)> {
    use JourneyEvent as E;
    let to_customer = |id| journey.promises.get(id).is_some_and(|promise| promise.to == Promisee::Customer);
    match event {
        E::PromiseAtRisk { promise, level: DeadlineKind::PromiseFourFifths, .. } if to_customer(promise) => {
            Some((DemoHappened::AtRisk, None))
        }
        E::PromiseBroken { promise, .. } if to_customer(promise) => Some((DemoHappened::Broken, None)),
        E::HandoverOverdue { handover, .. } => {
            let team = journey.handovers.get(handover).map(|offer| directory.team_name(offer.to.team));
            Some((DemoHappened::OfferOverdue, team))
        }
        E::QuestionLapsed { .. } => Some((DemoHappened::QuestionLapsed, None)),
        E::UpdateSent { update, .. } => {
            let mailed = journey.updates.get(update).is_some_and(|update| matches!(update.reach, Reach::Email { .. }));
            mailed.then_some((DemoHappened::Told, None))
        }
        E::UpdateFailed { .. } => Some((DemoHappened::NotTold, None)),
        E::TaskMade { owner, .. } => Some((DemoHappened::TaskMade, Some(directory.team_name(owner.team)))),
        E::Overdue { what: DeadlineKind::TaskDue, task, .. } => {
            let task = task.as_ref().and_then(|id| journey.tasks.get(id));
            Some((DemoHappened::TaskLate, task.map(|task| directory.team_name(task.owner.team))))
        }
        E::HoldOverdue { .. } => Some((DemoHappened::HoldOverdue, None)),
        E::HoldEnding { .. } => Some((DemoHappened::HoldEnding, None)),
        E::HoldStays { .. } => Some((DemoHappened::HoldStays, None)),
        E::ContactRecorded { facts } if facts.direction == Direction::In => Some((DemoHappened::Wrote, None)),
        E::Closed { .. } => Some((DemoHappened::Closed, None)),
        E::Reopened { .. } => Some((DemoHappened::Reopened, None)),
        _ => None,
    }
}

/// A journey with the name of its customer, else its number.
async fn with_name(tx: &mut Tx, id: JourneyId) -> Result<Option<(Journey, String)>> {
    let Some(journey) = journey_of(tx, id).await? else { return Ok(None) };
    let mut who = journey.reference.to_string();
    if let Some((_, person)) = journey.customer_participant() {
        let stored = journal::read(tx, &StreamKey::new(CUSTOMER, person.customer.0), 0).await?;
        let name = customer::fold(person.customer, &read_customer(&stored)?).and_then(|customer| customer.name);
        if let Some(name) = name
            && let Some(name) = content::text(tx, name.0).await?
        {
            who = name;
        }
    }
    Ok(Some((journey, who)))
}
