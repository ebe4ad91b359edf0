//! A carrier that catches up says much at once: only the newest of it is told. What a program reports waits a minute for what
//! comes behind it; what is newer takes back what has not left, and says alone where the shipment stands.

use jiff::SignedDuration;

use super::Shipment;
use crate::actor::TeamRef;
use crate::codes::UpdateKind;
use crate::decide::Draft;
use crate::event::JourneyEvent;
use crate::ids::{PromiseId, UpdateId};
use crate::update::Update;

/// So long it waits for what comes behind it. What is there leaves at once: nothing comes after it.
const SETTLES: SignedDuration = SignedDuration::from_mins(1);

/// Tells where a shipment stands, in place of what was to be told of it and has not left.
pub(super) fn tell(draft: &mut Draft<'_>, found: &Shipment, promise: Option<PromiseId>, team: Option<TeamRef>) {
    let keeps = overtaken(draft, found, false);
    // What a member notes is heard at once.
    let after = draft.facts.actor.member().is_none().then_some(SETTLES);
    crate::update::plan(draft, UpdateKind::Shipment, |update| {
        (update.promise, update.team, update.keeps, update.after) = (promise, team, keeps, after);
    });
}

/// Takes back what was to be told of a shipment and has not left; once it is there also that it will be: nobody is promised
/// what has happened. Gives the promises that it would have kept.
pub(super) fn overtaken(draft: &mut Draft<'_>, found: &Shipment, there: bool) -> Vec<PromiseId> {
    // A moment of news may be given for two shipments: then it is not this one's alone.
    let others = draft.journey.shipments.values().filter(|other| other.subject != found.subject);
    let own = found.trouble.filter(|news| !others.into_iter().any(|other| other.trouble == Some(*news)));
    let old = |update: &Update| match update.about {
        UpdateKind::Shipment => update.promise == Some(found.promise) || (own.is_some() && update.promise == own),
        UpdateKind::PromiseMade => there && update.promise == Some(found.promise),
        _ => false,
    };
    let waiting = draft.journey.updates.iter().filter(|(id, update)| old(update) && draft.journey.is_waiting(**id));
    let waiting: Vec<(UpdateId, Vec<PromiseId>)> = waiting.map(|(id, update)| (*id, update.keeps.clone())).collect();
    let mut keeps = Vec::new();
    for (update, kept) in waiting {
        draft.emit(JourneyEvent::UpdateWithdrawn { update });
        crate::task::off(draft, update);
        keeps.extend(kept);
    }
    keeps.sort_unstable();
    keeps.dedup();
    draft.keeping.extend(&keeps);
    keeps
}
