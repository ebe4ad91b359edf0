//! Silent customers: who went through much and said nothing is called, by a person who decides so. Who stays away from a
//! survey is as a rule not the most content one, and the record knows what a journey cost its customer without asking
//! ([`crate::measure::Measures::effort`]).
//!
//! A call is proposed where all of this holds:
//!
//! | what | why |
//! |---|---|
//! | the effort is [`HIGH`] or more | as much as coming back twice, telling it anew, being sent on, a broken promise and a day of silence. A choice of ours: no research names a limit |
//! | nothing was answered | an answer is followed up by itself, and one that may not be traced is left alone |
//! | nobody is asked in vain: not before the ask was decided, and [`PATIENCE`] after it | people answer within days or not at all |
//! | the customer does not say no to being asked | said once, it holds of this call too |
//! | no call is owed already, and nobody decided on one | one call, once |
//! | not longer than [`LONG_AGO`] after the end | later the call is about nothing any more |
//! | the journey was ours and is not from an archive | |
//!
//! The budget of surveys has no say: a call is not a survey. That the customer is called stays a choice of a person, and "not
//! needed" has a reason.

use jiff::{SignedDuration, Timestamp};

use crate::codes::{CloseHow, NotAsked, PromiseWhat, ReopenReason, SilentWhy};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Meta};
use crate::ids::PromiseId;
use crate::journey::{Journey, State};
use crate::refusal::{Code, Refusal};
use crate::survey::AskState;
use crate::term::Term;

/// From so much effort a silent customer is proposed for a call.
pub const HIGH: usize = 6;
/// So long after the ask somebody who has not answered is silent.
pub const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);
/// So long after the end nobody is proposed any more.
pub const LONG_AGO: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What was decided about a call to a silent customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SilentCare {
    /// The customer is called.
    Called {
        /// The call.
        promise: PromiseId,
        /// When that was decided.
        at: Timestamp,
    },
    /// Nobody calls.
    Left {
        /// Why.
        why: SilentWhy,
        /// When that was decided.
        at: Timestamp,
    },
}

/// A call that is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// What the journey cost its customer, in points.
    pub effort: usize,
    /// From when on.
    pub from: Timestamp,
    /// Until when; nothing while the journey is open.
    pub until: Option<Timestamp>,
}

impl Journey {
    /// Whether its customer, who says nothing, is proposed for a call. What the customer chose for all journeys is not known
    /// here.
    #[must_use]
    pub fn proposes_call(&self) -> Option<Proposed> {
        // An answer that may not be traced is no answer to those who would call.
        let traced = |ask: &crate::survey::Ask| ask.response.as_ref().is_some_and(|response| !response.untraceable);
        let answered = self.survey.as_ref().is_some_and(traced);
        let owed = self.promises.values().any(|promise| promise.what == PromiseWhat::CallBack && promise.is_open());
        if self.historic || self.silent.is_some() || answered || owed {
            return None;
        }
        let (from, until) = match self.state {
            // Of an open journey only what happened until somebody last did something is counted: that is the same whenever
            // it is asked.
            State::Open => (self.acted_at.unwrap_or(self.opened_at), None),
            State::Closed { how: CloseHow::Historic | CloseHow::Forwarded, .. } | State::Void { .. } => return None,
            State::Closed { at, .. } => (silent_from(self, at)?, Some(later(at, LONG_AGO))),
        };
        let counted = match self.state {
            State::Closed { at, .. } => at,
            _ => from,
        };
        let effort = self.measures(counted).effort();
        (effort >= HIGH && until.is_none_or(|until| from < until)).then_some(Proposed { effort, from, until })
    }
}

/// From when on nobody waits for an answer any more; nothing while somebody may still be asked, or said no to that.
fn silent_from(journey: &Journey, ended: Timestamp) -> Option<Timestamp> {
    match journey.survey.as_ref().map(|ask| ask.state) {
        Some(AskState::Waits { .. } | AskState::NotAsked { why: NotAsked::OptedOut, .. }) => None,
        Some(AskState::Asked { at, .. }) => Some(later(at, PATIENCE)),
        Some(AskState::NotAsked { at, .. }) => Some(at),
        Some(AskState::Off) | None => Some(ended),
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// The customer is called, as after an unhappy answer.
pub(crate) fn call(draft: &mut Draft<'_>) -> Outcome {
    proposed(draft)?;
    let term = draft.facts.blueprint.survey.map_or(Term::WorkingDays(1), |plan| plan.call);
    let promise = match draft.journey.state {
        State::Closed { .. } => crate::closing::reopen_for_feedback(draft, ReopenReason::Effort, term)?,
        _ => crate::closing::call_after_feedback(draft, term),
    };
    draft.emit(JourneyEvent::SilentCalled { promise });
    Ok(())
}

/// No call is needed.
pub(crate) fn leave(draft: &mut Draft<'_>, why: SilentWhy) -> Outcome {
    proposed(draft)?;
    draft.emit(JourneyEvent::SilentLeft { why });
    Ok(())
}

fn proposed(draft: &Draft<'_>) -> Result<(), Refusal> {
    draft.member_team()?;
    let now = draft.facts.now;
    let stands = |found: &Proposed| found.from <= now && found.until.is_none_or(|until| now < until);
    match draft.journey.proposes_call().filter(stands) {
        Some(_) => Ok(()),
        None => Err(Code::NoCallProposed.into()),
    }
}

/// Remembers what was decided.
pub(crate) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::SilentCalled { promise } => journey.silent = Some(SilentCare::Called { promise: *promise, at }),
        JourneyEvent::SilentLeft { why } => journey.silent = Some(SilentCare::Left { why: *why, at }),
        _ => {}
    }
}
