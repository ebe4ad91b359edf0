//! The mirror as a browser shows it: own feedback first and alone, with what happened beside it; a customer who said nothing;
//! the page for a works council; and that nowhere scores stand beside persons.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::Request;
use regie_app::authorise::Who;
use regie_app::settings::surveys::{SurveyPlanForm, SurveyRulesForm};
use regie_app::surveys::NewFeedback;
use regie_app::testing::TestApp;
use regie_domain::actor::Door;
use regie_domain::codes::{Asks, Direction, Outcome};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::ContactFacts;
use regie_domain::ids::JourneyId;
use support::Site;

const WORDS: &str = "Ik kreeg drie verhalen te horen.";

/// A municipality that asks how it went.
async fn site() -> Site {
    let site = Site::new().await;
    let (app, who) = (&site.test.app, TestApp::who(&site.city.people.administrator));
    let survey = *app.surveys(&who).await.unwrap().all.keys().next().unwrap();
    let directory = app.directory().await.unwrap();
    let found = &directory.blueprints[&site.city.blueprint.id];
    let newest = SurveyPlanForm::of(found.value.last().unwrap());
    let form = SurveyPlanForm { asks: true, survey: survey.to_string(), ..newest };
    app.plan_survey(&who, site.city.blueprint.id, found.version, form).await.unwrap();
    site
}

/// A journey that its customer came back about so often, and called solved.
async fn solved(site: &Site, again: usize) -> JourneyId {
    let id = site.begin("anja@example.net", "Verstopt riool").await;
    let participant = site.customer(id).await;
    let who = Who::Customer { journey: id, participant };
    for _ in 0..again {
        site.test.clock.advance(jiff::SignedDuration::from_mins(10));
        let mut texts = Vec::new();
        let contact = site.facts(&mut texts, "Wanneer hoor ik iets?");
        let contact =
            ContactFacts { direction: Direction::In, asks: Asks::Something, participant: Some(participant), ..contact };
        let command = C::RecordContact { contact, answers: None };
        site.test.app.run(Request::journey(who.clone(), Door::Page, id, command).with(texts)).await.unwrap();
    }
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij betalen de loodgieter.");
    let outcome = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
    site.act(&site.city.people.kcc_agent, id, outcome, texts).await;
    site.test.app.run(Request::journey(who, Door::Page, id, C::ConfirmSolved {})).await.unwrap();
    let later = site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(34);
    site.test.run_until(later).await;
    id
}

async fn answered(site: &Site, given: Vec<(u16, u8)>) -> JourneyId {
    let id = solved(site, 0).await;
    let participant = site.customer(id).await;
    let new = NewFeedback { given, said: vec![(2, WORDS.to_owned())], no_call: true, ..NewFeedback::default() };
    site.test.app.give_feedback(Who::Customer { journey: id, participant }, id, participant, new).await.unwrap();
    site.test.drain().await;
    id
}

#[tokio::test]
async fn the_own_page_shows_the_answer_with_what_happened_beside_it() {
    let site = site().await;
    let id = answered(&site, vec![(0, 1), (1, 2)]).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.has("1 nieuw antwoord van een klant over jouw werk");
    let page = agent.get("/mirror").await;
    assert_eq!(page.status, StatusCode::OK);
    page.has(WORDS).has("alleen voor jou tot").has("Wat er gebeurde").has("class=\"pointed").lacks("style=");
    assert!(page.text().len() < 60_000, "{}", page.text().len());
    let empty = agent.submit(&page, &format!("/mirror/{id}/reply"), &[("reply", " ")]).await;
    empty.has("Vul dit in.").has("aria-invalid");
    let sent = agent.submit(&page, &format!("/mirror/{id}/reply"), &[("reply", "Dat had beter gekund.")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    agent.get("/mirror").await.has("Dat had beter gekund.");
    // A colleague has nothing of it, nor does who leads the team.
    for other in [&site.city.people.kcc_lead, &site.city.people.coordinator, &site.city.people.administrator] {
        let mut browser = site.signed_in(other).await;
        browser.get("/mirror").await.lacks(WORDS);
        let looked = browser.get(&format!("/mirror/of/{}", site.city.people.kcc_agent.id)).await;
        assert_eq!(looked.status, StatusCode::NOT_FOUND);
    }
    agent.get("/mirror/team").await.has("Te weinig om te tonen").lacks(WORDS);
    let page = agent.get("/mirror").await;
    agent.submit(&page, &format!("/mirror/{id}/process"), &[]).await;
    agent.get("/mirror").await.lacks(WORDS).has("Er is nu geen feedback");
}

#[tokio::test]
async fn nowhere_do_scores_stand_beside_persons() {
    let site = site().await;
    let id = answered(&site, vec![(0, 1), (1, 2)]).await;
    let name = &site.city.people.kcc_agent.name;
    let people = &site.city.people;
    for reader in [&people.kcc_lead, &people.coordinator, &people.administrator] {
        let mut browser = site.signed_in(reader).await;
        for path in [
            "/figures",
            "/figures.csv",
            "/teams",
            "/board",
            "/signals",
            "/search?q=verhalen",
            "/mirror",
            "/mirror/team",
            "/works-council",
            "/settings/members",
            "/settings/surveys",
        ] {
            let text = browser.get(path).await.text();
            let main = text.split_once("<main").map_or(text.as_str(), |(_, main)| main).to_owned();
            assert!(!(main.contains(name.as_str()) && main.contains(WORDS)), "{path}");
            assert!(
                !["name=\"target\"", "name=\"bonus\"", "name=\"norm\""].iter().any(|it| main.contains(it)),
                "{path}"
            );
        }
    }
    // Who handles it reads the answer with its journey, and which member it might be about is not said.
    let mut lead = site.signed_in(&people.kcc_lead).await;
    let page = lead.get(&format!("/journeys/{id}/feedback")).await;
    page.has(WORDS);
    let main = page.text().split("<main").nth(1).unwrap().to_owned();
    assert!(!main.contains(name.as_str()));
    // No shape of the API, and so no event out, holds a member beside a score.
    let mut visitor = site.visitor();
    let api: serde_json::Value = serde_json::from_str(&visitor.get("/api/v1/openapi.json").await.text()).unwrap();
    for (shape, found) in api["components"]["schemas"].as_object().unwrap() {
        let Some(fields) = found["properties"].as_object() else { continue };
        let has =
            |parts: &[&str]| fields.keys().any(|field| parts.iter().any(|part| field.to_lowercase().contains(part)));
        assert!(
            !(has(&["member", "assignee", "employee"]) && has(&["score", "rating", "grade", "feedback"])),
            "{shape}"
        );
        assert!(!has(&["bonus", "ranking"]), "{shape}");
    }
}

#[tokio::test]
async fn who_said_nothing_and_went_through_much_is_called_by_one_tap() {
    let site = site().await;
    let id = solved(&site, 7).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/work").await.lacks("Zeiden niets, maakten veel mee");
    let later = site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(6 * 24);
    site.test.run_until(later).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get("/work").await;
    page.has("Zeiden niets, maakten veel mee").has("punten moeite").has("Iemand sprak de klant er al over");
    let called = agent.submit(&page, &format!("/journeys/{id}/silent"), &[("do", "call")]).await;
    assert_eq!(called.status, StatusCode::SEE_OTHER);
    assert!(site.journey(id).await.is_open());
    agent.get("/work").await.lacks("Zeiden niets, maakten veel mee");
}

#[tokio::test]
async fn a_works_council_reads_on_one_page_what_holds_and_sees_a_change() {
    let site = site().await;
    let people = &site.city.people;
    for reader in [&people.kcc_agent, &people.coordinator, &people.administrator] {
        let mut browser = site.signed_in(reader).await;
        let page = browser.get("/works-council").await;
        assert_eq!(page.status, StatusCode::OK);
        page.has("90 dagen").has("2 werkdagen").has("Waar deze cijfers voor zijn").has("Hoe ging het?").lacks("style=");
        browser.get("/profile").await.has("href=\"/works-council\"").has("href=\"/mirror\"");
    }
    let (app, administrator) = (&site.test.app, TestApp::who(&people.administrator));
    let expected = app.surveys(&administrator).await.unwrap().rules.unwrap().version;
    let form = SurveyRulesForm { times: "1".into(), days: "77".into(), choose: false };
    app.change_survey_rules(&administrator, expected, form).await.unwrap();
    site.signed_in(&people.kcc_agent).await.get("/works-council").await.has("1 keer in 77 dagen");
}
