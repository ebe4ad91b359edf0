//! How events change the promises of a journey.

use crate::codes::{ReleaseReason, Settlement};
use crate::event::{JourneyEvent, Meta};
use crate::journey::Journey;
use crate::promise::{Promise, PromiseState};

/// Applies an event, where it is about a promise.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::PromiseMade {
            promise,
            promise_kind,
            what,
            text,
            member,
            owner,
            to,
            window,
            cost,
            half_at,
            four_fifths_at,
            replaces,
            after,
            carried,
            ..
        } => {
            if let Some(broken) = replaces.and_then(|id| journey.promises.get_mut(&id)) {
                broken.replaced_by = Some(*promise);
            }
            let mut made = Promise {
                kind: *promise_kind,
                what: *what,
                text: *text,
                member: *member,
                owner: *owner,
                to: *to,
                first: *window,
                current: *window,
                version: 1,
                moved_in_time: true,
                moves: Vec::new(),
                cost: *cost,
                made_at: at,
                half_at: *half_at,
                four_fifths_at: *four_fifths_at,
                risk: None,
                replaces: *replaces,
                replaced_by: None,
                after: *after,
                state: PromiseState::Open,
                settled: None,
                let_go: None,
                left: None,
                kept_by: None,
            };
            if let Some(carried) = carried {
                carried.judge(&mut made);
            }
            journey.promises.insert(*promise, made);
        }
        JourneyEvent::PromiseMoved { promise, version, window, reason, half_at, four_fifths_at, .. } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.moved_in_time &= at <= promise.first.until;
                promise.moves.push((at, *reason));
                promise.current = *window;
                promise.version = *version;
                promise.half_at = *half_at;
                promise.four_fifths_at = *four_fifths_at;
                promise.risk = None;
                promise.left = None;
            }
        }
        JourneyEvent::PromiseInherited { promise, owner } => {
            let from = journey.promises.get(promise).map(|promise| promise.owner.org);
            let finished = from.is_some_and(|org| crate::partner::has_finished(journey, org));
            if let Some(promise) = journey.promises.get_mut(promise) {
                if !finished {
                    promise.left.get_or_insert(promise.owner);
                }
                promise.owner = *owner;
            }
        }
        JourneyEvent::PromiseAtRisk { promise, level, .. } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.risk = Some(*level);
            }
        }
        JourneyEvent::PromiseFulfilled { promise, at, by } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.kept_by = *by;
                promise.fulfil(*at);
            }
        }
        JourneyEvent::PromiseBroken { promise, due } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.state = PromiseState::Broken { due: *due };
            }
        }
        JourneyEvent::PromiseSettled { promise, how } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.settled = Some(*how);
            }
        }
        JourneyEvent::PromiseReleased { promise, why } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.let_go = *why;
                // Let go after its window ended, it was broken first, whether or not the timer had come round. What went
                // with its journey may stand again, and is judged then.
                if why.is_none() && promise.is_open() && at > promise.current.until {
                    promise.state = PromiseState::Broken { due: promise.current.until };
                }
                match promise.state {
                    PromiseState::Broken { .. } => promise.settled = Some(Settlement::Released),
                    _ => promise.state = PromiseState::Released { at },
                }
            }
        }
        JourneyEvent::VisitArrivalUndone { promise: Some(promise), .. } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.owe_again();
            }
        }
        JourneyEvent::Unvoided {} => journey.promises.values_mut().for_each(stand_again),
        _ => {}
    }
}

/// What went with a journey that was set aside is owed again, as it was.
fn stand_again(promise: &mut Promise) {
    if promise.let_go == Some(ReleaseReason::Elsewhere) || promise.let_go.take().is_none() {
        return;
    }
    match promise.state {
        PromiseState::Broken { .. } => promise.settled = None,
        _ => promise.state = PromiseState::Open,
    }
}
