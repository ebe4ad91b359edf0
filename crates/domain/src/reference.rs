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
}
