//! Who takes part, and how messages reach them.

use serde::{Deserialize, Serialize};

use crate::actor::Actor;
use crate::codes::{ParticipantRole, TaskKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{CustomerId, HandleId, ParticipantId};
use crate::journey::Participant;
use crate::refusal::Code;

/// How messages reach a participant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reach", rename_all = "snake_case")]
pub enum Reach {
    /// By e-mail to a handle.
    Email {
        /// The handle.
        handle: HandleId,
    },
    /// By text message to a number.
    Text {
        /// The handle.
        handle: HandleId,
    },
    /// In a conversation on a social medium.
    Social {
        /// The handle.
        handle: HandleId,
    },
    /// By a person: a call or a letter.
    Task {
        /// What the person does.
        task: TaskKind,
    },
    /// Not: looks, or is only named.
    None,
}

impl Reach {
    /// Whether the program itself carries a message there: it waits in the outbox.
    #[must_use]
    pub fn is_sent(self) -> bool {
        matches!(self, Self::Email { .. } | Self::Text { .. } | Self::Social { .. })
    }

    /// The handle that messages go to, where the program itself carries them.
    #[must_use]
    pub fn handle(self) -> Option<HandleId> {
        match self {
            Self::Email { handle } | Self::Text { handle } | Self::Social { handle } => Some(handle),
            Self::Task { .. } | Self::None => None,
        }
    }
}

impl Participant {
    /// Whether somebody only wrote about the journey: no messages, and no say. Such a person does not take part.
    #[must_use]
    pub fn only_wrote(&self) -> bool {
        !self.may_act && self.reach == Reach::None
    }
}

/// Adds a person. The customer is one; a participant that is there already stays as it is.
pub(crate) fn add(
    draft: &mut Draft<'_>,
    participant: ParticipantId,
    role: ParticipantRole,
    customer: CustomerId,
    reach: Reach,
    may_act: bool,
) -> Outcome {
    draft.not_void()?;
    if matches!(draft.facts.actor, Actor::Participant { .. } | Actor::Outsider) {
        return Err(Code::MembersOnly.into());
    }
    if draft.journey.participants.get(&participant).is_some_and(|person| person.present) {
        return Ok(());
    }
    if role == ParticipantRole::Customer && draft.journey.customer_participant().is_some() {
        return Err(Code::UnknownParticipant.into());
    }
    draft.emit(JourneyEvent::ParticipantAdded { participant, role, customer, reach, may_act });
    Ok(())
}

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
    let own = match draft.facts.actor {
        Actor::Participant { participant: acting } => acting == participant,
        Actor::Outsider => false,
        Actor::System | Actor::Member { .. } => true,
    };
    if !own {
        return Err(Code::MembersOnly.into());
    }
    if person.reach != reach {
        draft.emit(JourneyEvent::ReachChanged { participant, reach });
    }
    Ok(())
}
