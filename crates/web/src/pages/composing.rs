//! The forms above the timeline: a message, a complete answer from a card, a note, a promise.

use jiff::Timestamp;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::acts::about;
use crate::pages::journey::JourneyHead;

/// What the file chooser offers first; the server decides.
pub(crate) const FILES: &str = "image/*,.pdf,.doc,.docx,.odt,.txt,.xls,.xlsx,.ods,.csv";

/// How a message to the customer begins and ends, before anybody typed.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The salutation, and a line to go on.
    pub greeting: String,
    /// The language in which the customer reads, in words, where it is another than the house's.
    pub language: Option<String>,
    /// Until when the customer will be promised news under the message, where nothing else is promised.
    pub news: Option<News>,
}

/// The moment of news that a message promises.
#[derive(Clone, Copy, Debug)]
pub struct News {
    /// The moment.
    pub at: Timestamp,
    /// The earliest that was promised before, where it lies ahead.
    pub before: Option<Timestamp>,
}

impl News {
    /// Whether it is what was promised before.
    pub fn stands(&self) -> bool {
        self.before == Some(self.at)
    }
}

impl Frame {
    /// Says which language the customer reads, at the last field.
    fn language(&self, form: Form) -> Form {
        match &self.language {
            Some(language) => {
                let words = form.cx.t1("reads-language", "language", language);
                form.hint_text(words)
            }
            None => form,
        }
    }

    /// Says what moment of news goes along, and lets the member choose another. The moment as it was shown travels along:
    /// one that was left alone is the blueprint's, told as it is when the message is sent.
    fn news(&self, form: Form) -> Form {
        let Some(news) = self.news else { return form };
        let cx = form.cx.clone();
        let (shown, words) = (cx.local_input(&news.at), cx.by_text(&news.at));
        let hint = match news.before {
            Some(_) if news.stands() => cx.t1("message-news-stands", "when", words),
            Some(before) => cx.t2("message-news-replaces", "when", words, "before", cx.by_text(&before)),
            None => cx.t1("message-news-hint", "when", words),
        };
        let form = if news.stands() { form.with("news_stands", "yes") } else { form };
        form.with("news_shown", &shown)
            .field("news", "message-news", Input::Line("datetime-local"))
            .value(shown)
            .hint_text(hint)
    }
}

/// A message to the customer.
pub fn message(cx: &Cx, head: &JourneyHead, frame: &Frame) -> Form {
    let form = about(cx, head, "message", "message", "send")
        .field("text", "message-text", Input::Area(6))
        .value(&frame.greeting);
    let form = frame.language(form).field("files", "message-files", Input::Files(FILES)).optional();
    frame.news(form)
}

/// A note for colleagues; the customer never sees it.
pub fn note(cx: &Cx, head: &JourneyHead) -> Form {
    about(cx, head, "note", "note", "note-save").field("text", "note-text", Input::Area(3)).hint("note-hint")
}

/// A promise to the customer, told to them at once.
pub fn promise(cx: &Cx, head: &JourneyHead, due: Option<Timestamp>) -> Form {
    let due = due.map(|at| cx.local_input(&at)).unwrap_or_default();
    about(cx, head, "promise", "promises", "promise-make")
        .field("kind", "promise-kind", Input::Radios(promise_kinds(cx)))
        .value("outcome")
        .field("what", "promise-what", Input::Line("text"))
        .hint("promise-what-other-hint")
        .field("due", "promise-due", Input::Line("datetime-local"))
        .value(due)
        .field("cost", "promise-cost", Input::Line("text"))
        .hint("promise-cost-hint")
        .optional()
}

/// What can be promised.
pub fn promise_kinds(cx: &Cx) -> Vec<Choice> {
    let kinds = [
        ("outcome", "promise-kind-outcome"),
        ("news", "promise-kind-news"),
        ("call", "promise-kind-call"),
        ("other", "promise-kind-other"),
    ];
    kinds.into_iter().map(|(code, key)| Choice::new(code, cx.t(key))).collect()
}

/// A field of an answer card, as the blueprint names it.
#[derive(Clone, Debug)]
pub struct CardField {
    /// The name that is posted, after `field.`.
    pub name: String,
    /// Its label in the organisation's words.
    pub label: String,
    /// What it holds.
    pub value: String,
    /// Whether it is marked "does not apply".
    pub not_applicable: bool,
}

/// An answer card, ready to be filled in.
#[derive(Clone, Debug, Default)]
pub struct CardDraft {
    /// Its code.
    pub code: String,
    /// Its fields.
    pub fields: Vec<CardField>,
    /// The text that it starts from.
    pub text: String,
    /// What it asks the customer for: code and label.
    pub asks: Vec<(String, String)>,
    /// Until when it promises the outcome, where it does, in words.
    pub promise: Option<String>,
    /// Whether this leg asked something before: then it asks whether this is the last.
    pub again: bool,
    /// Whether a question to the customer is open: then nothing more can be asked.
    pub asked: bool,
    /// Greeting, language and moment of news.
    pub frame: Frame,
}

/// A complete answer from a card: each field filled or marked "does not apply", then free text, what is asked and what
/// is promised, all in one message.
pub fn answer(cx: &Cx, head: &JourneyHead, card: &CardDraft) -> Form {
    // The text as the fields make it goes along, so that what a member wrote by hand is told from what was filled in.
    let mut form = about(cx, head, "answer", "answer", "answer-send").with("card", &card.code).with("made", &card.text);
    for field in &card.fields {
        form = form
            .own_field(
                format!("field.{}", field.name),
                &field.label,
                Input::Area(if field.value.chars().count() > 80 { 2 } else { 1 }),
            )
            .value(&field.value)
            .or_not(field.not_applicable);
    }
    form = form.field("text", "answer-text", Input::Area(8)).value(&card.text).hint("answer-text-hint");
    if let Some(language) = &card.frame.language {
        let hint = format!("{} {}", cx.t1("reads-language", "language", language), cx.t("answer-text-hint"));
        form = form.hint_text(hint);
    }
    if !card.asks.is_empty() && !card.asked {
        let asks = card.asks.iter().map(|(code, label)| Choice { chosen: true, ..Choice::new(code, label) }).collect();
        form = form.field("asks", "answer-asks", Input::Checks(asks)).hint("answer-asks-hint").optional();
    }
    if card.again && !card.asks.is_empty() && !card.asked {
        form = last_thing(form);
    }
    form = match &card.promise {
        Some(when) => {
            let hint = match card.frame.news {
                Some(news) => cx.t2("answer-promise-or-news", "when", when, "news", cx.by_text(&news.at)),
                None => when.clone(),
            };
            form.field("promise", "answer-promise", Input::Check(true))
                .hint_text(hint)
                .field("cost", "promise-cost", Input::Line("text"))
                .hint("promise-cost-hint")
                .optional()
        }
        None => card.frame.news(form),
    };
    form.also("do", "compose", "answer-compose")
}

/// Asks whether this is the last thing that is needed.
pub fn last_thing(form: Form) -> Form {
    let choices =
        vec![Choice::new("yes", form.cx.t("question-last-yes")), Choice::new("no", form.cx.t("question-last-no"))];
    form.field("last", "question-last", Input::Radios(choices))
}
