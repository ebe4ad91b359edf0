//! How events change the contacts of a journey.

use crate::actor::Actor;
use crate::codes::{Asks, ContactClass, Direction};
use crate::contact::{Contact, ContactFacts};
use crate::event::{JourneyEvent, Meta, Promisee};
use crate::journey::Journey;

/// Applies an event, where it is about a contact.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::ContactRecorded { facts } => recorded(journey, meta, facts),
        JourneyEvent::ContactTagged { contact, asks, tied_to } => {
            if let Some(contact) = journey.contacts.get_mut(contact) {
                contact.facts.asks = *asks;
                contact.facts.tied_to = *tied_to;
                // What is only thanks asks for nothing.
                contact.unread = contact.unread && *asks != Asks::Thanks;
            }
        }
        JourneyEvent::ContactSeen { contact } => {
            let until = journey.contacts.get(contact).map(|found| found.recorded_at);
            let seen = journey.contacts.values_mut().filter(|found| until.is_some_and(|at| found.recorded_at <= at));
            seen.for_each(|found| found.unread = false);
        }
        JourneyEvent::ContactForChain { contact, marked } => {
            if let Some(contact) = journey.contacts.get_mut(contact) {
                contact.for_chain = *marked;
            }
        }
        JourneyEvent::WindowCloses { contact, .. } => journey.window_warned = Some(*contact),
        JourneyEvent::ContactMovedAway { contact, to, .. } => {
            if let Some(contact) = journey.contacts.get_mut(contact) {
                contact.moved_to = Some(*to);
            }
        }
        // A promise to the customer's side, by a person, is an answer too.
        JourneyEvent::PromiseMade { member: Some(_), to: Promisee::Customer, .. } => answered(journey),
        // Who hands it over, takes it on or answers it for another team has gone on with what the customer wrote.
        JourneyEvent::HandoverOffered { .. } | JourneyEvent::HandoverAnswered { .. } | JourneyEvent::LegDone { .. }
            if meta.actor.member().is_some() =>
        {
            answered(journey);
        }
        JourneyEvent::HandoverAccepted { member: Some(_), .. } => answered(journey),
        JourneyEvent::PromiseMoved { promise, .. } => {
            let told = journey.promises.get(promise).is_some_and(crate::promise::Promise::is_to_customer);
            if told && meta.actor.member().is_some() {
                answered(journey);
            }
        }
        _ => {}
    }
}

/// What comes in waits for a person, but for what opened the journey, for thanks, and for what the team that has it wrote
/// down itself. What a person tells answers all that waited.
fn recorded(journey: &mut Journey, meta: &Meta, facts: &ContactFacts) {
    let leg = journey.leg_with_ball().map(|(id, _)| id);
    let mut contact = Contact::new(facts.clone(), meta, leg);
    let first = journey.contacts.is_empty() || journey.historic;
    let noted_there = meta.actor.team() == Some(journey.news_owner());
    contact.unread = contact.is_from_customer() && facts.asks != Asks::Thanks && !first && !noted_there;
    // Whoever rang in vain since it began wanted something; before that, what began it tells what.
    contact.unread |= contact.is_closed_door() && contact.at > journey.opened_at && !noted_there && !journey.historic;
    if speaks(&meta.actor, facts) {
        answered(journey);
    }
    journey.contacts.insert(facts.contact, contact);
}

/// A person of ours says something to the customer's side.
fn speaks(actor: &Actor, facts: &ContactFacts) -> bool {
    facts.direction == Direction::Out && facts.class == ContactClass::Human && actor.member().is_some()
}

fn answered(journey: &mut Journey) {
    journey.contacts.values_mut().for_each(|contact| contact.unread = false);
}
