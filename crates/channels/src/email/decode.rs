//! Transfer encodings and character sets, without ever failing: what is broken becomes replacement marks, the raw mail
//! stays for who wants to see it.

use std::borrow::Cow;

use mail_parser::decoders::charsets::map::charset_decoder;

use super::scan::Part;

/// The body of a leaf with its transfer encoding undone.
pub fn decode_body<'a>(part: &Part, raw: &'a [u8]) -> Cow<'a, [u8]> {
    let body = raw.get(part.body.clone()).unwrap_or_default();
    match part.headers.lower("content-transfer-encoding").split([';', ' ']).next() {
        Some("base64") => Cow::Owned(decode_base64(body)),
        Some("quoted-printable") => Cow::Owned(decode_quoted_printable(body)),
        _ => Cow::Borrowed(body),
    }
}

/// The body of a text leaf as text with `\n` line ends and without NUL.
pub fn decode_text(part: &Part, raw: &[u8]) -> String {
    let bytes = decode_body(part, raw);
    normalise(&to_text(&bytes, part.content_type.param("charset")))
}

fn to_text(bytes: &[u8], charset: Option<&str>) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let charset = charset.map(|c| c.trim().to_ascii_lowercase());
    // UTF-7 is a way to smuggle markup past filters and is written by no mail program in use: shown as it stands.
    let named = charset.as_deref().filter(|c| !c.is_empty() && !c.contains("utf-7") && !c.contains("utf7"));
    if let Ok(text) = std::str::from_utf8(bytes)
        && named.is_none_or(|c| matches!(c, "utf-8" | "utf8" | "us-ascii" | "ascii"))
    {
        return text.to_owned();
    }
    match named.filter(|c| c.len() <= 40).and_then(|c| charset_decoder(c.as_bytes())) {
        Some(decode) => decode(bytes),
        // Eight-bit text without a known name is far more often Windows-1252 than broken UTF-8.
        None if std::str::from_utf8(bytes).is_err() && mostly_latin(bytes) => {
            charset_decoder(b"windows-1252").map_or_else(|| String::from_utf8_lossy(bytes).into_owned(), |d| d(bytes))
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// True when no byte pair looks like the start of a UTF-8 sequence.
fn mostly_latin(bytes: &[u8]) -> bool {
    !bytes.windows(2).any(|w| matches!(w, [0xc2..=0xf4, 0x80..=0xbf]))
}

fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Base64 that skips what is not of the alphabet.
pub fn decode_base64(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                // Padding ends a run; some programs glue several runs together.
                count = 0;
                bits = 0;
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}

/// Quoted-printable that leaves broken escapes as they stand.
pub fn decode_quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        if body[at] != b'=' {
            out.push(body[at]);
            at += 1;
            continue;
        }
        let rest = &body[at + 1..];
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        match &rest[blanks..] {
            [b'\r', b'\n', ..] => at += blanks + 3,
            [b'\n', ..] => at += blanks + 2,
            [] => at = body.len(),
            _ => match (rest.first().and_then(hex), rest.get(1).and_then(hex)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    at += 3;
                }
                _ => {
                    out.push(b'=');
                    at += 1;
                }
            },
        }
    }
    out
}

fn hex(byte: &u8) -> Option<u8> {
    (*byte as char).to_digit(16).map(|d| d as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_encodings_still_give_text() {
        assert_eq!(decode_base64(b"SGFs*bG8=\r\nSGFsbG8"), b"HalloHallo");
        assert_eq!(decode_quoted_printable(b"caf=C3=A9 =\r\n=ZZ 50=25 =3"), "café =ZZ 50% =3".as_bytes());
    }

    #[test]
    fn charsets_known_unknown_and_wrong() {
        assert_eq!(to_text(b"caf\xe9", Some("ISO-8859-1")), "café");
        assert_eq!(to_text(b"\x80 10", Some("windows-1252")), "€ 10");
        assert_eq!(to_text(b"caf\xe9", Some("x-unknown")), "café");
        assert_eq!(to_text(b"caf\xe9", Some("utf-8")), "café");
        assert_eq!(to_text(b"caf\xe9 \xc3\xa9", Some("utf-8")), "caf\u{fffd} é");
        assert_eq!(to_text(b"+ADw-script+AD4-", Some("utf-7")), "+ADw-script+AD4-");
        assert_eq!(to_text("é".as_bytes(), None), "é");
        assert_eq!(normalise("a\r\nb\rc\0"), "a\nb\nc\u{fffd}");
    }
}
