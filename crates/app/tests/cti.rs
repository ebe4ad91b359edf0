//! Telephone systems: signed reports are taken once, a call opens nothing by itself, and a call to a closed desk waits for
//! the journey of its number.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use regie_app::App;
use regie_app::arrivals::Choice;
use regie_app::authorise::Who;
use regie_app::calls::{CallNote, On};
use regie_app::cti::settings::CtiForm;
use regie_app::cti::{Delivery, Ringing, Taken, sign};
use regie_app::error::AppError;
use regie_app::journeys::NewJourney;
use regie_app::settings::presets::Municipality;
use regie_app::sms::SmsForm;
use regie_app::testing::TestApp;
use regie_domain::codes::{Channel, Direction, JoinReason};
use regie_domain::directory::Outgoing;
use regie_domain::ids::JourneyId;
use regie_domain::journey::Journey;
use uuid::Uuid;

const NUMBER: &str = "+31600000078";
/// Friday 2 February 2018, 21:03 in Amsterdam: everybody has gone home.
const FRIDAY_NIGHT: &str = "2018-02-02T20:03:00Z";

struct Scene {
    test: TestApp,
    city: Municipality,
    connection: Uuid,
    secret: String,
}

impl Scene {
    async fn new() -> Self {
        let test = TestApp::either().await;
        let city = test.setup_reimbursement().await;
        let form = CtiForm {
            name: "Centrale".to_owned(),
            team: city.kcc.team.team.to_string(),
            lines: vec![(city.technical.team.team.to_string(), "201, 202".to_owned())],
            active: true,
        };
        let admin = TestApp::who(&city.people.administrator);
        let (connection, secret) = test.app.create_connection(&admin, form).await.unwrap();
        Self { test, city, connection, secret }
    }

    fn admin(&self) -> Who {
        TestApp::who(&self.city.people.administrator)
    }

    /// Posts a report as the telephone system does.
    async fn report(&self, id: &str, body: &str) -> Result<Taken, AppError> {
        let seconds = self.test.app.ports.clock.machine().as_second().to_string();
        let signature = sign(&self.secret, id, &seconds, body.as_bytes()).unwrap();
        let delivery = Delivery { id, timestamp: &seconds, signature: &signature, body: body.as_bytes() };
        self.test.app.take_report(self.connection, delivery).await
    }

    async fn event(&self, event: &str, call: &str, more: &str) {
        let body = format!("{{\"event\":\"{event}\",\"call\":\"{call}\",\"number\":\"0600000078\"{more}}}");
        self.report(&format!("{event}-{call}"), &body).await.unwrap();
        self.test.drain().await;
    }

    async fn scope(&self) -> regie_app::Scope {
        let who = TestApp::who(&self.city.people.kcc_agent);
        regie_app::authorise::scope(&who, &self.test.app.directory().await.unwrap()).unwrap()
    }

    async fn begin(&self, title: &str) -> JourneyId {
        let new = NewJourney {
            channel: Channel::Phone,
            name: "Anja de Wit".to_owned(),
            email: None,
            phone: Some("06-00000078".to_owned()),
            blueprint: Some(self.city.blueprint.id),
            kind: None,
            title: title.to_owned(),
            text: "Geen beeld en geen internet.".to_owned(),
            key: None,
        };
        let id = self.test.app.begin_journey(TestApp::who(&self.city.people.kcc_agent), new).await.unwrap();
        self.test.drain().await;
        id
    }

    async fn journey(&self, id: JourneyId) -> Journey {
        self.test.app.open_journey(&Who::System, id).await.unwrap().journey
    }

    /// What waits without a journey.
    async fn waiting(&self) -> Vec<regie_store::views::arrivals::Arrival> {
        self.test.app.work(&self.scope().await, false).await.unwrap().arrivals
    }
}

#[tokio::test]
async fn many_callers_may_be_looked_up_at_once() {
    let scene = Scene::new().await;
    let journey = scene.begin("Storing").await;
    let scope = scene.scope().await;
    // More than there are connections to read with: none may wait for a second one with one in hand.
    let asked = futures::future::join_all((0..32).map(|_| scene.test.app.caller(&scope, NUMBER))).await;
    assert!(asked.iter().all(|found| found.as_ref().is_ok_and(|it| it.likely == Some(journey))), "{asked:?}");
}

#[tokio::test]
async fn only_what_is_signed_and_fresh_is_taken_and_only_once() {
    let scene = Scene::new().await;
    let (app, body) = (&scene.test.app, r#"{"event":"new","call":"1"}"#);
    let seconds = app.ports.clock.machine().as_second();
    let signed =
        |seconds: i64| (seconds.to_string(), sign(&scene.secret, "a", &seconds.to_string(), body.as_bytes()).unwrap());
    let (now, good) = signed(seconds);
    let (old, stale) = signed(seconds - 301);
    let try_it = async |connection: Uuid, id: &str, timestamp: &str, signature: &str, body: &str| {
        app.take_report(connection, Delivery { id, timestamp, signature, body: body.as_bytes() }).await
    };
    for (connection, id, timestamp, signature, body) in [
        (scene.connection, "b", &now, good.as_str(), body),
        (scene.connection, "a", &now, "v1,AAAA", body),
        (scene.connection, "a", &now, "", body),
        (scene.connection, "a", &old, stale.as_str(), body),
        (scene.connection, "a", &now, good.as_str(), r#"{"event":"new","call":"2"}"#),
        (Uuid::nil(), "a", &now, good.as_str(), body),
    ] {
        let refused = try_it(connection, id, timestamp, signature, body).await;
        assert!(matches!(refused, Err(AppError::Denied("signature"))), "{refused:?}");
    }
    let both = format!("v1,AAAA {good}");
    assert_eq!(try_it(scene.connection, "a", &now, &both, body).await.unwrap(), Taken::Kept);
    assert_eq!(try_it(scene.connection, "a", &now, &good, body).await.unwrap(), Taken::Before);
    assert_eq!(app.reported(scene.connection, 10).await.unwrap().len(), 1);
    // A new secret ends the old one.
    let version = app.directory().await.unwrap().connections[&scene.connection].version;
    app.renew_secret(&scene.admin(), scene.connection, version).await.unwrap();
    let refused = try_it(scene.connection, "a", &now, &good, body).await;
    assert!(matches!(refused, Err(AppError::Denied("signature"))));
    for junk in ["{}", "x", r#"{"event":"dance","call":"1"}"#] {
        let scene = Scene::new().await;
        assert!(matches!(scene.report("j", junk).await, Err(AppError::Invalid(_))), "{junk}");
        assert!(scene.test.app.reported(scene.connection, 10).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_call_opens_nothing_and_shows_until_it_is_written_down() {
    let scene = Scene::new().await;
    let id = scene.begin("Verstopt riool").await;
    scene.event("new", "1", "").await;
    let calls = scene.test.app.calls_now(&scene.scope().await).await.unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!((calls[0].name.as_deref(), calls[0].state), (Some("Anja de Wit"), Ringing::Rings));
    assert_eq!(calls[0].number.as_deref(), Some("06 00 00 00 78"));
    scene.event("answered", "1", "").await;
    assert_eq!(scene.test.app.calls_now(&scene.scope().await).await.unwrap()[0].state, Ringing::Taken);
    assert_eq!(scene.journey(id).await.contacts.len(), 1, "a call by itself is no contact");
    // Another team's line rings with that team only.
    scene.event("new", "2", ",\"line\":\"202\"").await;
    assert_eq!(scene.test.app.calls_now(&scene.scope().await).await.unwrap().len(), 1);
    let note = CallNote {
        direction: Direction::In,
        number: calls[0].number.clone(),
        name: String::new(),
        text: "Vraagt of er al nieuws is.".to_owned(),
        on: On::Likely,
        blueprint: None,
        promise: None,
        call: Some(calls[0].id),
        key: None,
    };
    let noted = scene.test.app.note_call(TestApp::who(&scene.city.people.kcc_agent), note).await.unwrap();
    assert_eq!(noted.journey, id);
    assert!(scene.test.app.calls_now(&scene.scope().await).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_closed_door_waits_and_finds_the_journey_that_its_number_opens() {
    let scene = Scene::new().await;
    scene.test.clock.set(FRIDAY_NIGHT);
    scene.event("outside-hours", "1", "").await;
    let waiting = scene.waiting().await;
    assert_eq!((waiting.len(), waiting[0].why.as_str()), (1, "closed_door"));
    assert!(waiting[0].due > waiting[0].received_at && waiting[0].team == scene.city.kcc.team.team);
    scene.test.clock.set("2018-02-02T20:05:00Z");
    let id = scene.begin("Geen internet").await;
    let journey = scene.journey(id).await;
    let door = journey.contacts.values().find(|contact| contact.is_closed_door()).unwrap();
    assert_eq!((door.facts.why, door.at), (JoinReason::Number, FRIDAY_NIGHT.parse().unwrap()));
    assert_eq!((journey.closed_doors(), journey.from_customer().count(), journey.unread().count()), (1, 1, 0));
    assert!(door.facts.participant.is_some() && scene.waiting().await.is_empty());
    // It is undone like any contact that stands in the wrong place.
    let other = scene.begin("Iets anders").await;
    let contact = door.facts.contact;
    let who = TestApp::who(&scene.city.people.kcc_agent);
    let target = regie_app::contacts::Target::Journey(other);
    scene.test.app.move_contact(who, id, contact, target).await.unwrap();
    assert_eq!((scene.journey(id).await.closed_doors(), scene.journey(other).await.closed_doors()), (0, 1));
}

#[tokio::test]
async fn a_system_that_knows_no_hours_reports_a_closed_door_too_and_once() {
    let scene = Scene::new().await;
    let id = scene.begin("Verstopt riool").await;
    scene.test.clock.set("2018-02-05T20:00:00Z");
    for event in ["new", "ended", "outside-hours"] {
        scene.event(event, "7", "").await;
    }
    let journey = scene.journey(id).await;
    assert_eq!((journey.closed_doors(), journey.unread().count()), (1, 1), "whoever rang in vain wanted something");
    assert_eq!(journey.chasers(), 0);
    // In opening hours nobody taking it is no closed door.
    scene.test.clock.set("2018-02-06T09:00:00Z");
    for event in ["new", "ended"] {
        scene.event(event, "8", "").await;
    }
    assert_eq!(scene.journey(id).await.closed_doors(), 1);
    let shown = scene.test.app.calls_now(&scene.scope().await).await.unwrap();
    assert_eq!(shown.iter().map(|call| call.state).collect::<Vec<_>>(), [Ringing::Missed]);
}

#[tokio::test]
async fn a_person_decides_about_a_door_that_finds_nothing() {
    let scene = Scene::new().await;
    let who = TestApp::who(&scene.city.people.kcc_agent);
    scene.test.clock.set(FRIDAY_NIGHT);
    for call in ["1", "2", "3"] {
        scene.event("outside-hours", call, "").await;
    }
    let doors = scene.waiting().await;
    assert_eq!(doors.len(), 3);
    scene.test.app.decide_arrival(who.clone(), doors[0].id, Choice::Void).await.unwrap();
    let placed = scene.test.app.decide_arrival(who.clone(), doors[1].id, Choice::New).await.unwrap();
    let Some(regie_app::intake::Placed::On { journey, .. }) = placed else { panic!("{placed:?}") };
    scene.test.drain().await;
    // The third one finds the journey that this began.
    assert_eq!(scene.journey(journey).await.closed_doors(), 2);
    assert!(scene.waiting().await.is_empty());
}

async fn gateway(scene: &Scene, active: bool) {
    let form = SmsForm {
        url: "https://sms.example.org/send".to_owned(),
        body: r#"{"to":"{{number}}","from":"{{sender}}","text":"{{text}}"}"#.to_owned(),
        header: "Authorization".to_owned(),
        secret: None,
        sender: "Gemeente".to_owned(),
        every_hours: "24".to_owned(),
        active,
    };
    let version = scene.test.app.directory().await.unwrap().sms.as_ref().map_or(0, |found| found.version);
    scene.test.app.put_gateway(&scene.admin(), version, form).await.unwrap();
}

fn texts(scene: &Scene) -> Vec<serde_json::Value> {
    scene.test.http.posted().iter().map(|request| serde_json::from_slice(&request.body).unwrap()).collect()
}

#[tokio::test]
async fn whoever_rang_in_vain_gets_the_way_to_the_form_once_a_day() {
    let scene = Scene::new().await;
    scene.test.clock.set(FRIDAY_NIGHT);
    gateway(&scene, false).await;
    scene.event("outside-hours", "0", "").await;
    assert!(texts(&scene).is_empty(), "off until somebody switches it on");
    gateway(&scene, true).await;
    scene.event("outside-hours", "1", "").await;
    scene.event("outside-hours", "2", "").await;
    let sent = texts(&scene);
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0]["to"].as_str(), sent[0]["from"].as_str()), (Some(NUMBER), Some("Gemeente")));
    let text = sent[0]["text"].as_str().unwrap();
    assert!(text.contains("https://regie.example.org/ask") && text.contains("ma"), "{text}");
    scene.test.clock.set("2018-02-04T20:03:00Z");
    scene.event("outside-hours", "3", "").await;
    assert_eq!(texts(&scene).len(), 2);
    scene.test.app.opt_out(&scene.admin(), "0031 6 00000078").await.unwrap();
    scene.test.clock.set("2018-02-09T20:03:00Z");
    scene.event("outside-hours", "4", "").await;
    assert_eq!(texts(&scene).len(), 2, "who wants none gets none");
    // A number that is no mobile one is never texted.
    let body = r#"{"event":"outside-hours","call":"5","number":"0200000000"}"#;
    scene.report("fixed", body).await.unwrap();
    scene.test.drain().await;
    assert_eq!(texts(&scene).len(), 2);
}

async fn outgoing(app: &App, admin: &Who, state: Outgoing) {
    let version = app.directory().await.unwrap().organisation.as_ref().unwrap().version;
    app.switch_outgoing(admin, version, state).await.unwrap();
}

#[tokio::test]
async fn the_switch_that_holds_mail_holds_text_messages_and_a_gateway_that_is_away_is_tried_again() {
    let scene = Scene::new().await;
    scene.test.clock.set(FRIDAY_NIGHT);
    gateway(&scene, true).await;
    outgoing(&scene.test.app, &scene.admin(), Outgoing::Trial).await;
    scene.event("outside-hours", "1", "").await;
    assert!(texts(&scene).is_empty(), "on trial nothing leaves");
    outgoing(&scene.test.app, &scene.admin(), Outgoing::Live).await;
    scene.test.http.answer(Err(regie_app::ports::SendError::Temporary("away".to_owned())));
    scene.test.app.release_paused().await.unwrap();
    scene.test.drain().await;
    assert_eq!(texts(&scene).len(), 1);
    let fine = regie_app::ports::HttpAnswer { status: 202, body: String::new() };
    scene.test.http.answer(Ok(fine));
    scene.test.run_until("2018-02-02T20:10:00Z".parse().unwrap()).await;
    assert_eq!(texts(&scene).len(), 2, "tried again, and taken");
    scene.test.run_until("2018-02-02T22:10:00Z".parse().unwrap()).await;
    assert_eq!(texts(&scene).len(), 2);
}
