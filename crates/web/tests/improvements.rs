//! Improvements as a browser shows them: from a tick on the board to what was done, for who may see it, without a name.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::codes::SignalReason;
use regie_domain::command::{JourneyCommand as C, SignalCommand};
use regie_domain::ids::JourneyId;
use support::Site;

/// A journey on which the contact centre reported that it may not decide, without a name.
async fn reported(site: &Site) -> JourneyId {
    site.test.clock.set("2018-02-06T10:15:00[Europe/Amsterdam]");
    let id = site.begin("anja@example.net", "Loodgieter terugvragen").await;
    let open = SignalCommand::Open {
        owner: site.city.kcc.team,
        text: None,
        reason: Some(SignalReason::NoMandate),
        evidence: Vec::new(),
        unnamed: true,
    };
    site.act(&site.city.people.kcc_agent, id, C::Signal(open), Vec::new()).await;
    id
}

/// The value of the only thing that can be ticked.
fn tick(page: &str) -> String {
    page.split("name=\"source\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_signal_becomes_a_trial_that_is_registered_before_it_starts_and_everybody_reads_what_was_done() {
    let site = Site::new().await;
    let journey = reported(&site).await;
    let (people, team) = (&site.city.people, site.city.kcc.team.team.to_string());
    let mut lead = site.signed_in(&people.kcc_lead).await;
    let board = lead.get("/improvements").await;
    board.has("Signaal van een collega").has("Loodgieter terugvragen").has("href=\"/improvements\"");
    // Nothing ticked, nothing said.
    let again = lead.submit(&board, "/improvements", &[("title", ""), ("owner", &team)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.has("Vul dit in.").has("Kies hierboven waar de verbetering van komt.");
    let fields = [("title", "Zelf betalen"), ("owner", &team), ("source", &tick(&board.text()))];
    let made = lead.submit(&board, "/improvements", &fields).await;
    let page = lead.follow(&made).await;
    page.has("De verbetering is gemaakt.").has("Zelf betalen").has("Signaal van een collega");
    let id = page.text().split("action=\"/improvements/").nth(1).unwrap().split('/').next().unwrap().to_owned();

    let register = format!("/improvements/{id}/register");
    let mut terms = vec![
        ("what", "De balie betaalt zelf."),
        ("blueprint", ""),
        ("team", &*team),
        ("gauge", "kept"),
        ("aim", "higher"),
        ("size", "10"),
        ("starts", "2018-02-01"),
        ("ends", "2018-06-04"),
    ];
    let late = lead.submit(&page, &register, &terms).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    late.has("leg je vast voordat het begint").has("De balie betaalt zelf.");
    terms[6].1 = "2018-03-05";
    let registered = lead.submit(&page, &register, &terms).await;
    lead.follow(&registered)
        .await
        .has("De proef is vastgelegd.")
        .has("Omhoog, minstens 10 procentpunten")
        .has("class=\"chart\"");

    let mut agent = site.signed_in(&people.kcc_agent).await;
    let own = agent.get(&format!("/improvements/{id}")).await;
    own.has("De balie betaalt zelf.").lacks("class=\"chart\"").lacks(&register).lacks("/stop\"");
    let told = agent.submit(&own, &format!("/improvements/{id}/tell"), &[("nl", "De balie betaalt nu zelf.")]).await;
    agent.follow(&told).await.has("De balie betaalt nu zelf.");
    // Also who has nothing to do with it, and so who reported without a name.
    let mut claims = site.signed_in(&people.claims_agent).await;
    claims.get("/improvements/done").await.has("De balie betaalt nu zelf.").has("Zelf betalen");
    claims.get("/improvements").await.lacks("Zelf betalen").lacks("name=\"source\"");
    assert_eq!(claims.get(&format!("/improvements/{id}")).await.status, StatusCode::NOT_FOUND);
    lead.get(&format!("/journeys/{journey}")).await.lacks("Zelf betalen");
}

#[tokio::test]
async fn the_points_of_a_meeting_name_nobody_and_lead_somewhere() {
    let site = Site::new().await;
    reported(&site).await;
    // The signal waits too long, and so does the customer.
    site.test.run_until(regie_app::testing::Moment::instant("2018-02-22T12:00:00[Europe/Amsterdam]")).await;
    let people = &site.city.people;
    let mut agent = site.signed_in(&people.kcc_agent).await;
    let page = agent.get("/huddle").await;
    assert_eq!(page.status, StatusCode::OK);
    let main = page.text().split("<main").nth(1).unwrap().to_owned();
    assert!(main.contains("Een signaal wacht te lang op antwoord") && main.contains("href=\"/signals/"), "{main}");
    assert!(main.matches("class=\"title\"").count() <= 5);
    for name in people.all().map(|member| member.name.clone()) {
        assert!(!main.contains(&name), "{name}");
    }
    let other = site.city.claims.team.team;
    agent.get(&format!("/huddle?team={other}")).await.lacks("Teamoverleg van Schade");
}
