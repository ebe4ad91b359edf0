//! Messages about the delivery of our own mail: delivery reports (RFC 3464) and the free-text kind.

use serde::{Deserialize, Serialize};

use super::address::EmailAddress;
use super::decode::decode_body;
use super::headers::{HeaderBlock, extract_message_ids};
use super::scan::Structure;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Given up; it did not arrive.
    Failed,
    /// Still being tried.
    Delayed,
    /// Arrived, or passed on.
    Delivered,
}

/// What a delivery report says about one of our messages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BounceInfo {
    /// `Message-ID` of the message that did not arrive, without brackets.
    pub original_message_id: Option<String>,
    /// The address as the last server knew it.
    pub final_recipient: Option<String>,
    /// Enhanced status (`5.1.1`), or made from the SMTP code (`5.0.0`).
    pub status: Option<String>,
    /// The other server's words, at most 500 characters.
    pub diagnostic: Option<String>,
    /// What became of it.
    pub outcome: Option<Outcome>,
    /// The address itself is wrong (`5.1.x`, no such mailbox): do not try it again.
    pub address_is_dead: bool,
}

/// Reads a `multipart/report; report-type=delivery-status`. With several recipients the worst counts.
pub fn read_delivery_status(structure: &Structure, raw: &[u8]) -> Option<BounceInfo> {
    let part = structure.leaves().find(|(_, p)| p.content_type.value == "message/delivery-status")?.1;
    let body = decode_body(part, raw);
    let mut info = BounceInfo::default();
    for group in groups(&body) {
        let outcome = match group.lower("action").as_str() {
            "failed" => Outcome::Failed,
            "delayed" => Outcome::Delayed,
            "delivered" | "relayed" | "expanded" => Outcome::Delivered,
            _ => continue,
        };
        if info.outcome.is_some_and(|known| grade(known) >= grade(outcome)) {
            continue;
        }
        info.outcome = Some(outcome);
        info.final_recipient = group
            .first("final-recipient")
            .or_else(|| group.first("original-recipient"))
            .and_then(|v| typed_address(&v));
        info.status = group.first("status").and_then(|v| enhanced_status(&v));
        info.diagnostic =
            group.first("diagnostic-code").map(|v| shorten(v.split_once(';').map_or(v.as_str(), |(_, d)| d)));
    }
    info.outcome?;
    info.original_message_id = original_id(structure, raw);
    info.address_is_dead = dead(&info);
    Some(info)
}

/// Reads a report in plain words. `headers` and `text` are those of the report itself.
pub fn read_plain_bounce(structure: &Structure, raw: &[u8], headers: &HeaderBlock, text: &str) -> BounceInfo {
    let status = text
        .split(|c: char| c.is_whitespace() || matches!(c, '#' | '(' | ')' | '<' | '>' | ',' | ';'))
        .find_map(enhanced_status);
    let status = status.or_else(|| smtp_code(text).map(|code| format!("{}.0.0", code / 100)));
    let outcome = if status.as_deref().is_some_and(|s| s.starts_with('4')) || says_delayed(text) {
        Outcome::Delayed
    } else {
        Outcome::Failed
    };
    let recipient = headers.first("x-failed-recipients").and_then(|v| EmailAddress::parse(v.split(',').next()?));
    let recipient = recipient.or_else(|| text.lines().take(60).find_map(address_in_line));
    let diagnostic = text.lines().find(|l| smtp_code(l).is_some()).map(shorten);
    let mut info = BounceInfo {
        original_message_id: original_id(structure, raw).or_else(|| id_in_text(text)),
        final_recipient: recipient.map(|r| r.address()),
        status,
        diagnostic,
        outcome: Some(outcome),
        address_is_dead: false,
    };
    info.address_is_dead = dead(&info);
    info
}

fn grade(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Delivered => 0,
        Outcome::Delayed => 1,
        Outcome::Failed => 2,
    }
}

fn dead(info: &BounceInfo) -> bool {
    let status = info.status.as_deref().unwrap_or_default();
    let unknown = info.diagnostic.as_deref().unwrap_or_default().to_lowercase();
    info.outcome == Some(Outcome::Failed)
        && (matches!(status, "5.1.0" | "5.1.1" | "5.1.2" | "5.1.3" | "5.1.6" | "5.1.10" | "5.2.1")
            || ["user unknown", "no such user", "does not exist", "unknown user", "mailbox not found"]
                .iter()
                .any(|w| unknown.contains(w)))
}

/// The blocks of a delivery-status body, separated by empty lines.
fn groups(body: &[u8]) -> Vec<HeaderBlock> {
    let mut groups = Vec::new();
    let mut block = Vec::new();
    for line in body.split_inclusive(|b| *b == b'\n').take(5_000) {
        if line.trim_ascii().is_empty() {
            groups.push(HeaderBlock::parse(&std::mem::take(&mut block)));
        } else {
            block.extend_from_slice(line);
        }
    }
    groups.push(HeaderBlock::parse(&block));
    groups
}

/// `rfc822; a@example.org`
fn typed_address(value: &str) -> Option<String> {
    let address = value.split_once(';').map_or(value, |(_, a)| a);
    EmailAddress::parse(address).map(|a| a.address())
}

/// The id in the returned message or in its returned headers.
fn original_id(structure: &Structure, raw: &[u8]) -> Option<String> {
    let carriers =
        ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global", "message/global-headers"];
    let part = structure.leaves().find(|(_, p)| carriers.contains(&p.content_type.value.as_str()))?.1;
    let body = decode_body(part, raw);
    let body = &body[..body.len().min(64 * 1024)];
    let start = body.len() - body.trim_ascii_start().len();
    let end = end_of_headers(&body[start..]);
    HeaderBlock::parse(&body[start..start + end]).message_ids("message-id").into_iter().next()
}

fn end_of_headers(block: &[u8]) -> usize {
    let mut at = 0;
    for line in block.split_inclusive(|b| *b == b'\n') {
        if line.trim_ascii().is_empty() {
            return at;
        }
        at += line.len();
    }
    at
}

fn id_in_text(text: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let value = line.get(..11).filter(|p| p.eq_ignore_ascii_case("message-id:")).map(|_| &line[11..])?;
        extract_message_ids(value).into_iter().next()
    })
}

fn address_in_line(line: &str) -> Option<EmailAddress> {
    let lower = line.to_lowercase();
    if lower.contains("mailer-daemon") || lower.contains("postmaster") {
        return None;
    }
    line.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\''))
        .filter(|w| w.contains('@'))
        .find_map(|w| EmailAddress::parse(w.trim_end_matches('.')))
        .filter(|a| a.domain().contains('.'))
}

/// `5.1.1` out of `5.1.1 (bad mailbox)`.
fn enhanced_status(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?.trim_end_matches(['.', ':', ',']);
    let mut pieces = word.split('.');
    let class = pieces.next().filter(|c| matches!(*c, "2" | "4" | "5"))?;
    let number = |p: &str| (1..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit());
    let (subject, detail) = (pieces.next().filter(|p| number(p))?, pieces.next().filter(|p| number(p))?);
    pieces.next().is_none().then(|| format!("{class}.{subject}.{detail}"))
}

/// A `4xx` or `5xx` reply code that stands as a word and is followed by text.
fn smtp_code(text: &str) -> Option<u16> {
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let digits = bare.split('-').next().unwrap_or_default();
        if digits.len() == 3
            && words.peek().is_some()
            && let Ok(code @ (421 | 450..=454 | 500..=504 | 521 | 541 | 550..=557 | 571)) = digits.parse()
        {
            return Some(code);
        }
    }
    None
}

fn says_delayed(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "will be retried",
        "will continue to try",
        "still trying",
        "warning message only",
        "nog niet bezorgd",
        "wordt opnieuw geprobeerd",
        "vertraagd",
    ]
    .iter()
    .any(|w| text.contains(w))
}

fn shorten(text: &str) -> String {
    super::headers::clean_text(text).chars().take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_statuses_are_whole_words() {
        assert_eq!(enhanced_status("5.1.1 (bad)").as_deref(), Some("5.1.1"));
        assert_eq!(enhanced_status("5.1.1."), Some("5.1.1".into()));
        assert_eq!(enhanced_status("10.5.1.1"), None);
        assert_eq!(enhanced_status("3.1.1"), None);
        assert_eq!(smtp_code("said: 550 5.1.1 User unknown"), Some(550));
        assert_eq!(smtp_code("said: 550-5.1.1 User unknown"), Some(550));
        assert_eq!(smtp_code("EUR 550"), None);
        assert_eq!(smtp_code("kamer 1550 is"), None);
    }
}
