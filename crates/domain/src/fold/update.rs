//! How events change the messages of a journey, and with them the count of how often there was no news.

use std::collections::BTreeSet;

use crate::codes::{FailWhy, UpdateKind};
use crate::event::{JourneyEvent, Meta, Reach};
use crate::ids::ParticipantId;
use crate::journey::Journey;
use crate::promise::Promise;
use crate::update::{Update, UpdateState};

/// Applies an event, where it is about a message.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::UpdatePlanned {
            update,
            about,
            participant,
            reach,
            not_before,
            held,
            contact,
            promise,
            question,
            team,
            agreement,
            breach,
            keeps,
        } => {
            let planned = Update {
                seq: meta.seq,
                planned_at: meta.recorded_at,
                about: *about,
                participant: *participant,
                reach: *reach,
                not_before: *not_before,
                held: *held,
                contact: *contact,
                promise: *promise,
                question: *question,
                team: *team,
                agreement: *agreement,
                breach: *breach,
                keeps: keeps.clone(),
                state: UpdateState::Planned,
                rerouted: None,
                tried: BTreeSet::new(),
                arrived_at: None,
                seen_at: None,
            };
            journey.updates.insert(*update, planned);
            if matches!(reach, Reach::Task { .. }) {
                count_news(journey, *participant, *about, question.is_some());
            }
        }
        JourneyEvent::UpdateSent { update, text } => {
            if let Some(update) = journey.updates.get_mut(update) {
                update.state = UpdateState::Sent { at: meta.recorded_at, text: *text };
                let (participant, about, asks) = (update.participant, update.about, update.question.is_some());
                count_news(journey, participant, about, asks);
            }
        }
        JourneyEvent::UpdateWithdrawn { update } => {
            if let Some(update) = journey.updates.get_mut(update) {
                update.state = UpdateState::Withdrawn { at: meta.recorded_at };
            }
        }
        JourneyEvent::UpdateFailed { update, why, .. } => {
            if *why == Some(FailWhy::Window) {
                journey.window_refused = Some(meta.recorded_at);
            }
            // What it was to say was not said: an open journey owes that again. On a closed one it stands on the page.
            let kept = |promise: &&mut Promise| promise.kept_by == Some(*update);
            if journey.is_open() {
                journey.promises.values_mut().filter(kept).for_each(Promise::owe_again);
            }
            if let Some(update) = journey.updates.get_mut(update) {
                update.state = UpdateState::Failed { at: meta.recorded_at };
            }
        }
        JourneyEvent::UpdateAgain { update, reach, not_before, held } => {
            if let Some(update) = journey.updates.get_mut(update) {
                // It stands behind what was told meanwhile, as if it had been decided on now.
                (update.seq, update.planned_at) = (meta.seq, meta.recorded_at);
                (update.reach, update.not_before, update.held) = (*reach, *not_before, *held);
                update.state = UpdateState::Planned;
                update.tried.clear();
                (update.rerouted, update.arrived_at, update.seen_at) = (None, None, None);
            }
        }
        JourneyEvent::UpdateRerouted { update, reach, why } => {
            if *why == FailWhy::Window {
                journey.window_refused = Some(meta.recorded_at);
            }
            if let Some(update) = journey.updates.get_mut(update) {
                update.tried.extend(update.reach.handle());
                (update.reach, update.rerouted, update.state) = (*reach, Some(*why), UpdateState::Planned);
                (update.arrived_at, update.seen_at) = (None, None);
            }
        }
        JourneyEvent::UpdateArrived { update, seen } => {
            if let Some(update) = journey.updates.get_mut(update) {
                update.arrived_at = update.arrived_at.or(Some(meta.occurred_at));
                update.seen_at = update.seen_at.or(seen.then_some(meta.occurred_at));
            }
        }
        _ => {}
    }
}

/// Counts how often in a row there was no news. One message counts once, however many people on the customer's side get it;
/// one that tells an open question again is neither news nor the lack of it.
fn count_news(journey: &mut Journey, to: ParticipantId, about: UpdateKind, asks: bool) {
    let to_customer = journey.is_customer(to);
    if let Some(news) = journey.news.as_mut().filter(|_| to_customer) {
        news.without_news = match about.is_news() {
            true => 0,
            false if asks => news.without_news,
            false => news.without_news + 1,
        };
    }
}
