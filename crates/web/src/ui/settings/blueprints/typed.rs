//! What was typed about a blueprint and its complete answers. Rows are numbered; rows that were left empty fall away.

use regie_app::settings::blueprints::{BlueprintForm, CardForm, TermsForm};
use regie_domain::blueprint::{Doorway, OCCASIONS, Words};

use crate::form::span;
use crate::posted::Posted;

/// More rows than anybody fills in.
const MOST_ROWS: usize = 60;

/// A blueprint with the complete answers that it has already.
pub(super) fn blueprint(posted: &Posted, cards: Vec<CardForm>) -> BlueprintForm {
    let get = |name: &str| posted.get(name).to_owned();
    let time = |name: &str| span(&posted.fields, name);
    let stages = rows(posted, "stages", |at| {
        let expected = time(&format!("stages-{at}-expected"));
        (words(posted, &format!("stages-{at}")), get(&format!("stages-{at}-when")), expected)
    });
    let brief = rows(posted, "brief", |at| {
        let required = posted.some(&format!("brief-{at}-required")).is_some();
        (get(&format!("brief-{at}-code")), words(posted, &format!("brief-{at}")), required)
    });
    BlueprintForm {
        name: words(posted, "name"),
        customer_word: words(posted, "word"),
        kind: get("kind"),
        director: get("director"),
        terms: TermsForm {
            first_answer: time("first-answer"),
            result: time("result"),
            next_news: time("next-news"),
            after_broken: time("after-broken"),
            silence: time("silence"),
            respond: time("respond"),
            escalate: time("escalate"),
            question: time("question"),
            closing: time("closing"),
            call_back: time("call-back"),
            task: time("task"),
        },
        reopen_days: get("reopen-days"),
        stages: stages.into_iter().filter(|(name, ..)| !empty(name)).collect(),
        brief: brief.into_iter().filter(|(_, label, _)| !empty(label)).collect(),
        cards,
        legal_weeks: get("legal-weeks"),
        legal_basis: get("legal-basis"),
        tell: OCCASIONS
            .iter()
            .map(|about| (about.code().to_owned(), words(posted, &format!("tell-{}", about.code()))))
            .collect(),
        restricted: posted.some("restricted").is_some(),
        leads: posted.all("leads").map(str::to_owned).collect(),
        open: posted.some("open").is_some(),
        doorway: Doorway { name: words(posted, "door"), help: words(posted, "door-help") },
    }
}

/// A complete answer.
pub(super) fn card(posted: &Posted) -> CardForm {
    let get = |name: &str| posted.get(name).to_owned();
    let fields = rows(posted, "fields", |at| {
        let label = words(posted, &format!("fields-{at}"));
        let code = match get(&format!("fields-{at}-code")) {
            code if code.is_empty() => slug(&label.nl),
            code => code,
        };
        (code, label, words(posted, &format!("fields-{at}-default")))
    });
    let asks = rows(posted, "asks", |at| {
        let required = posted.some(&format!("asks-{at}-required")).is_some();
        let kind = get(&format!("asks-{at}-kind"));
        (get(&format!("asks-{at}-code")), words(posted, &format!("asks-{at}")), kind, required)
    });
    CardForm {
        code: get("code"),
        name: words(posted, "name"),
        fields: fields.into_iter().filter(|(_, label, _)| !empty(label)).collect(),
        text: words(posted, "text"),
        asks: asks.into_iter().filter(|(_, label, ..)| !empty(label)).collect(),
        promises_result: posted.some("promises-result").is_some(),
    }
}

/// A code for a new complete answer that no other one has.
pub(super) fn free_code(card: &CardForm, others: &[CardForm]) -> String {
    let base = slug(&card.name.nl);
    let taken = |code: &str| others.iter().any(|other| other.code == code);
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|code| !taken(code)).unwrap_or(base)
}

fn rows<T>(posted: &Posted, name: &str, read: impl Fn(usize) -> T) -> Vec<T> {
    let there = |at: &usize| posted.fields.iter().any(|(field, _)| *field == format!("{name}-{at}-nl"));
    (0..MOST_ROWS).take_while(there).map(read).collect()
}

fn words(posted: &Posted, name: &str) -> Words {
    Words::new(posted.get(&format!("{name}-nl")), posted.get(&format!("{name}-en")))
}

fn empty(words: &Words) -> bool {
    words.nl.is_empty() && words.en.is_empty()
}

/// A code made of a label: `Waarom nu?` is `waarom-nu`.
fn slug(label: &str) -> String {
    let mut slug = String::new();
    for c in label.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'à'..='å' => slug.push('a'),
            'è'..='ë' => slug.push('e'),
            'ì'..='ï' => slug.push('i'),
            'ò'..='ö' => slug.push('o'),
            'ù'..='ü' => slug.push('u'),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "part".to_owned() } else { slug.chars().take(40).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Posted { fields, files: Vec::new() }
    }

    #[test]
    fn empty_rows_fall_away_and_codes_are_kept_or_made() {
        let read = blueprint(
            &posted(&[
                ("stages-0-nl", "Ontvangen"),
                ("stages-0-en", "Received"),
                ("stages-0-when", "opened"),
                ("stages-0-expected", "1"),
                ("stages-0-expected.unit", "d"),
                ("silence", "24"),
                ("silence.unit", "e"),
                ("result", ""),
                ("result.unit", "d"),
                ("respond", "4h"),
                ("respond.unit", "d"),
                ("stages-1-nl", ""),
                ("stages-1-en", ""),
                ("brief-0-code", "why"),
                ("brief-0-nl", "Waarom"),
                ("brief-0-required", "yes"),
            ]),
            Vec::new(),
        );
        assert_eq!(read.stages, [(Words::new("Ontvangen", "Received"), "opened".to_owned(), "1d".to_owned())]);
        let terms = &read.terms;
        assert_eq!([&terms.silence, &terms.result, &terms.respond], ["24e", "", "4h"]);
        assert_eq!(read.brief, [("why".to_owned(), Words::new("Waarom", ""), true)]);
        let read =
            card(&posted(&[("name-nl", "Vergoeding"), ("fields-0-nl", "Wat is er één?"), ("fields-0-en", "What?")]));
        assert_eq!(read.fields[0].0, "wat-is-er-een");
        let known = CardForm { code: "vergoeding".to_owned(), ..CardForm::default() };
        assert_eq!(free_code(&read, &[known]), "vergoeding-2");
    }
}
