//! How a text reads: sentences that are long, that hide who does something, or that use words nobody says. Whoever writes is
//! warned and never stopped; an organisation adds words of its own.

mod jargon;
mod passive;

use serde::{Deserialize, Serialize};

use crate::customer::Language;

pub use jargon::own_list;

/// A sentence of more words than this is long.
pub const MOST_WORDS: usize = 20;
/// The most words of its own that an organisation lists in a language.
pub const MOST_JARGON: usize = 300;
/// The most characters of such a word, and of what to write instead.
pub const LONGEST_JARGON: usize = 60;

/// A word that is better left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jargon {
    /// The word or words, in any case.
    pub word: String,
    /// What to write instead; empty where there is nothing.
    pub instead: String,
}

/// The words that an organisation would rather not write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    /// In Dutch.
    pub nl: Vec<Jargon>,
    /// In English.
    pub en: Vec<Jargon>,
}

impl Wording {
    /// Those of a language.
    #[must_use]
    pub fn of(&self, language: Language) -> &[Jargon] {
        match language {
            Language::Nl => &self.nl,
            Language::En => &self.en,
        }
    }
}

/// What may be better about a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    /// It has so many words.
    Long(usize),
    /// It says what is done and not who does it; the words that say so.
    Passive(String),
    /// It uses a word that is better left out.
    Word(Jargon),
}

/// A sentence about which there is something to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The sentence, as it was written.
    pub sentence: String,
    /// What may be better, the length first.
    pub concerns: Vec<Concern>,
}

/// What may be better about a text. `own` are the organisation's words, beside those that come with the program. What stands
/// between braces counts as one word, and commands of a template are no words at all.
#[must_use]
pub fn remarks(text: &str, language: Language, own: &[Jargon]) -> Vec<Remark> {
    sentences(text).into_iter().filter_map(|sentence| judge(sentence, language, own)).collect()
}

fn judge(sentence: String, language: Language, own: &[Jargon]) -> Option<Remark> {
    let count = words(&sentence).count();
    let mut concerns = Vec::new();
    if count > MOST_WORDS {
        concerns.push(Concern::Long(count));
    }
    concerns.extend(passive::found(&sentence, language).map(Concern::Passive));
    concerns.extend(jargon::found(&sentence, language, own).into_iter().map(Concern::Word));
    (!concerns.is_empty()).then_some(Remark { sentence, concerns })
}

/// What people read as words: not dashes and other signs that stand alone.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split_whitespace().filter(|word| word.chars().any(|c| c.is_alphanumeric() || c == '{'))
}

/// A word without the signs around it, in lower case.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// Short forms whose full stop ends no sentence.
const SHORT: [&str; 20] = [
    "art", "bijv", "blz", "bv", "ca", "d.w.z", "dhr", "dr", "e.d", "e.g", "enz", "etc", "i.e", "m.b.t", "mr", "mrs",
    "mw", "nr", "o.a", "t.a.v",
];

/// The sentences of a text: up to a full stop, question or exclamation mark that is followed by a new beginning, and up to the
/// end of a paragraph or of a line of a list.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut present: Vec<String> = Vec::new();
    for line in without_commands(text).lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with("- ") {
            end(&mut present, &mut found);
        }
        let mut words = line.trim_start_matches("- ").split(' ').filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            present.push(word.to_owned());
            let begins =
                |next: &&str| next.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || c == '{');
            let stops = word.trim_end_matches(['"', '\'', '”', ')']).ends_with(['.', '!', '?', ':']);
            let short = word.strip_suffix('.').is_some_and(|word| SHORT.contains(&bare(word).as_str()));
            if stops && !short && words.peek().is_none_or(begins) {
                end(&mut present, &mut found);
            }
        }
    }
    end(&mut present, &mut found);
    found
}

fn end(present: &mut Vec<String>, found: &mut Vec<String>) {
    if !present.is_empty() {
        found.push(std::mem::take(present).join(" "));
    }
}

/// The text without `{% … %}` and `{# … #}`, and each `{{ … }}` as one word without blanks.
fn without_commands(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let close = match from.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                out.push('{');
                rest = &from[1..];
                continue;
            }
        };
        let inside = from.find(close).map_or(from.len(), |end| end + close.len());
        if close == "}}" {
            out.extend(from[..inside].chars().filter(|c| !c.is_whitespace()));
        }
        rest = &from[inside..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, language: Language) -> Vec<Remark> {
        remarks(text, language, &[])
    }

    #[test]
    fn a_text_falls_into_its_sentences() {
        let text = "Beste {{ customer_name }},\n\nWij bellen u, bijv. morgen. Dat is om 9.30 uur! Hebt u\nalles?\n- een foto\n- de \
                    rekening\n{% if cost %}Het kost niets.{% endif %}";
        let found = sentences(text);
        let expected = [
            "Beste {{customer_name}},",
            "Wij bellen u, bijv. morgen.",
            "Dat is om 9.30 uur!",
            "Hebt u alles?",
            "een foto",
            "de rekening Het kost niets.",
        ];
        assert_eq!(found, expected);
        assert_eq!(sentences("Open { en {{ dicht"), ["Open { en {{dicht"]);
    }

    #[test]
    fn a_long_sentence_is_counted() {
        let twenty = format!("Een {}", vec!["woord"; 19].join(" "));
        assert!(said(&format!("{twenty}. {twenty}."), Language::Nl).is_empty());
        let found = said(&format!("{twenty} {{{{ by | upper }}}}."), Language::Nl);
        assert_eq!(found[0].concerns, [Concern::Long(21)]);
        assert_eq!(said(&format!("{twenty} – en"), Language::Nl)[0].concerns, [Concern::Long(21)]);
    }

    #[test]
    fn words_of_the_program_and_of_the_house_are_found_whole_and_in_any_case() {
        let own = [Jargon { word: "Ticket".into(), instead: "melding".into() }];
        let found = remarks("Conform afspraak sluiten wij uw ticket. Tickets blijven open.", Language::Nl, &own);
        assert_eq!(found.len(), 1, "{found:?}");
        let words: Vec<&str> = found[0]
            .concerns
            .iter()
            .filter_map(|concern| if let Concern::Word(jargon) = concern { Some(jargon.word.as_str()) } else { None })
            .collect();
        assert_eq!(words, ["Ticket", "conform"]);
        assert!(said("Pursuant to your letter we write.", Language::En)[0].concerns.len() == 1);
        assert!(said("Pursuant to your letter we write.", Language::Nl).is_empty());
    }
}
