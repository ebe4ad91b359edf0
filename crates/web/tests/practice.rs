//! The practice room's own pages, that they are nowhere else, and its page in the settings of the installation beside it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::StatusCode;
use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use regie_app::practice::nowhere::Nowhere;
use regie_app::practice::{PracticeDesk, PracticeRoom, PracticeState};
use regie_app::testing::TestApp;
use regie_app::{App, Result, Who};
use regie_web::server::router;
use regie_web::state::{Practice, Web};
use support::{Browser, Site};

/// Stands for the program around the pages, and counts what it is asked.
#[derive(Default)]
struct Around {
    asked: AtomicUsize,
}

impl PracticeRoom for Around {
    fn ahead(&self) -> SignedDuration {
        SignedDuration::from_hours(1)
    }

    fn next(&self) -> BoxFuture<'_, Result<Option<Timestamp>>> {
        Box::pin(async { Ok(Some("2018-02-06T16:00:00Z".parse().unwrap())) })
    }

    fn go_on(&self, _who: Who) -> BoxFuture<'_, Result<bool>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(true) })
    }
}

impl PracticeDesk for Around {
    fn state(&self) -> BoxFuture<'_, Result<PracticeState>> {
        let url = "https://oefenen.example.org".to_owned();
        Box::pin(async { Ok(PracticeState { url, filled_at: None }) })
    }

    fn fill(&self, _who: Who) -> BoxFuture<'_, Result<()>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Ok(()) })
    }
}

/// The municipality with its pages, told what it has to do with a practice room.
async fn site(of: impl FnOnce(Arc<Around>) -> Practice) -> (Site, Arc<Around>) {
    let mut site = Site::new().await;
    let around = Arc::new(Around::default());
    let app = &site.test.app;
    let nowhere = Arc::new(Nowhere::new(app.store.clone(), app.ports.clock.clone(), app.ports.entropy.clone()));
    let mut ports = app.ports.clone();
    (ports.mail, ports.http) = (nowhere.clone(), nowhere);
    site.test.app = App::new(app.store.clone(), ports, app.config.as_ref().clone());
    let web = Web::new(site.test.app.clone(), Vec::new(), None).unwrap().with_practice(of(around.clone()));
    (site.router, site.routes) = router(web);
    (site, around)
}

#[tokio::test]
async fn every_page_of_the_room_says_what_it_is() {
    let (site, _) = site(|around| Practice::Room(around)).await;
    let journey = site.begin("anja@example.net", "Loodgieter").await;
    let link = site.link(journey).await;
    let mut visitor = site.visitor();
    for path in ["/sign-in", "/ask", "/no-such-page", "/s/short", "/privacy", &link] {
        let mut page = visitor.get(path).await;
        if page.status == StatusCode::SEE_OTHER {
            page = visitor.follow(&page).await;
        }
        page.has("<title>Oefenruimte – ");
        assert!(page.text().contains("</b>: niets gaat naar buiten"), "{path}");
    }
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    for path in ["/work", "/practice", "/practice/mail", &format!("/journeys/{journey}")] {
        agent.get(path).await.has("<title>Oefenruimte – ").has("niets gaat naar buiten").has("Hier is het ");
    }
    let mut administrator = site.signed_in(&site.city.people.administrator).await;
    administrator.get("/settings/practice").await.has("Dit is de oefenruimte zelf").lacks("Vul opnieuw");
}

#[tokio::test]
async fn a_case_is_begun_once_and_its_mail_is_read_and_answered() {
    let (site, _) = site(|around| Practice::Room(around)).await;
    let app = &site.test.app;
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    let start = agent.get("/practice").await;
    start.has("Boze klant die al eerder vroeg").lacks("De klok");
    for _again in 0..2 {
        let begun = agent.submit(&start, "/practice/cases/complaint", &[]).await;
        agent.follow(&begun).await.has("De mail is onderweg");
    }
    let arrived = app.unplaced_ids(10).await.unwrap();
    assert_eq!(arrived.len(), 2, "kept as it came; what comes twice is one contact once it is read");
    let (one, two) = (app.kept(arrived[0]).await.unwrap().unwrap(), app.kept(arrived[1]).await.unwrap().unwrap());
    assert_eq!(one.raw, two.raw, "the same mail twice");
    assert!(String::from_utf8(one.raw).unwrap().contains(".example.org>"));
    assert_eq!(agent.get("/practice/cases/nothing").await.status, StatusCode::METHOD_NOT_ALLOWED);

    site.begin("bram@example.net", "Lantaarn").await;
    app.drain().await.unwrap();
    let list = agent.get("/practice/mail").await;
    let href = list.text().split("href=\"/practice/mail/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let address = format!("/practice/mail/{href}");
    let mail = agent.get(&address).await;
    mail.has("/s/").has("schrijft Anja de Wit terug?");
    let empty = agent.submit(&mail, &address, &[("text", "  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    site.test.clock.advance(SignedDuration::from_secs(1));
    let answered = agent.submit(&mail, &address, &[("text", "Dank u wel.\n.\nTot dan.")]).await;
    agent.follow(&answered).await.has("Het antwoord is onderweg");
    let arrived = app.unplaced_ids(10).await.unwrap();
    let raw = app.kept(*arrived.last().unwrap()).await.unwrap().unwrap().raw;
    let raw = String::from_utf8(raw).unwrap();
    assert!(raw.contains("In-Reply-To: <") && raw.contains("bram@example.net") && raw.contains("Dank u wel."), "{raw}");
}

#[tokio::test]
async fn a_mail_to_a_colleague_is_for_that_colleague_alone() {
    let (site, _) = site(|around| Practice::Room(around)).await;
    let app = &site.test.app;
    let people = &site.city.people;
    app.ask_reset("joost@example.org").await.unwrap();
    app.drain().await.unwrap();
    let mails =
        async |browser: &mut Browser| browser.get("/practice/mail").await.text().matches("/practice/mail/").count();
    let mut lead = site.signed_in(&people.kcc_lead).await;
    assert_eq!(mails(&mut lead).await, 1, "his own");
    let mut agent = site.signed_in(&people.kcc_agent).await;
    assert_eq!(mails(&mut agent).await, 0, "not hers");
}

#[tokio::test]
async fn only_an_administrator_moves_the_clock() {
    let (site, around) = site(|around| Practice::Room(around)).await;
    let mut administrator = site.signed_in(&site.city.people.administrator).await;
    let page = administrator.get("/practice").await;
    page.has("Hierna gebeurt er iets op");
    let moved = administrator.submit(&page, "/practice/next", &[]).await;
    administrator.follow(&moved).await.has("De klok staat op het volgende moment");
    assert_eq!(around.asked.load(Ordering::SeqCst), 1);
    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    let page = lead.get("/practice").await;
    let fields = page.hidden("/practice/cases/complaint");
    assert_eq!(lead.post("/practice/next", &fields).await.status, StatusCode::FORBIDDEN);
    assert_eq!(around.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_installation_beside_it_fills_it_and_has_no_door_of_it() {
    let (site, around) = site(|around| Practice::Beside(around)).await;
    for route in &site.routes {
        assert!(!route.path.starts_with("/practice") && !route.path.contains("clock"), "{}", route.path);
    }
    let mut administrator = site.signed_in(&site.city.people.administrator).await;
    let page = administrator.get("/settings/practice").await;
    page.has("https://oefenen.example.org").has("Nog nooit").lacks("niets gaat naar buiten</");
    let filled = administrator.submit(&page, "/settings/practice", &[]).await;
    administrator.follow(&filled).await.has("De oefenruimte is opnieuw gevuld.");
    assert_eq!(around.asked.load(Ordering::SeqCst), 1);
    let mut lead = site.signed_in(&site.city.people.kcc_lead).await;
    lead.get("/settings/practice").await.has("https://oefenen.example.org").lacks("action=\"/settings/practice\"");
    let mut agent = site.signed_in(&site.city.people.kcc_agent).await;
    assert_eq!(agent.get("/settings/practice").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn where_it_is_off_the_page_says_how_to_switch_it_on() {
    let site = Site::of(TestApp::sqlite().await, None).await;
    let mut administrator = site.signed_in(&site.city.people.administrator).await;
    let page = administrator.get("/settings/practice").await;
    page.has("practice_listen = ").has("https://oefenen.regie.example.org").lacks("Vul opnieuw");
    assert_eq!(administrator.get("/practice").await.status, StatusCode::NOT_FOUND);
}
