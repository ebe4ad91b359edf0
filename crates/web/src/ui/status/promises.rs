//! What was promised to the customer, and what became of it: kept, moved, late and broken alike.

use jiff::Timestamp;
use regie_app::locale::Arg;
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
    let open: Vec<String> =
        found.iter().filter(|(_, promise)| promise.is_open()).map(|(_, promise)| what(view, promise)).collect();
    let alike = |said: &String| open.iter().filter(|other| *other == said).count() > 1;
    let rows = found.into_iter().map(|(id, promise)| {
        let said = what(view, promise);
        let what = if promise.is_open() && alike(&said) { told_apart(view, *id, promise, &said) } else { said };
        (is_past_news(promise), PromiseRow { what, ..row(view, *id, promise) })
    });
    let (past, shown): (Vec<_>, Vec<_>) = rows.partition(|(past, _)| *past);
    let all = |rows: Vec<(bool, PromiseRow)>| rows.into_iter().map(|(_, row)| row).collect();
    (all(shown), all(past))
}

/// Two promises that the customer waits for, in the same words: what each is about, where they came together from two journeys, and since when.
fn told_apart(view: &View<'_>, id: PromiseId, promise: &Promise, said: &str) -> String {
    let when = view.cx.near_text(&promise.made_at);
    let from = view.journey().joined.iter().find(|(_, joined)| joined.promises.iter().any(|pair| pair.here == id));
    let about = match from {
        Some((from, _)) => {
            let parts = view.parts();
            let part = parts.iter().find(|part| part.journey().id == *from);
            part.map(|part| part.words(part.journey().subject))
        }
        None if view.journey().joined.is_empty() => None,
        None => Some(view.words(view.journey().subject)),
    };
    let about = about.filter(|about| !about.trim().is_empty());
    match about {
        Some(about) => {
            let values = [("what", Arg::Text(said)), ("about", Arg::Text(&about)), ("when", Arg::Text(&when))];
            view.cx.lang.t("status-promise-apart-about", &values)
        }
        None => view.cx.t2("status-promise-apart", "what", said, "when", when),
    }
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

/// All but its words.
fn row(view: &View<'_>, id: PromiseId, promise: &Promise) -> PromiseRow {
    let rechosen = is_rechosen(view.journey(), id, promise);
    let state = if rechosen { PromiseState::Rechosen } else { state_of(promise) };
    PromiseRow {
        id: id.to_string(),
        what: String::new(),
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
        PromiseWhat::Delivery => view.theirs("status-promise-delivery", "status-promise-delivery-along"),
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
            JourneyEvent::PromiseFulfilled { promise, at, .. } if promise == id => Some(at),
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
