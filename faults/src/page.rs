//! A browser on the status page, by hand: what counts is exactly which bytes of an answer came before the crash.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// How long one request may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a post led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `303` to the page that says so: it is done.
    Done,
    /// Another answer, which no crash explains.
    Other(u16),
}

/// The secret that the forms of a status page carry. It belongs to the link, so it outlives a restart.
///
/// # Errors
/// When the page is not there or has no form.
pub async fn form_secret(port: u16, token: &str) -> Result<String> {
    let (status, page) = ask(port, &format!("GET /s/{token} HTTP/1.1\r\n"), "").await?;
    let found = page.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    found.map(str::to_owned).with_context(|| format!("no form on the status page ({status})"))
}

/// Posts a message on the status page, with a key that makes a second sending harmless.
///
/// # Errors
/// When the server is not there, goes away before the whole head of its answer, takes too long, or is in trouble (5xx).
pub async fn post_message(port: u16, token: &str, secret: &str, key: &str, text: &str) -> Result<Answer> {
    let body = format!("csrf={}&key={}&text={}", encoded(secret), encoded(key), encoded(text));
    let (status, head) = ask(port, &format!("POST /s/{token}/message HTTP/1.1\r\n"), &body).await?;
    match status {
        303 if head.contains("said-status-message") => Ok(Answer::Done),
        500.. => bail!("the server said {status}"),
        _ => Ok(Answer::Other(status)),
    }
}

async fn ask(port: u16, line: &str, body: &str) -> Result<(u16, String)> {
    tokio::time::timeout(PATIENCE, exchange(port, line, body)).await.context("the request took too long")?
}

async fn exchange(port: u16, line: &str, body: &str) -> Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request = format!(
        "{line}Host: 127.0.0.1:{port}\r\nConnection: close\r\nAccept-Language: nl\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    let ended = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    if !text.contains("\r\n\r\n") {
        ended?;
        bail!("the server went away");
    }
    let status = text.split(' ').nth(1).and_then(|code| code.parse().ok()).context("an answer without a status")?;
    Ok((status, text))
}

fn encoded(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    value.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
