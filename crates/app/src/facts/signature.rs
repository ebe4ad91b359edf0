//! Whether a system signed a report: as Standard Webhooks say, over id, moment and body, or over the body alone. The bytes
//! that came are judged, never what was read of them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use regie_domain::fact::{FactDoor, FactSigning};
use regie_store::hex;
use ring::hmac;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Delivery;
use super::settings::FACT;
use crate::App;
use crate::cti::SECRET_PREFIX;
use crate::error::{AppError, Result};
use crate::secrets;

/// How far the time of a signature may lie from ours.
const FRESH: SignedDuration = SignedDuration::from_mins(5);
/// So many signatures of one report are looked at.
const MOST_SIGNATURES: usize = 8;
/// The longest id of a report, in bytes.
const LONGEST_ID: usize = 200;

/// Says whether a report is signed with a secret of the door; gives its id, where that is signed too.
///
/// # Errors
/// [`AppError::Denied`], always with the same word: who has no secret learns nothing.
pub(super) fn check(app: &App, door: &FactDoor, delivery: Delivery<'_>) -> Result<Option<String>> {
    let wrong = || AppError::Denied("signature");
    let header = |name: &str| {
        let mut all = delivery.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        // Said twice it says nothing.
        all.next().filter(|_| all.next().is_none())
    };
    let now = app.ports.clock.machine();
    match &door.signing {
        FactSigning::Standard => {
            let id = header("webhook-id").filter(|id| !id.is_empty() && id.len() <= LONGEST_ID).ok_or_else(wrong)?;
            let moment = header("webhook-timestamp").ok_or_else(wrong)?;
            let at = moment.parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok()).ok_or_else(wrong)?;
            // Freshness is judged by the machine's clock; a demo's business clock may stand elsewhere.
            if now.duration_since(at).abs() > FRESH {
                return Err(wrong());
            }
            let signed = [id.as_bytes(), b".", moment.as_bytes(), b".", delivery.body].concat();
            let given = header("webhook-signature").ok_or_else(wrong)?.split_whitespace().take(MOST_SIGNATURES);
            let given: Vec<Vec<u8>> =
                given.filter_map(|part| STANDARD.decode(part.strip_prefix("v1,")?).ok()).collect();
            let key = |plain: &str| STANDARD.decode(plain.strip_prefix(SECRET_PREFIX)?).ok();
            if verifies(app, door, now, key, &signed, &given) { Ok(Some(id.to_owned())) } else { Err(wrong()) }
        }
        FactSigning::Body { header: name } => {
            let given = tag(header(name).ok_or_else(wrong)?).ok_or_else(wrong)?;
            let key = |plain: &str| Some(plain.as_bytes().to_vec());
            if verifies(app, door, now, key, delivery.body, &[given]) { Ok(None) } else { Err(wrong()) }
        }
    }
}

/// Whether one of the secrets that are good now made one of these signatures.
fn verifies(
    app: &App,
    door: &FactDoor,
    now: Timestamp,
    key: impl Fn(&str) -> Option<Vec<u8>>,
    signed: &[u8],
    given: &[Vec<u8>],
) -> bool {
    door.good(now).any(|secret| {
        let bytes = secrets::open(&app.config, FACT, &secret.sealed).ok().and_then(|plain| key(&plain));
        let key = bytes.map(|bytes| hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        key.is_some_and(|key| given.iter().any(|tag| hmac::verify(&key, signed, tag).is_ok()))
    })
}

/// A signature as systems write it: hexadecimal or base64, with `sha256=` before it or not.
fn tag(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let text = text.strip_prefix("sha256=").unwrap_or(text);
    let digits = |at: usize| text.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return (0..64).step_by(2).map(digits).collect();
    }
    STANDARD.decode(text).ok()
}

/// The id of a report whose id is not signed: what a CloudEvent says of itself, else what it says at all. A header that anybody
/// could change does not count.
pub(super) fn own_id(report: &Value, body: &[u8]) -> String {
    let said = |name: &str| report.get(name).and_then(Value::as_str).filter(|said| !said.is_empty());
    match (said("specversion"), said("source"), said("id")) {
        (Some(_), Some(source), Some(id)) => format!("{source} {id}"),
        _ => hex(&Sha256::digest(body)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_signature_is_read_as_systems_write_it() {
        let bytes = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"k"), b"body").as_ref().to_vec();
        let (six, sixty) = (hex(&bytes), STANDARD.encode(&bytes));
        for text in
            [six.clone(), six.to_uppercase(), format!("sha256={six}"), sixty.clone(), format!(" sha256={sixty} ")]
        {
            assert_eq!(tag(&text), Some(bytes.clone()), "{text}");
        }
        assert_ne!(tag(""), Some(bytes.clone()));
        assert_eq!(tag("sha256=é"), None);
    }

    #[test]
    fn a_report_without_a_signed_id_is_known_by_what_it_says() {
        let event = json!({"specversion": "1.0", "source": "/billing", "id": "a1"});
        assert_eq!(own_id(&event, b"x"), "/billing a1");
        let other = json!({"id": "a1"});
        assert_ne!(own_id(&other, b"x"), own_id(&other, b"y"));
    }
}
