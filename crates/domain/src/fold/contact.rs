//! How events change the contacts of a journey.

use crate::contact::Contact;
use crate::event::{JourneyEvent, Meta};
use crate::journey::Journey;

/// Applies an event, where it is about a contact.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::ContactRecorded { facts } => {
            let leg = journey.leg_with_ball().map(|(id, _)| id);
            journey.contacts.insert(facts.contact, Contact::new(facts.clone(), meta, leg));
        }
        JourneyEvent::ContactTagged { contact, asks, tied_to } => {
            if let Some(contact) = journey.contacts.get_mut(contact) {
                contact.facts.asks = *asks;
                contact.facts.tied_to = *tied_to;
            }
        }
        JourneyEvent::ContactMovedAway { contact, to, .. } => {
            if let Some(contact) = journey.contacts.get_mut(contact) {
                contact.moved_to = Some(*to);
            }
        }
        _ => {}
    }
}
