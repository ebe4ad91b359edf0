//! The texts of messages to customers. Each comes with the program in both languages (`texts/{nl,en}/<key>.txt`: the
//! subject, a line `---`, the body) and can be changed in the settings; a changed text that no longer works falls back
//! to ours, so that no message is lost to a slip of the pen.
//!
//! Texts are minijinja templates with few names ([`variables`]). They make plain text; the HTML part is made from that
//! text by [`html`], so nothing in a name or a message can become markup.

mod agreements;
pub mod besides;
mod copied;
pub mod html;
pub mod legal_term;
mod partners;
mod promise;
pub mod sample;
pub mod scores;
pub mod sentences;
pub mod shipments;
pub mod shown;
mod variables;
mod visits;

use std::collections::BTreeSet;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value};
use regie_domain::codes::UpdateKind;
use regie_domain::customer::Language;
use regie_domain::directory::{Organisation, TextOverride};
use serde::Serialize;

use crate::directory::Directory;
use crate::locale::Lang;
pub use variables::variables;

/// The key of the mail that brings a new link to the status page.
pub const NEW_LINK: &str = "new_link";

/// The most steps that a template may take; a text of a mail takes a few hundred.
const FUEL: u64 = 50_000;
/// Stands for the words of a member while the text around them is tidied.
const WORDS: &str = "\u{e000}";

/// What texts may name. Every value is there in every language; what does not apply is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Values {
    /// The organisation's name.
    pub organisation: String,
    /// The customer's name, as it is known.
    pub customer_name: String,
    /// The word for the person served.
    pub customer_word: String,
    /// "Beste …," with the name where one may be used.
    pub greeting: String,
    /// The number of the journey.
    pub reference: String,
    /// What the journey is about, in the customer's words.
    pub subject: String,
    /// "uw vraag", "uw melding", …
    pub matter: String,
    /// What happens next and by when, as whole sentences.
    pub next_step: String,
    /// The moment of it in words.
    pub by: String,
    /// What it costs, as a sentence; empty when nothing was said about it.
    pub cost: String,
    /// What the customer must do, or that there is nothing to do.
    pub todo: String,
    /// The team that the message names.
    pub team: String,
    /// The promise, as a sentence with its moment.
    pub promise: String,
    /// The promise before it was moved, broken or replaced, in the past tense.
    pub was: String,
    /// That it comes earlier than it was promised, as a sentence; empty where it does not.
    pub earlier: String,
    /// Why a promise moved, or what it answers, as a sentence.
    pub reason: String,
    /// Until when the customer may change something without asking, or how else, as a sentence.
    pub change: String,
    /// The question, in the member's words.
    pub question: String,
    /// What is asked for, one by one.
    pub items: Vec<String>,
    /// The member's message, as it was written.
    pub words: String,
    /// Until when the customer may object to an outcome, in words.
    pub objection_until: String,
    /// The address of the customer's own page.
    pub link: String,
    /// The organisation's telephone number.
    pub phone: String,
    /// What must be told of a legal term. Where a text does not name it, it has a place of its own.
    pub legal: String,
    /// What was agreed, in its own words, with the amount that it is about. Where a text does not name it, it has a place of
    /// its own.
    pub agreed: String,
    /// What is held of an agreement, or that nothing has to be done against it, as sentences.
    pub held: String,
    /// What who has it now knows of what the customer told, as sentences.
    pub known: String,
    /// The other body that has it now.
    pub receiver: String,
    /// That who the customer is went along to that body, as a sentence; empty where it did not.
    pub shared: String,
    /// How the customer reaches that body.
    pub reachable: String,
    /// What the blueprint tells besides. No text names it: it has a place of its own.
    pub besides: String,
    /// The organisation's main colour and the one that stands on it, as `#rrggbb`; empty takes the program's. No text names
    /// them: the HTML part wears them.
    pub colours: [String; 2],
    /// What stands under the words of the member who writes. No text names it either.
    pub signature: String,
    /// The scores that the HTML part of a survey offers. No text names them.
    #[serde(skip)]
    pub scores: Option<scores::Scores>,
}

/// A message ready to be put in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The subject line, with the number of the journey once.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
}

/// What is wrong with a changed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextFault {
    /// There is no message with this key.
    Key,
    /// It names something that this message does not know; [`variables`] lists what it does.
    Unknown(String),
    /// It cannot be read; the line, and what stands in the way (in English, from the template language).
    Syntax(usize, String),
    /// It leaves out what the message is for: the link, or the words of the member.
    Missing(&'static str),
}

/// The keys of all messages, in the order in which the settings list them.
pub fn keys() -> impl Iterator<Item = &'static str> {
    UpdateKind::ALL.iter().map(|kind| kind.code()).chain([NEW_LINK])
}

/// Renders a message: the changed text where the directory has one that works, else ours.
#[must_use]
pub fn render(directory: &Directory, key: &str, lang: Lang, values: &Values) -> Rendered {
    if let Some(own) = changed(directory, key, lang) {
        match render_with(&own.subject, &own.body, key, lang, values) {
            Ok(rendered) => return rendered,
            Err(fault) => tracing::warn!(key, lang = lang.code(), ?fault, "a changed text does not work; ours is used"),
        }
    }
    let (subject, body) = default_text(key, lang);
    // Our own texts are rendered in a test each; what is left of a failure is still honest.
    render_with(subject, body, key, lang, values).unwrap_or_else(|fault| {
        tracing::error!(key, lang = lang.code(), ?fault, "a text of the program does not work");
        dress(
            key,
            lang,
            values,
            &values.reference,
            &[&values.words, &values.next_step, &values.link].map(String::as_str).join("\n\n"),
        )
    })
}

/// The text that comes with the program: subject and body.
#[must_use]
pub fn default_text(key: &str, lang: Lang) -> (&'static str, &'static str) {
    let all = match lang {
        Lang::Nl => NL,
        Lang::En => EN,
    };
    let source = all.iter().find(|(name, _)| *name == key).map_or("", |(_, source)| source);
    source.split_once("\n---\n").unwrap_or(("", source))
}

/// Checks a subject or body for the settings page: it can be read and names only what the message knows.
///
/// # Errors
/// Every fault at once.
pub fn check(template: &str, key: &str) -> Result<(), Vec<TextFault>> {
    let known = variables(key);
    if known.is_empty() {
        return Err(vec![TextFault::Key]);
    }
    let environment = environment();
    let parsed = environment.template_from_str(template).map_err(|error| vec![syntax(&error)])?;
    let named: BTreeSet<String> = parsed.undeclared_variables(false).into_iter().collect();
    let unknown: Vec<TextFault> =
        named.into_iter().filter(|name| !known.contains(&name.as_str())).map(TextFault::Unknown).collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    parsed.render(context(key, &sample::of(key, Lang::Nl))).map(drop).map_err(|error| vec![syntax(&error)])
}

/// Checks a whole changed text: both parts, and that the message still does what it is for.
///
/// # Errors
/// Every fault at once.
pub fn check_override(text: &TextOverride) -> Result<(), Vec<TextFault>> {
    let mut faults: Vec<TextFault> =
        [&text.subject, &text.body].into_iter().filter_map(|part| check(part, &text.key).err()).flatten().collect();
    if faults.is_empty() {
        let values = sample::of(&text.key, lang_of(text.language));
        let body = fill(&text.body, &text.key, &values).unwrap_or_default();
        if variables(&text.key).contains(&"link") && !body.contains(&values.link) {
            faults.push(TextFault::Missing("link"));
        }
        if variables(&text.key).contains(&"words") && !body.contains(WORDS) {
            faults.push(TextFault::Missing("words"));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// A message with sample data, from the text that comes with the program. An unknown key gives nothing.
#[must_use]
pub fn preview(key: &str, lang: Lang) -> Option<Rendered> {
    let (subject, body) = default_text(key, lang);
    render_with(subject, body, key, lang, &sample::of(key, lang)).ok()
}

/// A message of a member to somebody, with sample data, as the organisation's texts make it, and what stands under it.
#[must_use]
pub fn preview_signed(directory: &Directory, organisation: &Organisation, lang: Lang, signature: &str) -> Rendered {
    let key = UpdateKind::Message.code();
    let plain = sample::of_house(key, lang, organisation);
    let values = Values {
        promise: String::new(),
        was: String::new(),
        question: String::new(),
        items: Vec::new(),
        signature: signature.to_owned(),
        ..plain
    };
    render(directory, key, lang, &values)
}

/// The locale of a customer's or member's language.
#[must_use]
pub fn lang_of(language: Language) -> Lang {
    match language {
        Language::Nl => Lang::Nl,
        Language::En => Lang::En,
    }
}

fn changed<'a>(directory: &'a Directory, key: &str, lang: Lang) -> Option<&'a TextOverride> {
    let mut texts = directory.texts.values().map(|found| &found.value);
    texts.find(|text| text.key == key && lang_of(text.language) == lang)
}

fn render_with(subject: &str, body: &str, key: &str, lang: Lang, values: &Values) -> Result<Rendered, TextFault> {
    let subject = fill(subject, key, values)?;
    let body = fill(body, key, values)?;
    Ok(dress(key, lang, values, &subject, &body))
}

/// Fills a template in. The member's words are still only marked in what comes out.
fn fill(template: &str, key: &str, values: &Values) -> Result<String, TextFault> {
    let environment = environment();
    let parsed = environment.template_from_str(template).map_err(|error| syntax(&error))?;
    let mut values = values.clone();
    if !values.words.is_empty() {
        values.words = WORDS.to_owned();
    }
    parsed.render(context(key, &values)).map_err(|error| syntax(&error))
}

/// The text without its own closing words, where the member's words or signature have some.
fn one_closing(body: &str, values: &Values) -> String {
    const CLOSINGS: [&str; 8] = [
        "met vriendelijke groet",
        "vriendelijke groet",
        "hartelijke groet",
        "groet",
        "kind regards",
        "best regards",
        "regards",
        "yours ",
    ];
    let closes = |text: &str| {
        let mut lines = text.lines().map(|line| line.trim().to_lowercase());
        lines.any(|line| CLOSINGS.iter().any(|closing| line.starts_with(closing)))
    };
    if !closes(&values.words) && !closes(&values.signature) {
        return body.to_owned();
    }
    body.replace("\nMet vriendelijke groet,\n", "\n").replace("\nKind regards,\n", "\n")
}

/// The text with a member's signature where one signs: under the closing words, else before who sends it, below the way to the
/// customer's page.
fn signed(text: &str, signature: &str, link: &str) -> String {
    const CLOSINGS: [&str; 2] = ["Met vriendelijke groet,", "Kind regards,"];
    if signature.is_empty() {
        return text.to_owned();
    }
    let mut paragraphs: Vec<String> = text.trim_end().split("\n\n").map(str::to_owned).collect();
    let page = paragraphs.iter().position(|paragraph| !link.is_empty() && paragraph.contains(link));
    let below = page.map_or(0, |page| page + 1);
    let closing = |paragraph: &String| paragraph.lines().any(|line| CLOSINGS.contains(&line.trim()));
    match paragraphs.iter().rposition(closing).filter(|at| *at >= below) {
        Some(at) => {
            let closes = |line: &&str| CLOSINGS.contains(&line.trim());
            let lines = paragraphs[at].lines().flat_map(|line| {
                let name = Some(signature).filter(|_| closes(&line));
                std::iter::once(line).chain(name)
            });
            paragraphs[at] = lines.collect::<Vec<_>>().join("\n");
        }
        None => {
            let at = if page.is_some() { below } else { paragraphs.len().saturating_sub(1).max(1) };
            paragraphs.insert(at.min(paragraphs.len()), signature.to_owned());
        }
    }
    format!("{}\n", paragraphs.join("\n\n"))
}

/// Tidies what was filled in, puts the member's words in as they were written, and makes the HTML part.
fn dress(key: &str, lang: Lang, values: &Values, subject: &str, body: &str) -> Rendered {
    let subject = subject_line(subject, &values.reference);
    let body = one_closing(&tidy(body), values);
    let signed = signed(&body, &values.signature, &values.link);
    let signed = [&values.legal, &values.agreed].into_iter().fold(signed, |text, told| {
        if text.contains(told.as_str()) { text } else { besides::placed(&text, told, &values.link) }
    });
    let text = besides::placed(&signed, &values.besides, &values.link).replace(WORDS, values.words.trim());
    let dress = html::Dress {
        lang,
        title: &subject,
        link: &values.link,
        button: match lang {
            Lang::Nl => "Naar uw pagina",
            Lang::En => "Go to your page",
        },
        headline: values.words.is_empty() || !variables(key).contains(&"words"),
        house: html::House::of(&values.organisation, &values.colours),
    };
    let html = html::page(&text, dress);
    let html = match &values.scores {
        Some(found) => scores::placed(html, found, lang, &values.link, dress.colours()),
        None => html,
    };
    Rendered { subject, text, html }
}

/// One line, with the number of the journey in it once.
fn subject_line(subject: &str, reference: &str) -> String {
    let line = subject
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    match (reference.is_empty() || line.contains(reference), line.is_empty()) {
        (true, _) => line,
        (false, true) => format!("[{reference}]"),
        (false, false) => format!("{line} [{reference}]"),
    }
}

/// What did not apply leaves no holes: single spaces, one empty line between paragraphs.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(&line);
    }
    out.push('\n');
    out
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment
}

/// Only what the message may name.
fn context(key: &str, values: &Values) -> Value {
    let all = Value::from(Serde(values));
    Value::from_pairs(variables(key).iter().map(|name| (*name, all.get_attr(name).unwrap_or_default())))
}

fn syntax(error: &minijinja::Error) -> TextFault {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    TextFault::Syntax(error.line().unwrap_or(1), detail)
}

type Source = (&'static str, &'static str);

macro_rules! sources {
    ($lang:literal) => {
        sources!($lang: "receipt", "too_large", "now_with", "now_leads", "party_left", "question", "promise_made", "promise_moved",
            "promise_broken", "visit_booked", "visit_moved", "visit_narrowed", "visit_ahead", "visit_cancelled", "visit_ended", "outcome", "no_news", "closed_again", "legal_extended", "legal_suspended", "legal_resumed", "forwarded", "forwarded_to", "agreement", "agreement_proposed", "breach", "shipment", "survey", "we_did", "copied", "message", "answer", "new_link")
    };
    ($lang:literal: $($key:literal),+) => {
        &[$(($key, include_str!(concat!("../texts/", $lang, "/", $key, ".txt")))),+]
    };
}

const NL: &[Source] = sources!("nl");
const EN: &[Source] = sources!("en");

#[cfg(test)]
mod tests;
