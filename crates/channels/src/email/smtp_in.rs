//! The listener for incoming mail: SMTP or LMTP, meant to stand behind the organisation's own mail server.
//!
//! It says `250` to a message only after the sink has answered that it is stored. It relays nothing: addresses that the sink
//! does not know are refused at `RCPT`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::address::EmailAddress;
use super::smtp_session::Session;

/// Which of the two protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// RFC 5321: one answer per message.
    Smtp,
    /// RFC 2033: one answer per recipient, for the mail server beside us.
    Lmtp,
}

/// How a listener behaves.
#[derive(Clone)]
pub struct ListenConfig {
    /// The protocol.
    pub protocol: Protocol,
    /// Our host name in greetings.
    pub hostname: String,
    /// Largest message (bytes).
    pub max_message_bytes: usize,
    /// Most recipients of one message.
    pub max_recipients: usize,
    /// Most connections at a time; more are told to come back.
    pub max_connections: usize,
    /// Longest wait for a command, and for each piece of a message.
    pub timeout: Duration,
    /// Offers `STARTTLS` where present.
    pub tls: Option<Arc<rustls::ServerConfig>>,
}

impl ListenConfig {
    /// The usual limits: 25 MB, 100 recipients, 64 connections, 5 minutes.
    pub fn new(protocol: Protocol, hostname: impl Into<String>) -> Self {
        Self {
            protocol,
            hostname: hostname.into(),
            max_message_bytes: 25 * 1024 * 1024,
            max_recipients: 100,
            max_connections: 64,
            timeout: Duration::from_secs(300),
            tls: None,
        }
    }
}

/// A message with its envelope, exactly as received (dots unstuffed).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDelivery {
    /// Envelope sender without brackets; empty is the null sender.
    pub envelope_from: String,
    /// The accepted recipients, each once, plus-tags included.
    pub recipients: Vec<EmailAddress>,
    /// The message.
    pub raw: Vec<u8>,
    /// Who connected.
    pub peer: SocketAddr,
    /// By the sink's clock, when the last byte was in.
    pub received_at: Timestamp,
}

/// Why something is not taken. The text is shown to the other server, so it holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Come back later (`451`).
    Temporary(String),
    /// No room, or too much at once (`452`).
    Busy(String),
    /// Never (`554`).
    Permanent(String),
}

/// Where the mail goes: the application.
pub trait MailSink: Send + Sync + 'static {
    /// The clock by which arrivals are stamped.
    fn now(&self) -> Timestamp;

    /// Asked at `MAIL`, before a byte of a message is taken: is there room, does this sender not come too often?
    /// `size` is what the sender announced (bytes).
    fn admit(
        &self,
        peer: SocketAddr,
        envelope_from: &str,
        size: Option<u64>,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// Asked at `RCPT`: is this one of our addresses? Compare [`EmailAddress::split_plus`], the tag may be a reply token.
    fn knows(&self, recipient: &EmailAddress) -> impl Future<Output = Result<bool, Refusal>> + Send;

    /// Stores the message. `Ok` only after the commit: the other server forgets it then.
    fn deliver(&self, delivery: RawDelivery) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// Takes connections until `stop`, then lets those that are in a message finish it.
pub async fn serve<S: MailSink>(listener: TcpListener, config: ListenConfig, sink: Arc<S>, stop: CancellationToken) {
    let config = Arc::new(config);
    let room = Arc::new(Semaphore::new(config.max_connections));
    let sessions = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let (mut stream, peer) = match accepted {
            Ok(connection) => connection,
            Err(error) => {
                // Out of file handles or a peer that left at once: neither is a reason to stop, nor to spin.
                tracing::warn!(%error, "mail listener could not accept");
                let _ = tokio::time::timeout(Duration::from_millis(50), stop.cancelled()).await;
                continue;
            }
        };
        let Ok(permit) = room.clone().try_acquire_owned() else {
            sessions.spawn(async move {
                let _ = tokio::time::timeout(
                    Duration::from_secs(5),
                    stream.write_all(b"421 4.3.2 too many connections, try again later\r\n"),
                )
                .await;
            });
            continue;
        };
        let session = Session::new(config.clone(), sink.clone(), peer, stop.clone());
        sessions.spawn(async move {
            if let Err(error) = session.run(Box::new(stream)).await {
                tracing::debug!(%peer, %error, "mail session ended early");
            }
            drop(permit);
        });
    }
    sessions.close();
    sessions.wait().await;
}
