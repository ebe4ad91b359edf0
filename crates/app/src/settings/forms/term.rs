//! Spans of time, as forms write them.

use regie_domain::term::Term;

/// A span as forms write it: `3d` working days, `4h` opening hours, `90m` opening minutes, `24e` hours on end, `90em`
/// minutes on end.
#[must_use]
pub fn term_text(term: Term) -> String {
    match term {
        Term::WorkingDays(days) => format!("{days}d"),
        Term::WorkingMinutes(minutes) if minutes % 60 == 0 => format!("{}h", minutes / 60),
        Term::WorkingMinutes(minutes) => format!("{minutes}m"),
        Term::Elapsed { minutes } if minutes % 60 == 0 => format!("{}e", minutes / 60),
        Term::Elapsed { minutes } => format!("{minutes}em"),
    }
}

/// Reads a span as [`term_text`] writes it; nothing for anything else.
#[must_use]
pub fn read_term(text: &str) -> Option<Term> {
    let text = text.trim().to_lowercase();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    // The domain's own reader has the bounds; only the units of forms are shorter.
    let unit = match unit.trim() {
        "d" => "wd",
        "h" => "wh",
        "m" => "wmin",
        "e" => "h",
        "em" => "min",
        _ => return None,
    };
    format!("{number} {unit}").parse().ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_are_written() {
        for text in ["3d", "0d", "4h", "90m", "24e", "90em"] {
            assert_eq!(term_text(read_term(text).unwrap()), text);
        }
        assert_eq!(read_term("3 D"), Some(Term::WorkingDays(3)));
        for wrong in ["", "d", "3", "3w", "-1d", "99999999d", "1,5h"] {
            assert_eq!(read_term(wrong), None, "{wrong}");
        }
    }
}
