//! Bytes of an SMTP conversation: command lines and message data, with limits, and `CRLF` as the only line end.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// A connection, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Longest command line (bytes); RFC 5321 asks for 512 plus what extensions add.
const MAX_LINE: usize = 2_048;

/// What reading a command line gave.
pub(super) enum Line {
    /// A line without its end.
    Text(String),
    /// The other side is gone.
    Closed,
    /// Too long, or not ended by `CRLF`: what follows cannot be trusted to be a command.
    Broken(&'static str),
}

/// What reading a message gave.
pub(super) enum Body {
    /// The whole message, dots unstuffed.
    Complete(Vec<u8>),
    /// Longer than the limit; its end was read, its content dropped.
    TooLarge,
    /// Gone before the end.
    Closed,
    /// A line feed without carriage return, the base of message smuggling, or a flood far past the limit.
    Broken(&'static str),
}

/// The reader and writer of a session.
pub(super) struct Wire {
    stream: BufReader<Box<dyn Stream>>,
    timeout: Duration,
}

impl Wire {
    pub(super) fn new(stream: Box<dyn Stream>, timeout: Duration) -> Self {
        Self { stream: BufReader::with_capacity(16 * 1024, stream), timeout }
    }

    /// The bare stream, for TLS. `None` when the other side already sent more: that would be read as if it had come encrypted.
    pub(super) fn into_stream(self) -> Option<Box<dyn Stream>> {
        self.stream.buffer().is_empty().then(|| self.stream.into_inner())
    }

    pub(super) async fn write(&mut self, text: &str) -> io::Result<()> {
        let write = async {
            self.stream.get_mut().write_all(text.as_bytes()).await?;
            self.stream.get_mut().flush().await
        };
        tokio::time::timeout(self.timeout, write).await.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    async fn chunk(&mut self) -> io::Result<&[u8]> {
        tokio::time::timeout(self.timeout, self.stream.fill_buf())
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    pub(super) async fn line(&mut self) -> io::Result<Line> {
        let mut line = Vec::new();
        loop {
            let chunk = self.chunk().await?;
            if chunk.is_empty() {
                return Ok(Line::Closed);
            }
            let end = chunk.iter().position(|b| *b == b'\n');
            let taken = end.map_or(chunk.len(), |n| n + 1);
            line.extend_from_slice(&chunk[..taken]);
            self.stream.consume(taken);
            if line.len() > MAX_LINE {
                return Ok(Line::Broken("line too long"));
            }
            if end.is_some() {
                break;
            }
        }
        let Some(text) = line.strip_suffix(b"\r\n") else {
            return Ok(Line::Broken("lines end with CRLF"));
        };
        if text.iter().any(|b| matches!(b, b'\r' | b'\0')) {
            return Ok(Line::Broken("control characters in a command"));
        }
        Ok(Line::Text(String::from_utf8_lossy(text).into_owned()))
    }

    /// Reads up to the line that is a single dot.
    pub(super) async fn body(&mut self, max: usize) -> io::Result<Body> {
        let mut reader = BodyReader::new(max);
        loop {
            let chunk = self.chunk().await?;
            if chunk.is_empty() {
                return Ok(Body::Closed);
            }
            let step = reader.feed(chunk);
            self.stream.consume(step.taken);
            match step.state {
                Step::More => {}
                Step::Done => {
                    return Ok(if reader.dropped > 0 { Body::TooLarge } else { Body::Complete(reader.out) });
                }
                Step::Broken(why) => return Ok(Body::Broken(why)),
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    LineStart,
    Dot,
    DotCr,
    Middle,
    Cr,
}

enum Step {
    More,
    Done,
    Broken(&'static str),
}

struct Fed {
    taken: usize,
    state: Step,
}

struct BodyReader {
    at: At,
    out: Vec<u8>,
    max: usize,
    dropped: usize,
}

impl BodyReader {
    fn new(max: usize) -> Self {
        Self { at: At::LineStart, out: Vec::new(), max, dropped: 0 }
    }

    fn feed(&mut self, chunk: &[u8]) -> Fed {
        const BARE: &str = "bare line feed in message data";
        let mut taken = 0;
        while taken < chunk.len() {
            if self.at == At::Middle {
                let run = chunk[taken..].iter().position(|b| matches!(b, b'\r' | b'\n')).unwrap_or(chunk.len() - taken);
                self.push(&chunk[taken..taken + run]);
                taken += run;
                if taken == chunk.len() {
                    break;
                }
            }
            let byte = chunk[taken];
            taken += 1;
            self.at = match (self.at, byte) {
                (At::Cr, b'\n') => {
                    self.push(b"\r\n");
                    At::LineStart
                }
                (At::DotCr, b'\n') => return Fed { taken, state: Step::Done },
                (_, b'\n') => return Fed { taken, state: Step::Broken(BARE) },
                (At::LineStart, b'.') => At::Dot,
                (At::Dot, b'\r') => At::DotCr,
                (At::Cr | At::DotCr, b'\r') => {
                    self.push(b"\r");
                    At::Cr
                }
                (_, b'\r') => At::Cr,
                (at, byte) => {
                    if matches!(at, At::Cr | At::DotCr) {
                        self.push(b"\r");
                    }
                    self.push(&[byte]);
                    At::Middle
                }
            };
        }
        let flood = self.dropped > self.max.saturating_mul(4).max(1 << 20);
        Fed { taken, state: if flood { Step::Broken("message far too large") } else { Step::More } }
    }

    fn push(&mut self, bytes: &[u8]) {
        if self.dropped > 0 || self.out.len() + bytes.len() > self.max {
            self.dropped += bytes.len();
            self.out = Vec::new();
        } else {
            self.out.extend_from_slice(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same result however the bytes are cut into pieces.
    fn body(data: &[u8]) -> Option<Vec<u8>> {
        let mut results = (1..=data.len()).map(|size| {
            let mut reader = BodyReader::new(1_000);
            for piece in data.chunks(size) {
                match reader.feed(piece).state {
                    Step::More => {}
                    Step::Done => return Some(reader.out),
                    Step::Broken(_) => return None,
                }
            }
            None
        });
        let first = results.next().flatten();
        assert!(results.all(|r| r == first));
        first
    }

    #[test]
    fn dots_and_ends() {
        assert_eq!(body(b"a\r\n..b\r\n.c\r\n.\r\n"), Some(b"a\r\n.b\r\nc\r\n".to_vec()));
        assert_eq!(body(b".\r\n"), Some(Vec::new()));
        assert_eq!(body(b"a\r\r\n.\r\n"), Some(b"a\r\r\n".to_vec()));
        assert_eq!(body(b"a\rb\r\n.\r\r\n.\r\n"), Some(b"a\rb\r\n\r\r\n".to_vec()));
        for smuggled in [&b"a\n.\r\n"[..], b"a\r\n.\n", b"a\n.\n", b"\n"] {
            assert_eq!(body(smuggled), None);
        }
        assert_eq!(body(b"a\r.\r\n"), None);
    }
}
