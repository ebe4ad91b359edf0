//! What a blueprint says of visits.

use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::BallGoes;
use crate::money::Cents;

/// That journeys are planned by visit, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitPlan {
    /// Whose slot book the windows are from; that team comes.
    pub team: TeamRef,
    /// Whether it is an outage: it may take the places that are kept for outages.
    pub urgent: bool,
    /// Whether the customer may choose a window at once. Otherwise a member books the first visit; what is booked, the
    /// customer may move in any case.
    pub by_customer: bool,
    /// Whether the ball goes along to the team that comes.
    pub ball: BallGoes,
    /// What a visit costs the customer, in cents; nothing is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cents>,
    /// How many days an agreed visit lets the silence limit rest at most, counted from the last message; without it, none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_days: Option<u32>,
}
