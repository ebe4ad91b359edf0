//! What a hold is on: a typed reference, as systems name their things.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most letters of the sort of a subject.
const MOST_KIND: usize = 32;
/// The most letters of its number.
const MOST_VALUE: usize = 64;

/// The thing that a hold is on: its sort and its number, written `invoice:884213`. The record holds no names (rule 8), so a
/// number has a digit, and nothing but letters, digits and `. _ / -`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct HoldSubject {
    kind: String,
    value: String,
}

/// A subject that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a subject is a sort in small letters, a colon, and a number of up to 64 letters with a digit, such as invoice:884213"
)]
pub struct NoSubject;

impl HoldSubject {
    /// The sorts that forms offer; systems may use others.
    pub const KINDS: [&'static str; 6] = ["invoice", "contract", "customer-number", "order", "shipment", "connection"];

    /// A subject of its two parts. The number is taken as written, without spaces around it.
    ///
    /// # Errors
    /// When a part is too long or holds what it may not.
    pub fn new(kind: &str, value: &str) -> Result<Self, NoSubject> {
        let (kind, value) = (kind.trim(), value.trim());
        let small = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        let sound_kind = kind.len() <= MOST_KIND && kind.starts_with(|first: char| first.is_ascii_lowercase());
        let numbered = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '/' | '-');
        let sound_value = value.len() <= MOST_VALUE
            && value.chars().all(numbered)
            && value.contains(|letter: char| letter.is_ascii_digit());
        if sound_kind && kind.chars().all(small) && sound_value {
            Ok(Self { kind: kind.to_owned(), value: value.to_owned() })
        } else {
            Err(NoSubject)
        }
    }

    /// Its sort, such as `invoice`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its number.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for HoldSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.value)
    }
}

impl FromStr for HoldSubject {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Self, NoSubject> {
        let (kind, value) = text.split_once(':').ok_or(NoSubject)?;
        Self::new(kind, value)
    }
}

impl TryFrom<String> for HoldSubject {
    type Error = NoSubject;

    fn try_from(text: String) -> Result<Self, NoSubject> {
        text.parse()
    }
}

impl From<HoldSubject> for String {
    fn from(subject: HoldSubject) -> Self {
        subject.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is_a_subject() {
        let invoice: Result<HoldSubject, _> = "invoice:884213".parse();
        assert_eq!(invoice.as_ref().map(ToString::to_string), Ok("invoice:884213".to_owned()));
        assert_eq!(HoldSubject::new(" order ", " A-12/3 ").map(|it| it.to_string()), Ok("order:A-12/3".to_owned()));
        let long = format!("invoice:{}", "1".repeat(65));
        for wrong in [
            "",
            "invoice",
            "invoice:",
            ":12",
            "Invoice:12",
            "1nvoice:12",
            "invoice:de Vries",
            "invoice:jansen",
            "a b:1",
            "x:a@b.nl1",
            &long,
        ] {
            assert_eq!(wrong.parse::<HoldSubject>(), Err(NoSubject), "{wrong}");
        }
    }
}
