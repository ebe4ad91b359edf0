//! What a carrier says of a shipment: it keeps promises, tells the customer, and judges again what word came of late.

use jiff::{SignedDuration, Timestamp};

use super::{Shipment, trouble};
use crate::codes::{JoinReason, NextStep, Outcome as How, ShipmentStatus, UpdateKind};
use crate::contact::ContactFacts;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{PromiseId, ShipmentId};
use crate::promise::{Promise, PromiseState};
use crate::refusal::{Code, Refusal};

/// A carrier may have had it so long before it was registered here.
const BEFORE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The carrier says something, or a member notes that it did.
pub(super) fn say(
    draft: &mut Draft<'_>,
    shipment: ShipmentId,
    status: ShipmentStatus,
    at: Option<Timestamp>,
    signed: bool,
    told: Option<ContactFacts>,
) -> Outcome {
    draft.not_void()?;
    // A participant knows where a parcel is, but the carrier says so.
    if draft.by_participant() {
        return Err(Code::MembersOnly.into());
    }
    let found = draft.journey.shipments.get(&shipment).ok_or(Code::UnknownShipment)?.clone();
    draft.plausible(at)?;
    let now = draft.facts.now;
    let at = at.unwrap_or(now).min(now);
    if found.registered_at.duration_since(at) > BEFORE {
        return Err(Refusal::new(Code::ImplausibleTime).at(at));
    }
    if found.said.iter().any(|said| (said.status, said.at) == (status, at)) {
        return Ok(());
    }
    let plan = draft.facts.blueprint.shipping.unwrap_or_default();
    let silent_at = plan.silent_at(now, &draft.facts.calendar(found.carrier));
    draft.emit_at(Some(at), JourneyEvent::ShipmentFact { shipment, status, at, silent_at });
    let newest = found.last().is_none_or(|last| last.at <= at);
    match status {
        ShipmentStatus::Delivered => delivered(draft, &found, at, signed, told),
        _ if !newest => {}
        ShipmentStatus::Delayed => trouble::at_risk(draft, shipment, None, at),
        status if status.is_trouble() => trouble::begin(draft, shipment),
        status => on_the_way(draft, &found, status),
    }
    Ok(())
}

/// It is with the carrier, or with whoever brings it today: told once each, where a message can tell it.
fn on_the_way(draft: &mut Draft<'_>, found: &Shipment, status: ShipmentStatus) {
    let brought = |status: ShipmentStatus| status == ShipmentStatus::OutForDelivery;
    let told = found.said.iter().any(|said| said.status.step().is_some() && brought(said.status) >= brought(status));
    let awaited = draft.journey.promises.get(&found.promise).is_some_and(Promise::is_owed);
    if told || !awaited || !draft.journey.is_open() || !crate::update::by_mail(draft, None) {
        return;
    }
    super::tell(draft, found, Some(found.promise), None);
}

/// It is there: both promises are kept, or settled late; a broken one that was kept after all is judged again.
fn delivered(draft: &mut Draft<'_>, found: &Shipment, at: Timestamp, signed: bool, told: Option<ContactFacts>) {
    for promise in [found.promise, found.carriers] {
        judge(draft, promise, at, signed);
    }
    if draft.journey.is_open() {
        arrived(draft, found, told);
    }
}

fn judge(draft: &mut Draft<'_>, id: PromiseId, at: Timestamp, signed: bool) {
    let Some(promise) = draft.journey.promises.get(&id).cloned() else { return };
    let at = at.max(promise.made_at);
    let broken = matches!(promise.state, PromiseState::Broken { .. });
    if broken && signed && promise.would_keep(at) {
        draft.emit_at(Some(at), JourneyEvent::PromiseJudgedAgain { promise: id, at });
        crate::promise::told_after(draft, id);
    } else if promise.is_owed() {
        crate::promise::met(draft, id, at);
    }
}

/// Where nothing else is awaited, the delivery is the outcome: the customer says whether it is right. Otherwise the customer
/// hears that it is there, and the journey goes on.
fn arrived(draft: &mut Draft<'_>, found: &Shipment, told: Option<ContactFacts>) {
    if let Some(mut contact) = told.filter(|_| is_all(draft)) {
        let keeps = super::overtaken(draft, found, true);
        contact.why = if draft.facts.actor.member().is_some() { JoinReason::Member } else { JoinReason::Carrier };
        let team = draft.journey.direction.team;
        if crate::closing::propose_for(draft, team, How::Solved, contact, None).is_ok() {
            // The outcome keeps what was promised to be heard; what it does not keep was to be kept by what it took the place of.
            let told = draft.journey.on_their_way();
            let left: Vec<PromiseId> = keeps.into_iter().filter(|promise| !told.contains(promise)).collect();
            let now = draft.facts.now;
            crate::promise::keep(draft, &left, now);
            return;
        }
    }
    if draft.journey.proposal.is_some() {
        return;
    }
    crate::update::expect_next(draft, NextStep::WeTell);
    if crate::update::by_mail(draft, None) {
        let keeps = super::overtaken(draft, found, true);
        let promise = Some(found.promise);
        crate::update::plan(draft, UpdateKind::Shipment, |update| (update.promise, update.keeps) = (promise, keeps));
    }
}

/// Whether nothing is awaited on the journey but what was delivered.
fn is_all(draft: &Draft<'_>) -> bool {
    let journey = &draft.journey;
    let promised = |promise: &Promise| promise.is_to_customer() && promise.is_owed() && promise.member.is_some();
    journey.proposal.is_none()
        && journey.open_question().is_none()
        && journey.booked_visit().is_none()
        && journey.pending().next().is_none()
        && !journey.legs.values().any(crate::handover::Leg::is_open)
        && journey.unread().next().is_none()
        && !journey.promises.values().any(promised)
        && !journey.breaches.values().any(crate::breach::Breach::is_open)
}
