//! To whom an answer belongs: each answer about a whole journey is spread over its parts, a part being a team with the leg
//! that it did, by where the customer pointed, and where the customer pointed at nothing, by what happened. What is spread is
//! always the whole, nothing is laid on anybody for the time in which the customer had the ball, and each part says why.
//!
//! | why | counts as |
//! |---|---|
//! | the customer pointed at a moment of this part | one each; where there are any, nothing else counts |
//! | the part had the ball | its time on the clock, one for each day of 24 hours and parts of it |
//! | a promise of this part to the customer's side broke | one each |
//! | the promise of a carrier to bring a shipment broke | one each |
//! | the part passed the work on, and it was taken | one each |
//!
//! A partner may say that an answer is not about its part ([`Dispute`]). While nobody has decided on that, its share counts for
//! nobody.

mod disputes;
mod spread;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::codes;
use crate::event::{JourneyEvent, Recorded};
use crate::handover::{HandoverState, Leg, LegState, Subject};
use crate::ids::{LegId, OrgId, PromiseId};
use crate::journey::{Holder, Journey};
use crate::promise::{Promise, PromiseState};
use crate::survey::AskState;

pub use disputes::{Dispute, Judged, PartReply, counted, most};
pub(crate) use disputes::{dispute, judge, reply};
pub use spread::{WHOLE, spread};

codes! {
    /// What became of what a party said against an attribution.
    DisputeOutcome {
        /// It is not about that part.
        Agreed = "agreed",
        /// It is about another part.
        Changed = "changed",
        /// It is about that part, with the reason.
        Kept = "kept",
    }
}

/// A part of a journey: what a team did, within a leg or outside of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartRef {
    /// The team.
    pub team: TeamRef,
    /// The piece of work, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leg: Option<LegId>,
}

/// What happened in a part, as far as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Why {
    /// How many moments of it the customer pointed at as going wrong.
    pub wrong: u32,
    /// How many as going well.
    pub well: u32,
    /// How long it had the ball.
    pub held: SignedDuration,
    /// How many of its promises broke.
    pub broken: u32,
    /// How often it passed the work on.
    pub passed_on: u32,
}

/// What of an answer belongs to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attributed {
    /// The part.
    pub part: PartRef,
    /// How much, of [`WHOLE`].
    pub share: u32,
    /// Why.
    pub why: Why,
}

/// The answer about a journey, spread over its parts, the largest share first; nothing where nobody answered.
#[must_use]
pub fn attribute(journey: &Journey, events: &[Recorded<JourneyEvent>]) -> Vec<Attributed> {
    let Some(ask) = &journey.survey else { return Vec::new() };
    let (Some(response), AskState::Asked { at: asked, .. }) = (&ask.response, ask.state) else { return Vec::new() };
    let until = ended(events, asked);
    let mut parts: Vec<(PartRef, Why)> = Vec::new();
    held(journey, until, &mut parts);
    broken(journey, until, &mut parts);
    passed_on(journey, until, &mut parts);
    for pointed in &response.pointed {
        let Some(part) = events.iter().find(|it| it.meta.seq == pointed.seq).and_then(|it| acted(journey, it)) else {
            continue;
        };
        let why = of(&mut parts, part);
        if pointed.well { why.well += 1 } else { why.wrong += 1 }
    }
    shares(journey, parts)
}

/// How much of an answer an organisation has, of [`WHOLE`].
#[must_use]
pub fn share_of(parts: &[Attributed], org: OrgId) -> u32 {
    parts.iter().filter(|it| it.part.team.org == org).map(|it| it.share).sum()
}

/// Whether a team was on a journey: it had the ball, a leg, an offer, a promise or the direction.
#[must_use]
pub fn was_on(journey: &Journey, part: PartRef) -> bool {
    let team = part.team;
    match part.leg {
        Some(leg) => journey.legs.get(&leg).is_some_and(|leg| leg.team == team),
        None => {
            journey.direction.team == team
                || journey.way.iter().any(|spell| spell.holder.team() == Some(team))
                || journey.handovers.values().any(|offer| offer.to == team || offer.from == team)
                || journey.promises.values().any(|promise| promise.owner == team)
        }
    }
}

fn shares(journey: &Journey, parts: Vec<(PartRef, Why)>) -> Vec<Attributed> {
    let pointed = parts.iter().any(|(_, why)| why.wrong + why.well > 0);
    let weigh = |why: &Why| if pointed { u64::from(why.wrong + why.well) } else { happened(why) };
    let weights: Vec<u64> = parts.iter().map(|(_, why)| weigh(why)).collect();
    if weights.iter().all(|weight| *weight == 0) {
        // The customer had the ball all the time: the answer is about the whole, which is the director's.
        let part = PartRef { team: journey.direction.team, leg: None };
        return vec![Attributed { part, share: WHOLE, why: Why::default() }];
    }
    let mut all: Vec<Attributed> = parts
        .into_iter()
        .zip(spread(&weights))
        .map(|((part, why), share)| Attributed { part, share, why })
        .filter(|it| it.share > 0)
        .collect();
    all.sort_by_key(|it| (std::cmp::Reverse(it.share), it.part));
    all
}

/// In minutes; what is one each weighs as much as a day.
fn happened(why: &Why) -> u64 {
    let minutes = u64::try_from(why.held.as_mins().max(0)).unwrap_or(0);
    minutes + u64::from(why.broken + why.passed_on) * (24 * 60)
}

/// What the answer is about ended when the journey did, before the customer was asked.
fn ended(events: &[Recorded<JourneyEvent>], asked: Timestamp) -> Timestamp {
    let closed =
        |it: &&Recorded<JourneyEvent>| matches!(it.event, JourneyEvent::Closed { .. }) && it.meta.recorded_at <= asked;
    events.iter().rev().find(closed).map_or(asked, |it| it.meta.recorded_at)
}

fn of(parts: &mut Vec<(PartRef, Why)>, part: PartRef) -> &mut Why {
    let at = parts.iter().position(|(known, _)| *known == part).unwrap_or_else(|| {
        parts.push((part, Why::default()));
        parts.len() - 1
    });
    &mut parts[at].1
}

/// Nobody is counted for the time in which the customer had the ball.
fn held(journey: &Journey, until: Timestamp, parts: &mut Vec<(PartRef, Why)>) {
    for spell in journey.way.iter().filter(|spell| spell.since < until) {
        let Holder::Team { team } = spell.holder else { continue };
        let time = spell.until.unwrap_or(until).min(until).duration_since(spell.since);
        of(parts, part_at(journey, team, spell.since)).held += time;
    }
}

fn broken(journey: &Journey, until: Timestamp, parts: &mut Vec<(PartRef, Why)>) {
    let carried: Vec<_> = journey.shipments.values().map(|shipment| shipment.carriers).collect();
    let counts = |(id, promise): &(&PromiseId, &Promise)| promise.is_to_customer() || carried.contains(*id);
    for (_, promise) in journey.promises.iter().filter(counts) {
        if let PromiseState::Broken { due } = promise.state
            && due <= until
        {
            of(parts, part_at(journey, promise.owner, due)).broken += 1;
        }
    }
}

fn passed_on(journey: &Journey, until: Timestamp, parts: &mut Vec<(PartRef, Why)>) {
    for offer in journey.handovers.values() {
        let taken = match offer.state {
            HandoverState::Accepted { at, .. } | HandoverState::Answered { at, .. } => at <= until,
            _ => false,
        };
        if taken && matches!(offer.subject, Subject::Leg { .. }) {
            of(parts, part_at(journey, offer.from, offer.offered_at)).passed_on += 1;
        }
    }
}

/// What a team did at a moment: the leg that it had last, if that was at work.
fn part_at(journey: &Journey, team: TeamRef, at: Timestamp) -> PartRef {
    let mut legs: Vec<(LegId, &Leg)> = journey
        .legs
        .iter()
        .filter(|(_, leg)| leg.team == team && leg.accepted_at <= at && ended_at(leg).is_none_or(|end| end > at))
        .map(|(id, leg)| (*id, leg))
        .collect();
    legs.sort_by_key(|(id, leg)| (leg.accepted_at, *id));
    PartRef { team, leg: legs.last().map(|(id, _)| *id) }
}

fn ended_at(leg: &Leg) -> Option<Timestamp> {
    match leg.state {
        LegState::Open => None,
        LegState::Done { at, .. } | LegState::Returned { at, .. } | LegState::Declined { at, .. } => Some(at),
    }
}

/// Whose moment it is: whose promise it was about, who acted, or else who had the ball; nobody's where that was the customer.
fn acted(journey: &Journey, recorded: &Recorded<JourneyEvent>) -> Option<PartRef> {
    use JourneyEvent as E;
    let at = recorded.meta.occurred_at;
    let promised = match &recorded.event {
        E::PromiseBroken { promise, .. }
        | E::PromiseMoved { promise, .. }
        | E::PromiseFulfilled { promise, .. }
        | E::PromiseMade { promise, .. } => journey.promises.get(promise).map(|promise| promise.owner),
        E::ShipmentFact { shipment, .. } | E::ShipmentSilent { shipment, .. } => {
            journey.shipments.get(shipment).map(|shipment| shipment.carrier)
        }
        _ => None,
    };
    let holder = || {
        let there = |spell: &&crate::journey::Spell| spell.since <= at && spell.until.is_none_or(|until| until > at);
        journey.way.iter().rev().find(there).and_then(|spell| spell.holder.team())
    };
    let team = promised.or_else(|| recorded.meta.actor.team()).or_else(holder)?;
    Some(part_at(journey, team, at))
}

#[cfg(test)]
mod tests;
