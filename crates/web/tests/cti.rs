//! The door for telephone systems over HTTP, what its calls show, and the settings of both.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use support::Site;
use support::telephone::{GATEWAY, connect, report};

/// An administrator connects the telephone system through the pages: its path and its secret.
async fn connected(site: &Site) -> (String, String) {
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    admin.get("/settings/telephone").await.has("Er is nog geen koppeling");
    // No team is chosen beforehand: the first of the alphabet is nobody's wish.
    let page = admin.get("/settings/telephone/new").await;
    page.has("<option value=\"\" selected>Kies een team</option>");
    let none = admin.submit(&page, "/settings/telephone/new", &[("name", "Centrale"), ("team", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", none.text());
    let (path, secret) = connect(site, &mut admin).await;
    // It is shown once.
    let shown = admin.get(&path.replace("/cti/", "/settings/telephone/")).await;
    shown.lacks("whsec_").has("Er is nog niets gemeld").has("outside-hours, text)").lacks("Kies een team");
    (path, secret)
}

#[tokio::test]
async fn a_call_that_rings_leads_to_the_note_with_the_number_filled_in() {
    let site = Site::new().await;
    let (path, secret) = connected(&site).await;
    let at = (path.as_str(), secret.as_str());
    let body = r#"{"event":"new","call":"a","number":"+31 6 00000078"}"#;
    assert_eq!(report(&site, at, "1", body).await.status, StatusCode::OK);
    report(&site, at, "1", body).await.has("kept-before");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let work = agent.get("/work").await;
    work.has("Belt nu").has("06 00 00 00 78");
    let link = work.text().split("href=\"/calls/new?").nth(1).unwrap().split('"').next().unwrap().replace("&#38;", "&");
    let page = agent.get(&format!("/calls/new?{}", link.replace("&amp;", "&"))).await;
    page.has("value=\"06 00 00 00 78\"");
    let fields = [("number", "06 00 00 00 78"), ("text", "De put is vol.")];
    let noted = agent.submit(&page, "/calls/new", &fields).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text());
    agent.get("/calls/now").await.lacks("06 00 00 00 78");
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    admin.get(&path.replace("/cti/", "/settings/telephone/")).await.has("nieuw gesprek");
}

#[tokio::test]
async fn what_is_not_signed_or_cannot_be_read_is_refused_as_a_program_reads_it() {
    let site = Site::new().await;
    let (path, secret) = connected(&site).await;
    let at = (path.as_str(), secret.as_str());
    let wrong = report(&site, (&path, "whsec_AAAA"), "1", "{}").await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let nowhere = report(&site, ("/cti/geen", &secret), "1", "{}").await;
    assert_eq!(nowhere.status, StatusCode::FORBIDDEN);
    let junk = report(&site, at, "2", r#"{"event":"new","call":"a","moment":"2001-01-01T00:00:00Z"}"#).await;
    assert_eq!(junk.status, StatusCode::BAD_REQUEST);
    junk.has("\"moment\"");
}

#[tokio::test]
async fn a_closed_door_waits_among_what_is_to_be_placed() {
    let site = Site::new().await;
    let (path, secret) = connected(&site).await;
    site.test.clock.set("2018-02-05T20:03:00Z");
    let body = r#"{"event":"outside-hours","call":"a","number":"0600000078"}"#;
    assert_eq!(report(&site, (&path, &secret), "1", body).await.status, StatusCode::OK);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let list = agent.get("/arrivals").await;
    list.has("Gebeld buiten openingstijd").has("06 00 00 00 78");
    let page = list.text().split("href=\"/arrivals/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let page = format!("/arrivals/{page}");
    let shown = agent.get(&page).await;
    shown.has("Gebeld toen het team gesloten was");
    let begun = agent.submit(&shown, &format!("{page}/open"), &[]).await;
    agent.follow(&begun).await.has("Gebeld buiten openingstijd");
}

#[tokio::test]
async fn the_gateway_is_set_up_tried_and_held_by_the_one_switch() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    let page = admin.get("/settings/sms").await;
    let broken: Vec<(&str, &str)> =
        GATEWAY.iter().map(|(name, value)| (*name, if *name == "body" { "geen json" } else { *value })).collect();
    let wrong = admin.submit(&page, "/settings/sms", &broken).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = admin.submit(&page, "/settings/sms", &GATEWAY).await;
    let page = admin.follow(&saved).await;
    page.has("Sms vertrekt").lacks("geheim\"");
    let tried = admin.submit(&page, "/settings/sms/test", &[("number", "06 00000078")]).await;
    tried.has("HTTP 200");
    let posted = site.test.http.posted();
    assert_eq!(posted[0].headers[1], ("Authorization".to_owned(), "Bearer geheim".to_owned()));
    let page = admin.get("/settings/sms").await;
    let out = admin.submit(&page, "/settings/sms/out", &[("number", "06 12")]).await;
    assert_eq!(out.status, StatusCode::UNPROCESSABLE_ENTITY);
}
