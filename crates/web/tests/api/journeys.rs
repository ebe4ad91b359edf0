//! Reading journeys, beginning them, and the faults of what is sent.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use regie_app::settings::blueprints::BlueprintForm;
use regie_app::testing::TestApp;
use regie_domain::blueprint::Words;
use serde_json::json as body;

use super::support::Site;
use super::{Along, Program, fine, problem};

#[tokio::test]
async fn a_journey_is_begun_read_listed_and_found() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let new = body!({
        "title": "Loodgieter", "text": "Wie betaalt de rekening?", "channel": "phone",
        "name": "Anja de Wit", "email": "anja@example.net", "phone": "06 00 00 00 78",
    });
    let begun = program.post("/api/v1/journeys", &new).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
    let journey = fine(&begun);
    let id = journey["id"].as_str().unwrap().to_owned();
    assert_eq!(begun.headers["location"], format!("/api/v1/journeys/{id}"));
    assert_eq!(begun.headers["etag"], format!("\"{}\"", journey["version"]));
    assert_eq!(journey["title"], "Loodgieter");
    assert_eq!(journey["ball"]["holderTeamId"], site.city.kcc.team.team.to_string());
    assert_eq!(journey["state"], "open");
    site.test.drain().await;
    let one = format!("/api/v1/journeys/{id}");
    let said = fine(&program.get(&format!("{one}/contacts")).await);
    assert_eq!(said["items"][0]["text"], "Wie betaalt de rekening?");
    for part in ["promises", "handovers", "legs", "questions", "updates", "tasks", "visits", "way", "events"] {
        let list = fine(&program.get(&format!("{one}/{part}")).await);
        assert!(list["items"].is_array(), "{part}");
    }
    // The receipt of the blueprint went out, and the record says who began it.
    let updates = fine(&program.get(&format!("{one}/updates")).await);
    assert_eq!(updates["items"][0]["about"], "receipt");
    let events = fine(&program.get(&format!("{one}/events")).await);
    assert_eq!(events["items"][0]["door"], "api");
    assert_eq!(events["items"][0]["actor"]["teamId"], site.city.kcc.team.team.to_string());
    let list = fine(&program.get("/api/v1/journeys?state=open").await);
    assert_eq!(list["items"][0]["id"], id);
    assert!(fine(&program.get("/api/v1/journeys?state=closed").await)["items"].as_array().unwrap().is_empty());
    for question in ["0600000078", "Anja", "rekening", journey["reference"].as_str().unwrap()] {
        let found = fine(&program.get(&format!("/api/v1/search?query={question}")).await);
        assert_eq!(found["items"][0]["journey"]["id"], id, "{question}");
    }
    let customer = journey["customerId"].as_str().unwrap();
    let person = fine(&program.get(&format!("/api/v1/customers/{customer}")).await);
    assert_eq!(person["records"][0]["name"], "Anja de Wit");
    assert_eq!(person["journeys"][0]["id"], id);
    // Colleagues read by whom.
    fine(&program.post(&format!("{one}/notes"), &body!({ "text": "Uit het zaaksysteem." })).await);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{id}")).await.has("Zaaksysteem");
}

#[tokio::test]
async fn lists_go_on_where_they_stopped() {
    let site = Site::new().await;
    let page = async |program: &mut Program, path: &str| {
        let list = fine(&program.get(path).await);
        let ids = |item: &serde_json::Value| item["id"].as_str().or(item["journeyId"].as_str()).unwrap().to_owned();
        let ids: Vec<String> = list["items"].as_array().unwrap().iter().map(ids).collect();
        (ids, list["next"].as_str().map(str::to_owned))
    };
    // A whole import has one moment of last contact; then some with moments of their own.
    for number in 0..60 {
        site.begin(&format!("p{number}@example.net"), "Loodgieter").await;
        if number >= 55 {
            site.test.clock.advance(jiff::SignedDuration::from_secs(1));
        }
    }
    let mut program = Program::new(&site).await;
    for list in ["/api/v1/journeys", "/api/v1/expectations"] {
        let (first, next) = page(&mut program, list).await;
        assert_eq!(first.len(), 50, "{list}");
        let (second, end) = page(&mut program, &format!("{list}?cursor={}", next.unwrap())).await;
        assert_eq!((second.len(), end), (10, None), "{list}");
        let all: std::collections::BTreeSet<String> = first.into_iter().chain(second).collect();
        assert_eq!(all.len(), 60, "{list}: each once");
    }
    // On the page of members too.
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let shown = agent.get("/journeys").await;
    let next = shown.text().split("after=").nth(1).map(str::to_owned);
    let next = next.and_then(|rest| rest.split('"').next().map(str::to_owned)).unwrap();
    let rest = agent.get(&format!("/journeys?tab=&after={next}")).await;
    assert_eq!(rest.text().matches("data-row>").count(), 10);
}

#[tokio::test]
async fn every_fault_is_named_at_once_and_nothing_is_done() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let wrong = body!({ "title": "", "text": 7, "channel": "pigeon", "extra": true, "email": "nomail" });
    let told = problem(&program.post("/api/v1/journeys", &wrong).await, StatusCode::BAD_REQUEST);
    let mut names: Vec<&str> =
        told["invalidParams"].as_array().unwrap().iter().map(|fault| fault["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["channel", "email", "extra", "text", "title"]);
    // What only the house can judge comes back by field too.
    let nobody = body!({ "title": "Loodgieter", "text": "x", "channel": "web", "email": "no address" });
    let told = problem(&program.post("/api/v1/journeys", &nobody).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "email");
    for query in ["state=gone", "holderTeamId=1", "cursor=now", "colour=blue", "state=open&state=open"] {
        problem(&program.get(&format!("/api/v1/journeys?{query}")).await, StatusCode::BAD_REQUEST);
    }
    problem(&program.get("/api/v1/search").await, StatusCode::BAD_REQUEST);
    for junk in ["", "{", "[]", "\"x\"", "{\"title\":\"a\\u0000b\",\"text\":\"x\",\"channel\":\"web\",\"name\":\"x\"}"]
    {
        let answer = program.ask(Method::POST, "/api/v1/journeys", Body::from(junk), &Along::default()).await;
        problem(&answer, StatusCode::BAD_REQUEST);
    }
    // Files may go along, so it is much that is too much.
    let large = Body::from(vec![b' '; 29 * 1024 * 1024]);
    let answer = program.ask(Method::POST, "/api/v1/journeys", large, &Along::default()).await;
    problem(&answer, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(fine(&program.get("/api/v1/journeys").await)["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn changes_are_followed_without_missing_one() {
    let site = Site::new().await;
    let mut program = Program::new(&site).await;
    let from = fine(&program.get("/api/v1/changes").await)["next"].as_str().unwrap().to_owned();
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let changed = fine(&program.get(&format!("/api/v1/changes?cursor={from}")).await);
    assert_eq!(changed["items"][0]["journeyId"], journey.to_string());
    let next = changed["next"].as_str().unwrap();
    let none = fine(&program.get(&format!("/api/v1/changes?cursor={next}")).await);
    assert!(none["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_shielded_stays_so() {
    let site = Site::new().await;
    let admin = TestApp::who(&site.city.people.administrator);
    let form = BlueprintForm {
        name: Words::new("Schuldhulp", "Debt help"),
        director: site.city.technical.team.team.to_string(),
        restricted: true,
        ..BlueprintForm::of(&site.city.blueprint)
    };
    let blueprint = site.test.app.create_blueprint(&admin, form).await.unwrap();
    let all = ["journeys.read", "journeys.write"];
    let mut own = Program::of(&site, &site.city.technical, &all, false).await;
    let new = body!({
        "title": "Kanarie in de mijn", "text": "Kanarie", "channel": "counter",
        "email": "kanarie@example.net", "blueprintId": blueprint.to_string(),
    });
    let begun = fine(&own.post("/api/v1/journeys", &new).await);
    let one = format!("/api/v1/journeys/{}", begun["id"].as_str().unwrap());
    fine(&own.get(&one).await);
    let mut stranger = Program::new(&site).await;
    for path in [one.clone(), format!("{one}/contacts"), format!("{one}/events")] {
        let told = problem(&stranger.get(&path).await, StatusCode::FORBIDDEN);
        assert_eq!(told["code"], "shielded");
    }
    let told = problem(&stranger.post(&format!("{one}/notes"), &body!({ "text": "x" })).await, StatusCode::FORBIDDEN);
    assert_eq!(told["code"], "shielded");
    let list = stranger.get("/api/v1/journeys").await;
    assert_eq!(fine(&list)["shielded"], 1);
    list.lacks("anarie");
    stranger.get("/api/v1/search?query=Kanarie").await.lacks("anarie");
    assert!(fine(&stranger.get("/api/v1/changes?cursor=0").await)["items"].as_array().unwrap().is_empty());
    let customer = format!("/api/v1/customers/{}", begun["customerId"].as_str().unwrap());
    problem(&stranger.get(&customer).await, StatusCode::NOT_FOUND);
    let mut watcher = Program::of(&site, &site.city.kcc, &all, true).await;
    fine(&watcher.get(&one).await);
}
