//! What was promised to the customer, and what became of it: kept, moved, late and broken alike.

use jiff::Timestamp;
use regie_domain::codes::{MoveReason, PromiseKind, PromiseWhat, Settlement};
use regie_domain::event::JourneyEvent;
use regie_domain::ids::PromiseId;
use regie_domain::money::Cents;
use regie_domain::promise::{Promise, PromiseState as Stored};

use super::view::View;
use crate::pages::parts::{PromiseRow, PromiseState};
use crate::ui::journey::visits::is_rechosen;

/// The promises to the customer: what is in sight, and what folds away because a message came as promised or is not
/// needed any more. First in sight are outcomes, then what the customer waits for now, then the rest, each oldest first.
pub(super) fn rows(view: &View<'_>) -> (Vec<PromiseRow>, Vec<PromiseRow>) {
    let mut found: Vec<(&PromiseId, &Promise)> =
        view.journey().promises.iter().filter(|(_, it)| it.is_to_customer() && view.journey().judges(it)).collect();
    found.sort_by_key(|(id, promise)| (place(promise), promise.made_at, **id));
    let (past, shown): (Vec<_>, Vec<_>) = found.into_iter().partition(|(_, promise)| is_past_news(promise));
    let all = |found: Vec<(&PromiseId, &Promise)>| {
        found.into_iter().map(|(id, promise)| row(view, *id, promise)).collect::<Vec<_>>()
    };
    (all(shown), all(past))
}

fn place(promise: &Promise) -> u8 {
    match (promise.kind, promise.state) {
        (PromiseKind::Outcome, _) => 0,
        (PromiseKind::News, Stored::Open) => 1,
        (PromiseKind::News, _) => 2,
    }
}

/// Whether it promised a message that came, or that is not needed any more. What was broken is never one of these, and a
/// call is no message.
fn is_past_news(promise: &Promise) -> bool {
    let ended = matches!(promise.state, Stored::Kept { .. } | Stored::KeptAfterMove { .. } | Stored::Released { .. });
    promise.kind == PromiseKind::News && promise.what != PromiseWhat::CallBack && ended
}

fn row(view: &View<'_>, id: PromiseId, promise: &Promise) -> PromiseRow {
    let rechosen = is_rechosen(view.journey(), id, promise);
    let state = if rechosen { PromiseState::Rechosen } else { state_of(promise) };
    PromiseRow {
        id: id.to_string(),
        what: what(view, promise),
        news: promise.kind == PromiseKind::News,
        owner: view.team(promise.owner),
        from: promise.current.from,
        due: promise.current.until,
        moved: moved(view, id, promise),
        state,
        done_at: done_at(view, id, promise, state),
        cost: promise.cost.map(|cost| cost.0).filter(|_| !view.hidden.amounts),
        unsettled: promise.is_unsettled(),
        journey: None,
        tell: None,
    }
}

fn what(view: &View<'_>, promise: &Promise) -> String {
    if let Some(text) = promise.text {
        let words = view.words(text);
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !words.is_empty() {
            return words;
        }
    }
    view.cx.t(match promise.what {
        PromiseWhat::FirstAnswer => "status-promise-first-answer",
        PromiseWhat::News => "status-promise-news",
        PromiseWhat::Result => "status-promise-result",
        PromiseWhat::CallBack if view.voice.calls_other => "status-promise-call-other",
        PromiseWhat::CallBack => "status-promise-call",
        PromiseWhat::Visit => "status-promise-visit",
        PromiseWhat::Delivery => "status-promise-delivery",
        PromiseWhat::Other => "status-promise-other",
    })
}

/// A broken promise stays one for the customer, also when another came in its place or it was let go of.
fn state_of(promise: &Promise) -> PromiseState {
    match (promise.state, promise.settled) {
        (Stored::Open, _) if promise.is_in_doubt() => PromiseState::InDoubt,
        (Stored::Open, _) => PromiseState::Running,
        (Stored::Kept { .. }, _) => PromiseState::Kept,
        (Stored::KeptAfterMove { .. }, _) => PromiseState::KeptAfterMove,
        (Stored::Released { .. }, _) => PromiseState::Released,
        (Stored::Broken { .. }, Some(Settlement::FulfilledLate)) => PromiseState::FulfilledLate,
        (Stored::Broken { .. }, None | Some(Settlement::Replaced | Settlement::Released)) => PromiseState::Broken,
    }
}

fn done_at(view: &View<'_>, id: PromiseId, promise: &Promise, state: PromiseState) -> Option<Timestamp> {
    match (promise.state, state) {
        (Stored::Kept { at } | Stored::KeptAfterMove { at }, _) => Some(at),
        (_, PromiseState::FulfilledLate) => view.loaded.events.iter().rev().find_map(|recorded| match recorded.event {
            JourneyEvent::PromiseFulfilled { promise, at } if promise == id => Some(at),
            _ => None,
        }),
        _ => None,
    }
}

/// The first window and why it was not kept to, for a promise that was moved.
fn moved(view: &View<'_>, id: PromiseId, promise: &Promise) -> Option<(Timestamp, String)> {
    if promise.version < 2 {
        return None;
    }
    let last: Option<(MoveReason, Option<String>, Option<Cents>)> =
        view.loaded.events.iter().rev().find_map(|recorded| match &recorded.event {
            JourneyEvent::PromiseMoved { promise, reason, text, amount, .. } if *promise == id => {
                Some((*reason, text.map(|text| view.words(text)), *amount))
            }
            _ => None,
        });
    let (reason, words, amount) = last?;
    let given = view.voice.given(amount.filter(|_| !view.hidden.amounts), words.as_deref().unwrap_or_default());
    let reason = format!("{} {given}", view.voice.reason(reason, words.as_deref()));
    Some((promise.first.until, reason.trim_end().to_owned()))
}
