//! Number plates: how they compare, and how they are written. `00XX00`, `00-xx-00` and `00 XX 00` are the same one.

/// The most letters and digits of a plate, anywhere.
const MOST: usize = 10;
/// The fewest.
const LEAST: usize = 4;

/// Letters and digits only, in capitals: the form in which the same plate compares equal.
#[must_use]
pub fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Whether a text can be a number plate.
#[must_use]
pub fn is_plate(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.');
    let length = normal(text).chars().count();
    text.trim().chars().all(fits) && (LEAST..=MOST).contains(&length)
}

/// A plate in its groups of letters and of digits: `00XX00` is `00-XX-00`.
#[must_use]
pub fn spelt(text: &str, between: char) -> String {
    let mut out = String::new();
    let mut digit = None;
    for c in normal(text).chars() {
        if digit.is_some_and(|was| was != c.is_ascii_digit()) {
            out.push(between);
        }
        digit = Some(c.is_ascii_digit());
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plate_is_the_same_however_it_is_written() {
        assert_eq!(normal("00-xx-00"), normal("00 XX 00"));
        assert_eq!(spelt("00xx00", '-'), "00-XX-00");
        assert_eq!(spelt("00-XXX-0", ' '), "00 XXX 0");
    }

    #[test]
    fn what_is_no_plate_is_none() {
        for plate in ["00-XX-00", "XX 000 X", "00xxx0"] {
            assert!(is_plate(plate), "{plate}");
        }
        for other in ["", "0X", "+31 6 0000 0000", "anja@example.net", "00-XX-00-XX-000"] {
            assert!(!is_plate(other), "{other}");
        }
    }
}
