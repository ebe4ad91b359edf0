//! The way of a message: what did not get there by one goes by the next that is proved to be the person's, and the record says
//! so. What became of it is said when the channel says it, never before.

use jiff::Timestamp;

use super::UpdateState;
use crate::codes::{FailWhy, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Reach};
use crate::ids::UpdateId;
use crate::refusal::Code;

/// A message cannot go by the way that it was to go, or did not get there by it.
pub(crate) fn unreachable(draft: &mut Draft<'_>, update: UpdateId, why: FailWhy) -> Outcome {
    let found = draft.journey.updates.get(&update).ok_or(Code::UnknownUpdate)?;
    if matches!(found.state, UpdateState::Failed { .. } | UpdateState::Withdrawn { .. }) || next(draft, update, why) {
        return Ok(());
    }
    super::undelivered(draft, update, true, Some(why))
}

/// Sends it by the next way, where there is one; tells whether there was.
pub(super) fn next(draft: &mut Draft<'_>, update: UpdateId, why: FailWhy) -> bool {
    let Some(reach) = draft.facts.next_way.filter(|reach| reach.is_sent()) else { return false };
    let Some(found) = draft.journey.updates.get(&update) else { return false };
    // What is asked or told after the end is as good by another way; the rest of a closed journey is over.
    if !draft.journey.is_open() && !matches!(found.about, UpdateKind::Survey | UpdateKind::WeDid) {
        return false;
    }
    // What was written freely after the channel's time was over goes there once more, as the message that it approved.
    let approved = why == FailWhy::Window && matches!(reach, Reach::Social { .. });
    let same = reach.handle() == found.reach.handle() && !approved;
    let known = same || reach.handle().is_some_and(|handle| found.tried.contains(&handle));
    // What must be in writing is, or a person writes it.
    let informal = found.question.is_some() && draft.journey.asks_in_writing() && !matches!(reach, Reach::Email { .. });
    if known || informal {
        return false;
    }
    draft.emit(JourneyEvent::UpdateRerouted { update, reach, why });
    true
}

/// A message reached its receiver, or was seen; said once each.
pub(crate) fn arrived(draft: &mut Draft<'_>, update: UpdateId, seen: bool, at: Option<Timestamp>) -> Outcome {
    draft.plausible(at)?;
    let found = draft.journey.updates.get(&update).ok_or(Code::UnknownUpdate)?;
    let said = if seen { found.seen_at } else { found.arrived_at };
    if matches!(found.state, UpdateState::Sent { .. }) && said.is_none() {
        draft.emit_at(at, JourneyEvent::UpdateArrived { update, seen });
    }
    Ok(())
}
