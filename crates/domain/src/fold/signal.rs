//! How events change the signals of a journey.

use std::collections::BTreeSet;

use crate::event::{JourneyEvent, Meta};
use crate::journey::Journey;
use crate::signal::{Signal, SignalAnswer, SignalLine};

/// Applies an event, where it is about a signal.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::SignalOpened {
            signal,
            breach,
            owner,
            text,
            reason,
            evidence,
            answer_by,
            lead_at,
            coordinator_at,
        } => {
            let opened = Signal {
                breach: *breach,
                actor: meta.actor,
                owner: *owner,
                text: *text,
                reason: *reason,
                evidence: evidence.clone(),
                opened_at: at,
                answer_by: *answer_by,
                lead_at: *lead_at,
                coordinator_at: *coordinator_at,
                overdue: None,
                lines: Vec::new(),
                answer: None,
                heard: BTreeSet::new(),
            };
            journey.signals.insert(*signal, opened);
        }
        JourneyEvent::SignalLineAdded { signal, text, answer_by } => {
            if let Some(found) = journey.signals.get_mut(signal) {
                let (team, member) = (meta.actor.team(), meta.actor.member());
                found.lines.push(SignalLine { team, member, at, text: *text, answer_by: *answer_by });
            }
        }
        JourneyEvent::SignalAnswered { signal, text, contact } => {
            if let Some(found) = journey.signals.get_mut(signal) {
                let member = meta.actor.member();
                found.answer = Some(SignalAnswer { at, member, text: *text, contact: *contact });
                // Who answers knows the answer.
                found.heard = member.into_iter().collect();
            }
        }
        JourneyEvent::SignalHeard { signal } => {
            if let Some(found) = journey.signals.get_mut(signal) {
                found.heard.extend(meta.actor.member());
            }
        }
        JourneyEvent::SignalOverdue { signal, level, .. } => {
            if let Some(found) = journey.signals.get_mut(signal) {
                found.overdue = Some(*level);
            }
        }
        _ => {}
    }
}
