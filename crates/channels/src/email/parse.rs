//! From the raw bytes of a mail to everything the application asks about it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use regie_store::hex;
use sha2::{Digest, Sha256};

use super::address::EmailAddress;
use super::attachment::{Attachment, Label, label_of, risk_of, safe_name};
use super::auth_results::{AuthResults, auth_results};
use super::classify::{Classification, Evidence, classify};
use super::decode::{decode_body, decode_text};
use super::headers::{HeaderBlock, sane_date};
use super::html::html_to_text;
use super::quote::split_quoted;
use super::sanitise::{Sanitised, sanitise, text_as_html};
use super::scan::{Limits, Part, ScanReason, Structure, Verdict, scan};
use super::subject::{NormalSubject, normalise};

/// What is known of a mail besides its bytes.
#[derive(Debug, Clone, Copy)]
pub struct ParseContext<'a> {
    /// When it reached us; it leads over `Date`.
    pub received_at: Timestamp,
    /// Envelope sender: `Some("")` is the null sender, `None` is not known (IMAP, imports).
    pub envelope_from: Option<&'a str>,
    /// Authserv-ids whose `Authentication-Results` are believed.
    pub trusted_authserv_ids: &'a [String],
    /// How much to look at.
    pub limits: Limits,
}

impl<'a> ParseContext<'a> {
    /// A mail of which only the moment of arrival is known.
    pub fn at(received_at: Timestamp) -> ParseContext<'a> {
        ParseContext { received_at, envelope_from: None, trusted_authserv_ids: &[], limits: Limits::default() }
    }
}

/// A mail, read. The raw mail is kept by the caller and leads.
#[derive(Debug, Clone)]
pub struct ParsedMail {
    /// How far it could be read.
    pub verdict: Verdict,
    /// Without brackets; made from the content where the sender gave none.
    pub message_id: String,
    /// True when [`Self::message_id`] is ours.
    pub message_id_is_synthetic: bool,
    /// All ids of `In-Reply-To`.
    pub in_reply_to: Vec<String>,
    /// All ids of `References`, oldest first.
    pub references: Vec<String>,
    /// The visible sender; the first when there are several.
    pub from: Option<EmailAddress>,
    /// Several senders or several `From` headers: whom a check was about is not certain, so nothing is proven.
    pub from_is_ambiguous: bool,
    /// Where answers should go, if elsewhere.
    pub reply_to: Vec<EmailAddress>,
    /// Visible recipients.
    pub to: Vec<EmailAddress>,
    /// Visible copies.
    pub cc: Vec<EmailAddress>,
    /// Addresses under which servers took it in (`Delivered-To`, `X-Original-To`, `Envelope-To`, ...), last hop first.
    pub delivered_to: Vec<EmailAddress>,
    /// Decoded, one line.
    pub subject: String,
    /// The subject without reply and forward marks.
    pub normal_subject: NormalSubject,
    /// `Date`, if believable beside the arrival.
    pub date: Option<Timestamp>,
    /// `Date` as claimed, for imports of old mail; within 1990 and a day after the arrival.
    pub claimed_date: Option<Timestamp>,
    /// What the sender wrote now, as plain text.
    pub text: String,
    /// The earlier mail repeated below it.
    pub quoted: String,
    /// The whole text as safe HTML, where the mail had HTML that can be shown.
    pub html: Option<String>,
    /// Pictures left out because they would have been fetched from elsewhere.
    pub remote_images: usize,
    /// Files, pictures in the text included.
    pub attachments: Vec<Attachment>,
    /// The mail, or all that matters in it, is encrypted.
    pub encrypted: bool,
    /// Who wrote it: person or machine.
    pub classification: Classification,
    /// SPF, DKIM and DMARC as found by a trusted server.
    pub authentication: AuthResults,
    /// Number of `Received` lines.
    pub hops: usize,
    /// Identity together with the message id: the same id with another hash is another message.
    pub content_hash: [u8; 32],
}

impl ParsedMail {
    /// `Message-ID` and content hash in one key.
    pub fn dedupe_key(&self) -> String {
        format!("{}#{}", self.message_id, hex(&self.content_hash))
    }

    /// The visible sender is proven to be of its domain.
    pub fn sender_is_proven(&self) -> bool {
        !self.from_is_ambiguous && self.from.as_ref().is_some_and(|f| self.authentication.proves(f.domain()))
    }
}

/// Reads a mail. Never fails and never panics: what cannot be read is in the verdict.
pub fn parse(raw: &[u8], context: &ParseContext<'_>) -> ParsedMail {
    // The parsers below are held by limits and tests; should one panic all the same, the mail goes to a person instead of
    // stopping the ones behind it.
    catch_unwind(AssertUnwindSafe(|| read(raw, context))).unwrap_or_else(|_| unreadable(raw))
}

fn read(raw: &[u8], context: &ParseContext<'_>) -> ParsedMail {
    let structure = scan(raw, &context.limits);
    let headers = &structure.message().headers;
    let body = read_body(&structure, raw);
    let claimed_date = headers.date("date");
    let date = sane_date(claimed_date, context.received_at);
    let subject = headers.text("subject").unwrap_or_default();
    let split = split_quoted(&body.text);
    let classification = classify(&Evidence {
        structure: &structure,
        raw,
        text: &split.fresh,
        subject: &subject,
        envelope_from: context.envelope_from,
        sent: day_of(date.unwrap_or(context.received_at)),
    });
    let from = headers.addresses("from");
    let content_hash = content_hash(headers, &from, &body.text);
    let message_id = headers.message_ids("message-id").into_iter().next();
    ParsedMail {
        verdict: structure.verdict,
        message_id_is_synthetic: message_id.is_none(),
        message_id: message_id.unwrap_or_else(|| synthetic_id(&content_hash, &subject)),
        in_reply_to: headers.message_ids("in-reply-to"),
        references: headers.message_ids("references"),
        from_is_ambiguous: from.len() > 1 || headers.count("from") > 1,
        from: from.into_iter().next(),
        reply_to: headers.addresses("reply-to"),
        to: headers.addresses("to"),
        cc: headers.addresses("cc"),
        delivered_to: delivered_to(headers),
        normal_subject: normalise(&subject),
        subject,
        date,
        claimed_date: claimed_date
            .filter(|d| d.as_second() > 631_152_000 && d.as_second() < context.received_at.as_second() + 86_400),
        text: split.fresh,
        quoted: split.quoted,
        html: body.html,
        remote_images: body.remote_images,
        encrypted: body.encrypted,
        attachments: body.attachments,
        classification,
        authentication: auth_results(headers, context.trusted_authserv_ids),
        hops: headers.count("received"),
        content_hash,
    }
}

fn delivered_to(headers: &HeaderBlock) -> Vec<EmailAddress> {
    let mut found: Vec<EmailAddress> = Vec::new();
    for name in [
        "x-original-to",
        "envelope-to",
        "delivered-to",
        "x-delivered-to",
        "x-envelope-to",
        "x-forwarded-to",
        "resent-to",
    ] {
        for address in headers.addresses(name) {
            if !found.iter().any(|f| f.key() == address.key()) {
                found.push(address);
            }
        }
    }
    found
}

fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

#[derive(Default)]
struct Body {
    text: String,
    html: Option<String>,
    remote_images: usize,
    attachments: Vec<Attachment>,
    encrypted: bool,
}

const MAX_TEXT: usize = 2 * 1024 * 1024;

/// Splits the leaves into the text to read and the files beside it.
fn read_body(structure: &Structure, raw: &[u8]) -> Body {
    let mut body =
        Body { encrypted: structure.message().content_type.value == "multipart/encrypted", ..Body::default() };
    if matches!(structure.verdict, Verdict::Quarantine(_) | Verdict::Partial(ScanReason::TooLarge)) {
        return body;
    }
    let mut texts: Vec<String> = Vec::new();
    let mut pages: Vec<String> = Vec::new();
    let mut has_page = false;
    for (number, part) in structure.leaves() {
        match text_kind(part) {
            Some(kind) => {
                let content = decode_text(part, raw);
                let other = if kind == TextKind::Plain { "text/html" } else { "text/plain" };
                let alone = !has_alternative(structure, number, other, raw);
                body.encrypted |= content.trim_start().starts_with("-----BEGIN PGP MESSAGE-----");
                if kind == TextKind::Plain {
                    if alone && !content.trim().is_empty() {
                        pages.push(text_as_html(&content));
                    }
                    texts.push(content);
                } else {
                    if alone {
                        texts.push(html_to_text(&content, MAX_TEXT));
                    }
                    has_page = true;
                    pages.push(content);
                }
            }
            None => body.attachments.push(attachment(part, raw, body.attachments.len() + 1)),
        }
    }
    body.encrypted |= body
        .attachments
        .iter()
        .any(|a| matches!(a.label, Some(Label::Smime | Label::Pgp)) && texts.iter().all(|t| t.trim().is_empty()));
    body.text = texts.iter().map(|t| t.trim()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n\n");
    cut(&mut body.text, MAX_TEXT);
    if has_page && let Sanitised::Html { html, remote_images } = sanitise(&pages.concat()) {
        body.html = Some(html);
        body.remote_images = remote_images;
    }
    body
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum TextKind {
    Plain,
    Page,
}

/// Whether a leaf is text of the mail itself rather than a file.
fn text_kind(part: &Part) -> Option<TextKind> {
    let disposition = part.headers.params("content-disposition").unwrap_or_default();
    let named = disposition.param("filename").or(part.content_type.param("name")).is_some();
    if disposition.value == "attachment" || named {
        return None;
    }
    match part.content_type.value.as_str() {
        "text/html" => Some(TextKind::Page),
        "text/plain" | "text/enriched" | "text/markdown" => Some(TextKind::Plain),
        // A container without a readable boundary, or past the depth limit, is best shown as it stands.
        value if value.starts_with("multipart/") && part.parent.is_none() => Some(TextKind::Plain),
        _ => None,
    }
}

/// True when the nearest `multipart/alternative` around a leaf also offers this other type with content in it.
fn has_alternative(structure: &Structure, leaf: usize, other: &str, raw: &[u8]) -> bool {
    let Some(group) = structure.ancestor(leaf, "multipart/alternative") else {
        return false;
    };
    structure.leaves().any(|(n, p)| {
        p.content_type.value == other
            && structure.ancestor(n, "multipart/alternative") == Some(group)
            && text_kind(p).is_some()
            && !raw[p.body.clone()].trim_ascii().is_empty()
    })
}

fn attachment(part: &Part, raw: &[u8], number: usize) -> Attachment {
    let disposition = part.headers.params("content-disposition").unwrap_or_default();
    let claimed = disposition.param("filename").or(part.content_type.param("name"));
    let media_type = part.content_type.value.clone();
    let bytes = decode_body(part, raw).into_owned();
    let name = safe_name(claimed, &media_type, number);
    let content_id = part
        .headers
        .first("content-id")
        .map(|v| v.trim().trim_matches(['<', '>']).to_owned())
        .filter(|v| !v.is_empty() && v.len() <= 300);
    Attachment {
        inline: disposition.value == "inline" || (content_id.is_some() && disposition.value != "attachment"),
        risk: risk_of(&name, claimed, &media_type, &bytes),
        label: label_of(&name, &media_type, &bytes),
        name,
        media_type,
        bytes,
        content_id,
    }
}

fn cut(text: &mut String, max: usize) {
    if text.len() > max {
        let mut at = max;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.truncate(at);
    }
}

/// Over sender, claimed date and the text with blanks collapsed: the parts that no relay or second mailbox changes.
fn content_hash(headers: &HeaderBlock, from: &[EmailAddress], text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(from.first().map(EmailAddress::key).unwrap_or_default());
    hash.update([0]);
    hash.update(headers.first("date").unwrap_or_default().trim());
    hash.update([0]);
    for word in text.split_whitespace() {
        hash.update(word);
        hash.update(b" ");
    }
    hash.finalize().into()
}

fn synthetic_id(content_hash: &[u8; 32], subject: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(content_hash);
    hash.update(subject);
    let digest: [u8; 32] = hash.finalize().into();
    format!("{}@no-message-id.invalid", hex(&digest[..16]))
}

/// For a mail on which a parser gave up: nothing but an identity, so that it can be kept apart.
fn unreadable(raw: &[u8]) -> ParsedMail {
    let content_hash: [u8; 32] = Sha256::digest(raw).into();
    let structure = Structure {
        parts: vec![Part {
            parent: None,
            headers: HeaderBlock::default(),
            content_type: Default::default(),
            body: 0..0,
            container: false,
        }],
        verdict: Verdict::Quarantine(ScanReason::ParserFailed),
    };
    let evidence = Evidence {
        structure: &structure,
        raw,
        text: "",
        subject: "",
        envelope_from: Some("?"),
        sent: Date::constant(1970, 1, 1),
    };
    ParsedMail {
        verdict: structure.verdict,
        message_id: synthetic_id(&content_hash, ""),
        message_id_is_synthetic: true,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        from: None,
        from_is_ambiguous: true,
        reply_to: Vec::new(),
        to: Vec::new(),
        cc: Vec::new(),
        delivered_to: Vec::new(),
        subject: String::new(),
        normal_subject: NormalSubject::default(),
        date: None,
        claimed_date: None,
        text: String::new(),
        quoted: String::new(),
        html: None,
        remote_images: 0,
        attachments: Vec::new(),
        encrypted: false,
        classification: classify(&evidence),
        authentication: AuthResults::default(),
        hops: 0,
        content_hash,
    }
}
