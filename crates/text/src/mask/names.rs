//! Names: those that the record knows, and what looks like one.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Kind;
use super::everyday::is_everyday;
use crate::Place;
use crate::fold::fold;
use crate::words::{Word, words};

/// Small words inside names, which alone are none.
const PARTICLES: &[&str] = &[
    "van", "de", "der", "den", "het", "t", "ten", "ter", "te", "la", "le", "du", "di", "da", "dos", "el", "al", "ben",
    "bin", "von", "zu", "op", "in", "aan", "bij", "s", "d", "o", "of", "the", "and", "en", "vd", "v",
];
/// Words before a name, whatever its letters.
const TITLES: &[&str] = &[
    "mevrouw", "meneer", "mw", "mevr", "mvr", "dhr", "mr", "mrs", "ms", "miss", "dr", "drs", "prof", "heer", "fam",
    "familie", "juffrouw", "mister",
];
/// Words that a title may stand before without naming anybody.
const AFTER_TITLE: &[&str] = &[
    "was", "is", "heeft", "had", "kon", "kan", "die", "dat", "zei", "ging", "wist", "heel", "erg", "zo", "en", "met",
    "om", "wilde", "zou", "mij", "me", "deed", "gaf", "kwam", "nam", "belde", "vertelde", "sprak", "werd", "wordt",
    "hielp", "zeer", "ook", "niet", "geen", "maar", "voor", "echt", "weer", "who", "said", "told", "came", "has",
    "very", "back", "us", "again", "them", "him", "her", "twice", "and", "you", "to", "on", "at", "he", "she", "did",
    "gave", "helped", "could", "not", "but", "with", "from", "i", "ik",
];
/// Words after which somebody is named, in small letters too.
const BEFORE_SOMEBODY: &[&str] = &[
    "met",
    "van",
    "door",
    "namens",
    "collega",
    "monteur",
    "medewerker",
    "medewerkster",
    "chauffeur",
    "with",
    "by",
    "colleague",
    "engineer",
    "agent",
    "driver",
];
/// Particles that stand in names only, and not before a thing.
const OF_NAMES: &[&str] = &["der", "den", "ten", "ter", "el", "al", "ben", "bin", "von", "vd"];
/// What somebody does, right behind the name.
const DOES: &[&str] = &[
    "was",
    "is",
    "heeft",
    "had",
    "kon",
    "kan",
    "zei",
    "ging",
    "wist",
    "wilde",
    "zou",
    "deed",
    "gaf",
    "kwam",
    "nam",
    "belde",
    "vertelde",
    "sprak",
    "werd",
    "hielp",
    "loste",
    "regelde",
    "legde",
    "liet",
    "bleef",
    "vond",
    "vroeg",
    "schreef",
    "mailde",
    "snauwde",
    "luisterde",
    "dacht",
    "maakte",
    "stuurde",
    "beloofde",
    "said",
    "told",
    "came",
    "has",
    "did",
    "gave",
    "helped",
    "could",
    "called",
    "knew",
    "went",
    "took",
    "wrote",
    "promised",
    "listened",
    "explained",
    "sorted",
    "fixed",
    "made",
    "sent",
];
/// Everyday words that are first names too: names where somebody does something right behind them.
const NAMES_TOO: &[&str] = &[
    "mark", "will", "wil", "bill", "rose", "grace", "joy", "hope", "faith", "art", "said", "max", "guy", "roos",
    "storm", "dawn", "sue", "pat", "bas", "sky", "lily", "ivy", "april", "may", "june", "august", "mei", "fleur",
    "wolf", "vos", "bakker", "visser", "kok", "koning", "berg", "bos", "dijk", "groen", "klein", "wit", "jong",
    "bruin",
];
/// Capitals in the middle of a sentence that are no names.
const NO_NAMES: &[&str] = &[
    "i",
    "u",
    "uw",
    "im",
    "ive",
    "id",
    "ill",
    "jullie",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
    "january",
    "february",
    "march",
    "may",
    "june",
    "july",
    "august",
    "october",
    "whatsapp",
    "facebook",
    "google",
    "internet",
    "email",
    "nederland",
    "nederlands",
    "nederlandse",
    "dutch",
    "english",
    "engels",
];
/// What people say before their own name.
const OWN: &[&[&str]] = &[
    &["mijn", "naam", "is"],
    &["naam", "is"],
    &["ik", "heet"],
    &["spreekt", "met"],
    &["my", "name", "is"],
    &["name", "is"],
    &["called"],
];

static LISTED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/names.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(' ')).filter(|name| !name.is_empty()).collect()
});

/// The names to look for.
pub(super) struct Names {
    parts: Vec<String>,
}

impl Names {
    /// Those of the record, taken apart.
    pub(super) fn new(known: &[&str]) -> Self {
        let mut parts = Vec::new();
        for name in known {
            let written: Vec<String> = words(name).into_iter().flat_map(|word| spellings(&name[word.at])).collect();
            let telling = |part: &&String| part.chars().count() > 1 && !PARTICLES.contains(&part.as_str());
            let some = written.iter().any(|part| telling(&part));
            parts.extend(written.into_iter().filter(|part| !some || telling(&part)));
        }
        parts.sort_unstable();
        parts.dedup();
        Self { parts }
    }

    /// Whether a piece of letters is one of them, with an ending or inside another word.
    fn knows(&self, letters: &str) -> bool {
        /// Long enough not to be inside another word by chance.
        const TELLING: usize = 5;
        const ENDINGS: [&str; 6] = ["s", "tje", "je", "ke", "sje", "es"];
        self.parts.iter().any(|part| match letters.strip_prefix(part.as_str()) {
            Some(ending) if ending.is_empty() || ENDINGS.contains(&ending) => true,
            _ => part.chars().count() >= TELLING && letters.contains(part.as_str()),
        })
    }

    /// Finds names.
    pub(super) fn look(&self, text: &str, found: &mut Vec<(Place, Kind)>) {
        let all = words(text);
        let sure: Vec<bool> = all.iter().map(|word| self.is_known(&text[word.at.clone()], word)).collect();
        let shouting = shouts(text);
        let mut hides: Vec<bool> = all
            .iter()
            .enumerate()
            .map(|(at, word)| {
                sure[at]
                    || LISTED.contains(word.folded.as_str())
                    || is_foreign(&text[word.at.clone()])
                    || does_something(&all, at)
                    || match shouting {
                        true => is_unknown(word) && capital(text, word),
                        false => looks_like_one(text, &all, at),
                    }
            })
            .collect();
        for at in 0..all.len() {
            if let Some(last) = named_after(text, &all, at) {
                hides[at + 1..=last].fill(true);
            }
            if let Some(named) = somebody_after(text, &all, at) {
                hides[named] = true;
            }
        }
        join(text, &all, &hides, found);
    }

    fn is_known(&self, written: &str, word: &Word) -> bool {
        let piece = |piece: &str| !piece.is_empty() && self.knows(piece);
        word.folded.split(|sign: char| !sign.is_alphabetic()).any(piece)
            || self.knows(&word.folded)
            || written.split(['\'', '’', '‘', '`', '´', 'ʼ']).map(fold).any(|part| piece(&part))
    }
}

/// A part of a name as it can be written: whole, at its apostrophe, and with two letters for an umlaut.
fn spellings(part: &str) -> Vec<String> {
    let mut all = vec![fold(part)];
    all.extend(part.split(['\'', '’', '‘', '`', '´', 'ʼ']).map(fold));
    let wide: String = part
        .to_lowercase()
        .chars()
        .map(|sign| match sign {
            'ä' => "ae".to_owned(),
            'ö' => "oe".to_owned(),
            'ü' => "ue".to_owned(),
            same => same.to_string(),
        })
        .collect();
    all.push(fold(&wide));
    all.retain(|spelling| !spelling.is_empty());
    all
}

fn capital(text: &str, word: &Word) -> bool {
    text[word.at.clone()].chars().next().is_some_and(char::is_uppercase)
}

/// Whether most letters of a text are capitals; then they say nothing.
fn shouts(text: &str) -> bool {
    let (large, small) = text.chars().fold((0_usize, 0_usize), |(large, small), sign| {
        (large + usize::from(sign.is_uppercase()), small + usize::from(sign.is_lowercase()))
    });
    large > small
}

/// Whether a word is no everyday one, and so may be a name.
fn is_unknown(word: &Word) -> bool {
    let folded = word.folded.as_str();
    folded.chars().count() > 1
        && folded.chars().all(char::is_alphabetic)
        && !NO_NAMES.contains(&folded)
        && !PARTICLES.contains(&folded)
        && !TITLES.contains(&folded)
        && !is_everyday(folded)
}

/// Whether it is written with a letter that no Dutch or English word has.
fn is_foreign(written: &str) -> bool {
    let own = |sign: char| sign.is_ascii() || "áàâäéèêëíìîïóòôöúùûüçßæœ".contains(sign);
    written.chars().any(|sign| sign.is_alphabetic() && !sign.to_lowercase().all(own))
}

/// Whether somebody does something right behind this word, which then names somebody: "yilmaz was lomp", "Mark hielp mij".
fn does_something(all: &[Word], at: usize) -> bool {
    let Some((word, next)) = all.get(at).zip(all.get(at + 1)) else { return false };
    let first = at == 0 || all.get(at - 1).is_some_and(|before| before.sentence != word.sentence);
    let may = NAMES_TOO.contains(&word.folded.as_str()) || is_unknown(word);
    first && may && next.clause == word.clause && DOES.contains(&next.folded.as_str())
}

/// Who is named after "met", "door", "collega" and the like, in whatever letters.
fn somebody_after(text: &str, all: &[Word], at: usize) -> Option<usize> {
    if !BEFORE_SOMEBODY.contains(&all.get(at)?.folded.as_str()) {
        return None;
    }
    let near = |one: usize| {
        let (before, word) = all.get(one - 1).zip(all.get(one))?;
        (text.get(before.at.end..word.at.start)?.trim().is_empty()).then_some(word)
    };
    let mut next = at + 1;
    while near(next).is_some_and(|word| OF_NAMES.contains(&word.folded.as_str())) {
        next += 1;
    }
    near(next).filter(|word| is_unknown(word)).map(|_| next)
}

/// A capital in the middle of a sentence or after an initial, or at its beginning when another follows ("Piet Jansen zei") or when
/// it is no everyday word.
fn looks_like_one(text: &str, all: &[Word], at: usize) -> bool {
    let Some(word) = all.get(at) else { return false };
    let written = &text[word.at.clone()];
    if !capital(text, word) || NO_NAMES.contains(&word.folded.as_str()) {
        return false;
    }
    let short_form =
        written.chars().count() <= 5 && written.chars().count() > 1 && written.chars().all(char::is_uppercase);
    if !begins(text, word) {
        return !short_form;
    }
    if after_initial(text, word) {
        return !crate::language::is_small_word(&word.folded);
    }
    if !short_form && is_unknown(word) {
        return true;
    }
    let mut next = at + 1;
    while all.get(next).is_some_and(|word| PARTICLES.contains(&word.folded.as_str()) && !capital(text, word)) {
        next += 1;
    }
    let follows = |next: &Word| {
        capital(text, next)
            && !NO_NAMES.contains(&next.folded.as_str())
            && text[word.at.end..next.at.start].chars().all(|sign| sign.is_alphabetic() || sign == ' ' || sign == '\'')
    };
    all.get(next).is_some_and(follows) && !crate::language::is_small_word(&word.folded)
}

/// Whether a sentence begins with this word.
fn begins(text: &str, word: &Word) -> bool {
    let before = text[..word.at.start].trim_end_matches([' ', '"', '\'', '“', '‘', '(', '-', '*', '•', '\t']);
    match before.chars().next_back() {
        None => true,
        Some(sign) => {
            matches!(sign, '.' | '!' | '?' | '\n' | ':' | ';' | '…')
                || crate::words::FEELINGS.iter().any(|(feeling, _)| before.ends_with(feeling))
        }
    }
}

/// Whether an initial stands right before this word: "J.P. Balkenende".
fn after_initial(text: &str, word: &Word) -> bool {
    let before = text[..word.at.start].trim_end_matches(' ');
    let Some(before) = before.strip_suffix('.') else { return false };
    let mut signs = before.chars().rev();
    signs.next().is_some_and(char::is_uppercase) && signs.next().is_none_or(|sign| !sign.is_alphanumeric())
}

/// The last word of the name that a title, "my name is" or a greeting at the end announces.
fn named_after(text: &str, all: &[Word], at: usize) -> Option<usize> {
    let word = all.get(at)?;
    let title = TITLES.contains(&word.folded.as_str());
    let own = OWN.iter().any(|said| {
        at + 1 >= said.len()
            && all[at + 1 - said.len()..=at].iter().map(|word| word.folded.as_str()).eq(said.iter().copied())
    });
    let closing =
        matches!(word.folded.as_str(), "groet" | "groeten" | "groetjes" | "mvg" | "gr" | "regards" | "sincerely");
    if !title && !own && !closing {
        return None;
    }
    let near = |one: usize| {
        all.get(one).zip(all.get(one + 1)).is_some_and(|(one, next)| {
            let between = &text[one.at.end..next.at.start];
            between.chars().count() <= 3 && (closing || !between.contains('\n'))
        })
    };
    let mut last = at;
    while near(last) && all.get(last + 1).is_some_and(|next| PARTICLES.contains(&next.folded.as_str())) {
        last += 1;
    }
    let next = all.get(last + 1).filter(|_| near(last))?;
    if AFTER_TITLE.contains(&next.folded.as_str()) || (closing && !capital(text, next)) {
        return None;
    }
    last += 1;
    while near(last) && all.get(last + 1).is_some_and(|next| capital(text, next)) {
        last += 1;
    }
    Some(last)
}

/// Names in a row as one, with the particles and initials between and before them.
fn join(text: &str, all: &[Word], hides: &[bool], found: &mut Vec<(Place, Kind)>) {
    let mut at = 0;
    while at < all.len() {
        if !hides[at] {
            at += 1;
            continue;
        }
        let (mut first, mut last) = (at, at);
        let beside = |one: usize, next: usize| {
            let between = &text[all[one].at.end..all[next].at.start];
            between.chars().count() <= 2 && !between.contains(['\n', ',', ';', '!', '?', '…'])
        };
        let initial = |at: usize| {
            capital(text, &all[at])
                && all[at].folded.chars().count() == 1
                && !matches!(all[at].folded.as_str(), "i" | "u")
        };
        while first > 0 && beside(first - 1, first) && initial(first - 1) {
            first -= 1;
        }
        loop {
            let mut next = last + 1;
            while next < all.len()
                && beside(next - 1, next)
                && PARTICLES.contains(&all[next].folded.as_str())
                && !hides[next]
            {
                next += 1;
            }
            if next < all.len() && beside(next - 1, next) && hides[next] {
                last = next;
            } else {
                break;
            }
        }
        found.push((all[first].at.start..all[last].at.end, Kind::Name));
        at = last + 1;
    }
}
