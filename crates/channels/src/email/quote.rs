//! What is new in a reply, and what is only the earlier mail repeated below it.

/// A text split in two. Nothing is lost: `quoted` may be empty, `fresh` is empty only if the text is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SplitText {
    /// What the sender wrote now.
    pub fresh: String,
    /// The repeated mail, with its introduction line.
    pub quoted: String,
}

/// Splits a reply. In doubt (answers between the quoted lines, nothing above the quote) everything is fresh.
pub fn split_quoted(text: &str) -> SplitText {
    let lines: Vec<&str> = text.lines().collect();
    let whole = || SplitText { fresh: text.trim().to_owned(), quoted: String::new() };
    let Some((start, kind)) = find_quote(&lines) else {
        return whole();
    };
    let below = &lines[start..];
    if kind == Kind::Marked {
        let introduction = below.iter().position(|l| is_marked(l)).unwrap_or(0);
        let answer =
            below[introduction..].iter().any(|l| !l.trim().is_empty() && !is_marked(l) && !is_signature_mark(l));
        if answer {
            return bottom_posted(&lines[..start], below, introduction).unwrap_or_else(whole);
        }
    }
    let fresh = lines[..start].join("\n").trim().to_owned();
    if fresh.is_empty() {
        return whole();
    }
    SplitText { fresh, quoted: below.join("\n").trim().to_owned() }
}

/// One quote on top and the answer below it; answers in several places are left whole.
fn bottom_posted(above: &[&str], below: &[&str], introduction: usize) -> Option<SplitText> {
    let last = below.iter().rposition(|l| is_marked(l))?;
    let one_block = below[introduction..=last].iter().all(|l| is_marked(l) || l.trim().is_empty());
    let nothing_above = above.iter().all(|l| l.trim().is_empty());
    (one_block && nothing_above).then(|| SplitText {
        fresh: below[last + 1..].join("\n").trim().to_owned(),
        quoted: below[..=last].join("\n").trim().to_owned(),
    })
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Kind {
    /// Lines that start with `>`.
    Marked,
    /// All that follows a header block or a dividing line.
    Rest,
}

fn find_quote(lines: &[&str]) -> Option<(usize, Kind)> {
    for (n, line) in lines.iter().enumerate() {
        if is_divider(line) || is_header_block(&lines[n..]) {
            return Some((n, Kind::Rest));
        }
        if let Some(length) = introduction(&lines[n..]) {
            let marked = lines[n + length..].iter().find(|l| !l.trim().is_empty()).is_some_and(|l| is_marked(l));
            return Some((n, if marked { Kind::Marked } else { Kind::Rest }));
        }
        if is_marked(line) {
            return Some((n, Kind::Marked));
        }
    }
    None
}

fn is_marked(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn is_signature_mark(line: &str) -> bool {
    line.trim_end() == "--"
}

const DIVIDERS: &[&str] = &[
    "original message",
    "oorspronkelijk bericht",
    "origineel bericht",
    "forwarded message",
    "doorgestuurd bericht",
    "ursprüngliche nachricht",
    "message d'origine",
    "message original",
    "mensaje original",
    "begin forwarded message",
    "begin doorgestuurd bericht",
];

/// `-----Original Message-----` and its sisters.
fn is_divider(line: &str) -> bool {
    let trimmed = line.trim();
    let inner = trimmed.trim_matches(['-', '_', ' ', ':', '*']).to_lowercase();
    let dashed = trimmed.starts_with("--") || trimmed.starts_with("__") || trimmed.ends_with(':');
    dashed && DIVIDERS.contains(&inner.as_str())
}

const FROM_WORDS: &[&str] = &["from:", "van:", "von:", "de:", "de :"];
const OTHER_WORDS: &[&str] = &[
    "sent:",
    "verzonden:",
    "date:",
    "datum:",
    "to:",
    "aan:",
    "subject:",
    "onderwerp:",
    "gesendet:",
    "an:",
    "betreff:",
    "envoyé:",
    "envoyé :",
    "à:",
    "à :",
    "objet:",
    "objet :",
    "cc:",
];

/// Outlook's block: `Van: ... Verzonden: ... Aan: ...`, with or without a line of underscores or bold marks.
fn is_header_block(lines: &[&str]) -> bool {
    let starts = |line: &str, words: &[&str]| {
        let line = line.trim().trim_start_matches('*').to_lowercase();
        words.iter().any(|w| line.starts_with(w))
    };
    let Some(first) = lines.first() else {
        return false;
    };
    if first.trim().len() >= 10 && first.trim().bytes().all(|b| b == b'_') {
        return lines[1..].iter().find(|l| !l.trim().is_empty()).is_some_and(|l| starts(l, FROM_WORDS));
    }
    starts(first, FROM_WORDS) && lines.iter().skip(1).take(6).filter(|l| starts(l, OTHER_WORDS)).count() >= 2
}

/// `Op 3 mei schreef A:`, over at most three lines; answers how many lines it takes.
fn introduction(lines: &[&str]) -> Option<usize> {
    const STARTS: &[&str] = &["op ", "on ", "am ", "le ", "el ", "il ", "den "];
    const WORDS: &[&str] = &["schreef", "wrote", "schrieb", "a écrit", "escribió", "ha scritto"];
    let first = lines.first()?.trim().to_lowercase();
    if !STARTS.iter().any(|s| first.starts_with(s)) {
        return None;
    }
    let mut joined = String::new();
    for (n, line) in lines.iter().take(3).enumerate() {
        joined.push(' ');
        joined.push_str(&line.trim().to_lowercase());
        if joined.len() > 400 {
            return None;
        }
        if joined.ends_with(':') && WORDS.iter().any(|w| joined.contains(w)) {
            return joined.contains(|c: char| c.is_ascii_digit()).then_some(n + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh(text: &str) -> String {
        split_quoted(text).fresh
    }

    #[test]
    fn the_usual_programs() {
        assert_eq!(
            fresh("Ja graag.\n\nOp ma 3 mei 2026 om 10:12 schreef Balie <info@example.org>:\n> Past dinsdag?\n"),
            "Ja graag."
        );
        assert_eq!(
            fresh("Yes\n\nOn Mon, May 3, 2026 at 10:12 AM Front Desk\n<info@example.org> wrote:\n\n> Tuesday?"),
            "Yes"
        );
        assert_eq!(
            fresh("Akkoord\n\nVan: Balie\nVerzonden: maandag 3 mei\nAan: mij\nOnderwerp: x\n\nPast dinsdag?"),
            "Akkoord"
        );
        assert_eq!(fresh("Ok\n________________________________\nFrom: Desk\nSent: Monday\n\nx"), "Ok");
        assert_eq!(fresh("Ok\n-----Oorspronkelijk bericht-----\nVan: x\n"), "Ok");
        assert_eq!(split_quoted("Ok\n> oud").quoted, "> oud");
    }

    #[test]
    fn in_doubt_nothing_is_hidden() {
        let between = "> Past dinsdag?\nNee\n> En woensdag?\nJa";
        assert_eq!(fresh(between), between);
        let forward = "-----Doorgestuurd bericht-----\nVan: x\nDatum: y\nAan: z\n\nHelp";
        assert_eq!(fresh(forward), forward);
        assert_eq!(
            fresh("Op dinsdag kan ik niet.\nVan: 10 tot 12 wel."),
            "Op dinsdag kan ik niet.\nVan: 10 tot 12 wel."
        );
        assert_eq!(fresh("Op 3 mei schreef A:\n> vraag\n\nantwoord"), "antwoord");
        assert_eq!(fresh(""), "");
    }
}
