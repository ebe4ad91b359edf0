//! How events change the offers and the legs of a journey.

use crate::codes::BallGoes;
use crate::event::{JourneyEvent, Meta, Subject};
use crate::handover::{Handover, HandoverState, Leg, LegState};
use crate::ids::LegId;
use crate::journey::Journey;
use crate::leg::amount::{AmountAnswer, AmountAsked};

/// Applies an event, where it is about an offer or a leg.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    // What a member notes for a partner that does not take part happened when it was said.
    let at = meta.occurred_at;
    match event {
        JourneyEvent::HandoverOffered {
            handover,
            subject,
            from,
            to,
            brief,
            respond_by,
            lead_at,
            coordinator_at,
            epoch,
        } => {
            let offer = Handover {
                subject: *subject,
                from: *from,
                member: meta.actor.member(),
                to: *to,
                brief: brief.clone(),
                offered_at: at,
                respond_by: *respond_by,
                lead_at: *lead_at,
                coordinator_at: *coordinator_at,
                epoch: *epoch,
                overdue: None,
                asked: Vec::new(),
                clarified: 0,
                state: HandoverState::Pending,
            };
            journey.handovers.insert(*handover, offer);
        }
        JourneyEvent::HandoverAccepted { handover, member } => {
            let Some(offer) = journey.handovers.get_mut(handover) else { return };
            offer.state = HandoverState::Accepted { at, member: *member };
            if let Subject::Leg { leg, ball } = offer.subject {
                let made = Leg {
                    handover: *handover,
                    giver: offer.from,
                    team: offer.to,
                    ball,
                    accepted_at: at,
                    led_by: None,
                    asked: None,
                    state: LegState::Open,
                };
                journey.legs.insert(leg, made);
            }
        }
        JourneyEvent::HandoverAnswered { handover, outcome, text, .. } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.state = HandoverState::Answered { at, outcome: *outcome, text: *text };
            }
        }
        JourneyEvent::HandoverAskedBack { handover, text } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.asked.push(*text);
            }
        }
        JourneyEvent::HandoverClarified { handover, text } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.brief.push(*text);
                offer.clarified = offer.asked.len();
            }
        }
        JourneyEvent::HandoverDeclined { handover, reason, text } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.state = HandoverState::Declined { at, reason: *reason, text: *text };
            }
        }
        JourneyEvent::HandoverWithdrawn { handover } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.state = HandoverState::Withdrawn { at };
            }
        }
        JourneyEvent::HandoverOverdue { handover, level, .. } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.overdue = Some(*level);
            }
        }
        JourneyEvent::HandoverPassedOn { handover, times } => {
            let (at, handover, times) = (meta.recorded_at, *handover, *times);
            journey.passed_on = Some(crate::passed_on::PassedOn { at, handover, times });
        }
        JourneyEvent::HandoverRebound { handover, epoch } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.epoch = *epoch;
            }
        }
        JourneyEvent::LegStays { leg: of } => {
            if let Some(leg) = journey.legs.get_mut(of) {
                leg.ball = BallGoes::Stays;
            }
            for offer in journey.handovers.values_mut() {
                if let Subject::Leg { leg, ball } = &mut offer.subject
                    && leg == of
                {
                    *ball = BallGoes::Stays;
                }
            }
        }
        JourneyEvent::LegAmountAsked { leg, amount, text, moments } => {
            if let Some(leg) = journey.legs.get_mut(leg) {
                let (amount, text, moments) = (*amount, *text, *moments);
                leg.asked = Some(AmountAsked { amount, text, at, moments, overdue: None, answer: None });
            }
        }
        JourneyEvent::LegAmountOverdue { leg, level, .. } => {
            if let Some(asked) = journey.legs.get_mut(leg).and_then(|leg| leg.asked.as_mut()) {
                asked.overdue = Some(*level);
            }
        }
        JourneyEvent::LegAmountDecided { leg, granted, text } => {
            if let Some(asked) = journey.legs.get_mut(leg).and_then(|leg| leg.asked.as_mut()) {
                asked.answer = Some(AmountAnswer { granted: *granted, text: *text, at, used: false });
            }
        }
        JourneyEvent::LegAmountUsed { leg } => {
            let asked = journey.legs.get_mut(leg).and_then(|leg| leg.asked.as_mut());
            if let Some(answer) = asked.and_then(|asked| asked.answer.as_mut()) {
                answer.used = true;
            }
        }
        JourneyEvent::LegDone { leg, outcome, text } => {
            set_leg(journey, *leg, LegState::Done { at, outcome: *outcome, text: *text });
        }
        JourneyEvent::LegReturned { leg, text } => set_leg(journey, *leg, LegState::Returned { at, text: *text }),
        JourneyEvent::LegDeclined { leg, reason, text, recalled } => {
            set_leg(journey, *leg, LegState::Declined { at, reason: *reason, text: *text, recalled: *recalled });
        }
        _ => {}
    }
}

fn set_leg(journey: &mut Journey, id: LegId, state: LegState) {
    if let Some(leg) = journey.legs.get_mut(&id) {
        leg.state = state;
    }
}
