//! Header lines of one MIME part: split, unfolded, decoded on demand.
//!
//! The split is our own so that a limit on the block holds before any other parser reads a byte; the decoding of values
//! (encoded words, addresses, dates, parameters) is mail-parser's, one value at a time.

use jiff::{Timestamp, civil};
use mail_parser::{HeaderValue, parsers::MessageStream};

use super::address::EmailAddress;

/// One decoded `Content-Type` or `Content-Disposition`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParamHeader {
    /// The value before the first `;`, in lower case.
    pub value: String,
    /// Parameters with lower-case names, values as sent.
    pub params: Vec<(String, String)>,
}

impl ParamHeader {
    /// The first parameter with this (lower-case) name.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// The header block of a part, in the order of the message. Names are lower case, values unfolded but not decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeaderBlock {
    lines: Vec<(String, Vec<u8>)>,
}

impl HeaderBlock {
    /// Splits a header block. Lines that are no header (no colon, a blank in the name) are skipped.
    pub fn parse(block: &[u8]) -> Self {
        let mut lines: Vec<(String, Vec<u8>)> = Vec::new();
        for line in block.split(|b| *b == b'\n') {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if matches!(line.first(), Some(b' ' | b'\t')) {
                if let Some((_, value)) = lines.last_mut() {
                    value.push(b' ');
                    value.extend_from_slice(line.trim_ascii());
                }
                continue;
            }
            let Some(colon) = line.iter().position(|b| *b == b':') else {
                continue;
            };
            let name = line[..colon].trim_ascii_end();
            if name.is_empty() || name.iter().any(|b| !b.is_ascii_graphic()) {
                continue;
            }
            let name = String::from_utf8_lossy(name).to_ascii_lowercase();
            lines.push((name, line[colon + 1..].trim_ascii().to_vec()));
        }
        Self { lines }
    }

    /// True when the block holds no header at all.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Every (name, value) in order; values lossily as UTF-8, undecoded.
    pub fn iter(&self) -> impl Iterator<Item = (&str, String)> {
        self.lines.iter().map(|(n, v)| (n.as_str(), String::from_utf8_lossy(v).into_owned()))
    }

    /// How often a header occurs.
    pub fn count(&self, name: &str) -> usize {
        self.all(name).count()
    }

    /// True when the header occurs, whatever it says.
    pub fn has(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// The first value, undecoded, lossily as UTF-8.
    pub fn first(&self, name: &str) -> Option<String> {
        self.all(name).next().map(|v| String::from_utf8_lossy(v).into_owned())
    }

    /// The first value, undecoded, trimmed and in lower case; empty when absent.
    pub fn lower(&self, name: &str) -> String {
        self.first(name).map(|v| v.trim().to_lowercase()).unwrap_or_default()
    }

    /// All raw values of a header.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.lines.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_slice())
    }

    /// The first value as text, encoded words decoded, control characters removed.
    pub fn text(&self, name: &str) -> Option<String> {
        let raw = self.all(name).next()?;
        match MessageStream::new(&terminated(raw)).parse_unstructured() {
            HeaderValue::Text(text) => Some(clean_text(&text)),
            HeaderValue::TextList(list) => Some(clean_text(&list.join(" "))),
            _ => Some(String::new()),
        }
    }

    /// All addresses of all headers with this name, groups flattened, entries without a usable address left out.
    pub fn addresses(&self, name: &str) -> Vec<EmailAddress> {
        let mut found = Vec::new();
        for raw in self.all(name) {
            let line = terminated(raw);
            if let HeaderValue::Address(list) = MessageStream::new(&line).parse_address() {
                found.extend(list.iter().filter_map(|a| {
                    let name = a.name.as_deref().map(clean_text).filter(|n| !n.is_empty());
                    EmailAddress::parse(a.address.as_deref()?).map(|address| address.named(name))
                }));
            }
            if found.len() > MAX_ADDRESSES {
                found.truncate(MAX_ADDRESSES);
                break;
            }
        }
        found
    }

    /// A structured header with parameters (RFC 2231 and encoded words decoded).
    pub fn params(&self, name: &str) -> Option<ParamHeader> {
        let raw = self.all(name).next()?;
        let line = terminated(raw);
        let HeaderValue::ContentType(parsed) = MessageStream::new(&line).parse_content_type() else {
            return None;
        };
        let value = match parsed.subtype() {
            Some(sub) => format!("{}/{}", parsed.ctype(), sub),
            None => parsed.ctype().to_owned(),
        };
        let params = parsed.attributes().unwrap_or_default();
        Some(ParamHeader {
            value: value.to_lowercase(),
            params: params.iter().take(50).map(|a| (a.name.to_lowercase(), a.value.clone().into_owned())).collect(),
        })
    }

    /// The first value as an instant, whatever it is; see [`sane_date`] for what may be believed.
    pub fn date(&self, name: &str) -> Option<Timestamp> {
        let raw = self.all(name).next()?;
        let HeaderValue::DateTime(d) = MessageStream::new(&terminated(raw)).parse_date() else {
            return None;
        };
        let day = civil::DateTime::new(
            i16::try_from(d.year).ok()?,
            i8::try_from(d.month).ok()?,
            i8::try_from(d.day).ok()?,
            i8::try_from(d.hour).ok()?,
            i8::try_from(d.minute).ok()?,
            i8::try_from(d.second.min(59)).ok()?,
            0,
        )
        .ok()?;
        let minutes = i32::from(d.tz_hour) * 60 + i32::from(d.tz_minute);
        let seconds = if d.tz_before_gmt { -minutes * 60 } else { minutes * 60 };
        let offset = jiff::tz::Offset::from_seconds(seconds).ok()?;
        offset.to_timestamp(day).ok()
    }

    /// All message ids in all headers with this name, without angle brackets, in order, each once.
    pub fn message_ids(&self, name: &str) -> Vec<String> {
        let mut ids = Vec::new();
        for raw in self.all(name) {
            for id in extract_message_ids(&String::from_utf8_lossy(raw)) {
                if !ids.contains(&id) {
                    ids.push(id);
                }
                if ids.len() >= MAX_IDS {
                    return ids;
                }
            }
        }
        ids
    }
}

const MAX_ADDRESSES: usize = 500;
const MAX_IDS: usize = 200;
const MAX_ID_LENGTH: usize = 500;

/// mail-parser reads a value up to its line end.
fn terminated(raw: &[u8]) -> Vec<u8> {
    let mut line = Vec::with_capacity(raw.len() + 2);
    line.push(b' ');
    line.extend_from_slice(raw);
    line.push(b'\n');
    line
}

/// A `Date:` is believed only from a month before to a day after the arrival; older or later clocks are wrong clocks.
pub fn sane_date(date: Option<Timestamp>, received_at: Timestamp) -> Option<Timestamp> {
    const DAY: i64 = 86_400;
    let date = date?;
    let age = received_at.as_second() - date.as_second();
    (-DAY..=30 * DAY).contains(&age).then_some(date)
}

/// The ids in a `Message-ID`, `In-Reply-To` or `References` value. Bare ids with an `@` count too: some senders drop the
/// brackets. Anything with blanks or control characters inside is no id.
pub fn extract_message_ids(value: &str) -> Vec<String> {
    let mut ids = Vec::new();
    let mut rest = value;
    while let Some(open) = rest.find('<') {
        bare_ids(&rest[..open], &mut ids);
        let after = &rest[open + 1..];
        let Some(close) = after.find('>') else {
            return ids;
        };
        push_id(&after[..close], &mut ids);
        rest = &after[close + 1..];
    }
    bare_ids(rest, &mut ids);
    ids
}

fn bare_ids(text: &str, ids: &mut Vec<String>) {
    for word in text.split([' ', '\t', ',', ';']).filter(|w| w.contains('@')) {
        push_id(word, ids);
    }
}

fn push_id(id: &str, ids: &mut Vec<String>) {
    let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
    if !id.is_empty() && id.len() <= MAX_ID_LENGTH && !id.chars().any(char::is_control) {
        ids.push(id);
    }
}

/// One line without control characters; blanks collapsed and trimmed.
pub fn clean_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    #[test]
    fn folded_encoded_and_broken_lines() {
        let block = HeaderBlock::parse(
            b"Subject: =?utf-8?q?Klacht_over_caf=C3=A9?=\r\n =?utf-8?q?=C3=A9n?= straat\r\nno header\r\nB ad: x\r\nX:1\n",
        );
        assert_eq!(block.text("subject").unwrap(), "Klacht over caféén straat");
        assert_eq!(block.first("x").unwrap(), "1");
        assert_eq!(block.iter().count(), 2);
    }

    #[test]
    fn ids_with_and_without_brackets() {
        assert_eq!(
            extract_message_ids("<a@example.org> (x)\t<b@example.org>,c@example.org <no"),
            ["a@example.org", "b@example.org", "c@example.org"]
        );
        assert!(extract_message_ids("Your message of today").is_empty());
        assert_eq!(extract_message_ids("< a@ex ample.org >"), ["a@example.org"]);
    }

    #[test]
    fn wrong_clocks_are_not_believed() {
        let now: Timestamp = "2026-03-02T10:00:00Z".parse().unwrap();
        let at = |v: &str| sane_date(HeaderBlock::parse(format!("Date: {v}").as_bytes()).date("date"), now);
        assert_eq!(at("Mon, 2 Mar 2026 10:30:00 +0100").unwrap().to_string(), "2026-03-02T09:30:00Z");
        assert_eq!(at("Thu, 1 Jan 1970 00:00:00 +0000"), None);
        assert_eq!(at("Thu, 1 Jan 2099 00:00:00 +0000"), None);
        assert_eq!(at("gisteren"), None);
    }

    #[test]
    fn addresses_of_groups_and_two_headers() {
        let block = HeaderBlock::parse(
            b"From: \"Jansen, A.\" <A.Jansen@Example.org>\nFrom: x@example.net\nTo: undisclosed:;\n",
        );
        let from = block.addresses("from");
        assert_eq!(from.len(), 2);
        assert_eq!(from[0].address(), "A.Jansen@example.org");
        assert_eq!(from[0].name(), Some("Jansen, A."));
        assert!(block.addresses("to").is_empty());
    }
}
