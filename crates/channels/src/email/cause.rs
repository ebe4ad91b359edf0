//! Why no connection to another mail server came about, told apart so that whoever types the settings knows what to mend.
//! The words of the other side stay beside it, readable: what a server of another kind says first is shown as text.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::net::TcpStream;

/// The longest first line that is shown, in characters.
const LINE: usize = 200;
/// How long another server may take to say it.
const PATIENCE: Duration = Duration::from_secs(3);

/// What kept the connection from coming about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// No server has this name.
    UnknownHost,
    /// Nothing listens at this port, or the way there is closed.
    Refused,
    /// No answer in time.
    Timeout,
    /// The other side hung up.
    Closed,
    /// We spoke TLS and the other side does not, at this port.
    NotTls,
    /// The other side speaks another protocol.
    Foreign,
    /// The certificate is not for this name, has expired, or is from an authority that is not known.
    Certificate,
    /// The server does not offer to go on with TLS.
    NoStartTls,
    /// Name, password or token was refused.
    Login,
    /// Something else: the stage and the words say it.
    #[default]
    Other,
}

impl Cause {
    /// What an error, or an error inside it, tells.
    pub(super) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(found) = next {
            let told = match (found.downcast_ref::<io::Error>(), found.downcast_ref::<rustls::Error>()) {
                (Some(io), _) => Self::of_io(io),
                (None, Some(tls)) => Self::of_tls(tls),
                (None, None) => Self::Other,
            };
            if told != Self::Other {
                return told;
            }
            next = found.source();
        }
        Self::Other
    }

    fn of_io(error: &io::Error) -> Self {
        if let Some(inner) = error.get_ref() {
            let inner: &(dyn Error + 'static) = inner;
            let told = Self::of(inner);
            if told != Self::Other {
                return told;
            }
        }
        match error.kind() {
            ErrorKind::ConnectionRefused | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Self::Refused,
            ErrorKind::TimedOut => Self::Timeout,
            ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe => Self::Closed,
            // The kind of a failed look-up is not among the stable ones; its words are the system's.
            _ if error.to_string().contains("lookup address") => Self::UnknownHost,
            _ => Self::Other,
        }
    }

    fn of_tls(error: &rustls::Error) -> Self {
        match error {
            rustls::Error::InvalidCertificate(_) => Self::Certificate,
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            _ => Self::Other,
        }
    }
}

/// The first line that a stream brings, as text; nothing when it brings none.
pub(super) async fn first_line(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut seen = Vec::with_capacity(256);
    let reading = async {
        let mut part = [0; 256];
        while !seen.contains(&b'\n') && seen.len() < 4 * LINE {
            match stream.read(&mut part).await {
                Ok(read) if read > 0 => seen.extend_from_slice(&part[..read]),
                _ => break,
            }
        }
    };
    // What came before the time was up is shown all the same.
    let _ = tokio::time::timeout(PATIENCE, reading).await;
    let text = String::from_utf8_lossy(&seen);
    let line: String = text.lines().next()?.chars().filter(|c| !c.is_control()).take(LINE).collect();
    Some(line.trim().to_owned()).filter(|line| !line.is_empty())
}

/// What the server at an address says first to somebody who connects without TLS and says nothing.
pub(super) async fn first_words(host: &str, port: u16) -> Option<String> {
    let connecting = tokio::time::timeout(PATIENCE, TcpStream::connect((host, port)));
    let mut stream = connecting.await.ok()?.ok()?;
    first_line(&mut stream).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_within_errors_is_told_apart() {
        let of = |error: io::Error| Cause::of(&error);
        assert_eq!(of(ErrorKind::ConnectionRefused.into()), Cause::Refused);
        assert_eq!(of(ErrorKind::TimedOut.into()), Cause::Timeout);
        assert_eq!(of(ErrorKind::UnexpectedEof.into()), Cause::Closed);
        assert_eq!(
            of(io::Error::other("failed to lookup address information: Name or service not known")),
            Cause::UnknownHost
        );
        let tls = rustls::Error::InvalidMessage(rustls::InvalidMessage::InvalidContentType);
        assert_eq!(of(io::Error::new(ErrorKind::InvalidData, tls)), Cause::NotTls);
        let expired = rustls::Error::InvalidCertificate(rustls::CertificateError::Expired);
        assert_eq!(of(io::Error::other(io::Error::new(ErrorKind::InvalidData, expired))), Cause::Certificate);
        assert_eq!(of(io::Error::other("something else")), Cause::Other);
    }

    #[tokio::test]
    async fn the_first_line_is_text_whatever_came() {
        let mut bytes: &[u8] = b"220 mail.example.org ESMTP\r\nmore";
        assert_eq!(first_line(&mut bytes).await.as_deref(), Some("220 mail.example.org ESMTP"));
        let mut bytes: &[u8] = b"\x15\x03\x01\xff\x00ok";
        assert!(first_line(&mut bytes).await.is_some_and(|line| line.ends_with("ok") && !line.contains('\u{3}')));
        let mut bytes: &[u8] = b"";
        assert_eq!(first_line(&mut bytes).await, None);
    }
}
