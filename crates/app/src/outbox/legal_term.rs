//! What a message says of the legal term, and of where a matter was forwarded to.

use regie_domain::codes::UpdateKind;
use regie_domain::directory::Organisation;
use regie_domain::event::Reach;
use regie_domain::journey::Journey;
use regie_domain::legal_term::LegalClock;
use regie_domain::update::Update;

use super::case::Case;
use crate::texts::Values;
use crate::texts::sentences::Voice;

/// Fills in what the text of a message may have to say of it. Who only looks on is told the same.
pub(super) fn tell(values: &mut Values, house: &Organisation, case: &Case, voice: &Voice) {
    let journey = &case.journey;
    let Some((_, update)) = &case.update else { return };
    if matches!(update.about, UpdateKind::Forwarded | UpdateKind::ForwardedTo) {
        tell_forwarded(values, case, voice);
    }
    let Some(clock) = &journey.legal else { return };
    match update.about {
        UpdateKind::Receipt if clock.is_undecided() => values.legal = voice.legal_term(clock, &values.matter),
        UpdateKind::Question | UpdateKind::Answer => values.legal = stands_still(journey, clock, update, voice),
        UpdateKind::Outcome => {
            values.legal = voice.after_decision(clock.rule.basis, voice.now, &voice.zone, &house.objections);
        }
        UpdateKind::LegalExtended => {
            values.legal = voice.legal_extended(clock);
            if let Some((reason, text)) = clock.longer {
                values.reason = voice.reason(reason, text.and_then(|id| case.text(id)));
            }
        }
        UpdateKind::LegalSuspended => {
            values.legal = voice.legal_term(clock, &values.matter);
            if let Some(stop) = clock.term.suspensions().last() {
                values.reason = voice.legal_ground(stop.ground, clock.pause.text.and_then(|id| case.text(id)));
            }
        }
        UpdateKind::LegalResumed => values.legal = voice.legal_resumed(clock),
        _ => {}
    }
}

/// That the term stands still for the question of a message, where it does.
fn stands_still(journey: &Journey, clock: &LegalClock, update: &Update, voice: &Voice) -> String {
    let asks = update.question.is_some() && journey.open_question().map(|(id, _)| id) == update.question;
    let letter = matches!(update.reach, Reach::Task { .. });
    match clock.still_since() {
        Some(since) if asks && clock.waits_for() == update.question => voice.still_since(since),
        None if asks && letter && clock.is_undecided() && journey.is_open_to_objection() => voice.still_after_letter(),
        _ => String::new(),
    }
}

fn tell_forwarded(values: &mut Values, case: &Case, voice: &Voice) {
    let Some(sent) = &case.journey.forwarded else { return };
    values.shared = if sent.shared == Some(false) { String::new() } else { voice.shared() };
    values.receiver = case.text(sent.name).unwrap_or_default().to_owned();
    values.reachable = case.text(sent.reachable).unwrap_or_default().to_owned();
}
