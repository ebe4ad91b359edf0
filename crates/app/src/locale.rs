//! The languages that Regie speaks: texts from Fluent files that are built into the program, and the words for
//! moments, durations and money in [`words`].
//!
//! A text that is missing shows its key between `⟦ ⟧`; tests look for that mark, so it never reaches a user.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};

pub mod by;
pub mod words;

/// A language in which pages and messages are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Dutch, the language of the first organisations.
    #[default]
    Nl,
    /// English.
    En,
}

/// A value that fills a variable of a text. Numbers are kept apart so that plural forms work.
#[derive(Clone, Debug)]
pub enum Arg<'a> {
    /// Text, shown as it is.
    Text(&'a str),
    /// A whole number.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Arg::Text(value)
    }
}

impl From<i64> for Arg<'_> {
    fn from(value: i64) -> Self {
        Arg::Number(value)
    }
}

impl Lang {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::Nl, Lang::En];

    /// The code for `lang="…"`, cookies and the database.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Nl => "nl",
            Lang::En => "en",
        }
    }

    /// The language's own name, as shown in a choice of languages.
    pub const fn name(self) -> &'static str {
        match self {
            Lang::Nl => "Nederlands",
            Lang::En => "English",
        }
    }

    /// Reads a code such as `nl` or `en-GB`; `None` for a language that Regie does not speak.
    pub fn from_code(code: &str) -> Option<Lang> {
        let primary = code.trim().split(['-', '_']).next().unwrap_or_default();
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The first language of an `Accept-Language` header that Regie speaks, by the weights given there.
    pub fn from_accept_language(header: &str) -> Option<Lang> {
        let mut wanted: Vec<(f32, Lang)> = header
            .split(',')
            .filter_map(|part| {
                let (code, weight) = part.split_once(';').unwrap_or((part, "q=1"));
                let weight = weight.trim().strip_prefix("q=")?.parse().ok()?;
                Some((weight, Lang::from_code(code)?))
            })
            .collect();
        wanted.sort_by(|a, b| b.0.total_cmp(&a.0));
        wanted.first().map(|(_, lang)| *lang)
    }

    /// The text with this key, with its variables filled in.
    pub fn t(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let bundle = &CATALOGUE[&self];
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟦{key}⟧");
        };
        let mut filled = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            let value = match value {
                Arg::Text(text) => FluentValue::from(*text),
                Arg::Number(number) => FluentValue::from(*number),
            };
            filled.set((*name).to_owned(), value);
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&filled), &mut errors).into_owned();
        if errors.is_empty() { text } else { format!("⟦{key}⟧ {text}") }
    }

    /// Whether a text with this key exists.
    pub fn has(self, key: &str) -> bool {
        CATALOGUE[&self].has_message(key)
    }
}

/// Every key of the Dutch catalogue with the names of its variables, sorted. The tests of the pages compare it
/// with what templates and code ask for.
pub fn keys() -> BTreeMap<String, Vec<String>> {
    NL.iter().flat_map(|(_, source)| messages(source)).collect()
}

type Source = (&'static str, &'static str);

macro_rules! sources {
    ($lang:literal: $($file:literal),+ $(,)?) => {
        &[$(($file, include_str!(concat!("../locales/", $lang, "/", $file, ".ftl")))),+]
    };
}

const NL: &[Source] = sources!("nl":
    "absence", "access", "account", "agreements", "arrivals", "attribution", "ask", "board", "brief", "calls", "chain", "clients", "common", "council", "cti", "customers", "demo", "errors", "facts", "figures", "first-day", "first-run", "form", "friendliness", "handovers", "improvements", "invalid", "joining", "journey", "legal", "letters", "likeness", "live", "measure", "mirror", "partners", "picture", "practice", "preferences", "promises",
    "refusals", "settings", "shipments", "social", "staff", "status", "survey", "time", "timeline", "topics", "tour", "visits", "webhooks", "wording", "words", "work",
);
const EN: &[Source] = sources!("en":
    "absence", "access", "account", "agreements", "arrivals", "attribution", "ask", "board", "brief", "calls", "chain", "clients", "common", "council", "cti", "customers", "demo", "errors", "facts", "figures", "first-day", "first-run", "form", "friendliness", "handovers", "improvements", "invalid", "joining", "journey", "legal", "letters", "likeness", "live", "measure", "mirror", "partners", "picture", "practice", "preferences", "promises",
    "refusals", "settings", "shipments", "social", "staff", "status", "survey", "time", "timeline", "topics", "tour", "visits", "webhooks", "wording", "words", "work",
);

/// Built once from texts that are part of the program; a file that does not parse is a bug that
/// `every_file_parses` finds, so what can be read of it is used.
static CATALOGUE: LazyLock<BTreeMap<Lang, FluentBundle<FluentResource>>> = LazyLock::new(|| {
    [(Lang::Nl, NL), (Lang::En, EN)]
        .into_iter()
        .map(|(lang, sources)| {
            let mut bundle = FluentBundle::new_concurrent(lang.code().parse().into_iter().collect());
            // Marks for mixed writing directions would end up in subjects and telephone links.
            bundle.set_use_isolating(false);
            for (_, source) in sources {
                let resource = match FluentResource::try_new((*source).to_owned()) {
                    Ok(resource) | Err((resource, _)) => resource,
                };
                bundle.add_resource_overriding(resource);
            }
            (lang, bundle)
        })
        .collect()
});

/// Reads the keys and variables of one file without a parser: enough for Regie's own plain files.
fn messages(source: &str) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for line in source.lines() {
        if let Some((key, _)) = line.split_once(" =")
            && key.starts_with(|c: char| c.is_ascii_lowercase())
        {
            found.push((key.to_owned(), Vec::new()));
        }
        let Some((_, variables)) = found.last_mut().filter(|_| !line.starts_with('#')) else {
            continue;
        };
        for rest in line.split('$').skip(1) {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            variables.push(rest[..end].to_owned());
        }
        variables.sort();
        variables.dedup();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses_and_no_key_is_written_twice() {
        for (lang, sources) in [("nl", NL), ("en", EN)] {
            let mut seen = BTreeMap::new();
            for (file, source) in sources {
                if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                    panic!("{lang}/{file}.ftl: {errors:?}");
                }
                for (key, _) in messages(source) {
                    if let Some(first) = seen.insert(key.clone(), file) {
                        panic!("{lang}: {key} stands in {first}.ftl and in {file}.ftl");
                    }
                }
            }
        }
    }

    #[test]
    fn the_languages_have_the_same_keys_with_the_same_variables() {
        let of = |sources: &[Source]| -> BTreeMap<String, (&'static str, Vec<String>)> {
            let all = sources.iter().flat_map(|(file, source)| {
                messages(source).into_iter().map(move |(key, variables)| (key, (*file, variables)))
            });
            all.collect()
        };
        let (nl, en) = (of(NL), of(EN));
        let differing: Vec<_> = nl
            .iter()
            .filter(|(key, entry)| en.get(*key) != Some(entry))
            .map(|(key, _)| key)
            .chain(en.keys().filter(|key| !nl.contains_key(*key)))
            .collect();
        assert!(differing.is_empty(), "differ between nl and en: {differing:?}");
    }

    #[test]
    fn a_missing_text_is_marked() {
        assert_eq!(Lang::Nl.t("no-such-text", &[]), "⟦no-such-text⟧");
    }

    #[test]
    fn accept_language_is_read_by_weight() {
        assert_eq!(Lang::from_accept_language("de, en-GB;q=0.7, nl;q=0.9"), Some(Lang::Nl));
        assert_eq!(Lang::from_accept_language("fr;q=1"), None);
        assert_eq!(Lang::from_code("EN_us"), Some(Lang::En));
    }
}
