//! How events change who takes part in a journey.

use crate::event::JourneyEvent;
use crate::journey::{Journey, Participant};

/// Applies an event, where it is about a participant.
pub(super) fn apply(journey: &mut Journey, event: &JourneyEvent) {
    match event {
        JourneyEvent::ParticipantAdded { participant, role, customer, reach, may_act } => {
            let person =
                Participant { role: *role, customer: *customer, reach: *reach, may_act: *may_act, present: true };
            journey.participants.insert(*participant, person);
        }
        JourneyEvent::ParticipantRemoved { participant } => {
            if let Some(person) = journey.participants.get_mut(participant) {
                person.present = false;
            }
        }
        JourneyEvent::ReachChanged { participant, reach } => {
            if let Some(person) = journey.participants.get_mut(participant) {
                person.reach = *reach;
            }
        }
        _ => {}
    }
}
