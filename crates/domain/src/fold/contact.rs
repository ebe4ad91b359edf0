//! How events change the contacts of a journey.

use crate::actor::Actor;
use crate::codes::{Asks, ContactClass, Direction, PromiseWhat};
use crate::contact::{Contact, ContactFacts};
use crate::event::{JourneyEvent, Meta, Promisee};
use crate::journey::Journey;
use crate::promise::Promise;

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
        // A promise by a person says when: that answers who asked for news, and nobody's question. A window in which
        // somebody comes answers neither, nor does whoever hands the work over or takes it on.
        JourneyEvent::PromiseMade { member: Some(_), to: Promisee::Customer, what, carried: None, .. }
            if *what != PromiseWhat::Visit =>
        {
            told_when(journey);
        }
        JourneyEvent::PromiseMoved { promise, .. } if meta.actor.member().is_some() => {
            let tells = |found: &Promise| found.is_to_customer() && found.what != PromiseWhat::Visit;
            if journey.promises.get(promise).is_some_and(tells) {
                told_when(journey);
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
    if speaks(&meta.actor, facts) && may_have_read(journey, &meta.actor) {
        answered(journey);
    }
    journey.contacts.insert(facts.contact, contact);
}

/// Whether who acts may have read what waits: not a partner that has the ball while another team reads for it.
fn may_have_read(journey: &Journey, actor: &Actor) -> bool {
    let org = actor.team().map(|team| team.org);
    org != Some(journey.acting().org) || org == Some(journey.news_owner().org)
}

/// A person of ours says something to the customer's side.
fn speaks(actor: &Actor, facts: &ContactFacts) -> bool {
    facts.direction == Direction::Out && facts.class == ContactClass::Human && actor.member().is_some()
}

fn answered(journey: &mut Journey) {
    journey.contacts.values_mut().for_each(|contact| contact.unread = false);
}

/// Who only asked for news has heard when.
fn told_when(journey: &mut Journey) {
    journey.contacts.values_mut().filter(|found| found.facts.asks == Asks::News).for_each(|found| found.unread = false);
}
