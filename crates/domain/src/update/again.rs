//! A message that did not arrive goes again, because a member says so: the same message, under the same id, by what
//! reaches the person now. One that is on its way or arrived is refused, so that nothing is doubled.

use super::{Update, UpdateState, moment};
use crate::codes::UpdateKind;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::UpdateId;
use crate::journey::{Holder, Journey, State};
use crate::refusal::Code;

impl Journey {
    /// Whether a message that failed can still say something when it goes again: its receiver takes part, no person told it
    /// instead, and nothing newer took its sense.
    #[must_use]
    pub fn may_go_again(&self, id: UpdateId) -> bool {
        let Some(update) = self.updates.get(&id) else { return false };
        let there = self.participants.get(&update.participant).is_some_and(|person| person.present);
        matches!(update.state, UpdateState::Failed { .. })
            && there
            && !matches!(self.state, State::Void { .. })
            && !self.was_told_by_person(id)
            && !self.is_overtaken(update)
            && !self.says_what_was(update)
    }

    /// Whether a message that waits says who has it, or who leads, and that is no longer so: it waited for the morning, and
    /// the team is done or gave it back by then.
    #[must_use]
    pub fn says_what_was(&self, update: &Update) -> bool {
        let Some(team) = update.team else { return false };
        match update.about {
            UpdateKind::NowWith => {
                let works = self.legs.values().any(|leg| leg.team == team && leg.is_open());
                self.ball.holder != (Holder::Team { team }) && !works
            }
            UpdateKind::NowLeads => self.direction.team != team,
            _ => false,
        }
    }

    fn is_overtaken(&self, update: &Update) -> bool {
        let newer = |other: &Update| {
            other.participant == update.participant
                && other.seq > update.seq
                && matches!(other.state, UpdateState::Sent { .. })
        };
        update.about.is_overtaken() && self.updates.values().any(newer)
    }
}

/// Sends a message again. The call or letter that was to tell it stays until it has left.
pub(crate) fn again(draft: &mut Draft<'_>, update: UpdateId) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    let found = draft.journey.updates.get(&update).ok_or(Code::UnknownUpdate)?;
    if !draft.journey.may_go_again(update) {
        return Err(Code::NotAgain.into());
    }
    let (about, participant) = (found.about, found.participant);
    let reach = draft.journey.participants.get(&participant).ok_or(Code::UnknownParticipant)?.reach;
    if !reach.is_sent() {
        return Err(Code::NoAddress.into());
    }
    let (not_before, held) = moment(draft, about);
    draft.emit(JourneyEvent::UpdateAgain { update, reach, not_before, held });
    Ok(())
}
