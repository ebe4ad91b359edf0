//! What becomes of promises when a journey is set aside: they go with it, and stand again when that is undone. What the
//! customer was told by then holds on the journey that takes its place.

use super::check_window;
use super::making::{Making, add};
use crate::codes::{NextStep, PromiseWhat, ReleaseReason};
use crate::decide::{Draft, Outcome};
use crate::event::Window;
use crate::ids::JourneyId;

/// Lets go what is owed on a journey that is set aside, perhaps for another one: nobody awaits it here any more.
pub(crate) fn let_go(draft: &mut Draft<'_>, goes_on: Option<JourneyId>) {
    let why = Some(if goes_on.is_some() { ReleaseReason::Moved } else { ReleaseReason::Aside });
    super::let_go(draft, why, |_| true);
}

/// Owes by the same moment what the customer was told on a journey that was set aside for this one. It has been told, so
/// no message says it again. Where the customer hears something here by then anyway, or an outcome is proposed, nothing
/// is added.
pub(crate) fn carry(draft: &mut Draft<'_>, from: JourneyId, what: PromiseWhat, window: Window) -> Outcome {
    draft.open()?;
    if !draft.by_participant() {
        draft.member_team()?;
    }
    let journey = &draft.journey;
    let proposed = journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_none());
    let sooner = draft.next_promise().is_some_and(|(_, promise)| promise.current.until <= window.until);
    if journey.historic || proposed || sooner || window.until <= draft.facts.now {
        return Ok(());
    }
    check_window(window, draft.facts.now)?;
    let what = if what == PromiseWhat::FirstAnswer { what } else { PromiseWhat::News };
    let owed = Making::by_program(what, draft.news_owner(), Window::by(window.until));
    add(draft, Making { from: Some(from), ..owed });
    crate::update::expect_next(draft, NextStep::WeTell);
    Ok(())
}
