//! Conversations over loopback. No test waits for time to pass.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use regie_channels::email::compose::{Automatic, OutgoingMail, compose};
use regie_channels::email::smtp_in::{ListenConfig, MailSink, Protocol, RawDelivery, Refusal, serve};
use regie_channels::email::smtp_out::{Security, SmtpCheck, SmtpConfig, SmtpFailure, Stage, check, send};
use regie_channels::email::{EmailAddress, ParseContext, parse};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::support::{received_at, token};

#[derive(Default)]
struct Inbox {
    stored: Mutex<Vec<RawDelivery>>,
    fail: Mutex<Option<Refusal>>,
    full: Mutex<bool>,
}

impl MailSink for Inbox {
    fn now(&self) -> Timestamp {
        received_at()
    }

    async fn admit(&self, _peer: SocketAddr, _from: &str, _size: Option<u64>) -> Result<(), Refusal> {
        if *self.full.lock().unwrap() { Err(Refusal::Busy("no room\r\n250 ok".into())) } else { Ok(()) }
    }

    async fn knows(&self, recipient: &EmailAddress) -> Result<bool, Refusal> {
        Ok(["info@example.org", "balie@example.org"].contains(&recipient.split_plus().0.key().as_str()))
    }

    async fn deliver(&self, delivery: RawDelivery) -> Result<(), Refusal> {
        if let Some(refusal) = self.fail.lock().unwrap().clone() {
            return Err(refusal);
        }
        self.stored.lock().unwrap().push(delivery);
        Ok(())
    }
}

pub struct Server {
    pub address: SocketAddr,
    inbox: Arc<Inbox>,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

impl Server {
    pub async fn start(change: impl FnOnce(&mut ListenConfig)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = ListenConfig::new(Protocol::Smtp, "mail.example.org");
        change(&mut config);
        let (inbox, stop) = (Arc::new(Inbox::default()), CancellationToken::new());
        let task = tokio::spawn(serve(listener, config, inbox.clone(), stop.clone()));
        Self { address, inbox, stop, task }
    }

    pub async fn client(&self) -> Client {
        let mut client = Client { stream: BufReader::new(TcpStream::connect(self.address).await.unwrap()) };
        assert!(client.line().await.starts_with("220 "));
        client
    }

    fn stored(&self) -> Vec<RawDelivery> {
        self.inbox.stored.lock().unwrap().clone()
    }

    /// Stops and waits for all sessions, so that what they did can be looked at.
    pub async fn end(self) -> Vec<RawDelivery> {
        self.stop.cancel();
        self.task.await.unwrap();
        let stored = self.inbox.stored.lock().unwrap();
        stored.clone()
    }
}

pub struct Client {
    pub stream: BufReader<TcpStream>,
}

impl Client {
    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.unwrap();
        line
    }

    /// Sends, and reads one answer with all its lines.
    pub async fn say(&mut self, text: &str) -> String {
        self.send(text.as_bytes()).await;
        self.answer().await
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        self.stream.get_mut().write_all(bytes).await.unwrap();
    }

    pub async fn answer(&mut self) -> String {
        let mut all = String::new();
        loop {
            let line = self.line().await;
            let more = line.as_bytes().get(3) == Some(&b'-');
            all.push_str(&line);
            if !more {
                return all;
            }
        }
    }

    async fn envelope(&mut self) {
        assert!(self.say("EHLO client.example.net\r\n").await.starts_with("250"));
        assert!(self.say("MAIL FROM:<a.jansen@example.net> SIZE=20 BODY=8BITMIME\r\n").await.starts_with("250"));
        assert!(self.say("RCPT TO:<info+tag@Example.org>\r\n").await.starts_with("250"));
        assert!(self.say("DATA\r\n").await.starts_with("354"));
    }

    pub async fn rest(&mut self) -> String {
        let mut all = String::new();
        let _ = self.stream.read_to_string(&mut all).await;
        all
    }
}

const MAIL: &str = "From: a.jansen@example.net\r\nSubject: x\r\n\r\n..dot\r\nhallo\r\n.\r\n";

#[tokio::test]
async fn a_message_is_acknowledged_after_it_is_stored() {
    let server = Server::start(|_| {}).await;
    let mut client = server.client().await;
    client.envelope().await;
    assert!(client.say(MAIL).await.starts_with("250"));
    let stored = server.stored();
    assert_eq!(stored[0].envelope_from, "a.jansen@example.net");
    assert_eq!(stored[0].recipients[0].to_string(), "info+tag@example.org");
    assert_eq!(stored[0].raw, b"From: a.jansen@example.net\r\nSubject: x\r\n\r\n.dot\r\nhallo\r\n");
    assert_eq!(stored[0].received_at, received_at());
    assert!(client.say("QUIT\r\n").await.starts_with("221"));
}

#[tokio::test]
async fn pipelined_commands_and_several_messages() {
    let server = Server::start(|_| {}).await;
    let mut client = server.client().await;
    assert!(client.say("EHLO x\r\n").await.contains("PIPELINING"));
    for _ in 0..2 {
        client.send(b"MAIL FROM:<>\r\nRCPT TO:<nobody@example.org>\r\nRCPT TO:<info@example.org>\r\nRCPT TO:<info@example.org>\r\nDATA\r\n").await;
        let mut codes = Vec::new();
        for _ in 0..5 {
            codes.push(client.answer().await[..3].to_owned());
        }
        assert_eq!(codes, ["250", "550", "250", "250", "354"]);
        assert!(client.say(MAIL).await.starts_with("250"));
    }
    let stored = server.end().await;
    assert_eq!(stored.len(), 2);
    assert_eq!((stored[0].envelope_from.as_str(), stored[0].recipients.len()), ("", 1));
}

#[tokio::test]
async fn a_sink_that_fails_is_never_acknowledged() {
    let server = Server::start(|_| {}).await;
    for (refusal, code) in [
        (Refusal::Temporary("database is\r\n250 busy".into()), "451 4.3.0 database is250 busy\r\n"),
        (Refusal::Permanent("no".into()), "554 5.6.0 no\r\n"),
    ] {
        *server.inbox.fail.lock().unwrap() = Some(refusal);
        let mut client = server.client().await;
        client.envelope().await;
        assert_eq!(client.say(MAIL).await, code);
        assert!(client.say("MAIL FROM:<b@example.net>\r\n").await.starts_with("250"));
    }
    *server.inbox.full.lock().unwrap() = true;
    let mut client = server.client().await;
    client.say("EHLO x\r\n").await;
    assert_eq!(client.say("MAIL FROM:<b@example.net>\r\n").await, "452 4.3.1 no room250 ok\r\n");
    assert!(server.end().await.is_empty());
}

#[tokio::test]
async fn bare_line_feeds_end_the_connection() {
    for smuggled in [
        "Subject: x\r\n\r\nhallo\n.\r\nMAIL FROM:<evil@example.net>\r\nRCPT TO:<info@example.org>\r\nDATA\r\nx\r\n.\r\n",
        "Subject: x\r\n\r\nhallo\r\n.\nMAIL FROM:<evil@example.net>\r\n",
        "Subject: x\r\n\r\nhallo\n.\nMAIL FROM:<evil@example.net>\r\n",
    ] {
        let server = Server::start(|_| {}).await;
        let mut client = server.client().await;
        client.envelope().await;
        client.send(smuggled.as_bytes()).await;
        let answer = client.answer().await;
        assert!(answer.is_empty() || answer.starts_with("521"), "{answer}");
        client.rest().await;
        assert!(server.end().await.is_empty());
    }
    let server = Server::start(|_| {}).await;
    let mut client = server.client().await;
    assert!(client.say("EHLO x\n").await.starts_with("500"));
    let mut client = server.client().await;
    client.send("x".repeat(5_000).as_bytes()).await;
    assert!(client.answer().await.starts_with("500"));
}

#[tokio::test]
async fn too_large_announced_and_not() {
    let server = Server::start(|c| c.max_message_bytes = 1_000).await;
    let mut client = server.client().await;
    client.say("EHLO x\r\n").await;
    assert!(client.say("MAIL FROM:<a@example.net> SIZE=1001\r\n").await.starts_with("552"));
    assert!(client.say("MAIL FROM:<a@example.net> SIZE=x\r\n").await.starts_with("501"));
    client.envelope().await;
    assert!(client.say(&format!("{}\r\n.\r\n", "x".repeat(1_001))).await.starts_with("552"));
    assert!(client.say("NOOP\r\n").await.starts_with("250"));
    client.envelope().await;
    assert!(client.say(MAIL).await.starts_with("250"));
    assert_eq!(server.end().await.len(), 1);
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_stores_nothing() {
    let server = Server::start(|_| {}).await;
    let mut client = server.client().await;
    client.envelope().await;
    client.send(b"Subject: x\r\n\r\nhal").await;
    drop(client);
    assert!(server.end().await.is_empty());
}

#[tokio::test]
async fn order_and_syntax() {
    let server = Server::start(|c| c.max_recipients = 2).await;
    let mut client = server.client().await;
    for (command, code) in [
        ("MAIL FROM:<a@example.net>", "503"),
        ("LHLO x", "500"),
        ("EHLO ", "501"),
        ("HELO x", "250"),
        ("RCPT TO:<info@example.org>", "503"),
        ("DATA", "503"),
        ("MAIL FROM:a@example.net", "501"),
        ("MAIL FROM:<a@example.net> X=1", "555"),
        ("MAIL FROM:<nobody>", "553"),
        ("MAIL from: <@relay.example.net:a@example.net>", "250"),
        ("MAIL FROM:<a@example.net>", "503"),
        ("DATA", "554"),
        ("RCPT TO:<a b@example.org>", "501"),
        ("RCPT TO:<other@example.net>", "550"),
        ("RCPT TO:<info@example.org>", "250"),
        ("RCPT TO:<balie@example.org>", "250"),
        ("RCPT TO:<info+x@example.org>", "452"),
        ("RSET", "250"),
        ("DATA", "503"),
        ("VRFY info", "252"),
        ("AUTH PLAIN", "502"),
        ("STARTTLS", "502"),
    ] {
        assert_eq!(&client.say(&format!("{command}\r\n")).await[..3], code, "{command}");
    }
    for _ in 0..20 {
        client.send(b"RUBBISH\r\n").await;
    }
    assert!(client.rest().await.contains("421"));
}

#[tokio::test]
async fn lmtp_answers_for_each_recipient() {
    let server = Server::start(|c| c.protocol = Protocol::Lmtp).await;
    let mut client = server.client().await;
    assert!(client.say("EHLO x\r\n").await.starts_with("500"));
    client.say("LHLO x\r\n").await;
    client.say("MAIL FROM:<a@example.net>\r\n").await;
    for to in ["info", "balie", "info"] {
        assert!(client.say(&format!("RCPT TO:<{to}@example.org>\r\n")).await.starts_with("250"));
    }
    client.say("DATA\r\n").await;
    assert!(client.say(MAIL).await.starts_with("250"));
    assert!(client.answer().await.starts_with("250") && client.answer().await.starts_with("250"));
    assert_eq!(server.end().await[0].recipients.len(), 2);
}

#[tokio::test]
async fn too_many_connections_are_told_to_come_back() {
    let server = Server::start(|c| c.max_connections = 1).await;
    let _first = server.client().await;
    let mut second = BufReader::new(TcpStream::connect(server.address).await.unwrap());
    let mut line = String::new();
    second.read_line(&mut line).await.unwrap();
    assert!(line.starts_with("421"));
}

pub fn outgoing() -> OutgoingMail {
    let token = token();
    let mailbox = EmailAddress::parse("info@example.org").unwrap();
    OutgoingMail {
        message_id: token.message_id("mail.example.org"),
        from: mailbox.clone().named(Some("Gemeente Voorbeeld".into())),
        reply_to: token.address(&mailbox),
        envelope_from: token.address(&mailbox),
        to: vec![EmailAddress::parse("balie@example.org").unwrap()],
        cc: Vec::new(),
        subject: "Uw melding [R-2611-0042]: één stap verder".into(),
        text: "Beste,\n\n.een punt\n..twee punten\n".into(),
        html: None,
        in_reply_to: None,
        references: Vec::new(),
        automatic: Automatic::Generated,
        date: received_at(),
        files: Vec::new(),
    }
}

/// Asks a server whether it would take [`outgoing`].
pub async fn checked(config: &SmtpConfig) -> Result<SmtpCheck, SmtpFailure> {
    let mail = outgoing();
    check(config, &mail.from, &mail.to[0]).await
}

pub fn out_config(address: SocketAddr) -> SmtpConfig {
    SmtpConfig {
        host: address.ip().to_string(),
        port: address.port(),
        security: Security::PlainLoopback,
        login: None,
        hello_name: "regie.example.org".into(),
        extra_ca_pem: None,
        timeout: Duration::from_secs(20),
    }
}

#[tokio::test]
async fn out_and_in_again() {
    let server = Server::start(|_| {}).await;
    let mail = compose(&outgoing()).unwrap();
    let results = send(&out_config(server.address), &mail).await;
    assert_eq!(results[0].result.as_deref(), Ok("250 2.0.0 stored"));
    let stored = server.end().await;
    assert_eq!(stored[0].raw.trim_ascii_end(), mail.raw.trim_ascii_end());
    assert_eq!(
        stored[0].envelope_from,
        token().address(&EmailAddress::parse("info@example.org").unwrap()).unwrap().to_string()
    );
    let parsed = parse(&stored[0].raw, &ParseContext::at(stored[0].received_at));
    assert_eq!(parsed.subject, "Uw melding [R-2611-0042]: één stap verder");
    assert_eq!(parsed.text, "Beste,\n\n.een punt\n..twee punten");
    assert_eq!(parsed.message_id, token().message_id("mail.example.org"));
}

#[tokio::test]
async fn refusals_come_back_per_recipient_in_the_server_s_words() {
    let server = Server::start(|_| {}).await;
    let mut outgoing = outgoing();
    outgoing.to.push(EmailAddress::parse("nobody@example.org").unwrap());
    let results = send(&out_config(server.address), &compose(&outgoing).unwrap()).await;
    assert!(results[0].result.is_ok());
    let failure = results[1].result.clone().unwrap_err();
    assert_eq!((failure.stage, failure.code, failure.is_permanent()), (Stage::Recipient, Some(550), true));
    assert!(failure.raw.contains("no such address here"), "{}", failure.raw);

    *server.inbox.fail.lock().unwrap() = Some(Refusal::Temporary("later".into()));
    let results = send(&out_config(server.address), &compose(&outgoing).unwrap()).await;
    let failure = results[0].result.clone().unwrap_err();
    assert_eq!((failure.stage, failure.code, failure.is_permanent()), (Stage::Message, Some(451), false));
    assert_eq!(checked(&out_config(server.address)).await.unwrap().server_name, "mail.example.org");
}

#[tokio::test]
async fn wrong_settings_are_said_and_keep_the_message() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let failure = checked(&out_config(closed)).await.unwrap_err();
    assert_eq!((failure.stage, failure.is_permanent()), (Stage::Connect, false));
    let remote = SmtpConfig { host: "mail.example.org".into(), ..out_config(closed) };
    assert_eq!(checked(&remote).await.unwrap_err().stage, Stage::Settings);
    let server = Server::start(|_| {}).await;
    let tls = SmtpConfig { security: Security::StartTls, ..out_config(server.address) };
    assert_eq!(checked(&tls).await.unwrap_err().raw, "the server does not offer STARTTLS");
}
