//! Signatures as Standard Webhooks say: over id, moment and body, by a shared secret (`v1`) or by the private half of a pair
//! (`v1a`). While a secret is replaced both sign, so that a receiver can take its time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use regie_domain::webhook::{WebhookEndpoint, WebhookScheme, WebhookSecret};
use ring::signature::{Ed25519KeyPair, KeyPair as _};

use crate::App;
use crate::cti;
use crate::error::{AppError, Result};
use crate::secrets;

/// The purpose under which secrets of endpoints are encrypted.
pub const WEBHOOK: &str = "webhook";
/// How long the secret before still signs, beside the new one.
pub const OVERLAP: SignedDuration = SignedDuration::from_hours(24);
/// What begins the private half of a pair.
const PRIVATE_PREFIX: &str = "whsk_";
/// What begins the public half.
const PUBLIC_PREFIX: &str = "whpk_";
/// How many bytes a secret has.
const BYTES: usize = 32;

/// A secret that was just made.
#[derive(Debug, Clone)]
pub struct Fresh {
    /// What the receiver needs: the secret itself, shown once, or the public half.
    pub shown: String,
    /// As it is kept.
    pub secret: WebhookSecret,
}

/// Makes a secret.
///
/// # Errors
/// When it cannot be encrypted.
pub fn fresh(app: &App, scheme: WebhookScheme) -> Result<Fresh> {
    let bytes: [u8; BYTES] = app.ports.bytes();
    let (plain, public) = match scheme {
        WebhookScheme::Hmac => (format!("{}{}", cti::SECRET_PREFIX, STANDARD.encode(bytes)), String::new()),
        WebhookScheme::Ed25519 => {
            let pair = pair_of(&bytes)?;
            let public = format!("{PUBLIC_PREFIX}{}", STANDARD.encode(pair.public_key().as_ref()));
            (format!("{PRIVATE_PREFIX}{}", STANDARD.encode(bytes)), public)
        }
    };
    let sealed = secrets::seal(&app.config, &app.ports, WEBHOOK, &plain).map_err(unusable)?;
    let shown = if public.is_empty() { plain } else { public.clone() };
    let secret = WebhookSecret { sealed, public, made_at: app.ports.clock.machine(), ends_at: None };
    Ok(Fresh { shown, secret })
}

/// The signatures of a message, one for each secret that signs at a moment of the machine's clock.
///
/// # Errors
/// When a secret cannot be read: the installation's own secret was changed.
pub fn signatures(app: &App, endpoint: &WebhookEndpoint, id: &str, at: Timestamp, body: &[u8]) -> Result<String> {
    let seconds = at.as_second().to_string();
    let mut all = Vec::new();
    for secret in endpoint.signing(at) {
        let plain = secrets::open(&app.config, WEBHOOK, &secret.sealed).map_err(unusable)?;
        all.push(one(&plain, id, &seconds, body)?);
    }
    Ok(all.join(" "))
}

fn one(plain: &str, id: &str, seconds: &str, body: &[u8]) -> Result<String> {
    let Some(private) = plain.strip_prefix(PRIVATE_PREFIX) else {
        return cti::sign(plain, id, seconds, body).ok_or_else(damaged);
    };
    let pair = pair_of(&STANDARD.decode(private).map_err(|_| damaged())?)?;
    let signed = [id.as_bytes(), b".", seconds.as_bytes(), b".", body].concat();
    Ok(format!("{},{}", WebhookScheme::Ed25519.code(), STANDARD.encode(pair.sign(&signed).as_ref())))
}

fn pair_of(seed: &[u8]) -> Result<Ed25519KeyPair> {
    Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| damaged())
}

fn unusable(error: secrets::SecretError) -> AppError {
    AppError::Unusable(error.to_string())
}

fn damaged() -> AppError {
    AppError::Unusable("a secret of a webhook has another form".to_owned())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use ring::signature::{ED25519, UnparsedPublicKey};

    use super::*;

    #[test]
    fn the_public_half_of_a_pair_judges_what_the_private_half_signed() {
        let seed = [7; BYTES];
        let public = pair_of(&seed).unwrap().public_key().as_ref().to_vec();
        let private = format!("{PRIVATE_PREFIX}{}", STANDARD.encode(seed));
        let signature = one(&private, "m1", "1700000000", b"{}").unwrap();
        let bytes = STANDARD.decode(signature.strip_prefix("v1a,").unwrap()).unwrap();
        let key = UnparsedPublicKey::new(&ED25519, public);
        key.verify(b"m1.1700000000.{}", &bytes).unwrap();
        assert!(key.verify(b"m2.1700000000.{}", &bytes).is_err());
        assert!(key.verify(b"m1.1700000000.{} ", &bytes).is_err());
    }

    #[test]
    fn a_shared_secret_signs_as_standard_webhooks_do() {
        // Reckoned by another program: HMAC-SHA256 with 24 zero bytes as the secret.
        let secret = format!("whsec_{}", STANDARD.encode([0; 24]));
        let signature = one(&secret, "m1", "1700000000", b"{}").unwrap();
        assert_eq!(signature, "v1,8bL+ivnTZdGGGoX/WTBgwdF5uZD/UuWUbwDNrANAUDc=");
        assert!(one("geheim", "m1", "1700000000", b"{}").is_err());
    }
}
