//! Carriers against the program: what is pushed is taken once and only when it is signed, what came too early waits, and
//! a carrier that is asked is asked as often as the settings say, against a stand-in on this machine.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use regie_app::settings::shipper::Shipper;
use regie_app::settings::story;
use regie_app::shipments::{FeedForm, NewShipment, Registered};
use regie_app::testing::{Moment as _, TestApp};
use regie_app::{App, AppError, Who};
use regie_channels::carriers::{Taken, aftership, poll, sendcloud, take};
use regie_channels::http_out::HttpPost;
use regie_domain::carrier::FeedKind;
use regie_domain::codes::ShipmentStatus as S;
use regie_domain::promise::PromiseState;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

const SECRET: &str = "geheim";

struct Scene {
    test: TestApp,
    app: App,
    house: Shipper,
}

impl Scene {
    async fn new() -> Self {
        let test = TestApp::either().await;
        test.clock.set("2019-03-11T10:00:00[Europe/Amsterdam]");
        let house = story::lost_parcel(&test.app).await.unwrap();
        let mut app = test.app.clone();
        app.ports.http = Arc::new(HttpPost::allowing(&["127.0.0.0/8".parse().unwrap()]));
        Self { test, app, house }
    }

    async fn feed(&self, kind: FeedKind, secret: &str) -> Uuid {
        let id = self.app.ports.uuid();
        let form = FeedForm { name: "Feed".to_owned(), secret: secret.to_owned(), ..FeedForm::fresh(kind) };
        self.app.put_carrier_feed(&Who::System, id, 0, form).await.unwrap();
        id
    }

    async fn registered(&self, tracking: &str) -> Registered {
        let new = NewShipment {
            tracking: tracking.to_owned(),
            carrier: Some(self.house.carrier_a.team.team),
            until: Some("2019-03-13T18:00:00[Europe/Amsterdam]".instant()),
            name: "Sanne Bos".to_owned(),
            email: Some("sanne@example.net".to_owned()),
            title: "Cursusmap".to_owned(),
            ..NewShipment::default()
        };
        let registered = self.app.shipment_register(&TestApp::who(&self.house.agent), new).await.unwrap();
        self.test.drain().await;
        registered
    }

    async fn said(&self, of: Registered) -> Vec<S> {
        let journey = self.app.open_journey(&Who::System, of.journey).await.unwrap().journey;
        journey.shipments[&of.shipment].said.iter().map(|said| said.status).collect()
    }

    fn sendcloud(&self, tracking: &str, status: i64) -> Vec<u8> {
        let now = self.app.ports.clock.now().as_millisecond();
        json!({
            "action": "parcel_status_changed", "timestamp": now, "carrier_status_change_timestamp": now,
            "parcel": { "tracking_number": tracking, "status": { "id": status, "message": "x" } }
        })
        .to_string()
        .into_bytes()
    }

    async fn push(&self, feed: Uuid, secret: &str, body: &[u8]) -> Result<Taken, AppError> {
        let signature = sendcloud::sign(secret, body);
        let header = |name: &str| if name == sendcloud::SIGNATURE { signature.clone() } else { String::new() };
        take(&self.app, feed, header, body).await
    }
}

fn denied(taken: &Result<Taken, AppError>) -> bool {
    matches!(taken, Err(AppError::Denied(_)))
}

async fn pushes() {
    let scene = Scene::new().await;
    let (feed, other) = (scene.feed(FeedKind::Sendcloud, SECRET).await, scene.feed(FeedKind::Sendcloud, "b").await);
    let of = scene.registered("3SVOOR1").await;
    let body = scene.sendcloud("3s voor 1", 22);
    assert_eq!(scene.push(feed, SECRET, &body).await.unwrap(), Taken::Kept);
    assert_eq!(scene.push(feed, SECRET, &body).await.unwrap(), Taken::Before, "a replay has no effect");
    assert_eq!(scene.said(of).await, [S::Accepted]);
    // A wrong secret, another's feed, a feed that is not there, a body that was written anew, and none at all.
    assert!(denied(&scene.push(feed, "anders", &body).await));
    assert!(denied(&scene.push(other, SECRET, &body).await));
    assert!(denied(&scene.push(Uuid::nil(), SECRET, &body).await));
    let spaced = [body.as_slice(), b" "].concat();
    let signed_before = sendcloud::sign(SECRET, &body);
    assert!(denied(&take(&scene.app, feed, |_| signed_before.clone(), &spaced).await));
    assert!(denied(&take(&scene.app, feed, |_| String::new(), &body).await));
    // What was sent long ago is not taken, whatever it is signed with.
    let old = scene.sendcloud("3SVOOR1", 3);
    scene.test.clock.advance(SignedDuration::from_hours(73));
    assert!(denied(&scene.push(feed, SECRET, &old).await));
    // Another kind, an unknown status: taken, without effect. What is no JSON is not.
    assert_eq!(scene.push(feed, SECRET, &scene.sendcloud("3SVOOR1", 1000)).await.unwrap(), Taken::Aside);
    assert_eq!(scene.push(feed, SECRET, br#"{"action":"integration_deleted"}"#).await.unwrap(), Taken::Aside);
    assert!(matches!(scene.push(feed, SECRET, b"{").await, Err(AppError::Invalid(_))));
    assert_eq!(scene.said(of).await, [S::Accepted]);
}

#[tokio::test]
async fn what_is_pushed_is_taken_once_and_only_when_it_is_signed_sqlite() {
    pushes().await;
}

#[tokio::test]
async fn aftership_signs_in_its_own_header_and_delivers() {
    let scene = Scene::new().await;
    let feed = scene.feed(FeedKind::Aftership, SECRET).await;
    let of = scene.registered("JVGL1").await;
    scene.test.clock.set("2019-03-13T15:10:00[Europe/Amsterdam]");
    let body = json!({
        "ts": scene.app.ports.clock.now().as_second(), "event": "tracking_update", "event_id": "e-1",
        "msg": { "tracking_number": "JVGL1", "tag": "Delivered", "subtag": "Delivered_001",
            "checkpoints": [{ "checkpoint_time": "2019-03-13T15:07:00+01:00" }] }
    });
    let body = body.to_string().into_bytes();
    let signature = aftership::sign(SECRET, &body);
    let header = |name: &str| if name == aftership::SIGNATURE { signature.clone() } else { String::new() };
    assert_eq!(take(&scene.app, feed, header, &body).await.unwrap(), Taken::Kept);
    let journey = scene.app.open_journey(&Who::System, of.journey).await.unwrap().journey;
    let promise = &journey.promises[&journey.shipments[&of.shipment].promise];
    let at = "2019-03-13T15:07:00[Europe/Amsterdam]".instant();
    assert_eq!(promise.state, PromiseState::Kept { at }, "when the carrier saw it");
    assert!(journey.proposal.is_some(), "and that is the outcome");
}

#[tokio::test]
async fn what_is_said_before_a_shipment_is_registered_counts_once_it_is() {
    let scene = Scene::new().await;
    let feed = scene.feed(FeedKind::Sendcloud, SECRET).await;
    assert_eq!(scene.push(feed, SECRET, &scene.sendcloud("3SVROEG1", 22)).await.unwrap(), Taken::Kept);
    assert_eq!(scene.app.unknown_shipments().await.unwrap(), 1);
    scene.test.clock.advance(SignedDuration::from_mins(5));
    let of = scene.registered("3SVROEG1").await;
    assert_eq!(scene.said(of).await, [S::Accepted]);
    assert_eq!(scene.app.unknown_shipments().await.unwrap(), 0);
}

/// A carrier that answers what it is told to, and counts who asks with which key.
#[derive(Clone, Default)]
struct StandIn {
    answers: Arc<Mutex<BTreeMap<String, (u16, String)>>>,
    asked: Arc<Mutex<Vec<(String, String)>>>,
    wait: Arc<Mutex<Option<u32>>>,
}

impl StandIn {
    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let of = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                of.answer(stream).await;
            }
        });
        base
    }

    /// One question on one connection.
    async fn answer(&self, mut stream: TcpStream) {
        let mut read = Vec::new();
        let mut part = [0_u8; 4096];
        while !read.windows(4).any(|end| end == b"\r\n\r\n") {
            let got = stream.read(&mut part).await.unwrap();
            if got == 0 {
                return;
            }
            read.extend_from_slice(&part[..got]);
        }
        let head = String::from_utf8_lossy(&read).into_owned();
        let path = head.split_whitespace().nth(1).unwrap_or_default();
        let tracking = path.rsplit('/').next().unwrap_or_default().to_owned();
        let key = head.lines().find_map(|line| line.to_lowercase().strip_prefix("apikey: ").map(str::to_owned));
        self.asked.lock().unwrap().push((tracking.clone(), key.unwrap_or_default()));
        let (status, body) = self.answers.lock().unwrap().get(&tracking).cloned().unwrap_or((404, String::new()));
        let length = body.len();
        let wait = *self.wait.lock().unwrap();
        let wait = wait.map(|seconds| format!("retry-after: {seconds}\r\n")).unwrap_or_default();
        let said = format!("HTTP/1.1 {status} x\r\n{wait}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
        stream.write_all(said.as_bytes()).await.unwrap();
    }

    fn wait(&self, seconds: Option<u32>) {
        *self.wait.lock().unwrap() = seconds;
    }

    fn says(&self, tracking: &str, status: u16, body: &Value) {
        self.answers.lock().unwrap().insert(tracking.to_owned(), (status, body.to_string()));
    }
}

#[tokio::test]
async fn a_carrier_that_is_asked_is_asked_in_turn_and_read_by_the_table() {
    let scene = Scene::new().await;
    let stand_in = StandIn::default();
    let base = stand_in.open().await;
    let id = scene.app.ports.uuid();
    let form = FeedForm {
        name: "PostNL".to_owned(),
        secret: "sleutel".to_owned(),
        carrier: scene.house.carrier_a.team.team.to_string(),
        address: format!("{base}/status/{{tracking}}"),
        ..FeedForm::fresh(FeedKind::Postnl)
    };
    scene.app.put_carrier_feed(&Who::System, id, 0, form).await.unwrap();
    let of = scene.registered("3SVRAAG1").await;
    scene.test.clock.set("2019-03-12T08:00:00[Europe/Amsterdam]");
    assert_eq!(poll::ask_due(&scene.app).await.unwrap(), 0, "the carrier knows nothing of it yet");
    let answer = json!({ "CompleteStatus": { "Shipment": { "OldStatus": [
        { "TimeStamp": "11-03-2019 17:00:00", "StatusCode": "2" } ],
        "Status": { "TimeStamp": "12-03-2019 07:00:00", "StatusCode": "5" } } } });
    stand_in.says("3SVRAAG1", 200, &answer);
    assert_eq!(poll::ask_due(&scene.app).await.unwrap(), 0, "not asked again before half an hour");
    scene.test.clock.advance(SignedDuration::from_mins(31));
    assert_eq!(poll::ask_due(&scene.app).await.unwrap(), 2);
    assert_eq!(scene.said(of).await, [S::Accepted, S::InTransit]);
    scene.test.clock.advance(SignedDuration::from_mins(31));
    assert_eq!(poll::ask_due(&scene.app).await.unwrap(), 0, "the same answer says nothing new");
    let asked = stand_in.asked.lock().unwrap().clone();
    assert!(asked.len() == 3 && asked.iter().all(|(tracking, key)| tracking == "3SVRAAG1" && key == "sleutel"));
    // A carrier that refuses is not asked about the others, and the page says so.
    stand_in.says("3SVRAAG1", 429, &json!({}));
    scene.test.clock.advance(SignedDuration::from_mins(31));
    assert_eq!(poll::ask_due(&scene.app).await.unwrap(), 0);
    let round = scene.app.carrier_round(id).await.unwrap().unwrap();
    assert_eq!((round.failed, round.trouble.as_deref()), (1, Some("http-429")));
    // It says for how long it wants to be left alone, and is.
    stand_in.wait(Some(3600));
    scene.test.clock.advance(SignedDuration::from_mins(31));
    poll::ask_due(&scene.app).await.unwrap();
    let asked = stand_in.asked.lock().unwrap().len();
    scene.test.clock.advance(SignedDuration::from_mins(31));
    poll::ask_due(&scene.app).await.unwrap();
    assert_eq!(stand_in.asked.lock().unwrap().len(), asked, "not before the hour is over");
    scene.test.clock.advance(SignedDuration::from_mins(30));
    poll::ask_due(&scene.app).await.unwrap();
    assert_eq!(stand_in.asked.lock().unwrap().len(), asked + 1);
}
