//! Makes an outgoing message: plain text with an HTML alternative, threading, and the marks that keep machines from
//! answering machines.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use regie_store::hex;
use sha2::{Digest, Sha256};

use super::address::EmailAddress;
use super::headers::clean_text;

/// Whether a person or the software wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Automatic {
    /// A member wrote it.
    #[default]
    No,
    /// The software told something of its own accord (an update).
    Generated,
    /// The software answered a message (an acknowledgement).
    Replied,
}

/// A file to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// File name as the receiver sees it.
    pub name: String,
    /// `type/subtype`; what cannot be read as one becomes `application/octet-stream`.
    pub media_type: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// One message to one or more people.
#[derive(Debug, Clone)]
pub struct OutgoingMail {
    /// Without brackets, usually from [`super::token::ReplyToken::message_id`].
    pub message_id: String,
    /// Visible sender.
    pub from: EmailAddress,
    /// Where answers go, usually with the reply token.
    pub reply_to: Option<EmailAddress>,
    /// Where bounces go; `None` is the null sender.
    pub envelope_from: Option<EmailAddress>,
    /// Visible recipients; at least one.
    pub to: Vec<EmailAddress>,
    /// Visible copies.
    pub cc: Vec<EmailAddress>,
    /// One line; line breaks and control characters are taken out.
    pub subject: String,
    /// The plain text, line ends of any kind.
    pub text: String,
    /// The same as a page.
    pub html: Option<String>,
    /// The message that this one answers.
    pub in_reply_to: Option<String>,
    /// The thread before it, oldest first.
    pub references: Vec<String>,
    /// Who wrote it.
    pub automatic: Automatic,
    /// The date to put on it.
    pub date: Timestamp,
    /// Files.
    pub files: Vec<OutgoingFile>,
}

/// Ready for a server. The same input gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposedMail {
    /// Envelope sender; `None` is the null sender.
    pub envelope_from: Option<EmailAddress>,
    /// Envelope recipients, each once.
    pub recipients: Vec<EmailAddress>,
    /// The message, ASCII only, CRLF line ends.
    pub raw: Vec<u8>,
}

/// Why a message cannot be made. All of these are permanent: the input has to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// Nobody to send it to.
    #[error("the message has no recipient")]
    NoRecipient,
    /// An address that no server takes.
    #[error("not a usable e-mail address: {0}")]
    Address(String),
    /// A message id with blanks, brackets or characters outside ASCII.
    #[error("not a usable message id: {0}")]
    MessageId(String),
    /// The library refused.
    #[error("the message could not be built: {0}")]
    Build(String),
}

const MAX_SUBJECT: usize = 300;
const MAX_NAME: usize = 120;
const MAX_REFERENCES: usize = 30;

/// Makes the message.
pub fn compose(mail: &OutgoingMail) -> Result<ComposedMail, ComposeError> {
    if mail.to.is_empty() && mail.cc.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    let mut builder = Message::builder()
        .message_id(Some(bracketed(&mail.message_id)?))
        .date(SystemTime::from(mail.date))
        .from(mailbox(&mail.from)?)
        .subject(limited(&mail.subject, MAX_SUBJECT));
    for to in &mail.to {
        builder = builder.to(mailbox(to)?);
    }
    for cc in &mail.cc {
        builder = builder.cc(mailbox(cc)?);
    }
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    if let Some(id) = &mail.in_reply_to {
        builder = builder.in_reply_to(bracketed(id)?);
    }
    let thread = thread(mail)?;
    if !thread.is_empty() {
        builder = builder.references(thread);
    }
    for (name, value) in automatic_headers(mail.automatic) {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str(name), (*value).to_owned()));
    }
    let message = builder.multipart(body(mail)?).map_err(|e| ComposeError::Build(e.to_string()))?;
    Ok(ComposedMail {
        envelope_from: mail.envelope_from.clone(),
        recipients: recipients(mail),
        raw: message.formatted(),
    })
}

/// Non-delivery reports (`NDR`) are left out on purpose: we want those.
fn automatic_headers(automatic: Automatic) -> &'static [(&'static str, &'static str)] {
    match automatic {
        Automatic::No => &[],
        Automatic::Generated => {
            &[("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply")]
        }
        Automatic::Replied => {
            &[("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply")]
        }
    }
}

fn recipients(mail: &OutgoingMail) -> Vec<EmailAddress> {
    let mut all: Vec<EmailAddress> = Vec::new();
    for address in mail.to.iter().chain(&mail.cc) {
        if !all.iter().any(|a| a.key() == address.key()) {
            all.push(address.clone().named(None));
        }
    }
    all
}

fn mailbox(address: &EmailAddress) -> Result<Mailbox, ComposeError> {
    let bad = |_| ComposeError::Address(address.address());
    let email = Address::new(address.local(), address.domain()).map_err(bad)?;
    let name = address.name().map(|n| limited(n, MAX_NAME)).filter(|n| !n.is_empty());
    Ok(Mailbox::new(name, email))
}

fn limited(text: &str, max: usize) -> String {
    clean_text(text).chars().take(max).collect()
}

fn bracketed(id: &str) -> Result<String, ComposeError> {
    let usable =
        id.contains('@') && id.len() <= 500 && id.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
    if usable { Ok(format!("<{id}>")) } else { Err(ComposeError::MessageId(id.chars().take(80).collect())) }
}

/// The first and the last of the thread; what is no id (it came from outside) is left out.
fn thread(mail: &OutgoingMail) -> Result<String, ComposeError> {
    let mut ids: Vec<String> = Vec::new();
    for id in mail.references.iter().chain(&mail.in_reply_to) {
        if let Ok(id) = bracketed(id)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    if ids.len() > MAX_REFERENCES {
        ids.drain(1..=ids.len() - MAX_REFERENCES);
    }
    Ok(ids.join(" "))
}

fn body(mail: &OutgoingMail) -> Result<MultiPart, ComposeError> {
    let text = SinglePart::plain(crlf(&mail.text));
    let mut alternative = MultiPart::alternative().boundary(boundary(mail, "a")).singlepart(text);
    if let Some(html) = &mail.html {
        alternative = alternative.singlepart(SinglePart::html(crlf(html)));
    }
    if mail.files.is_empty() {
        return Ok(alternative);
    }
    let mut mixed = MultiPart::mixed().boundary(boundary(mail, "m")).multipart(alternative);
    for file in &mail.files {
        let media_type =
            ContentType::parse(&file.media_type).or_else(|_| ContentType::parse("application/octet-stream"));
        let media_type = media_type.map_err(|e| ComposeError::Build(e.to_string()))?;
        mixed = mixed.singlepart(Attachment::new(limited(&file.name, 150)).body(file.bytes.clone(), media_type));
    }
    Ok(mixed)
}

/// Not random, so that a message that is made again after a crash is the same to the byte; nobody outside can foresee it,
/// because the id holds a token.
fn boundary(mail: &OutgoingMail, level: &str) -> String {
    let digest = Sha256::digest(format!("{level}\0{}", mail.message_id));
    format!("=_{level}{}", hex(&digest[..16]))
}

fn crlf(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
    text.replace('\n', "\r\n")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
pub(crate) mod tests {
    use super::*;
    use crate::email::{ParseContext, classify::AutoClass, parse};

    pub(crate) fn mail() -> OutgoingMail {
        OutgoingMail {
            message_id: "regie.rabc@mail.example.org".into(),
            from: EmailAddress::parse("info@example.org").unwrap().named(Some("Gemeente Voorbeeld".into())),
            reply_to: EmailAddress::parse("info+rabc@example.org"),
            envelope_from: EmailAddress::parse("info+rabc@example.org"),
            to: vec![EmailAddress::parse("a.jansen@example.net").unwrap()],
            cc: Vec::new(),
            subject: "Uw melding".into(),
            text: "Beste mevrouw,\n\nWij komen.\n".into(),
            html: Some("<p>Beste mevrouw,</p><p>Wij komen.</p>".into()),
            in_reply_to: Some("x1@example.net".into()),
            references: vec!["x0@example.net".into(), "x1@example.net".into()],
            automatic: Automatic::Generated,
            date: "2026-03-02T10:00:00Z".parse().unwrap(),
            files: Vec::new(),
        }
    }

    fn read(mail: &OutgoingMail) -> crate::email::ParsedMail {
        let composed = compose(mail).unwrap();
        assert!(composed.raw.is_ascii());
        assert!(composed.raw.split(|b| *b == b'\n').all(|l| l.len() <= 999 && (l.is_empty() || l.ends_with(b"\r"))));
        parse(&composed.raw, &ParseContext::at(mail.date))
    }

    #[test]
    fn what_goes_in_comes_out() {
        let mut mail = mail();
        mail.subject = "Uw melding over de café-lantaarn: € 10 — ".repeat(6);
        mail.to[0] = mail.to[0].clone().named(Some("Jansén, \"Anna\" <x>".into()));
        mail.files.push(OutgoingFile {
            name: "brief (één).pdf".into(),
            media_type: "application/pdf".into(),
            bytes: b"%PDF\0\xff".to_vec(),
        });
        let parsed = read(&mail);
        assert_eq!(parsed.subject, mail.subject.trim());
        assert_eq!(parsed.to[0].name(), Some("Jansén, \"Anna\" <x>"));
        assert_eq!(parsed.text, "Beste mevrouw,\n\nWij komen.");
        assert_eq!(parsed.html.as_deref(), Some("<p>Beste mevrouw,</p><p>Wij komen.</p>"));
        assert_eq!(parsed.references, ["x0@example.net", "x1@example.net"]);
        assert_eq!((parsed.message_id.as_str(), parsed.date), ("regie.rabc@mail.example.org", Some(mail.date)));
        assert_eq!(parsed.attachments[0].name, "brief (één).pdf");
        assert_eq!(parsed.attachments[0].bytes, b"%PDF\0\xff");
        assert_eq!(parsed.classification.class, AutoClass::AutoGenerated);
        assert_eq!(compose(&mail), compose(&mail));
    }

    #[test]
    fn nothing_echoed_becomes_a_header() {
        let mut mail = mail();
        mail.subject = "x\r\nBcc: victim@example.net\r\n\r\nbody".into();
        mail.to[0] = mail.to[0].clone().named(Some("x\r\nBcc: victim@example.net".into()));
        mail.files.push(OutgoingFile {
            name: "a\r\nX-Evil: 1\".pdf".into(),
            media_type: "a/b\r\nX-Evil: 1".into(),
            bytes: vec![],
        });
        mail.references.push("x\r\nX-Evil: 1@y".into());
        let raw = String::from_utf8(compose(&mail).unwrap().raw).unwrap();
        assert!(raw.lines().all(|l| !l.starts_with("Bcc") && !l.starts_with("X-Evil")), "{raw}");
        let parsed = read(&mail);
        assert_eq!(parsed.subject, "x Bcc: victim@example.net body");
        assert!(parsed.text.starts_with("Beste"));
        mail.message_id = "x\r\n@y".into();
        assert!(matches!(compose(&mail), Err(ComposeError::MessageId(_))));
        mail.to.clear();
        assert_eq!(compose(&mail), Err(ComposeError::NoRecipient));
    }

    #[test]
    fn a_person_s_mail_is_not_marked() {
        let parsed = read(&OutgoingMail { automatic: Automatic::No, ..mail() });
        assert_eq!(parsed.classification.class, AutoClass::Human);
    }
}
