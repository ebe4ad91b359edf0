//! Passed on and on: work that goes from one team to the next for the third time while nobody did anything for the customer.
//! Nobody has to complain first: the director's team and the coordinator hear of it, until somebody does something or the
//! director's team takes the ball back.

use jiff::Timestamp;

use crate::codes::{BallGoes, BallReason};
use crate::decide::Draft;
use crate::event::JourneyEvent;
use crate::handover::{HandoverState, LegState};
use crate::ids::{ContentId, HandoverId};
use crate::journey::Journey;
use crate::refusal::{Code, Refusal};

/// From so many times in a row on it is heard of.
const ALARM: u32 = 3;

/// Work that was passed on once more while nobody did anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassedOn {
    /// When.
    pub at: Timestamp,
    /// By which offer.
    pub handover: HandoverId,
    /// How often in a row, with this offer.
    pub times: u32,
}

impl Journey {
    /// That the work is being passed on and on, as long as nobody did anything since.
    #[must_use]
    pub fn passed_around(&self) -> Option<PassedOn> {
        let passed = self.passed_on.filter(|_| self.is_open())?;
        self.idle_since().is_none_or(|at| at < passed.at).then_some(passed)
    }

    /// How often in a row the work was handed on or handed back, with nothing done between.
    fn hops(&self) -> u32 {
        let since = self.idle_since();
        let idle = self.handovers.values().filter(|offer| {
            let passed = matches!(offer.state, HandoverState::Accepted { .. } | HandoverState::Declined { .. });
            passed && offer.takes_ball() && since.is_none_or(|at| at < offer.offered_at)
        });
        u32::try_from(idle.count()).unwrap_or(u32::MAX)
    }

    /// Since when nobody did anything with it but pass it on: the last deed, or the last time that the ball moved for another
    /// reason than that somebody took the work on or gave it back.
    fn idle_since(&self) -> Option<Timestamp> {
        let passed = |why: BallReason| matches!(why, BallReason::Accepted | BallReason::LegSettled);
        let moved = self.way.iter().filter(|spell| !passed(spell.why)).map(|spell| spell.since);
        moved.chain(self.last_deed()).max()
    }

    /// When a person of ours last did something for the customer: told or asked something, called or wrote, agreed on
    /// something, planned a visit, or finished a piece of the work.
    fn last_deed(&self) -> Option<Timestamp> {
        let told = self.contacts.values().filter(|it| it.is_answer() || it.is_spoken()).map(|it| it.recorded_at);
        let asked = self.questions.values().map(|question| question.asked_at);
        let called = self.tasks.values().filter(|task| task.done_by.is_some()).filter_map(|task| task.done_at);
        let agreed = self.agreements.values().filter_map(crate::agreement::Agreement::at);
        let booked = self.visits.values().map(|visit| visit.booked_at);
        let answered = self.handovers.values().filter_map(|offer| match offer.state {
            HandoverState::Answered { at, .. } => Some(at),
            _ => None,
        });
        let finished = self.legs.values().filter_map(|leg| match leg.state {
            LegState::Done { at, .. } => Some(at),
            LegState::Open | LegState::Returned { .. } | LegState::Declined { .. } => None,
        });
        told.chain(asked).chain(called).chain(agreed).chain(booked).chain(answered).chain(finished).max()
    }
}

/// How often the work was passed on in a row, with an offer that is made now; nothing while that is nothing unusual. Then
/// the next one must read why.
pub(crate) fn counted(
    draft: &Draft<'_>,
    ball: Option<BallGoes>,
    brief: &[Option<ContentId>],
) -> Result<Option<u32>, Refusal> {
    let times = draft.journey.hops().saturating_add(1);
    if ball != Some(BallGoes::Goes) || times < ALARM {
        return Ok(None);
    }
    if brief.iter().flatten().next().is_none() {
        return Err(Code::HopUnexplained.into());
    }
    Ok(Some(times))
}

/// The director's team and the coordinator hear of it.
pub(crate) fn raise(draft: &mut Draft<'_>, handover: HandoverId, times: Option<u32>) {
    if let Some(times) = times {
        draft.emit(JourneyEvent::HandoverPassedOn { handover, times });
    }
}
