//! Shipments: what a carrier brings. One is two linked promises: the sender's to the customer, and the carrier's to the
//! sender, which is watched and measured but told to nobody. Both are judged by when the facts happened, also when word of
//! them comes late (rule 6). Lateness, damage, loss and silence need nobody to notice them: the customer hears of them from
//! the sender, with the moment of the next news, before asking.

mod fact;
mod figures;
mod plan;
mod settle;
mod trouble;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::{
    ContactClass, DeadlineKind, Direction, NextStep, PromiseKind, PromiseWhat, Settlement, ShipmentStatus, UpdateKind,
};
use crate::contact::ContactFacts;
use crate::deadline::Deadline;
use crate::decide::{Draft, Outcome};
use crate::event::{HoldSubject, JourneyEvent};
use crate::hold::NoSubject;
use crate::ids::{JourneyId, PromiseId, ShipmentId};
use crate::journey::Journey;
use crate::promise::making::{Making, add};
use crate::promise::{Promise, Promisee, Window};
use crate::refusal::{Code, Refusal};

pub use figures::ShipmentFigures;
pub use plan::ShippingPlan;
use settle::{overtaken, tell};
pub(crate) use trouble::fire;

/// The sort of a shipment's reference.
pub const SHIPMENT: &str = "shipment";

/// What is asked about a shipment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum ShipmentCommand {
    /// Give it to a carrier: the sender promises it to the customer, the carrier to the sender.
    Register {
        /// Its tracking number.
        subject: HoldSubject,
        /// Who brings it.
        carrier: TeamRef,
        /// In which window it is there.
        window: Window,
        /// The broken promise in whose place this delivery stands.
        replaces: Option<PromiseId>,
    },
    /// Say where it stands. Said twice has one effect.
    Fact {
        /// The shipment.
        shipment: ShipmentId,
        /// Where.
        status: ShipmentStatus,
        /// When that happened; without it, now.
        at: Option<Timestamp>,
        /// Whether the carrier itself said so, over a door that proves it.
        signed: bool,
        /// The message that tells the outcome, where it is delivered and nothing else is awaited.
        told: Option<ContactFacts>,
    },
    /// Say on which journey a claim on its carrier runs. The last one counts.
    Claim {
        /// The shipment.
        shipment: ShipmentId,
        /// The journey of the claim.
        claim: JourneyId,
    },
}

/// A shipment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    /// Its tracking number.
    pub subject: HoldSubject,
    /// Who brings it.
    pub carrier: TeamRef,
    /// The sender's promise to the customer.
    pub promise: PromiseId,
    /// The carrier's promise to the sender.
    pub carriers: PromiseId,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// What must have been said of it in time.
    pub missing: ShipmentStatus,
    /// How many minutes before the end of the window.
    pub lead_minutes: u32,
    /// What was said of it, in the order in which word of it came.
    pub said: Vec<Said>,
    /// When the carrier has been silent for too long.
    pub silent_at: Option<Timestamp>,
    /// When the carrier had been, since it last said something.
    pub silent: Option<Timestamp>,
    /// Since when it will hardly be there in time.
    pub at_risk: Option<Timestamp>,
    /// The moment of news that was given because something is wrong with it.
    pub trouble: Option<PromiseId>,
    /// The journey of the claim on its carrier.
    pub claim: Option<JourneyId>,
}

/// What was said of a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub status: ShipmentStatus,
    /// When that happened.
    pub at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
}

/// How a shipment stands, what asks for attention first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// Something is wrong with it, and the customer waits for word.
    Trouble,
    /// It is not there, and its moment has passed.
    Late,
    /// It will hardly be there in time.
    AtRisk,
    /// On its way.
    UnderWay,
    /// It is there.
    Delivered,
    /// Nobody waits for it any more.
    Over,
}

impl Stand {
    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Trouble => "trouble",
            Self::Late => "late",
            Self::AtRisk => "at_risk",
            Self::UnderWay => "under_way",
            Self::Delivered => "delivered",
            Self::Over => "over",
        }
    }

    /// The stand of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Trouble, Self::Late, Self::AtRisk, Self::UnderWay, Self::Delivered, Self::Over]
            .into_iter()
            .find(|stand| stand.code() == code)
    }
}

impl ShipmentStatus {
    /// How far it has come; nothing for what is no step on the way.
    #[must_use]
    pub fn step(self) -> Option<u8> {
        match self {
            Self::Accepted => Some(1),
            Self::InTransit => Some(2),
            Self::OutForDelivery => Some(3),
            Self::Delivered => Some(4),
            Self::Delayed | Self::Exception | Self::Lost | Self::Damaged | Self::Returned => None,
        }
    }

    /// Whether somebody must see to it, and the customer must hear of it.
    #[must_use]
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Exception | Self::Lost | Self::Damaged | Self::Returned)
    }
}

/// A tracking number, as people and programs write it: without blanks, in capitals.
///
/// # Errors
/// When it is none.
pub fn tracking(text: &str) -> Result<HoldSubject, NoSubject> {
    let bare: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    HoldSubject::new(SHIPMENT, &bare.to_ascii_uppercase())
}

impl Shipment {
    /// What was said of it that happened last.
    #[must_use]
    pub fn last(&self) -> Option<Said> {
        // Of two at one moment the one that word came of last.
        self.said.iter().copied().max_by_key(|said| said.at)
    }

    /// When it was delivered, as far as anybody said.
    #[must_use]
    pub fn delivered(&self) -> Option<Timestamp> {
        let delivered = self.said.iter().filter(|said| said.status == ShipmentStatus::Delivered);
        delivered.map(|said| said.at).min()
    }

    /// Whether it has come at least so far.
    #[must_use]
    pub fn has_come_to(&self, status: ShipmentStatus) -> bool {
        self.said.iter().any(|said| said.status.step() >= status.step().or(Some(u8::MAX)))
    }
}

impl Journey {
    /// Whether it is a claim on a carrier: it follows a delivery and began with what a member wrote down. The one whom it is
    /// with is the carrier then.
    #[must_use]
    pub fn is_claim(&self) -> bool {
        let written = |facts: &ContactFacts| facts.direction == Direction::Out && facts.class == ContactClass::Report;
        self.follows.is_some() && self.contacts.values().any(|contact| written(&contact.facts))
    }

    /// How one of its shipments stands.
    #[must_use]
    pub fn stand_of(&self, shipment: &Shipment) -> Stand {
        let owed = |id: PromiseId| self.promises.get(&id).filter(|promise| promise.is_owed());
        let promise = owed(shipment.promise);
        if self.is_open() && shipment.trouble.is_some_and(|moment| owed(moment).is_some()) {
            return Stand::Trouble;
        }
        match promise.filter(|_| self.is_open()) {
            _ if shipment.delivered().is_some() => Stand::Delivered,
            None => Stand::Over,
            Some(promise) if promise.is_unsettled() => Stand::Late,
            Some(_) if shipment.at_risk.is_some() => Stand::AtRisk,
            Some(_) => Stand::UnderWay,
        }
    }

    /// The shipment that a promise is of, the customer's or the carrier's.
    #[must_use]
    pub fn shipment_of(&self, promise: PromiseId) -> Option<(ShipmentId, &Shipment)> {
        let of = |found: &Shipment| [Some(found.promise), Some(found.carriers), found.trouble].contains(&Some(promise));
        self.shipments.iter().find(|(_, found)| of(found)).map(|(id, found)| (*id, found))
    }

    /// The shipment of a tracking number: the one that was registered last.
    #[must_use]
    pub fn shipment_by(&self, subject: &HoldSubject) -> Option<(ShipmentId, &Shipment)> {
        let same = self.shipments.iter().filter(|(_, found)| found.subject == *subject);
        same.max_by_key(|(id, found)| (found.registered_at, **id)).map(|(id, found)| (*id, found))
    }

    /// When it is noticed that what must be said of a shipment was not: so long before the end of its window.
    #[must_use]
    pub fn risk_at(&self, shipment: &Shipment) -> Option<Timestamp> {
        let promise = self.promises.get(&shipment.promise)?;
        promise.current.until.checked_sub(SignedDuration::from_mins(i64::from(shipment.lead_minutes))).ok()
    }
}

/// The due moments of all shipments: what was not said in time, and silence.
pub(crate) fn deadlines(journey: &Journey) -> Vec<Deadline> {
    let mut all = Vec::new();
    for (id, found) in &journey.shipments {
        let promise = journey.promises.get(&found.promise);
        if found.delivered().is_some() || !promise.is_some_and(Promise::is_owed) {
            continue;
        }
        let mut add = |kind, due| all.push(Deadline { kind, of: Some(id.0), due });
        let awaited = promise.is_some_and(Promise::is_open) && !found.has_come_to(found.missing);
        if let Some(due) = journey.risk_at(found).filter(|_| awaited && found.at_risk.is_none()) {
            add(DeadlineKind::ShipmentRisk, due);
        }
        // Once it is late the customer has been told, and waits for word by a moment.
        let unheard = promise.is_some_and(Promise::is_open) && found.silent.is_none();
        if let Some(due) = found.silent_at.filter(|_| unheard) {
            add(DeadlineKind::ShipmentSilent, due);
        }
    }
    all
}

/// Decides what is asked about a shipment.
pub(crate) fn run(draft: &mut Draft<'_>, command: ShipmentCommand) -> Outcome {
    match command {
        ShipmentCommand::Register { subject, carrier, window, replaces } => {
            register(draft, subject, carrier, window, replaces)
        }
        ShipmentCommand::Fact { shipment, status, at, signed, told } => {
            fact::say(draft, shipment, status, at, signed, told)
        }
        ShipmentCommand::Claim { shipment, claim } => claimed(draft, shipment, claim),
    }
}

/// A claim began, also after the delivery was closed. Its own journey is not this one.
fn claimed(draft: &mut Draft<'_>, shipment: ShipmentId, claim: JourneyId) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    let found = draft.journey.shipments.get(&shipment).ok_or(Code::UnknownShipment)?;
    if found.claim != Some(claim) && claim != draft.journey.id {
        draft.emit(JourneyEvent::ShipmentClaimed { shipment, claim });
    }
    Ok(())
}

/// The sender promises it to the customer, and the carrier to the sender.
fn register(
    draft: &mut Draft<'_>,
    subject: HoldSubject,
    carrier: TeamRef,
    window: Window,
    replaces: Option<PromiseId>,
) -> Outcome {
    draft.open()?;
    draft.member_team()?;
    let sender = draft.journey.direction.team;
    if let Some(proposal) = &draft.journey.proposal {
        return Err(Refusal::new(Code::AlreadyProposed).at(proposal.at));
    }
    if !draft.facts.carries(carrier) {
        return Err(Code::UnknownTeam.into());
    }
    if carrier == sender {
        return Err(Refusal::new(Code::ToSelf).team(carrier));
    }
    crate::promise::check_window(window, draft.facts.now)?;
    if subject.kind() != SHIPMENT {
        return Err(Code::UnknownShipment.into());
    }
    // Registered twice is no news.
    let known = draft.journey.shipment_by(&subject).map(|(_, found)| (found.carrier, found.promise));
    if known.is_some_and(|(by, promise)| {
        by == carrier && draft.journey.promises.get(&promise).is_some_and(Promise::is_open)
    }) {
        return Ok(());
    }
    if let Some(broken) = replaces {
        let found = draft.journey.promises.get(&broken).ok_or(Code::UnknownPromise)?;
        if !found.is_unsettled() || !found.is_to_customer() {
            return Err(Code::PromiseEnded.into());
        }
        crate::visit::owns(draft, broken)?;
    }
    let keeps = crate::promise::keep_by(draft, crate::promise::to_be_heard(draft, false), None);
    let making = |owner, to, member, replaces| Making {
        kind: PromiseKind::Outcome,
        member,
        to,
        replaces,
        ..Making::by_program(PromiseWhat::Delivery, owner, window)
    };
    let member = draft.facts.actor.member();
    let promise = add(draft, making(sender, Promisee::Customer, member, replaces));
    if let Some(broken) = replaces {
        draft.emit(JourneyEvent::PromiseSettled { promise: broken, how: Settlement::Replaced });
    }
    let carriers = add(draft, making(carrier, Promisee::Team { team: sender }, None, None));
    let plan = draft.facts.blueprint.shipping.unwrap_or_default();
    let shipment = draft.ids.next();
    let silent_at = plan.silent_at(draft.facts.now, &draft.facts.calendar(carrier));
    let ShippingPlan { missing, lead_minutes, .. } = plan;
    draft.emit(JourneyEvent::ShipmentRegistered {
        shipment,
        subject,
        carrier,
        promise,
        carriers,
        missing,
        lead_minutes,
        silent_at,
    });
    crate::update::expect_next(draft, NextStep::WeDeliver);
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| {
        update.promise = Some(promise);
        update.keeps = keeps;
    });
    Ok(())
}
