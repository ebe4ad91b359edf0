//! Due moments: each is handled once, in order, also after days of downtime and by several workers.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use jiff::{SignedDuration, Timestamp};
use regie_app::jobs::{arrivals, deadlines, run_worker, upkeep};
use regie_app::run::{JOURNEY, read_journey};
use regie_app::settings::presets::Municipality;
use regie_app::testing::{Moment as _, TestApp};
use regie_domain::codes::DeadlineKind;
use regie_domain::event::{JourneyEvent, Recorded};
use regie_domain::ids::JourneyId;
use regie_store::journal::{self, StreamKey};
use regie_store::{on_both, verify};
use tokio_util::sync::CancellationToken;

async fn events(test: &TestApp, journey: JourneyId) -> Vec<Recorded<JourneyEvent>> {
    let stream = StreamKey::new(JOURNEY, journey.0);
    let stored = test.app.store.read(async |tx| journal::read(tx, &stream, 0).await).await.unwrap();
    read_journey(&stored).unwrap()
}

/// At which moments which watcher spoke, in the order of the journal.
async fn watched(test: &TestApp, journey: JourneyId) -> Vec<(&'static str, Timestamp)> {
    let spoke = |event: Recorded<JourneyEvent>| match event.event {
        JourneyEvent::PromiseAtRisk { level: DeadlineKind::PromiseHalf, .. } => Some(("half", event.meta.recorded_at)),
        JourneyEvent::PromiseAtRisk { .. } => Some(("four fifths", event.meta.recorded_at)),
        JourneyEvent::PromiseBroken { .. } => Some(("broken", event.meta.recorded_at)),
        JourneyEvent::Overdue { .. } => Some(("missed", event.meta.recorded_at)),
        _ => None,
    };
    events(test, journey).await.into_iter().filter_map(spoke).collect()
}

async fn at_nine(test: &TestApp) -> (Municipality, JourneyId) {
    let city = test.setup_reimbursement().await;
    test.clock.set("2018-02-05T09:00:00[Europe/Amsterdam]");
    let journey = common::open(test, &city).await;
    test.drain().await;
    (city, journey)
}

on_both! {
    async fn a_promise_warns_twice_and_breaks_once(db: TestDb) {
        let test = TestApp::on(db);
        let (_, journey) = at_nine(&test).await;
        assert_eq!(watched(&test, journey).await, []);
        test.run_until("2018-02-05T17:30:00[Europe/Amsterdam]".instant()).await;
        let at = |time: &str| format!("2018-02-05T{time}[Europe/Amsterdam]").as_str().instant();
        // From 09:00 to 17:00: half at 13:00, four fifths at 15:24.
        let expected = [("half", at("13:00")), ("four fifths", at("15:24")), ("broken", at("17:00"))];
        assert_eq!(watched(&test, journey).await, expected);
        test.drain().await;
        assert_eq!(watched(&test, journey).await.len(), 3, "once");
    }

    async fn two_workers_do_not_double(db: TestDb) {
        let test = TestApp::on(db);
        let city = test.setup_reimbursement().await;
        test.clock.set("2018-02-05T09:00:00[Europe/Amsterdam]");
        let mut journeys = Vec::new();
        for _ in 0..40 {
            journeys.push(common::open(&test, &city).await);
        }
        let other = test.another().await;
        test.clock.set("2018-02-08T11:00:00[Europe/Amsterdam]");
        let (one, two) = tokio::join!(deadlines::fire_due(&test.app), deadlines::fire_due(&other));
        assert!(one.unwrap() + two.unwrap() >= 40);
        deadlines::fire_due(&test.app).await.unwrap();
        for journey in journeys {
            let broken = watched(&test, journey).await.into_iter().filter(|(what, _)| *what == "broken").count();
            assert_eq!(broken, 1, "{journey}");
        }
    }
}

#[tokio::test]
async fn a_failing_deadline_is_put_off_and_stops_no_other() {
    let test = TestApp::sqlite().await;
    let (_, journey) = at_nine(&test).await;
    let (stranger, due) = (StreamKey::new(JOURNEY, test.app.ports.uuid()), test.app.ports.clock.now());
    test.app
        .store
        .write_with(stranger.clone(), move |tx, stream| {
            Box::pin(regie_store::deadlines::set(tx, stream, "silence", "", due))
        })
        .await
        .unwrap();
    test.clock.set("2018-02-05T17:30:00[Europe/Amsterdam]");
    test.drain().await;
    assert_eq!(watched(&test, journey).await.last().unwrap().0, "broken");
    let left = test.app.store.read(async |tx| regie_store::deadlines::of_stream(tx, &stranger).await).await.unwrap();
    assert_eq!(left[0].attempts, 1);
    for minutes in [1, 2, 4] {
        test.clock.advance(SignedDuration::from_mins(minutes));
        assert!(test.drain().await > 0);
        test.clock.advance(SignedDuration::from_secs(-1));
        assert_eq!(deadlines::fire_due(&test.app).await.unwrap(), 0);
        test.clock.advance(SignedDuration::from_secs(1));
    }
    let left = test.app.store.read(async |tx| regie_store::deadlines::of_stream(tx, &stranger).await).await.unwrap();
    assert_eq!(left[0].attempts, 4);
}

#[tokio::test]
async fn a_stale_row_goes_and_a_moved_one_stays() {
    let test = TestApp::sqlite().await;
    let (_, journey) = at_nine(&test).await;
    let stream = StreamKey::new(JOURNEY, journey.0);
    let rows =
        async || test.app.store.read(async |tx| regie_store::deadlines::of_stream(tx, &stream).await).await.unwrap();
    let before = rows().await;
    let now = test.app.ports.clock.now();
    let silence = before.iter().find(|row| row.kind == "silence").unwrap().clone();
    test.app
        .store
        .write_with(stream.clone(), move |tx, stream| {
            Box::pin(async move {
                regie_store::deadlines::set(tx, stream, "silence", "", now).await?;
                regie_store::deadlines::set(tx, stream, "question_due", &uuid::Uuid::nil().to_string(), now).await
            })
        })
        .await
        .unwrap();
    assert_eq!(deadlines::fire_due(&test.app).await.unwrap(), 2);
    let after = rows().await;
    assert_eq!(after.iter().find(|row| row.kind == "silence").unwrap().due, silence.due);
    assert_eq!(after.len(), before.len());
}

on_both! {
    async fn upkeep_takes_away_what_has_ended(db: TestDb) {
        let test = TestApp::on(db);
        let (city, _) = at_nine(&test).await;
        let session = test.app.start_session(city.people.kcc_agent.id, None, None).await.unwrap();
        test.app
            .store
            .write(|tx| {
                Box::pin(async move {
                    let at = "2018-01-20T00:00:00Z".parse().unwrap_or_default();
                    regie_store::idempotency::remember(tx, "test", "old", &[0; 32], "{}", at).await
                })
            })
            .await
            .unwrap();
        assert_eq!(upkeep::run(&test.app).await.unwrap().keys, 1);
        test.clock.advance(SignedDuration::from_hours(13));
        assert!(test.app.authenticate(&session.token).await.unwrap().is_none());
        assert_eq!(upkeep::run(&test.app).await.unwrap().sessions, 1);
        let root = async |day: &str| test.app.store.read(async |tx| verify::day_root(tx, day).await).await.unwrap();
        assert!(root("2018-02-04").await.is_some());
        assert!(root("2018-02-05").await.is_none());
    }
}

#[tokio::test]
async fn the_worker_does_what_is_due_and_stops_when_told() {
    let test = TestApp::sqlite().await;
    let (city, journey) = at_nine(&test).await;
    let shutdown = CancellationToken::new();
    let worker = tokio::spawn(run_worker(test.app.clone(), shutdown.clone()));
    test.clock.set("2018-02-05T17:30:00[Europe/Amsterdam]");
    // A commit wakes the worker; each of its own rings the bell in turn.
    let mut bell = test.app.store.commits();
    test.app.ask_reset(&city.people.kcc_agent.email).await.unwrap();
    let done = async {
        while watched(&test, journey).await.last().is_none_or(|(what, _)| *what != "broken")
            || test.mail.to(&city.people.kcc_agent.email).is_empty()
        {
            bell.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), done).await.unwrap();
    shutdown.cancel();
    tokio::time::timeout(std::time::Duration::from_secs(10), worker).await.unwrap().unwrap();
    assert_eq!(arrivals::mark_overdue(&test.app).await.unwrap(), 0);
}

#[tokio::test]
async fn many_may_ask_at_once_what_comes_next() {
    let test = TestApp::on(regie_store::testing::TestDb::sqlite().await);
    // More than there are connections to read with: none may wait for a second one with one in hand.
    let asked = futures::future::join_all((0..32).map(|_| test.app.next_due())).await;
    assert!(asked.iter().all(|found| matches!(found, Ok(None))), "{asked:?}");
}
