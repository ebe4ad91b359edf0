//! Improvements and topics by programs: who may, what is registered before it starts, and no member anywhere.

use axum::http::StatusCode;
use serde_json::json as body;

use super::support::Site;
use super::{Along, Program, fine, problem};

/// A journey with a signal, by a program of the contact centre.
async fn signalled(site: &Site) -> (String, String) {
    let mut desk = Program::new(site).await;
    let new = body!({ "title": "Put", "text": "De put loopt over.", "channel": "phone", "email": "anja@example.net" });
    let journey = fine(&desk.post("/api/v1/journeys", &new).await)["id"].as_str().unwrap().to_owned();
    site.test.drain().await;
    let one = format!("/api/v1/journeys/{journey}");
    let signal = body!({ "ownerTeamId": site.city.kcc.team.team.to_string(), "reason": "no_mandate" });
    fine(&desk.post(&format!("{one}/signals"), &signal).await);
    let all = fine(&desk.get(&format!("{one}/signals")).await);
    (journey, all["items"][0]["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_program_that_watches_registers_a_change_before_it_starts_and_reads_the_verdict() {
    let site = Site::new().await;
    let (journey, signal) = signalled(&site).await;
    let scopes = ["journeys.read", "journeys.write"];
    let mut program = Program::with(&site, &scopes, true).await;
    let source = body!({ "kind": "signal", "journeyId": journey, "of": signal });
    let new =
        body!({ "title": "Zelf betalen", "ownerTeamId": site.city.kcc.team.team.to_string(), "sources": [source] });
    let along = Along { key: Some("improvement-1"), ..Along::default() };
    let made = program.post_with("/api/v1/improvements", &new, &along).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = fine(&made);
    assert_eq!((&made["step"], &made["title"]), (&body!("gathered"), &body!("Zelf betalen")));
    assert_eq!(fine(&program.post_with("/api/v1/improvements", &new, &along).await)["id"], made["id"]);
    let one = format!("/api/v1/improvements/{}", made["id"].as_str().unwrap());
    let noted = fine(&program.post(&format!("{one}/findings"), &body!({ "found": "Wie wacht, belt." })).await);
    assert_eq!((&noted["step"], &noted["findings"][0]["text"]), (&body!("investigated"), &body!("Wie wacht, belt.")));

    let trial = |starts: &str, size: f64| {
        body!({
            "what": "De balie betaalt zelf.", "over": { "blueprintId": site.city.blueprint.id.to_string() },
            "gauge": "chasers", "aim": "lower", "size": size, "starts": starts, "ends": "2018-09-03",
        })
    };
    let told =
        problem(&program.post(&format!("{one}/trials"), &trial("2018-03-05", 0.0)).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "size");
    let late = program.post(&format!("{one}/trials"), &trial("2017-01-02", 1.0)).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    let tried = fine(&program.post(&format!("{one}/trials"), &trial("2018-03-05", 1.5)).await);
    assert_eq!((&tried["step"], &tried["trial"]["size"]), (&body!("tried"), &body!(1.5)));
    assert_eq!(tried["verdict"], body!(null));
    site.test.clock.set("2018-09-03T09:00:00[Europe/Amsterdam]");
    site.test.drain().await;
    // Its token is over by then.
    let mut program = Program::with(&site, &scopes, true).await;
    let judged = fine(&program.get(&one).await);
    assert_eq!(judged["verdict"]["verdict"], "cannot_tell");
    assert_eq!(judged["verdict"]["by"], "too_little");
    let done = fine(&program.post(&format!("{one}/announcements"), &body!({ "nl": "De balie betaalt zelf." })).await);
    assert_eq!(done["done"]["nl"], "De balie betaalt zelf.");
    let listed = fine(&program.get("/api/v1/improvements").await);
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["step"]), (&made["id"], &body!("measured")));
    for member in site.city.people.all() {
        assert!(!judged.to_string().contains(&member.id.to_string()), "teams, and no members");
    }
}

#[tokio::test]
async fn a_program_of_a_team_reads_its_own_and_registers_nothing() {
    let site = Site::new().await;
    let (journey, signal) = signalled(&site).await;
    let mut watches = Program::with(&site, &["journeys.read", "journeys.write"], true).await;
    let source = body!({ "kind": "signal", "journeyId": journey, "of": signal });
    let new =
        body!({ "title": "Zelf betalen", "ownerTeamId": site.city.kcc.team.team.to_string(), "sources": [source] });
    let id = fine(&watches.post("/api/v1/improvements", &new).await)["id"].as_str().unwrap().to_owned();
    let one = format!("/api/v1/improvements/{id}");
    let mut own = Program::with(&site, &["journeys.read", "journeys.write"], false).await;
    assert_eq!(fine(&own.get(&one).await)["id"], id.as_str());
    problem(&own.post("/api/v1/improvements", &new).await, StatusCode::FORBIDDEN);
    problem(&own.post(&format!("{one}/stops"), &body!({ "why": "Het mag niet." })).await, StatusCode::FORBIDDEN);
    let mut other = Program::of(&site, &site.city.claims, &["journeys.read"], false).await;
    problem(&other.get(&one).await, StatusCode::NOT_FOUND);
    assert_eq!(fine(&other.get("/api/v1/improvements").await)["items"], body!([]));
    let mut settings = Program::with(&site, &["settings.read"], false).await;
    problem(&settings.get("/api/v1/improvements").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn topics_are_read_with_their_words_and_examples() {
    let site = Site::new().await;
    let mut program = Program::with(&site, &["settings.read"], false).await;
    let all = fine(&program.get("/api/v1/topics").await);
    let first = &all["items"][0];
    assert!(all["items"].as_array().unwrap().len() > 3 && !first["keywords"].as_array().unwrap().is_empty(), "{all}");
    let one = format!("/api/v1/topics/{}", first["key"].as_str().unwrap());
    assert_eq!(&fine(&program.get(&one).await), first);
    problem(&program.get("/api/v1/topics/own_99").await, StatusCode::NOT_FOUND);
    let mut reader = Program::with(&site, &["journeys.read"], false).await;
    problem(&reader.get("/api/v1/topics").await, StatusCode::FORBIDDEN);
}
