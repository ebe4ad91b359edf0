//! My work: sorted by what breaks first, the reason on each row.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_domain::command::JourneyCommand;
use support::Site;

#[tokio::test]
async fn what_breaks_first_stands_on_top_with_its_reason() {
    let site = Site::new().await;
    let first = site.begin("anja@example.org", "Eerste vraag").await;
    site.test.clock.set("2018-02-05T13:00:00Z");
    let second = site.begin("bert@example.org", "Tweede vraag").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/work").await.has("Eerste vraag").has("Tweede vraag").has("Nieuw");

    // The first one is answered, the second one breaks.
    site.write(first, "Hier is uw antwoord.", None, &[]).await;
    site.test.run_until("2018-02-05T17:30:00Z".parse().unwrap()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/work").await.text();
    let at = |words: &str| page.find(words).unwrap();
    assert!(at("Tweede vraag") < at("Eerste vraag"));

    let me = Some(site.city.people.kcc_agent.id);
    site.act(&site.city.people.kcc_agent, second, JourneyCommand::Assign { member: me }, Vec::new()).await;
    samira.get("/work?tab=mine").await.has("Tweede vraag").lacks("Eerste vraag").has("Samira Haddou");
}

#[tokio::test]
async fn home_leads_everybody_to_where_they_work() {
    let site = Site::new().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(samira.get("/").await.location(), "/work");
    let mut tom = site.signed_in(&site.city.people.administrator).await;
    assert_eq!(tom.get("/").await.location(), "/settings");
    let stranger = site.visitor().get("/").await;
    assert!(stranger.location().starts_with("/sign-in"));
}

#[tokio::test]
async fn a_journey_begins_at_the_counter_and_is_found_again() {
    let site = Site::new().await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/journeys/new").await;
    let wrong =
        [("channel", "phone"), ("name", ""), ("email", "geen adres"), ("title", "Riool"), ("text", "Het stinkt.")];
    let back = samira.submit(&page, "/journeys/new", &wrong).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    back.has("Het stinkt.").has("Dit is geen e-mailadres.");
    let blueprint = site.city.blueprint.id.to_string();
    let right = [
        ("channel", "phone"),
        ("name", "Bert Bakker"),
        ("phone", "0612345678"),
        ("title", "Riool verstopt"),
        ("text", "Het stinkt in de Dorpsstraat."),
        ("blueprint", blueprint.as_str()),
    ];
    let done = samira.submit(&back, "/journeys/new", &right).await;
    let page = samira.follow(&done).await;
    page.has("Riool verstopt").has("Bert Bakker").has("0612345678");
    samira.get("/search?q=Dorpsstraat").await.has("Riool verstopt").has("<mark>");
    samira.get("/search?q=06-12345678").await.has("Riool verstopt");
    samira.get("/search?q=%3Cscript%3E").await.has("Niets gevonden").lacks("<script>");
    samira.get("/journeys?tab=mine").await.has("Riool verstopt");
    samira.get("/journeys?tab=closed").await.lacks("Riool verstopt");

    // No channel reaches the customer: a message is a call that a person makes.
    let id = done.location().split(['/', '?']).nth(2).unwrap().to_owned();
    let sent =
        samira.submit_files(&page, &format!("/journeys/{id}/message"), &[("text", "Wij komen vandaag.")], &[]).await;
    samira.follow(&sent).await.has("Bel de inwoner").has("Iemand moet bellen");
    samira.get("/work").await.has("Terugbellen");
    let journey = site.journey(regie_domain::ids::JourneyId::parse(&id).unwrap()).await;
    let task = *journey.tasks.keys().next().unwrap();
    let at = format!("/journeys/{id}/tasks/{task}");
    let page = samira.get(&at).await;
    page.has("Ja, gesproken").has("0612345678").has("Wij komen vandaag.");
    let unsaid = samira.submit(&page, &at, &[]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = samira.submit(&page, &at, &[("reached", "yes"), ("note", "Verteld dat wij komen.")]).await;
    samira.follow(&done).await.has("Verteld dat wij komen.").has("Samira Haddou (Klantcontactcentrum) belde");
    let twice = samira.submit(&page, &at, &[("reached", "no")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn promises_of_the_team_stand_in_one_list() {
    let site = Site::new().await;
    site.begin("anja@example.org", "Eerste vraag").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/promises").await.has("Een eerste antwoord").has("Eerste vraag");
    site.test.run_until("2018-02-06T09:00:00Z".parse().unwrap()).await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    samira.get("/promises").await.has("Eerste vraag").has("Nieuws, ook als er niets nieuws is");
}
