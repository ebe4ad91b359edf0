//! The figures of journeys that closed, as a browser shows them: with interval and of how many, nothing of a few, no person,
//! and what they may be used for on the file.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use jiff::SignedDuration;
use regie_app::Request;
use regie_app::authorise::Who;
use regie_domain::actor::Door;
use regie_domain::codes::Outcome;
use regie_domain::command::JourneyCommand as C;
use support::Site;

/// Journeys that were solved on a first contact, five weeks ago.
async fn solved(site: &Site, journeys: usize) {
    for n in 0..journeys {
        let id = site.begin(&format!("klant{n}@example.net"), "Loodgieter terugvragen").await;
        let mut texts = Vec::new();
        let contact = site.facts(&mut texts, "Het is betaald.");
        let tell = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        site.act(&site.city.people.kcc_agent, id, tell, texts).await;
        let who = Who::Customer { journey: id, participant: site.customer(id).await };
        site.test.app.run(Request::journey(who, Door::Page, id, C::ConfirmSolved {})).await.unwrap();
    }
    site.test.clock.advance(SignedDuration::from_hours(5 * 7 * 24));
}

#[tokio::test]
async fn each_figure_stands_with_its_interval_and_nobody_is_named() {
    let site = Site::new().await;
    solved(&site, 6).await;
    let mut browser = site.signed_in(&site.city.people.coordinator).await;
    let page = browser.get("/figures").await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("6 klantreizen").has("Opgelost").has("100%").has("61% tot 100%").has("Als tabel");
    page.has("niet om teams of partners op volgorde te zetten").has("class=\"chart\"").lacks("style=");
    assert!(page.text().len() < 60_000, "{}", page.text().len());
    let main = page.text().split("<main").nth(1).unwrap().to_owned();
    let people = &site.city.people;
    for member in [&people.kcc_agent, &people.kcc_lead, &people.coordinator] {
        assert!(!main.contains(&member.name), "{}", member.name);
    }
    // Teams stand in the choice by name, and there only.
    let names: Vec<usize> =
        [&site.city.claims, &site.city.kcc, &site.city.technical].map(|team| main.find(&team.name).unwrap()).to_vec();
    assert!(main.split("</form>").skip(1).all(|rest| !rest.contains(&site.city.kcc.name)));
    let mut sorted = [&site.city.claims, &site.city.kcc, &site.city.technical].map(|team| team.name.to_lowercase());
    sorted.sort();
    let in_order: Vec<usize> =
        sorted.iter().map(|name| main.to_lowercase().find(&format!(">{name}<")).unwrap()).collect();
    assert!(in_order.is_sorted() && names.len() == 3);
    // Of a team without journeys, as of one with a few, nothing is shown.
    let claims = browser.get(&format!("/figures?team={}&period=quarter", site.city.claims.team.team)).await;
    claims.has("Te weinig om te tonen").lacks("class=\"chart\"").lacks("figures.csv");
}

#[tokio::test]
async fn what_the_figures_may_be_used_for_travels_with_the_file() {
    let site = Site::new().await;
    solved(&site, 5).await;
    let mut browser = site.signed_in(&site.city.people.kcc_lead).await;
    let file = browser.get("/figures.csv?period=half").await;
    assert_eq!(file.status, StatusCode::OK);
    let text = file.text();
    assert!(text.lines().next().unwrap().contains("niet voor gesprekken over een contract"), "{text}");
    assert!(text.contains("\"1.0000\",\"0.5655\",\"1.0000\",\"5\""), "five of five, by Wilson: {text}");
    site.test.clock.advance(SignedDuration::from_hours(60 * 7 * 24));
    let mut later = site.signed_in(&site.city.people.kcc_lead).await;
    let none = later.get("/figures.csv").await;
    none.has("Te weinig om te tonen").lacks("Wilson").lacks("\"5\"");
}

#[tokio::test]
async fn figures_are_not_for_everybody_and_only_an_administrator_says_what_work_costs() {
    let site = Site::new().await;
    solved(&site, 5).await;
    let people = &site.city.people;
    let mut agent = site.signed_in(&people.kcc_agent).await;
    assert_eq!(agent.get("/figures").await.status, StatusCode::FORBIDDEN);
    assert_eq!(agent.get("/figures.csv").await.status, StatusCode::FORBIDDEN);
    agent.get("/work").await.lacks("href=\"/figures\"");
    let mut lead = site.signed_in(&people.kcc_lead).await;
    lead.get("/figures").await.lacks("/figures/tariff").has("Tijd en kosten staan er pas als");
    let mut browser = site.signed_in(&people.administrator).await;
    let page = browser.get("/figures").await;
    let wrong = [("contact-minutes", "veel"), ("visit-minutes", "90"), ("hour", "60")];
    let again = browser.submit(&page, "/figures/tariff", &wrong).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
    again.has("veel").has("<details open");
    let right = [("contact-minutes", "8"), ("visit-minutes", "90"), ("hour", "60")];
    let saved = browser.submit(&page, "/figures/tariff", &right).await;
    browser.follow(&saved).await.has("€\u{a0}0,00").lacks("Tijd en kosten staan er pas als");
}

/// Residents who were asked how it went, and what some of them answered, six weeks ago.
async fn answered(site: &Site, residents: usize, answers: usize) {
    use regie_app::settings::surveys::SurveyPlanForm;
    use regie_app::surveys::NewFeedback;
    use regie_app::testing::{Moment as _, TestApp};
    let admin = TestApp::who(&site.city.people.administrator);
    let directory = site.test.app.directory().await.unwrap();
    let survey = *site.test.app.surveys(&admin).await.unwrap().all.keys().next().unwrap();
    let plan = &directory.blueprints[&site.city.blueprint.id];
    let form =
        SurveyPlanForm { asks: true, survey: survey.to_string(), ..SurveyPlanForm::of(plan.value.last().unwrap()) };
    site.test.app.plan_survey(&admin, site.city.blueprint.id, plan.version, form).await.unwrap();
    site.test.clock.set("2018-02-07T09:20:00[Europe/Amsterdam]");
    let mut ids = Vec::new();
    for n in 0..residents {
        let id = site.begin(&format!("bewoner{n}@example.net"), "Loodgieter terugvragen").await;
        let mut texts = Vec::new();
        let contact = site.facts(&mut texts, "Het is betaald.");
        let tell = C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None };
        site.act(&site.city.people.kcc_agent, id, tell, texts).await;
        let who = Who::Customer { journey: id, participant: site.customer(id).await };
        site.test.app.run(Request::journey(who, Door::Page, id, C::ConfirmSolved {})).await.unwrap();
        ids.push(id);
    }
    site.test.run_until("2018-02-08T18:05:00[Europe/Amsterdam]".instant()).await;
    for id in ids.into_iter().take(answers) {
        let participant = site.customer(id).await;
        let who = Who::Customer { journey: id, participant };
        let new = NewFeedback { given: vec![(0, 4), (1, 8)], no_call: true, ..NewFeedback::default() };
        site.test.app.give_feedback(who, id, participant, new).await.unwrap();
    }
    site.test.clock.advance(SignedDuration::from_hours(6 * 7 * 24));
}

#[tokio::test]
async fn scores_of_answers_stand_beside_who_was_asked_and_who_answered() {
    let site = Site::new().await;
    answered(&site, 12, 6).await;
    let mut browser = site.signed_in(&site.city.people.coordinator).await;
    let page = browser.get("/figures").await;
    page.has("href=\"/figures/answers?blueprint=&#38;team=&#38;period=year\"");
    let page = browser.get("/figures/answers").await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("12 gevraagd, 50% antwoordde").has("25% tot 75%").has("Geen verschil getoond");
    page.has("Beter dan verwacht")
        .has("8 of hoger")
        .has("100%")
        .has("61% tot 100%")
        .has("class=\"chart\"")
        .has("Als tabel");
    page.has("aria-current=\"page\"").lacks("style=").lacks("Loodgieter terugvragen");
    assert!(page.text().len() < 60_000, "{}", page.text().len());
    let file = browser.get("/figures.csv").await;
    file.has("Beter dan verwacht").has("\"0.5000\"").has("niet voor gesprekken over een contract");
    // Of a team that has none, as of one with a few, nothing is shown.
    let claims = browser.get(&format!("/figures/answers?team={}", site.city.claims.team.team)).await;
    claims.has("Te weinig om te tonen").lacks("gevraagd, ");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(agent.get("/figures/answers").await.status, StatusCode::FORBIDDEN);
}
