//! What `verify` looks at beside the journal is planted with losses here: each is seen, and `rebuild-views` mends what can
//! be derived. What was lost then happens after all, once.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use regie_app::Who;
use regie_app::customers::{Ground, Whom};
use regie_app::rebuild::{self, Checked, Fault, Rebuilt};
use regie_app::run::{JOURNEY, Request, read_journey};
use regie_app::settings::presets::Municipality;
use regie_app::testing::{Moment as _, TestApp};
use regie_domain::actor::Door;
use regie_domain::codes::VoidReason;
use regie_domain::command::JourneyCommand;
use regie_domain::directory::Outgoing;
use regie_domain::event::JourneyEvent;
use regie_domain::ids::JourneyId;
use regie_store::journal::{self, StreamKey};
use regie_store::on_both;
use regie_store::verify::{self, Finding};

const MORNING: &str = "2018-02-05T09:00:00[Europe/Amsterdam]";

/// A journey that was opened by telephone in the morning; its receipt waits to be sent.
async fn desk(db: regie_store::testing::TestDb) -> (TestApp, Municipality, JourneyId) {
    let test = TestApp::on(db);
    let city = test.setup_reimbursement().await;
    test.clock.set(MORNING);
    let journey = common::open(&test, &city).await;
    (test, city, journey)
}

async fn checked(test: &TestApp) -> Checked {
    let scratch = regie_store::testing::TestDb::sqlite().await;
    rebuild::check(&test.app.store, &scratch.store).await.unwrap()
}

async fn findings(test: &TestApp) -> Vec<Finding> {
    verify::verify_all(&test.app.store).await.unwrap().findings
}

/// Damages the database; tells how many rows it touched.
async fn plant(test: &TestApp, sql: &'static str) -> u64 {
    let done = test.app.store.write(move |tx| Box::pin(async move { tx.execute(sql, &[]).await }));
    done.await.unwrap()
}

async fn broken(test: &TestApp, journey: JourneyId) -> usize {
    let stream = StreamKey::new(JOURNEY, journey.0);
    let stored = test.app.store.read(async |tx| journal::read(tx, &stream, 0).await).await.unwrap();
    let events = read_journey(&stored).unwrap();
    events.iter().filter(|event| matches!(event.event, JourneyEvent::PromiseBroken { .. })).count()
}

on_both! {
    async fn a_lost_due_moment_is_seen_and_mended_and_happens(db: TestDb) {
        let (test, _, journey) = desk(db).await;
        test.drain().await;
        assert_eq!(checked(&test).await.faults, []);
        assert_eq!(plant(&test, "DELETE FROM deadline WHERE kind = 'promise_due'").await, 1);
        let faults = checked(&test).await.faults;
        assert!(matches!(faults.as_slice(), [Fault::Missing(row)] if row.contains("promise_due")), "{faults:?}");
        // Nobody would ever have told that the promise broke.
        let mended = rebuild::rebuild_views(&test.app.store).await.unwrap();
        assert_eq!(mended, Rebuilt { journeys: 1, customers: 1, deadlines: 1, messages: 0 });
        assert_eq!(checked(&test).await.faults, []);
        test.run_until("2018-02-05T17:30:00[Europe/Amsterdam]".instant()).await;
        assert_eq!(broken(&test, journey).await, 1);
        assert_eq!(checked(&test).await.faults, []);
    }

    async fn a_shifted_and_an_invented_due_moment_are_seen_and_mended(db: TestDb) {
        let (test, ..) = desk(db).await;
        test.drain().await;
        let later = "UPDATE deadline SET due = due + 3600000000, next_try = next_try + 3600000000 WHERE kind = 'silence'";
        assert_eq!(plant(&test, later).await, 1);
        assert_eq!(plant(&test, "UPDATE deadline SET kind = 'closing', ref_id = '' WHERE kind = 'promise_half'").await, 1);
        let faults = checked(&test).await.faults;
        let (extra, missing): (Vec<_>, Vec<_>) = faults.iter().partition(|fault| matches!(fault, Fault::Extra(_)));
        assert_eq!((extra.len(), missing.len()), (2, 2), "{faults:?}");
        let mended = rebuild::rebuild_views(&test.app.store).await.unwrap();
        assert_eq!(mended.deadlines, 3, "one put right, one taken away, one put back");
        assert_eq!(checked(&test).await.faults, []);
        assert_eq!(rebuild::rebuild_views(&test.app.store).await.unwrap().deadlines, 0, "what is right stays");
    }

    async fn a_lost_message_is_seen_and_queued_again_and_leaves_once(db: TestDb) {
        let (test, ..) = desk(db).await;
        let sound = checked(&test).await;
        assert_eq!((sound.messages, sound.faults), (1, Vec::new()));
        assert_eq!(plant(&test, "DELETE FROM outbox WHERE kind = 'update'").await, 1);
        let faults = checked(&test).await.faults;
        assert!(matches!(faults.as_slice(), [Fault::Unqueued(..)]), "{faults:?}");
        test.drain().await;
        assert_eq!(test.mail.to(common::RESIDENT).len(), 0, "nobody sends it");
        assert_eq!(rebuild::rebuild_views(&test.app.store).await.unwrap().messages, 1);
        assert_eq!(checked(&test).await.faults, []);
        test.drain().await;
        assert_eq!(test.mail.to(common::RESIDENT).len(), 1);
        assert_eq!(rebuild::rebuild_views(&test.app.store).await.unwrap().messages, 0, "what has left is not lost");
        test.drain().await;
        assert_eq!(test.mail.to(common::RESIDENT).len(), 1);
        assert_eq!(checked(&test).await.faults, []);
    }

    async fn a_message_that_journey_and_outbox_tell_differently_is_seen(db: TestDb) {
        let (test, ..) = desk(db).await;
        assert_eq!(plant(&test, "UPDATE outbox SET state = 'sent' WHERE kind = 'update'").await, 1);
        let faults = checked(&test).await.faults;
        assert!(matches!(faults.as_slice(), [Fault::Unnoted(_, _, "sent")]), "{faults:?}");
        plant(&test, "UPDATE outbox SET state = 'pending' WHERE kind = 'update'").await;
        // A row that no decision stands behind.
        let sql = "INSERT INTO outbox (outbox_id, kind, stream_kind, stream_id, ref_id, payload, created_at, not_before, \
            next_try, attempts, state) SELECT '01610000-0000-7000-8000-000000000001', kind, stream_kind, stream_id, ref_id, \
            payload, created_at, not_before, next_try, 0, 'pending' FROM outbox WHERE kind = 'update'";
        assert_eq!(plant(&test, sql).await, 1);
        let faults = checked(&test).await.faults;
        assert!(matches!(faults.as_slice(), [Fault::Undecided(_)]), "{faults:?}");
        let said: Vec<String> = faults.iter().map(Fault::to_string).collect();
        assert!(said[0].starts_with("rule 10:"), "{said:?}");
    }

    async fn words_that_were_deleted_and_not_erased_are_seen(db: TestDb) {
        let (test, ..) = desk(db).await;
        const ERASED: &str = "UPDATE content SET erased_at = created_at WHERE content_id IN (SELECT text_id FROM contact)";
        const DELETED: &str = "DELETE FROM content WHERE content_id IN (SELECT text_id FROM contact)";
        assert!(plant(&test, ERASED).await > 0);
        assert_eq!(checked(&test).await.faults, []);
        assert!(plant(&test, DELETED).await > 0);
        let faults = checked(&test).await.faults;
        assert!(!faults.is_empty() && faults.iter().all(|fault| matches!(fault, Fault::Gone(..))), "{faults:?}");
    }

    async fn a_message_that_is_held_is_no_fault(db: TestDb) {
        let (test, city, journey) = desk(db).await;
        let paused = regie_domain::directory::Organisation { outgoing: Outgoing::Paused, ..city.organisation.clone() };
        let version = test.app.directory().await.unwrap().organisation.as_ref().unwrap().version;
        let by = (test.app.ports.id(), regie_domain::actor::Actor::System);
        let now = test.app.ports.clock.now();
        test.app
            .store
            .write_with(paused, move |tx, paused| {
                let record = (regie_app::directory::kind::ORGANISATION, paused.id.0);
                Box::pin(async move { regie_app::directory::put(tx, by, now, record, paused, version).await })
            })
            .await
            .unwrap();
        test.drain().await;
        assert_eq!(test.mail.sent().len(), 0);
        let held = checked(&test).await;
        assert_eq!((held.messages, held.faults), (1, Vec::new()));
        // What waited for a customer who is erased goes with the address, and is not lost.
        let who = TestApp::who(&city.people.kcc_agent);
        let void = JourneyCommand::Void { reason: VoidReason::Spam, duplicate_of: None };
        test.app.run(Request::journey(who, Door::Page, journey, void)).await.unwrap();
        let whom = Whom::Address(common::RESIDENT.to_owned());
        test.app.erase_customer(&Who::System, whom, Ground::Request).await.unwrap();
        assert_eq!(checked(&test).await.faults, []);
        assert_eq!(rebuild::rebuild_views(&test.app.store).await.unwrap().messages, 0);
    }

    async fn an_arrival_out_of_sight_is_seen(db: TestDb) {
        let (test, ..) = desk(db).await;
        let raw = b"From: iemand@example.net\r\nSubject: Vraag\r\n\r\nWat nu?\r\n";
        test.app.keep_raw(&["kcc@example.org".to_owned()], Some("iemand@example.net"), raw).await.unwrap();
        assert_eq!(findings(&test).await, []);
        let faults = [
            (
                "UPDATE arrival SET due = due - 864000000000",
                "due before it came",
                "UPDATE arrival SET due = due + 864000000000",
            ),
            (
                "UPDATE arrival SET state = 'placed', contact_id = raw_id, journey_id = (SELECT journey_id FROM journey)",
                "does not have it",
                "UPDATE arrival SET state = 'waiting', contact_id = NULL, journey_id = NULL",
            ),
            (
                "UPDATE arrival SET team_id = raw_id",
                "a team that there is not",
                "UPDATE arrival SET team_id = (SELECT min(id) FROM directory WHERE kind = 'team')",
            ),
        ];
        for (fault, seen, undo) in faults {
            assert_eq!(plant(&test, fault).await, 1);
            let found = findings(&test).await;
            assert!(matches!(found.as_slice(), [Finding::Astray(_, what)] if what.contains(seen)), "{found:?}");
            assert!(found[0].to_string().starts_with("rule 15:"), "{found:?}");
            plant(&test, undo).await;
        }
        plant(&test, "UPDATE arrival SET raw_id = arrival_id").await;
        let found = findings(&test).await;
        assert!(found.iter().any(|it| it.to_string().contains("cannot be read")), "{found:?}");
    }
}
