//! A party leaves the chain: the agreement with it ended.

use crate::actor::TeamRef;
use crate::codes::{BallReason, DeclineReason, NextStep, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::handover::Subject;
use crate::ids::{LegId, OrgId};
use crate::journey::{Holder, Journey};
use crate::refusal::Code;

/// A party leaves the chain: what was offered to it is withdrawn, what it has at work comes back to the director's team,
/// the direction to who gave it.
pub(crate) fn lose(draft: &mut Draft<'_>, org: OrgId) -> Outcome {
    if !matches!(draft.facts.actor, crate::actor::Actor::System) {
        return Err(Code::MembersOnly.into());
    }
    if !draft.journey.is_open() {
        return Ok(());
    }
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
    if holds || asks.is_some() {
        let team = draft.journey.direction.team;
        crate::ball::move_to(draft, Holder::Team { team }, BallReason::PartyLost);
        crate::update::expect_next(draft, NextStep::TeamWorks);
    }
    Ok(())
}

/// The teams of other organisations that the direction can go back to: the last that gave it away, then who began.
pub(super) fn led_before(journey: &Journey, org: OrgId) -> Vec<TeamRef> {
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
    let next = draft.next_promise().map(|(id, _)| id);
    crate::update::plan(draft, UpdateKind::NowLeads, |update| {
        update.team = Some(to);
        update.promise = next;
    });
}
