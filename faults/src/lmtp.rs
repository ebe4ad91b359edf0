//! A mail server that hands a mail over and forgets it only at `250`.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// How long one hand-over may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail to the desk.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The sender's address.
    pub from: String,
    /// The desk's address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The words, on one line.
    pub text: String,
    /// The Message-ID, without angle brackets.
    pub id: String,
}

/// The sender of a mail, with a domain of its own: to one domain only so many answers leave in an hour.
#[must_use]
pub fn sender(word: &str) -> String {
    format!("resident@{word}.example.net")
}

impl Letter {
    /// The mail as it goes over the line. No line of it begins with a dot.
    #[must_use]
    pub fn raw(&self) -> String {
        format!(
            "From: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}>\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
            self.from, self.to, self.subject, self.id, self.text
        )
    }
}

/// Hands a mail over. `Ok` means `250` after the message, and nothing else does.
///
/// # Errors
/// When the server is not there, goes away, takes too long or says anything but `250`.
pub async fn deliver(port: u16, letter: &Letter) -> Result<()> {
    tokio::time::timeout(PATIENCE, exchange(port, letter)).await.context("the hand-over took too long")?
}

async fn exchange(port: u16, letter: &Letter) -> Result<()> {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?);
    expect(&mut stream, "220").await?;
    let steps = [
        ("LHLO client.example.net".to_owned(), "250"),
        (format!("MAIL FROM:<{}>", letter.from), "250"),
        (format!("RCPT TO:<{}>", letter.to), "250"),
        ("DATA".to_owned(), "354"),
        (format!("{}.", letter.raw()), "250"),
    ];
    for (line, code) in steps {
        stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        expect(&mut stream, code).await?;
    }
    // The answer counts, whatever becomes of the goodbye.
    let _gone = stream.write_all(b"QUIT\r\n").await;
    Ok(())
}

async fn expect(stream: &mut BufReader<TcpStream>, code: &str) -> Result<()> {
    loop {
        let mut line = String::new();
        // Half an answer is none: the crash may have come in the middle of it.
        if stream.read_line(&mut line).await? == 0 || !line.ends_with('\n') {
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
