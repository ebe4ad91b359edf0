//! The answer to a question: each thing that was asked for is a field of its own, and all of it together is one contact.

use jiff::civil::Date;
use regie_domain::blueprint::AskKind;
use regie_domain::iban::{Iban, IbanError};
use regie_domain::ids::QuestionId;
use regie_domain::phone::PhoneNumber;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::status::{AskedItem, Question};
use crate::posted::Posted;
use crate::ui::uploads::Taken;
use crate::visit::Visit;

/// The longest answer in one field, in characters.
const LONGEST: usize = 20_000;

/// The form of a question.
pub(super) fn form(cx: &Cx, token: &str, question: QuestionId, items: &[AskedItem]) -> Form {
    Question::form(cx, token, &question.to_string(), items)
}

/// Reads the answers, says what is wrong at each field, and puts all in one text: a line for each thing that was asked,
/// then what else was written.
pub(super) fn read(visit: &Visit, form: &mut Form, items: &[AskedItem], posted: &Posted, files: &[Taken]) -> String {
    let mut lines = Vec::new();
    for item in items {
        let outcome = match item.kind {
            AskKind::File => files_of(item, files, posted),
            _ => value_of(&visit.cx, item, posted.get(&item.name)),
        };
        match outcome {
            Ok(Some(value)) => lines.push(format!("{}: {value}", item.label.trim_end_matches([':', ' ']))),
            Ok(None) if item.required && form.errors_at(&item.name) => {}
            Ok(None) if item.required => form.error(&item.name, missing(&visit.cx, item)),
            Ok(None) => {}
            Err(words) => form.error(&item.name, words),
        }
    }
    let more = posted.get("text");
    if more.chars().count() > LONGEST {
        form.error("text", visit.cx.t("invalid-too-long"));
    }
    // Nothing at all is no answer, also where nothing that was asked for is needed.
    if lines.is_empty() && more.is_empty() && posted.files.is_empty() && !form.failed() {
        form.error("text", visit.cx.t("invalid-required"));
    }
    let mut text = lines.join("\n");
    if !more.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(more);
    }
    text
}

fn missing(cx: &Cx, item: &AskedItem) -> String {
    match item.kind {
        AskKind::Iban => cx.t("iban-empty"),
        AskKind::YesNo => cx.t("invalid-choice"),
        _ => cx.t("invalid-required"),
    }
}

fn files_of(item: &AskedItem, files: &[Taken], posted: &Posted) -> Result<Option<String>, String> {
    let names: Vec<&str> = files.iter().filter(|file| file.field == item.name).map(|file| file.name.as_str()).collect();
    if names.is_empty() && posted.files.iter().any(|file| file.field == item.name) {
        // It came and was refused, which is said at the field already.
        return Ok(Some(String::new()));
    }
    Ok(Some(names.join(", ")).filter(|names| !names.is_empty()))
}

/// The answer as staff read it; nothing when nothing was typed.
fn value_of(cx: &Cx, item: &AskedItem, typed: &str) -> Result<Option<String>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    match item.kind {
        AskKind::Iban => Iban::parse(typed).map(|iban| Some(iban.to_string())).map_err(|fault| iban_words(cx, fault)),
        AskKind::Date => date_of(typed).map(|date| Some(cx.lang.date(date))).ok_or_else(|| cx.t("status-date-wrong")),
        AskKind::YesNo => match typed {
            "yes" => Ok(Some(cx.t("status-yes"))),
            "no" => Ok(Some(cx.t("status-no"))),
            _ => Err(cx.t("invalid-choice")),
        },
        AskKind::Text | AskKind::File if typed.chars().count() > LONGEST => Err(cx.t("invalid-too-long")),
        AskKind::Text | AskKind::File => Ok(Some(typed.to_owned())),
    }
}

fn iban_words(cx: &Cx, fault: IbanError) -> String {
    match fault {
        IbanError::Empty => cx.t("iban-empty"),
        IbanError::BadCharacter { position } => cx.t1("iban-character", "position", position),
        IbanError::UnknownCountry => cx.t("iban-country"),
        IbanError::TooShort { expected, found } => cx.t2("iban-short", "found", found, "expected", expected),
        IbanError::TooLong { expected, found } => cx.t2("iban-long", "found", found, "expected", expected),
        IbanError::BadChecksum => cx.t("iban-wrong"),
    }
}

/// A date as the browser's field posts it, or as people write it where there is no such field: `30-1-2018`.
fn date_of(typed: &str) -> Option<Date> {
    if let Ok(date) = typed.parse::<Date>() {
        return Some(date);
    }
    let parts: Vec<&str> = typed.split(['-', '/', '.', ' ']).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    Date::new(year.parse().ok().filter(|year| *year >= 1000)?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// What stands before a number in a sentence.
const BEFORE: [char; 3] = ['(', '"', '\''];

/// Account numbers in a text, known to their owner only: the page can be read by whoever gets hold of its link.
pub(super) fn masked(text: &str) -> String {
    replaced(text, 10, |run| {
        let begins = run.trim_start_matches(BEFORE);
        let country = begins.as_bytes().get(..2).is_some_and(|start| start.iter().all(u8::is_ascii_alphabetic));
        let (core, tail) = without_punctuation(begins);
        let iban = Iban::parse(core).ok().filter(|_| country)?;
        Some(format!("{}{tail}", iban.masked().replace(' ', "\u{a0}")))
    })
}

/// Telephone numbers in the words of somebody else, known to their owner only.
pub(super) fn without_numbers(text: &str) -> String {
    replaced(text, 6, |run| {
        let (core, tail) = without_punctuation(run.trim_start_matches(['"', '\'']));
        let digits = core.starts_with(['+', '(', '0']) && core.ends_with(|c: char| c.is_ascii_digit());
        let number = PhoneNumber::parse(core).ok().filter(|_| digits)?;
        Some(format!("{}{tail}", number.masked()))
    })
}

/// Each line with what is put in the place of runs of its words, of so many at the most. A number may be written with or
/// without blanks, so the longest run is tried first.
fn replaced(text: &str, most: usize, by: impl Fn(&str) -> Option<String>) -> String {
    let line = |line: &str| {
        let words: Vec<&str> = line.split(' ').collect();
        let mut out: Vec<String> = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let [word, others @ ..] = rest {
            let found = (1..=most.min(rest.len())).rev().find_map(|many| Some((many, by(&rest[..many].join(" "))?)));
            let (many, shown) = found.unwrap_or_else(|| (1, (*word).to_owned()));
            out.push(shown);
            rest = &others[many - 1..];
        }
        out.join(" ")
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn without_punctuation(text: &str) -> (&str, &str) {
    let core = text.trim_end_matches(['.', ',', ';', ':', ')', '!', '?', '"', '\'']);
    text.split_at(core.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let date = Date::new(2018, 1, 30).ok();
        for text in ["2018-01-30", "30-1-2018", "30/01/2018", "30.1.2018", "30 1 2018"] {
            assert_eq!(date_of(text), date, "{text}");
        }
        for text in ["", "30-13-2018", "30-1-18", "gisteren", "1-2", "31-02-2018"] {
            assert_eq!(date_of(text), None, "{text}");
        }
    }

    #[test]
    fn telephone_numbers_of_others_are_masked() {
        for text in ["Bel mij op +31 6 12345678.", "Bel mij op 06-12345678, graag", "Bel 0612345678 om 16.00 uur"] {
            let shown = without_numbers(text);
            assert!(shown.contains("78") && !shown.contains("3456"), "{shown}");
        }
        for kept in ["Kamer 12 op 0 graden", "Nummer R-2611-0002", "uiterlijk 17.00 uur\nmorgen"] {
            assert_eq!(without_numbers(kept), kept);
        }
    }

    #[test]
    fn account_numbers_are_masked_wherever_they_stand() {
        for text in ["IBAN: NL91 ABNA 0417 1643 00", "IBAN: NL91ABNA0417164300", "IBAN: nl91 abna 0417 1643 00."] {
            let shown = masked(text);
            assert!(!shown.contains("0417") && !shown.contains("1643"), "{shown}");
            assert!(shown.starts_with("IBAN: NL"), "{shown}");
        }
        let kept = "Op 30 januari 2018 betaalde ik € 180 voor nummer 12.\nNL is een land  met  blanks";
        assert_eq!(masked(kept), kept);
        assert!(masked("(NL91ABNA0417164300), en dan").ends_with("00), en dan"));
    }
}
