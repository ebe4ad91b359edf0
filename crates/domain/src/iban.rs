//! Bank account numbers: checked before anybody is paid.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A bank account number whose country, length and check digits are right. Whether the account exists only the bank
/// knows. Its `Debug` form is masked, so that it does not end up whole in a log.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Iban(String);

/// Lengths by country, as registered with SWIFT, the registrar of ISO 13616.
#[rustfmt::skip]
const LENGTHS: &[(&str, usize)] = &[
    ("AD", 24), ("AE", 23), ("AL", 28), ("AT", 20), ("AZ", 28), ("BA", 20), ("BE", 16), ("BG", 22), ("BH", 22),
    ("BI", 27), ("BR", 29), ("BY", 28), ("CH", 21), ("CR", 22), ("CY", 28), ("CZ", 24), ("DE", 22), ("DJ", 27),
    ("DK", 18), ("DO", 28), ("EE", 20), ("EG", 29), ("ES", 24), ("FI", 18), ("FK", 18), ("FO", 18), ("FR", 27),
    ("GB", 22), ("GE", 22), ("GI", 23), ("GL", 18), ("GR", 27), ("GT", 28), ("HN", 28), ("HR", 21), ("HU", 28),
    ("IE", 22), ("IL", 23), ("IQ", 23), ("IS", 26), ("IT", 27), ("JO", 30), ("KW", 30), ("KZ", 20), ("LB", 28),
    ("LC", 32), ("LI", 21), ("LT", 20), ("LU", 20), ("LV", 21), ("LY", 25), ("MC", 27), ("MD", 24), ("ME", 22),
    ("MK", 19), ("MN", 20), ("MR", 27), ("MT", 31), ("MU", 30), ("NI", 28), ("NL", 18), ("NO", 15), ("OM", 23),
    ("PK", 24), ("PL", 28), ("PS", 29), ("PT", 25), ("QA", 29), ("RO", 24), ("RS", 22), ("RU", 33), ("SA", 24),
    ("SC", 31), ("SD", 18), ("SE", 24), ("SI", 19), ("SK", 24), ("SM", 27), ("SO", 23), ("ST", 25), ("SV", 28),
    ("TL", 23), ("TN", 24), ("TR", 26), ("UA", 29), ("VA", 22), ("VG", 24), ("XK", 20), ("YE", 30),
];

/// Why a typed account number is refused, in the order in which it is checked. No variant holds the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IbanError {
    /// Nothing typed.
    #[error("no account number given")]
    Empty,
    /// Something else than letters and digits, or one of them in the other's place.
    #[error("position {position} has a character that does not belong there")]
    BadCharacter {
        /// Counted from 1, without spaces.
        position: usize,
    },
    /// The first two letters are no country with such numbers.
    #[error("the country of this account number is not known")]
    UnknownCountry,
    /// Shorter than the country's numbers; normal while somebody is typing.
    #[error("{found} characters, {expected} expected")]
    TooShort {
        /// Length in the country.
        expected: usize,
        /// Length typed so far.
        found: usize,
    },
    /// Longer than the country's numbers.
    #[error("{found} characters, {expected} expected")]
    TooLong {
        /// Length in the country.
        expected: usize,
        /// Length typed.
        found: usize,
    },
    /// A slip of the pen: the check digits do not fit the rest.
    #[error("the check digits do not fit; compare the number with a bank card or statement")]
    BadChecksum,
}

impl Iban {
    /// Reads an account number; spaces, dots, hyphens and lower case are accepted.
    ///
    /// # Errors
    /// [`IbanError`] with the first fault found.
    pub fn parse(text: &str) -> Result<Self, IbanError> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'))
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if compact.is_empty() {
            return Err(IbanError::Empty);
        }
        if let Some(index) = compact.chars().enumerate().position(|(index, c)| !fits(index, c)) {
            return Err(IbanError::BadCharacter { position: index + 1 });
        }
        let found = compact.len();
        let Some(country) = compact.get(..2) else {
            return Err(IbanError::TooShort { expected: 15, found });
        };
        let Some((_, expected)) = LENGTHS.iter().copied().find(|(code, _)| *code == country) else {
            return Err(IbanError::UnknownCountry);
        };
        if found < expected {
            return Err(IbanError::TooShort { expected, found });
        }
        if found > expected {
            return Err(IbanError::TooLong { expected, found });
        }
        if !check_digits_fit(&compact) {
            return Err(IbanError::BadChecksum);
        }
        Ok(Self(compact))
    }

    /// Upper case, without spaces: the form to store and to send to a bank.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// ISO code of the country.
    #[must_use]
    pub fn country(&self) -> &str {
        &self.0[..2]
    }

    /// Recognisable to its owner only: the country and the last four, `NL** **** **** **43 00`.
    #[must_use]
    pub fn masked(&self) -> String {
        let shown_from = self.0.len() - 4;
        let hidden = |(index, c)| if index < 2 || index >= shown_from { c } else { '*' };
        in_fours(self.0.chars().enumerate().map(hidden))
    }
}

/// Two letters, two digits, then letters and digits.
fn fits(index: usize, c: char) -> bool {
    match index {
        0 | 1 => c.is_ascii_uppercase(),
        2 | 3 => c.is_ascii_digit(),
        _ => c.is_ascii_uppercase() || c.is_ascii_digit(),
    }
}

/// ISO 7064 MOD 97-10 over the number with its first four characters behind, letters as 10 to 35. The standard gives
/// check digits from 02 to 98, so their doubles modulo 97 (00, 01, 99) are refused.
fn check_digits_fit(compact: &str) -> bool {
    let (head, account) = compact.split_at(4);
    if matches!(&head[2..], "00" | "01" | "99") {
        return false;
    }
    let remainder = account.chars().chain(head.chars()).filter_map(|c| c.to_digit(36)).fold(0, |rest, value| {
        let shift = if value < 10 { 10 } else { 100 };
        (rest * shift + value) % 97
    });
    remainder == 1
}

fn in_fours(characters: impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    for (index, c) in characters.enumerate() {
        if index > 0 && index.is_multiple_of(4) {
            text.push(' ');
        }
        text.push(c);
    }
    text
}

impl fmt::Display for Iban {
    /// In groups of four, as on a bank card.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_fours(self.0.chars()))
    }
}

impl fmt::Debug for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Iban({})", self.masked())
    }
}

impl FromStr for Iban {
    type Err = IbanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Iban {
    type Error = IbanError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Iban> for String {
    fn from(iban: Iban) -> Self {
        iban.0
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A number with right check digits for a country and an account.
    fn number(country: &str, account: &str) -> String {
        (2..=98)
            .map(|check| format!("{country}{check:02}{account}"))
            .find(|candidate| check_digits_fit(candidate))
            .unwrap()
    }

    #[test]
    fn accepted_as_people_write_it() {
        // The example numbers of the registry.
        for text in [
            "NL91ABNA0417164300",
            "nl91 abna 0417 1643 00",
            " NL91.ABNA.0417.1643.00 ",
            "BE68 5390 0754 7034",
            "DE89 3704 0044 0532 0130 00",
            "FR14 2004 1010 0505 0001 3M02 606",
            "GB29 NWBK 6016 1331 9268 19",
            "NO93 8601 1117 947",
            "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
            "PL61 1090 1014 0000 0712 1981 2874",
            "IT60 X054 2811 1010 0000 0123 456",
            "ES91 2100 0418 4502 0005 1332",
        ] {
            assert!(Iban::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn shown_in_fours_or_masked() {
        let iban = Iban::parse("nl91abna0417164300").unwrap();
        assert_eq!(iban.to_string(), "NL91 ABNA 0417 1643 00");
        assert_eq!(iban.masked(), "NL** **** **** **43 00");
        assert_eq!(format!("{iban:?}"), "Iban(NL** **** **** **43 00)");
        assert_eq!(iban.as_str(), "NL91ABNA0417164300");
        assert_eq!(iban.country(), "NL");
        assert_eq!(serde_json::to_string(&iban).unwrap(), r#""NL91ABNA0417164300""#);
        assert!(serde_json::from_str::<Iban>(r#""NL91ABNA0417164301""#).is_err());
    }

    #[test]
    fn refused_with_the_fault() {
        for (text, fault) in [
            ("  ", IbanError::Empty),
            ("N", IbanError::TooShort { expected: 15, found: 1 }),
            ("12345", IbanError::BadCharacter { position: 1 }),
            ("NLO1ABNA", IbanError::BadCharacter { position: 3 }),
            ("NL91ABNA04/7164300", IbanError::BadCharacter { position: 11 }),
            ("NL91ABNÄ0417164300", IbanError::BadCharacter { position: 8 }),
            ("ZZ91ABNA0417164300", IbanError::UnknownCountry),
            ("NL91 ABNA 0417", IbanError::TooShort { expected: 18, found: 12 }),
            ("NL91ABNA04171643001", IbanError::TooLong { expected: 18, found: 19 }),
            ("NL91ABNA0417164301", IbanError::BadChecksum),
            ("NL19ABNA0417164300", IbanError::BadChecksum),
        ] {
            assert_eq!(Iban::parse(text).unwrap_err(), fault, "{text}");
        }
    }

    #[test]
    fn the_countries_are_in_order_and_once() {
        assert!(LENGTHS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let european_union = [
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
        ];
        for member in european_union {
            assert!(LENGTHS.iter().any(|(code, _)| *code == member), "{member}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_or_two_swapped_are_found(account in "[0-9]{10}", at in 8..17_usize, digit in b'0'..=b'9') {
            let right = number("NL", &format!("TEST{account}"));
            prop_assert!(Iban::parse(&right).is_ok());
            let mut wrong = right.clone().into_bytes();
            wrong[at] = digit;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(Iban::parse(&wrong).is_ok(), wrong == right);
            let mut swapped = right.clone().into_bytes();
            swapped.swap(at, at + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            prop_assert_eq!(Iban::parse(&swapped).is_ok(), swapped == right);
        }

        #[test]
        fn what_is_shown_is_read_back(account in "[A-Z]{4}[0-9]{10}") {
            let iban = Iban::parse(&number("NL", &account)).unwrap();
            prop_assert_eq!(Iban::parse(&iban.to_string()), Ok(iban));
        }

        #[test]
        fn no_input_is_a_trap(text in "\\PC{0,40}") {
            let _ = Iban::parse(&text);
        }
    }
}
