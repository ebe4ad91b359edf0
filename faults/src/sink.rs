//! Where the outgoing mail lands: a real SMTP server in the test's process, which no crash of the program touches.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use jiff::Timestamp;
use mail_parser::MessageParser;
use regie_channels::email::address::EmailAddress;
use regie_channels::email::smtp_in::{ListenConfig, MailSink, Protocol, RawDelivery, Refusal, serve};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long the server takes before it says that it has a mail: as long as servers do, so that crashes come between.
const THINKS: Duration = Duration::from_millis(25);

/// A mail that left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// To whom, by the envelope.
    pub to: String,
    /// Without angle brackets.
    pub message_id: String,
    /// Subject, text and HTML; the token of the link, which is minted at each try, is left out.
    pub content: String,
    /// The token of the link to the status page.
    pub token: Option<String>,
}

/// All mail that left.
#[derive(Clone, Default)]
pub struct Sink {
    mails: Arc<Mutex<Vec<Received>>>,
}

impl Sink {
    /// Starts it on a free port, which is answered; it ends with `stop`.
    ///
    /// # Errors
    /// When no port can be had.
    pub async fn start(&self, stop: &CancellationToken) -> Result<u16> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let config = ListenConfig::new(Protocol::Smtp, "sink.example.net");
        tokio::spawn(serve(listener, config, Arc::new(self.clone()), stop.clone()));
        Ok(port)
    }

    /// All of it, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Received> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first mail to an address.
    #[must_use]
    pub fn first_to(&self, address: &str) -> Option<Received> {
        self.all().into_iter().find(|mail| mail.to == address)
    }
}

impl MailSink for Sink {
    #[expect(clippy::disallowed_methods, reason = "this server stands outside the program and has a clock of its own")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    async fn admit(&self, _peer: SocketAddr, _from: &str, _size: Option<u64>) -> Result<(), Refusal> {
        Ok(())
    }

    async fn knows(&self, _recipient: &EmailAddress) -> Result<bool, Refusal> {
        Ok(true)
    }

    async fn deliver(&self, delivery: RawDelivery) -> Result<(), Refusal> {
        let parsed = MessageParser::default().parse(&delivery.raw);
        let parsed = parsed.ok_or_else(|| Refusal::Permanent("unreadable".to_owned()))?;
        let text = parsed.body_text(0).unwrap_or_default();
        let html = parsed.body_html(0).unwrap_or_default();
        let token = token_in(&text);
        let content = format!("{}\n{text}\n{html}", parsed.subject().unwrap_or_default());
        let received = Received {
            to: delivery.recipients.first().map(EmailAddress::address).unwrap_or_default(),
            message_id: parsed.message_id().unwrap_or_default().to_owned(),
            content: token.as_ref().map_or(content.clone(), |token| content.replace(token, "…")),
            token,
        };
        self.mails.lock().unwrap_or_else(PoisonError::into_inner).push(received);
        let _passed = tokio::time::timeout(THINKS, std::future::pending::<()>()).await;
        Ok(())
    }
}

fn token_in(text: &str) -> Option<String> {
    let rest = text.split("/s/").nth(1)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    Some(rest.chars().take_while(|c| plain(*c)).collect())
}
