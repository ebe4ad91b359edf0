//! One SMTP or LMTP conversation.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::address::EmailAddress;
use super::smtp_in::{ListenConfig, MailSink, Protocol, RawDelivery, Refusal};
use super::smtp_wire::{Body, Line, Stream, Wire};

/// After so many refused commands or recipients the connection is closed: it is a guesser or a broken program.
const MAX_ERRORS: usize = 20;

/// The state of one connection.
pub(super) struct Session<S> {
    config: Arc<ListenConfig>,
    sink: Arc<S>,
    peer: SocketAddr,
    stop: CancellationToken,
    greeted: bool,
    encrypted: bool,
    errors: usize,
    mail: Option<Envelope>,
}

struct Envelope {
    from: String,
    /// As accepted, repeats included: LMTP answers each of them.
    recipients: Vec<EmailAddress>,
}

/// What to do after a command.
enum Next {
    Reply(String),
    ReadMessage,
    StartTls,
    Close(String),
}

fn reply(text: impl Into<String>) -> Next {
    Next::Reply(text.into())
}

impl<S: MailSink> Session<S> {
    pub(super) fn new(config: Arc<ListenConfig>, sink: Arc<S>, peer: SocketAddr, stop: CancellationToken) -> Self {
        Self { config, sink, peer, stop, greeted: false, encrypted: false, errors: 0, mail: None }
    }

    /// Talks until the other side leaves, breaks the rules, or we stop.
    pub(super) async fn run(mut self, stream: Box<dyn Stream>) -> io::Result<()> {
        let mut wire = Wire::new(stream, self.config.timeout);
        let name = if self.config.protocol == Protocol::Lmtp { "LMTP" } else { "ESMTP" };
        wire.write(&format!("220 {} {name} ready\r\n", self.config.hostname)).await?;
        loop {
            let line = tokio::select! {
                biased;
                line = wire.line() => line?,
                () = self.stop.cancelled() => return wire.write("421 4.3.2 closing down, try again later\r\n").await,
            };
            let text = match line {
                Line::Text(text) => text,
                Line::Closed => return Ok(()),
                Line::Broken(why) => return wire.write(&format!("500 5.5.2 {why}\r\n")).await,
            };
            match self.command(&text).await {
                Next::Reply(text) => {
                    if text.starts_with('5') {
                        self.errors += 1;
                    }
                    wire.write(&text).await?;
                    if self.errors > MAX_ERRORS {
                        return wire.write("421 4.7.0 too many errors\r\n").await;
                    }
                }
                Next::ReadMessage => {
                    wire.write("354 end with <CRLF>.<CRLF>\r\n").await?;
                    match self.message(&mut wire).await? {
                        Next::Reply(text) => wire.write(&text).await?,
                        Next::Close(text) => return wire.write(&text).await,
                        _ => return Ok(()),
                    }
                }
                Next::StartTls => {
                    wire.write("220 2.0.0 go ahead\r\n").await?;
                    wire = self.start_tls(wire).await?;
                }
                Next::Close(text) => return wire.write(&text).await,
            }
        }
    }

    async fn command(&mut self, line: &str) -> Next {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" if self.config.protocol == Protocol::Smtp => {
                self.hello(rest, verb.eq_ignore_ascii_case("EHLO"))
            }
            "LHLO" if self.config.protocol == Protocol::Lmtp => self.hello(rest, true),
            "MAIL" => self.mail(rest).await,
            "RCPT" => self.rcpt(rest).await,
            "DATA" => match &self.mail {
                Some(mail) if !mail.recipients.is_empty() => Next::ReadMessage,
                Some(_) => reply("554 5.5.1 no valid recipients\r\n"),
                None => reply("503 5.5.1 MAIL first\r\n"),
            },
            "RSET" => {
                self.mail = None;
                reply("250 2.0.0 reset\r\n")
            }
            "NOOP" => reply("250 2.0.0 fine\r\n"),
            "QUIT" => Next::Close("221 2.0.0 goodbye\r\n".into()),
            "VRFY" => reply("252 2.1.5 send and see\r\n"),
            "STARTTLS" if self.config.tls.is_some() && !self.encrypted => Next::StartTls,
            "AUTH" | "EXPN" | "HELP" | "ETRN" | "TURN" | "BDAT" | "STARTTLS" => reply("502 5.5.1 not offered\r\n"),
            _ => reply("500 5.5.1 unknown command\r\n"),
        }
    }

    fn hello(&mut self, name: &str, extended: bool) -> Next {
        if name.trim().is_empty() {
            return reply("501 5.5.4 say who you are\r\n");
        }
        self.greeted = true;
        self.mail = None;
        if !extended {
            return reply(format!("250 {}\r\n", self.config.hostname));
        }
        let mut text = format!(
            "250-{}\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n",
            self.config.hostname
        );
        if self.config.tls.is_some() && !self.encrypted {
            text.push_str("250-STARTTLS\r\n");
        }
        text.push_str(&format!("250 SIZE {}\r\n", self.config.max_message_bytes));
        reply(text)
    }

    async fn mail(&mut self, rest: &str) -> Next {
        if !self.greeted {
            return reply("503 5.5.1 greet first\r\n");
        }
        if self.mail.is_some() {
            return reply("503 5.5.1 one message at a time\r\n");
        }
        let Some((path, params)) = path_after(rest, "FROM:") else {
            return reply("501 5.5.4 MAIL FROM:<address>\r\n");
        };
        // An odd sender is the sender's business; only its shape matters to us.
        if path.len() > 320 || (!path.is_empty() && !path.contains('@')) {
            return reply("553 5.1.7 no usable sender\r\n");
        }
        let mut size = None;
        for param in params.split_whitespace() {
            let (key, value) = param.split_once('=').unwrap_or((param, ""));
            match key.to_ascii_uppercase().as_str() {
                "SIZE" => match value.parse::<u64>() {
                    Ok(bytes) => size = Some(bytes),
                    Err(_) => return reply("501 5.5.4 SIZE is a number\r\n"),
                },
                "BODY" | "SMTPUTF8" | "RET" | "ENVID" => {}
                _ => return reply("555 5.5.4 unknown parameter\r\n"),
            }
        }
        if size.is_some_and(|s| s > self.config.max_message_bytes as u64) {
            return reply("552 5.3.4 message too large\r\n");
        }
        if let Err(refusal) = self.sink.admit(self.peer, path, size).await {
            return reply(refusal_line(&refusal));
        }
        self.mail = Some(Envelope { from: path.to_owned(), recipients: Vec::new() });
        reply("250 2.1.0 sender noted\r\n")
    }

    async fn rcpt(&mut self, rest: &str) -> Next {
        let Some(mail) = &mut self.mail else {
            return reply("503 5.5.1 MAIL first\r\n");
        };
        let Some((path, _)) = path_after(rest, "TO:") else {
            return reply("501 5.5.4 RCPT TO:<address>\r\n");
        };
        if mail.recipients.len() >= self.config.max_recipients {
            return reply("452 4.5.3 too many recipients\r\n");
        }
        let whole = if path.eq_ignore_ascii_case("postmaster") {
            format!("postmaster@{}", self.config.hostname)
        } else {
            path.to_owned()
        };
        let Some(recipient) = EmailAddress::parse(&whole) else {
            return reply("553 5.1.3 no usable address\r\n");
        };
        match self.sink.knows(&recipient).await {
            Ok(true) => {
                mail.recipients.push(recipient);
                reply("250 2.1.5 recipient noted\r\n")
            }
            Ok(false) => reply("550 5.1.1 no such address here\r\n"),
            Err(refusal) => reply(refusal_line(&refusal)),
        }
    }

    /// Reads and hands over one message. The envelope is used up whatever happens.
    async fn message(&mut self, wire: &mut Wire) -> io::Result<Next> {
        let Some(mail) = self.mail.take() else {
            return Ok(Next::Close("503 5.5.1 MAIL first\r\n".into()));
        };
        let raw = match wire.body(self.config.max_message_bytes).await? {
            Body::Complete(raw) => raw,
            Body::TooLarge => return Ok(self.answer(&mail, "552 5.3.4 message too large\r\n")),
            Body::Closed => return Ok(Next::Close(String::new())),
            // What follows in the stream may be a smuggled second message, so not one byte more is read.
            Body::Broken(why) => return Ok(Next::Close(format!("521 5.6.11 {why}\r\n"))),
        };
        let mut recipients: Vec<EmailAddress> = Vec::new();
        for recipient in &mail.recipients {
            if !recipients.contains(recipient) {
                recipients.push(recipient.clone());
            }
        }
        let delivery = RawDelivery {
            envelope_from: mail.from.clone(),
            recipients,
            raw,
            peer: self.peer,
            received_at: self.sink.now(),
        };
        let line = match self.sink.deliver(delivery).await {
            Ok(()) => "250 2.0.0 stored\r\n".to_owned(),
            Err(refusal) => refusal_line(&refusal),
        };
        Ok(self.answer(&mail, &line))
    }

    fn answer(&self, mail: &Envelope, line: &str) -> Next {
        match self.config.protocol {
            Protocol::Smtp => reply(line),
            Protocol::Lmtp => reply(line.repeat(mail.recipients.len())),
        }
    }

    async fn start_tls(&mut self, wire: Wire) -> io::Result<Wire> {
        let (Some(stream), Some(tls)) = (wire.into_stream(), self.config.tls.clone()) else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "commands sent before TLS was up"));
        };
        let handshake = TlsAcceptor::from(tls).accept(stream);
        let stream = tokio::time::timeout(self.config.timeout, handshake)
            .await
            .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        self.encrypted = true;
        self.greeted = false;
        self.mail = None;
        Ok(Wire::new(Box::new(stream), self.config.timeout))
    }
}

/// `FROM:<a@b> SIZE=1` is `a@b` and `SIZE=1`. A source route before the address is dropped, as RFC 5321 says.
fn path_after<'a>(rest: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let rest = rest.trim_start();
    let head = rest.get(..keyword.len())?;
    let path = head.eq_ignore_ascii_case(keyword).then(|| rest[keyword.len()..].trim_start())?;
    let (path, params) = path.strip_prefix('<')?.split_once('>')?;
    let path = match path.strip_prefix('@') {
        Some(route) => route.split_once(':')?.1,
        None => path,
    };
    let clean = !path.chars().any(|c| c.is_whitespace() || c.is_control() || c == '<');
    (clean && (params.is_empty() || params.starts_with(' '))).then_some((path, params))
}

/// One line without anything that could start another.
fn refusal_line(refusal: &Refusal) -> String {
    let (code, text) = match refusal {
        Refusal::Temporary(text) => ("451 4.3.0", text),
        Refusal::Busy(text) => ("452 4.3.1", text),
        Refusal::Permanent(text) => ("554 5.6.0", text),
    };
    let text: String = text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(200).collect();
    format!("{code} {text}\r\n")
}
