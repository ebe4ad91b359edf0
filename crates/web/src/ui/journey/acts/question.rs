//! A question to the customer, also through a pending offer.

use regie_app::locale::Lang;
use regie_domain::blueprint::AskKind;
use regie_domain::codes::Direction;
use regie_domain::command::{JourneyCommand as C, NewQuestion};
use regie_domain::event::Asked;
use regie_domain::ids::HandoverId;

use super::{moment, own_channel};
use crate::posted::Posted;
use crate::ui::attempt::Wrong;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::frame::{customer_lang, message_words};
use crate::ui::letter::Letter;

/// Whether a question was asked in this leg before.
pub(in crate::ui::journey) fn asked_before(desk: &Desk) -> bool {
    let journey = &desk.loaded.journey;
    let leg = journey.leg_with_ball().map(|(id, _)| id);
    journey.questions.iter().any(|(id, question)| question.leg == leg && journey.was_put(*id, question))
}

/// What a question can ask for besides words: its value in the form, its kind, and its label in Dutch and in English.
pub(in crate::ui::journey) const ASKS: [(&str, AskKind, [&str; 2]); 3] = [
    ("yes_no", AskKind::YesNo, ["Uw antwoord", "Your answer"]),
    ("files", AskKind::File, ["Bestand of foto", "File or photo"]),
    ("iban", AskKind::Iban, ["Rekeningnummer (IBAN)", "Account number (IBAN)"]),
];

/// A question to the customer, also through a pending offer.
pub(in crate::ui::journey) fn question(
    desk: &Desk,
    posted: &Posted,
    letter: &mut Letter<'_>,
    through: Option<HandoverId>,
) -> Result<C, Wrong> {
    let text = message_words(desk, posted)?;
    let due = moment(desk, posted, "by")?;
    let lang = customer_lang(desk);
    let wants: Vec<&str> = posted.all("wants").collect();
    let items = ASKS
        .iter()
        .filter(|(code, ..)| wants.contains(code))
        .map(|(_, kind, labels)| Asked {
            label: letter.words(labels[usize::from(lang == Lang::En)]),
            kind: *kind,
            // None is needed: an answer in words alone is one too.
            required: false,
        })
        .collect();
    let contact = letter.contact(Direction::Out, own_channel(desk), None, text, Vec::new());
    let question = NewQuestion { text: contact.text, items, due, last_thing: posted.some("last").is_some(), through };
    Ok(C::Write { contact, complete: false, promise: None, question: Some(question) })
}
