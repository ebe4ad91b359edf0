//! The list of somebody's first day: it ticks from the record and the settings, and stays put away until it is called back.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::codes::BallGoes;
use regie_domain::command::JourneyCommand;
use support::Site;

/// How many things are ticked.
fn ticked(text: &str) -> usize {
    text.matches("(gedaan)").count()
}

#[tokio::test]
async fn each_thing_ticks_when_it_was_done_and_the_list_goes_when_all_were() {
    let site = Site::new().await;
    let people = &site.city.people;
    let mut agent = site.signed_in(&people.technical_agent).await;
    let page = agent.get("/work").await;
    page.has("Je eerste dag").has("href=\"/profile#signed\"").has("Noteer een telefoongesprek");
    assert_eq!(ticked(&page.text()), 0);

    let page = agent.get("/profile").await;
    agent.submit(&page, "/profile/signature", &[("signature", "Kees Dorrestein")]).await;
    let page = agent.get("/calls/new").await;
    let fields = [("number", "06 00 00 00 78"), ("name", "Anja de Wit"), ("text", "De put loopt over.")];
    agent.submit(&page, "/calls/new", &fields).await;
    assert_eq!(ticked(&agent.get("/work").await.text()), 2);

    // A journey of the contact centre comes by an offer; accepting it is this member's own act.
    let journey = site.begin("jan@example.net", "Verstopt riool").await;
    let mut texts = Vec::new();
    let brief = (0..3).map(|_| Some(site.text(&mut texts, "Kijk naar de foto."))).collect();
    let to = site.city.technical.team;
    let offer = JourneyCommand::Offer { to, ball: Some(BallGoes::Goes), brief, respond_by: None };
    site.act(&people.kcc_agent, journey, offer, texts).await;
    let handover = *site.journey(journey).await.handovers.keys().next().unwrap();
    assert_eq!(ticked(&agent.get("/work").await.text()), 2, "an offer of somebody else is not the member's own");
    site.act(&people.technical_agent, journey, JourneyCommand::Accept { handover, promise: None }, Vec::new()).await;
    let mut texts = Vec::new();
    let contact = site.facts(&mut texts, "Wij komen morgen kijken.");
    let write = JourneyCommand::Write { contact, complete: false, promise: None, question: None };
    site.act(&people.technical_agent, journey, write, texts).await;
    assert_eq!(ticked(&agent.get("/work").await.text()), 4);
    let mut other = site.signed_in(&people.kcc_agent).await;
    assert_eq!(ticked(&other.get("/work").await.text()), 0, "what a colleague did is not one's own");

    let absence = format!("/absence/{}", people.technical_agent.id);
    let page = agent.get(&absence).await;
    let (from, until) = ("2018-03-05", "2018-03-09");
    let kept = agent.submit(&page, &absence, &[("from", from), ("until", until)]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    agent.get("/work").await.lacks("Je eerste dag");
    // Whoever is back has said it all the same.
    let page = agent.get(&absence).await;
    let back = agent.submit(&page, &format!("{absence}/end"), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
    agent.get("/work").await.lacks("Je eerste dag");
}

#[tokio::test]
async fn it_is_put_away_and_called_back_by_the_member_alone() {
    let site = Site::new().await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get("/profile").await.lacks("Toon de lijst weer");
    let page = agent.get("/work").await;
    let away = agent.submit(&page, "/work/first-day", &[("do", "away")]).await;
    agent.follow(&away).await.has("De lijst is weggezet").lacks("id=\"first-day\"");
    let mut again = site.signed_in(&site.city.people.kcc_agent).await;
    again.get("/work").await.lacks("id=\"first-day\"");
    let mut colleague = site.signed_in(&site.city.people.kcc_lead).await;
    colleague.get("/work").await.has("id=\"first-day\"");
    let page = agent.get("/profile").await;
    page.has("Je hebt de lijst van je eerste dag weggezet.");
    let back = agent.submit(&page, "/work/first-day", &[("do", "show")]).await;
    agent.follow(&back).await.has("id=\"first-day\"");
    let mut auditor = site.signed_in(&site.city.people.auditor).await;
    auditor.get("/profile").await.lacks("first-day");
}
