//! How events change the shipments of a journey.

use crate::codes::DeadlineKind;
use crate::event::{JourneyEvent, Meta};
use crate::ids::ShipmentId;
use crate::journey::Journey;
use crate::promise::PromiseState;
use crate::shipment::{Said, Shipment};

/// Applies an event, where it is about a shipment.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::ShipmentRegistered {
            shipment,
            subject,
            carrier,
            promise,
            carriers,
            missing,
            lead_minutes,
            silent_at,
        } => {
            let made = Shipment {
                subject: subject.clone(),
                carrier: *carrier,
                promise: *promise,
                carriers: *carriers,
                registered_at: meta.recorded_at,
                missing: *missing,
                lead_minutes: *lead_minutes,
                said: Vec::new(),
                silent_at: *silent_at,
                silent: None,
                at_risk: None,
                trouble: None,
                claim: None,
            };
            journey.shipments.insert(*shipment, made);
        }
        JourneyEvent::ShipmentFact { shipment, status, at, silent_at } => {
            let Some(found) = journey.shipments.get_mut(shipment) else { return };
            found.said.push(Said { status: *status, at: *at, recorded_at: meta.recorded_at });
            (found.silent_at, found.silent) = (*silent_at, None);
            if found.has_come_to(found.missing) {
                found.at_risk = None;
            }
        }
        JourneyEvent::ShipmentAtRisk { shipment, .. } => at_risk(journey, *shipment, meta),
        JourneyEvent::ShipmentSilent { shipment, .. } => {
            if let Some(found) = journey.shipments.get_mut(shipment) {
                found.silent = Some(meta.recorded_at);
            }
        }
        JourneyEvent::ShipmentTrouble { shipment, promise } => {
            if let Some(found) = journey.shipments.get_mut(shipment) {
                found.trouble = *promise;
            }
        }
        JourneyEvent::ShipmentClaimed { shipment, claim } => {
            if let Some(found) = journey.shipments.get_mut(shipment) {
                found.claim = Some(*claim);
            }
        }
        JourneyEvent::PromiseJudgedAgain { promise, at } => {
            if let Some(found) = journey.promises.get_mut(promise) {
                (found.state, found.settled) = (PromiseState::Open, None);
                found.fulfil(*at);
            }
        }
        _ => {}
    }
}

/// What will hardly be there in time is as loud as what has used four fifths of its time.
fn at_risk(journey: &mut Journey, shipment: ShipmentId, meta: &Meta) {
    let Some(found) = journey.shipments.get_mut(&shipment) else { return };
    found.at_risk = Some(meta.recorded_at);
    for promise in [found.promise, found.carriers] {
        if let Some(promise) = journey.promises.get_mut(&promise).filter(|promise| promise.is_open()) {
            promise.risk = Some(DeadlineKind::PromiseFourFifths);
        }
    }
}
