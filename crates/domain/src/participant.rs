//! Who takes part, and how messages reach them.

use crate::codes::ParticipantRole;
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Reach};
use crate::ids::ParticipantId;
use crate::refusal::Code;

/// Ends a person's part. The customer always takes part.
pub(crate) fn remove(draft: &mut Draft<'_>, participant: ParticipantId) -> Outcome {
    draft.member_team()?;
    let person =
        draft.journey.participants.get(&participant).filter(|person| person.present).ok_or(Code::UnknownParticipant)?;
    if person.role == ParticipantRole::Customer {
        return Err(Code::UnknownParticipant.into());
    }
    draft.emit(JourneyEvent::ParticipantRemoved { participant });
    Ok(())
}

/// Changes how messages reach a person.
pub(crate) fn change_reach(draft: &mut Draft<'_>, participant: ParticipantId, reach: Reach) -> Outcome {
    let person =
        draft.journey.participants.get(&participant).filter(|person| person.present).ok_or(Code::UnknownParticipant)?;
    if person.reach != reach {
        draft.emit(JourneyEvent::ReachChanged { participant, reach });
    }
    Ok(())
}
