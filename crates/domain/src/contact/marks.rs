//! What members say of a contact that stands: what it asks for, that it was seen, that the chain may read it, that it belongs
//! elsewhere.

use super::{Contact, dismiss, promise_at};
use crate::actor::Actor;
use crate::codes::{Asks, Direction, JoinReason};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContactId, JourneyId};
use crate::refusal::Code;

/// Corrects what a contact asks for; a chaser is tied to the promise that was current when it came.
pub(crate) fn tag(draft: &mut Draft<'_>, contact: ContactId, asks: Asks) -> Outcome {
    draft.member_team()?;
    let found = draft.journey.contacts.get(&contact).ok_or(Code::UnknownContact)?;
    if !found.is_from_customer() {
        return Err(if found.moved_to.is_some() { Code::ContactGone } else { Code::ContactLeftHouse }.into());
    }
    let tied_to = (asks == Asks::News).then(|| promise_at(draft, found.at)).flatten();
    draft.emit(JourneyEvent::ContactTagged { contact, asks, tied_to });
    if asks == Asks::Thanks {
        dismiss(draft, contact);
    }
    Ok(())
}

/// A member has seen a contact, and those before it, and nothing needs to be answered. Seen twice is seen once.
pub(crate) fn see(draft: &mut Draft<'_>, contact: ContactId) -> Outcome {
    draft.open()?;
    draft.holder_or_director()?;
    let found = draft.journey.contacts.get(&contact).ok_or(Code::UnknownContact)?;
    if found.moved_to.is_some() {
        return Err(Code::ContactGone.into());
    }
    if draft.journey.unread().any(|(_, waits)| waits.recorded_at <= found.recorded_at) {
        draft.emit(JourneyEvent::ContactSeen { contact });
    }
    Ok(())
}

/// The partners in the chain may read the text of a contact, or no longer. Marked twice is marked once.
pub(crate) fn mark_for_chain(draft: &mut Draft<'_>, contact: ContactId, marked: bool) -> Outcome {
    draft.open()?;
    // A partner that directs by mail reads no word that nobody marked: who owes the customer an answer may.
    let team = draft.member_team()?;
    let owes = draft.journey.promises.values().any(|promise| promise.is_open() && promise.owner == team);
    if !owes {
        draft.holder_or_director()?;
    }
    let found = draft.journey.contacts.get(&contact).ok_or(Code::UnknownContact)?;
    if found.moved_to.is_some() {
        return Err(Code::ContactGone.into());
    }
    if found.for_chain != marked {
        draft.emit(JourneyEvent::ContactForChain { contact, marked });
    }
    Ok(())
}

/// Takes a contact off this journey. What we sent ourselves has left the house and stays.
pub(crate) fn move_away(draft: &mut Draft<'_>, contact: ContactId, to: JourneyId, why: JoinReason) -> Outcome {
    // Who wrote it may say that it is about something else that runs.
    let writer = match draft.facts.actor {
        Actor::Participant { participant } => Some(participant),
        _ => None,
    };
    let own = |found: &Contact| writer.is_some() && found.facts.participant == writer;
    if !draft.journey.contacts.get(&contact).is_some_and(own) {
        draft.member_team()?;
    }
    let found = draft.journey.contacts.get(&contact).ok_or(Code::UnknownContact)?;
    if found.moved_to.is_some() {
        return Err(Code::ContactGone.into());
    }
    if found.facts.direction == Direction::Out {
        return Err(Code::ContactLeftHouse.into());
    }
    draft.emit(JourneyEvent::ContactMovedAway { contact, to, why });
    dismiss(draft, contact);
    Ok(())
}
