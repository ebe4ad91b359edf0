//! A text without what points at a person, before it crosses to another organisation.
//!
//! Careful rather than sharp: a word too many is hidden sooner than one too few. Hidden are known names in every spelling,
//! what looks like a name, numbers of four digits and more, addresses of all kinds, account numbers, plates, references. What
//! is looked for is looked for again in the masked text until nothing is found, so masking twice changes nothing.

mod everyday;
mod names;
mod numbers;

use std::sync::LazyLock;

use regex::Regex;

use crate::Place;
use names::Names;

/// What stands in a masked text where something was. It has no word in it, so it reads in every language and is no name.
pub const MARK: &str = "[…]";

/// What was hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An e-mail address, or a name with an @.
    Email,
    /// An address on the web.
    Link,
    /// A bank account number.
    Iban,
    /// A number plate.
    Plate,
    /// A street, with or without its number.
    Address,
    /// A postcode.
    Postcode,
    /// A telephone number.
    Phone,
    /// A code of letters and digits, or what follows "kenmerk" and the like.
    Reference,
    /// Another number of four digits and more: customer numbers, dates, years, amounts.
    Number,
    /// A name, or a word that looks like one.
    Name,
}

/// A hidden piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    /// Its bytes in the text as it was.
    pub at: Place,
    /// The bytes of its mark in the masked text.
    pub shown: Place,
    /// What it was.
    pub kind: Kind,
}

/// A masked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// The text with [`MARK`] for every hidden piece.
    pub text: String,
    /// The hidden pieces, from front to back. Their places in the text as it was are for the sender only.
    pub spans: Vec<Hidden>,
}

impl Masked {
    /// What was hidden, each kind once.
    #[must_use]
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = self.spans.iter().map(|hidden| hidden.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// The text with a word of the reader's language for every kind, instead of the mark.
    #[must_use]
    pub fn worded(&self, word: impl Fn(Kind) -> String) -> String {
        let (mut worded, mut from) = (String::with_capacity(self.text.len()), 0);
        for hidden in &self.spans {
            worded.push_str(&self.text[from..hidden.shown.start]);
            worded.push_str(&word(hidden.kind));
            from = hidden.shown.end;
        }
        worded + &self.text[from..]
    }
}

/// A place in the text as it was that is hidden. One without a kind was a mark already.
type Cover = (Place, Option<Kind>);

/// Hides what points at a person. `known_names` are those that the record has: of customers, participants, members; whole or in
/// parts, in any spelling.
#[must_use]
pub fn mask(text: &str, known_names: &[&str]) -> Masked {
    /// Each look hides more, so it ends by itself; a text made to take long is hidden whole.
    const LOOKS: usize = 16;
    let names = Names::new(known_names);
    let mut covers: Vec<Cover> = text.match_indices(MARK).map(|(at, mark)| (at..at + mark.len(), None)).collect();
    for _ in 0..LOOKS {
        let (masked, pieces) = rendered(text, &covers);
        let found = look(&masked, &names);
        let before = hidden_bytes(&covers);
        covers.extend(found.into_iter().map(|(at, kind)| (back(&at, &pieces), Some(kind))));
        covers = merged(covers);
        if hidden_bytes(&covers) == before {
            return finished(masked, pieces);
        }
    }
    let (masked, pieces) = rendered(text, &[(0..text.len(), Some(Kind::Name))]);
    finished(masked, pieces)
}

/// A hidden piece in both texts.
type Piece = (Place, Place, Option<Kind>);

fn finished(text: String, pieces: Vec<Piece>) -> Masked {
    let spans = pieces.into_iter().filter_map(|(at, shown, kind)| Some(Hidden { at, shown, kind: kind? })).collect();
    Masked { text, spans }
}

fn hidden_bytes(covers: &[Cover]) -> usize {
    covers.iter().map(|(at, _)| at.len()).sum()
}

/// The text with its covers as marks, and where they came.
fn rendered(text: &str, covers: &[Cover]) -> (String, Vec<Piece>) {
    let (mut masked, mut pieces, mut from) = (String::with_capacity(text.len()), Vec::with_capacity(covers.len()), 0);
    for (at, kind) in covers {
        masked.push_str(&text[from..at.start]);
        let shown = masked.len()..masked.len() + MARK.len();
        masked.push_str(MARK);
        pieces.push((at.clone(), shown, *kind));
        from = at.end;
    }
    masked.push_str(&text[from..]);
    (masked, pieces)
}

/// A place of the masked text in the text as it was; a piece that it touches is in it whole.
fn back(at: &Place, pieces: &[Piece]) -> Place {
    let there = |byte: usize, end: bool| {
        // The last piece that begins before this byte.
        let count = pieces.partition_point(|(_, shown, _)| shown.start < byte || (!end && shown.start == byte));
        match count.checked_sub(1).and_then(|last| pieces.get(last)) {
            None => byte,
            Some((was, shown, _)) if byte < shown.end => {
                if end {
                    was.end
                } else {
                    was.start
                }
            }
            Some((was, shown, _)) => was.end + (byte - shown.end),
        }
    };
    there(at.start, false)..there(at.end, true)
}

/// Overlapping covers as one, of the kind that comes first in [`Kind`].
fn merged(mut covers: Vec<Cover>) -> Vec<Cover> {
    covers.sort_by_key(|(at, kind)| (at.start, at.end, kind.is_none(), *kind));
    let mut all: Vec<Cover> = Vec::with_capacity(covers.len());
    for (at, kind) in covers {
        match all.last_mut() {
            Some((last, known)) if at.start < last.end => {
                last.end = last.end.max(at.end);
                *known = match (*known, kind) {
                    (Some(one), Some(other)) => Some(one.min(other)),
                    (one, other) => one.or(other),
                };
            }
            _ => all.push((at, kind)),
        }
    }
    all
}

/// Patterns whose whole match is hidden. Written here, so each of them is right or the first test fails.
static PATTERNS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let patterns = [
        (Kind::Email, r"\S*[\p{L}\p{N}]\S*[@＠]\S*|[@＠][\p{L}\p{N}_]\S*"),
        (Kind::Email, r"(?i)\S+\s*[(\[]\s*(?:at|apenstaartje)\s*[)\]]\s*\S+"),
        (Kind::Link, r"(?i)\b(?:[a-z]{2,6}://|www\.)\S+"),
        (Kind::Link, r"(?i)\b[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.(?:nl|com|eu|org|co\.uk)\b(?:/\S*)?"),
        (Kind::Iban, r"(?i)\b[a-z]{2}\d{2}(?:[\s.-]?[a-z0-9]{4}){2,7}(?:[\s.-]?\d{1,3})?\b"),
        (
            Kind::Plate,
            r"(?i)\b(?:[a-z]{2}-\d{2}-[a-z]{2}|[a-z]{2}-[a-z]{2}-\d{2}|\d{2}-[a-z]{2}-[a-z]{2}|\d{2}-[a-z]{2}-\d{2}|[a-z]{2}-\d{2}-\d{2}|\d{2}-\d{2}-[a-z]{2}|\d{2}-[a-z]{3}-\d|\d-[a-z]{3}-\d{2}|[a-z]{2}-\d{3}-[a-z]|[a-z]-\d{3}-[a-z]{2}|[a-z]{3}-\d{2}-[a-z]|[a-z]-\d{2}-[a-z]{3}|\d-[a-z]{2}-\d{3}|\d{3}-[a-z]{2}-\d)\b",
        ),
        (
            Kind::Address,
            r"(?:\p{Lu}[\p{L}'’.-]*\s+(?:(?:van|de|der|den|ten|ter|het|'t)\s+)*){0,4}[\p{L}'’-]*(?i:straat|str\.|laan|plein|gracht|kade|dreef|plantsoen|singel|steeg|weg|hof|dijk|pad|markt|park|baan|wal|ring|boulevard|dam|haven|veld|akker|poort|brink|hoek|burg|erf|oever)\s+\d{1,5}\s?(?:[a-zA-Z]\b)?(?:[-/]\s?[\p{L}\p{N}]{1,4}\b)?",
        ),
        (Kind::Address, r"(?i)\b\p{L}{2,}(?:straat|laan|plein|gracht|kade|dreef|plantsoen|singel|steeg)\b"),
        (
            Kind::Address,
            r"\b\d{1,4}[a-zA-Z]?,?\s+\p{Lu}[\p{L}'’-]*(?:\s+\p{Lu}[\p{L}'’-]*)?\s+(?i:street|road|lane|avenue|drive|close|crescent|terrace|gardens|square|court|way|st|rd|ave)\b",
        ),
        (Kind::Address, r"(?i)\b(?:postbus|po box|p\.o\. box|huisnummer|house number)\s*:?\s*\d+\s?(?:[a-z]\b)?"),
        (Kind::Postcode, r"\b[1-9]\d{3}\s?(?:[A-Z]{2}|(?:[b-df-hj-np-tv-z]{2}))\b"),
        (Kind::Postcode, r"(?i)\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b"),
    ];
    patterns.into_iter().filter_map(|(kind, pattern)| Some((kind, Regex::new(pattern).ok()?))).collect()
});

/// Everything that one look finds.
fn look(text: &str, names: &Names) -> Vec<(Place, Kind)> {
    let mut found = Vec::new();
    for (kind, pattern) in PATTERNS.iter() {
        found.extend(pattern.find_iter(text).map(|hit| (hit.range(), *kind)));
    }
    numbers::look(text, &mut found);
    names.look(text, &mut found);
    found.retain(|(at, _)| !at.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::PATTERNS;

    #[test]
    fn every_pattern_is_one() {
        assert_eq!(PATTERNS.len(), 12);
    }
}
