//! A journey that was set aside because what stood on it went to another one: where its links lead, and what is promised.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::contacts::Target;
use regie_app::testing::TestApp;
use regie_domain::codes::{Channel, PromiseWhat, ReleaseReason};
use regie_domain::command::JourneyCommand;
use regie_domain::ids::{ContactId, JourneyId};
use support::{Site, result};

const ANJA: &str = "anja@example.net";

/// The path of the link in the last mail to an address.
fn link_to(site: &Site, address: &str) -> String {
    let mail = site.test.mail.last_to(address);
    mail.text.lines().find_map(|line| line.trim().strip_prefix("https://regie.example.org")).unwrap().to_owned()
}

async fn contact_by(site: &Site, journey: JourneyId, channel: Channel) -> ContactId {
    let found = site.journey(journey).await;
    found.contacts.values().rev().find(|contact| contact.facts.channel == channel).unwrap().facts.contact
}

async fn relocate(site: &Site, from: JourneyId, contact: ContactId, target: Target) -> (JourneyId, bool) {
    let who = TestApp::who(&site.city.people.kcc_agent);
    let landed = site.test.app.move_contact(who, from, contact, target).await.unwrap();
    site.test.drain().await;
    (landed.journey, landed.emptied)
}

/// Anja's journey, whose result is promised for Wednesday; her second message is split off, and back on the first.
async fn split_and_back(site: &Site) -> (JourneyId, JourneyId, String) {
    let journey = site.begin(ANJA, "Verstopt riool").await;
    site.write(journey, "Wij zoeken het uit.", Some(result("2018-02-07T16:00:00Z")), &[]).await;
    let link = site.link(journey).await;
    let mut anja = site.visitor();
    let page = anja.get(&link).await;
    anja.submit(&page, &format!("{link}/message"), &[("text", "Mijn sleutel is ook weg.")]).await;
    let contact = contact_by(site, journey, Channel::Web).await;
    let title = "Sleutel kwijt".to_owned();
    let (split, _) = relocate(site, journey, contact, Target::New { title }).await;
    let own = link_to(site, ANJA);
    anja.get(&own).await.has("Sleutel kwijt").has("U hoort van ons");
    let (_, emptied) = relocate(site, split, contact, Target::Journey(journey)).await;
    assert!(emptied);
    (journey, split, own)
}

#[tokio::test]
async fn the_links_of_an_emptied_journey_lead_to_the_one_that_goes_on() {
    let site = Site::new().await;
    let (journey, split, own) = split_and_back(&site).await;
    let mut anja = site.visitor();
    let page = anja.get(&own).await;
    assert_eq!(page.status, StatusCode::OK);
    let (there, here) = (site.journey(split).await.reference, site.journey(journey).await.reference);
    page.has("Verstopt riool").lacks("Sleutel kwijt").has("Mijn sleutel is ook weg.");
    page.has(&format!("Nummer {there} hoort nu bij nummer {here}."));

    // What is done behind it is done on the journey that goes on.
    let sent = anja.submit(&page, &format!("{own}/message"), &[("text", "Ik heb hem gevonden.")]).await;
    anja.follow(&sent).await.has("Ik heb hem gevonden.");
    assert!(site.journey(journey).await.contacts.values().filter(|it| it.facts.channel == Channel::Web).count() == 2);

    // The voiding can be undone, and the link shows the journey as it was.
    site.act(&site.city.people.kcc_agent, split, JourneyCommand::Unvoid {}, Vec::new()).await;
    anja.get(&own).await.has("Sleutel kwijt").has("U hoort van ons").lacks("Verstopt riool");
}

#[tokio::test]
async fn what_was_told_on_an_emptied_journey_is_owed_on_the_other_and_told_once() {
    let site = Site::new().await;
    let before = {
        let (journey, split, own) = split_and_back(&site).await;
        let emptied = site.journey(split).await;
        let told = emptied.promises.values().find(|promise| promise.what == PromiseWhat::FirstAnswer).unwrap().clone();
        assert!(emptied.promises.values().all(|promise| !promise.is_open()));
        assert_eq!(told.let_go, Some(ReleaseReason::Moved));
        let goes_on = site.journey(journey).await;
        let (_, next) = goes_on.next_promise().unwrap();
        assert_eq!((next.what, next.current), (PromiseWhat::FirstAnswer, told.current), "sooner than the result");
        site.visitor().get(&own).await.has("U hoort van ons").has("maandag 5 februari, 17.00 uur");
        site.test.mail.to(ANJA).len()
    };
    site.test.drain().await;
    assert_eq!(site.test.mail.to(ANJA).len(), before, "nobody is told anew");
}

#[tokio::test]
async fn who_takes_no_part_on_the_other_journey_learns_nothing_of_it() {
    let site = Site::new().await;
    let journey = site.begin(ANJA, "Verstopt riool").await;
    let own = site.begin("bert@example.org", "Stank bij de buren").await;
    let link = site.link(own).await;
    let contact = contact_by(&site, own, Channel::Counter).await;
    let (_, emptied) = relocate(&site, own, contact, Target::Journey(journey)).await;
    assert!(emptied);
    let page = site.visitor().get(&link).await;
    assert_eq!(page.status, StatusCode::GONE);
    let (there, here) = (site.journey(own).await.reference, site.journey(journey).await.reference);
    page.has("Onder dit nummer gaan wij niet verder").has(&there.to_string()).lacks("U hoort van ons");
    page.lacks("Verstopt riool").lacks("Stank").lacks(&here.to_string());
}
