//! Legs: a leg ends with an outcome, a question or a reason, never in silence (rule 4). The ball goes back to the giver.

pub mod amount;

use crate::codes::{BallGoes, BallReason, Outcome as How, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::handover::Leg;
use crate::ids::{ContentId, LegId};
use crate::refusal::{Code, Refusal};

/// Finishes a leg with its outcome.
pub(crate) fn finish(draft: &mut Draft<'_>, leg: LegId, outcome: Option<How>, text: Option<ContentId>) -> Outcome {
    let (Some(outcome), Some(text)) = (outcome, text) else {
        own_open_leg(draft, leg)?;
        return Err(Code::SilentClose.into());
    };
    give_back(draft, leg, |leg| JourneyEvent::LegDone { leg, outcome, text })?;
    crate::agreement::carried_out(draft, leg, outcome);
    Ok(())
}

/// Ends a leg of the acting team and gives the ball back, if it went along.
pub(crate) fn give_back(draft: &mut Draft<'_>, leg: LegId, event: impl FnOnce(LegId) -> JourneyEvent) -> Outcome {
    let found = own_open_leg(draft, leg)?;
    if draft.journey.open_question().is_some_and(|(_, question)| question.leg == Some(leg)) {
        return Err(Code::QuestionOpen.into());
    }
    let offer = draft.journey.handovers.get(&found.handover).cloned();
    let said_at = offer.map(|offer| crate::partner::said_at(draft, &offer)).transpose()?.flatten();
    draft.emit_at(said_at, event(leg));
    settle(draft, &found);
    lead_back(draft, leg, &found);
    Ok(())
}

/// A direction that came along with a leg goes back with it, and the customer hears who leads again.
fn lead_back(draft: &mut Draft<'_>, leg: LegId, found: &Leg) {
    let Some(before) = found.led_by.filter(|_| draft.journey.direction.team == found.team) else { return };
    let back = Some(before).filter(|team| draft.facts.knows(*team));
    // Nobody leads in the place of a team that is gone; who leads now goes on.
    let Some(to) = back else { return };
    let epoch = draft.journey.direction.epoch + 1;
    draft.emit(JourneyEvent::DirectionMoved { to, epoch, with: Some(leg) });
    let next = draft.next_promise().map(|(id, _)| id);
    crate::update::plan(draft, UpdateKind::NowLeads, |update| {
        update.team = Some(to);
        update.promise = next;
    });
}

/// The ball goes back to the giver's member who offered the leg.
pub(crate) fn settle(draft: &mut Draft<'_>, leg: &Leg) {
    if leg.ball == BallGoes::Goes {
        let member = draft.journey.handovers.get(&leg.handover).and_then(|offer| offer.member);
        crate::ball::return_to(draft, leg.giver, member, BallReason::LegSettled);
    }
}

fn own_open_leg(draft: &Draft<'_>, leg: LegId) -> Result<Leg, Refusal> {
    draft.open()?;
    let found = draft.journey.legs.get(&leg).ok_or(Code::UnknownLeg)?;
    let team = draft.member_team()?;
    if found.team != team {
        return Err(Refusal::new(Code::NotYourLeg).team(found.team));
    }
    if !found.is_open() {
        return Err(Code::LegEnded.into());
    }
    Ok(found.clone())
}
