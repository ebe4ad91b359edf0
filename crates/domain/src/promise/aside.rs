//! What becomes of promises when a journey is set aside: they go with it, and stand again when that is undone. What the
//! customer was told by then holds on the journey that takes its place.

use super::{Making, add, check_window};
use crate::codes::{NextStep, PromiseKind, PromiseWhat, ReleaseReason};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Promisee, Window};
use crate::ids::{JourneyId, PromiseId};

/// Lets go what is owed on a journey that is set aside, perhaps for another one: nobody awaits it here any more.
pub(crate) fn let_go(draft: &mut Draft<'_>, goes_on: Option<JourneyId>) {
    let why = Some(if goes_on.is_some() { ReleaseReason::Moved } else { ReleaseReason::Aside });
    let owed = draft.journey.promises.iter().filter(|(_, promise)| promise.is_open() || promise.is_unsettled());
    let owed: Vec<PromiseId> = owed.map(|(id, _)| *id).collect();
    for promise in owed {
        draft.emit(JourneyEvent::PromiseReleased { promise, why });
    }
}

/// Owes by the same moment what the customer was told on a journey that was set aside for this one. It has been told, so
/// no message says it again. Where the customer hears something here by then anyway, or an outcome is proposed, nothing
/// is added.
pub(crate) fn carry(draft: &mut Draft<'_>, from: JourneyId, what: PromiseWhat, window: Window) -> Outcome {
    draft.open()?;
    draft.member_team()?;
    let journey = &draft.journey;
    let proposed = journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_none());
    let sooner = draft.next_promise().is_some_and(|(_, promise)| promise.current.until <= window.until);
    if journey.historic || proposed || sooner || window.until <= draft.facts.now {
        return Ok(());
    }
    check_window(window, draft.facts.now)?;
    let making = Making {
        kind: PromiseKind::News,
        what: if what == PromiseWhat::FirstAnswer { what } else { PromiseWhat::News },
        text: None,
        member: None,
        owner: journey.news_owner(),
        to: Promisee::Customer,
        window: Window::by(window.until),
        cost: None,
        replaces: None,
        after: None,
        from: Some(from),
    };
    add(draft, making);
    crate::update::expect_next(draft, NextStep::WeTell);
    Ok(())
}
