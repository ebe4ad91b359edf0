//! A matter that is another body's is forwarded, warmly: what was sent goes along with our own words, the customer is told
//! who has it now and how to reach them, and the journey ends as forwarded (Awb 2:3). It is never set aside, and it opens
//! again when the customer or that body writes.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::{Asks, CloseHow, ContactClass, Direction, ForwardGround, ParticipantRole, ReopenReason, UpdateKind};
use crate::contact::ContactFacts;
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Meta, Reach};
use crate::ids::{ContactId, ContentId, CustomerId, ParticipantId};
use crate::journey::Journey;
use crate::refusal::Code;

/// To whom a matter is forwarded, and what goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewForward {
    /// The body's place on the journey.
    pub body: ParticipantId,
    /// The body's record.
    pub record: CustomerId,
    /// How the message reaches it.
    pub reach: Reach,
    /// Its name.
    pub name: ContentId,
    /// How the customer reaches it, in words.
    pub reachable: ContentId,
    /// Why it may go there.
    pub ground: ForwardGround,
    /// What is sent to the body: our words with what the customer wrote, and the files that were chosen.
    pub contact: ContactFacts,
    /// What a member tells the customer besides.
    pub told: Option<ContactFacts>,
    /// Whether who the customer is goes along, so that the body can answer. Not said before there was a choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<bool>,
}

/// Where a matter went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forwarded {
    /// The body's place on the journey.
    pub body: ParticipantId,
    /// Its name.
    pub name: ContentId,
    /// How the customer reaches it, in words.
    pub reachable: ContentId,
    /// Why it might go there.
    pub ground: ForwardGround,
    /// What was sent to the body.
    pub contact: ContactId,
    /// When.
    pub at: Timestamp,
    /// Whether who the customer is went along.
    pub shared: Option<bool>,
}

impl Journey {
    /// Where it was forwarded to, as long as it is closed for that.
    #[must_use]
    pub fn is_with_other_body(&self) -> Option<&Forwarded> {
        let closed = matches!(self.state, crate::journey::State::Closed { how: CloseHow::Forwarded, .. });
        self.forwarded.as_ref().filter(|_| closed)
    }

    /// Whether somebody is another body, to which the matter was forwarded.
    #[must_use]
    pub fn is_other_body(&self, participant: ParticipantId) -> bool {
        self.participants.get(&participant).is_some_and(|person| person.role == ParticipantRole::OtherBody)
    }
}

/// Forwards the matter and closes the journey.
pub(crate) fn forward(draft: &mut Draft<'_>, new: NewForward) -> Outcome {
    draft.open()?;
    draft.holder_or_director()?;
    if crate::contact::stands_here(draft, new.contact.contact) {
        return Ok(());
    }
    crate::visit::off_with_the_journey(draft);
    crate::closing::nobody_at_work(draft)?;
    if new.reach == Reach::None {
        return Err(Code::NoAddress.into());
    }
    if draft.journey.customer_participant().is_none() {
        return Err(Code::UnknownParticipant.into());
    }
    let body = send_along(draft, &new);
    let (name, reachable, ground) = (new.name, new.reachable, new.ground);
    let contact = new.contact.contact;
    draft.emit(JourneyEvent::Forwarded { body, name, reachable, ground, contact, shared: new.shared });
    tell(draft, new.told);
    end(draft);
    Ok(())
}

/// The body takes part with this one message: it hears nothing else of the journey.
fn send_along(draft: &mut Draft<'_>, new: &NewForward) -> ParticipantId {
    let (role, participant) = (ParticipantRole::OtherBody, new.body);
    let there = draft.journey.participants.get(&participant).is_some_and(|person| person.present);
    if there {
        draft.emit(JourneyEvent::ReachChanged { participant, reach: new.reach });
    } else {
        let (customer, reach) = (new.record, new.reach);
        draft.emit(JourneyEvent::ParticipantAdded { participant, role, customer, reach, may_act: false });
    }
    let contact = out(new.contact.clone(), participant);
    let id = contact.contact;
    draft.emit(JourneyEvent::ContactRecorded { facts: contact });
    crate::update::plan(draft, UpdateKind::ForwardedTo, |update| {
        update.participant = Some(participant);
        update.contact = Some(id);
    });
    draft.emit(JourneyEvent::ReachChanged { participant, reach: Reach::None });
    participant
}

/// Who takes part hears who has it now; the customer in the member's own words, where there are any.
fn tell(draft: &mut Draft<'_>, told: Option<ContactFacts>) {
    let customer = draft.journey.customer_participant().map(|(id, _)| id);
    let words = told.zip(customer).map(|(told, customer)| out(told, customer));
    let contact = words.as_ref().map(|words| words.contact);
    if let Some(facts) = words {
        draft.emit(JourneyEvent::ContactRecorded { facts });
    }
    crate::update::plan(draft, UpdateKind::Forwarded, |update| update.contact = contact);
}

fn out(mut contact: ContactFacts, to: ParticipantId) -> ContactFacts {
    contact.participant = Some(to);
    (contact.direction, contact.class) = (Direction::Out, ContactClass::Human);
    (contact.occurred_at, contact.asks, contact.tied_to) = (None, Asks::Something, None);
    contact
}

/// What was promised goes with it: the customer was told who answers now.
fn end(draft: &mut Draft<'_>) {
    if let Some((question, _)) = draft.journey.open_question() {
        draft.emit(JourneyEvent::QuestionWithdrawn { question });
    }
    crate::promise::let_go(draft, None, |_| true);
    draft.emit(JourneyEvent::Closed { how: CloseHow::Forwarded });
}

/// Why a journey opens again when somebody writes after it closed.
pub(crate) fn reason_to_reopen(draft: &Draft<'_>, contact: ContactId) -> ReopenReason {
    let writer = draft.journey.contacts.get(&contact).and_then(|found| found.facts.participant);
    if writer.is_some_and(|writer| draft.journey.is_other_body(writer)) {
        ReopenReason::OtherBody
    } else {
        ReopenReason::Contact
    }
}

/// Applies an event, where it says that the matter was forwarded.
pub(crate) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    if let JourneyEvent::Forwarded { body, name, reachable, ground, contact, shared } = event {
        let (body, name, reachable, ground, contact) = (*body, *name, *reachable, *ground, *contact);
        let (at, shared) = (meta.recorded_at, *shared);
        journey.forwarded = Some(Forwarded { body, name, reachable, ground, contact, at, shared });
    }
}
