//! The brief of a journey for programs: the same lines as on the pages; and the mark of a question that was asked before.

use serde_json::json as body;

use super::support::Site;
use super::{Program, fine};

#[tokio::test]
async fn a_program_reads_what_is_known_already_and_corrects_a_repeat() {
    let site = Site::new().await;
    let mut desk = Program::new(&site).await;
    let new = body!({ "title": "Loodgieter", "text": "Wie betaalt?", "channel": "phone", "email": "anja@example.net" });
    let journey = fine(&desk.post("/api/v1/journeys", &new).await);
    site.test.drain().await;
    let one = format!("/api/v1/journeys/{}", journey["id"].as_str().unwrap());
    let asks = body!({ "text": "Wat is uw rekeningnummer?", "question": {
        "items": [{ "label": "Rekeningnummer", "kind": "iban", "required": true }] } });
    let asked = desk.post(&format!("{one}/messages"), &asks).await;
    fine(&asked);
    let brief = fine(&desk.get(&format!("{one}/brief")).await);
    let lines = brief["lines"].as_array().unwrap();
    assert!((1..=5).contains(&lines.len()), "{brief}");
    let waits = lines.iter().find(|line| line["kind"] == "asked").unwrap_or_else(|| panic!("{brief}"));
    assert_eq!((&waits["state"], &waits["reference"]), (&body!("open"), &journey["reference"]));
    assert!(lines.iter().any(|line| line["kind"] == "told"), "{brief}");
    let question = waits["subjectId"].as_str().unwrap().to_owned();
    fine(&desk.post(&format!("{one}/questions/{question}/repeat-marks"), &body!({ "repeats": true })).await);
    let listed = fine(&desk.get(&format!("{one}/questions")).await);
    assert_eq!(listed["items"][0]["repeats"], true);
}
