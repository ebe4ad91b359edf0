//! How events change the visits of a journey.

use crate::actor::Actor;
use crate::event::{JourneyEvent, Meta};
use crate::ids::VisitId;
use crate::journey::Journey;
use crate::visit::{Visit, VisitState};

/// Applies an event, where it is about a visit.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::VisitBooked { visit, promise, team, window, urgent, movable_until, leg, place } => {
            let made = Visit {
                team: *team,
                promises: vec![*promise],
                window: *window,
                narrowed: None,
                urgent: *urgent,
                movable_until: *movable_until,
                leg: *leg,
                place: *place,
                booked_at: at,
                sequence: 0,
                changed_at: at,
                arrived: None,
                state: VisitState::Booked,
            };
            journey.visits.insert(*visit, made);
        }
        JourneyEvent::VisitMoved { visit, promise, window, movable_until, place } => {
            let Some(found) = changed(journey, *visit, meta) else { return };
            if found.promise() != Some(*promise) {
                found.promises.push(*promise);
            }
            (found.window, found.narrowed, found.movable_until) = (*window, None, *movable_until);
            found.place = place.or(found.place);
        }
        JourneyEvent::VisitNarrowed { visit, window } => {
            let Some(found) = changed(journey, *visit, meta) else { return };
            found.narrowed = Some(*window);
        }
        JourneyEvent::VisitCancelled { visit, why, text } => {
            let by_customer = matches!(meta.actor, Actor::Participant { .. });
            let Some(found) = changed(journey, *visit, meta) else { return };
            found.state = VisitState::Cancelled { at, why: *why, text: *text, by_customer };
        }
        JourneyEvent::VisitArrived { visit, at } => {
            if let Some(found) = journey.visits.get_mut(visit) {
                found.arrived = Some(*at);
            }
        }
        JourneyEvent::VisitArrivalUndone { visit, .. } => {
            if let Some(found) = journey.visits.get_mut(visit) {
                found.arrived = None;
            }
        }
        JourneyEvent::VisitDone { visit, at, first_time_right, missing, text } => {
            let state = VisitState::Done {
                at: *at,
                first_time_right: *first_time_right,
                missing: missing.clone(),
                text: *text,
            };
            end(journey, *visit, state);
        }
        JourneyEvent::VisitNotHome { visit, at, .. } => end(journey, *visit, VisitState::NotHome { at: *at }),
        _ => {}
    }
}

/// A visit of which a calendar must know the change.
fn changed<'a>(journey: &'a mut Journey, visit: VisitId, meta: &Meta) -> Option<&'a mut Visit> {
    let found = journey.visits.get_mut(&visit)?;
    found.sequence += 1;
    found.changed_at = meta.recorded_at;
    Some(found)
}

fn end(journey: &mut Journey, visit: VisitId, state: VisitState) {
    if let Some(found) = journey.visits.get_mut(&visit) {
        found.state = state;
    }
}
