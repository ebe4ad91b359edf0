//! Shipments as senders register them and carriers bring them: in order, late, twice, and now and then badly.

use jiff::SignedDuration;

use crate::actor::{Actor, Door};
use crate::codes::ShipmentStatus as S;
use crate::command::{JourneyCommand as C, ShipmentCommand};
use crate::event::Window;
use crate::journey::Journey;
use crate::promise::{Promise, PromiseState};
use crate::shipment::tracking;
use crate::testing::Simulation;

impl Simulation {
    /// An act that is about a shipment.
    pub(crate) fn shipments(&mut self, journey: &Journey) -> (Actor, Door, C) {
        let known: Vec<_> = journey.shipments.keys().copied().collect();
        let shipment = self.dice.of(&known);
        if shipment.is_none() || self.dice.percent(12) {
            let broken = |promise: &Promise| promise.is_unsettled() && promise.is_to_customer();
            let replaces = journey.promises.iter().find(|(_, promise)| broken(promise)).map(|(id, _)| *id);
            let replaces = replaces.filter(|_| self.dice.percent(60));
            let number = format!("3S{}", 100 + self.dice.below(900));
            let Ok(subject) = tracking(&number) else { return self.shipments(journey) };
            let carrier = self.world.team(1 + self.dice.below(2));
            let window = Window::by(self.later());
            let command = ShipmentCommand::Register { subject, carrier, window, replaces };
            return (self.somebody(journey), Door::Api, C::Shipment(command));
        }
        let shipment = shipment.unwrap_or_else(|| self.dice.id());
        let found = journey.shipments.get(&shipment);
        // Something went wrong with it, and it is claimed; told apart by the seed, so that no other throw of the dice moves.
        let wrong = found.is_some_and(|found| found.trouble.is_some() && found.claim.is_none());
        if wrong && self.seed % 9 == 5 {
            let command = ShipmentCommand::Claim { shipment, claim: crate::testing::id(77) };
            return (self.somebody(journey), Door::Page, C::Shipment(command));
        }
        let promise = found.and_then(|found| journey.promises.get(&found.promise));
        // Word that comes late of what was there in time.
        let in_time = promise.filter(|promise| matches!(promise.state, PromiseState::Broken { .. }));
        let in_time = in_time.map(|promise| promise.first.until).filter(|_| self.dice.percent(40));
        let status = match self.dice.below(12) {
            0..=6 => [S::Accepted, S::InTransit, S::OutForDelivery, S::Delivered][self.dice.below(4)],
            _ => S::ALL[self.dice.below(S::ALL.len())],
        };
        let ago = SignedDuration::from_mins(i64::try_from(self.dice.below(3 * 24 * 60)).unwrap_or(0));
        let at = self.dice.percent(50).then(|| self.now.saturating_sub(ago).unwrap_or(self.now));
        let told = self.dice.percent(80).then(|| {
            let mut contact = crate::testing::contact(0, None);
            (contact.contact, contact.text) = (self.dice.id(), self.dice.id());
            contact.why = crate::codes::JoinReason::Member;
            contact
        });
        let (status, at) = in_time.map_or((status, at), |until| (S::Delivered, Some(until)));
        let signed = self.dice.percent(70);
        let command = C::Shipment(ShipmentCommand::Fact { shipment, status, at, signed, told });
        if signed { (Actor::System, Door::Api, command) } else { (self.somebody(journey), Door::Page, command) }
    }
}
