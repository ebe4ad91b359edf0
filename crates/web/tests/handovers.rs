//! Offers through the pages: one winner among many, declining with a reason, questions back and forth, consults.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::codes::BallGoes;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::{HandoverId, JourneyId};
use support::Site;

async fn offered(site: &Site, ball: BallGoes) -> (JourneyId, HandoverId) {
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let mut texts = Vec::new();
    let brief =
        ["waarom", "beoordeel de foto", "uitkomst volgt"].map(|words| Some(site.text(&mut texts, words))).to_vec();
    let command = JourneyCommand::Offer { to: site.city.technical.team, ball: Some(ball), brief, respond_by: None };
    site.act(&site.city.people.kcc_agent, id, command, texts).await;
    let journey = site.journey(id).await;
    let handover = journey.pending().next().unwrap().0;
    (id, handover)
}

#[tokio::test]
async fn sixty_four_acceptances_have_one_winner_and_the_rest_are_told_who() {
    let site = Site::new().await;
    let (id, handover) = offered(&site, BallGoes::Goes).await;
    let href = format!("/journeys/{id}/handovers/{handover}");
    let people = [&site.city.people.technical_agent, &site.city.people.technical_lead];
    let mut waiting = Vec::new();
    for turn in 0..64 {
        let mut browser = site.signed_in(people[turn % 2]).await;
        let page = browser.get(&href).await;
        waiting.push((browser, page));
    }
    let action = format!("{href}/accept");
    let tries = waiting.into_iter().map(|(mut browser, page)| {
        let action = action.clone();
        tokio::spawn(async move { browser.submit(&page, &action, &[]).await })
    });
    let answers = futures::future::join_all(tries.collect::<Vec<_>>()).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    let won = answers.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
    assert_eq!(won, 1);
    let journey = site.journey(id).await;
    let winner = journey.ball.assignee.and_then(|id| people.into_iter().find(|member| member.id == id)).unwrap();
    for answer in answers.iter().filter(|answer| answer.status != StatusCode::SEE_OTHER) {
        assert_eq!(answer.status, StatusCode::CONFLICT);
        answer.has(&format!("{} (Technische dienst) nam dit al aan", winner.name));
    }
    assert_eq!(journey.handovers.len(), 1);
}

#[tokio::test]
async fn a_question_goes_to_the_giver_and_the_answer_comes_back() {
    let site = Site::new().await;
    let (id, handover) = offered(&site, BallGoes::Goes).await;
    let href = format!("/journeys/{id}/handovers/{handover}");
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = kees.get(&format!("{href}/ask")).await;
    page.has("beoordeel de foto");
    let empty = kees.submit(&page, &format!("{href}/ask"), &[("text", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = kees.submit(&page, &format!("{href}/ask"), &[("text", "Welke straat?")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    let page = samira.get("/handovers?tab=from").await;
    page.has("Welke straat?").has("Beantwoord de vraag");
    samira.get(&format!("/journeys/{id}")).await.has("vraagt eerst iets over de overdracht");
    let page = samira.get(&format!("{href}/clarify")).await;
    samira.submit(&page, &format!("{href}/clarify"), &[("text", "De Dorpsstraat.")]).await;
    kees.get("/handovers").await.has("De Dorpsstraat.").has("Neem aan");
}

#[tokio::test]
async fn declining_needs_a_reason_and_the_ball_stays() {
    let site = Site::new().await;
    let (id, handover) = offered(&site, BallGoes::Goes).await;
    let href = format!("/journeys/{id}/handovers/{handover}");
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let page = kees.get(&format!("{href}/decline")).await;
    let none = kees.submit(&page, &format!("{href}/decline"), &[("text", "Wij doen dit niet.")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.has("Wij doen dit niet.");
    let bare = kees.submit(&page, &format!("{href}/decline"), &[("ground", "other")]).await;
    assert_eq!(bare.status, StatusCode::CONFLICT);
    bare.has("nooit zwijgend");
    let done = kees
        .submit(&page, &format!("{href}/decline"), &[("ground", "not_ours"), ("text", "Dit is van de provincie.")])
        .await;
    kees.follow(&done).await.has("Teruggegeven met reden.").has("Hoort niet bij ons").has("Dit is van de provincie.");
    assert_eq!(site.journey(id).await.ball.holder.team(), Some(site.city.kcc.team));
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/handovers?tab=settled").await.has("Dit is van de provincie.");
}

#[tokio::test]
async fn a_consult_is_answered_at_once_and_an_offer_is_withdrawn() {
    let site = Site::new().await;
    let (id, handover) = offered(&site, BallGoes::Stays).await;
    let href = format!("/journeys/{id}/handovers/{handover}");
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    kees.get(&href).await.has("ruggespraak");
    let page = kees.get(&format!("{href}/answer")).await;
    let done =
        kees.submit(&page, &format!("{href}/answer"), &[("outcome", "answered"), ("text", "Ja, dat klopt.")]).await;
    kees.follow(&done).await.has("gaf meteen antwoord").has("Ja, dat klopt.");

    let (id, handover) = offered(&site, BallGoes::Goes).await;
    let href = format!("/journeys/{id}/handovers/{handover}");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get(&format!("{href}/withdraw")).await;
    let done = samira.submit(&page, &format!("{href}/withdraw"), &[]).await;
    samira.follow(&done).await.has("trok de overdracht in");
    let page = kees.get(&href).await;
    page.has("Ingetrokken").lacks("Neem aan");
    // What is promised after it ended did not go along.
    let along = |page: &support::Page| {
        let text = page.text();
        text.split("Toezeggingen die meegaan").nth(1).unwrap().split("</dd>").next().unwrap().to_owned()
    };
    let before = along(&page);
    site.test.clock.advance(jiff::SignedDuration::from_mins(5));
    site.write(id, "Wij zoeken het uit.", None, &[]).await;
    assert_eq!(along(&kees.get(&href).await), before);
}

#[tokio::test]
async fn the_direction_is_offered_and_the_ball_stays_where_it_is() {
    let site = Site::new().await;
    let id = site.begin("anja@example.org", "Kosten van de loodgieter").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let at = format!("/journeys/{id}/handover");
    let page = samira.get(&at).await;
    page.has("De regie: de ontvanger let voortaan op het geheel");
    let team = site.city.claims.team.team.to_string();
    let missing =
        samira.submit(&page, &at, &[("team", &team), ("ball", "direction"), ("brief.why", "Jullie kennen dit")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    missing.has("Jullie kennen dit");
    let fields =
        [("team", team.as_str()), ("ball", "direction"), ("brief.why", "a"), ("brief.what", "b"), ("brief.told", "c")];
    samira.submit(&missing, &at, &fields).await;
    let handover = site.journey(id).await.pending().next().unwrap().0;
    let href = format!("/journeys/{id}/handovers/{handover}");
    let mut priya = site.signed_in(&site.city.people.claims_agent).await;
    let page = priya.get(&href).await;
    page.has("krijgt de regie").lacks("Geef meteen antwoord");
    priya.submit(&page, &format!("{href}/accept"), &[]).await;
    let journey = site.journey(id).await;
    assert_eq!(journey.direction.team, site.city.claims.team);
    assert_eq!(journey.ball.holder.team(), Some(site.city.kcc.team));
}
