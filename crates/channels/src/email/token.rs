//! Reply tokens: how an answer or a bounce finds its journey.
//!
//! A token is minted per outgoing message. It stands in the `Message-ID`, in the plus-address of `Reply-To` and in the
//! envelope sender. It routes and proves nothing about who wrote: whoever received a forward has it too.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::address::EmailAddress;

/// What a token stands for. The caller keeps these with the outgoing message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFacts<'a> {
    /// The journey that the message is about.
    pub journey: Uuid,
    /// The outgoing message.
    pub message: Uuid,
    /// To whom it goes; compared without regard to case.
    pub recipient: &'a str,
    /// The token routes up to the end (UTC) of this day.
    pub expires: Timestamp,
}

/// The text of a token: 43 letters and digits in lower case, safe in an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReplyToken(String);

/// Why a token does not route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not made by us for these facts.
    #[error("the reply token does not belong to this message")]
    Forged,
    /// Past its day.
    #[error("the reply token has expired")]
    Expired,
}

/// The keys: one that mints, and one before it that is still accepted while old mail is answered.
#[derive(Clone)]
pub struct TokenKeys {
    current: [u8; 32],
    previous: Option<[u8; 32]>,
}

impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKeys(..)")
    }
}

const VERSION: char = 'r';
const MAC_BYTES: usize = 16;
const TOKEN_BYTES: usize = 2 + 8 + MAC_BYTES;
const TOKEN_CHARS: usize = 1 + (TOKEN_BYTES * 8).div_ceil(5);
const ID_PREFIX: &str = "regie.";
const DAY: i64 = 86_400;

impl TokenKeys {
    /// Keys of 32 random bytes each, made and kept by the caller.
    pub fn new(current: [u8; 32], previous: Option<[u8; 32]>) -> Self {
        Self { current, previous }
    }

    /// The token for these facts. The same facts and key give the same token, so that a message sent again after a crash
    /// carries the same `Message-ID`.
    pub fn mint(&self, facts: &TokenFacts<'_>) -> ReplyToken {
        let day = expiry_day(facts.expires);
        let mut bytes = Vec::with_capacity(TOKEN_BYTES);
        bytes.extend_from_slice(&day.to_be_bytes());
        bytes.extend_from_slice(&message_ref(facts.message).to_be_bytes());
        bytes.extend_from_slice(&mac(&self.current, facts, day));
        ReplyToken(format!("{VERSION}{}", base32(&bytes)))
    }

    /// Checks a token against the facts kept for the message it names ([`ReplyToken::message_ref`]). Both keys are tried in
    /// constant time.
    pub fn verify(&self, token: &ReplyToken, facts: &TokenFacts<'_>, now: Timestamp) -> Result<(), TokenError> {
        let bytes = token.bytes();
        let day = u16::from_be_bytes([bytes[0], bytes[1]]);
        let mut good = message_ref(facts.message).ct_eq(&token.message_ref());
        let given = &bytes[10..];
        let mut any = mac(&self.current, facts, day).ct_eq(given);
        if let Some(previous) = &self.previous {
            any |= mac(previous, facts, day).ct_eq(given);
        }
        good &= any;
        if !bool::from(good) {
            return Err(TokenError::Forged);
        }
        if now.as_second() >= (i64::from(day) + 1) * DAY {
            return Err(TokenError::Expired);
        }
        Ok(())
    }
}

/// The key to look up the outgoing message by: the low half of its id (62 random bits in a v7 id).
pub fn message_ref(message: Uuid) -> u64 {
    message.as_u64_pair().1
}

fn expiry_day(expires: Timestamp) -> u16 {
    u16::try_from(expires.as_second().max(0) / DAY).unwrap_or(u16::MAX)
}

fn mac(key: &[u8; 32], facts: &TokenFacts<'_>, day: u16) -> [u8; MAC_BYTES] {
    let mut out = [0; MAC_BYTES];
    // HMAC takes keys of every length, so this cannot fail.
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) {
        mac.update(b"regie reply token 1\0");
        mac.update(facts.journey.as_bytes());
        mac.update(facts.message.as_bytes());
        mac.update(&day.to_be_bytes());
        mac.update(facts.recipient.trim().to_lowercase().as_bytes());
        out.copy_from_slice(&mac.finalize().into_bytes()[..MAC_BYTES]);
    }
    out
}

impl ReplyToken {
    /// Reads a token from a plus-address tag or anywhere a whole token stands. Case does not matter: some mail systems change it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let good = text.len() == TOKEN_CHARS && text.starts_with(VERSION) && unbase32(&text[1..]).is_some();
        good.then_some(Self(text))
    }

    /// Reads the token out of one of our message ids (`regie.TOKEN@host`).
    pub fn from_message_id(id: &str) -> Option<Self> {
        let id = id.trim().trim_start_matches('<');
        let (local, _) = id.split_once('@')?;
        let prefix = local.get(..ID_PREFIX.len())?;
        prefix.eq_ignore_ascii_case(ID_PREFIX).then(|| Self::parse(&local[ID_PREFIX.len()..]))?
    }

    /// Reads the token out of a plus-address.
    pub fn from_address(address: &EmailAddress) -> Option<Self> {
        Self::parse(address.split_plus().1?)
    }

    /// The message id that carries this token, without angle brackets.
    pub fn message_id(&self, host: &str) -> String {
        format!("{ID_PREFIX}{}@{host}", self.0)
    }

    /// The plus-address of a mailbox that carries this token; `None` when the mailbox's own name is longer than 20 octets.
    pub fn address(&self, mailbox: &EmailAddress) -> Option<EmailAddress> {
        mailbox.with_tag(&self.0)
    }

    /// Which outgoing message it names; see [`message_ref`]. Not proven before [`TokenKeys::verify`].
    pub fn message_ref(&self) -> u64 {
        let mut half = [0; 8];
        half.copy_from_slice(&self.bytes()[2..10]);
        u64::from_be_bytes(half)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn bytes(&self) -> [u8; TOKEN_BYTES] {
        let mut out = [0; TOKEN_BYTES];
        if let Some(bytes) = unbase32(&self.0[1..]) {
            out.copy_from_slice(&bytes);
        }
        out
    }
}

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

fn base32(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(TOKEN_CHARS);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in bytes {
        bits = (bits << 8) | u32::from(*byte);
        count += 8;
        while count >= 5 {
            count -= 5;
            out.push(ALPHABET[(bits >> count) as usize & 31] as char);
        }
        bits &= (1 << count) - 1;
    }
    if count > 0 {
        out.push(ALPHABET[(bits << (5 - count)) as usize & 31] as char);
    }
    out
}

/// Exactly [`TOKEN_BYTES`] bytes, or `None`; left-over bits must be zero so that a token has one spelling.
fn unbase32(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(TOKEN_BYTES);
    let (mut bits, mut count) = (0u32, 0u32);
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|a| *a == byte)?;
        bits = (bits << 5) | value as u32;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    (out.len() == TOKEN_BYTES && bits == 0).then_some(out)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    fn facts() -> TokenFacts<'static> {
        TokenFacts {
            journey: Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001),
            message: Uuid::from_u128(0x0190_0000_0000_7000_8123_4567_89ab_cdef),
            recipient: "A.Jansen@example.org",
            expires: "2026-06-01T12:00:00Z".parse().unwrap(),
        }
    }

    fn now() -> Timestamp {
        "2026-05-01T00:00:00Z".parse().unwrap()
    }

    #[test]
    fn through_both_carriers_and_back() {
        let keys = TokenKeys::new([7; 32], None);
        let token = keys.mint(&facts());
        assert_eq!(token, keys.mint(&facts()));
        assert_eq!(token.as_str().len(), 43);
        let id = token.message_id("mail.example.org");
        assert_eq!(ReplyToken::from_message_id(&format!("<{}>", id.to_uppercase())), Some(token.clone()));
        let mailbox = EmailAddress::parse("klantenservice@example.org").unwrap();
        let address = token.address(&mailbox).unwrap();
        assert_eq!(ReplyToken::from_address(&address), Some(token.clone()));
        assert_eq!(token.message_ref(), 0x8123_4567_89ab_cdef);
        assert_eq!(keys.verify(&token, &TokenFacts { recipient: "a.jansen@EXAMPLE.org ", ..facts() }, now()), Ok(()));
    }

    #[test]
    fn every_other_fact_and_every_changed_letter_is_refused() {
        let keys = TokenKeys::new([7; 32], None);
        let token = keys.mint(&facts());
        for other in [
            TokenFacts { journey: Uuid::nil(), ..facts() },
            TokenFacts { message: Uuid::nil(), ..facts() },
            TokenFacts { recipient: "b@example.org", ..facts() },
        ] {
            assert_eq!(keys.verify(&token, &other, now()), Err(TokenError::Forged));
        }
        for n in 1..token.as_str().len() {
            let mut text = token.as_str().to_owned();
            let new = if &text[n..=n] == "a" { "b" } else { "a" };
            text.replace_range(n..=n, new);
            if let Some(changed) = ReplyToken::parse(&text) {
                assert_eq!(keys.verify(&changed, &facts(), now()), Err(TokenError::Forged), "letter {n}");
            }
        }
        for junk in ["", "r", "é", &"r".repeat(43), &"a".repeat(43), &"1".repeat(43)] {
            assert!(ReplyToken::parse(junk).is_none_or(|t| keys.verify(&t, &facts(), now()).is_err()));
        }
    }

    #[test]
    fn expiry_and_rotation() {
        let old = TokenKeys::new([7; 32], None);
        let token = old.mint(&facts());
        let at = |t: &str| t.parse::<Timestamp>().unwrap();
        assert_eq!(old.verify(&token, &facts(), at("2026-06-01T23:59:59Z")), Ok(()));
        assert_eq!(old.verify(&token, &facts(), at("2026-06-02T00:00:00Z")), Err(TokenError::Expired));
        let rotated = TokenKeys::new([8; 32], Some([7; 32]));
        assert_eq!(rotated.verify(&token, &facts(), now()), Ok(()));
        assert_ne!(rotated.mint(&facts()), token);
        assert_eq!(TokenKeys::new([8; 32], None).verify(&token, &facts(), now()), Err(TokenError::Forged));
    }
}
