//! A second thing that the customer knows. Whoever has a link may have got it from somebody: what is sensitive on the page
//! shows only after an answer that is not in the mail with the link.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondKind {
    /// The postcode.
    Postcode,
    /// The last four digits of the customer number.
    CustomerNumber,
    /// The date of birth.
    BirthDate,
}

impl SecondKind {
    /// All kinds, in the order in which pages list them.
    pub const ALL: [Self; 3] = [Self::Postcode, Self::CustomerNumber, Self::BirthDate];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Postcode => "postcode",
            Self::CustomerNumber => "customer_number",
            Self::BirthDate => "birth_date",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What was typed in its one form, however it was spelled; nothing for what cannot be one.
    #[must_use]
    pub fn read(self, typed: &str) -> Option<String> {
        match self {
            Self::Postcode => postcode(typed),
            Self::CustomerNumber => {
                let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
                (digits.len() == 4).then_some(digits)
            }
            Self::BirthDate => birth_date(typed).map(|day| day.to_string()),
        }
    }

    /// The same out of something that is known of the customer: a whole number, an address.
    #[must_use]
    pub fn within(self, known: &str) -> Option<String> {
        match self {
            Self::Postcode => postcode_in(known),
            Self::CustomerNumber => {
                let digits: String = known.chars().filter(char::is_ascii_digit).collect();
                digits.len().checked_sub(4).map(|from| digits[from..].to_owned())
            }
            Self::BirthDate => self.read(known),
        }
    }
}

/// `1234 ab` and `1234AB` are one.
fn postcode(typed: &str) -> Option<String> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let bytes = plain.as_bytes();
    let fits = bytes.len() == 6
        && (b'1'..=b'9').contains(&bytes[0])
        && bytes[1..4].iter().all(u8::is_ascii_digit)
        && bytes[4..].iter().all(u8::is_ascii_uppercase);
    fits.then_some(plain)
}

/// The first postcode in an address.
fn postcode_in(address: &str) -> Option<String> {
    let words: Vec<&str> = address.split([' ', '\n', '\r', '\t', ',']).filter(|word| !word.is_empty()).collect();
    let alone = || words.iter().find_map(|word| postcode(word));
    words.windows(2).filter(|pair| pair[0].len() == 4).find_map(|pair| postcode(&pair.concat())).or_else(alone)
}

/// As `1980-05-04`, `4-5-1980`, `04/05/1980` or `4.5.1980`.
fn birth_date(typed: &str) -> Option<Date> {
    let parts: Vec<i32> =
        typed.trim().split(['-', '/', '.', ' ']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = if a > 31 { (a, b, c) } else { (c, b, a) };
    let (year, month, day) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().filter(|day| day.year() >= 1900)
}

/// What of the page shows only after the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitive {
    /// What was written and asked.
    Messages,
    /// Files.
    Files,
    /// Sums of money.
    Amounts,
}

impl Sensitive {
    /// All, in the order in which pages list them.
    pub const ALL: [Self; 3] = [Self::Messages, Self::Files, Self::Amounts];

    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Files => "files",
            Self::Amounts => "amounts",
        }
    }

    /// The part of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }
}

/// What a blueprint asks before it shows what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondThing {
    /// What is asked for.
    pub ask: SecondKind,
    /// What shows only after it; never nothing.
    pub before: Vec<Sensitive>,
}

#[cfg(test)]
mod tests {
    use super::SecondKind::{BirthDate, CustomerNumber, Postcode};

    #[test]
    fn however_it_is_spelled_it_is_the_same() {
        for (kind, typed, read) in [
            (Postcode, " 1234 ab", Some("1234AB")),
            (Postcode, "1234AB", Some("1234AB")),
            (Postcode, "0234AB", None),
            (Postcode, "1234", None),
            (CustomerNumber, " 0482 ", Some("0482")),
            (CustomerNumber, "48", None),
            (BirthDate, "4-5-1980", Some("1980-05-04")),
            (BirthDate, "1980-05-04", Some("1980-05-04")),
            (BirthDate, "04/05/1980", Some("1980-05-04")),
            (BirthDate, "31-2-1980", None),
            (BirthDate, "4 mei 1980", None),
            (BirthDate, "", None),
        ] {
            assert_eq!(kind.read(typed).as_deref(), read, "{typed}");
        }
    }

    #[test]
    fn it_is_found_in_what_is_known() {
        let address = "Voorbeeldlaan 12\n1234 AB Voorbeeldstad";
        assert_eq!(Postcode.within(address).as_deref(), Some("1234AB"));
        assert_eq!(Postcode.within("Laan 1200, 1234ab Stad").as_deref(), Some("1234AB"));
        assert_eq!(Postcode.within("Postbus 12"), None);
        assert_eq!(CustomerNumber.within("K-2017-004821").as_deref(), Some("4821"));
        assert_eq!(CustomerNumber.within("12"), None);
    }
}
