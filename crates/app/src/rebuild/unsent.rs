//! Messages by mail that were decided on and have not left: each stands in the outbox, or nobody ever sends it.

use std::collections::BTreeMap;

use regie_domain::event::Reach;
use regie_domain::ids::{HandleId, JourneyId, UpdateId};
use regie_domain::journey::Journey;
use regie_domain::update::{Update, UpdateState};
use regie_store::journal::StreamKey;
use regie_store::outbox::{self, OutboxState};
use regie_store::{Tx, views};
use uuid::Uuid;

use super::{Checked, Fault, PAGE};
use crate::error::Result;
use crate::run::{UPDATE, journey_of, outbox_id, outbox_row};

/// The messages that wait, over all journeys.
#[derive(Debug, Default)]
pub(super) struct Unsent(BTreeMap<Uuid, Waiting>);

#[derive(Debug)]
struct Waiting {
    journey: JourneyId,
    update: UpdateId,
    handle: HandleId,
}

impl Unsent {
    /// Notes what waits on a journey.
    pub fn note(&mut self, journey: &Journey) {
        for (update, _, handle) in waiting(journey) {
            self.0.insert(outbox_id(update), Waiting { journey: journey.id, update, handle });
        }
    }

    /// Compares it with the outbox, both ways.
    pub async fn check(&self, tx: &mut Tx, checked: &mut Checked) -> Result<()> {
        checked.messages = self.0.len() as u64;
        let ids: Vec<Uuid> = self.0.keys().copied().collect();
        for page in ids.chunks(PAGE as usize) {
            let states = outbox::states(tx, page).await?;
            for id in page {
                let Some(found) = self.0.get(id) else { continue };
                match states.get(id) {
                    Some(OutboxState::Pending | OutboxState::Leased | OutboxState::Paused) => {}
                    Some(state) => {
                        checked.faults.push(Fault::Unnoted(found.journey, found.update, state.code()));
                    }
                    None if is_erased(tx, found.handle).await? => {}
                    None => checked.faults.push(Fault::Unqueued(found.journey, found.update)),
                }
            }
        }
        for (id, stream) in outbox::unsent(tx, UPDATE).await? {
            if !self.0.contains_key(&id) && !is_known(tx, &stream, id).await? {
                checked.faults.push(Fault::Undecided(id));
            }
        }
        Ok(())
    }
}

/// Queues what waits on a journey and stands in no outbox; tells how much.
pub(super) async fn queue_lost(tx: &mut Tx, stream: &StreamKey, journey: &Journey) -> Result<u64> {
    let mut queued = 0;
    for (id, update, handle) in waiting(journey) {
        if outbox::get(tx, outbox_id(id)).await?.is_some() || is_erased(tx, handle).await? {
            continue;
        }
        outbox::enqueue(tx, &outbox_row(stream, id, update.not_before), update.planned_at).await?;
        queued += 1;
    }
    Ok(queued)
}

fn waiting(journey: &Journey) -> impl Iterator<Item = (UpdateId, &Update, HandleId)> {
    journey.updates.iter().filter(|(_, update)| update.state == UpdateState::Planned).filter_map(|(id, update)| {
        match update.reach {
            Reach::Email { handle } | Reach::Text { handle } | Reach::Social { handle } => Some((*id, update, handle)),
            Reach::Task { .. } | Reach::None => None,
        }
    })
}

/// Whether the address is gone for good: what waited for it went with it.
async fn is_erased(tx: &mut Tx, handle: HandleId) -> Result<bool> {
    let row = views::customers::handle(tx, handle).await?;
    Ok(row.is_none_or(|row| row.matched.is_none()))
}

/// Whether its journey knows a message that does not wait any more: the sender takes its row out when it comes to it.
async fn is_known(tx: &mut Tx, stream: &StreamKey, id: Uuid) -> Result<bool> {
    let journey = journey_of(tx, JourneyId(stream.id)).await?;
    Ok(journey.is_some_and(|journey| journey.updates.keys().any(|update| outbox_id(*update) == id)))
}
