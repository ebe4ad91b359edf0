//! A mail as a contact, with its words and files.

use jiff::Timestamp;
use regie_domain::codes::{Channel, Direction, JoinReason};
use regie_domain::event::ContactFacts;
use regie_domain::ids::{ContentId, JourneyId};

use super::IncomingMail;
use super::subject::first_words;
use crate::asks::asks_of;
use crate::content::{ContentKind, Text};
use crate::run::Stage;

/// The contact that a mail is, from nobody yet, and the texts that it names beside the mail as it came (`raw`). The moment
/// of arrival leads: a sender's clock proves nothing.
pub(crate) fn contact(
    stage: &Stage,
    incoming: &IncomingMail,
    journey: JourneyId,
    (raw, at): (ContentId, Timestamp),
    why: JoinReason,
) -> (ContactFacts, Vec<Text>) {
    let text = stage.id();
    let mut texts = vec![Text::plain(text, ContentKind::Text, &incoming.text, Some(journey))];
    let html = incoming.html.as_ref().map(|html| {
        let id = stage.id();
        texts.push(Text::html(id, html));
        id
    });
    let mut files = Vec::with_capacity(incoming.files.len());
    for file in &incoming.files {
        let id = stage.id();
        let text = Text::file(id, &file.name, &file.media_type, file.bytes.clone(), Some(journey));
        texts.push(text.marked(file.marks.clone()));
        files.push(id);
    }
    let facts = ContactFacts {
        class: incoming.class,
        html,
        raw: Some(raw),
        files,
        occurred_at: Some(at),
        why,
        asks: asks_of(&incoming.text),
        oversize: incoming.oversize,
        checked: incoming.checked,
        back_on: incoming.back_on,
        ..ContactFacts::said(stage.id(), Direction::In, Channel::Email, text)
    };
    (facts, texts)
}

/// What a journey that begins with a mail is called: by its subject, else by its first words.
pub(crate) fn title_of(incoming: &IncomingMail) -> String {
    if incoming.subject_base.trim().is_empty() { first_words(&incoming.text) } else { incoming.subject_base.clone() }
}
