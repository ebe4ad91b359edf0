//! The end of a journey (rule 3): closing needs the customer to have been told the outcome and to have agreed, or not
//! objected for the blueprint's period.

mod reopening;
mod voiding;

use jiff::{SignedDuration, Timestamp};

use crate::actor::TeamRef;
use crate::codes::{
    Asks, BallGoes, BallReason, CloseHow, ContactClass, DeadlineKind, Direction, NextStep, Outcome as How, PromiseKind,
    PromiseWhat, ReopenReason, UpdateKind,
};
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{ContactId, LegId, PromiseId, UpdateId};
use crate::journey::{Journey, Proposal};
use crate::money::Cents;
use crate::question::QuestionState;
use crate::refusal::{Code, Refusal};
use crate::update::{Update, UpdateState};

pub use reopening::reopens_until;
pub(crate) use reopening::{
    call_after_feedback, closed_unheard, not_solved, reopen, reopen_for_call, reopen_for_feedback, reopen_for_hold,
    reopen_silently, reopen_unreachable,
};
pub(crate) use voiding::{stand_again, unvoid, void};

/// Tells the outcome and proposes the journey as solved. The acting team's own leg is done with it.
pub(crate) fn propose(draft: &mut Draft<'_>, outcome: How, contact: ContactFacts, amount: Option<Cents>) -> Outcome {
    draft.open()?;
    let team = draft.holder_or_director()?;
    propose_for(draft, team, outcome, contact, amount)
}

/// The same in the name of a team that has the ball or directs, by whom it sent.
pub(crate) fn propose_for(
    draft: &mut Draft<'_>,
    team: TeamRef,
    outcome: How,
    mut contact: ContactFacts,
    amount: Option<Cents>,
) -> Outcome {
    if let Some(proposal) = &draft.journey.proposal {
        return Err(Refusal::new(Code::AlreadyProposed).at(proposal.at));
    }
    if draft.journey.open_question().is_some() {
        return Err(Code::QuestionOpen.into());
    }
    crate::visit::none_booked(&draft.journey)?;
    if let Some(amount) = amount {
        draft.facts.mandate.check_amount(amount)?;
    }
    let own = draft
        .journey
        .legs
        .iter()
        .find(|(_, leg)| leg.is_open() && leg.team == team)
        .map(|(id, leg)| (*id, leg.clone()));
    legs_ended(&draft.journey, own.as_ref().map(|(id, _)| *id))?;
    if crate::contact::stands_here(draft, contact.contact) {
        return Ok(());
    }
    (contact.occurred_at, contact.asks, contact.tied_to) = (None, Asks::Something, None);
    let text = contact.text;
    let participant = contact.participant.or_else(|| draft.journey.customer_participant().map(|(id, _)| id));
    contact.participant = participant;
    contact.direction = Direction::Out;
    contact.class = ContactClass::Human;
    let id = contact.contact;
    draft.emit(JourneyEvent::ContactRecorded { facts: contact });
    if let Some((leg, found)) = own {
        draft.emit(JourneyEvent::LegDone { leg, outcome, text });
        crate::agreement::carried_out(draft, leg, outcome);
        if found.ball == BallGoes::Goes {
            crate::leg::settle(draft, &found);
        }
    }
    let mut told = results(draft);
    told.extend(crate::promise::all_news(draft));
    let keeps = crate::promise::keep_by(draft, told, None);
    let (told_at, _) = crate::update::moment(draft, UpdateKind::Outcome);
    let objection_until = objection_until(draft, told_at);
    draft.emit(JourneyEvent::OutcomeProposed { outcome, text, amount, objection_until });
    crate::update::expect_next(draft, NextStep::YouConfirm);
    crate::update::plan(draft, UpdateKind::Outcome, |update| {
        update.contact = Some(id);
        update.keeps = keeps;
    });
    Ok(())
}

/// Until when the customer may object to what is told at a moment.
fn objection_until(draft: &Draft<'_>, told_at: Timestamp) -> Timestamp {
    draft.facts.blueprint.closing.due(told_at, &draft.facts.calendar(draft.journey.direction.team))
}

/// The message with the outcome to the customer that was decided on last.
fn outcome_message(journey: &Journey) -> Option<(UpdateId, &Update)> {
    journey
        .updates
        .iter()
        .filter(|(_, update)| update.about == UpdateKind::Outcome && journey.is_customer(update.participant))
        .max_by_key(|(id, update)| (update.planned_at, **id))
        .map(|(id, update)| (*id, update))
}

/// Whether the customer was told the outcome that is proposed: its message was handed to the channel and did not fail,
/// or a person called or wrote.
#[must_use]
pub fn outcome_told(journey: &Journey) -> bool {
    let Some((id, update)) = outcome_message(journey) else { return true };
    journey.was_told_by_person(id) || matches!(update.state, UpdateState::Sent { .. })
}

/// The outcome reached the customer only now: the period to object begins now.
pub(crate) fn told_late(draft: &mut Draft<'_>, update: UpdateId, grace: SignedDuration) {
    if outcome_message(&draft.journey).is_none_or(|(id, _)| id != update) || !draft.journey.is_open() {
        return;
    }
    let Some(proposal) = draft.journey.proposal.clone() else { return };
    let until = objection_until(draft, draft.facts.now);
    if draft.facts.now.duration_since(proposal.at) <= grace || until <= proposal.objection_until {
        return;
    }
    let Proposal { outcome, text, amount, .. } = proposal;
    draft.emit(JourneyEvent::OutcomeProposed { outcome, text, amount, objection_until: until });
    if draft.journey.expectation.as_ref().is_some_and(|told| told.next == NextStep::YouConfirm) {
        crate::update::expect_next(draft, NextStep::YouConfirm);
    }
}

/// The promises of a result: the outcome keeps them; a broken one is settled by it.
fn results(draft: &Draft<'_>) -> Vec<PromiseId> {
    draft
        .journey
        .promises
        .iter()
        .filter(|(_, promise)| promise.is_to_customer() && promise.what == PromiseWhat::Result && promise.is_owed())
        .map(|(id, _)| *id)
        .collect()
}

/// Ends the journey. What a message on its way was to keep is kept now: it stands on the customer's page, and nobody waits
/// for it any more.
fn end(draft: &mut Draft<'_>, how: CloseHow) {
    keep_what_is_shown(draft);
    draft.emit(JourneyEvent::Closed { how });
}

fn keep_what_is_shown(draft: &mut Draft<'_>) {
    let shown: Vec<PromiseId> = draft.journey.on_their_way().into_iter().collect();
    let now = draft.facts.now;
    crate::promise::keep(draft, &shown, now);
}

/// What stands in the way of closing, beyond the customer's own word.
#[must_use]
pub fn obstacle(journey: &Journey) -> Option<Refusal> {
    let kept = journey.on_their_way();
    let promises = journey.promises.iter().filter(|(id, promise)| !kept.contains(id) && promise.is_owed()).count();
    if promises > 0 {
        return Some(Refusal::new(Code::PromisesOpen).count(promises));
    }
    if let Err(refusal) = legs_ended(journey, None).and_then(|()| crate::visit::none_booked(journey)) {
        return Some(refusal);
    }
    if let Some(refusal) = crate::agreement::obstacle(journey) {
        return Some(refusal);
    }
    journey.open_question().is_some().then(|| Code::QuestionOpen.into())
}

/// Nobody is at work on it or may still take work on, beside the leg that ends with this.
fn legs_ended(journey: &Journey, own: Option<LegId>) -> Outcome {
    let legs = journey.legs.iter().filter(|(id, leg)| leg.is_open() && own != Some(**id)).count();
    let standing = legs + journey.pending().count();
    if standing > 0 { Err(Refusal::new(Code::LegsOpen).count(standing)) } else { Ok(()) }
}

/// Nobody is at work on it, nor may take work on.
pub(crate) fn nobody_at_work(draft: &Draft<'_>) -> Outcome {
    legs_ended(&draft.journey, None)?;
    agreements_ended(&draft.journey)
}

/// Nothing that was agreed stands in the way of closing.
fn agreements_ended(journey: &Journey) -> Outcome {
    crate::agreement::obstacle(journey).map_or(Ok(()), Err)
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
    // Who says so has read the outcome, on the page if the message is still on its way.
    keep_what_is_shown(draft);
    // "Solved" from the one that news and calls were promised to lets those go; a result that is owed stays owed.
    crate::promise::let_go(draft, None, |promise| promise.is_to_customer() && promise.kind == PromiseKind::News);
    if let Some(refusal) = obstacle(&draft.journey) {
        return Err(refusal);
    }
    end(draft, CloseHow::Confirmed);
    Ok(())
}

/// Closes when the period has passed, nobody objected and nothing stands in the way.
pub(crate) fn close_if_unopposed(draft: &mut Draft<'_>) {
    let passed = draft
        .journey
        .proposal
        .as_ref()
        .is_some_and(|proposal| proposal.questioned.is_none() && proposal.objection_until <= draft.facts.now);
    if passed && obstacle(&draft.journey).is_none() && outcome_told(&draft.journey) {
        if let Some(due) = draft.missed_closing {
            draft.emit(JourneyEvent::Overdue { what: DeadlineKind::Closing, due, task: None });
        }
        end(draft, CloseHow::NotObjected);
    }
}

/// A message was only thanks: the closing period goes on, or the journey closes again.
pub(crate) fn just_thanks(draft: &mut Draft<'_>, contact: ContactId) -> Outcome {
    draft.open()?;
    draft.member_team()?;
    crate::contact::tag(draft, contact, Asks::Thanks)?;
    // It closes again only what it opened itself: nothing else has been asked since.
    let (journey, since) = (&draft.journey, draft.journey.ball.since);
    let only_it = journey
        .contacts
        .iter()
        .all(|(id, found)| *id == contact || !found.is_from_customer() || found.recorded_at < since);
    let opened_by_it = journey.reopened == Some(ReopenReason::Contact)
        && journey.ball.why == BallReason::Reopened
        && journey.contacts.get(&contact).is_some_and(|found| found.recorded_at >= since);
    if !opened_by_it || !only_it {
        return Ok(());
    }
    let told_anew = crate::promise::let_go(draft, None, |promise| {
        promise.member.is_none() && promise.made_at >= since && promise.what != PromiseWhat::Visit
    });
    // First: a message that does not leave keeps nothing.
    no_answer_after_all(draft, &told_anew);
    if let Some(refusal) = obstacle(&draft.journey) {
        return Err(refusal);
    }
    end(draft, CloseHow::JustThanks);
    Ok(())
}

/// The customer does not want the call that an answer brought: what was to be told about it is not told, and the journey ends
/// again where the call is all that opened it.
pub(crate) fn call_not_wanted(draft: &mut Draft<'_>, call: PromiseId) {
    crate::promise::let_go_of(draft, call);
    let waits = |update: &Update| update.promise == Some(call) && update.state == UpdateState::Planned;
    let waiting = draft.journey.updates.iter().filter(|(_, update)| waits(update)).map(|(id, _)| *id);
    for update in waiting.collect::<Vec<_>>() {
        draft.emit(JourneyEvent::UpdateWithdrawn { update });
    }
    if !draft.journey.is_open() {
        return;
    }
    let (journey, since) = (&draft.journey, draft.journey.ball.since);
    let for_it = matches!(journey.reopened, Some(ReopenReason::Feedback | ReopenReason::Call));
    let opened_by_it = for_it && journey.ball.why == BallReason::Reopened;
    let only_it = journey.contacts.values().all(|found| found.recorded_at < since);
    if opened_by_it && only_it && journey.proposal.is_none() && obstacle(journey).is_none() {
        end(draft, CloseHow::CallNotWanted);
    } else if draft.journey.expectation.as_ref().is_some_and(|told| told.next == NextStep::WeCall) {
        crate::update::expect_next(draft, NextStep::WeAnswer);
    }
}

/// Who was told to expect an answer hears that none will come. What had not left yet does not leave; who heard nothing of it
/// hears nothing now.
fn no_answer_after_all(draft: &mut Draft<'_>, promises: &[PromiseId]) {
    let about = |update: &Update| update.promise.is_some_and(|promise| promises.contains(&promise));
    let (waiting, mut told): (Vec<_>, Vec<_>) = draft
        .journey
        .updates
        .iter()
        .filter(|(_, update)| about(update))
        .filter(|(_, update)| matches!(update.state, UpdateState::Planned | UpdateState::Sent { .. }))
        .map(|(id, update)| (*id, update.participant, update.state == UpdateState::Planned))
        .partition(|(.., waits)| *waits);
    for (update, ..) in waiting {
        draft.emit(JourneyEvent::UpdateWithdrawn { update });
    }
    told.sort_by_key(|(_, participant, _)| *participant);
    told.dedup_by_key(|(_, participant, _)| *participant);
    for (_, participant, _) in told {
        if crate::update::by_mail(draft, Some(participant)) {
            crate::update::plan(draft, UpdateKind::ClosedAgain, |update| update.participant = Some(participant));
        }
    }
}

/// Closes because the customer withdrew, or did not answer after a question lapsed.
pub(crate) fn close(draft: &mut Draft<'_>, how: CloseHow) -> Outcome {
    draft.open()?;
    if !draft.by_participant() {
        draft.holder_or_director()?;
    } else if how != CloseHow::Withdrawn {
        return Err(Code::MembersOnly.into());
    }
    match how {
        CloseHow::Withdrawn => {}
        CloseHow::NoAnswer if unanswered(&draft.journey) => {}
        CloseHow::NotObjected | CloseHow::Confirmed => return closing_too_early(draft),
        _ => return Err(Code::OutcomeNotTold.into()),
    }
    crate::visit::off_with_the_journey(draft);
    nobody_at_work(draft)?;
    if let Some((question, _)) = draft.journey.open_question() {
        draft.emit(JourneyEvent::QuestionWithdrawn { question });
    }
    crate::promise::let_go(draft, None, |_| true);
    draft.emit(JourneyEvent::Closed { how });
    Ok(())
}

/// A question lapsed and the customer has said nothing since it was asked.
fn unanswered(journey: &Journey) -> bool {
    journey.questions.values().any(|question| {
        question.state == QuestionState::Lapsed
            && !journey
                .contacts
                .values()
                .any(|contact| contact.is_from_customer() && contact.recorded_at >= question.asked_at)
    })
}

/// A member who closes early hears what is missing.
fn closing_too_early(draft: &Draft<'_>) -> Outcome {
    match &draft.journey.proposal {
        None => Err(Code::OutcomeNotTold.into()),
        Some(proposal) if proposal.questioned.is_some() => Err(Code::ObjectionOpen.into()),
        Some(proposal) => Err(Refusal::new(Code::ClosingPeriod).at(proposal.objection_until)),
    }
}
