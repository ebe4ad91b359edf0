//! Secrets at rest, tokens in links, and marks that only this installation can make.
//!
//! What must only be recognised again (an address for a cap, a mail that came before) is kept as such a mark: the row holds
//! nothing personal and may outlive an erasure.
//!
//! Mail passwords and refresh tokens stand in the directory as `v1:` text: AES-256-GCM under a key that is derived from
//! the installation's secret for one purpose. A database alone opens none of them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use regie_store::hex;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::Config;
use crate::ports::Ports;

/// Passwords, client secrets and refresh tokens of mailboxes.
pub const MAILBOX: &str = "mailbox";

/// The form of a secret at rest that this version writes.
const VERSION: &str = "v1:";
/// What is kept of a mark where it only has to tell values apart: 128 bits.
const VEILED_BYTES: usize = 16;
/// A token in a link: 128 bits.
const TOKEN_BYTES: usize = 16;
/// The same as text: base64url without padding.
const TOKEN_CHARS: usize = 22;

/// Why a secret at rest cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// Not in a form that this version knows.
    #[error("the stored secret has a form that this version does not know")]
    Form,
    /// Made with another installation secret, for another purpose, or changed since.
    #[error("the stored secret was made with another installation secret, or was damaged: enter it again")]
    Key,
}

/// Encrypts a secret for one purpose. The same secret looks different every time.
///
/// # Errors
/// Only for a text of many gigabytes.
pub fn seal(config: &Config, ports: &Ports, purpose: &str, plain: &str) -> Result<String, SecretError> {
    let nonce: [u8; NONCE_LEN] = ports.bytes();
    let mut bytes = plain.as_bytes().to_vec();
    key(&config.secret, purpose)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose.as_bytes()), &mut bytes)
        .map_err(|_| SecretError::Form)?;
    Ok(format!("{VERSION}{}", STANDARD_NO_PAD.encode([&nonce[..], &bytes].concat())))
}

/// Decrypts a secret, made with the present installation secret or the one before it.
///
/// # Errors
/// [`SecretError`], in words that say what to do.
pub fn open(config: &Config, purpose: &str, sealed: &str) -> Result<String, SecretError> {
    let text = sealed.strip_prefix(VERSION).ok_or(SecretError::Form)?;
    let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| SecretError::Form)?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN).ok_or(SecretError::Form)?;
    for secret in std::iter::once(&config.secret).chain(&config.previous_secret) {
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SecretError::Form)?;
        let mut bytes = sealed.to_vec();
        if let Ok(plain) = key(secret, purpose)?.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut bytes) {
            return String::from_utf8(plain.to_vec()).map_err(|_| SecretError::Form);
        }
    }
    Err(SecretError::Key)
}

/// Whether a text is a secret at rest rather than one that somebody just typed.
#[must_use]
pub fn is_sealed(text: &str) -> bool {
    text.starts_with(VERSION)
}

/// A fresh token for a link, and the hash that is kept of it.
#[must_use]
pub fn token(ports: &Ports) -> (String, [u8; 32]) {
    let token = URL_SAFE_NO_PAD.encode(ports.bytes::<TOKEN_BYTES>());
    let hash = Sha256::digest(token.as_bytes()).into();
    (token, hash)
}

/// The hash under which a token is kept; nothing for what cannot be a token.
#[must_use]
pub fn hash_of(token: &str) -> Option<[u8; 32]> {
    let fits =
        token.len() == TOKEN_CHARS && URL_SAFE_NO_PAD.decode(token).is_ok_and(|bytes| bytes.len() == TOKEN_BYTES);
    fits.then(|| Sha256::digest(token.as_bytes()).into())
}

/// A mark over some parts that only this installation can make, for one purpose. Parts cannot run into each other.
#[must_use]
pub fn mark(config: &Config, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    mark_with(&config.secret, purpose, parts)
}

/// The forms under which a value is kept that must only be recognised again, never read: the one to keep, then the one of
/// the secret before. Without the installation's secret nobody can try out values.
#[must_use]
pub fn veiled(config: &Config, purpose: &str, value: &str) -> Vec<String> {
    let secrets = std::iter::once(&config.secret).chain(&config.previous_secret);
    secrets.map(|secret| hex(&mark_with(secret, purpose, &[value.as_bytes()])[..VEILED_BYTES])).collect()
}

/// As [`veiled`], for an address: however it is spelled, it is the same.
#[must_use]
pub fn veiled_address(config: &Config, address: &str) -> Vec<String> {
    veiled(config, "address", &address.trim().to_lowercase())
}

/// The form of [`veiled`] that is kept.
#[must_use]
pub fn veil(config: &Config, purpose: &str, value: &str) -> String {
    hex(&mark(config, purpose, &[value.as_bytes()])[..VEILED_BYTES])
}

/// The form of [`veiled_address`] that is kept.
#[must_use]
pub fn veil_address(config: &Config, address: &str) -> String {
    veil(config, "address", &address.trim().to_lowercase())
}

/// Whether a mark was made here, with the present secret or the one before it. Takes the same time for every wrong one.
#[must_use]
pub fn is_marked(config: &Config, purpose: &str, parts: &[&[u8]], given: &[u8]) -> bool {
    let mut good = mark_with(&config.secret, purpose, parts).ct_eq(given);
    if let Some(previous) = &config.previous_secret {
        good |= mark_with(previous, purpose, parts).ct_eq(given);
    }
    good.into()
}

/// Whether two byte strings are equal, without telling by the time it takes where they differ.
#[must_use]
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

fn key(secret: &[u8; 32], purpose: &str) -> Result<LessSafeKey, SecretError> {
    let bytes = mark_with(secret, "secret at rest", &[purpose.as_bytes()]);
    UnboundKey::new(&AES_256_GCM, &bytes).map(LessSafeKey::new).map_err(|_| SecretError::Key)
}

fn mark_with(secret: &[u8; 32], purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret));
    for part in std::iter::once(&purpose.as_bytes()).chain(parts) {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    let mut mark = [0; 32];
    mark.copy_from_slice(context.sign().as_ref());
    mark
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ports::PlainAddresses;
    use crate::testing::{BEGIN, HttpBin, MailBin, ManualClock, TestEntropy};

    fn config(secret: u8, previous: Option<u8>) -> Config {
        Config {
            public_url: "https://regie.example.org".into(),
            secret: [secret; 32],
            previous_secret: previous.map(|byte| [byte; 32]),
        }
    }

    fn ports() -> Ports {
        Ports {
            clock: Arc::new(ManualClock::at(BEGIN)),
            entropy: Arc::new(TestEntropy::seeded(1)),
            mail: Arc::new(MailBin::default()),
            addresses: Arc::new(PlainAddresses),
            http: Arc::new(HttpBin::default()),
            social: crate::social::SocialChannels::default(),
        }
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_secret_and_purpose_only() {
        let (other, config, ports) = (config(2, None), config(1, None), ports());
        let sealed = seal(&config, &ports, MAILBOX, "wachtwoord é").unwrap();
        assert!(is_sealed(&sealed) && !sealed.contains("wachtwoord"));
        assert_ne!(seal(&config, &ports, MAILBOX, "wachtwoord é").unwrap(), sealed);
        assert_eq!(open(&config, MAILBOX, &sealed).unwrap(), "wachtwoord é");
        assert_eq!(open(&config, "other", &sealed), Err(SecretError::Key));
        assert_eq!(open(&other, MAILBOX, &sealed), Err(SecretError::Key));
        for junk in ["", "v1:", "v1:AAAA", "v2:AAAA", "wachtwoord", "v1:é"] {
            assert!(open(&config, MAILBOX, junk).is_err(), "{junk}");
        }
        for at in VERSION.len()..sealed.len() {
            let mut changed = sealed.clone();
            let other = if &sealed[at..=at] == "A" { "B" } else { "A" };
            changed.replace_range(at..=at, other);
            assert!(open(&config, MAILBOX, &changed).is_err(), "letter {at}");
        }
    }

    #[test]
    fn after_the_secret_was_changed_old_ones_still_open() {
        let sealed = seal(&config(1, None), &ports(), MAILBOX, "geheim").unwrap();
        assert_eq!(open(&config(2, Some(1)), MAILBOX, &sealed).unwrap(), "geheim");
    }

    #[test]
    fn a_token_is_found_by_its_hash_and_nothing_else_is_one() {
        let ports = ports();
        let (token, hash) = super::token(&ports);
        assert_eq!(token.len(), TOKEN_CHARS);
        assert_eq!(hash_of(&token), Some(hash));
        assert_ne!(super::token(&ports).0, token);
        for junk in ["", "kort", &"a".repeat(23), &"!".repeat(22), &format!("{token}=")] {
            assert_eq!(hash_of(junk), None, "{junk}");
        }
    }

    #[test]
    fn a_veiled_value_is_recognised_after_the_secret_was_changed_and_by_nobody_else() {
        let old = veiled_address(&config(1, None), "Anna@example.net ");
        let now = veiled_address(&config(2, Some(1)), "anna@EXAMPLE.net");
        assert_eq!((old.len(), now.len(), &old[0]), (1, 2, &now[1]));
        assert_ne!(now[0], now[1]);
        assert_eq!(veil(&config(2, None), "address", "anna@example.net"), now[0]);
        assert_ne!(veil(&config(2, None), "mail", "anna@example.net"), now[0]);
        assert!(!now[0].contains("anna") && now[0].len() == 32);
    }

    #[test]
    fn a_mark_holds_for_its_purpose_and_parts() {
        let old = config(1, None);
        let made = mark(&old, "form", &[b"ab", b"c"]);
        assert!(is_marked(&old, "form", &[b"ab", b"c"], &made));
        assert!(is_marked(&config(2, Some(1)), "form", &[b"ab", b"c"], &made));
        assert!(!is_marked(&old, "form", &[b"a", b"bc"], &made));
        assert!(!is_marked(&old, "other", &[b"ab", b"c"], &made));
        assert!(!is_marked(&old, "form", &[b"ab", b"c"], &made[..31]));
        assert!(same(b"a", b"a") && !same(b"a", b"ab"));
    }
}
