//! The end of a journey and what comes after it (rule 3): closing needs the customer to have been told the outcome and to
//! have agreed, or not objected for the blueprint's period; voiding is silent and undoable; a contact re-opens.

use jiff::{SignedDuration, Timestamp};

use crate::codes::{
    Asks, BallGoes, BallReason, CloseHow, ContactClass, DeadlineKind, Direction, NextStep, Outcome as How,
    ParticipantRole, PromiseKind, PromiseWhat, ReopenReason, UpdateKind, VoidReason,
};
use crate::command::CallWish;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{ContactId, JourneyId, PromiseId, UpdateId};
use crate::journey::{Holder, Journey, Proposal, State};
use crate::money::Cents;
use crate::question::QuestionState;
use crate::refusal::{Code, Refusal};
use crate::update::{Update, UpdateState};

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
        if found.ball == BallGoes::Goes {
            crate::leg::settle(draft, &found);
        }
    }
    let mut told = results(draft);
    told.extend(crate::promise::to_be_heard(draft, false));
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
    let to_customer = |update: &Update| {
        journey.participants.get(&update.participant).is_some_and(|person| person.role == ParticipantRole::Customer)
    };
    journey
        .updates
        .iter()
        .filter(|(_, update)| update.about == UpdateKind::Outcome && to_customer(update))
        .max_by_key(|(id, update)| (update.planned_at, **id))
        .map(|(id, update)| (*id, update))
}

/// Whether the customer was told the outcome that is proposed: its message was handed to the channel and did not fail,
/// or a person called or wrote.
#[must_use]
pub fn outcome_told(journey: &Journey) -> bool {
    let Some((id, update)) = outcome_message(journey) else { return true };
    let mut carried = journey.tasks.values().filter(|task| task.update == Some(id)).peekable();
    let by_person = carried.peek().is_some() && carried.all(|task| task.done_at.is_some());
    by_person || matches!(update.state, UpdateState::Sent { .. })
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
        .filter(|(_, promise)| {
            promise.is_to_customer()
                && promise.what == PromiseWhat::Result
                && (promise.is_open() || promise.is_unsettled())
        })
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
    let owed = |(id, promise): &(&PromiseId, &crate::promise::Promise)| {
        !kept.contains(id) && (promise.is_open() || promise.is_unsettled())
    };
    let promises = journey.promises.iter().filter(owed).count();
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
    // Who says so has read the outcome, on the page if the message is still on its way.
    keep_what_is_shown(draft);
    // "Solved" from the one that news and calls were promised to lets those go; a result that is owed stays owed.
    let let_go: Vec<PromiseId> = draft
        .journey
        .promises
        .iter()
        .filter(|(_, promise)| promise.is_to_customer() && promise.kind == PromiseKind::News)
        .filter(|(_, promise)| promise.is_open() || promise.is_unsettled())
        .map(|(id, _)| *id)
        .collect();
    for promise in let_go {
        draft.emit(JourneyEvent::PromiseReleased { promise, why: None });
    }
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
        return reopen(draft, ReopenReason::NotSolved, noted.contact);
    }
    draft.emit(JourneyEvent::ProposalWithdrawn { why: ReopenReason::NotSolved });
    begin_again(draft, None)
}

/// A message was only thanks: the closing period goes on, or the journey closes again.
pub(crate) fn just_thanks(draft: &mut Draft<'_>, contact: ContactId) -> Outcome {
    draft.open()?;
    draft.member_team()?;
    crate::contact::tag(draft, contact, Asks::Thanks)?;
    // It closes again only what it opened itself: nothing else has been asked since.
    let only_it =
        draft.journey.contacts.iter().all(|(id, found)| {
            *id == contact || !found.is_from_customer() || found.recorded_at < draft.journey.ball.since
        });
    let opened_by_it = draft.journey.reopened == Some(ReopenReason::Contact)
        && draft.journey.ball.why == BallReason::Reopened
        && draft.journey.contacts.get(&contact).is_some_and(|found| found.recorded_at >= draft.journey.ball.since);
    if !opened_by_it || !only_it {
        return Ok(());
    }
    let told_anew: Vec<PromiseId> = draft
        .journey
        .promises
        .iter()
        .filter(|(_, promise)| {
            let owed = promise.is_open() || promise.is_unsettled();
            owed && promise.member.is_none() && promise.made_at >= draft.journey.ball.since
        })
        .map(|(id, _)| *id)
        .collect();
    for promise in &told_anew {
        draft.emit(JourneyEvent::PromiseReleased { promise: *promise, why: None });
    }
    if let Some(refusal) = obstacle(&draft.journey) {
        return Err(refusal);
    }
    no_answer_after_all(draft, &told_anew);
    end(draft, CloseHow::JustThanks);
    Ok(())
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
        draft.emit(JourneyEvent::PromiseReleased { promise, why: None });
    }
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

/// Opens a closed journey again, with the director's team. After the blueprint's days a new, linked journey is begun instead.
pub(crate) fn reopen(draft: &mut Draft<'_>, why: ReopenReason, by: impl Into<Option<ContactId>>) -> Outcome {
    reopen_with(draft, why, by.into(), None)
}

/// A call asked for after closing opens the journey again for after-care; the call is what is owed.
pub(crate) fn reopen_for_call(draft: &mut Draft<'_>, by: ContactId, when: CallWish) -> Outcome {
    reopen_with(draft, ReopenReason::Contact, Some(by), Some(when))
}

/// Opens a closed journey again for thanks: nothing is sent, and nothing promised but the news that every open journey has.
pub(crate) fn reopen_silently(draft: &mut Draft<'_>, by: ContactId) -> Outcome {
    opened_again(draft, ReopenReason::Contact, Some(by))?;
    crate::ball::end_what_takes_the_ball(draft);
    let team = draft.journey.direction.team;
    back_to(draft, team);
    Ok(())
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
    let team = draft.journey.direction.team;
    back_to(draft, team);
}

/// The team gets the ball, and in it the member who had it until now: the same people go on.
fn back_to(draft: &mut Draft<'_>, team: crate::actor::TeamRef) {
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

/// The director's team has the ball and owes an answer, or the call that was asked for.
fn begin_again(draft: &mut Draft<'_>, call: Option<CallWish>) -> Outcome {
    crate::ball::end_what_takes_the_ball(draft);
    let team = draft.journey.direction.team;
    back_to(draft, team);
    let promise = match call {
        Some(when) => crate::promise::owe_call(draft, team, when)?,
        None => crate::promise::owe(draft, PromiseWhat::FirstAnswer, team),
    };
    crate::update::expect_next(draft, NextStep::WeAnswer);
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
    Ok(())
}

/// Sets the journey aside in silence; a person can undo it. A member of the team that has it or directs it does, and not
/// while the customer waits for what a person promised, or for a call.
pub(crate) fn void(draft: &mut Draft<'_>, reason: VoidReason, duplicate_of: Option<JourneyId>) -> Outcome {
    draft.not_void()?;
    draft.holder_or_director()?;
    let promised = |promise: &&crate::promise::Promise| {
        let by_person = promise.kind == PromiseKind::Outcome && promise.member.is_some();
        let awaited = promise.is_open() || promise.is_unsettled();
        promise.is_to_customer() && awaited && (by_person || promise.what == PromiseWhat::CallBack)
    };
    let standing: Vec<_> = draft.journey.promises.values().filter(promised).collect();
    if let Some(first) = standing.iter().min_by_key(|promise| promise.current.until) {
        let refusal = Refusal::new(Code::VoidPromised).team(first.owner).at(first.current.until);
        return Err(refusal.count(standing.len()));
    }
    crate::promise::aside::let_go(draft, duplicate_of);
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
    if !draft.journey.is_open() {
        return Ok(());
    }
    crate::ball::end_what_takes_the_ball(draft);
    let team = draft.journey.direction.team;
    crate::ball::move_to(draft, Holder::Team { team }, BallReason::Reopened);
    crate::promise::ensure_one(draft);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    crate::update::restart_news(draft);
    Ok(())
}
