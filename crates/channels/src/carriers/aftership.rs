//! AfterShip pushes: `tracking_update`, signed by HMAC-SHA-256 over the body with the secret of the webhook, in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use regie_app::shipments::ShipmentSaid;
use regie_domain::codes::ShipmentStatus as S;
use serde::Deserialize;

use super::{Pushed, Unreadable, is_tag, tag, unix};

/// The header that holds the signature.
pub const SIGNATURE: &str = "aftership-hmac-sha256";

#[derive(Debug, Deserialize)]
struct Push {
    event: String,
    #[serde(default)]
    event_id: Option<String>,
    #[serde(default)]
    ts: Option<i64>,
    #[serde(default)]
    msg: Option<Tracking>,
}

#[derive(Debug, Deserialize)]
struct Tracking {
    #[serde(default)]
    tracking_number: Option<String>,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    subtag: Option<String>,
    #[serde(default)]
    checkpoints: Vec<Checkpoint>,
}

#[derive(Debug, Deserialize)]
struct Checkpoint {
    #[serde(default)]
    checkpoint_time: Option<String>,
}

/// Whether a signature is by this secret, over these very bytes.
#[must_use]
pub fn is_signed(secret: &str, signature: &str, body: &[u8]) -> bool {
    STANDARD.decode(signature.trim()).is_ok_and(|given| is_tag(secret, &given, body))
}

/// Signs a body as AfterShip does.
#[must_use]
pub fn sign(secret: &str, body: &[u8]) -> String {
    STANDARD.encode(tag(secret, body))
}

/// Reads what was pushed.
///
/// # Errors
/// When it is no push of AfterShip.
pub fn read(body: &[u8]) -> Result<Pushed, Unreadable> {
    let push: Push = serde_json::from_slice(body).map_err(|_| Unreadable)?;
    let sent_at = push.ts.and_then(unix);
    let msg = push.msg.filter(|_| push.event == "tracking_update");
    let said = msg.and_then(|msg| {
        let tracking = msg.tracking_number.filter(|number| !number.trim().is_empty())?;
        let (tag, subtag) = (msg.tag.unwrap_or_default(), msg.subtag.unwrap_or_default());
        let status = status(&tag, &subtag)?;
        // The last checkpoint is what is told; its moment may lack an offset, and then is not used.
        let seen = msg.checkpoints.last().and_then(|last| last.checkpoint_time.as_deref());
        let at = seen.and_then(|text| text.parse::<Timestamp>().ok()).or(sent_at);
        let event = push.event_id.unwrap_or_else(|| format!("{tracking} {tag} {subtag} {at:?}"));
        Some(ShipmentSaid { source: String::new(), event, tracking, status, at, signed: true })
    });
    Ok(Pushed { said, sent_at })
}

/// What a tag of AfterShip means, and where it says more, its subtag.
fn status(tag: &str, subtag: &str) -> Option<S> {
    Some(match (tag, subtag) {
        (_, "Exception_004" | "Exception_005" | "Exception_016" | "Exception_017" | "Exception_019") => S::Delayed,
        (_, "Exception_003" | "Exception_010" | "Exception_011") => S::Returned,
        (_, "Exception_012") => S::Damaged,
        // Lost, or destroyed: it does not come.
        (_, "Exception_013" | "Exception_021") => S::Lost,
        (_, "InTransit_002") => S::Accepted,
        // What waits at a pick-up point is on its way until it is collected.
        ("InTransit" | "AvailableForPickup", _) => S::InTransit,
        ("OutForDelivery", _) => S::OutForDelivery,
        ("Delivered", _) => S::Delivered,
        ("AttemptFail" | "Exception", _) => S::Exception,
        _ => return None,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    /// The shape of the documentation, with an invented parcel.
    fn body(tag: &str, subtag: &str) -> Vec<u8> {
        serde_json::json!({
            "ts": 1_552_486_200, "event": "tracking_update", "event_id": "7b0a1b1e-5f8c-4f3a-9d3e-000000000001",
            "is_tracking_first_tag": true,
            "msg": {
                "id": "p1", "slug": "example", "tracking_number": "JVGL0000001", "tag": tag, "subtag": subtag,
                "checkpoints": [
                    { "checkpoint_time": "2019-03-12T08:00:00+01:00", "tag": "InTransit" },
                    { "checkpoint_time": "2019-03-13T15:07:00+01:00", "tag": tag }
                ]
            }
        })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn a_push_is_read_into_the_normal_form() {
        let said = read(&body("Delivered", "Delivered_001")).unwrap().said.unwrap();
        assert_eq!((said.tracking.as_str(), said.status), ("JVGL0000001", S::Delivered));
        assert_eq!(said.at.unwrap().to_string(), "2019-03-13T14:07:00Z");
        assert_eq!(said.event, "7b0a1b1e-5f8c-4f3a-9d3e-000000000001");
        for (tag, subtag, status) in [
            ("Exception", "Exception_012", S::Damaged),
            ("Exception", "Exception_013", S::Lost),
            ("Exception", "Exception_011", S::Returned),
            ("Exception", "Exception_005", S::Delayed),
            ("AttemptFail", "AttemptFail_001", S::Exception),
            ("Exception", "Exception_019", S::Delayed),
            ("Exception", "Exception_021", S::Lost),
            ("AvailableForPickup", "AvailableForPickup_001", S::InTransit),
            ("InTransit", "InTransit_007", S::InTransit),
        ] {
            assert_eq!(read(&body(tag, subtag)).unwrap().said.unwrap().status, status, "{subtag}");
        }
    }

    #[test]
    fn what_says_nothing_of_where_it_is_is_no_word_and_what_is_none_is_refused() {
        assert_eq!(read(&body("InfoReceived", "InfoReceived_001")).unwrap().said, None);
        assert_eq!(read(br#"{"event":"edd_revise","ts":1}"#).unwrap().said, None);
        assert_eq!(read(b"null").unwrap_err(), Unreadable);
    }

    #[test]
    fn a_signature_is_over_these_very_bytes() {
        let body = body("Delivered", "");
        let good = sign("geheim", &body);
        assert!(is_signed("geheim", &good, &body));
        assert!(!is_signed("anders", &good, &body) && !is_signed("geheim", "", &body));
        assert!(!is_signed("geheim", &good, &[body.as_slice(), b"\n"].concat()));
    }
}
