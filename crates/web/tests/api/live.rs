//! Live events for programs: what happens is told to those who may see it, nothing is missed over a break, and a stream ends
//! with its token.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::{HeaderMap, Request, StatusCode};
use futures::StreamExt as _;
use regie_app::settings::clients::ClientForm;
use regie_app::testing::TestApp;
use regie_web::api::events::MOST;
use regie_web::server::router;
use regie_web::state::Web;
use regie_web::ui::live::Pace;
use serde_json::Value;
use tower::ServiceExt as _;

use super::support::Site;
use super::{Program, problem};

struct Stream {
    headers: HeaderMap,
    body: BodyDataStream,
    text: String,
}

impl Stream {
    async fn open(site: &Site, program: &Program, after: Option<&str>) -> (StatusCode, Self) {
        let mut request = Request::builder().uri("/api/v1/events");
        request = request.header("authorization", format!("Bearer {}", program.token));
        if let Some(after) = after {
            request = request.header("last-event-id", after);
        }
        let answer = site.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        (parts.status, Self { headers: parts.headers, body: body.into_data_stream(), text: String::new() })
    }

    async fn until(&mut self, words: &str) -> &str {
        while !self.text.contains(words) {
            assert!(self.more().await, "{words:?} never came, after\n{}", self.text);
        }
        &self.text
    }

    async fn more(&mut self) -> bool {
        let next = tokio::time::timeout(Duration::from_secs(20), self.body.next()).await;
        let Ok(Some(Ok(bytes))) = next else { return false };
        self.text.push_str(&String::from_utf8_lossy(&bytes));
        true
    }

    async fn ends(&mut self) -> bool {
        let all = async { while self.body.next().await.is_some() {} };
        tokio::time::timeout(Duration::from_secs(20), all).await.is_ok()
    }

    fn last(&self) -> (String, Value) {
        let find = |name: &str| self.text.lines().rev().find_map(|line| line.strip_prefix(name)).unwrap().to_owned();
        (find("id: "), serde_json::from_str(&find("data: ")).unwrap())
    }
}

fn paced(site: &mut Site, pace: Pace) {
    let web = Web::new(site.test.app.clone(), Vec::new(), None).unwrap().with_pace(pace);
    site.router = router(web).0;
}

#[tokio::test]
async fn what_happens_is_told_once_and_nothing_is_missed_over_a_break() {
    let site = Site::new().await;
    let program = Program::new(&site).await;
    let (status, mut stream) = Stream::open(&site, &program, None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    assert_eq!(
        (&stream.headers["cache-control"], &stream.headers["api-version"]),
        (&"no-store".parse().unwrap(), &"1.0.0".parse().unwrap())
    );
    stream.until("event: here").await;
    let journey = site.begin("anja@example.net", "Geheime titel").await;
    let said = stream.until("journey.opened").await.to_owned();
    assert!(!said.contains("Geheime") && !said.contains("anja"), "{said}");
    let (id, told) = stream.last();
    assert_eq!(told["items"][0]["journeyId"], journey.to_string());
    assert_eq!(told["next"], id.as_str(), "a place to go on from, here and at `changes`");
    drop(stream);
    let second = site.begin("bram@example.net", "Lantaarn").await;
    let (_, mut again) = Stream::open(&site, &program, Some(&id)).await;
    let said = again.until(&second.to_string()).await;
    assert!(said.contains("journey.opened") && said.matches("event: changed").count() == 1, "{said}");
    // A position that there is not yet: of another database.
    let (_, mut strange) = Stream::open(&site, &program, Some("999999999")).await;
    strange.until("event: here").await;
    assert_eq!(strange.last().1["everything"], true);
}

#[tokio::test]
async fn a_program_has_so_many_streams_and_each_ends_by_itself() {
    let mut site = Site::new().await;
    paced(&mut site, Pace { lasts: Duration::from_millis(300), ..Pace::default() });
    let mut program = Program::new(&site).await;
    let mut open = Vec::new();
    for _ in 0..MOST {
        let (status, stream) = Stream::open(&site, &program, None).await;
        assert_eq!(status, StatusCode::OK);
        open.push(stream);
    }
    problem(&program.get("/api/v1/events").await, StatusCode::TOO_MANY_REQUESTS);
    let (status, _other) = Stream::open(&site, &Program::new(&site).await, None).await;
    assert_eq!(status, StatusCode::OK, "another program has its own");
    for mut stream in open {
        assert!(stream.ends().await);
    }
    assert_eq!(Stream::open(&site, &program, None).await.0, StatusCode::OK, "what ended left its place");
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_needs_the_right_to_read() {
    let mut site = Site::new().await;
    paced(&mut site, Pace { check: Duration::from_millis(20), ..Pace::default() });
    let program = Program::with(&site, &["journeys.read"], false).await;
    let (_, mut stream) = Stream::open(&site, &program, None).await;
    stream.until("event: here").await;
    let client = site.test.app.client_of(&program.token).await.unwrap().unwrap().member.id.0;
    let directory = site.test.app.directory().await.unwrap();
    let found = &directory.clients[&client];
    let form = ClientForm { active: false, ..ClientForm::of(&found.value) };
    let admin = TestApp::who(&site.city.people.administrator);
    site.test.app.put_client(&admin, client, found.version, form).await.unwrap();
    assert!(stream.ends().await);
    let mut writer = Program::with(&site, &["journeys.write"], false).await;
    problem(&writer.get("/api/v1/events").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_shielded_is_not_told() {
    let site = Site::new().await;
    let admin = TestApp::who(&site.city.people.administrator);
    let team = site.city.technical.team.team;
    let version = site.test.app.directory().await.unwrap().teams[&team].version;
    let form = regie_app::settings::teams::TeamForm {
        restricted: true,
        ..regie_app::settings::teams::TeamForm::of(&site.city.technical)
    };
    site.test.app.change_team(&admin, team, version, form).await.unwrap();
    let own = Program::of(&site, &site.city.technical, &["journeys.read"], false).await;
    let stranger = Program::of(&site, &site.city.claims, &["journeys.read"], false).await;
    let journey = site.begin("anja@example.net", "Kanarie").await;
    let (_, mut sees) = Stream::open(&site, &own, None).await;
    let (_, mut blind) = Stream::open(&site, &stranger, None).await;
    blind.until("event: here").await;
    sees.until("event: here").await;
    let mut texts = Vec::new();
    let brief = site.city.blueprint.brief.iter().map(|_| Some(site.text(&mut texts, "Kanarie"))).collect();
    let offer = regie_domain::command::JourneyCommand::Offer {
        to: site.city.technical.team,
        ball: Some(regie_domain::codes::BallGoes::Goes),
        brief,
        respond_by: None,
    };
    site.act(&site.city.people.kcc_agent, journey, offer, texts).await;
    site.test.drain().await;
    sees.until("handover.offered").await;
    let open = site.begin("bram@example.net", "Lantaarn").await;
    let said = blind.until(&open.to_string()).await;
    assert!(!said.contains(&journey.to_string()), "{said}");
}
