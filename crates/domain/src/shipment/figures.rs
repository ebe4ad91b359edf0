//! What is measured of a shipment besides its promises: how often the customer had to ask, and how long the customer was
//! without news. Counted from the record alone, and about carriers, never about a person.

use jiff::{SignedDuration, Timestamp};

use super::Shipment;
use crate::codes::Asks;
use crate::journey::Journey;
use crate::update::UpdateState;

/// What is measured of a shipment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShipmentFigures {
    /// How often the customer's side only asked whether there is news, while this shipment was the one awaited.
    pub chasers: usize,
    /// The longest stretch on the clock in which the customer was told nothing, from registering it until the customer was
    /// told that it is there.
    pub without_news: SignedDuration,
}

impl Journey {
    /// The figures of one of its shipments, as far as it has come.
    #[must_use]
    pub fn figures_of(&self, shipment: &Shipment) -> ShipmentFigures {
        let from = shipment.registered_at;
        // The next one on the same journey is another's turn.
        let later = self.shipments.values().map(|other| other.registered_at).filter(|at| *at > from).min();
        let within = |at: Timestamp| at >= from && later.is_none_or(|later| at < later);
        let chasers =
            self.from_customer().filter(|contact| contact.facts.asks == Asks::News && within(contact.at)).count();
        let there = shipment.said.iter().filter(|said| Some(said.at) == shipment.delivered());
        let there = there.map(|said| said.recorded_at).min();
        let (mut longest, mut last) = (SignedDuration::ZERO, from);
        for told in self.told_moments().into_iter().filter(|at| within(*at)) {
            longest = longest.max(told.duration_since(last));
            last = told;
            if there.is_some_and(|there| told >= there) {
                break;
            }
        }
        ShipmentFigures { chasers, without_news: longest }
    }

    /// Every moment at which the customer was told something, oldest first.
    fn told_moments(&self) -> Vec<Timestamp> {
        let handed =
            self.updates.values().filter(|update| self.is_customers(update.participant)).filter_map(|update| {
                match update.state {
                    UpdateState::Sent { at, .. } => Some(at),
                    UpdateState::Planned | UpdateState::Failed { .. } | UpdateState::Withdrawn { .. } => None,
                }
            });
        let done = self.tasks.values().filter(|task| task.kind.tells()).filter_map(|task| task.done_at);
        let noted = self.contacts.iter().filter(|(id, found)| found.is_answer() && self.update_of(**id).is_none());
        let mut all: Vec<Timestamp> = handed.chain(done).chain(noted.map(|(_, found)| found.at)).collect();
        all.sort_unstable();
        all
    }
}
