//! What came in and is on no journey: what waits, where it goes, and that one decision counts.

use axum::http::StatusCode;
use serde_json::{Value, json as body};

use super::support::Site;
use super::{Along, Program, fine, problem};

async fn mail(site: &Site, from: &str, subject: &str, text: &str) {
    let raw = format!(
        "From: Buur <{from}>\r\nTo: kcc@example.org\r\nSubject: {subject}\r\nMessage-ID: <{}@example.net>\r\n\
         Date: Mon, 5 Feb 2018 09:00:00 +0100\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        site.test.app.ports.uuid()
    );
    site.test.app.keep_raw(&["kcc@example.org".to_owned()], Some(from), raw.as_bytes()).await.unwrap();
    regie_channels::email::intake::place_pending(&site.test.app).await.unwrap();
    site.test.drain().await;
}

/// A journey, and a stranger's mail that names it.
async fn stranger(site: &Site) -> (String, Program, Value) {
    let id = site.begin("anja@example.net", "Kosten van de loodgieter").await;
    let reference = site.journey(id).await.reference;
    mail(site, "buur@example.net", &format!("Over {reference}"), "Ik woon ernaast.").await;
    let mut program = Program::new(site).await;
    let list = fine(&program.get("/api/v1/arrivals?kind=confirm").await);
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
    (id.to_string(), program, list["items"][0].clone())
}

#[tokio::test]
async fn what_waits_is_put_where_it_belongs_once() {
    let site = Site::new().await;
    let (journey, mut program, waits) = stranger(&site).await;
    assert_eq!((&waits["state"], &waits["why"]), (&body!("waiting"), &body!("not_a_participant")));
    assert_eq!((&waits["from"], &waits["fromName"]), (&body!("buur@example.net"), &body!("Buur")));
    assert_eq!((&waits["suggestedJourneyId"], &waits["teamId"]), (&body!(journey), &body!(site.city.kcc.team.team)));
    let one = format!("/api/v1/arrivals/{}", waits["id"].as_str().unwrap());
    assert!(fine(&program.get(&one).await)["text"].as_str().unwrap().contains("Ik woon ernaast."));
    let source = program.get(&format!("{one}/source")).await;
    assert_eq!(source.status, StatusCode::OK);
    source.has("Subject: Over ");
    let here = body!({ "journeyId": journey, "takePart": true });
    let joined = fine(&program.post(&format!("{one}/joins"), &here).await);
    assert_eq!((&joined["state"], &joined["journeyId"]), (&body!("placed"), &body!(journey)));
    // The same decision is told as it stands; another is refused.
    assert_eq!(fine(&program.post(&format!("{one}/joins"), &here).await)["contactId"], joined["contactId"]);
    let told = problem(&program.post(&format!("{one}/journeys"), &body!({})).await, StatusCode::CONFLICT);
    assert_eq!(told["code"], "decided-before");
    problem(&program.post(&format!("{one}/voidings"), &body!({})).await, StatusCode::CONFLICT);
    let people = fine(&program.get(&format!("/api/v1/journeys/{journey}/participants")).await);
    assert_eq!(people["items"].as_array().unwrap().len(), 2);
    assert!(fine(&program.get("/api/v1/arrivals").await)["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_waits_begins_a_journey_or_is_set_aside_and_brought_back() {
    let site = Site::new().await;
    let (journey, mut program, waits) = stranger(&site).await;
    let one = format!("/api/v1/arrivals/{}", waits["id"].as_str().unwrap());
    assert_eq!(fine(&program.post(&format!("{one}/voidings"), &body!({})).await)["state"], "void");
    assert_eq!(fine(&program.post(&format!("{one}/voidings"), &body!({})).await)["state"], "void");
    assert_eq!(fine(&program.post(&format!("{one}/unvoidings"), &body!({})).await)["state"], "waiting");
    assert_eq!(fine(&program.post(&format!("{one}/unvoidings"), &body!({})).await)["state"], "waiting");
    let along = Along { key: Some("begin"), ..Along::default() };
    let begun = fine(&program.post_with(&format!("{one}/journeys"), &body!({}), &along).await);
    assert_ne!(begun["journeyId"], journey.as_str());
    let again = fine(&program.post_with(&format!("{one}/journeys"), &body!({}), &along).await);
    assert_eq!(again["journeyId"], begun["journeyId"]);
    // Another team's program neither sees nor decides what is not there.
    let nothing = "/api/v1/arrivals/0190a1b2-0000-7000-8000-000000000000";
    problem(&program.get(nothing).await, StatusCode::NOT_FOUND);
    problem(&program.post(&format!("{nothing}/voidings"), &body!({})).await, StatusCode::NOT_FOUND);
    problem(&program.get("/api/v1/arrivals?kind=lost").await, StatusCode::BAD_REQUEST);
}
