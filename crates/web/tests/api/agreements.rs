//! What was agreed, by programs: one that agrees for a team, and the system that obeys it.

use axum::http::StatusCode;
use regie_app::settings::systems::SystemForm;
use regie_app::testing::TestApp;
use regie_domain::ids::SystemId;
use serde_json::{Value, json as body};

use super::support::Site;
use super::{Along, Program, fine, problem};

/// A system of claims by the name `billing`, and the program that speaks for it.
async fn billing(site: &Site) -> (Program, String) {
    let program = Program::of(site, &site.city.technical, &["holds.check", "holds.write"], false).await;
    let client = program.token.strip_prefix("rgt_").unwrap().split('_').next().unwrap();
    let id: SystemId = site.test.app.ports.id();
    let form = SystemForm {
        code: "billing".into(),
        name: "Facturatie".into(),
        owner: site.city.claims.team.team.to_string(),
        client: uuid::Uuid::parse_str(client).unwrap().to_string(),
        runs: Vec::new(),
        active: true,
    };
    let who = TestApp::who(&site.city.people.administrator);
    site.test.app.put_system(&who, id, 0, form).await.unwrap();
    (program, id.to_string())
}

async fn begun(site: &Site) -> (Program, String) {
    let mut program = Program::new(site).await;
    let new =
        body!({ "title": "Dubbel", "text": "Twee keer betaald.", "channel": "phone", "email": "anja@example.net" });
    let journey = fine(&program.post("/api/v1/journeys", &new).await);
    site.test.drain().await;
    (program, format!("/api/v1/journeys/{}", journey["id"].as_str().unwrap()))
}

fn agreement(site: &Site) -> Value {
    let brief = vec!["Crediteer factuur 884213."; site.city.blueprint.brief.len()];
    body!({
        "wording": "Factuur 884213 geldt als niet verstuurd",
        "text": "Wij hebben dit met u afgesproken.",
        "holds": [{ "system": "billing", "subject": "invoice:884213", "action": "collect", "reason": "our_mistake" }],
        "leg": { "toTeamId": site.city.claims.team.team.to_string(), "ball": "goes", "brief": brief },
        "promise": { "kind": "outcome", "what": "result", "until": "2018-02-19T16:00:00Z" },
    })
}

async fn check(system: &mut Program, subjects: &[&str]) -> Vec<bool> {
    let answers = fine(&system.post("/api/v1/hold-checks", &body!({ "subjects": subjects })).await);
    answers["items"].as_array().unwrap().iter().map(|one| one["held"].as_bool().unwrap()).collect()
}

#[tokio::test]
async fn a_system_asks_acknowledges_and_reports() {
    let site = Site::new().await;
    let (mut system, id) = billing(&site).await;
    let (mut desk, one) = begun(&site).await;
    assert_eq!(check(&mut system, &["invoice:884213"]).await, [false]);
    fine(&desk.post(&format!("{one}/agreements"), &agreement(&site)).await);
    assert_eq!(
        check(&mut system, &["invoice:871006", "invoice:884213"]).await,
        [false, true],
        "in the order of the questions"
    );
    let all = fine(&system.get(&format!("/api/v1/systems/{id}/holds?state=placed")).await);
    let hold = all["items"][0]["id"].as_str().unwrap().to_owned();
    let told = fine(&system.post("/api/v1/hold-checks", &body!({ "subjects": ["invoice:884213"] })).await);
    let held = &told["items"][0];
    assert_eq!((&held["holdId"], &held["holds"][0]["holdId"]), (&body!(hold), &body!(hold)));
    assert_eq!(held["holds"].as_array().unwrap().len(), 1);
    assert_eq!(held["holds"][0]["systemId"], id.as_str());
    assert_eq!(all["latency"]["waiting"], 1);
    let path = format!("/api/v1/holds/{hold}");
    let known = fine(&system.post(&format!("{path}/acknowledgements"), &body!({})).await);
    assert_eq!(known["state"], "acknowledged");
    fine(&system.post(&format!("{path}/acknowledgements"), &body!({})).await);
    let agreed = fine(&desk.get(&format!("{one}/agreements")).await);
    assert_eq!(
        (&agreed["items"][0]["state"], &agreed["items"][0]["holds"][0]["state"]),
        (&body!("standing"), &body!("acknowledged"))
    );

    let earlier = body!({ "what": "letter", "at": "2016-01-01T00:00:00Z" });
    let refused = system.post(&format!("{path}/breaches"), &earlier).await;
    assert_eq!(problem(&refused, StatusCode::CONFLICT)["code"], "breach-before");
    let letter = body!({ "what": "letter", "evidence": "Herinnering van 4 september", "at": "2018-02-05T07:00:00Z" });
    let once = Along { key: Some("letter-1"), ..Along::default() };
    fine(&system.post_with(&format!("{path}/breaches"), &letter, &once).await);
    fine(&system.post_with(&format!("{path}/breaches"), &letter, &once).await);
    let breaches = fine(&desk.get(&format!("{one}/breaches")).await);
    assert_eq!((breaches["items"].as_array().unwrap().len(), &breaches["items"][0]["what"]), (1, &body!("letter")));
    let signals = fine(&desk.get("/api/v1/signals").await);
    let signal = signals["items"][0]["id"].as_str().unwrap();
    fine(
        &desk.post(&format!("{one}/signals/{signal}/lines"), &body!({ "text": "De batch vraagt het niet na." })).await,
    );
    let lines = fine(&desk.get(&format!("{one}/signals")).await);
    assert_eq!(lines["items"][0]["lines"].as_array().unwrap().len(), 1);

    fine(&system.post(&format!("{path}/releases"), &body!({ "reason": "fulfilled", "text": "Gecrediteerd." })).await);
    assert_eq!(check(&mut system, &["invoice:884213"]).await, [false]);
    let withdrawn = system.post(&format!("{path}/releases"), &body!({ "reason": "withdrawn" })).await;
    assert_eq!(problem(&withdrawn, StatusCode::CONFLICT)["code"], "not-your-hold");
}

#[tokio::test]
async fn what_cannot_be_asked_is_named_and_nothing_is_answered() {
    let site = Site::new().await;
    let (mut system, _) = billing(&site).await;
    let wrong = body!({ "subjects": ["invoice:884213", "Jansen", "invoice:jansen"] });
    let told = problem(&system.post("/api/v1/hold-checks", &wrong).await, StatusCode::BAD_REQUEST);
    let names: Vec<&str> =
        told["invalidParams"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["subjects.1", "subjects.2"]);
    // A system that another program, or nobody, speaks for is none of its own.
    let app = &site.test.app;
    let form = SystemForm {
        code: "ledger".into(),
        name: "Grootboek".into(),
        owner: site.city.claims.team.team.to_string(),
        active: true,
        ..SystemForm::default()
    };
    app.put_system(&TestApp::who(&site.city.people.administrator), app.ports.id(), 0, form).await.unwrap();
    let other = body!({ "system": "ledger", "subjects": ["invoice:884213"] });
    let told = problem(&system.post("/api/v1/hold-checks", &other).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "system");
    let none = body!({ "subjects": [] });
    problem(&system.post("/api/v1/hold-checks", &none).await, StatusCode::BAD_REQUEST);
    let many: Vec<String> = (0..10_001).map(|number| format!("invoice:{number}")).collect();
    let told =
        problem(&system.post("/api/v1/hold-checks", &body!({ "subjects": many })).await, StatusCode::BAD_REQUEST);
    let reason = told["invalidParams"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("10000") && reason.len() < 300, "the rule, and not all that was asked: {reason}");
    let most: Vec<&str> = many[..10_000].iter().map(String::as_str).collect();
    assert_eq!(check(&mut system, &most).await.len(), 10_000);
}

#[tokio::test]
async fn a_program_sees_the_holds_of_its_own_system_only() {
    let site = Site::new().await;
    let (mut system, id) = billing(&site).await;
    let (mut desk, one) = begun(&site).await;
    fine(&desk.post(&format!("{one}/agreements"), &agreement(&site)).await);
    let mut other = Program::of(&site, &site.city.claims, &["holds.check", "holds.write"], false).await;
    problem(&other.get(&format!("/api/v1/systems/{id}/holds")).await, StatusCode::FORBIDDEN);
    let all = fine(&system.get(&format!("/api/v1/systems/{id}/holds")).await);
    let hold = all["items"][0]["id"].as_str().unwrap();
    problem(&other.get(&format!("/api/v1/holds/{hold}")).await, StatusCode::NOT_FOUND);
    problem(&other.post(&format!("/api/v1/holds/{hold}/acknowledgements"), &body!({})).await, StatusCode::NOT_FOUND);
    assert_eq!(fine(&other.get("/api/v1/systems").await)["items"].as_array().unwrap().len(), 0);
    problem(&desk.post(&format!("/api/v1/holds/{hold}/acknowledgements"), &body!({})).await, StatusCode::NOT_FOUND);
    problem(&system.get(&one).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_program_decides_nothing_about_money_and_a_member_approves() {
    let site = Site::new().await;
    billing(&site).await;
    let (mut desk, one) = begun(&site).await;
    let mut costly = agreement(&site);
    costly["amountCents"] = body!(3450);
    // More than anybody may approve is not proposed unawares.
    costly["amountCents"] = body!(500_000_000);
    let beyond = desk.post(&format!("{one}/agreements"), &costly).await;
    assert_eq!(problem(&beyond, StatusCode::CONFLICT)["code"], "nobody-approves");
    assert_eq!(fine(&desk.get(&format!("{one}/agreements")).await)["items"], body!([]));
    costly["amountCents"] = body!(3450);
    fine(&desk.post(&format!("{one}/agreements"), &costly).await);
    let agreed = fine(&desk.get(&format!("{one}/agreements")).await);
    let id = agreed["items"][0]["id"].as_str().unwrap();
    assert_eq!(
        (&agreed["items"][0]["state"], agreed["items"][0]["holds"].as_array().unwrap().len()),
        (&body!("proposed"), 0)
    );
    let own = desk.post(&format!("{one}/agreements/{id}/approvals"), &body!({})).await;
    assert_eq!(problem(&own, StatusCode::CONFLICT)["code"], "own-agreement");
    let refused = body!({ "reason": "Eerst uitzoeken.", "text": "Wij zoeken het eerst uit." });
    fine(&desk.post(&format!("{one}/agreements/{id}/refusals"), &refused).await);
    let agreed = fine(&desk.get(&format!("{one}/agreements")).await);
    assert_eq!(agreed["items"][0]["state"], "refused");
    let mut nowhere = agreement(&site);
    nowhere["holds"][0]["system"] = body!("unknown");
    let told = problem(&desk.post(&format!("{one}/agreements"), &nowhere).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "holds.0.system");
}
