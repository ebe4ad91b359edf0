//! Who is let in: a token is shown once, ends, is renewed, is refused, and never gives more than its scopes and teams.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use jiff::SignedDuration;
use serde_json::json as body;

use super::support::Site;
use super::{Along, Program, fine, problem};

#[tokio::test]
async fn an_administrator_makes_a_token_that_is_shown_once() {
    let site = Site::new().await;
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    admin.get("/settings/api").await.has("Nog geen programma gebruikt de API");
    let page = admin.get("/settings/api/new").await;
    let team = site.city.kcc.team.team.to_string();
    let empty = admin.submit(&page, "/settings/api/new", &[("name", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("name", "Facturering"),
        ("teams", team.as_str()),
        ("scopes", "journeys.read"),
        ("days", "30"),
        ("active", "yes"),
    ];
    let made = admin.submit(&page, "/settings/api/new", &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text());
    let text = made.text();
    let token = format!("rgt_{}", text.split("rgt_").nth(1).unwrap().split([' ', '<']).next().unwrap());
    let is_id = |rest: &&str| rest.get(..36).is_some_and(|id| regie_domain::ids::TeamId::parse(id).is_ok());
    let id = text.split("/settings/api/").find(is_id).unwrap()[..36].to_owned();
    let mut program = Program { token: token.clone(), ..Program::with(&site, &["journeys.read"], false).await };
    fine(&program.get("/api/v1/journeys").await);
    // Shown once, kept nowhere, and its use is seen.
    let shown = admin.get(&format!("/settings/api/{id}")).await;
    shown.lacks("rgt_").lacks("nooit");
    admin.get("/settings/audit").await.lacks("rgt_");
    // A new one ends the one before.
    let renewed = admin.submit(&shown, &format!("/settings/api/{id}/token"), &[]).await;
    renewed.has("rgt_").lacks(&token);
    problem(&program.get("/api/v1/journeys").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_a_good_token_nothing_opens() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let good = program.token.clone();
    for wrong in ["", "rgt_", "rgt_00000000000000000000000000000000_AAAA", &good[..good.len() - 1], &format!("{good}A")]
    {
        program.token = wrong.to_owned();
        let told = problem(&program.get("/api/v1/journeys").await, StatusCode::UNAUTHORIZED);
        assert_eq!(told["type"], "/api/reference#unauthorised");
    }
    // The session of a member opens nothing here.
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(agent.get("/api/v1/journeys").await.status, StatusCode::UNAUTHORIZED);
    program.token = good;
    let there = program.get("/api/v1/journeys").await;
    fine(&there);
    assert!(there.headers.get("set-cookie").is_none(), "a program gets no cookies");
}

#[tokio::test]
async fn a_token_ends() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    site.test.clock.advance(SignedDuration::from_hours(24 * 30 - 1));
    fine(&program.get("/api/v1/teams").await);
    site.test.clock.advance(SignedDuration::from_hours(1));
    problem(&program.get("/api/v1/teams").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn scopes_and_teams_bound_what_it_may() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let mut reader = Program::with(&site, &["journeys.read"], false).await;
    let one = format!("/api/v1/journeys/{journey}");
    fine(&reader.get(&one).await);
    let told = problem(&reader.post(&format!("{one}/notes"), &body!({ "text": "x" })).await, StatusCode::FORBIDDEN);
    assert_eq!(told["code"], "scope");
    problem(&reader.get("/api/v1/teams").await, StatusCode::FORBIDDEN);
    // Who made a promise is for who may know; the team is for everybody.
    let mut auditor = Program::with(&site, &["journeys.read", "audit.read"], false).await;
    site.write(journey, "U hoort het.", Some(super::support::result("2018-02-19T16:00:00Z")), &[]).await;
    let made = |page: &super::Page| {
        let list = fine(page);
        let promise = list["items"].as_array().unwrap().iter().find(|one| one["what"] == "result").unwrap().clone();
        assert_eq!(promise["ownerTeamId"], site.city.kcc.team.team.to_string());
        promise["memberId"].clone()
    };
    assert!(made(&reader.get(&format!("{one}/promises")).await).is_null());
    assert_eq!(made(&auditor.get(&format!("{one}/promises")).await), site.city.people.kcc_agent.id.to_string());
    let member = site.city.people.kcc_agent.id.to_string();
    let events = reader.get(&format!("{one}/events")).await;
    fine(&events);
    events.lacks(&member);
    auditor.get(&format!("{one}/events")).await.has(&member);
}

#[tokio::test]
async fn what_is_no_address_or_no_method_is_a_problem_too() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    problem(&program.get("/api/v1/nothing").await, StatusCode::NOT_FOUND);
    problem(&program.get("/api/v1/journeys/").await, StatusCode::NOT_FOUND);
    problem(&program.get("/api/v1/journeys/not-an-id").await, StatusCode::NOT_FOUND);
    let wrong = program.ask(Method::DELETE, "/api/v1/journeys", Body::empty(), &Along::default()).await;
    problem(&wrong, StatusCode::METHOD_NOT_ALLOWED);
}
