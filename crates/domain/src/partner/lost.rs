//! A party leaves the chain: the agreement with it ended.

use crate::actor::TeamRef;
use crate::codes::{BallReason, DeclineReason, NextStep, Outcome as How, PromiseWhat, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::handover::{Leg, LegState, Subject};
use crate::ids::{LegId, OrgId, PromiseId, UpdateId};
use crate::journey::{Holder, Journey};
use crate::promise::Promise;
use crate::refusal::Code;
use crate::update::{Update, UpdateState};

/// A party leaves the chain: what was offered to it is withdrawn, what it has at work comes back to the director's team,
/// the direction to who gave it, and what it promised the customer is owed by who directs. Where the customer knew of it,
/// the customer hears that it is gone, who has it now, and by when somebody says what becomes of what was promised.
pub(crate) fn lose(draft: &mut Draft<'_>, org: OrgId) -> Outcome {
    if !matches!(draft.facts.actor, crate::actor::Actor::System) {
        return Err(Code::MembersOnly.into());
    }
    if !draft.journey.is_open() {
        return Ok(());
    }
    let known = known_to_customer(&draft.journey, org);
    lose_direction(draft, org);
    let pending: Vec<_> = draft
        .journey
        .pending()
        .filter(|(_, offer)| offer.to.org == org || offer.from.org == org)
        .map(|(id, _)| id)
        .collect();
    for handover in pending {
        draft.emit(JourneyEvent::HandoverWithdrawn { handover });
    }
    let holds = draft.journey.ball.holder.team().is_some_and(|team| team.org == org);
    let asks = draft.journey.open_question().filter(|(_, question)| question.asker.org == org).map(|(id, _)| id);
    if let Some(question) = asks {
        draft.emit(JourneyEvent::QuestionWithdrawn { question });
    }
    let legs = draft.journey.legs.iter().filter(|(_, leg)| leg.is_open() && leg.team.org == org);
    let legs: Vec<LegId> = legs.map(|(id, _)| *id).collect();
    for leg in legs {
        draft.emit(JourneyEvent::LegDeclined { leg, reason: DeclineReason::Other, text: None, recalled: true });
    }
    let promised = inherit(draft, org);
    if holds || asks.is_some() {
        let team = draft.journey.direction.team;
        crate::ball::move_to(draft, Holder::Team { team }, BallReason::PartyLost);
    }
    match known {
        Some(team) => tell(draft, team, promised),
        None if holds || asks.is_some() || promised => crate::update::expect_next(draft, NextStep::TeamWorks),
        None => {}
    }
    Ok(())
}

/// The team of a party that the customer knows of as having it now: it leads, it was said to have it, or it promised
/// something.
fn known_to_customer(journey: &Journey, org: OrgId) -> Option<TeamRef> {
    if journey.direction.team.org == org {
        return Some(journey.direction.team);
    }
    let heard = |id: UpdateId, update: &Update| match update.state {
        UpdateState::Sent { .. } => true,
        UpdateState::Planned | UpdateState::Failed { .. } => journey.was_told_by_person(id),
        UpdateState::Withdrawn { .. } => false,
    };
    let named = journey.updates.iter().filter(|(id, update)| {
        matches!(update.about, UpdateKind::NowWith | UpdateKind::NowLeads) && heard(**id, update)
    });
    let named: Vec<TeamRef> = named.filter_map(|(_, update)| update.team).filter(|team| team.org == org).collect();
    let works = journey.legs.values().filter(|leg| leg.is_open()).map(|leg| leg.team).find(|team| named.contains(team));
    let owes = |promise: &&Promise| promise.is_to_customer() && promise.is_owed() && promise.owner.org == org;
    // What is done already goes on without who did it: there is nothing to tell.
    if has_finished(journey, org) {
        return works;
    }
    works.or_else(|| journey.promises.values().find(owes).map(|promise| promise.owner))
}

/// Whether all that a party worked on is done: what it promised hangs no longer on it.
pub(crate) fn has_finished(journey: &Journey, org: OrgId) -> bool {
    let done =
        |leg: &Leg| matches!(leg.state, LegState::Done { outcome: How::Solved | How::Answered | How::NothingToDo, .. });
    let mut legs = journey.legs.values().filter(|leg| leg.team.org == org).peekable();
    legs.peek().is_some() && legs.all(done)
}

/// What a party owes the customer is owed by the director's team from now on; whether any of it is in doubt.
fn inherit(draft: &mut Draft<'_>, org: OrgId) -> bool {
    let owner = draft.answering();
    let owed = draft.journey.promises.iter().filter(|(_, promise)| promise.is_to_customer() && promise.is_owed());
    let owed: Vec<PromiseId> = owed.filter(|(_, promise)| promise.owner.org == org).map(|(id, _)| *id).collect();
    for promise in &owed {
        draft.emit(JourneyEvent::PromiseInherited { promise: *promise, owner });
    }
    owed.iter().any(|id| draft.journey.promises.get(id).is_some_and(Promise::is_in_doubt))
}

/// The customer hears that a party is gone and who has it now. Of what that party was to do nobody knows yet whether it is
/// done in time: by when somebody says so is promised with it.
fn tell(draft: &mut Draft<'_>, left: TeamRef, in_doubt: bool) {
    let keeps = crate::promise::keep_by(draft, crate::promise::moments(draft), None);
    let moment = if in_doubt && draft.let_down().is_none() {
        let owner = draft.answering();
        let until = draft.facts.blueprint.after_broken.due(draft.facts.now, &draft.facts.calendar(owner));
        Some(crate::promise::news(draft, PromiseWhat::News, owner, until, None))
    } else {
        crate::promise::ensure_one(draft)
    };
    crate::update::expect_next(draft, if in_doubt { NextStep::WeTell } else { NextStep::TeamWorks });
    let next = moment.or_else(|| draft.next_promise().map(|(id, _)| id));
    crate::update::plan(draft, UpdateKind::PartyLeft, |update| {
        update.team = Some(left);
        update.promise = next;
        update.keeps = keeps;
    });
}

/// The teams of other organisations that the direction can go back to: the last that gave it away, then who began.
pub(crate) fn led_before(journey: &Journey, org: OrgId) -> Vec<TeamRef> {
    let along = journey.legs.values().filter(|leg| leg.is_open() && leg.team.org == org).filter_map(|leg| leg.led_by);
    let mut offers: Vec<_> = journey.handovers.values().filter(|offer| offer.subject == Subject::Direction).collect();
    offers.sort_by_key(|offer| std::cmp::Reverse(offer.offered_at));
    let given = offers.into_iter().map(|offer| offer.from);
    let opener = journey.way.first().and_then(|spell| spell.holder.team());
    along.chain(given).chain(opener).filter(|team| team.org != org).collect()
}

/// The direction goes back to the last team of another organisation that gave it away.
fn lose_direction(draft: &mut Draft<'_>, org: OrgId) {
    if draft.journey.direction.team.org != org {
        return;
    }
    let given = led_before(&draft.journey, org);
    let ours = draft.facts.teams.values().find(|found| found.guest.is_none()).map(|found| found.team);
    let to = given.into_iter().find(|team| draft.facts.knows(*team)).or(ours);
    let Some(to) = to.filter(|to| *to != draft.journey.direction.team) else { return };
    let epoch = draft.journey.direction.epoch + 1;
    draft.emit(JourneyEvent::DirectionMoved { to, epoch, with: None });
}
