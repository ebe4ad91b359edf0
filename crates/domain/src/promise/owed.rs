//! What is owed without a member promising it: news by the blueprint's terms, a call that was asked for, the next moment
//! after a broken promise. And what the customer hears keeps it.

use jiff::Timestamp;

use super::{Making, add, default_due};
use crate::actor::TeamRef;
use crate::codes::{Asks, ContactClass, Direction, NextStep, PromiseKind, PromiseWhat, Settlement, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent, Promisee, Window};
use crate::ids::PromiseId;

/// A news promise to the customer's side by the program, on the calendar of the team that owes it.
pub(crate) fn news(
    draft: &mut Draft<'_>,
    what: PromiseWhat,
    owner: TeamRef,
    until: Timestamp,
    replaces: Option<PromiseId>,
) -> PromiseId {
    add(
        draft,
        Making {
            kind: PromiseKind::News,
            what,
            text: None,
            member: None,
            owner,
            to: Promisee::Customer,
            window: Window::by(until),
            cost: None,
            replaces,
        },
    )
}

/// A first answer or call that a team owes the customer's side by the blueprint's term. A call asked for while the team
/// is closed is promised for after it opens.
pub(crate) fn owe(draft: &mut Draft<'_>, what: PromiseWhat, owner: TeamRef) -> PromiseId {
    let (until, now) = (default_due(draft, what, owner), draft.facts.now);
    let opens = draft.facts.calendar(owner).next_open(now);
    let from = opens.filter(|opens| what == PromiseWhat::CallBack && *opens > now && *opens < until);
    add(
        draft,
        Making {
            kind: PromiseKind::News,
            what,
            text: None,
            member: None,
            owner,
            to: Promisee::Customer,
            window: Window { from, until },
            cost: None,
            replaces: None,
        },
    )
}

/// An open journey always has a promise to the customer's side: where none is left, news by the blueprint's term.
pub(crate) fn ensure_one(draft: &mut Draft<'_>) -> Option<PromiseId> {
    if draft.journey.next_promise().is_some() || draft.journey.proposal.is_some() || draft.journey.historic {
        return None;
    }
    let owner = draft.journey.news_owner();
    let until = draft.facts.blueprint.next_news.due(draft.facts.now, &draft.facts.calendar(owner));
    Some(news(draft, PromiseWhat::News, owner, until, None))
}

/// The customer asks to be called: a promise within opening hours of the team that has the ball, or else of the director's.
pub(crate) fn request_call(draft: &mut Draft<'_>, mut contact: ContactFacts) -> Outcome {
    contact.asks = Asks::Something;
    (contact.direction, contact.class) = (Direction::In, ContactClass::Human);
    draft.not_void()?;
    if crate::contact::stands_here(draft, contact.contact) {
        return Ok(());
    }
    // A wish to be called is no answer to what was asked: the question stays open.
    let noted = crate::contact::note(draft, contact, false)?;
    if !draft.journey.is_open() {
        return crate::closing::reopen_for_call(draft, noted.contact);
    }
    let owner = draft.journey.news_owner();
    let promise = owe(draft, PromiseWhat::CallBack, owner);
    crate::update::expect_next(draft, NextStep::WeCall);
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
    Ok(())
}

/// The customer heard something from a person: open promises of news are kept by it, broken ones settled. A promise of a
/// call is kept by a call only, and nothing is kept by the message that made it.
pub(crate) fn heard(draft: &mut Draft<'_>, by_call: bool) {
    let now = draft.facts.now;
    let kept: Vec<PromiseId> = draft
        .journey
        .promises
        .iter()
        .filter(|(id, promise)| {
            let fits = match promise.what {
                PromiseWhat::FirstAnswer | PromiseWhat::News => true,
                PromiseWhat::CallBack => by_call,
                PromiseWhat::Result | PromiseWhat::Other => false,
            };
            fits && promise.is_to_customer()
                && promise.kind == PromiseKind::News
                && draft.before.contains(id)
                && (promise.is_open() || promise.is_unsettled())
        })
        .map(|(id, _)| *id)
        .collect();
    for promise in kept {
        draft.emit(JourneyEvent::PromiseFulfilled { promise, at: now });
    }
}

/// A promise's window ended: it is broken, the customer hears it with a new moment, and the new moment is a promise.
pub(crate) fn break_it(draft: &mut Draft<'_>, promise: PromiseId, due: Timestamp) {
    let Some(found) = draft.journey.promises.get(&promise).cloned() else { return };
    draft.emit(JourneyEvent::PromiseBroken { promise, due });
    if !found.is_to_customer() {
        return;
    }
    let owner = draft.journey.news_owner();
    let until = draft.facts.blueprint.after_broken.due(draft.facts.now, &draft.facts.calendar(owner));
    // A result that is late stays owed; news that is late is owed anew.
    let replaces = (found.kind == PromiseKind::News && found.what != PromiseWhat::CallBack).then_some(promise);
    let again = news(draft, PromiseWhat::News, owner, until, replaces);
    if replaces.is_some() {
        draft.emit(JourneyEvent::PromiseSettled { promise, how: Settlement::Replaced });
    }
    crate::update::expect_next(draft, NextStep::WeTell);
    crate::update::plan(draft, UpdateKind::PromiseBroken, |update| update.promise = Some(again));
}
