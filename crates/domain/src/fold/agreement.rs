//! How events change the agreements of a journey.

use crate::agreement::{Agreement, AgreementState, Bound, Proposed};
use crate::event::{JourneyEvent, Meta};
use crate::journey::Journey;

/// Applies an event, where it is about an agreement.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::AgreementProposed { agreement, team, member, terms, decide_by, lead_at, coordinator_at } => {
            let made = Agreement {
                wording: terms.wording,
                team: *team,
                member: *member,
                amount: terms.amount,
                proposed_at: Some(at),
                proposal: Some(Proposed {
                    terms: (**terms).clone(),
                    decide_by: *decide_by,
                    lead_at: *lead_at,
                    coordinator_at: *coordinator_at,
                    overdue: None,
                }),
                bound: None,
                state: AgreementState::Proposed,
            };
            journey.agreements.insert(*agreement, made);
        }
        JourneyEvent::AgreementMade {
            agreement,
            wording,
            team,
            member,
            amount,
            mandate,
            approved_by,
            told,
            contact,
            leg,
            handover,
            promise,
        } => {
            let bound = Bound {
                at,
                mandate: *mandate,
                approved_by: *approved_by,
                told: *told,
                contact: *contact,
                leg: *leg,
                handover: *handover,
                promise: *promise,
            };
            let proposed_at = journey.agreements.get(agreement).and_then(|found| found.proposed_at);
            let made = Agreement {
                wording: *wording,
                team: *team,
                member: *member,
                amount: *amount,
                proposed_at,
                proposal: None,
                bound: Some(bound),
                state: AgreementState::Standing,
            };
            journey.agreements.insert(*agreement, made);
        }
        JourneyEvent::AgreementRefused { agreement, text } => {
            if let Some(found) = journey.agreements.get_mut(agreement) {
                found.state = AgreementState::Refused { at, text: *text };
                found.proposal = None;
            }
        }
        JourneyEvent::AgreementOverdue { agreement, level, .. } => {
            let found = journey.agreements.get_mut(agreement).and_then(|found| found.proposal.as_mut());
            if let Some(waits) = found {
                waits.overdue = Some(*level);
            }
        }
        JourneyEvent::AgreementCarried { agreement, leg, handover } => {
            let found = journey.agreements.get_mut(agreement).and_then(|found| found.bound.as_mut());
            if let Some(bound) = found {
                (bound.leg, bound.handover) = (Some(*leg), Some(*handover));
            }
        }
        JourneyEvent::AgreementKept { agreement, at } => {
            if let Some(found) = journey.agreements.get_mut(agreement) {
                found.state = AgreementState::Kept { at: *at };
            }
        }
        JourneyEvent::AgreementEnded { agreement, why, .. } => {
            if let Some(found) = journey.agreements.get_mut(agreement) {
                found.state = AgreementState::Ended { at, why: *why };
            }
        }
        _ => {}
    }
}
