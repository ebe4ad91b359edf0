//! What a message says of an agreement: what is held, and what was done against it.

use regie_domain::agreement::Agreement;
use regie_domain::codes::{ParticipantRole, UpdateKind};
use regie_domain::update::Update;

use super::case::Case;
use crate::texts::Values;
use crate::texts::sentences::Voice;

/// Fills in what the text of a message has to say of an agreement.
pub(super) fn tell(values: &mut Values, case: &Case, update: &Update, voice: &Voice) {
    let journey = &case.journey;
    if update.about == UpdateKind::NoNews {
        values.held = standing(case, voice);
        return;
    }
    let Some(agreement) = update.agreement else { return };
    let held = journey.holds_of(agreement).map(|(_, hold)| hold);
    match update.about {
        UpdateKind::Agreement => {
            values.held = voice.held(held.filter(|hold| hold.stands())).join(" ");
            if let Some(found) = journey.agreements.get(&agreement) {
                values.agreed = quoted(case, update, found, voice);
            }
        }
        UpdateKind::Breach => {
            let spared = held.filter(|hold| hold.spares());
            values.held = sentences(spared.map(|hold| voice.nothing_to_do(hold.action, &voice.thing(&hold.subject))));
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

/// What still holds by what was agreed with the customer: no news does not make it less so. Only who was party to it, or
/// stands for that person, reads it.
fn standing(case: &Case, voice: &Voice) -> String {
    let journey = &case.journey;
    if !matches!(case.person.role, ParticipantRole::Customer | ParticipantRole::Representative) {
        return String::new();
    }
    let standing = journey.agreements.iter().filter(|(_, found)| found.stands());
    let held = standing.flat_map(|(id, _)| journey.holds_of(*id)).map(|(_, hold)| hold).filter(|hold| hold.stands());
    voice.held(held).join(" ")
}

/// What was agreed, as it binds: the customer has it in writing, whatever the member wrote besides. What the member's words
/// say to the letter is not said twice.
fn quoted(case: &Case, update: &Update, found: &Agreement, voice: &Voice) -> String {
    let wording = case.text(found.wording).unwrap_or_default();
    let bare = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let contact = update.contact.and_then(|id| case.journey.contacts.get(&id));
    let written = contact.and_then(|contact| case.text(contact.facts.text)).unwrap_or_default();
    let said = bare(written).contains(bare(wording).trim_end_matches('.'));
    if said { voice.is_about(written, found.amount) } else { voice.agrees(wording, found.amount) }
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
