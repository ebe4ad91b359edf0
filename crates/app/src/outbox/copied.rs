//! What somebody reads who is told how things stand and is not the customer: about the customer, never as if it were the
//! customer, and without what only the customer can answer or do.

use super::case::Case;
use crate::texts::Values;
use crate::texts::sentences::{Voice, without_greeting};

/// Puts what is left of a message for who only reads along. The sentences of promises and of what comes next speak of the
/// customer already.
pub(super) fn tell(values: &mut Values, case: &Case, voice: &Voice) {
    let Some((_, update)) = case.update.as_ref() else { return };
    let happened = voice.happened_to(&values.customer_word, update.about, &values.team);
    values.reason = format!("{happened} {}", values.reason).trim().to_owned();
    let contact = update.contact.and_then(|id| case.journey.contacts.get(&id));
    let words = contact.and_then(|contact| case.text(contact.facts.text)).map(|words| without_greeting(words).trim());
    let there = super::shipment::delivered(case, update, voice);
    values.words = there.unwrap_or_else(|| words.unwrap_or_default().to_owned());
    values.cost = voice.cost_of_another(&values.cost, &values.customer_word);
    for addressed in [
        &mut values.todo,
        &mut values.known,
        &mut values.question,
        &mut values.change,
        &mut values.legal,
        &mut values.agreed,
        &mut values.held,
        &mut values.besides,
        &mut values.signature,
    ] {
        addressed.clear();
    }
    values.items.clear();
}
