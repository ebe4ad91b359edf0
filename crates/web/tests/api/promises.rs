//! Legal terms, and what customers were told last.

use axum::http::StatusCode;
use serde_json::json as body;

use super::support::Site;
use super::{Program, fine, problem};

#[tokio::test]
async fn a_legal_term_stands_still_and_runs_again() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let blueprint = format!("/api/v1/blueprints/{}", site.city.blueprint.id);
    let file = fine(&program.get(&blueprint).await);
    let mut content = file["content"].clone();
    content["legal"] = body!({ "basis": "application", "weeks": 8 });
    let changed = body!({ "version": file["version"], "content": content });
    fine(&program.post(&format!("{blueprint}/revisions"), &changed).await);
    let journey = site.begin("anja@example.net", "Kosten terug").await;
    let one = format!("/api/v1/journeys/{journey}");
    let term = fine(&program.get(&format!("{one}/legal-term")).await)["term"].clone();
    assert_eq!((&term["basis"], &term["weeks"]), (&body!("application"), &body!(8)));
    assert!(term["lastDay"].is_string() && term["stillFrom"].is_null());
    let wrong = body!({ "ground": "force_majeure", "countsFrom": "soon" });
    problem(&program.post(&format!("{one}/legal-pauses"), &wrong).await, StatusCode::BAD_REQUEST);
    problem(&program.post(&format!("{one}/legal-resumptions"), &body!({})).await, StatusCode::CONFLICT);
    let pause = body!({ "ground": "force_majeure", "text": "Onze systemen liggen stil." });
    fine(&program.post(&format!("{one}/legal-pauses"), &pause).await);
    let term = fine(&program.get(&format!("{one}/legal-term")).await)["term"].clone();
    assert!(term["stillFrom"].is_string() && term["lastDay"].is_null(), "{term}");
    fine(&program.post(&format!("{one}/legal-resumptions"), &body!({})).await);
    let term = fine(&program.get(&format!("{one}/legal-term")).await)["term"].clone();
    assert!(term["lastDay"].is_string(), "{term}");
    let without = site.begin("bram@example.net", "Lantaarn").await;
    assert!(fine(&program.get(&format!("/api/v1/journeys/{without}/legal-term")).await)["term"].is_object());
}

#[tokio::test]
async fn what_did_not_arrive_was_told_at_no_moment() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    site.test.mail.fail_permanently("anja@example.net");
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    site.write(journey, "U hoort het.", Some(super::support::result("2018-02-19T16:00:00Z")), &[]).await;
    let one = format!("/api/v1/journeys/{journey}");
    let states = |updates: &serde_json::Value| {
        let all = updates["items"].as_array().unwrap();
        all.iter().map(|update| update["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let updates = fine(&program.get(&format!("{one}/updates")).await);
    assert!(states(&updates).iter().all(|state| state != "sent"), "{updates}");
    let told = fine(&program.get(&one).await)["expectation"].clone();
    assert_eq!((&told["by"], &told["toldAt"]), (&body!("2018-02-19T16:00:00Z"), &body!(null)), "{told}");
    let list = fine(&program.get("/api/v1/expectations").await);
    assert!(list["items"][0]["expectation"]["toldAt"].is_null(), "{list}");
    let brief = fine(&program.get(&format!("{one}/brief")).await);
    let line = brief["lines"].as_array().unwrap().iter().find(|line| line["kind"] == "told").unwrap().clone();
    assert!(line["at"].is_null(), "{brief}");
    // What does arrive has its moment.
    let other = site.begin("bram@example.net", "Lantaarn").await;
    site.write(other, "U hoort het.", Some(super::support::result("2018-02-19T16:00:00Z")), &[]).await;
    let told = fine(&program.get(&format!("/api/v1/journeys/{other}")).await)["expectation"].clone();
    assert!(told["toldAt"].is_string(), "{told}");
}

#[tokio::test]
async fn what_customers_were_told_last_stands_in_one_list() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let mut program = Program::new(&site).await;
    site.write(journey, "U hoort het.", Some(super::support::result("2018-02-19T16:00:00Z")), &[]).await;
    let list = fine(&program.get("/api/v1/expectations").await);
    let one = &list["items"][0];
    assert_eq!(one["journeyId"], journey.to_string());
    assert_eq!(
        (&one["expectation"]["by"], &one["expectation"]["stands"]),
        (&body!("2018-02-19T16:00:00Z"), &body!(true))
    );
    assert!(list["next"].is_null());
    problem(&program.get("/api/v1/expectations?cursor=soon").await, StatusCode::BAD_REQUEST);
    let mut writer = Program::with(&site, &["journeys.write"], false).await;
    problem(&writer.get("/api/v1/expectations").await, StatusCode::FORBIDDEN);
}
