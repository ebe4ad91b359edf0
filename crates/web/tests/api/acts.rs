//! Acting: the story `reimbursement` by programs of three teams, keys that make a repeat harmless, and guards.

use axum::http::StatusCode;
use serde_json::{Value, json as body};

use super::support::Site;
use super::{Along, Program, fine, problem};

const BOTH: [&str; 2] = ["journeys.read", "journeys.write"];

/// A journey of the contact centre.
async fn begun(site: &Site) -> (Program, String) {
    let mut program = Program::new(site).await;
    let new = body!({ "title": "Loodgieter", "text": "Wie betaalt?", "channel": "phone", "email": "anja@example.net" });
    let journey = fine(&program.post("/api/v1/journeys", &new).await);
    site.test.drain().await;
    (program, format!("/api/v1/journeys/{}", journey["id"].as_str().unwrap()))
}

fn first<'a>(list: &'a Value, field: &str, value: &str) -> &'a Value {
    list["items"].as_array().unwrap().iter().find(|one| one[field] == value).unwrap_or_else(|| panic!("{list}"))
}

#[tokio::test]
async fn a_journey_goes_from_the_first_word_to_its_end() {
    let site = Site::new().await;
    let (mut desk, one) = begun(&site).await;
    let mut technical = Program::of(&site, &site.city.technical, &BOTH, false).await;
    // A complete answer, with its promise.
    let answer = body!({
        "text": "Stuur ons de rekening. U hoort het uiterlijk 19 februari. Dit kost u niets.",
        "complete": true,
        "promise": { "kind": "outcome", "what": "result", "until": "2018-02-19T16:00:00Z", "costCents": 0 },
    });
    let after = fine(&desk.post(&format!("{one}/messages"), &answer).await);
    assert_eq!(after["expectation"]["by"], "2018-02-19T16:00:00Z");
    fine(&desk.post(&format!("{one}/notes"), &body!({ "text": "De put liep vaker over." })).await);
    // Handed over: it counts when it is accepted.
    let to = site.city.technical.team.team.to_string();
    let brief = vec!["Rioolverstopping: wie betaalt de loodgieter?"; site.city.blueprint.brief.len()];
    let offer = body!({ "toTeamId": to, "ball": "goes", "brief": brief });
    let offered = fine(&desk.post(&format!("{one}/handovers"), &offer).await);
    assert_eq!(offered["ball"]["holderTeamId"], site.city.kcc.team.team.to_string());
    let offers = fine(&technical.get(&format!("{one}/handovers")).await);
    let handover = first(&offers, "state", "pending")["id"].as_str().unwrap().to_owned();
    // The giver cannot accept for the receiver.
    problem(&desk.post(&format!("{one}/handovers/{handover}/acceptances"), &body!({})).await, StatusCode::CONFLICT);
    let accepted = fine(&technical.post(&format!("{one}/handovers/{handover}/acceptances"), &body!({})).await);
    assert_eq!(accepted["ball"]["holderTeamId"], to);
    let again = technical.post(&format!("{one}/handovers/{handover}/acceptances"), &body!({})).await;
    let refused = problem(&again, StatusCode::CONFLICT);
    assert_eq!(refused["code"], "already-accepted");
    // A leg never ends in silence.
    let legs = fine(&technical.get(&format!("{one}/legs")).await);
    let leg = first(&legs, "state", "open")["id"].as_str().unwrap().to_owned();
    let silent = body!({ "outcome": "solved", "text": "  " });
    problem(&technical.post(&format!("{one}/legs/{leg}/completions"), &silent).await, StatusCode::BAD_REQUEST);
    let done = body!({ "outcome": "solved", "text": "Het riool van de gemeente was verstopt." });
    let back = fine(&technical.post(&format!("{one}/legs/{leg}/completions"), &done).await);
    assert_eq!(back["ball"]["holderTeamId"], site.city.kcc.team.team.to_string());
    // A question, its answer, the outcome, the end.
    let question = body!({
        "text": "Wat is uw rekeningnummer?",
        "question": { "items": [{ "label": "Rekeningnummer", "kind": "iban", "required": true }] },
    });
    let asked = fine(&desk.post(&format!("{one}/messages"), &question).await);
    assert!(asked["ball"]["holderTeamId"].is_null());
    let questions = fine(&desk.get(&format!("{one}/questions")).await);
    let id = first(&questions, "state", "open")["id"].as_str().unwrap();
    let told = body!({ "channel": "phone", "text": "NL13TEST0123456789", "answersQuestionId": id });
    fine(&desk.post(&format!("{one}/contacts"), &told).await);
    let outcome = body!({ "outcome": "solved", "text": "U krijgt het geld terug." });
    let proposed = fine(&desk.post(&format!("{one}/outcomes"), &outcome).await);
    assert_eq!(proposed["proposal"]["outcome"], "solved");
    site.test.drain().await;
    let closed = fine(&desk.post(&format!("{one}/confirmations"), &body!({})).await);
    assert_eq!((closed["state"].as_str(), closed["endedHow"].as_str()), (Some("closed"), Some("confirmed")));
    let promises = fine(&desk.get(&format!("{one}/promises")).await);
    assert_eq!(first(&promises, "what", "result")["state"], "kept");
    let reopened = fine(&desk.post(&format!("{one}/reopenings"), &body!({})).await);
    assert_eq!(reopened["state"], "open");
}

#[tokio::test]
async fn the_same_key_has_one_effect_and_belongs_to_one_body() {
    let site = Site::new().await;
    let (mut program, one) = begun(&site).await;
    let new = body!({ "title": "Lantaarn", "text": "Hij brandt niet.", "channel": "web", "name": "Bram" });
    let along = Along { key: Some("begin-1"), ..Along::default() };
    let first = fine(&program.post_with("/api/v1/journeys", &new, &along).await);
    let second = program.post_with("/api/v1/journeys", &new, &along).await;
    assert_eq!(second.status, StatusCode::CREATED);
    assert_eq!(fine(&second)["id"], first["id"]);
    let other = body!({ "title": "Lantaarn", "text": "Hij brandt wel.", "channel": "web", "name": "Bram" });
    let told = program.post_with("/api/v1/journeys", &other, &along).await;
    problem(&told, StatusCode::UNPROCESSABLE_ENTITY);
    let note = body!({ "text": "Gezien." });
    let along = Along { key: Some("note-1"), ..Along::default() };
    let before = fine(&program.post_with(&format!("{one}/notes"), &note, &along).await)["version"].clone();
    let after = fine(&program.post_with(&format!("{one}/notes"), &note, &along).await)["version"].clone();
    assert_eq!(before, after);
    // Another program's key is another key.
    let mut neighbour = Program::new(&site).await;
    let more = fine(&neighbour.post_with(&format!("{one}/notes"), &note, &along).await)["version"].clone();
    assert_ne!(before, more);
    let long = "k".repeat(65);
    let along = Along { key: Some(&long), ..Along::default() };
    problem(&program.post_with(&format!("{one}/notes"), &note, &along).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn nothing_is_done_on_a_journey_that_changed_meanwhile() {
    let site = Site::new().await;
    let (mut program, one) = begun(&site).await;
    let page = program.get(&one).await;
    let tag = page.headers["etag"].to_str().unwrap().to_owned();
    let note = body!({ "text": "Gezien." });
    let along = Along { seen: Some(&tag), ..Along::default() };
    fine(&program.post_with(&format!("{one}/notes"), &note, &along).await);
    problem(&program.post_with(&format!("{one}/notes"), &note, &along).await, StatusCode::PRECONDITION_FAILED);
    let along = Along { seen: Some("yesterday"), ..Along::default() };
    problem(&program.post_with(&format!("{one}/notes"), &note, &along).await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_program_decides_nothing_about_money() {
    let site = Site::new().await;
    let (mut program, one) = begun(&site).await;
    let outcome = body!({ "outcome": "solved", "text": "U krijgt 180 euro.", "amountCents": 18000 });
    let told = problem(&program.post(&format!("{one}/outcomes"), &outcome).await, StatusCode::CONFLICT);
    assert_eq!(told["code"], "over-mandate");
}

#[tokio::test]
async fn ids_that_are_not_there_are_refused_in_words() {
    let site = Site::new().await;
    let (mut program, one) = begun(&site).await;
    let nothing = "0190a1b2-0000-7000-8000-000000000000";
    for (path, sent) in [
        (format!("promises/{nothing}/releases"), body!({})),
        (format!("handovers/{nothing}/withdrawals"), body!({})),
        (format!("legs/{nothing}/returns"), body!({ "text": "Welke put?" })),
        (format!("questions/{nothing}/withdrawals"), body!({})),
        (format!("tasks/{nothing}/completions"), body!({ "reached": true })),
        (format!("updates/{nothing}/resends"), body!({})),
        (format!("contacts/{nothing}/asks"), body!({ "asks": "news" })),
    ] {
        let answer = program.post(&format!("{one}/{path}"), &sent).await;
        let told = problem(&answer, StatusCode::CONFLICT);
        assert!(told["code"].as_str().is_some_and(|code| code.starts_with("unknown-")), "{path}: {told}");
    }
    let nowhere = format!("/api/v1/journeys/{nothing}/notes");
    problem(&program.post(&nowhere, &body!({ "text": "x" })).await, StatusCode::NOT_FOUND);
    let offer = body!({ "toTeamId": nothing, "ball": "goes" });
    let told = problem(&program.post(&format!("{one}/handovers"), &offer).await, StatusCode::BAD_REQUEST);
    assert_eq!(told["invalidParams"][0]["name"], "toTeamId");
}

#[tokio::test]
async fn what_an_outside_partner_said_is_noted_with_the_moment_at_which_it_said_so() {
    let site = Site::new().await;
    let (mut desk, one) = begun(&site).await;
    let team = outside(&site).await;
    let brief = vec!["Er is een pakket zoek."; site.city.blueprint.brief.len()];
    let offer = body!({ "toTeamId": team, "ball": "stays", "brief": brief });
    fine(&desk.post(&format!("{one}/handovers"), &offer).await);
    let offers = fine(&desk.get(&format!("{one}/handovers")).await);
    let handover = first(&offers, "state", "pending")["id"].as_str().unwrap().to_owned();
    let begun = site.test.app.ports.clock.now();
    site.test.clock.advance(jiff::SignedDuration::from_hours(2));
    let at = |minutes: i64| (begun + jiff::SignedDuration::from_mins(minutes)).to_string();
    let offered = format!("{one}/handovers/{handover}");
    // Before it was asked nothing was said.
    let early = body!({ "text": "Wij zoeken.", "saidAt": at(-90) });
    assert!(desk.post(&format!("{offered}/words"), &early).await.status.is_client_error());
    fine(&desk.post(&format!("{offered}/words"), &body!({ "text": "Wij zoeken.", "saidAt": at(10) })).await);
    fine(&desk.post(&format!("{offered}/acceptances"), &body!({ "saidAt": at(20) })).await);
    let legs = fine(&desk.get(&format!("{one}/legs")).await);
    let leg = first(&legs, "state", "open")["id"].as_str().unwrap().to_owned();
    assert_eq!(first(&legs, "state", "open")["acceptedAt"], at(20));
    let back = body!({ "text": "Welk adres?", "saidAt": at(30) });
    fine(&desk.post(&format!("{one}/legs/{leg}/returns"), &back).await);
    let id = one.rsplit('/').next().unwrap().parse().unwrap();
    let journey = site.journey(id).await;
    let returned = journey.legs.values().find_map(|leg| match leg.state {
        regie_domain::handover::LegState::Returned { at, .. } => Some(at.to_string()),
        _ => None,
    });
    assert_eq!(returned, Some(at(30)));
}

/// The team of a partner that does not take part, with an agreement.
async fn outside(site: &Site) -> String {
    use regie_app::settings::partners::{PartnerForm, SharingForm};
    let (app, admin) = (&site.test.app, regie_app::testing::TestApp::who(&site.city.people.administrator));
    let org: regie_domain::ids::OrgId = app.ports.id();
    let form = PartnerForm {
        name: "Grote Vervoerder".to_owned(),
        kind: "outside".to_owned(),
        named: "own".to_owned(),
        person: String::new(),
        email: String::new(),
        phone: String::new(),
        language: "nl".to_owned(),
        respond: "4h".to_owned(),
        blueprints: Vec::new(),
        active: true,
    };
    let version = app.put_partner(&admin, org, 0, form).await.unwrap();
    let sharing = SharingForm {
        purpose: "Zending zoeken".to_owned(),
        ground: "contract".to_owned(),
        offered: vec!["title".to_owned()],
        accepted: Vec::new(),
        figures: "chain".to_owned(),
        compares: false,
        mandate: String::new(),
        from: "2018-01-01".to_owned(),
        until: String::new(),
    };
    app.put_sharing(&admin, org, version, sharing).await.unwrap();
    let directory = app.directory().await.unwrap();
    let team = directory.teams.values().map(|found| found.value.team).find(|team| team.org == org);
    team.unwrap().team.to_string()
}

#[tokio::test]
async fn a_promise_is_moved_with_an_amount_that_somebody_granted_and_the_customer_reads_it() {
    let site = Site::new().await;
    let (mut desk, one) = begun(&site).await;
    let mut technical = Program::of(&site, &site.city.technical, &BOTH, false).await;
    let to = site.city.technical.team.team.to_string();
    let brief = vec!["Wie betaalt de loodgieter?"; site.city.blueprint.brief.len()];
    fine(&desk.post(&format!("{one}/handovers"), &body!({ "toTeamId": to, "ball": "goes", "brief": brief })).await);
    let offers = fine(&technical.get(&format!("{one}/handovers")).await);
    let handover = first(&offers, "state", "pending")["id"].as_str().unwrap().to_owned();
    let promise = body!({ "kind": "outcome", "what": "result", "until": "2018-02-12T16:00:00Z" });
    let accept = body!({ "promise": promise });
    fine(&technical.post(&format!("{one}/handovers/{handover}/acceptances"), &accept).await);
    let legs = fine(&technical.get(&format!("{one}/legs")).await);
    let leg = first(&legs, "state", "open")["id"].as_str().unwrap().to_owned();
    let promises = fine(&technical.get(&format!("{one}/promises")).await);
    let owed = first(&promises, "what", "result")["id"].as_str().unwrap().to_owned();
    let moves =
        body!({ "until": "2018-02-14T16:00:00Z", "reason": "material", "text": "Een noodpomp.", "amount": 4000 });
    let path = format!("{one}/promises/{owed}/moves");
    let refused = problem(&technical.post(&path, &moves).await, StatusCode::CONFLICT);
    assert_eq!(refused["code"], "over-mandate");
    let bare = body!({ "until": "2018-02-14T16:00:00Z", "reason": "material", "amount": 4000 });
    problem(&technical.post(&path, &bare).await, StatusCode::CONFLICT);
    fine(
        &technical
            .post(&format!("{one}/legs/{leg}/amounts"), &body!({ "amount": 4000, "text": "Een noodpomp." }))
            .await,
    );
    let id = one.rsplit('/').next().unwrap().parse().unwrap();
    let leg = leg.parse().unwrap();
    let granted = regie_domain::command::JourneyCommand::DecideAmount { leg, granted: true, text: None };
    site.act(&site.city.people.kcc_agent, id, granted, Vec::new()).await;
    let moved = fine(&technical.post(&path, &moves).await);
    assert_eq!(moved["expectation"]["by"], "2018-02-14T16:00:00Z", "{moved}");
    site.test.drain().await;
    let mail = site.test.mail.to("anja@example.net").pop().unwrap();
    assert!(mail.text.contains("Een noodpomp. Wij geven u daarvoor €\u{a0}40,00."), "{}", mail.text);
    let again = problem(&technical.post(&path, &moves).await, StatusCode::CONFLICT);
    assert_eq!(again["code"], "over-mandate", "it is given once");
}

#[tokio::test]
async fn a_program_hears_whether_it_may_ask_and_why_not() {
    use regie_app::settings::surveys::SurveyPlanForm;
    let site = Site::new().await;
    let (mut desk, one) = begun(&site).await;
    let ask = body!({ "question": "Was de factuur duidelijk?", "scale": "one_five" });
    let no = fine(&desk.post(&format!("{one}/may-ask"), &ask).await);
    assert_eq!((no["may"].as_str(), no["reason"].as_str()), (Some("no"), Some("not_planned")), "{no}");
    let (app, blueprint) = (&site.test.app, site.city.blueprint.id);
    let admin = regie_app::testing::TestApp::who(&site.city.people.administrator);
    let survey = app.surveys(&admin).await.unwrap().all.keys().next().unwrap().to_string();
    let found = app.directory().await.unwrap().blueprints[&blueprint].clone();
    let plan = SurveyPlanForm { asks: true, survey, ..SurveyPlanForm::of(found.value.last().unwrap()) };
    app.plan_survey(&admin, blueprint, found.version, plan).await.unwrap();
    let (mut desk, one) = begun(&site).await;
    let path = format!("{one}/may-ask");
    let key = |key| Along { key: Some(key), ..Along::default() };
    let merged = fine(&desk.post_with(&path, &ask, &key("wish-1")).await);
    assert_eq!((merged["may"].as_str(), merged["reason"].is_null()), (Some("merged"), true), "{merged}");
    let again = fine(&desk.post_with(&path, &ask, &key("wish-1")).await);
    assert_eq!(again["wishId"], merged["wishId"], "the same key has one effect");
    for number in 2..4 {
        fine(&desk.post(&path, &body!({ "question": format!("Vraag {number}?") })).await);
    }
    let full = fine(&desk.post(&path, &ask).await);
    assert_eq!((full["may"].as_str(), full["reason"].as_str()), (Some("no"), Some("full")));
    assert!(!full["detail"].as_str().unwrap().is_empty());
    problem(&desk.post(&path, &body!({ "question": "  " })).await, StatusCode::BAD_REQUEST);
    problem(&desk.post(&path, &body!({ "question": "Wat?", "scale": "choice" })).await, StatusCode::BAD_REQUEST);
    let mut reader = Program::of(&site, &site.city.kcc, &["journeys.read"], false).await;
    problem(&reader.post(&path, &ask).await, StatusCode::FORBIDDEN);
    // A team that never was on it.
    let mut claims = Program::of(&site, &site.city.claims, &BOTH, false).await;
    assert!(!claims.post(&path, &ask).await.status.is_success());
}
