//! How events change the holds of a journey.

use jiff::Timestamp;

use crate::event::{JourneyEvent, Meta};
use crate::hold::{Hold, HoldEnding, Released};
use crate::journey::Journey;

/// Applies an event, where it is about a hold.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::HoldPlaced {
            hold,
            agreement,
            system,
            subject,
            action,
            until,
            why,
            owner,
            acknowledge_by,
            lead_at,
            choose_by,
        } => {
            let placed = Hold {
                agreement: *agreement,
                system: *system,
                subject: subject.clone(),
                action: *action,
                until: *until,
                why: *why,
                owner: *owner,
                placed_at: meta.recorded_at,
                asked_at: meta.recorded_at,
                acknowledge_by: *acknowledge_by,
                lead_at: *lead_at,
                choose_by: *choose_by,
                acknowledged: None,
                overdue: None,
                ending: HoldEnding::Ahead,
                released: None,
            };
            journey.holds.insert(*hold, placed);
        }
        JourneyEvent::HoldAcknowledged { hold, at } => {
            if let Some(found) = journey.holds.get_mut(hold) {
                (found.acknowledged, found.overdue) = (Some(*at), None);
            }
        }
        JourneyEvent::HoldReleased { hold, why, acknowledge_by, lead_at, .. } => {
            let Some(found) = journey.holds.get_mut(hold) else { return };
            found.released = Some(Released { at: meta.recorded_at, why: *why, acknowledged: None });
            await_again(found, *acknowledge_by, *lead_at);
        }
        JourneyEvent::HoldReleaseAcknowledged { hold, at } => {
            let Some(found) = journey.holds.get_mut(hold) else { return };
            found.overdue = None;
            if let Some(released) = &mut found.released {
                released.acknowledged = Some(*at);
            }
        }
        JourneyEvent::HoldExtended { hold, until, acknowledge_by, lead_at, choose_by } => {
            let Some(found) = journey.holds.get_mut(hold) else { return };
            (found.until, found.choose_by, found.ending) = (*until, *choose_by, HoldEnding::Ahead);
            (found.acknowledged, found.asked_at) = (None, meta.recorded_at);
            await_again(found, *acknowledge_by, *lead_at);
        }
        JourneyEvent::HoldMoved { hold, owner, acknowledge_by, lead_at } => {
            let Some(found) = journey.holds.get_mut(hold) else { return };
            found.owner = *owner;
            if found.awaits_acknowledgement() {
                await_again(found, *acknowledge_by, *lead_at);
            }
        }
        JourneyEvent::HoldOverdue { hold, level, .. } => {
            if let Some(found) = journey.holds.get_mut(hold) {
                found.overdue = Some(*level);
            }
        }
        JourneyEvent::HoldEnding { hold, .. } => {
            if let Some(found) = journey.holds.get_mut(hold) {
                found.ending = HoldEnding::Asked;
            }
        }
        JourneyEvent::HoldStays { hold, .. } => {
            if let Some(found) = journey.holds.get_mut(hold) {
                found.ending = HoldEnding::Passed;
            }
        }
        _ => {}
    }
}

/// What the system knew has changed: it acknowledges anew.
fn await_again(hold: &mut Hold, by: Timestamp, lead_at: Timestamp) {
    (hold.acknowledge_by, hold.lead_at, hold.overdue) = (by, lead_at, None);
}
