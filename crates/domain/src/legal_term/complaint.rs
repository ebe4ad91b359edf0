//! A journey that began as something else turns out to be a complaint: its own term begins on the day on which the customer
//! complained, and the customer gets the receipt that a complaint gets, in writing.

use super::LegalRule;
use crate::codes::{JourneyKind, UpdateKind};
use crate::contact::Contact;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::ContactId;
use crate::journey::Journey;
use crate::refusal::Code;

impl Journey {
    /// Whether a member may still say that it is a complaint: it is none yet, no other term runs or ran, and the customer's
    /// side said something.
    #[must_use]
    pub fn may_become_complaint(&self) -> bool {
        self.is_open()
            && self.kind != JourneyKind::Complaint
            && self.legal.is_none()
            && self.contacts.values().any(complains)
    }
}

/// Whether a contact can be a complaint: a person on the customer's side said it, and it stands here.
fn complains(contact: &Contact) -> bool {
    contact.is_from_customer() && contact.moved_to.is_none()
}

/// Says so. A term that runs already, or did, is kept as it is: then the complaint gets a journey of its own.
pub(crate) fn complain(draft: &mut Draft<'_>, contact: ContactId) -> Outcome {
    draft.open()?;
    if draft.journey.kind == JourneyKind::Complaint {
        return Err(Code::IsComplaint.into());
    }
    if draft.journey.legal.is_some() {
        return Err(Code::ComplaintApart.into());
    }
    let found = draft.journey.contacts.get(&contact).ok_or(Code::UnknownContact)?;
    if found.moved_to.is_some() {
        return Err(Code::ContactGone.into());
    }
    if !complains(found) {
        return Err(Code::UnknownContact.into());
    }
    let facts = draft.facts;
    let rule = LegalRule::of_complaint(&facts.blueprint, facts.complaints, facts.usual_complaints);
    let start = draft.facts.own_hours.date_of(found.at);
    draft.emit(JourneyEvent::BecameComplaint { contact });
    super::clock::begin(draft, rule, start);
    // Who complains is not content with the outcome: it does not close for want of a word.
    if draft.journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_none()) {
        draft.emit(JourneyEvent::OutcomeQuestioned { contact });
    }
    crate::update::plan(draft, UpdateKind::Receipt, |update| update.written = true);
    Ok(())
}
