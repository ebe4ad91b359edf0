//! A telephone note through the pages: one form post finds the customer and the journey, and keeps what was promised.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::journeys::NewJourney;
use regie_app::testing::TestApp;
use regie_domain::codes::{Asks, Channel, Direction, PromiseWhat};
use regie_domain::ids::JourneyId;
use regie_domain::journey::Journey;
use regie_domain::promise::PromiseState;
use support::{Browser, Page, Site};

const NUMBER: &str = "06 00 00 00 78";

async fn by_phone(site: &Site, title: &str) -> JourneyId {
    let new = NewJourney {
        channel: Channel::Phone,
        name: "Anja de Wit".to_owned(),
        email: None,
        phone: Some(NUMBER.to_owned()),
        blueprint: Some(site.city.blueprint.id),
        kind: None,
        title: title.to_owned(),
        text: "Het riool is verstopt.".to_owned(),
        key: None,
    };
    let id = site.test.app.begin_journey(TestApp::who(&site.city.people.kcc_agent), new).await.unwrap();
    site.test.drain().await;
    // What is noted next comes later than this, as with every real clock.
    site.test.clock.advance(jiff::SignedDuration::from_mins(1));
    id
}

/// Posts the note; nothing but what is given is filled in.
async fn note(agent: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let page = agent.get("/calls/new").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    agent.submit(&page, "/calls/new", fields).await
}

fn journey_of(page: &Page) -> JourneyId {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    JourneyId::parse(page.location().split(['/', '?']).nth(2).unwrap()).unwrap()
}

fn last(journey: &Journey) -> &regie_domain::contact::Contact {
    journey.contacts.values().max_by_key(|contact| contact.recorded_at).unwrap()
}

#[tokio::test]
async fn one_post_with_number_and_words_begins_a_journey() {
    let site = Site::new().await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let done = note(&mut agent, &[("number", NUMBER), ("text", "Het riool is verstopt. Wat nu?")]).await;
    let id = journey_of(&done);
    let journey = site.journey(id).await;
    assert_eq!(last(&journey).facts.channel, Channel::Phone);
    assert_eq!(last(&journey).facts.direction, Direction::In);
    agent.follow(&done).await.has("Het riool is verstopt").has("Volgende notitie");
    assert!(journey.tasks.is_empty(), "who was spoken to needs no call");
    // Who calls hears by when there is an answer: the desk reads the same as whoever it hands the work to.
    assert!(journey.promises.values().any(|promise| promise.is_open() && promise.is_to_customer()));
    agent.get(&format!("/journeys/{id}")).await.lacks("Nog niets verteld");
}

#[tokio::test]
async fn a_number_in_any_notation_finds_the_open_journey_and_a_chaser_is_read() {
    let site = Site::new().await;
    let id = by_phone(&site, "Verstopt riool").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    for typed in ["0600000078", "+31 (0)6 00000078", "0031600000078", "06-00000078"] {
        let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = agent.get(&format!("/calls/found?number={typed}")).await;
        found.has("Anja de Wit").has("Verstopt riool").has(&id.to_string()).has("checked");
    }
    let done = note(&mut agent, &[("number", "+31600000078"), ("text", "Vraagt of er al nieuws is.")]).await;
    assert_eq!(journey_of(&done), id);
    let journey = site.journey(id).await;
    assert_eq!((last(&journey).facts.asks, journey.chasers()), (Asks::News, 1));
    // One tap puts it right.
    let page = agent.follow(&done).await;
    page.has("statusvraag");
    let contact = last(&journey).facts.contact;
    let action = format!("/journeys/{id}/contacts/{contact}/asks/something");
    agent.submit(&page, &action, &[]).await;
    assert_eq!(site.journey(id).await.chasers(), 0);
}

#[tokio::test]
async fn a_promise_in_the_same_form_is_owed_and_told_once() {
    let site = Site::new().await;
    let id = by_phone(&site, "Verstopt riool").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let fields = [
        ("number", NUMBER),
        ("journey", &id.to_string()),
        ("text", "De put is weer vol."),
        ("promise", "1"),
        ("kind", "news"),
    ];
    let done = note(&mut agent, &fields).await;
    assert_eq!(journey_of(&done), id);
    let journey = site.journey(id).await;
    let promise = journey.promises.values().find(|promise| promise.member.is_some()).unwrap();
    assert_eq!(promise.what, PromiseWhat::News);
    assert_eq!(promise.current.until, "2018-02-06T16:00:00Z".parse().unwrap());
    assert_eq!(journey.expectation.as_ref().unwrap().by, Some(promise.current.until));
    assert!(journey.tasks.is_empty(), "it was said: nobody calls to say it again");
    let first = journey.promises.values().find(|promise| promise.what == PromiseWhat::FirstAnswer).unwrap();
    assert!(matches!(first.state, PromiseState::Kept { .. }), "{:?}", first.state);
    agent.follow(&done).await.has("6 februari");
    // By mail it is confirmed in writing.
    let mailed = site.begin("bram@example.net", "Lantaarn").await;
    let _ = site.test.mail.take();
    let at = [("journey", mailed.to_string()), ("text", "Belde terug.".to_owned()), ("promise", "0".to_owned())];
    let at: Vec<(&str, &str)> = at.iter().map(|(name, value)| (*name, value.as_str())).collect();
    note(&mut agent, &at).await;
    site.test.drain().await;
    assert_eq!(site.test.mail.to("bram@example.net").len(), 1);
}

#[tokio::test]
async fn a_call_of_ours_keeps_the_call_that_was_promised() {
    let site = Site::new().await;
    let id = by_phone(&site, "Verstopt riool").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let wish = [("number", NUMBER), ("text", "Wil morgen gebeld worden."), ("promise", "1"), ("kind", "call")];
    note(&mut agent, &wish).await;
    let owed = |journey: &Journey| {
        journey.promises.values().filter(|it| it.what == PromiseWhat::CallBack && it.is_owed()).count()
    };
    assert_eq!(owed(&site.journey(id).await), 1);
    site.test.clock.set("2018-02-06T09:00:00Z");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let ours = [("number", NUMBER), ("direction", "out"), ("text", "Gebeld: de monteur komt woensdag.")];
    let done = note(&mut agent, &ours).await;
    assert_eq!(journey_of(&done), id);
    let journey = site.journey(id).await;
    assert_eq!((last(&journey).facts.direction, owed(&journey)), (Direction::Out, 0));
}

#[tokio::test]
async fn somebody_elses_call_stands_with_who_said_it() {
    let site = Site::new().await;
    let id = by_phone(&site, "Verstopt riool").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let id_text = id.to_string();
    let fields = [
        ("number", "06 00 00 00 79"),
        ("name", "Buur Bos"),
        ("journey", id_text.as_str()),
        ("text", "De straat staat blank."),
    ];
    note(&mut agent, &fields).await;
    let page = agent.get(&format!("/journeys/{id}")).await;
    page.has("Buur Bos").has("De straat staat blank.");
    assert_eq!(site.journey(id).await.participants.len(), 2);
}

#[tokio::test]
async fn only_who_and_what_are_required_and_what_was_typed_stays() {
    let site = Site::new().await;
    let id = by_phone(&site, "Verstopt riool").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let wrong = note(&mut agent, &[("text", "Iemand belde.")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Vul een nummer of een naam in").has("Iemand belde.");
    let wrong = note(&mut agent, &[("number", "06 12"), ("name", "Bos")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("06 12").has("Bos");
    // Without JavaScript a button looks the number up, and nothing is kept by it.
    let before = site.journey(id).await.contacts.len();
    let looked = note(&mut agent, &[("number", NUMBER), ("text", "Over het riool"), ("do", "find")]).await;
    assert_eq!(looked.status, StatusCode::OK);
    looked.has("Verstopt riool").has("Over het riool").has("Anja de Wit");
    assert_eq!(site.journey(id).await.contacts.len(), before);
}

#[tokio::test]
async fn two_presses_of_the_button_are_one_call() {
    let site = Site::new().await;
    let id = by_phone(&site, "Verstopt riool").await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let page = agent.get("/calls/new").await;
    let fields = [("number", NUMBER), ("text", "Wil weten waar de bon heen moet."), ("promise", "0")];
    agent.submit(&page, "/calls/new", &fields).await;
    let contacts = site.journey(id).await.contacts.len();
    let again = agent.submit(&page, "/calls/new", &fields).await;
    assert_eq!(journey_of(&again), id);
    assert_eq!(site.journey(id).await.contacts.len(), contacts);
}

#[tokio::test]
async fn a_call_about_what_was_just_closed_opens_it_again_unless_it_is_something_new() {
    use regie_domain::command::JourneyCommand;
    let site = Site::new().await;
    let id = by_phone(&site, "Verstopt riool").await;
    let people = &site.city.people;
    let close = JourneyCommand::Close { how: regie_domain::codes::CloseHow::Withdrawn };
    site.act(&people.kcc_agent, id, close, Vec::new()).await;
    site.test.clock.advance(jiff::SignedDuration::from_mins(10));
    let mut agent = site.signed_in(&people.kcc_agent).await;
    agent.get("/calls/found?number=0600000078").await.has(&id.to_string()).has("checked");
    let done = note(&mut agent, &[("number", NUMBER), ("text", "Het riool is weer verstopt.")]).await;
    assert_eq!(journey_of(&done), id);
    assert!(site.journey(id).await.is_open());
    let close = JourneyCommand::Close { how: regie_domain::codes::CloseHow::Withdrawn };
    site.act(&people.kcc_agent, id, close, Vec::new()).await;
    let fields = [("number", NUMBER), ("text", "Een lamp is stuk."), ("journey", "new")];
    assert_ne!(journey_of(&note(&mut agent, &fields).await), id);
    // After the days of the blueprint nothing opens again by itself.
    site.test.clock.advance(jiff::SignedDuration::from_hours(24 * 31));
    let other = site.signed_in(&people.kcc_agent).await.get("/calls/found?number=0600000078").await;
    other.lacks(&id.to_string());
}

#[tokio::test]
async fn after_closing_time_each_moment_to_promise_stands_once() {
    let site = Site::new().await;
    for (now, times) in [("2018-02-05T10:00:00Z", 3), ("2018-02-05T20:00:00Z", 2)] {
        site.test.clock.set(now);
        let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
        let page = agent.get("/calls/new").await.text();
        let choices = page.split("name=\"promise\"").nth(1).unwrap().split("</select>").next().unwrap();
        let words: Vec<&str> = choices.split("<option").filter(|it| it.contains("17.00 uur")).collect();
        let said: std::collections::BTreeSet<&str> =
            words.iter().map(|it| it.split('>').nth(1).unwrap().split('<').next().unwrap()).collect();
        assert_eq!((words.len(), said.len()), (times, times), "{choices}");
    }
}
