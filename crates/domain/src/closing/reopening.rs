//! A closed journey opens again, with the director's team (rule 3): the customer does not agree, writes, asks to be called,
//! or turns out never to have heard the outcome.

use jiff::{SignedDuration, Timestamp};

use crate::codes::{
    Asks, BallReason, CloseHow, ContactClass, Direction, NextStep, PromiseWhat, ReopenReason, UpdateKind,
};
use crate::command::CallWish;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{ContactId, PromiseId};
use crate::journey::{Holder, Journey, State};
use crate::refusal::{Code, Refusal};
use crate::term::Term;

/// The customer says it is not solved: the same journey goes on with the director's team.
pub(crate) fn not_solved(draft: &mut Draft<'_>, mut contact: ContactFacts) -> Outcome {
    contact.asks = Asks::Again;
    (contact.direction, contact.class) = (Direction::In, ContactClass::Human);
    draft.not_void()?;
    if !draft.by_participant() {
        draft.member_team()?;
    }
    if draft.journey.is_open() && draft.journey.proposal.is_none() {
        return Err(Code::NothingProposed.into());
    }
    if crate::contact::stands_here(draft, contact.contact) {
        return Ok(());
    }
    let noted = crate::contact::note(draft, contact, false)?;
    if matches!(draft.journey.state, State::Closed { .. }) {
        return reopen(draft, ReopenReason::NotSolved, Some(noted.contact));
    }
    draft.emit(JourneyEvent::ProposalWithdrawn { why: ReopenReason::NotSolved });
    begin_again(draft, None)
}

/// Opens a closed journey again, with the director's team. After the blueprint's days a new, linked journey is begun instead.
pub(crate) fn reopen(draft: &mut Draft<'_>, why: ReopenReason, by: Option<ContactId>) -> Outcome {
    reopen_with(draft, why, by, None)
}

/// A call asked for after closing opens the journey again for after-care; the call is what is owed.
pub(crate) fn reopen_for_call(draft: &mut Draft<'_>, by: ContactId, when: CallWish) -> Outcome {
    reopen_with(draft, ReopenReason::Contact, Some(by), Some(when))
}

/// Opens a closed journey again for thanks: nothing is sent, and nothing promised but the news that every open journey has.
pub(crate) fn reopen_silently(draft: &mut Draft<'_>, by: ContactId) -> Outcome {
    opened_again(draft, ReopenReason::Contact, Some(by))?;
    crate::ball::end_what_takes_the_ball(draft);
    back_to_director(draft);
    Ok(())
}

/// An unhappy answer opens the journey again for after-care: what is owed is a call.
pub(crate) fn reopen_for_feedback(draft: &mut Draft<'_>, why: ReopenReason, call: Term) -> Result<PromiseId, Refusal> {
    opened_again(draft, why, None)?;
    crate::ball::end_what_takes_the_ball(draft);
    back_to_director(draft);
    Ok(call_after_feedback(draft, call))
}

/// The director's team, or who reads for it, owes the customer a call about the answer.
pub(crate) fn call_after_feedback(draft: &mut Draft<'_>, call: Term) -> PromiseId {
    let promise = crate::promise::owe_call_within(draft, draft.calling(), call);
    crate::update::expect_next(draft, NextStep::WeCall);
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
    promise
}

fn reopen_with(draft: &mut Draft<'_>, why: ReopenReason, by: Option<ContactId>, call: Option<CallWish>) -> Outcome {
    opened_again(draft, why, by)?;
    begin_again(draft, call)
}

/// A closed journey is open again, within the days of its blueprint.
fn opened_again(draft: &mut Draft<'_>, why: ReopenReason, by: Option<ContactId>) -> Outcome {
    draft.not_void()?;
    let State::Closed { at, .. } = draft.journey.state else { return Err(Code::JourneyOpen.into()) };
    // What came from an archive ended with its last contact, not with the import.
    let last = draft.journey.contacts.iter().filter(|(id, _)| by != Some(**id)).map(|(_, contact)| contact.at).max();
    let at = if draft.journey.historic { last.unwrap_or(at) } else { at };
    if draft.facts.now > reopens_until(at, draft.facts.blueprint.reopen_days) {
        return Err(Refusal::new(Code::JourneyClosed).at(at));
    }
    draft.emit(JourneyEvent::Reopened { why });
    Ok(())
}

/// Whether it closed because nobody objected.
pub(crate) fn closed_unheard(journey: &Journey) -> bool {
    matches!(journey.state, State::Closed { how: CloseHow::NotObjected, .. })
}

/// The outcome never arrived: the journey opens again. No message says so, as none would arrive; a person calls.
pub(crate) fn reopen_unreachable(draft: &mut Draft<'_>) {
    draft.emit(JourneyEvent::Reopened { why: ReopenReason::Unreachable });
    back_to_director(draft);
}

/// Nobody chose what comes after the end of a hold: where the journey had closed, the director's team has it again.
pub(crate) fn reopen_for_hold(draft: &mut Draft<'_>, why: ReopenReason) {
    if matches!(draft.journey.state, State::Closed { .. }) {
        draft.emit(JourneyEvent::Reopened { why });
        back_to_director(draft);
    }
}

/// The director's team gets the ball, and in it the member who had it until now: the same people go on.
fn back_to_director(draft: &mut Draft<'_>) {
    let team = draft.journey.direction.team;
    let member = draft.journey.ball.assignee.filter(|_| draft.journey.ball.holder == Holder::Team { team });
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Reopened);
    if member.is_some() {
        draft.emit(JourneyEvent::AssigneeSet { member });
    }
}

/// Until when a contact re-opens a journey that closed at a moment.
#[must_use]
pub fn reopens_until(closed_at: Timestamp, days: u32) -> Timestamp {
    closed_at.checked_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(Timestamp::MAX)
}

/// The director's team has the ball and owes an answer, or the call that was asked for. Where it is a partner's that does not
/// read here, who reads for it owes that.
fn begin_again(draft: &mut Draft<'_>, call: Option<CallWish>) -> Outcome {
    crate::ball::end_what_takes_the_ball(draft);
    back_to_director(draft);
    let promise = match call {
        Some(when) => crate::promise::owe_call(draft, draft.calling(), when)?,
        None => crate::promise::owe(draft, PromiseWhat::FirstAnswer, draft.answering()),
    };
    crate::update::expect_next(draft, NextStep::WeAnswer);
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
    Ok(())
}
