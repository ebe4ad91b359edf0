//! A second thing that the customer knows, before messages, files and amounts show.

use axum::http::StatusCode;
use regie_domain::ids::JourneyId;
use regie_domain::second_thing::{SecondKind, Sensitive};

use crate::support::{Site, result};

const SECRET: &str = "Uw rekening is beoordeeld door de afdeling.";

/// A journey with a message and a promise, on a blueprint that asks for the postcode.
async fn guarded(site: &Site) -> (JourneyId, String) {
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    site.write(journey, SECRET, Some(result("2018-02-19T16:00:00Z")), &[]).await;
    let who = regie_app::authorise::Who::Member(Box::new(site.city.people.administrator.clone()));
    let directory = site.test.app.directory().await.unwrap();
    let version = directory.blueprints[&site.city.blueprint.id].version;
    let before = vec![Sensitive::Messages, Sensitive::Amounts];
    let asked = site.test.app.change_second(&who, site.city.blueprint.id, version, Some(SecondKind::Postcode), before);
    asked.await.unwrap();
    (journey, site.link(journey).await)
}

/// The contact centre notes the customer's postcode.
async fn noted(site: &Site, journey: JourneyId) {
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let person = format!("/journeys/{journey}/people/{}", site.customer(journey).await);
    let page = agent.get(&person).await;
    page.has("Er is niets bekend om naar te vragen");
    let action = format!("{person}/second");
    let wrong = agent.submit(&page, &action, &[("kind", "postcode"), ("value", "Voorbeeldstad")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = agent.submit(&wrong, &action, &[("kind", "postcode"), ("value", "1234 ab")]).await;
    agent.follow(&done).await.has("Bekend: postcode.").lacks("1234");
}

#[tokio::test]
async fn the_next_step_and_the_promises_show_and_the_rest_only_after_the_answer() {
    let site = Site::new().await;
    let (journey, link) = guarded(&site).await;
    noted(&site, journey).await;
    let mut customer = site.visitor();
    let page = customer.get(&link).await;
    page.has("Dit hebben wij u beloofd").has("Nog één vraag").lacks(SECRET);
    let action = format!("{link}/second");
    let wrong = customer.submit(&page, &action, &[("second", "9999 zz")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.has("Dit klopt niet met wat wij weten").lacks(SECRET);
    customer.submit(&wrong, &action, &[("second", "straat")]).await.has("Dit lezen wij niet goed");
    let right = customer.submit(&wrong, &action, &[("second", "1234AB")]).await;
    customer.follow(&right).await.has(SECRET).lacks("Nog één vraag");

    // The answer is good for this link alone, and nobody can make one up.
    let other = site.link(journey).await;
    customer.get(&other).await.lacks(SECRET);
    let mut thief = site.visitor();
    let (name, value) = customer.cookies.iter().find(|(name, _)| name.contains("regie-pass-")).unwrap();
    assert!(name.starts_with("__Host-"));
    let (until, mark) = value.split_once('.').unwrap();
    let later = until.parse::<i64>().unwrap() + 86_400;
    thief.cookies.insert(name.clone(), format!("{later}.{mark}"));
    thief.get(&link).await.lacks(SECRET);
}

#[tokio::test]
async fn what_waits_behind_the_second_thing_is_said_and_how_to_get_there() {
    let site = Site::new().await;
    let (journey, link) = guarded(&site).await;
    let asked = [("Naam van de loodgieter", regie_domain::blueprint::AskKind::Text, true)];
    site.write(journey, "Wij missen nog iets.", None, &asked).await;
    let mut customer = site.visitor();
    // Nobody knows the postcode: only a call helps.
    let page = customer.get(&link).await;
    page.has("Dan vertellen wij u wat er op u wacht").has("href=\"#help\"").lacks("Beantwoord onze vraag hieronder");
    noted(&site, journey).await;
    let page = customer.get(&link).await;
    page.has("Vul eerst hieronder in wat wij vragen").has("href=\"#second-thing\"").lacks("Beantwoord onze vraag");
    let right = customer.submit(&page, &format!("{link}/second"), &[("second", "1234AB")]).await;
    customer.follow(&right).await.has("Beantwoord onze vraag hieronder").has("href=\"#answer\"");
}

#[tokio::test]
async fn five_wrong_answers_in_an_hour_are_enough_whichever_link_is_used() {
    let site = Site::new().await;
    let (journey, link) = guarded(&site).await;
    noted(&site, journey).await;
    let mut customer = site.visitor();
    for _ in 0..5 {
        let page = customer.get(&link).await;
        customer.submit(&page, &format!("{link}/second"), &[("second", "9999ZZ")]).await.has("Dit klopt niet");
    }
    let other = site.link(journey).await;
    for link in [&link, &other] {
        let page = customer.get(link).await;
        let late = customer.submit(&page, &format!("{link}/second"), &[("second", "1234AB")]).await;
        assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
        late.has("Over een uur kunt u het opnieuw proberen").lacks(SECRET);
    }
}

#[tokio::test]
async fn where_nothing_is_known_nothing_sensitive_shows_and_staff_see_why() {
    let site = Site::new().await;
    let (journey, link) = guarded(&site).await;
    site.visitor().get(&link).await.has("Wij tonen hier geen berichten en bedragen").lacks(SECRET);
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    agent.get(&format!("/journeys/{journey}")).await.has("Dit is niet bekend: postcode.");
}

#[tokio::test]
async fn links_that_are_taken_back_open_nothing_and_staff_see_until_when_they_work() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let link = site.link(journey).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let person = format!("/journeys/{journey}/people/{}", site.customer(journey).await);
    let page = agent.get(&person).await;
    page.has("De laatste werkt tot");
    let done = agent.submit(&page, &format!("{person}/revoke"), &[]).await;
    agent.follow(&done).await.has("Er werkt nu geen link.");
    assert_eq!(site.visitor().get(&link).await.status, StatusCode::GONE);
    let mut admin = site.signed_in(&site.city.people.administrator).await;
    admin.get("/settings/audit").await.has("Links ingetrokken");
}
