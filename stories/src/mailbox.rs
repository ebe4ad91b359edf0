//! A resident's mail program: it hands a mail to the desk over LMTP, and takes what the desk sends over SMTP.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result, bail};
use jiff::Timestamp;
use mail_parser::{MessageParser, MimeHeaders as _};
use regie_channels::email::address::EmailAddress;
use regie_channels::email::smtp_in::{MailSink, RawDelivery, Refusal};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A mail to the desk.
#[derive(Debug, Clone, Default)]
pub struct Letter {
    /// The sender.
    pub from: String,
    /// The receiver.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The words.
    pub text: String,
    /// The Message-ID of the mail that it answers.
    pub answers: Option<String>,
    /// Its own Message-ID.
    pub id: String,
}

impl Letter {
    /// The mail as it goes over the line.
    #[must_use]
    pub fn raw(&self) -> Vec<u8> {
        let answers = self
            .answers
            .as_ref()
            .map(|id| format!("In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n"))
            .unwrap_or_default();
        format!(
            "From: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}>\r\nDate: Mon, 05 Feb 2018 09:19:00 +0100\r\n{answers}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            self.from,
            self.to,
            self.subject,
            self.id,
            self.text.replace('\n', "\r\n")
        )
        .into_bytes()
    }
}

/// Hands a mail over by LMTP and tells the server's last answer.
///
/// # Errors
/// When the server refuses it or goes away.
pub async fn deliver(port: u16, envelope_from: &str, to: &str, raw: &[u8]) -> Result<()> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let mut stream = BufReader::new(stream);
    expect(&mut stream, "220").await?;
    for (line, code) in [
        ("LHLO test.example.org".to_owned(), "250"),
        (format!("MAIL FROM:<{envelope_from}>"), "250"),
        (format!("RCPT TO:<{to}>"), "250"),
        ("DATA".to_owned(), "354"),
    ] {
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        expect(&mut stream, code).await.with_context(|| format!("after {line}"))?;
    }
    let body = String::from_utf8_lossy(raw).replace("\r\n.", "\r\n..");
    stream.write_all(body.as_bytes()).await?;
    stream.write_all(b"\r\n.\r\n").await?;
    expect(&mut stream, "250").await.context("after the message")?;
    stream.write_all(b"QUIT\r\n").await?;
    Ok(())
}

async fn expect(stream: &mut BufReader<TcpStream>, code: &str) -> Result<()> {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            bail!("the server went away");
        }
        if !line.starts_with(code) {
            bail!("the server said {line:?}, not {code}");
        }
        if line.as_bytes().get(3) != Some(&b'-') {
            return Ok(());
        }
    }
}

/// A mail that the desk sent.
#[derive(Debug, Clone)]
pub struct Received {
    /// To whom, by the envelope.
    pub to: String,
    /// From whom, by the envelope.
    pub envelope_from: String,
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML.
    pub html: String,
    /// Without angle brackets.
    pub message_id: String,
    /// Whether it says that a program sent it.
    pub automatic: bool,
    /// The names of its files.
    pub files: Vec<String>,
    /// When it came, by the story's clock.
    pub at: Timestamp,
}

impl Received {
    /// The link to the status page.
    #[must_use]
    pub fn status_link(&self) -> Option<String> {
        let start = self.text.find("http")?;
        self.text[start..]
            .split_whitespace()
            .find(|word| word.contains("/s/"))
            .map(|word| word.trim_end_matches(['.', ')', '>']).to_owned())
    }
}

/// Where all outgoing mail of the desk lands: a real SMTP server on loopback.
#[derive(Clone)]
pub struct Sink {
    mails: Arc<Mutex<Vec<Received>>>,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl Sink {
    /// An empty one.
    #[must_use]
    pub fn new(clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self { mails: Arc::default(), clock }
    }

    /// All mail so far, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Received> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The mail to one address, oldest first.
    #[must_use]
    pub fn to(&self, address: &str) -> Vec<Received> {
        self.all().into_iter().filter(|mail| mail.to == address).collect()
    }
}

impl MailSink for Sink {
    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    async fn admit(&self, _peer: std::net::SocketAddr, _from: &str, _size: Option<u64>) -> Result<(), Refusal> {
        Ok(())
    }

    async fn knows(&self, _recipient: &EmailAddress) -> Result<bool, Refusal> {
        Ok(true)
    }

    async fn deliver(&self, delivery: RawDelivery) -> Result<(), Refusal> {
        let parsed = MessageParser::default().parse(&delivery.raw).ok_or(Refusal::Permanent("unreadable".into()))?;
        let body =
            |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| text.replace("\r\n", "\n")).unwrap_or_default();
        let automatic =
            parsed.header("Auto-Submitted").and_then(|value| value.as_text()).is_some_and(|value| value != "no");
        let received = Received {
            to: delivery.recipients.first().map(ToString::to_string).unwrap_or_default(),
            envelope_from: delivery.envelope_from,
            subject: parsed.subject().unwrap_or_default().to_owned(),
            text: body(parsed.body_text(0)),
            html: body(parsed.body_html(0)),
            message_id: parsed.message_id().unwrap_or_default().to_owned(),
            automatic,
            files: parsed.attachments().filter_map(|part| part.attachment_name()).map(str::to_owned).collect(),
            at: (self.clock)(),
        };
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        Ok(())
    }
}
