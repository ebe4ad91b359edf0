//! Subject lines in the form in which they are compared, and the journey numbers in them.

/// How a journey's number is written in a subject: `R-YYMM-NNNN`, at least four digits in the last group.
pub const REFERENCE_PREFIX: &str = "R-";
const REFERENCE_MIN_NUMBER: usize = 4;
const REFERENCE_MAX_NUMBER: usize = 9;

/// The form in which subjects compare equal: lower case, blanks collapsed, our own numbers and lone signs taken out. Reply
/// and forward marks are the channel's to take away first.
#[must_use]
pub fn subject_key(base: &str) -> String {
    let mut text = base.to_lowercase();
    for reference in find_references(base) {
        let reference = reference.to_lowercase();
        for form in [format!("[{reference}]"), format!("({reference})"), reference] {
            text = text.replace(&form, " ");
        }
    }
    let words: Vec<&str> = text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect();
    words.join(" ")
}

/// The journey numbers in a subject, in upper case, each once. Only whole words count: a longer number is something else.
#[must_use]
pub fn find_references(subject: &str) -> Vec<String> {
    let upper = subject.to_uppercase();
    let mut found: Vec<String> = Vec::new();
    for (at, _) in upper.match_indices(REFERENCE_PREFIX) {
        let before = upper[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '-') {
            continue;
        }
        let rest = &upper[at + REFERENCE_PREFIX.len()..];
        let length = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'-').count();
        let body = rest[..length].trim_end_matches('-');
        let next = rest[length..].chars().next();
        if is_reference_body(body) && !next.is_some_and(char::is_alphanumeric) {
            let reference = format!("{REFERENCE_PREFIX}{body}");
            if !found.contains(&reference) {
                found.push(reference);
            }
        }
    }
    found
}

fn is_reference_body(body: &str) -> bool {
    let Some((month, number)) = body.split_once('-') else {
        return false;
    };
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let month_ok = month.len() == 4 && digits(month) && matches!(month[2..].parse::<u8>(), Ok(1..=12));
    month_ok && digits(number) && (REFERENCE_MIN_NUMBER..=REFERENCE_MAX_NUMBER).contains(&number.len())
}

/// A title for what has none: its first words, or its first sentence where that is shorter.
pub(crate) fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(8).collect();
    // A greeting alone says nothing.
    let ends = |(at, word): (usize, &&str)| at >= 2 && word.ends_with(['.', '!', '?']);
    let length = words.iter().enumerate().position(ends).map_or(words.len(), |last| last + 1);
    let title: String = words[..length].join(" ").chars().take(80).collect();
    let title = title.trim_end_matches(['.', ',', ';', ':', ' ']);
    if title.is_empty() { "-".to_owned() } else { title.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_ignores_our_number_case_and_blanks() {
        assert_eq!(subject_key("Lantaarn  kapot [R-2611-0042]"), "lantaarn kapot");
        assert_eq!(subject_key("R-2611-0042 - Lantaarn kapot"), "lantaarn kapot");
        assert_eq!(subject_key(" - "), "");
    }

    #[test]
    fn a_title_is_the_first_sentence_or_the_first_words() {
        assert_eq!(first_words("De put loopt over. Een loodgieter kwam."), "De put loopt over");
        assert_eq!(first_words("Hallo! Waar blijft mijn antwoord? Ik wacht."), "Hallo! Waar blijft mijn antwoord?");
        assert_eq!(
            first_words("een twee drie vier vijf zes zeven, acht, negen"),
            "een twee drie vier vijf zes zeven, acht"
        );
        assert_eq!((first_words(" \n"), first_words("...")), ("-".to_owned(), "-".to_owned()));
    }

    #[test]
    fn references_are_whole_words() {
        assert_eq!(
            find_references("Re: uw melding [r-2611-0042], R-2611-0042 en R-2612-12345"),
            ["R-2611-0042", "R-2612-12345"]
        );
        for none in [
            "R-2613-0042",
            "XR-2611-0042",
            "R-2611-004",
            "R-2611-0042A",
            "R-26110042",
            "R-2611-0042-1",
            "R-2611-1234567890",
            "ſR-é",
        ] {
            assert!(find_references(none).is_empty(), "{none}");
        }
    }
}
