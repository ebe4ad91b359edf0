//! Numbers and codes.

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use crate::Place;
use crate::fold::is_invisible;

/// So many digits in a row are hidden.
const ROW: usize = 4;
/// So many with signs between them.
const SPREAD: usize = 6;
/// So many signs may stand between two digits of one number.
const BETWEEN: usize = 3;

/// Finds numbers and codes.
pub(super) fn look(text: &str, found: &mut Vec<(Place, Kind)>) {
    numbers(text, found);
    for code in CODE.iter().flat_map(|code| code.find_iter(text)) {
        if is_code(code.as_str()) {
            found.push((code.range(), Kind::Reference));
        }
    }
    for after in AFTER.iter().flat_map(|after| after.captures_iter(text)) {
        found.extend(after.get(1).map(|hit| (hit.range(), Kind::Reference)));
    }
}

/// Letters and digits in one, with the usual signs between them.
static CODE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}]+(?:[-/_.#:][\p{L}\p{N}]+)*").ok());

/// What follows a word that announces a number.
static AFTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:kenmerk|referentie|ref|\p{L}*nummer|\p{L}*nr|bsn|reference|number|case|order|dossier|zaak|polis)[\s.:#]*(?:is\s+|no\.?\s+|=\s*)?([\p{L}\p{N}/_.-]*\p{N}[\p{L}\p{N}/_.-]*)",
    )
    .ok()
});

/// Times, amounts and ordinals with their unit, which say nothing of a person: 14.30u, 100km, 3e.
static UNIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^\d{1,3}(?:[.,:/-]\d{1,2})?[-.]?(?:uur|u|h|hrs?|min|minuten|minutes?|mins|km|keer|x|e|de|ste|st|nd|rd|th|euro|eur|pond|pounds?|dagen|days?|weken|weeks?|maanden|months?|jaar|jarige?|years?|m2|m3|cm|mm|kg|gb|mb|kwh|procent|percent|pm|am)$",
    )
    .ok()
});

fn is_code(code: &str) -> bool {
    let (digits, letters) = (
        code.chars().filter(|sign| sign.is_numeric()).count(),
        code.chars().filter(|sign| sign.is_alphabetic()).count(),
    );
    let unit = UNIT.as_ref().is_some_and(|unit| unit.is_match(code));
    digits >= 2 && letters >= 1 && digits + letters >= 5 && !unit
}

/// Digits of any script, also spread with signs between them: 06-12 34 56 78.
fn numbers(text: &str, found: &mut Vec<(Place, Kind)>) {
    let mut number = Number::default();
    for (at, sign) in text.char_indices() {
        if sign.is_numeric() {
            number.digit(at, at + sign.len_utf8());
        } else if is_invisible(sign) {
            // It neither ends a row nor adds to it.
        } else if number.digits > 0 && number.between < BETWEEN && joins(sign) {
            number.between += 1;
            number.row = 0;
        } else {
            number.end(text, found);
        }
    }
    number.end(text, found);
}

fn joins(sign: char) -> bool {
    matches!(sign, '.' | '-' | '/' | '(' | ')' | '+' | ',' | ':' | '–' | '_' | '*')
        || (sign.is_whitespace() && sign != '\n')
}

#[derive(Default)]
struct Number {
    at: Place,
    digits: usize,
    row: usize,
    longest: usize,
    between: usize,
}

impl Number {
    fn digit(&mut self, from: usize, to: usize) {
        if self.digits == 0 {
            self.at.start = from;
        }
        self.at.end = to;
        self.digits += 1;
        self.row += 1;
        self.longest = self.longest.max(self.row);
        self.between = 0;
    }

    fn end(&mut self, text: &str, found: &mut Vec<(Place, Kind)>) {
        let number = std::mem::take(self);
        if number.longest < ROW && number.digits < SPREAD {
            return;
        }
        let before = text[..number.at.start].chars().next_back();
        let phone = number.digits >= 9 && (before == Some('+') || text[number.at.clone()].starts_with('0'));
        let start = if before == Some('+') { number.at.start - 1 } else { number.at.start };
        found.push((start..number.at.end, if phone { Kind::Phone } else { Kind::Number }));
    }
}
