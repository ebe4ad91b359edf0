//! Where customers wait between the parties of a chain: from the moment at which one party offers another something until the
//! other answers. Elapsed hours, as a customer lives them, not the office's. It names parties, never persons, and orders none.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::handover::{Handover, HandoverState};
use crate::ids::OrgId;
use crate::journey::{Journey, State};

/// What was waited between two parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waited {
    /// How many handovers.
    pub times: u32,
    /// How long, all together.
    pub time: SignedDuration,
}

/// What customers waited between each two parties that handed something over, by who gave and who took.
#[must_use]
pub fn waited<'a>(journeys: impl Iterator<Item = &'a Journey>, now: Timestamp) -> BTreeMap<(OrgId, OrgId), Waited> {
    let mut all: BTreeMap<(OrgId, OrgId), Waited> = BTreeMap::new();
    for journey in journeys.filter(|journey| !matches!(journey.state, State::Void { .. })) {
        // What is handed over after it opened again is no part of the month in which it ended.
        let ended = journey.counted_end().map(|end| end.at);
        let before = |offer: &&Handover| ended.is_none_or(|ended| offer.offered_at <= ended);
        let between = journey.handovers.values().filter(|offer| offer.from.org != offer.to.org);
        for offer in between.filter(before) {
            let found = all.entry((offer.from.org, offer.to.org)).or_default();
            found.times += 1;
            found.time += of(offer, journey, now);
        }
    }
    all
}

/// How long an offer waited; one that nobody answered waited until the journey ended.
fn of(offer: &Handover, journey: &Journey, now: Timestamp) -> SignedDuration {
    let until = match offer.state {
        HandoverState::Pending => journey.ended().unwrap_or(now).min(now),
        HandoverState::Accepted { at, .. }
        | HandoverState::Answered { at, .. }
        | HandoverState::Declined { at, .. }
        | HandoverState::Withdrawn { at } => at,
    };
    until.duration_since(offer.offered_at).max(SignedDuration::ZERO)
}
