//! How events change the legal term of a journey.

use crate::event::{JourneyEvent, Meta};
use crate::journey::Journey;
use crate::legal_term::{LegalClock, LegalRule, Pause, day_of};

/// Applies an event, where it is about the legal term.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    if let JourneyEvent::LegalStarted { basis, start, weeks, moments } = event {
        let rule = LegalRule { basis: *basis, weeks: *weeks };
        journey.legal = day_of(*start).map(|start| LegalClock::started(rule, start, *moments));
        return;
    }
    let Some(clock) = &mut journey.legal else { return };
    match event {
        JourneyEvent::LegalSuspended { from, ground, question, until, text } => {
            if let Some(from) = day_of(*from) {
                clock.stop(from, *ground, Pause { question: *question, until: *until, text: *text });
            }
        }
        JourneyEvent::LegalResumed { until, moments } => {
            if let Some(until) = day_of(*until) {
                clock.go_on(until, *moments);
            }
        }
        JourneyEvent::LegalExtended { told_on, weeks, reason, text, moments } => {
            if let Some(told_on) = day_of(*told_on) {
                clock.longer(told_on, *weeks, (*reason, *text));
            }
            if let Some(moments) = moments {
                clock.shall_end(*moments);
            }
        }
        JourneyEvent::LegalAtRisk { level, .. } => clock.risk = Some(*level),
        JourneyEvent::LegalPassed { due } => clock.passed = Some(*due),
        // What was decided stays decided, also when the customer does not agree.
        JourneyEvent::OutcomeProposed { .. } => clock.decided = clock.decided.or(Some(meta.recorded_at)),
        _ => {}
    }
}
