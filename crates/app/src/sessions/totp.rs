//! Codes of an authenticator app: RFC 6238 as every such app does it (SHA-1, six digits, thirty seconds), and the key in the
//! form in which people type it and apps read it.

use jiff::Timestamp;
use ring::hmac;

/// The length of a key in bytes: what RFC 4226 recommends.
pub const KEY: usize = 20;
/// How long a code is good.
const SECONDS: i64 = 30;
/// Clocks of telephones may be so many steps off, either way.
const DRIFT: i64 = 1;
/// RFC 4648, without what looks alike.
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The step of time at a moment.
fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(SECONDS)
}

/// The code of a step of time.
fn code(key: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[bytes.len() - 1] & 0x0f);
    let four = [bytes[at] & 0x7f, bytes[at + 1], bytes[at + 2], bytes[at + 3]];
    u32::from_be_bytes(four) % 1_000_000
}

/// The step of time whose code was typed, of those that are good now. All of them are looked at, whichever fits.
#[must_use]
pub fn step_of(key: &[u8], typed: &str, now: Timestamp) -> Option<i64> {
    if typed.len() != 6 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let around = step_at(now) - DRIFT..=step_at(now) + DRIFT;
    let fits = |step: i64| crate::secrets::same(format!("{:06}", code(key, step)).as_bytes(), typed.as_bytes());
    around.fold(None, |found, step| if fits(step) { Some(step) } else { found })
}

/// The code that an app shows at a moment: what tests type.
#[must_use]
pub fn shown(key: &[u8], now: Timestamp) -> String {
    format!("{:06}", code(key, step_at(now)))
}

/// Bytes in base 32, without padding.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for five in bytes.chunks(5) {
        let mut word = [0; 8];
        word[3..3 + five.len()].copy_from_slice(five);
        let word = u64::from_be_bytes(word);
        let letters = (five.len() * 8).div_ceil(5);
        for letter in 0..letters {
            let index = usize::try_from((word >> (35 - 5 * letter)) & 31).unwrap_or_default();
            text.push(char::from(LETTERS[index]));
        }
    }
    text
}

/// Base 32 read back; nothing for what is none.
#[must_use]
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let (mut word, mut bits, mut bytes) = (0_u32, 0_u32, Vec::with_capacity(KEY));
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        word = (word << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((word >> bits) & 0xff).ok()?);
            word &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

/// The address that an app reads from a picture.
#[must_use]
pub fn uri(issuer: &str, account: &str, key: &str) -> String {
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={key}&issuer={issuer}&algorithm=SHA1&digits=6&period=30")
}

fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six of its eight digits.
        let key = b"12345678901234567890";
        for (second, digits) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let now = Timestamp::from_second(second).unwrap();
            assert_eq!(shown(key, now), digits);
            assert_eq!(step_of(key, digits, now), Some(second / 30));
            let later = Timestamp::from_second(second + 30).unwrap();
            assert_eq!(step_of(key, digits, later), Some(second / 30), "a clock half a minute off");
            let late = Timestamp::from_second(second + 90).unwrap();
            assert_eq!(step_of(key, digits, late), None);
        }
        for typed in ["", "28708", "2870820", "28708x", "２８７０８２"] {
            assert_eq!(step_of(key, typed, Timestamp::from_second(59).unwrap()), None, "{typed:?}");
        }
    }

    #[test]
    fn a_key_is_typed_and_read_back() {
        // RFC 4648, section 10.
        for (plain, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(plain.as_bytes()), text);
            assert_eq!(bytes_of(text).unwrap(), plain.as_bytes());
        }
        let key: Vec<u8> = (0..20).map(|n| n * 13).collect();
        assert_eq!(base32(&key).len(), 32);
        assert_eq!(bytes_of(&base32(&key)).unwrap(), key);
        assert_eq!(bytes_of("not base 32"), None);
    }

    #[test]
    fn the_address_names_house_and_account() {
        let uri = uri("Gemeente Voorbeeldstad", "samira@example.org", "ABC");
        assert!(
            uri.starts_with(
                "otpauth://totp/Gemeente%20Voorbeeldstad:samira@example.org?secret=ABC&issuer=Gemeente%20V"
            )
        );
    }
}
