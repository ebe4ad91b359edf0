//! What a blueprint says of shipments.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::codes::ShipmentStatus;
use crate::term::Term;

/// What must be known of a shipment, and when its absence is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingPlan {
    /// What the carrier must have said.
    pub missing: ShipmentStatus,
    /// How many minutes before the end of the window.
    pub lead_minutes: u32,
    /// How long a carrier may say nothing, by its own calendar; without it for ever.
    pub silence: Option<Term>,
}

impl Default for ShippingPlan {
    /// Out for delivery three hours before, and word of it every two of the carrier's working days.
    fn default() -> Self {
        Self { missing: ShipmentStatus::OutForDelivery, lead_minutes: 180, silence: Some(Term::WorkingDays(2)) }
    }
}

impl ShippingPlan {
    /// The longest lead, in minutes: two weeks.
    pub const MOST_LEAD: u32 = 14 * 24 * 60;

    /// When the carrier has been silent for too long, after it said something at a moment.
    #[must_use]
    pub fn silent_at(&self, since: Timestamp, calendar: &Calendar) -> Option<Timestamp> {
        self.silence.map(|term| term.due(since, calendar))
    }
}
