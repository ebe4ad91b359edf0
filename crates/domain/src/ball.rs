//! The ball: rule 2. Every move goes through [`move_to`]; the table of moves stands in `docs/architecture.md`.

use crate::actor::TeamRef;
use crate::codes::{BallGoes, BallReason, DeclineReason, NextStep, TakeBackReason};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Subject};
use crate::ids::MemberId;
use crate::journey::Holder;
use crate::refusal::{Code, Refusal};

/// Moves the ball and raises its epoch. Pending offers of a team that gets its ball back are bound to the new epoch;
/// offers to take along a ball that went elsewhere for good are withdrawn by those who move it so.
pub(crate) fn move_to(draft: &mut Draft<'_>, to: Holder, why: BallReason) {
    move_because(draft, to, why, None);
}

fn move_because(draft: &mut Draft<'_>, to: Holder, why: BallReason, reason: Option<TakeBackReason>) {
    let epoch = draft.journey.ball.epoch + 1;
    draft.emit(JourneyEvent::BallMoved { to, epoch, why, reason });
    let rebound: Vec<_> = draft
        .journey
        .pending()
        .filter(|(_, offer)| offer.takes_ball() && Holder::Team { team: offer.from } == to)
        .map(|(id, _)| id)
        .collect();
    for handover in rebound {
        draft.emit(JourneyEvent::HandoverRebound { handover, epoch });
    }
}

/// Moves the ball to a team and, where the person who had it there before is known, straight to that person.
pub(crate) fn return_to(draft: &mut Draft<'_>, team: TeamRef, member: Option<MemberId>, why: BallReason) {
    // A party that is gone cannot get the ball: then the director's team has it.
    let (team, member, why) = if draft.facts.knows(team) {
        (team, member, why)
    } else {
        end_what_takes_the_ball(draft);
        (draft.journey.direction.team, None, BallReason::PartyLost)
    };
    move_to(draft, Holder::Team { team }, why);
    if member.is_some() {
        draft.emit(JourneyEvent::AssigneeSet { member });
    }
}

/// A member takes the team's ball, gives it to a colleague or lays it down.
pub(crate) fn assign(draft: &mut Draft<'_>, member: Option<MemberId>) -> Outcome {
    draft.open()?;
    draft.holder_team()?;
    if draft.journey.ball.assignee != member {
        draft.emit(JourneyEvent::AssigneeSet { member });
    }
    Ok(())
}

/// The director's team takes the ball back: what took it along ends, recalled and not in silence.
pub(crate) fn take_back(draft: &mut Draft<'_>, reason: TakeBackReason) -> Outcome {
    draft.open()?;
    let team = draft.director_team()?;
    if !draft.facts.mandate.take_back {
        return Err(Refusal::new(Code::OverMandate).team(team));
    }
    if draft.journey.ball.holder == (Holder::Team { team }) {
        return Err(Refusal::new(Code::ToSelf).holder(draft.journey.ball.holder));
    }
    end_what_takes_the_ball(draft);
    move_because(draft, Holder::Team { team }, BallReason::TakenBack, Some(reason));
    crate::update::expect_next(draft, NextStep::TeamWorks);
    let member = draft.facts.actor.member();
    draft.emit(JourneyEvent::AssigneeSet { member });
    Ok(())
}

/// Ends the question, offer and leg that the ball is with or would go along with.
pub(crate) fn end_what_takes_the_ball(draft: &mut Draft<'_>) {
    if let Some((question, _)) = draft.journey.open_question() {
        draft.emit(JourneyEvent::QuestionWithdrawn { question });
    }
    let pending: Vec<_> = draft.journey.pending().filter(|(_, offer)| offer.takes_ball()).map(|(id, _)| id).collect();
    for handover in pending {
        draft.emit(JourneyEvent::HandoverWithdrawn { handover });
    }
    if let Some((leg, _)) = draft.journey.leg_with_ball() {
        draft.emit(JourneyEvent::LegDeclined { leg, reason: DeclineReason::Other, text: None, recalled: true });
    }
}

/// Whether an offer or leg with the ball is on its way or at work.
pub(crate) fn goes_already(draft: &Draft<'_>) -> bool {
    let offered =
        draft.journey.pending().any(|(_, offer)| matches!(offer.subject, Subject::Leg { ball: BallGoes::Goes, .. }));
    offered || draft.journey.leg_with_ball().is_some()
}
