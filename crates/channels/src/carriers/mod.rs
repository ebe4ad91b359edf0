//! Parcel carriers: what they push, each with its own signature, and what they are asked. All of it becomes one normal form,
//! [`ShipmentSaid`]; what it does is decided where every command is.

pub mod aftership;
pub mod poll;
pub mod sendcloud;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use regie_app::shipments::{Heard, ShipmentSaid};
use regie_app::{App, AppError};
use regie_domain::actor::Door;
use regie_domain::carrier::FeedKind;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

/// How old what is pushed may be: who pushes tries again for days.
const FRESH: SignedDuration = SignedDuration::from_hours(72);
/// How far ahead of our clock another's may be.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// What became of what was pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was noted, or waits for the shipment to be registered.
    Kept,
    /// The same came before, and had its effect then.
    Before,
    /// It is no word about where a shipment stands: of a kind, or with a status, that says nothing to us.
    Aside,
}

/// What a push says: nothing where it is of another kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The word about a shipment.
    pub said: Option<ShipmentSaid>,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

/// What cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the body is not what this sender sends")]
pub struct Unreadable;

/// The header in which a sender signs.
#[must_use]
pub fn signature_header(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Aftership => aftership::SIGNATURE,
        _ => sendcloud::SIGNATURE,
    }
}

/// What reads the body of a push.
type Reader = fn(&[u8]) -> Result<Pushed, Unreadable>;

/// Takes what was pushed. When this returns, it is kept: the sender may be told so. `signature` gives a header by its name.
///
/// # Errors
/// [`AppError::Denied`] for a feed that is not there, a signature that is not by its secret over these very bytes, or what
/// was sent too long ago; [`AppError::Invalid`] for what cannot be read; what the store says. Nothing is kept then.
pub async fn take(app: &App, feed: Uuid, signature: impl Fn(&str) -> String, body: &[u8]) -> Result<Taken, AppError> {
    let (found, secret) = app.carrier_feed(feed).await?;
    let wrong = || AppError::Denied("signature");
    if !found.kind.pushes() {
        return Err(wrong());
    }
    let given = signature(signature_header(found.kind));
    let (signed, read): (bool, Reader) = match found.kind {
        FeedKind::Aftership => (aftership::is_signed(&secret, &given, body), aftership::read),
        _ => (sendcloud::is_signed(&secret, &given, body), sendcloud::read),
    };
    if !signed {
        return Err(wrong());
    }
    let pushed = read(body).map_err(|_| AppError::invalid("body", "invalid-form"))?;
    // Freshness is judged by the machine's clock; a demo's business clock may stand elsewhere.
    let now = app.ports.clock.machine();
    if pushed.sent_at.is_some_and(|at| now.duration_since(at) > FRESH || at.duration_since(now) > AHEAD) {
        return Err(wrong());
    }
    let Some(said) = pushed.said else { return Ok(Taken::Aside) };
    let said = ShipmentSaid { source: feed.to_string(), ..said };
    match app.shipment_fact(Door::Api, said).await {
        Ok(Heard::Before) => Ok(Taken::Before),
        Ok(Heard::Nothing) => Ok(Taken::Aside),
        Ok(Heard::Noted(_) | Heard::Early) => Ok(Taken::Kept),
        // A number that is none is nobody's shipment.
        Err(AppError::Invalid(_)) => Ok(Taken::Aside),
        Err(error) => Err(error),
    }
}

/// A moment in seconds since 1970, or, where it is that large, in thousandths of them.
fn unix(number: i64) -> Option<Timestamp> {
    if number.abs() > 100_000_000_000 {
        Timestamp::from_millisecond(number).ok()
    } else {
        Timestamp::from_second(number).ok()
    }
}

/// The HMAC-SHA-256 of a body by a secret; a key may have any length.
fn tag(secret: &str, body: &[u8]) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return Vec::new() };
    mac.update(body);
    mac.finalize().into_bytes().to_vec()
}

/// Whether that is what was given. A feed without a secret takes nothing.
fn is_tag(secret: &str, given: &[u8], body: &[u8]) -> bool {
    !secret.is_empty() && bool::from(tag(secret, body).ct_eq(given))
}
