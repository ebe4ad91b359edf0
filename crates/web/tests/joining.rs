//! Two journeys of one customer that turn out to be one: joined and un-joined from the page and by the interface, and read as
//! one by the customer.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod support;

use axum::http::StatusCode;
use regie_app::rebuild;
use regie_app::testing::TestApp;
use regie_domain::actor::Door;
use regie_domain::codes::{BallGoes, Channel, PromiseWhat, VoidReason};
use regie_domain::command::NewPromise;
use regie_domain::ids::JourneyId;
use regie_domain::invariants;
use regie_domain::journey::State;
use regie_domain::refusal::Code;
use regie_store::on_both;
use regie_store::verify::verify_all;
use support::{Site, result};

const ANJA: &str = "anja@example.net";

/// Anja's journey that goes on, and the second one about the same, on which work was promised for Wednesday.
async fn two(site: &Site) -> (JourneyId, JourneyId) {
    let first = site.begin(ANJA, "Verstopt riool").await;
    let second = site.begin(ANJA, "Stank in de straat").await;
    assert_eq!(site.journey(first).await.customer, site.journey(second).await.customer);
    let work = NewPromise { what: PromiseWhat::Other, ..result("2018-02-07T16:00:00Z") };
    site.write(second, "Wij komen kijken wat er stinkt.", Some(work), &[]).await;
    site.test.drain().await;
    (first, second)
}

/// Nothing is lost, the chains hold, and the views are what a rebuild would make of them.
async fn whole(site: &Site, journeys: &[JourneyId]) {
    for journey in journeys {
        invariants::check(&site.journey(*journey).await).unwrap();
    }
    assert_eq!(verify_all(&site.test.app.store).await.unwrap().findings, []);
    let scratch = regie_store::testing::TestDb::sqlite().await;
    assert_eq!(rebuild::check(&site.test.app.store, &scratch.store).await.unwrap().faults, []);
}

on_both! {
    async fn joined_the_customer_reads_one_journey_and_un_joined_each_its_own(db: TestDb) {
        let site = Site::of(TestApp::on(db), None).await;
        let (first, second) = two(&site).await;
        let (kept, own) = (site.link(first).await, site.link(second).await);
        let (one, other) = (site.journey(first).await.reference, site.journey(second).await.reference);
        let told = site.test.mail.to(ANJA).len();
        let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
        let path = format!("/journeys/{second}/join");
        agent.get(&format!("/journeys/{second}")).await.has(&format!("href=\"{path}\""));
        let page = agent.get(&path).await;
        page.has(&one.to_string()).has("Verstopt riool").has("2 contactmomenten").has("Toezegging gaat mee");
        let sent = agent.submit(&page, &path, &[("journey", &first.to_string())]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        // Sent once more it has no second effect.
        let again = agent.submit(&page, &path, &[("journey", &first.to_string())]).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        let page = agent.follow(&sent).await;
        page.has("voegde een andere klantreis hiermee samen").has("Wij komen kijken wat er stinkt.");
        page.has(&format!("Uit {other}")).has(&format!("href=\"/journeys/{second}\""));
        let (goes_on, joined) = (site.journey(first).await, site.journey(second).await);
        assert!(matches!(joined.state, State::Void { reason: VoidReason::Joined, .. }));
        let work = goes_on.promises.values().find(|it| it.what == PromiseWhat::Other).unwrap();
        let there = joined.promises.values().find(|it| it.what == PromiseWhat::Other).unwrap();
        assert_eq!((work.first, work.member, work.is_open()), (there.first, there.member, true));
        whole(&site, &[first, second]).await;

        // On the page of the one that was joined stands where it goes on; lists show it no more as open.
        let page = agent.get(&format!("/journeys/{second}")).await;
        page.has(&format!("Deze klantreis is samengevoegd met {one}")).has("Samenvoegen ongedaan maken");
        agent.get("/journeys").await.has(&one.to_string()).lacks(&other.to_string());
        agent.get(&format!("/search?q={other}")).await.has(&one.to_string()).has(&other.to_string());
        agent.get(&format!("/customers/{}", joined.customer)).await.has("Wij komen kijken wat er stinkt.");

        // Its link leads on, and what is written there comes in on the journey that goes on.
        let mut anja = site.visitor();
        let page = anja.get(&own).await;
        page.has("Verstopt riool").has("Wij komen kijken wat er stinkt.");
        page.has(&format!("Nummer {other} hoort nu bij nummer {one}."));
        anja.get(&kept).await.has("Wij komen kijken wat er stinkt.");
        let sent = anja.submit(&page, &format!("{own}/message"), &[("text", "Het stinkt nog steeds.")]).await;
        anja.follow(&sent).await.has("Het stinkt nog steeds.");
        let web = |it: &regie_domain::contact::Contact| it.facts.channel == Channel::Web;
        assert!(site.journey(first).await.contacts.values().any(web));
        site.test.drain().await;
        assert_eq!(site.test.mail.to(ANJA).len(), told, "nobody is told what nothing changes for");

        // Undone, each has its own again; what came in since stays.
        let path = format!("/journeys/{second}/unjoin");
        let page = agent.get(&path).await;
        page.has("Komt terug");
        let sent = agent.submit(&page, &path, &[]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        agent.follow(&sent).await.has("Het samenvoegen is ongedaan gemaakt.");
        let (goes_on, apart) = (site.journey(first).await, site.journey(second).await);
        assert!(apart.is_open() && goes_on.contacts.values().any(web));
        assert!(apart.promises.values().any(|it| it.what == PromiseWhat::Other && it.is_open()));
        assert!(goes_on.promises.values().all(|it| it.what != PromiseWhat::Other || !it.is_open()));
        anja.get(&own).await.has("Stank in de straat").lacks("Verstopt riool").lacks("Het stinkt nog steeds.");
        anja.get(&kept).await.lacks("Wij komen kijken wat er stinkt.");
        whole(&site, &[first, second]).await;
    }
}

#[tokio::test]
async fn what_cannot_travel_is_said_before_anything_is_chosen() {
    let site = Site::new().await;
    let (first, second) = two(&site).await;
    let (command, texts) = site.test.offer(site.city.technical.team, BallGoes::Stays);
    site.act(&site.city.people.kcc_agent, second, command, texts).await;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let path = format!("/journeys/{second}/join");
    let page = agent.get(&path).await;
    page.has("Er is nog iets aangeboden aan").has("Neem eerst het aanbod aan");
    let sent = agent.submit(&page, &path, &[("journey", &first.to_string())]).await;
    assert_eq!(sent.status, StatusCode::CONFLICT);
    sent.has("Neem eerst het aanbod aan");
    assert!(site.journey(second).await.is_open() && site.journey(first).await.joined.is_empty());
}

#[tokio::test]
async fn journeys_of_two_people_are_not_joined() {
    let site = Site::new().await;
    let first = site.begin(ANJA, "Verstopt riool").await;
    let other = site.begin("bert@example.org", "Stank bij de buren").await;
    let who = TestApp::who(&site.city.people.kcc_agent);
    let refused = site.test.app.join_journey(&who, Door::Page, (other, first), None).await.unwrap_err();
    assert!(matches!(refused, regie_app::AppError::Refused(refusal) if refusal.code == Code::JoinStrangers));
    assert!(site.journey(other).await.is_open());
}
