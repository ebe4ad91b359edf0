//! Open pages stay up to date: the stream says that something changed and never what, to those who may know of it; who else
//! is there is seen and leaves no trace.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod support;

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, Response, StatusCode, header};
use futures::StreamExt as _;
use jiff::SignedDuration;
use regie_app::settings::teams::TeamForm;
use regie_app::testing::TestApp;
use regie_domain::command::JourneyCommand;
use regie_web::server::router;
use regie_web::state::Web;
use regie_web::ui::live::Pace;
use support::{Browser, Site};
use tower::ServiceExt as _;

/// A stream, as far as it was read.
struct Stream {
    body: BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(site: &Site, browser: &Browser, path: &str) -> (Response<()>, Self) {
        Self::after(site, browser, path, None).await
    }

    async fn after(site: &Site, browser: &Browser, path: &str, last: Option<&str>) -> (Response<()>, Self) {
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().uri(path).header(header::COOKIE, cookies.join("; "));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        (Response::from_parts(parts, ()), Self { body: body.into_data_stream(), text: String::new() })
    }

    /// Reads until some words were said.
    async fn until(&mut self, words: &str) -> &str {
        while !self.text.contains(words) {
            assert!(self.more().await, "{words:?} never came, after\n{}", self.text);
        }
        &self.text
    }

    /// Reads what comes next; false when nothing does.
    async fn more(&mut self) -> bool {
        let next = tokio::time::timeout(Duration::from_secs(20), self.body.next()).await;
        let Ok(Some(Ok(bytes))) = next else { return false };
        self.text.push_str(&String::from_utf8_lossy(&bytes));
        true
    }

    /// Whether it ends by itself.
    async fn ends(&mut self) -> bool {
        let all = async { while self.body.next().await.is_some() {} };
        tokio::time::timeout(Duration::from_secs(40), all).await.is_ok()
    }

    /// The last position that was told.
    fn position(&self) -> String {
        self.text.lines().rev().find_map(|line| line.strip_prefix("id: ")).unwrap().to_owned()
    }
}

/// The position that a page was made at.
fn made_at(page: &str) -> &str {
    page.split("data-feed=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn a_stream_says_which_journey_changed_and_no_word_of_it() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.org", "Een eerste vraag").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/work").await.text();
    let (answer, mut stream) = Stream::open(&site, &samira, &format!("/live?after={}", made_at(&page))).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert_eq!(answer.headers()["x-accel-buffering"], "no");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    stream.until("event: here").await;

    site.write(journey, "Geheime woorden van ons.", None, &[]).await;
    let said = stream.until("contact.recorded").await;
    assert!(said.contains(&format!("\"{journey}\":[")), "{said}");
    assert!(!said.contains("Geheime") && !said.contains("Anja") && !said.contains("eerste vraag"), "{said}");

    // Whoever was away is told what was missed, once, and nothing that was known.
    let known = stream.position();
    site.write(journey, "Nog een bericht.", None, &[]).await;
    let other = site.begin("bert@example.org", "Een tweede vraag").await;
    let (_, mut again) = Stream::after(&site, &samira, "/live?after=1", Some(&known)).await;
    let said = again.until(&other.to_string()).await;
    assert!(said.contains(&journey.to_string()) && said.matches("event: changed").count() == 1, "{said}");
    let (_, mut nothing) = Stream::after(&site, &samira, "/live", Some(&again.position())).await;
    assert!(!nothing.until("event: here").await.contains("event: changed"));
}

#[tokio::test]
async fn an_idle_stream_says_every_fifteen_seconds_that_it_is_there() {
    assert_eq!(Pace::default().keep_alive, Duration::from_secs(15));
    let mut site = Site::new().await;
    let samira = site.signed_in(&site.city.people.kcc_agent).await;
    // The same program, whose quarter of a minute is a moment.
    let pace = Pace { keep_alive: Duration::from_millis(1), ..Pace::default() };
    let web = Web::new(site.test.app.clone(), Vec::new(), None).unwrap().with_pace(pace);
    site.router = router(web).0;
    let (_, mut stream) = Stream::open(&site, &samira, "/live").await;
    let here = stream.until("event: here").await.to_owned();
    while stream.text[here.len()..].matches(":\n\n").count() < 3 {
        stream.more().await;
    }
    assert_eq!(stream.text.matches("event: ").count(), 1, "it says nothing besides: {}", stream.text);
}

#[tokio::test]
async fn nobody_hears_of_what_is_shielded_from_them() {
    let site = Site::new().await;
    let app = &site.test.app;
    let admin = TestApp::who(&site.city.people.administrator);
    let shielded = site.begin("kanarie@example.net", "Kanarie").await;
    let directory = app.directory().await.unwrap();
    let team = &directory.teams[&site.city.technical.team.team];
    let form = TeamForm { restricted: true, ..TeamForm::of(&team.value) };
    app.change_team(&admin, team.value.team.team, team.version, form).await.unwrap();
    // An offer to a restricted team makes the journey that team's, the giver's and the coordinator's.
    let (offer, texts) = site.test.offer(site.city.technical.team, regie_domain::codes::BallGoes::Goes);
    site.act(&site.city.people.kcc_agent, shielded, offer, texts).await;
    site.test.drain().await;

    let stranger = site.signed_in(&site.city.people.claims_agent).await;
    let party = site.signed_in(&site.city.people.technical_agent).await;
    let (_, mut outside) = Stream::open(&site, &stranger, "/live?after=0").await;
    let (_, mut inside) = Stream::open(&site, &party, "/live?after=0").await;
    let mut texts = Vec::new();
    let note = site.text(&mut texts, "Kanarie notitie");
    site.act(&site.city.people.kcc_agent, shielded, JourneyCommand::AddNote { note }, texts).await;
    app.look_at(&TestApp::who(&site.city.people.technical_agent), shielded, true).await.unwrap();
    let open = site.begin("bert@example.org", "Voor iedereen").await;
    // What comes after it was told, so what came before it was passed over.
    let said = outside.until(&open.to_string()).await;
    assert!(!said.contains(&shielded.to_string()) && !said.contains("note"), "{said}");
    let said = inside.until(&open.to_string()).await;
    assert!(said.contains(&shielded.to_string()), "{said}");

    let mut stranger = stranger;
    assert_eq!(stranger.get(&format!("/journeys/{shielded}/presence")).await.status, StatusCode::FORBIDDEN);
    // Who reads no journeys hears of none.
    let administrator = site.signed_in(&site.city.people.administrator).await;
    let (_, mut none) = Stream::open(&site, &administrator, "/live?after=0").await;
    assert!(!none.until("event: here").await.contains("journeys"));
}

#[tokio::test]
async fn a_stream_ends_with_the_session() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.org", "Een vraag").await;
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let page = samira.get("/work").await;
    let (_, mut stream) = Stream::open(&site, &samira, "/live").await;
    stream.until("event: here").await;
    samira.submit(&page, "/sign-out", &[]).await;
    site.write(journey, "Een bericht.", None, &[]).await;
    assert!(stream.ends().await);
    assert!(!stream.text.contains(&journey.to_string()));
    let (answer, _) = Stream::open(&site, &site.visitor(), "/live").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_else_looks_or_writes_is_seen_and_forgotten() {
    let site = Site::new().await;
    let journey = site.begin("anja@example.org", "Een vraag").await;
    let place = format!("/journeys/{journey}/presence");
    let mut samira = site.signed_in(&site.city.people.kcc_agent).await;
    let mut kees = site.signed_in(&site.city.people.technical_agent).await;
    let (_, mut stream) = Stream::open(&site, &kees, "/live").await;
    let page = samira.get(&format!("/journeys/{journey}")).await;
    let csrf = page.hidden("/sign-out").into_iter().find(|(name, _)| name == "csrf").unwrap();
    let state = |state: &str| vec![csrf.clone(), ("state".to_owned(), state.to_owned())];

    assert_eq!(samira.post(&place, &state("here")).await.status, StatusCode::OK);
    stream.until("event: presence").await;
    kees.get(&place).await.has("Samira Haddou kijkt ook hier");
    samira.get(&place).await.lacks("Samira");
    samira.post(&place, &state("writing")).await;
    kees.get(&format!("/journeys/{journey}")).await.has("Samira Haddou schrijft…");
    site.test.clock.advance(SignedDuration::from_secs(20));
    kees.get(&place).await.has("Samira Haddou kijkt ook hier");
    site.test.clock.advance(SignedDuration::from_secs(60));
    kees.get(&place).await.lacks("Samira");
    samira.post(&place, &state("here")).await;
    samira.post(&place, &state("gone")).await;
    kees.get(&place).await.lacks("Samira");
    // Nothing of it stays.
    assert_eq!(site.test.app.forget_gone().await.unwrap(), 0);
    assert!(site.test.app.present().await.unwrap().is_empty());
}
