//! A text as words with their places.

use crate::Place;
use crate::fold::{fold, is_invisible};

/// A word, a number or one sign with a feeling (an emoji), and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub at: Place,
    /// In small letters without accents and apostrophes: `Don’t` is `dont`.
    pub folded: String,
    /// Which sentence it is in, counted from 0.
    pub sentence: usize,
    /// Which part between commas and the like, counted from 0 over the whole text.
    pub clause: usize,
}

/// Signs that bear a feeling, with its weight. Smileys of two or three signs come first.
pub(crate) const FEELINGS: &[(&str, f64)] = &[
    (":-)", 0.6),
    (":-(", -0.6),
    (":)", 0.6),
    (":(", -0.6),
    (":D", 0.7),
    (":'(", -0.7),
    ("😀", 0.7),
    ("😃", 0.7),
    ("😄", 0.7),
    ("😁", 0.7),
    ("😊", 0.7),
    ("🙂", 0.5),
    ("😍", 0.9),
    ("🥰", 0.9),
    ("❤", 0.9),
    ("🙏", 0.5),
    ("👍", 0.7),
    ("👏", 0.7),
    ("💪", 0.5),
    ("🎉", 0.8),
    ("⭐", 0.6),
    ("💐", 0.8),
    ("👎", -0.8),
    ("😡", -0.9),
    ("😠", -0.8),
    ("🤬", -1.0),
    ("😤", -0.7),
    ("😞", -0.6),
    ("😢", -0.6),
    ("😭", -0.7),
    ("🙁", -0.5),
    ("☹", -0.6),
    ("🙄", -0.6),
    ("😒", -0.6),
    ("🤮", -0.9),
    ("🤦", -0.7),
];

/// The weight of a sign with a feeling.
pub(crate) fn feeling(sign: &str) -> Option<f64> {
    FEELINGS.iter().find(|(known, _)| *known == sign).map(|(_, weight)| *weight)
}

fn in_word(sign: char) -> bool {
    sign.is_alphanumeric() || unicode_normalization::char::is_combining_mark(sign) || is_invisible(sign)
}

fn apostrophe(sign: char) -> bool {
    matches!(sign, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

/// Takes a text apart. Words with a hyphen are several; an apostrophe between letters belongs to its word.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let (mut sentence, mut clause, mut from) = (0, 0, 0);
    while let Some(sign) = text[from..].chars().next() {
        if let Some((sign, _)) = FEELINGS.iter().find(|(sign, _)| text[from..].starts_with(sign)) {
            found.push(Word { at: from..from + sign.len(), folded: (*sign).to_owned(), sentence, clause });
            from += sign.len();
        } else if in_word(sign) {
            let to = from + end_of_word(&text[from..]);
            let folded = fold(&text[from..to]);
            if !folded.is_empty() {
                found.push(Word { at: from..to, folded, sentence, clause });
            }
            from = to;
        } else {
            match sign {
                '.' | '!' | '?' | '\n' | '…' => (sentence, clause) = (sentence + 1, clause + 1),
                ',' | ';' | ':' | '(' | ')' => clause += 1,
                _ => {}
            }
            from += sign.len_utf8();
        }
    }
    found
}

/// How many bytes the word has that begins here.
fn end_of_word(rest: &str) -> usize {
    let mut signs = rest.char_indices().peekable();
    let mut to = 0;
    while let Some((at, sign)) = signs.next() {
        let goes_on = in_word(sign) || (apostrophe(sign) && signs.peek().is_some_and(|(_, next)| next.is_alphabetic()));
        if !goes_on {
            break;
        }
        to = at + sign.len_utf8();
    }
    to
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_text_is_words_with_their_places() {
        let text = "Don’t know, 't was kastje-muur! Één 👍 :)";
        let found = words(text);
        let folded: Vec<&str> = found.iter().map(|word| word.folded.as_str()).collect();
        assert_eq!(folded, ["dont", "know", "t", "was", "kastje", "muur", "een", "👍", ":)"]);
        assert_eq!(&text[found[0].at.clone()], "Don’t");
        assert_eq!(&text[found[6].at.clone()], "Één");
        assert!(found[1].clause < found[2].clause, "a comma ends a part");
        assert!(found[5].sentence < found[6].sentence, "an exclamation mark ends a sentence");
    }
}
