//! Telephone numbers: many notations, one stored form.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A telephone number in E.164, `+31612345678`: two notations of one number compare equal. A number without a country
/// is read as Dutch. Its `Debug` form is masked, so that it does not end up whole in a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Digits after the country code of the Netherlands.
const DUTCH_DIGITS: usize = 9;
/// Most digits of a number with its country code, by E.164.
const MOST_DIGITS: usize = 15;
/// Fewest digits worth calling abroad with the country code.
const FEWEST_DIGITS: usize = 7;

/// Number ranges that are mobile, so far as they can be told from the number. Where a country mixes mobile and fixed
/// numbers, or is not listed, a number counts as fixed: a text message to an unknown range may cost a fortune.
#[rustfmt::skip]
const MOBILE: &[&str] = &[
    // Netherlands: 66 and 67 are something else, 69 is not in use; 600 never is, and serves tests and examples.
    "+31600", "+3161", "+3162", "+3163", "+3164", "+3165", "+3168",
    // Belgium
    "+3245", "+3246", "+3247", "+3248", "+3249",
    // France, Spain, Portugal, Italy
    "+336", "+337", "+346", "+347", "+3519", "+393",
    // Luxembourg
    "+352621", "+352628", "+352661", "+352668", "+352691", "+352698",
    // Ireland
    "+35383", "+35385", "+35386", "+35387", "+35389",
    // Switzerland
    "+4175", "+4176", "+4177", "+4178", "+4179",
    // Austria
    "+43650", "+43660", "+43664", "+43676", "+43680", "+43699",
    // United Kingdom: 70 and 76 are not mobile
    "+4471", "+4472", "+4473", "+4474", "+4475", "+4477", "+4478", "+4479",
    // Sweden, Norway
    "+4670", "+4672", "+4673", "+4676", "+4679", "+474", "+479",
    // Poland
    "+4850", "+4851", "+4853", "+4857", "+4860", "+4866", "+4869", "+4872", "+4873", "+4878", "+4879", "+4888",
    // Germany, Turkey
    "+4915", "+4916", "+4917", "+905",
];

/// Why a typed number is refused. No variant holds the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// No digits.
    #[error("no telephone number given")]
    Empty,
    /// Something else than digits and the usual signs between them.
    #[error("a telephone number has digits, such as 06 12 34 56 78; position {position} has something else")]
    BadCharacter {
        /// Counted from 1 in what was typed.
        position: usize,
    },
    /// Neither a `0` nor a country code in front.
    #[error("begin with 0, or with + and the country code")]
    NoAreaOrCountry,
    /// A short number such as 112 or 14 020, which cannot be called from everywhere.
    #[error("short numbers cannot be used; give a full telephone number")]
    ShortNumber,
    /// Too few digits.
    #[error("the telephone number is too short")]
    TooShort,
    /// Too many digits.
    #[error("the telephone number is too long")]
    TooLong,
    /// No country or area begins like this.
    #[error("no telephone number begins like this")]
    UnknownPrefix,
}

impl PhoneNumber {
    /// Reads a number as people write it: `06 12 34 56 78`, `020-123 45 67`, `+31 (0)6...`, `0031...`, `31612345678`.
    ///
    /// # Errors
    /// [`PhoneError`] with the first fault found.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let (international, digits) = digits_of(text)?;
        if digits.is_empty() {
            return Err(PhoneError::Empty);
        }
        if international {
            return with_country(&digits);
        }
        if let Some(after) = digits.strip_prefix("00") {
            return with_country(after);
        }
        if let Some(national) = digits.strip_prefix('0') {
            return dutch(national);
        }
        // Systems often leave the plus out; no Dutch number begins with 31 and counts eleven digits.
        if digits.len() == DUTCH_DIGITS + 2 && digits.starts_with("31") {
            return with_country(&digits);
        }
        if digits.len() <= 6 {
            return Err(PhoneError::ShortNumber);
        }
        Err(PhoneError::NoAreaOrCountry)
    }

    /// The stored form, `+31612345678`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text message can be expected to arrive at ordinary cost: a mobile range that is known as such.
    #[must_use]
    pub fn may_be_texted(&self) -> bool {
        MOBILE.iter().any(|range| self.0.starts_with(range))
    }

    /// Recognisable to its owner only: the last two digits, `+31*******78`.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown_from = self.0.len() - 2;
        let hidden = |(index, c)| if index < 3 || index >= shown_from { c } else { '*' };
        self.0.chars().enumerate().map(hidden).collect()
    }
}

/// How the stored form of a number begins of which somebody typed the first digits: `+31612` for `06 12`. Nothing for fewer
/// than four digits, or where neither a zero nor a plus stands in front.
#[must_use]
pub fn beginning(text: &str) -> Option<String> {
    let (international, digits) = digits_of(text).ok()?;
    if !(4..=MOST_DIGITS).contains(&digits.len()) {
        return None;
    }
    if international || digits.starts_with("00") {
        let after = if international { digits.as_str() } else { digits.trim_start_matches('0') };
        return (!after.is_empty()).then(|| format!("+{after}"));
    }
    digits.strip_prefix('0').map(|national| format!("+31{national}"))
}

/// Whether it began with a plus, and the digits; a `(0)` for the area's zero is left out.
fn digits_of(text: &str) -> Result<(bool, String), PhoneError> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let without_zero = text.replacen("(0)", "   ", 1);
    // Only behind a country code is the zero optional: in (0)20-1234567 it is the number's own.
    let after_country = text.starts_with('+') || text.starts_with("00");
    let text = if after_country { without_zero.as_str() } else { text };
    let mut international = false;
    let mut digits = String::new();
    for (index, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !international => international = true,
            '-' | '.' | '/' | '(' | ')' | '\u{2010}'..='\u{2013}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(PhoneError::BadCharacter { position: index + 1 }),
        }
    }
    Ok((international, digits))
}

fn with_country(digits: &str) -> Result<PhoneNumber, PhoneError> {
    if let Some(national) = digits.strip_prefix("31") {
        // People keep the area's zero: +31 06...
        return dutch(national.strip_prefix('0').unwrap_or(national));
    }
    if digits.starts_with('0') {
        return Err(PhoneError::UnknownPrefix);
    }
    match digits.len() {
        0..FEWEST_DIGITS => Err(PhoneError::TooShort),
        FEWEST_DIGITS..=MOST_DIGITS => Ok(PhoneNumber(format!("+{digits}"))),
        _ => Err(PhoneError::TooLong),
    }
}

/// A Dutch number without its zero: nine digits; 0800, 0900 and the like four or seven after the first three; 097
/// (machines) eleven.
fn dutch(national: &str) -> Result<PhoneNumber, PhoneError> {
    let service = ["800", "900", "906", "909"].iter().any(|start| national.starts_with(start));
    let lengths: &[usize] = if service {
        &[7, 10]
    } else if national.starts_with("97") {
        &[DUTCH_DIGITS, 11]
    } else {
        &[DUTCH_DIGITS]
    };
    if national.starts_with('0') {
        return Err(PhoneError::UnknownPrefix);
    }
    if lengths.contains(&national.len()) {
        return Ok(PhoneNumber(format!("+31{national}")));
    }
    let longest = lengths.last().copied().unwrap_or(DUTCH_DIGITS);
    Err(if national.len() < longest { PhoneError::TooShort } else { PhoneError::TooLong })
}

impl fmt::Display for PhoneNumber {
    /// Dutch numbers as they are dialled at home (`06 12 34 56 78`, `0201234567`), others in E.164.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(national) = self.0.strip_prefix("+31") else {
            return f.write_str(&self.0);
        };
        let Some(subscriber) = national.strip_prefix('6') else {
            return write!(f, "0{national}");
        };
        f.write_str("06")?;
        for (index, digit) in subscriber.chars().enumerate() {
            if index.is_multiple_of(2) {
                f.write_str(" ")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn many_notations_are_one_number() {
        for text in [
            "06 00 00 00 78",
            "0600000078",
            "06-00000078",
            "06.00.00.00.78",
            "(06) 00000078",
            "(0)6 0000 0078",
            "+31600000078",
            "+31 6 00000078",
            "+31 (0)6 00000078",
            "+31(0)600000078",
            "+31 06 00000078",
            "0031600000078",
            "00 31 (0)6 0000 0078",
            "31600000078",
            "tel:+31-6-0000-0078",
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), "+31600000078", "{text}");
        }
    }

    #[test]
    fn the_first_digits_are_how_the_stored_form_begins() {
        for (typed, stored) in
            [("06 12", "+31612"), ("+31 6 12", "+31612"), ("0031612", "+31612"), ("020-123", "+3120123")]
        {
            assert_eq!(beginning(typed).as_deref(), Some(stored), "{typed}");
        }
        for none in ["", "06", "061", "1802-0003", "jan", "0000"] {
            assert_eq!(beginning(none), None, "{none}");
        }
    }

    #[test]
    fn other_numbers() {
        for (text, stored, texted, shown) in [
            ("020-000 00 00", "+31200000000", false, "0200000000"),
            ("088 000 00 00", "+31880000000", false, "0880000000"),
            ("0800-0000", "+318000000", false, "08000000"),
            ("0900 000 0000", "+319000000000", false, "09000000000"),
            ("0970 0000 0000", "+3197000000000", false, "097000000000"),
            ("06 12 34 56 78", "+31612345678", true, "06 12 34 56 78"),
            ("06 66 00 00 00", "+31666000000", false, "06 66 00 00 00"),
            ("+32 470 00 00 00", "+32470000000", true, "+32470000000"),
            ("+32 2 000 00 00", "+3220000000", false, "+3220000000"),
            ("0049 151 0000 0000", "+4915100000000", true, "+4915100000000"),
            ("+44 7700 900000", "+447700900000", true, "+447700900000"),
            ("+44 7000 900000", "+447000900000", false, "+447000900000"),
            ("+1 555 000 0000", "+15550000000", false, "+15550000000"),
        ] {
            let number = PhoneNumber::parse(text).unwrap();
            assert_eq!(number.as_str(), stored);
            assert_eq!(number.may_be_texted(), texted, "{text}");
            assert_eq!(number.to_string(), shown);
        }
        let mobile = PhoneNumber::parse("06 00 00 00 78").unwrap();
        assert!(mobile.may_be_texted());
        assert_eq!(format!("{mobile:?}"), "PhoneNumber(+31*******78)");
    }

    #[test]
    fn refused_with_the_fault() {
        for (text, fault) in [
            ("", PhoneError::Empty),
            (" - ", PhoneError::Empty),
            ("+", PhoneError::Empty),
            ("06 1234 567x", PhoneError::BadCharacter { position: 12 }),
            ("06+12345678", PhoneError::BadCharacter { position: 3 }),
            ("++31612345678", PhoneError::BadCharacter { position: 2 }),
            ("112", PhoneError::ShortNumber),
            ("14 020", PhoneError::ShortNumber),
            ("612345678", PhoneError::NoAreaOrCountry),
            ("06 1234 567", PhoneError::TooShort),
            ("06 1234 56789", PhoneError::TooLong),
            ("+31 6 1234 567", PhoneError::TooShort),
            ("0800 00", PhoneError::TooShort),
            ("+32 1", PhoneError::TooShort),
            ("+32 1234 5678 9012 345", PhoneError::TooLong),
            ("+0 123 456 789", PhoneError::UnknownPrefix),
            ("000612345678", PhoneError::UnknownPrefix),
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap_err(), fault, "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_stored_and_the_shown_form_read_back(text in "0[1-9][0-9]{8}|\\+[1-9][0-9]{7,13}") {
            if let Ok(number) = PhoneNumber::parse(&text) {
                prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number.clone()));
                prop_assert_eq!(PhoneNumber::parse(&number.to_string()), Ok(number));
            }
        }

        #[test]
        fn no_input_is_a_trap(text in "\\PC{0,20}|[-+()0-9 ]{0,24}") {
            if let Ok(number) = PhoneNumber::parse(&text) {
                let _ = (number.masked(), number.to_string(), number.may_be_texted());
            }
        }
    }
}
