//! Subjects: what is left when reply and forward marks are taken away, and the journey references in it.

use regie_app::intake::subject::subject_key;
pub use regie_app::intake::subject::{REFERENCE_PREFIX, find_references};

const REPLY_MARKS: &[&str] = &["re", "antw", "antwoord", "betr", "aw", "sv", "rif", "odp", "ynt", "回复", "答复"];
const FORWARD_MARKS: &[&str] = &["fw", "fwd", "wg", "tr", "doorst", "vs", "vb", "rv", "pd", "ilt", "i", "转发"];
/// Words that systems put before the subject of an answer of their own; they say nothing about the topic.
const AUTOMATIC_MARKS: &[&str] = &[
    "automatic reply",
    "automatisch antwoord",
    "automatische antwort",
    "out of office",
    "out of office autoreply",
    "autoreply",
    "auto",
    "réponse automatique",
    "afwezig",
    "afwezigheidsbericht",
    "accepted",
    "geaccepteerd",
    "declined",
    "geweigerd",
    "tentative",
    "voorlopig",
];

/// A subject without its marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NormalSubject {
    /// What remains, as written.
    pub base: String,
    /// What remains, to compare by: lower case, blanks collapsed, references taken out.
    pub key: String,
    /// A reply mark stood before it.
    pub reply: bool,
    /// A forward mark stood before it.
    pub forward: bool,
}

/// Takes away reply, forward and `[tag]` marks at the start, as often as they stand there. Words that are no mark stay,
/// also short ones before a colon.
pub fn normalise(subject: &str) -> NormalSubject {
    let mut rest = subject.trim();
    let mut found = NormalSubject::default();
    while let Some((mark, after)) = leading_mark(rest) {
        match mark {
            Mark::Reply => found.reply = true,
            Mark::Forward => found.forward = true,
            Mark::Other => {}
        }
        rest = after.trim_start();
    }
    found.base = rest.to_owned();
    found.key = subject_key(rest);
    found
}

enum Mark {
    Reply,
    Forward,
    Other,
}

fn leading_mark(text: &str) -> Option<(Mark, &str)> {
    if let Some(inner) = text.strip_prefix('[') {
        let end = inner.find(']')?;
        // A subject that is nothing but a tag keeps it.
        let after = &inner[end + 1..];
        return (end <= 40 && !after.trim().is_empty()).then_some((Mark::Other, after));
    }
    let colon = text.char_indices().take(40).find(|(_, c)| matches!(c, ':' | '：'))?;
    let after = &text[colon.0 + colon.1.len_utf8()..];
    let word = text[..colon.0].trim_end().trim_end_matches('.').to_lowercase();
    let word = without_count(&word);
    let mark = if REPLY_MARKS.contains(&word) {
        Mark::Reply
    } else if FORWARD_MARKS.contains(&word) {
        // A single letter is a mark only in the form Italian programs write it.
        if word.len() == 1 && !text.starts_with("I: ") {
            return None;
        }
        Mark::Forward
    } else if AUTOMATIC_MARKS.contains(&word) {
        Mark::Other
    } else {
        return None;
    };
    Some((mark, after))
}

/// `re[2]`, `re(2)`, `re^2` and `re2` are `re`.
fn without_count(word: &str) -> &str {
    let trimmed = word.trim_end_matches([']', ')']);
    let bare = trimmed.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() == trimmed.len() && trimmed.len() == word.len() {
        return word;
    }
    bare.trim_end_matches(['[', '(', '^', ' '])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_many_languages() {
        for (subject, base) in [
            ("Re: Lantaarn kapot", "Lantaarn kapot"),
            ("RE: FW: Antw: Betr.: Lantaarn kapot", "Lantaarn kapot"),
            ("WG: TR: Doorst: AW: SV: VS: Lantaarn", "Lantaarn"),
            ("Re[2]: Re(3): re^4: Lantaarn", "Lantaarn"),
            ("RE : Lantaarn", "Lantaarn"),
            ("[EXTERN] Re: [lijst] Lantaarn", "Lantaarn"),
            ("回复：Lantaarn", "Lantaarn"),
            ("Automatisch antwoord: Lantaarn", "Lantaarn"),
            ("Reparatie: lantaarn", "Reparatie: lantaarn"),
            ("Ref: 12", "Ref: 12"),
            ("Trap: tree los", "Trap: tree los"),
            ("A: b", "A: b"),
            ("Re", "Re"),
            ("[lijst]", "[lijst]"),
            ("Re:", ""),
            ("", ""),
        ] {
            assert_eq!(normalise(subject).base, base, "{subject}");
        }
        let n = normalise("Fwd: Re: x");
        assert!(n.reply && n.forward);
        let n = normalise("WG: x");
        assert!(n.forward && !n.reply);
    }

    #[test]
    fn the_key_ignores_our_reference() {
        assert_eq!(normalise("Re: Lantaarn  kapot [R-2611-0042]").key, normalise("lantaarn kapot").key);
        assert_eq!(normalise("R-2611-0042 - Lantaarn kapot").key, "lantaarn kapot");
    }
}
