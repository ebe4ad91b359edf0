//! Postal addresses, as they stand in the window of an envelope.

use std::fmt;

/// A postal address below the name: street and number, postcode and place, perhaps a country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostalAddress(Vec<String>);

/// The most lines: with the name above them they fill the window.
pub const MOST_LINES: usize = 4;
/// The most letters of a line: more do not fit in the window.
pub const LONGEST_LINE: usize = 42;

/// Why an address cannot stand on an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was given.
    #[error("no address given")]
    Empty,
    /// One line says no place.
    #[error("an address has a street and a place, each on its own line")]
    TooFewLines,
    /// It does not fit in the window.
    #[error("an address has {MOST_LINES} lines at most, of {LONGEST_LINE} letters each")]
    TooLarge,
}

impl PostalAddress {
    /// Reads an address as people write it, a part a line. A Dutch postcode and place come out as the post wants them:
    /// `1234 AB  PLAATS`.
    ///
    /// # Errors
    /// [`AddressError`] with the first fault found.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let lines: Vec<String> = lines.filter(|line| !line.is_empty()).map(|line| posted(&line)).collect();
        match lines.len() {
            0 => Err(AddressError::Empty),
            1 => Err(AddressError::TooFewLines),
            2..=MOST_LINES if lines.iter().all(|line| line.chars().count() <= LONGEST_LINE) => Ok(Self(lines)),
            _ => Err(AddressError::TooLarge),
        }
    }

    /// Its lines, from the street down.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for PostalAddress {
    /// A part a line, as [`PostalAddress::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// A line with a Dutch postcode in front as the post wants it; any other as it is.
fn posted(line: &str) -> String {
    let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
    let rest = line[digits.len()..].trim_start();
    let letters: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    let place = rest[letters.len()..].trim();
    let dutch = digits.len() == 4 && !digits.starts_with('0') && letters.len() == 2 && !place.is_empty();
    match dutch && rest[letters.len()..].starts_with(' ') {
        true => format!("{digits} {}  {}", letters.to_uppercase(), place.to_uppercase()),
        false => line.to_owned(),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_comes_out_as_the_post_wants_it() {
        for (typed, lines) in [
            ("Voorbeeldlaan 1\n1234ab Voorbeeldstad", ["Voorbeeldlaan 1", "1234 AB  VOORBEELDSTAD"]),
            (" Voorbeeldlaan  1 \r\n\n 1234 AB  voorbeeldstad \n", ["Voorbeeldlaan 1", "1234 AB  VOORBEELDSTAD"]),
            ("12 Example Road\nLondon SW1", ["12 Example Road", "London SW1"]),
            ("1234 Example Avenue\n1000 Brussel", ["1234 Example Avenue", "1000 Brussel"]),
        ] {
            assert_eq!(PostalAddress::parse(typed).unwrap().lines(), lines, "{typed:?}");
        }
        let abroad = PostalAddress::parse("Voorbeeldstraat 2\n2000 Antwerpen\nBELGIË").unwrap();
        assert_eq!(abroad.to_string(), "Voorbeeldstraat 2\n2000 Antwerpen\nBELGIË");
    }

    #[test]
    fn what_does_not_fit_in_the_window_is_refused() {
        let long = format!("{}\n1234 AB Plaats", "x".repeat(LONGEST_LINE + 1));
        for (typed, fault) in [
            ("", AddressError::Empty),
            (" \n ", AddressError::Empty),
            ("Voorbeeldlaan 1", AddressError::TooFewLines),
            ("a\nb\nc\nd\ne", AddressError::TooLarge),
            (long.as_str(), AddressError::TooLarge),
        ] {
            assert_eq!(PostalAddress::parse(typed).unwrap_err(), fault, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_the_same(text in "[0-9]{0,5} ?[a-zA-Z]{0,3} ?\\PC{0,12}\n\\PC{0,20}") {
            if let Ok(address) = PostalAddress::parse(&text) {
                prop_assert_eq!(PostalAddress::parse(&address.to_string()), Ok(address));
            }
        }
    }
}
