//! Friendliness of a partner, as our own members met it: what can be marked, by which marks, and what they say.
//!
//! Three marks from 1 to 5: interest in our customer's problem, listened, helped. One rating is *friendly* where its three marks
//! are 4 on the mean or more. Marks are about the work of a partner and never about who gives them: nothing here knows a member.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::actor::TeamRef;
use crate::event::{JourneyEvent, Recorded};
use crate::handover::{Handover, HandoverState, LegState};
use crate::ids::{HandoverId, OrgId};
use crate::journey::Journey;

/// The lowest and the highest mark.
pub const ENDS: (u8, u8) = (1, 5);
/// How long after work with a partner it can be marked.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(14 * 24);
/// The sum of the marks from which on a rating is friendly.
const FRIENDLY: u8 = 12;

/// What a member thought of working with a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// Interest in our customer's problem.
    pub interest: u8,
    /// Listened.
    pub listened: u8,
    /// Helped.
    pub helped: u8,
}

impl Marks {
    /// Three marks; nothing where one is not on the scale.
    #[must_use]
    pub fn new(interest: u8, listened: u8, helped: u8) -> Option<Self> {
        let fits = [interest, listened, helped].iter().all(|mark| (ENDS.0..=ENDS.1).contains(mark));
        fits.then_some(Self { interest, listened, helped })
    }

    /// The marks, in the order of the page.
    #[must_use]
    pub const fn each(self) -> [u8; 3] {
        [self.interest, self.listened, self.helped]
    }

    /// Whether they are 4 or more on the mean.
    #[must_use]
    pub fn is_friendly(self) -> bool {
        self.each().iter().sum::<u8>() >= FRIENDLY
    }
}

/// Work of a partner that can be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// The offer that it came by.
    pub handover: HandoverId,
    /// Who gave it.
    pub from: TeamRef,
    /// The partner.
    pub org: OrgId,
    /// When it ended, or when the partner last said something that a member noted.
    pub at: Timestamp,
}

/// The work of partners on a journey that ended, or of which a member noted what the partner said, not longer ago than
/// [`WITHIN`]; the newest first. `outside` tells which partners do not take part.
#[must_use]
pub fn worked(
    journey: &Journey,
    events: &[Recorded<JourneyEvent>],
    outside: impl Fn(OrgId) -> bool,
    now: Timestamp,
) -> Vec<Worked> {
    let mut noted: BTreeMap<HandoverId, Timestamp> = BTreeMap::new();
    for recorded in events {
        if let JourneyEvent::HandoverSaid { handover, .. } | JourneyEvent::HandoverAskedBack { handover, .. } =
            recorded.event
        {
            noted.insert(handover, recorded.meta.recorded_at);
        }
    }
    let partners = journey.handovers.iter().filter(|(_, offer)| offer.to.org != offer.from.org);
    let mut found: Vec<Worked> = partners
        .filter_map(|(id, offer)| {
            let noted = noted.get(id).copied().filter(|_| outside(offer.to.org));
            let at = ended(journey, *id, offer).max(noted)?;
            Some(Worked { handover: *id, from: offer.from, org: offer.to.org, at })
        })
        .filter(|worked| worked.at <= now && now.duration_since(worked.at) <= WITHIN)
        .collect();
    found.sort_by_key(|worked| (std::cmp::Reverse(worked.at), worked.handover));
    found
}

/// When the partner's part of an offer was over.
fn ended(journey: &Journey, id: HandoverId, offer: &Handover) -> Option<Timestamp> {
    match offer.state {
        HandoverState::Answered { at, .. } | HandoverState::Declined { at, .. } => Some(at),
        HandoverState::Accepted { .. } => {
            let mut legs = journey.legs.values().filter(|leg| leg.handover == id);
            legs.find_map(|leg| match leg.state {
                LegState::Done { at, .. } | LegState::Returned { at, .. } | LegState::Declined { at, .. } => Some(at),
                LegState::Open => None,
            })
        }
        HandoverState::Pending | HandoverState::Withdrawn { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_marks_are_friendly_from_four_on_the_mean() {
        let friendly = |a, b, c| Marks::new(a, b, c).map(Marks::is_friendly);
        assert_eq!(friendly(4, 4, 4), Some(true));
        assert_eq!(friendly(5, 5, 2), Some(true));
        assert_eq!(friendly(5, 3, 3), Some(false));
        assert_eq!([friendly(0, 5, 5), friendly(5, 6, 5)], [None, None]);
    }
}
