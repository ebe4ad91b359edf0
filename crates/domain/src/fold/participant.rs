//! How events change who takes part in a journey.

use crate::event::{JourneyEvent, Meta};
use crate::journey::{Journey, Participant};

/// Applies an event, where it is about a participant.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::ParticipantAdded { participant, role, customer, reach, may_act } => {
            let person = Participant {
                role: *role,
                customer: *customer,
                reach: *reach,
                reached: Vec::new(),
                may_act: *may_act,
                present: true,
            };
            journey.participants.insert(*participant, person);
        }
        JourneyEvent::ParticipantRemoved { participant } => {
            if let Some(person) = journey.participants.get_mut(participant) {
                person.present = false;
            }
        }
        JourneyEvent::ReachChanged { participant, reach } => {
            if let Some(person) = journey.participants.get_mut(participant) {
                let before = std::mem::replace(&mut person.reach, *reach);
                person.reached.push((meta.recorded_at, before));
            }
        }
        _ => {}
    }
}
