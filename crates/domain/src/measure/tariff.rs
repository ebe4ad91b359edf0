//! What contacts that need not have been cost: by the organisation's own numbers, or not at all.

use serde::{Deserialize, Serialize};

use crate::money::Cents;

/// What an organisation says that its own work takes and costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tariff {
    /// Minutes of work of one contact.
    pub contact_minutes: u16,
    /// Minutes of work of one visit, the way there included.
    pub visit_minutes: u16,
    /// What an hour of work costs.
    pub hour: Cents,
}

impl Tariff {
    /// What so many minutes cost, to the nearest cent.
    #[must_use]
    pub fn cost(&self, minutes: i64) -> Cents {
        Cents(minutes.saturating_mul(self.hour.0).saturating_add(30).div_euclid(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_costs_what_was_said_and_a_minute_a_sixtieth() {
        let tariff = Tariff { contact_minutes: 8, visit_minutes: 90, hour: Cents(5_400) };
        assert_eq!([0, 1, 60, 8 * 3].map(|minutes| tariff.cost(minutes).0), [0, 90, 5_400, 2_160]);
        assert_eq!(Tariff { hour: Cents(100), ..tariff }.cost(1), Cents(2), "1,67 cents");
    }
}
