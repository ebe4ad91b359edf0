//! The number of a journey that people can say: `R-1802-0001`, a year and month and a number within it. It is guessable,
//! so it proves nothing: only a known participant who names it reaches the journey.

use serde::{Deserialize, Serialize};

/// The number of a journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// Year and month as `YYMM`, for example 1802 for February 2018.
    pub month: u16,
    /// The number within the month, from 1.
    pub number: u32,
}

impl Reference {
    /// Reads `R-1802-0001` in any case, as people type it; spaces around it do not matter.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = text.strip_prefix("R-").or_else(|| text.strip_prefix("r-"))?;
        let (month, number) = rest.split_once('-')?;
        if month.len() != 4 || !(4..=8).contains(&number.len()) {
            return None;
        }
        let (month, number) = (month.parse::<u16>().ok()?, number.parse::<u32>().ok()?);
        Self::of(month, number)
    }

    /// Reads a number as it is said and typed in a search: `r18020001`, `1802-0001`, `R 1802 1`. What stands in a text is
    /// read by [`Reference::parse`], which takes less for a number.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let text = text.trim();
        let rest = text.strip_prefix(['R', 'r']).unwrap_or(text);
        let parts: Vec<&str> =
            rest.split(|c: char| c.is_whitespace() || "-./\u{2010}\u{2011}\u{2012}\u{2013}".contains(c)).collect();
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (month, number) = match parts[..] {
            // Without a mark between them all digits are needed to know where the number begins. Digits alone that begin with
            // a zero are a telephone number.
            [all] if digits(all) && (8..=12).contains(&all.len()) && (rest != text || !all.starts_with('0')) => {
                all.split_at_checked(4)?
            }
            [month, number] if month.len() == 4 && digits(month) && digits(number) && number.len() <= 8 => {
                (month, number)
            }
            _ => return None,
        };
        Self::of(month.parse().ok()?, number.parse().ok()?)
    }

    fn of(month: u16, number: u32) -> Option<Self> {
        ((1..=12).contains(&(month % 100)) && number > 0).then_some(Self { month, number })
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "R-{:04}-{:04}", self.month, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_read_back() {
        let reference = Reference { month: 1802, number: 7 };
        assert_eq!(reference.to_string(), "R-1802-0007");
        assert_eq!(Reference::parse(" r-1802-0007 "), Some(reference));
        assert_eq!(Reference::parse("R-1802-12345").map(|r| r.number), Some(12345));
        for wrong in ["", "R-1813-0001", "R-1802-0000", "R-18-02", "R-1802-1", "1802-0001", "R-1802-0001x"] {
            assert_eq!(Reference::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_is_typed_is_read_in_any_notation() {
        let reference = Reference { month: 1802, number: 7 };
        for text in
            ["R-1802-0007", "r18020007", "1802-0007", "18020007", "r 1802 7", "R1802-0007", " 1802 0007 ", "1802–7"]
        {
            assert_eq!(Reference::typed(text), Some(reference), "{text}");
        }
        for wrong in ["", "r", "R-1813-0001", "1802", "18027", "0612345678", "1802-0000", "1802-0007x", "18-02-0007"] {
            assert_eq!(Reference::typed(wrong), None, "{wrong}");
        }
    }
}
