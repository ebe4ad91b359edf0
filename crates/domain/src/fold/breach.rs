//! How events change the breaches of a journey.

use crate::breach::{Breach, BreachSaid};
use crate::event::{JourneyEvent, Meta};
use crate::journey::Journey;

/// Applies an event, where it is about a breach.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let said = |what, at, text, evidence: &[_]| BreachSaid {
        actor: meta.actor,
        reported_at: meta.recorded_at,
        what,
        at,
        text,
        evidence: evidence.to_vec(),
    };
    match event {
        JourneyEvent::BreachReported {
            breach,
            agreement,
            hold,
            what,
            at,
            text,
            evidence,
            owner,
            handover,
            apologise_by,
            unreached,
        } => {
            let reported = Breach {
                agreement: *agreement,
                hold: *hold,
                reported_at: meta.recorded_at,
                said: vec![said(*what, *at, *text, evidence)],
                owner: *owner,
                handover: *handover,
                apologise_by: *apologise_by,
                unreached: *unreached,
                settled: None,
            };
            journey.breaches.insert(*breach, reported);
        }
        JourneyEvent::BreachAdded { breach, what, at, text, evidence } => {
            if let Some(found) = journey.breaches.get_mut(breach) {
                found.said.push(said(*what, *at, *text, evidence));
            }
        }
        JourneyEvent::BreachSettled { breach, text } => {
            if let Some(found) = journey.breaches.get_mut(breach) {
                found.settled = Some((meta.recorded_at, *text));
            }
        }
        _ => {}
    }
}
