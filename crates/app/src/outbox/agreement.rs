//! What a message says of an agreement: what is held, and what was done against it.

use regie_domain::codes::UpdateKind;
use regie_domain::update::Update;

use super::case::Case;
use crate::texts::Values;
use crate::texts::sentences::Voice;

/// Fills in what the text of a message has to say of an agreement.
pub(super) fn tell(values: &mut Values, case: &Case, update: &Update, voice: &Voice) {
    let journey = &case.journey;
    let Some(agreement) = update.agreement else { return };
    let held = journey.holds_of(agreement).map(|(_, hold)| hold).filter(|hold| hold.stands());
    let things = held.map(|hold| (hold.action, voice.thing(&hold.subject)));
    match update.about {
        UpdateKind::Agreement => {
            values.held = sentences(things.map(|(action, thing)| voice.held_in(action, &thing)));
        }
        UpdateKind::Breach => {
            values.held = sentences(things.map(|(action, thing)| voice.nothing_to_do(action, &thing)));
            let wording = journey.agreements.get(&agreement).and_then(|found| case.text(found.wording));
            values.was = voice.agreed(wording);
            let found = update.breach.and_then(|id| journey.breaches.get(&id));
            if let Some(said) = found.and_then(|found| found.said.first()) {
                values.reason = voice.breached(said.what, said.at);
            }
        }
        _ => {}
    }
}

/// One after the other; what says the same says it once.
fn sentences(all: impl Iterator<Item = String>) -> String {
    let mut said: Vec<String> = Vec::new();
    for sentence in all {
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    said.join(" ")
}
