//! What more than one team hears of: broken promises and overdue offers come back louder to whoever directs, to the lead, to
//! the coordinator, each in words that say why it is theirs now.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use regie_domain::actor::TeamRef;
use regie_domain::codes::{BallGoes, DeadlineKind, PromiseKind, PromiseWhat};
use regie_domain::command::{JourneyCommand, NewPromise};
use regie_domain::directory::Member;
use regie_domain::ids::{HandoverId, JourneyId};
use support::{Site, result};

async fn offer(site: &Site, id: JourneyId, by: &Member, to: TeamRef, ball: BallGoes) -> HandoverId {
    let mut texts = Vec::new();
    let brief = ["a", "b", "c"].map(|words| Some(site.text(&mut texts, words))).to_vec();
    let offer = JourneyCommand::Offer { to, ball: Some(ball), brief, respond_by: None };
    site.act(by, id, offer, texts).await;
    site.journey(id).await.pending().next().unwrap().0
}

/// A journey that the contact centre directs, with the ball and a promise by Wednesday at the technical service.
async fn at_the_service(site: &Site) -> JourneyId {
    let id = site.begin("anja@example.org", "Bij de dienst").await;
    let people = &site.city.people;
    // The contact centre has answered, and owes nothing soon itself.
    let news = NewPromise { kind: PromiseKind::News, what: PromiseWhat::News, ..result("2018-03-30T15:00:00Z") };
    site.write(id, "Wij zoeken het uit.", Some(news), &[]).await;
    let handover = offer(site, id, &people.kcc_agent, site.city.technical.team, BallGoes::Goes).await;
    let accept = JourneyCommand::Accept { handover, promise: Some(result("2018-02-07T15:00:00Z")) };
    site.act(&people.technical_agent, id, accept, Vec::new()).await;
    site.test.drain().await;
    id
}

/// Runs until something holds, an hour at a time.
async fn until(site: &Site, id: JourneyId, holds: impl Fn(&regie_domain::journey::Journey) -> bool) {
    for _ in 0..400 {
        if holds(&site.journey(id).await) {
            return;
        }
        site.test.run_until(site.test.app.ports.clock.now() + jiff::SignedDuration::from_hours(1)).await;
    }
    panic!("it never came to that: {:?}", site.journey(id).await.promises);
}

/// The list and the page of a member hold these words, and the number in the menu is that of the list.
async fn hears(site: &Site, member: &Member, id: JourneyId, words: &[&str], lacks: &[&str]) {
    let mut browser = site.signed_in(member).await;
    let pages = [browser.get("/work").await, browser.get(&format!("/journeys/{id}")).await];
    pages[0].has("<span class=\"count\">1</span>");
    for page in pages {
        for part in words {
            page.has(part);
        }
        for part in lacks {
            page.lacks(part);
        }
    }
}

#[tokio::test]
async fn a_promise_of_another_team_comes_to_who_directs_then_to_the_lead_then_to_the_coordinator() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = at_the_service(&site).await;
    site.signed_in(&people.kcc_agent).await.get("/work").await.lacks("iets toegezegd");

    let level = |wanted: DeadlineKind| {
        move |journey: &regie_domain::journey::Journey| journey.promises.values().any(|it| it.risk == Some(wanted))
    };
    until(&site, id, level(DeadlineKind::PromiseFourFifths)).await;
    let risky = "Technische dienst heeft Anja de Wit iets toegezegd en de tijd is bijna om: De uitkomst";
    hears(&site, &people.kcc_agent, id, &[risky], &[]).await;
    site.signed_in(&people.technical_agent)
        .await
        .get("/work")
        .await
        .has("loopt gevaar")
        .lacks("heeft Anja de Wit iets");

    until(&site, id, |journey| journey.promises.values().any(|it| it.is_unsettled())).await;
    let broken = "Technische dienst kwam een toezegging aan Anja de Wit niet na: De uitkomst";
    hears(&site, &people.kcc_agent, id, &[broken], &["Nu aan jou"]).await;
    hears(&site, &people.kcc_lead, id, &[broken], &["als teamleider"]).await;
    let mut technical = site.signed_in(&people.technical_agent).await;
    technical.get("/work").await.has("De uitkomst. Niet gehaald.").lacks("kwam een toezegging");
    site.signed_in(&people.claims_lead).await.get("/work").await.lacks("Bij de dienst");

    // Nobody speaks by the moment that was given after it either: the leads hear it, of who owes it and of who directs.
    until(&site, id, level(DeadlineKind::PromiseLead)).await;
    let lead = ["hoorde Anja de Wit niets. Daarom ligt dit nu bij jou als teamleider"];
    hears(&site, &people.kcc_lead, id, &lead, &["als regisseur"]).await;
    hears(&site, &people.technical_lead, id, &lead, &[]).await;
    site.signed_in(&people.kcc_lead).await.get("/work").await.has("Nu aan jou");
    hears(
        &site,
        &people.kcc_agent,
        id,
        &["De teamleider van Technische dienst weet dit."],
        &["Nu aan jou", "als teamleider:"],
    )
    .await;
    hears(&site, &people.coordinator, id, &[broken], &["als regisseur"]).await;

    until(&site, id, level(DeadlineKind::PromiseCoordinator)).await;
    let watch = ["De teamleider van Klantcontactcentrum weet dit al", "Daarom ligt dit nu ook bij jou als regisseur."];
    hears(&site, &people.coordinator, id, &watch, &["als teamleider:"]).await;
    hears(&site, &people.kcc_lead, id, &["Ook de regisseur weet dit nu."], &[]).await;

    // Who speaks settles it for everybody.
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij betalen u 180 euro.");
    let outcome = regie_domain::codes::Outcome::Solved;
    let told = JourneyCommand::ProposeOutcome { outcome, contact, amount: None };
    site.act(&people.technical_agent, id, told, texts).await;
    site.test.drain().await;
    site.signed_in(&people.coordinator).await.get("/work").await.lacks("als regisseur").lacks("kwam een toezegging");
}

#[tokio::test]
async fn an_overdue_offer_comes_back_louder_to_each_in_turn() {
    let site = Site::new().await;
    let people = &site.city.people;
    let id = at_the_service(&site).await;
    let handover = offer(&site, id, &people.technical_agent, site.city.claims.team, BallGoes::Stays).await;
    let claims = site.city.claims.name.clone();
    let level = |wanted: DeadlineKind| {
        move |it: &regie_domain::journey::Journey| it.handovers[&handover].overdue == Some(wanted)
    };
    let under = format!("{claims} antwoordt niet op een overdracht van Technische dienst. Jullie hebben de regie.");

    until(&site, id, level(DeadlineKind::OfferTeam)).await;
    let mut claims_agent = site.signed_in(&people.claims_agent).await;
    claims_agent.get("/work").await.has("Overdracht niet beantwoord").has("Technische dienst draagt over");
    let mut technical = site.signed_in(&people.technical_agent).await;
    technical.get("/work").await.has(&format!("{claims} antwoordde niet"));
    hears(&site, &people.kcc_agent, id, &[&under], &["weten dit", "Nu aan jou"]).await;
    site.signed_in(&people.claims_lead).await.get("/work").await.lacks("Nu aan jou");

    until(&site, id, level(DeadlineKind::OfferLead)).await;
    let lead = "Je team gaf Technische dienst niet op tijd antwoord op een overdracht. Daarom ligt dit nu bij jou als teamleider.";
    hears(&site, &people.claims_lead, id, &[lead], &["regisseur weet"]).await;
    // A session does not outlast the night.
    let mut claims_agent = site.signed_in(&people.claims_agent).await;
    let mut technical = site.signed_in(&people.technical_agent).await;
    claims_agent.get("/work").await.lacks("als teamleider").has(&format!("De teamleider van {claims} weet dit."));
    technical.get("/work").await.has(&format!("antwoordde niet. De teamleider van {claims} weet dit."));
    hears(&site, &people.kcc_agent, id, &[&under, &format!("De teamleider van {claims} weet dit.")], &[]).await;
    hears(&site, &people.coordinator, id, &[&under], &["als regisseur"]).await;

    until(&site, id, level(DeadlineKind::OfferCoordinator)).await;
    hears(&site, &people.coordinator, id, &["Daarom ligt dit nu ook bij jou als regisseur."], &[]).await;
    hears(&site, &people.claims_lead, id, &[lead, "Ook de regisseur weet dit nu."], &[]).await;
    hears(&site, &people.kcc_agent, id, &[&under, "en de regisseur weten dit."], &["als regisseur"]).await;

    // It can still be accepted, and then nobody hears of it any more.
    let accept = JourneyCommand::Accept { handover, promise: None };
    site.act(&people.claims_agent, id, accept, Vec::new()).await;
    for member in [&people.kcc_agent, &people.coordinator, &people.claims_lead, &people.technical_agent] {
        site.signed_in(member).await.get("/work").await.lacks("antwoordt niet").lacks("antwoordde");
    }
}
