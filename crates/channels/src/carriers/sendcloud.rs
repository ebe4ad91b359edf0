//! Sendcloud pushes: `parcel_status_changed`, signed by HMAC-SHA-256 over the body with the secret of the integration,
//! in hexadecimal.

use regie_app::shipments::ShipmentSaid;
use regie_domain::codes::ShipmentStatus as S;
use serde::Deserialize;

use super::{Pushed, Unreadable, is_tag, tag, unix};

/// The header that holds the signature.
pub const SIGNATURE: &str = "sendcloud-signature";

#[derive(Debug, Deserialize)]
struct Push {
    action: String,
    #[serde(default)]
    timestamp: Option<i64>,
    #[serde(default)]
    carrier_status_change_timestamp: Option<i64>,
    #[serde(default)]
    parcel: Option<Parcel>,
}

#[derive(Debug, Deserialize)]
struct Parcel {
    #[serde(default)]
    tracking_number: Option<String>,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Debug, Deserialize)]
struct Status {
    id: i64,
}

/// Whether a signature is by this secret, over these very bytes.
#[must_use]
pub fn is_signed(secret: &str, signature: &str, body: &[u8]) -> bool {
    bytes(signature.trim()).is_some_and(|given| is_tag(secret, &given, body))
}

/// Signs a body as Sendcloud does.
#[must_use]
pub fn sign(secret: &str, body: &[u8]) -> String {
    tag(secret, body).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok()).collect()
}

/// Reads what was pushed.
///
/// # Errors
/// When it is no push of Sendcloud.
pub fn read(body: &[u8]) -> Result<Pushed, Unreadable> {
    let push: Push = serde_json::from_slice(body).map_err(|_| Unreadable)?;
    let sent_at = push.timestamp.and_then(unix);
    let parcel = push.parcel.filter(|_| push.action == "parcel_status_changed");
    let said = parcel.and_then(|parcel| {
        let tracking = parcel.tracking_number.filter(|number| !number.trim().is_empty())?;
        let id = parcel.status?.id;
        let at = push.carrier_status_change_timestamp.and_then(unix).or(sent_at);
        let moment = at.map(|at| at.as_millisecond()).unwrap_or_default();
        let event = format!("{tracking} {id} {moment}");
        Some(ShipmentSaid { source: String::new(), event, tracking, status: status(id)?, at, signed: true })
    });
    Ok(Pushed { said, sent_at })
}

/// What a status of Sendcloud means; nothing for what says nothing of where it is.
fn status(id: i64) -> Option<S> {
    Some(match id {
        // Picked up by the driver.
        22 => S::Accepted,
        // To, at and from the sorting centre; customs; en route; waiting at a pick-up point until it is collected.
        3 | 5 | 7 | 12 | 91 | 62989 | 62990 => S::InTransit,
        92 => S::OutForDelivery,
        // Delivered, or collected by the receiver.
        11 | 93 => S::Delivered,
        // Delayed, not sorted, not collected from the sender, another day.
        4 | 6 | 15 | 62994 => S::Delayed,
        // Nobody there, cannot be delivered, exception, address invalid.
        8 | 80 | 62996 | 62997 => S::Exception,
        // Refused by the receiver, returned to the sender.
        62991 | 62992 => S::Returned,
        _ => return None,
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    /// The shape of the documentation, with an invented parcel.
    fn body(id: i64) -> Vec<u8> {
        serde_json::json!({
            "action": "parcel_status_changed",
            "timestamp": 1_552_486_200_000_i64,
            "carrier_status_change_timestamp": 1_552_486_020_000_i64,
            "parcel": {
                "id": 1, "name": "S. Voorbeeld", "city": "Voorbeeldstad", "tracking_number": "3SVOOR0000001",
                "status": { "id": id, "message": "Delivered" },
                "shipment": { "id": 8, "name": "Standard" }, "order_number": "ORD-1"
            }
        })
        .to_string()
        .into_bytes()
    }

    #[test]
    fn a_push_is_read_into_the_normal_form() {
        let pushed = read(&body(11)).unwrap();
        let said = pushed.said.unwrap();
        assert_eq!((said.tracking.as_str(), said.status, said.signed), ("3SVOOR0000001", S::Delivered, true));
        assert_eq!(
            said.at.unwrap().to_string(),
            "2019-03-13T14:07:00Z",
            "when the carrier saw it, not when it was sent"
        );
        assert_eq!(pushed.sent_at.unwrap().to_string(), "2019-03-13T14:10:00Z");
        for (id, status) in [
            (3, S::InTransit),
            (12, S::InTransit),
            (22, S::Accepted),
            (15, S::Delayed),
            (92, S::OutForDelivery),
            (4, S::Delayed),
            (62992, S::Returned),
        ] {
            assert_eq!(read(&body(id)).unwrap().said.unwrap().status, status, "{id}");
        }
        // A label, a request to cancel, another address: nothing of where it is.
        for id in [1, 13, 999, 1_000, 1_001, 1_337, 1_999, 2_000, 62_993, 62_995] {
            assert_eq!(read(&body(id)).unwrap().said, None, "{id}");
        }
    }

    #[test]
    fn what_says_nothing_of_where_it_is_is_no_word_and_what_is_none_is_refused() {
        assert_eq!(read(&body(1000)).unwrap().said, None);
        assert_eq!(read(br#"{"action":"integration_updated","timestamp":1}"#).unwrap().said, None);
        assert_eq!(read(b"{}").unwrap_err(), Unreadable);
        assert_eq!(read(b"[1").unwrap_err(), Unreadable);
    }

    #[test]
    fn a_signature_is_over_these_very_bytes() {
        let body = body(11);
        let good = sign("geheim", &body);
        assert!(is_signed("geheim", &good, &body));
        let mut spaced = body.clone();
        spaced.push(b' ');
        for (secret, signature, bytes) in [
            ("geheim", good.as_str(), &spaced),
            ("anders", &good, &body),
            ("geheim", "", &body),
            ("geheim", &good[..62], &body),
            ("geheim", &"é".repeat(32), &body),
        ] {
            assert!(!is_signed(secret, signature, bytes));
        }
    }
}
