//! The end of a journey and what comes after it (rule 3): closing needs the customer to have been told the outcome and to
//! have agreed, or not objected for the blueprint's period; voiding is silent and undoable; a contact re-opens.

use jiff::Timestamp;
use jiff::ToSpan;

use crate::codes::{
    Asks, BallGoes, BallReason, CloseHow, Direction, NextStep, Outcome as How, PromiseWhat, ReopenReason, UpdateKind,
    VoidReason,
};
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{ContactId, JourneyId, PromiseId};
use crate::journey::{Holder, Journey, State};
use crate::money::Cents;
use crate::question::QuestionState;
use crate::refusal::{Code, Refusal};

/// Tells the outcome and proposes the journey as solved. The acting team's own leg is done with it.
pub(crate) fn propose(
    draft: &mut Draft<'_>,
    outcome: How,
    mut contact: ContactFacts,
    amount: Option<Cents>,
) -> Outcome {
    draft.open()?;
    let team = draft.holder_or_director()?;
    if let Some(proposal) = &draft.journey.proposal {
        return Err(Refusal::new(Code::AlreadyProposed).at(proposal.at));
    }
    if draft.journey.open_question().is_some() {
        return Err(Code::QuestionOpen.into());
    }
    if let Some(amount) = amount {
        draft.facts.mandate.check_amount(amount)?;
    }
    let own = draft
        .journey
        .legs
        .iter()
        .find(|(_, leg)| leg.is_open() && leg.team == team)
        .map(|(id, leg)| (*id, leg.clone()));
    let others = draft
        .journey
        .legs
        .iter()
        .filter(|(id, leg)| leg.is_open() && own.as_ref().is_none_or(|(own, _)| own != *id))
        .count();
    let standing = others + draft.journey.pending().count();
    if standing > 0 {
        return Err(Refusal::new(Code::LegsOpen).count(standing));
    }
    let text = contact.text;
    let participant = contact.participant.or_else(|| draft.journey.customer_participant().map(|(id, _)| id));
    contact.participant = participant;
    contact.direction = Direction::Out;
    contact.class = crate::codes::ContactClass::Human;
    let id = contact.contact;
    draft.emit(JourneyEvent::ContactRecorded { facts: contact });
    if let Some((leg, found)) = own {
        draft.emit(JourneyEvent::LegDone { leg, outcome, text });
        if found.ball == BallGoes::Goes {
            crate::leg::settle(draft, &found);
        }
    }
    keep_results(draft);
    crate::promise::heard(draft, false);
    let objection_until =
        draft.facts.blueprint.closing.due(draft.facts.now, &draft.facts.calendar(draft.journey.direction.team));
    draft.emit(JourneyEvent::OutcomeProposed { outcome, text, amount, objection_until });
    draft.emit(JourneyEvent::ExpectationSet {
        next: NextStep::YouConfirm,
        team: None,
        by: Some(objection_until),
        cost: None,
        promise: None,
        text: None,
    });
    crate::update::plan(draft, UpdateKind::Outcome, |update| update.contact = Some(id));
    Ok(())
}

/// The outcome keeps the promises of a result; a broken one is settled by it.
fn keep_results(draft: &mut Draft<'_>) {
    let at = draft.facts.now;
    let results: Vec<PromiseId> = draft
        .journey
        .promises
        .iter()
        .filter(|(_, promise)| {
            promise.is_to_customer()
                && promise.what == PromiseWhat::Result
                && (promise.is_open() || promise.is_unsettled())
        })
        .map(|(id, _)| *id)
        .collect();
    for promise in results {
        draft.emit(JourneyEvent::PromiseFulfilled { promise, at });
    }
}

/// What stands in the way of closing, beyond the customer's own word.
#[must_use]
pub fn obstacle(journey: &Journey) -> Option<Refusal> {
    let promises = journey.promises.values().filter(|promise| promise.is_open() || promise.is_unsettled()).count();
    if promises > 0 {
        return Some(Refusal::new(Code::PromisesOpen).count(promises));
    }
    let legs = journey.legs.values().filter(|leg| leg.is_open()).count() + journey.pending().count();
    if legs > 0 {
        return Some(Refusal::new(Code::LegsOpen).count(legs));
    }
    if journey.open_question().is_some() {
        return Some(Code::QuestionOpen.into());
    }
    None
}

/// The customer says it is solved.
pub(crate) fn confirm(draft: &mut Draft<'_>) -> Outcome {
    draft.open()?;
    if !draft.by_participant() {
        draft.member_team()?;
    }
    if draft.journey.proposal.is_none() {
        return Err(Code::NothingProposed.into());
    }
    if let Some(refusal) = obstacle(&draft.journey) {
        return Err(refusal);
    }
    draft.emit(JourneyEvent::Closed { how: CloseHow::Confirmed });
    Ok(())
}

/// Closes when the period has passed, nobody objected and nothing stands in the way.
pub(crate) fn close_if_unopposed(draft: &mut Draft<'_>) {
    let passed = draft
        .journey
        .proposal
        .as_ref()
        .is_some_and(|proposal| proposal.questioned.is_none() && proposal.objection_until <= draft.facts.now);
    if passed && obstacle(&draft.journey).is_none() {
        draft.emit(JourneyEvent::Closed { how: CloseHow::NotObjected });
    }
}

/// The customer says it is not solved: the same journey goes on with the director's team.
pub(crate) fn not_solved(draft: &mut Draft<'_>, mut contact: ContactFacts) -> Outcome {
    contact.asks = Asks::Again;
    draft.not_void()?;
    if draft.journey.is_open() && draft.journey.proposal.is_none() {
        return Err(Code::NothingProposed.into());
    }
    if matches!(draft.journey.state, State::Closed { .. }) {
        return crate::contact::record(draft, contact, None);
    }
    let occurred = contact.occurred_at;
    draft.emit_at(occurred, JourneyEvent::ContactRecorded { facts: contact });
    draft.emit(JourneyEvent::ProposalWithdrawn { why: ReopenReason::NotSolved });
    begin_again(draft);
    Ok(())
}

/// A message was only thanks: the closing period goes on, or the journey closes again.
pub(crate) fn just_thanks(draft: &mut Draft<'_>, contact: ContactId) -> Outcome {
    draft.open()?;
    draft.member_team()?;
    if !draft.journey.contacts.contains_key(&contact) {
        return Err(Code::UnknownContact.into());
    }
    draft.emit(JourneyEvent::ContactTagged { contact, asks: Asks::Thanks, tied_to: None });
    if draft.journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned == Some(contact)) {
        draft.emit(JourneyEvent::QuestioningDismissed { contact });
        return Ok(());
    }
    if draft.journey.ball.why != BallReason::Reopened {
        return Ok(());
    }
    let told_anew: Vec<PromiseId> = draft
        .journey
        .promises
        .iter()
        .filter(|(_, promise)| {
            promise.is_open() && promise.member.is_none() && promise.made_at >= draft.journey.ball.since
        })
        .map(|(id, _)| *id)
        .collect();
    for promise in told_anew {
        draft.emit(JourneyEvent::PromiseReleased { promise });
    }
    match obstacle(&draft.journey) {
        Some(refusal) => Err(refusal),
        None => {
            draft.emit(JourneyEvent::Closed { how: CloseHow::JustThanks });
            Ok(())
        }
    }
}

/// Closes because the customer withdrew, or did not answer after a question lapsed.
pub(crate) fn close(draft: &mut Draft<'_>, how: CloseHow) -> Outcome {
    draft.open()?;
    if !draft.by_participant() {
        draft.holder_or_director()?;
    }
    match how {
        CloseHow::Withdrawn => {}
        CloseHow::NoAnswer
            if draft.journey.questions.values().any(|question| question.state == QuestionState::Lapsed) => {}
        CloseHow::NotObjected | CloseHow::Confirmed => return closing_too_early(draft),
        _ => return Err(Code::OutcomeNotTold.into()),
    }
    let legs = draft.journey.legs.values().filter(|leg| leg.is_open()).count() + draft.journey.pending().count();
    if legs > 0 {
        return Err(Refusal::new(Code::LegsOpen).count(legs));
    }
    if let Some((question, _)) = draft.journey.open_question() {
        draft.emit(JourneyEvent::QuestionWithdrawn { question });
    }
    let owed: Vec<PromiseId> = draft
        .journey
        .promises
        .iter()
        .filter(|(_, promise)| promise.is_open() || promise.is_unsettled())
        .map(|(id, _)| *id)
        .collect();
    for promise in owed {
        draft.emit(JourneyEvent::PromiseReleased { promise });
    }
    draft.emit(JourneyEvent::Closed { how });
    Ok(())
}

/// A member who closes early hears what is missing.
fn closing_too_early(draft: &Draft<'_>) -> Outcome {
    match &draft.journey.proposal {
        None => Err(Code::OutcomeNotTold.into()),
        Some(proposal) if proposal.questioned.is_some() => Err(Code::ObjectionOpen.into()),
        Some(proposal) => Err(Refusal::new(Code::ClosingPeriod).at(proposal.objection_until)),
    }
}

/// Opens a closed journey again, with the director's team. After the blueprint's days a new, linked journey is begun instead.
pub(crate) fn reopen(draft: &mut Draft<'_>, why: ReopenReason) -> Outcome {
    let State::Closed { at, .. } = draft.journey.state else { return Err(Code::JourneyOpen.into()) };
    if draft.facts.now > reopens_until(at, draft.facts.blueprint.reopen_days) {
        return Err(Refusal::new(Code::JourneyClosed).at(at));
    }
    draft.emit(JourneyEvent::Reopened { why });
    begin_again(draft);
    Ok(())
}

/// Until when a contact re-opens a journey that closed at a moment.
#[must_use]
pub fn reopens_until(closed_at: Timestamp, days: u32) -> Timestamp {
    closed_at.saturating_add((i64::from(days) * 24).hours()).unwrap_or(Timestamp::MAX)
}

/// The director's team has the ball and owes an answer.
fn begin_again(draft: &mut Draft<'_>) {
    crate::ball::end_what_takes_the_ball(draft);
    let team = draft.journey.direction.team;
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Reopened);
    let until = draft.facts.blueprint.first_answer.due(draft.facts.now, &draft.facts.calendar(team));
    let promise = crate::promise::news(draft, PromiseWhat::FirstAnswer, team, until, None);
    crate::update::expect_next(draft, NextStep::WeAnswer);
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
}

/// Sets the journey aside in silence; a person can undo it.
pub(crate) fn void(draft: &mut Draft<'_>, reason: VoidReason, duplicate_of: Option<JourneyId>) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    draft.emit(JourneyEvent::Voided { reason, duplicate_of });
    Ok(())
}

/// Undoes the voiding: the journey is as it was, with the director's team and a fresh moment for news.
pub(crate) fn unvoid(draft: &mut Draft<'_>) -> Outcome {
    draft.member_team()?;
    if !matches!(draft.journey.state, State::Void { .. }) {
        return Err(Code::NotVoid.into());
    }
    draft.emit(JourneyEvent::Unvoided {});
    crate::ball::end_what_takes_the_ball(draft);
    let team = draft.journey.direction.team;
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Reopened);
    crate::update::restart_news(draft);
    Ok(())
}
