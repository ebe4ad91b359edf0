//! Three days in which nothing ran: each thing that came due in them is handled once when the program is back, and the
//! record says when it had been due. On both databases, with every kind of moment that is watched.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use jiff::Timestamp;
use regie_app::content::{ContentKind, Text};
use regie_app::run::{JOURNEY, Request, read_journey};
use regie_app::settings::presets::Municipality;
use regie_app::testing::{Moment as _, TestApp, result_by};
use regie_app::{Who, rebuild};
use regie_domain::actor::Door;
use regie_domain::codes::{BallGoes, Channel, CloseHow, Direction, JoinReason, Outcome, UpdateKind};
use regie_domain::command::{CallWish, JourneyCommand as C};
use regie_domain::event::{ContactFacts, JourneyEvent as E, Recorded};
use regie_domain::fold::fold;
use regie_domain::ids::{ContentId, JourneyId};
use regie_store::journal::{self, StreamKey};
use regie_store::on_both;
use regie_store::views::arrivals;

/// The program stops here, on a Monday.
const DOWN: &str = "2018-02-12T16:30:00[Europe/Amsterdam]";
/// It is back on the Thursday.
const BACK: &str = "2018-02-15T16:40:00[Europe/Amsterdam]";

/// A desk of the municipality.
struct Desk {
    test: TestApp,
    city: Municipality,
}

impl Desk {
    async fn at(&self, moment: &str) {
        self.test.run_until(local(moment)).await;
    }

    async fn open(&self) -> JourneyId {
        let journey = common::open(&self.test, &self.city).await;
        self.test.drain().await;
        journey
    }

    fn said(&self, journey: JourneyId, direction: Direction) -> (ContactFacts, Text) {
        let text: ContentId = self.test.app.ports.id();
        let words = Text::plain(text, ContentKind::Text, "Dit is gezegd.", Some(journey));
        (ContactFacts::said(self.test.app.ports.id(), direction, Channel::Email, text), words)
    }

    async fn act(&self, journey: JourneyId, command: C, texts: Vec<Text>) {
        let who = TestApp::who(&self.city.people.kcc_agent);
        self.test.app.run(Request::journey(who, Door::Page, journey, command).with(texts)).await.unwrap();
        self.test.drain().await;
    }

    /// Answered, with a result promised for long after: only the silence limit comes due.
    async fn answer(&self, journey: JourneyId) {
        let (contact, words) = self.said(journey, Direction::Out);
        let promise = result_by(local("2018-02-28T12:00"));
        let write = C::Write { contact, complete: true, promise: Some(promise), question: None };
        self.act(journey, write, vec![words]).await;
    }

    async fn propose(&self, journey: JourneyId) {
        let (contact, words) = self.said(journey, Direction::Out);
        self.act(journey, C::ProposeOutcome { outcome: Outcome::Solved, contact, amount: None }, vec![words]).await;
    }

    async fn offer(&self, journey: JourneyId) {
        let (offer, texts) = self.test.offer(self.city.technical.team, BallGoes::Goes);
        self.act(journey, offer, texts).await;
    }

    /// The customer asks on the page to be called.
    async fn ask_for_a_call(&self, journey: JourneyId) {
        let events = self.events(journey).await;
        let participant = fold(journey, &events).unwrap().customer_participant().unwrap().0;
        let (said, words) = self.said(journey, Direction::In);
        let contact =
            ContactFacts { participant: Some(participant), channel: Channel::Web, why: JoinReason::StatusPage, ..said };
        let command = C::RequestCall { contact, when: CallWish::Soon };
        let who = Who::Customer { journey, participant };
        self.test.app.run(Request::journey(who, Door::Page, journey, command).with(vec![words])).await.unwrap();
        self.test.drain().await;
    }

    async fn events(&self, journey: JourneyId) -> Vec<Recorded<E>> {
        let stream = StreamKey::new(JOURNEY, journey.0);
        let stored = self.test.app.store.read(async |tx| journal::read(tx, &stream, 0).await).await.unwrap();
        read_journey(&stored).unwrap()
    }

    /// What the watchers recorded when the program was back, each with the moment at which it had been due, in order.
    async fn watched(&self, journey: JourneyId) -> Vec<(&'static str, Timestamp)> {
        let back = BACK.instant();
        let now = self.events(journey).await.into_iter().filter(|event| event.meta.recorded_at == back);
        now.filter_map(|event| match event.event {
            E::PromiseAtRisk { level, due, .. } | E::HandoverOverdue { level, due, .. } => Some((level.code(), due)),
            E::PromiseBroken { due, .. } => Some(("broken", due)),
            E::Overdue { what, due, .. } => Some((what.code(), due)),
            _ => None,
        })
        .collect()
    }

    /// Everything, to see that nothing more happens.
    async fn all(&self, journeys: &[JourneyId]) -> usize {
        let mut count = 0;
        for journey in journeys {
            count += self.events(*journey).await.len();
        }
        count
    }
}

/// A moment as a clock in the town hall shows it.
fn local(moment: &str) -> Timestamp {
    format!("{moment}:00[Europe/Amsterdam]").as_str().instant()
}

fn due(moments: &[(&'static str, &str)]) -> Vec<(&'static str, Timestamp)> {
    moments.iter().map(|(what, at)| (*what, local(at))).collect()
}

on_both! {
    async fn three_days_of_downtime_are_handled_once(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        let desk = Desk { test, city };
        desk.at("2018-02-05T10:00").await;
        let concluded = desk.open().await;
        desk.propose(concluded).await;
        desk.at("2018-02-09T10:00").await;
        let silent = desk.open().await;
        desk.answer(silent).await;
        desk.at("2018-02-12T16:20").await;
        let promised = desk.open().await;
        let offered = desk.open().await;
        desk.offer(offered).await;
        let called = desk.open().await;
        desk.ask_for_a_call(called).await;
        let raw = b"From: iemand@example.net\r\nSubject: Vraag\r\n\r\nWat nu?\r\n";
        let recipients = ["kcc@example.org".to_owned()];
        let arrival = desk.test.app.keep_raw(&recipients, Some("iemand@example.net"), raw).await.unwrap()[0];
        desk.test.run_until(DOWN.instant()).await;

        desk.test.clock.set(BACK);
        let other = desk.test.another().await;
        // Two processes come back at the same moment.
        let (one, two) = tokio::join!(desk.test.app.drain(), other.drain());
        assert!(one.unwrap() + two.unwrap() > 0);
        while desk.test.drain().await > 0 {}

        // At risk and broken: opened at 16:20, an answer promised by 17:00 that day.
        let broken = [
            ("promise_half", "2018-02-12T16:40"),
            ("promise_four_fifths", "2018-02-12T16:52"),
            ("broken", "2018-02-12T17:00"),
        ];
        assert_eq!(desk.watched(promised).await, due(&broken));
        // An offer that nobody answered became louder at each step.
        let louder = [
            ("offer_team", "2018-02-13T11:30"),
            ("offer_lead", "2018-02-13T13:30"),
            ("offer_coordinator", "2018-02-13T15:30"),
        ];
        assert_eq!(desk.watched(offered).await, due(&[broken, louder].concat()));
        // A call that was to be made within two hours of work.
        let call = [
            ("promise_half", "2018-02-13T08:50"),
            ("promise_four_fifths", "2018-02-13T09:26"),
            ("broken", "2018-02-13T09:50"),
        ];
        assert_eq!(desk.watched(called).await, due(&[broken, call].concat()));
        // Three working days without a word.
        assert_eq!(desk.watched(silent).await, due(&[("silence", "2018-02-14T17:00")]));
        let told = desk.events(silent).await.into_iter().filter(|event| {
            matches!(event.event, E::UpdatePlanned { about: UpdateKind::NoNews, .. })
        });
        assert_eq!(told.count(), 1, "the customer hears it once");
        // A closing period that ended on the Monday.
        assert_eq!(desk.watched(concluded).await, due(&[("closing", "2018-02-12T17:00")]));
        let closed = desk.events(concluded).await.into_iter().filter(|event| {
            matches!(event.event, E::Closed { how: CloseHow::NotObjected })
        });
        assert_eq!(closed.count(), 1);
        // What came and is on no journey yet.
        let mut tx = desk.test.app.store.begin_read().await.unwrap();
        let waiting = arrivals::get(&mut tx, arrival).await.unwrap().unwrap();
        drop(tx);
        assert!(waiting.overdue && waiting.state == "waiting", "{waiting:?}");
        assert_eq!(waiting.due, local("2018-02-12T17:00"));

        // Once: nothing is left of the past, and nothing more happens.
        let journeys = [concluded, silent, promised, offered, called];
        let count = desk.all(&journeys).await;
        assert_eq!(desk.test.drain().await, 0);
        assert_eq!(desk.all(&journeys).await, count);
        assert!(desk.test.app.next_due().await.unwrap().unwrap() > BACK.instant());
        let report = regie_store::verify::verify_all(&desk.test.app.store).await.unwrap();
        assert_eq!(report.findings, Vec::new());
        let scratch = regie_store::testing::TestDb::sqlite().await;
        let checked = rebuild::check(&desk.test.app.store, &scratch.store).await.unwrap();
        assert_eq!(checked.faults, Vec::new());
    }
}
