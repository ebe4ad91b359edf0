//! What a partner has on a journey, and what it may read of it.

use std::collections::BTreeSet;

use super::{Sees, SharedField, SharingMoment, lost};
use crate::actor::TeamRef;
use crate::codes::{Channel, Direction};
use crate::contact::Contact;
use crate::handover::{Handover, HandoverState, Leg, Subject};
use crate::ids::{ContentId, HandoverId, LegId, OrgId};
use crate::journey::Journey;

/// What a partner has on a journey.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Offers that wait for its answer.
    pub offers: Vec<HandoverId>,
    /// What it has at work.
    pub legs: Vec<LegId>,
    /// Offers and work that ended, oldest first.
    pub past: Vec<HandoverId>,
    /// Whether it directs.
    pub leads: bool,
    /// How far it is; nothing once all of it ended.
    pub moment: Option<SharingMoment>,
}

/// What a partner has on a journey; nothing where it never was on it.
#[must_use]
pub fn part_of(journey: &Journey, org: OrgId) -> Option<Part> {
    let mut part = Part { leads: journey.direction.team.org == org, ..Part::default() };
    for (id, offer) in journey.handovers.iter().filter(|(_, offer)| offer.to.org == org) {
        let leg = match offer.subject {
            Subject::Leg { leg, .. } => Some(leg),
            Subject::Direction => None,
        };
        let open = leg.filter(|leg| journey.legs.get(leg).is_some_and(Leg::is_open));
        match (offer.state, open) {
            (HandoverState::Pending, _) => part.offers.push(*id),
            (_, Some(leg)) => part.legs.push(leg),
            _ => part.past.push(*id),
        }
    }
    if part.offers.is_empty() && part.legs.is_empty() && part.past.is_empty() && !part.leads {
        return None;
    }
    part.moment = match (!part.legs.is_empty() || part.leads, part.offers.is_empty()) {
        (true, _) => Some(SharingMoment::Accepted),
        (false, false) => Some(SharingMoment::Offered),
        (false, true) => None,
    };
    Some(part)
}

/// The offer that a partner has its work by: of what it has at work, else, where it directs, the last that it took. What
/// it must hear is mailed with that.
#[must_use]
pub fn work_of(journey: &Journey, org: OrgId) -> Option<HandoverId> {
    let open = journey.legs.values().find(|leg| leg.is_open() && leg.team.org == org).map(|leg| leg.handover);
    let leads = journey.direction.team.org == org;
    let taken = journey.handovers.iter().filter(|(_, offer)| leads && offer.to.org == org);
    let taken = taken.filter(|(_, offer)| matches!(offer.state, HandoverState::Accepted { .. }));
    open.or_else(|| taken.max_by_key(|(_, offer)| offer.offered_at).map(|(id, _)| *id))
}

/// The team that a partner gives the direction back to, where it has it: the last one that gave it away.
#[must_use]
pub fn gives_back_to(journey: &Journey, org: OrgId) -> Option<TeamRef> {
    let leads = journey.direction.team.org == org && journey.is_open();
    lost::led_before(journey, org).into_iter().find(|_| leads)
}

/// The offer of the direction that a partner made and that waits for its answer.
#[must_use]
pub fn gives_back(journey: &Journey, org: OrgId) -> Option<(HandoverId, &Handover)> {
    journey.pending().find(|(_, offer)| offer.from.org == org && offer.subject == Subject::Direction)
}

/// The words of a journey that a partner may read: what was offered to it and what it said itself, and, while it is at work,
/// what the customer was promised and told in writing, and what a member marked for the chain. Never what else the customer
/// wrote, a note, or a brief for somebody else.
#[must_use]
pub fn readable(journey: &Journey, sees: &Sees, org: OrgId) -> BTreeSet<ContentId> {
    let at_work = sees.part.moment.is_some() && journey.is_open();
    let mut texts = BTreeSet::new();
    for (id, offer) in journey.handovers.iter().filter(|(_, offer)| offer.to.org == org) {
        texts.extend(&offer.asked);
        let now = sees.part.offers.contains(id) || matches!(offer.state, HandoverState::Accepted { .. });
        if now && at_work {
            texts.extend(&offer.brief);
        }
    }
    if !at_work {
        return texts;
    }
    for offer in journey.handovers.values().filter(|offer| offer.from.org == org && offer.subject == Subject::Direction)
    {
        texts.extend(offer.brief.iter().chain(&offer.asked));
        if let HandoverState::Declined { text, .. } = offer.state {
            texts.extend(text);
        }
    }
    for asked in journey.legs.values().filter(|leg| leg.team.org == org).filter_map(|leg| leg.asked) {
        texts.insert(asked.text);
        texts.extend(asked.answer.and_then(|answer| answer.text));
    }
    let told = journey.promises.values().filter(|promise| promise.is_to_customer() || promise.owner.org == org);
    texts.extend(told.filter_map(|promise| promise.text));
    let read = |contact: &&Contact| is_told(journey, contact) || is_for_chain(contact);
    texts.extend(journey.contacts.values().filter(read).map(|contact| contact.facts.text));
    if sees.fields.contains(&SharedField::Title) {
        texts.insert(journey.subject);
    }
    texts
}

/// Whether a contact is what the customer was told in writing. What was noted of a conversation may hold what the customer said.
#[must_use]
pub fn is_told(journey: &Journey, contact: &Contact) -> bool {
    let facts = &contact.facts;
    let written = !matches!(facts.channel, Channel::Phone | Channel::Counter);
    let customer = journey.customer_participant().map(|(id, _)| id);
    let to_customer = facts.participant.is_none() || facts.participant == customer;
    facts.direction == Direction::Out && contact.moved_to.is_none() && written && to_customer
}

/// Whether a member marked the text of a contact for the partners in the chain.
#[must_use]
pub fn is_for_chain(contact: &Contact) -> bool {
    contact.for_chain && contact.moved_to.is_none()
}
