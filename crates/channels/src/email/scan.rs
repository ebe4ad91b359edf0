//! The first look at a raw mail: one linear pass that finds the parts and stops at hard limits.
//!
//! Nothing else in this crate walks MIME. Parsers and the sanitiser get single header blocks and single bodies out of
//! this table, so a bomb (100,000 nested parts, a header of 10 MB) costs one pass over its bytes and no more. Mail inside
//! mail (`message/rfc822`) is never entered: it is an attachment.

use std::ops::Range;

use super::headers::{HeaderBlock, ParamHeader};

/// How much of a mail is looked at. The raw mail is stored whole whatever these say.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Above this size only the headers are read (bytes).
    pub message_bytes: usize,
    /// Header block of the message or of one part (bytes).
    pub header_bytes: usize,
    /// Parts, containers included.
    pub parts: usize,
    /// Containers inside containers.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message_bytes: 50 * 1024 * 1024, header_bytes: 64 * 1024, parts: 200, depth: 10 }
    }
}

/// Which limit a mail passed, or why it is no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanReason {
    /// More bytes than [`Limits::message_bytes`].
    TooLarge,
    /// A header block longer than [`Limits::header_bytes`]; what is past it is not read.
    HeaderTooLarge,
    /// More parts than [`Limits::parts`]; the rest is not shown.
    TooManyParts,
    /// Deeper than [`Limits::depth`]; the container is shown as a file.
    TooDeep,
    /// Not one header line that a mail would have.
    NotMail,
    /// A parser gave up on it.
    ParserFailed,
}

/// What may be done with the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Readable as a whole.
    Ok,
    /// Handle it, and say that it is not fully readable.
    Partial(ScanReason),
    /// Keep it apart for a person.
    Quarantine(ScanReason),
}

/// One part: a container or a leaf.
#[derive(Debug, Clone)]
pub struct Part {
    /// The container it is in; `None` for the message itself.
    pub parent: Option<usize>,
    /// Its headers, cut at the limit. The message's own headers for part 0.
    pub headers: HeaderBlock,
    /// Type and parameters; `text/plain` where missing or unreadable.
    pub content_type: ParamHeader,
    /// The undecoded body in the raw bytes.
    pub body: Range<usize>,
    /// True for an opened `multipart/*`: it has children and no body of interest.
    pub container: bool,
}

/// The table of parts of one mail.
#[derive(Debug, Clone)]
pub struct Structure {
    /// Part 0 is the message; children follow their container.
    pub parts: Vec<Part>,
    /// How far the pass came.
    pub verdict: Verdict,
}

impl Structure {
    /// The message itself: part 0, which [`scan`] makes of whatever bytes it gets.
    pub fn message(&self) -> &Part {
        &self.parts[0]
    }

    /// The nearest enclosing container of this type (`multipart/alternative`, ...).
    pub fn ancestor(&self, part: usize, media_type: &str) -> Option<usize> {
        let mut at = self.parts.get(part)?.parent;
        while let Some(index) = at {
            if self.parts[index].content_type.value == media_type {
                return Some(index);
            }
            at = self.parts[index].parent;
        }
        None
    }

    /// The leaves with their numbers, in order.
    pub fn leaves(&self) -> impl Iterator<Item = (usize, &Part)> {
        self.parts.iter().enumerate().filter(|(_, p)| !p.container)
    }

    fn limit(&mut self, reason: ScanReason) {
        if self.verdict == Verdict::Ok {
            self.verdict = Verdict::Partial(reason);
        }
    }
}

/// Finds the parts of a mail within the limits.
pub fn scan(raw: &[u8], limits: &Limits) -> Structure {
    let mut out = Structure { parts: Vec::new(), verdict: Verdict::Ok };
    let body = read_part(raw, 0, None, limits, &mut out);
    if !looks_like_mail(&out.message().headers) {
        out.verdict = Verdict::Quarantine(ScanReason::NotMail);
        return out;
    }
    if raw.len() > limits.message_bytes {
        out.verdict = Verdict::Partial(ScanReason::TooLarge);
        out.parts[0].body = body..body;
        return out;
    }
    walk(raw, body, limits, &mut out);
    out
}

const MAIL_HEADERS: [&str; 8] =
    ["from", "to", "subject", "date", "received", "message-id", "return-path", "content-type"];

fn looks_like_mail(headers: &HeaderBlock) -> bool {
    MAIL_HEADERS.iter().any(|name| headers.has(name))
}

/// Reads the headers that start at `start`, adds the part, and answers where its body starts.
fn read_part(raw: &[u8], start: usize, parent: Option<usize>, limits: &Limits, out: &mut Structure) -> usize {
    let (block, body) = header_block(raw, start);
    let block = if block.len() > limits.header_bytes {
        out.limit(ScanReason::HeaderTooLarge);
        let cut = &block[..limits.header_bytes];
        // The last line may be cut in two; half a header says something else than a whole one.
        &cut[..cut.iter().rposition(|b| *b == b'\n').unwrap_or(0)]
    } else {
        block
    };
    let headers = HeaderBlock::parse(block);
    let mut content_type = headers.params("content-type").unwrap_or_default();
    if !content_type.value.contains('/') {
        let in_digest = parent.is_some_and(|p| out.parts[p].content_type.value == "multipart/digest");
        content_type.value = if in_digest { "message/rfc822" } else { "text/plain" }.to_owned();
    }
    out.parts.push(Part { parent, headers, content_type, body: body..raw.len(), container: false });
    body
}

/// The header block from `start` to the first empty line, and the start of the body.
fn header_block(raw: &[u8], start: usize) -> (&[u8], usize) {
    let mut at = start;
    while at < raw.len() {
        let end = line_end(raw, at);
        if raw[at..end].iter().all(|b| matches!(b, b'\r' | b'\n')) {
            return (&raw[start..at], end);
        }
        at = end;
    }
    (&raw[start.min(raw.len())..], raw.len())
}

struct Open {
    part: usize,
    delimiter: Vec<u8>,
}

/// Goes through the body line by line; every line is compared with the boundaries of the open containers only.
fn walk(raw: &[u8], body: usize, limits: &Limits, out: &mut Structure) {
    let mut open: Vec<Open> = Vec::new();
    let mut leaf = enter(0, &mut open, limits, out);
    let mut at = body;
    while at < raw.len() && !open.is_empty() {
        let line_start = at;
        at = line_end(raw, at);
        let Some((level, closes)) = delimiter(&raw[line_start..at], &open) else {
            continue;
        };
        let end = before_line_break(raw, line_start);
        if let Some(part) = leaf.take() {
            close(&mut out.parts[part], end);
        }
        for ended in open.drain(level + 1..) {
            close(&mut out.parts[ended.part], end);
        }
        let parent = open[level].part;
        if closes {
            close(&mut out.parts[parent], end);
            open.truncate(level);
            continue;
        }
        if out.parts.len() >= limits.parts {
            out.limit(ScanReason::TooManyParts);
            for left in open.drain(..) {
                close(&mut out.parts[left.part], end);
            }
            return;
        }
        let part = out.parts.len();
        at = read_part(raw, at, Some(parent), limits, out);
        leaf = enter(part, &mut open, limits, out);
    }
}

/// Opens a container, or answers the part as the leaf now being read.
fn enter(part: usize, open: &mut Vec<Open>, limits: &Limits, out: &mut Structure) -> Option<usize> {
    let content_type = &out.parts[part].content_type;
    let boundary = content_type.param("boundary").filter(|b| !b.trim().is_empty() && b.len() <= 200);
    let Some(boundary) = boundary.filter(|_| content_type.value.starts_with("multipart/")) else {
        return Some(part);
    };
    if open.len() >= limits.depth {
        out.limit(ScanReason::TooDeep);
        return Some(part);
    }
    let mut delimiter = b"--".to_vec();
    delimiter.extend_from_slice(boundary.trim_end().as_bytes());
    open.push(Open { part, delimiter });
    out.parts[part].container = true;
    None
}

fn close(part: &mut Part, end: usize) {
    part.body.end = end.max(part.body.start);
}

/// The innermost open container whose delimiter this line is, and whether it ends that container.
fn delimiter(line: &[u8], open: &[Open]) -> Option<(usize, bool)> {
    if !line.starts_with(b"--") {
        return None;
    }
    let line = line.trim_ascii_end();
    open.iter().enumerate().rev().find_map(|(level, o)| match line.strip_prefix(o.delimiter.as_slice()) {
        Some(b"") => Some((level, false)),
        Some(b"--") => Some((level, true)),
        _ => None,
    })
}

fn line_end(raw: &[u8], at: usize) -> usize {
    raw[at..].iter().position(|b| *b == b'\n').map_or(raw.len(), |n| at + n + 1)
}

/// The line break before a delimiter belongs to the delimiter.
fn before_line_break(raw: &[u8], at: usize) -> usize {
    match &raw[..at] {
        [.., b'\r', b'\n'] => at - 2,
        [.., b'\n'] => at - 1,
        _ => at,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    fn types(raw: &str) -> Vec<String> {
        let s = scan(raw.as_bytes(), &Limits::default());
        s.parts
            .iter()
            .map(|p| format!("{}:{}", p.content_type.value, raw[p.body.clone()].trim().replace("\r\n", "|")))
            .collect()
    }

    #[test]
    fn nested_containers_and_a_lost_end() {
        let raw = "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=\"A\"\r\n\r\npreamble\r\n--A\r\n\
            Content-Type: multipart/alternative; boundary=AB\r\n\r\n--AB\r\n\r\nplain\r\n--AB\r\nContent-Type: text/html\r\n\r\n\
            <p>html\r\n--A\r\nContent-Type: image/png\r\n\r\nxyz\r\n--A--\r\nepilogue\r\n";
        let found = types(raw);
        assert_eq!(found[2], "text/plain:plain");
        assert_eq!(found[3], "text/html:<p>html");
        assert_eq!(found[4], "image/png:xyz");
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn bombs_stop_at_the_limit() {
        let mut deep = String::from("From: a@example.org\r\n");
        for n in 0..100_000 {
            deep.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"));
        }
        let s = scan(deep.as_bytes(), &Limits::default());
        assert_eq!(s.verdict, Verdict::Partial(ScanReason::TooDeep));
        assert!(s.parts.len() <= 11);

        let many = format!(
            "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}",
            "--b\r\n\r\nx\r\n".repeat(100_000)
        );
        let s = scan(many.as_bytes(), &Limits::default());
        assert_eq!(s.verdict, Verdict::Partial(ScanReason::TooManyParts));
        assert_eq!(s.parts.len(), 200);

        let header = format!("From: a@example.org\r\nX: {}\r\nTo: b@example.org\r\n\r\nhello", "y".repeat(10_000_000));
        let s = scan(header.as_bytes(), &Limits::default());
        assert_eq!(s.verdict, Verdict::Partial(ScanReason::HeaderTooLarge));
        assert_eq!(s.parts[0].headers.iter().count(), 1);
        assert_eq!(&header[s.parts[0].body.clone()], "hello");
    }

    #[test]
    fn oversize_keeps_the_headers_and_rubbish_is_kept_apart() {
        let limits = Limits { message_bytes: 50, ..Limits::default() };
        let s = scan(b"From: a@example.org\r\nSubject: big\r\n\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", &limits);
        assert_eq!(s.verdict, Verdict::Partial(ScanReason::TooLarge));
        assert_eq!(s.parts[0].headers.text("subject").unwrap(), "big");
        for junk in [&b""[..], b"\r\n\r\n", b"\0\0\0", b"hello\r\nworld"] {
            assert_eq!(scan(junk, &Limits::default()).verdict, Verdict::Quarantine(ScanReason::NotMail));
        }
    }
}
