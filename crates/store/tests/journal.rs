//! The contract of journal, feed, write door and verification, on both databases.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use common::{append, at, event, id, origin, stream};
use regie_store::journal::{self, StreamKey};
use regie_store::testing::TestDb;
use regie_store::verify::{self, Finding};
use regie_store::{StoreError, Tx, args, content, erasure, feed, on_both, tombstone};

on_both! {
    async fn what_is_appended_is_loaded_exactly(db: TestDb) {
        let key = stream();
        let first = append(&db.store, &key, 0, &["{\"a\":1}", "{\"a\": 2}"]).await.unwrap();
        let more = append(&db.store, &key, 2, &["{}"]).await.unwrap();
        let loaded = db.store.read(async |tx| journal::read(tx, &key, 0).await).await.unwrap();
        assert_eq!(loaded, [first, more].concat());
        assert_eq!(loaded.iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(loaded[2].hash, loaded[2].hash_after(&loaded[1].hash));
        let found = db.store.read(async |tx| journal::event(tx, loaded[1].event_id).await).await.unwrap();
        assert_eq!(found.as_ref(), Some(&loaded[1]));
    }

    async fn a_lost_update_is_refused(db: TestDb) {
        let key = stream();
        append(&db.store, &key, 0, &["1"]).await.unwrap();
        assert!(matches!(append(&db.store, &key, 0, &["2"]).await, Err(StoreError::Conflict)));
        assert!(matches!(append(&db.store, &key, 2, &["2"]).await, Err(StoreError::Conflict)));
        append(&db.store, &key, 1, &["2"]).await.unwrap();
    }

    async fn sixty_four_writers_on_one_new_stream_lose_nothing(db: TestDb) {
        let key = stream();
        let writers = (0..64).map(|_| {
            let (store, key, origin, new) = (db.store.clone(), key.clone(), origin(), event("{}"));
            tokio::spawn(async move {
                store.write_with((key, origin, new), |tx, (key, origin, new)| Box::pin(async move {
                    let seen = journal::load(tx, key).await?.len() as i64;
                    journal::append(tx, key, seen, origin, vec![new.clone()]).await
                })).await
            })
        });
        let mut places = HashSet::new();
        for writer in writers.collect::<Vec<_>>() {
            // Two that create the stream at once: the database lets one wait and look again.
            places.insert(writer.await.unwrap().unwrap()[0].seq);
        }
        assert_eq!(places, (1..=64).collect());
        feed::sequence(&db.store).await.unwrap();
        let report = verify::verify_all(&db.store).await.unwrap();
        assert_eq!((report.streams, report.events, report.findings), (1, 64, vec![]));
    }

    async fn a_refusing_or_panicking_write_leaves_the_others_alone(db: TestDb) {
        let keys: Vec<StreamKey> = (0..30).map(|_| stream()).collect();
        let runs = keys.iter().enumerate().map(|(n, key)| {
            let (store, context) = (db.store.clone(), (key.clone(), origin(), event("{}")));
            tokio::spawn(async move {
                store.write_with(context, move |tx, (key, origin, new)| Box::pin(async move {
                    journal::append(tx, key, 0, origin, vec![new.clone()]).await?;
                    match n % 3 {
                        0 => Ok(()),
                        1 => Err(StoreError::KeyReused),
                        _ => panic!("as planned"),
                    }
                })).await
            })
        });
        for (n, run) in runs.collect::<Vec<_>>().into_iter().enumerate() {
            let outcome = run.await.unwrap();
            match n % 3 {
                0 => outcome.unwrap(),
                1 => assert!(matches!(outcome, Err(StoreError::KeyReused))),
                _ => assert!(matches!(outcome, Err(StoreError::Panicked))),
            }
        }
        let report = verify::verify_all(&db.store).await.unwrap();
        assert_eq!((report.events, report.findings), (10, vec![]));
    }

    async fn a_caller_that_goes_away_breaks_nothing(db: TestDb) {
        let key = stream();
        let gone = tokio::time::timeout(Duration::from_nanos(1), append(&db.store, &key, 0, &["1"])).await;
        drop(gone);
        append(&db.store, &stream(), 0, &["1"]).await.unwrap();
        assert!(verify::verify_all(&db.store).await.unwrap().findings.is_empty());
    }

    async fn a_failed_statement_cannot_be_swallowed(db: TestDb) {
        let key = stream();
        append(&db.store, &key, 0, &["1"]).await.unwrap();
        let taken = key.clone();
        let outcome: Result<(), StoreError> = db.store.write(move |tx| {
            let taken = taken.clone();
            Box::pin(async move {
                tx.execute("INSERT INTO lease (name, holder, until) VALUES ($1, $1, 1)", args!["mine"]).await?;
                let sql = "INSERT INTO stream (stream_kind, stream_id, last_seq, head_hash) VALUES ($1, $2, 1, $3)";
                let _swallowed = tx.execute(sql, args![&taken.kind, taken.id, &[0_u8; 32]]).await;
                Ok(())
            })
        }).await;
        assert!(matches!(outcome, Err(StoreError::Conflict)));
        assert_eq!(count(&db, "SELECT count(*) AS n FROM lease").await, 0);
    }

    async fn a_reader_cannot_write_and_hears_commits(db: TestDb) {
        let mut bell = db.store.commits();
        bell.mark_unchanged();
        append(&db.store, &stream(), 0, &["1"]).await.unwrap();
        assert!(bell.has_changed().unwrap());
        let mut tx = db.store.begin_read().await.unwrap();
        assert!(tx.execute("DELETE FROM event", &[]).await.is_err());
    }

    async fn every_reader_gets_every_event_once_in_stream_order(db: TestDb) {
        let keys: Vec<StreamKey> = (0..8).map(|_| stream()).collect();
        for round in 0..5 {
            for key in &keys {
                append(&db.store, key, round * 2, &["1", "2"]).await.unwrap();
            }
            feed::sequence(&db.store).await.unwrap();
        }
        let mut seen = Vec::new();
        loop {
            let mut tx = db.store.begin_read().await.unwrap();
            let from = feed::cursor(&mut tx, "test").await.unwrap();
            let batch = feed::read_after(&mut tx, from, 7).await.unwrap();
            drop(tx);
            let Some(to) = batch.last().map(|last| last.position) else { break };
            seen.extend(batch.into_iter().map(|item| item.event));
            db.store.write(move |tx| Box::pin(feed::advance(tx, "test", from, to))).await.unwrap();
            // A second process that did the same batch is refused.
            let again = db.store.write(move |tx| Box::pin(feed::advance(tx, "test", from, to))).await;
            assert!(matches!(again, Err(StoreError::Conflict)));
        }
        assert_eq!(seen.len(), 80);
        for key in &keys {
            let places: Vec<i64> = seen.iter().filter(|event| event.stream == *key).map(|event| event.seq).collect();
            assert_eq!(places, (1..=10).collect::<Vec<_>>());
        }
    }

    async fn tampering_is_found(db: TestDb) {
        let (a, b) = (stream(), stream());
        append(&db.store, &a, 0, &["1", "2", "3"]).await.unwrap();
        append(&db.store, &b, 0, &["1"]).await.unwrap();
        verify::keep_day_root(&db.store, "2026-09-21", at(5)).await.unwrap();
        append(&db.store, &b, 1, &["2"]).await.unwrap();
        let report = verify::verify_all(&db.store).await.unwrap();
        assert_eq!((report.roots, report.findings), (1, vec![]));
        let key = a.clone();
        db.store.write(move |tx| { let key = key.clone(); Box::pin(async move {
            tx.execute("UPDATE event SET shared_body = $2 WHERE stream_id = $1 AND seq = 2", args![key.id, b"x".as_slice()]).await?;
            tx.execute("UPDATE event SET actor_kind = 'other' WHERE stream_id = $1 AND seq = 3", args![key.id]).await
        }) }).await.unwrap();
        let findings = verify::verify_all(&db.store).await.unwrap().findings;
        assert_eq!(findings, [Finding::ChangedBody(a.clone(), 2), Finding::BrokenChain(a.clone(), 3)]);
        db.store.write(move |tx| Box::pin(async move {
            tx.execute("UPDATE stream SET last_seq = 1", &[]).await
        })).await.unwrap();
        let findings = verify::verify_all(&db.store).await.unwrap().findings;
        assert!(findings.contains(&Finding::WrongHead(b)) && findings.contains(&Finding::WrongHead(a)));
        assert!(findings.iter().any(|finding| matches!(finding, Finding::WrongRoot(_))));
    }

    async fn erasing_keeps_chains_and_roots(db: TestDb) {
        let (a, b) = (stream(), stream());
        let events = append(&db.store, &a, 0, &["1", "2"]).await.unwrap();
        append(&db.store, &b, 0, &["1", "2"]).await.unwrap();
        verify::keep_day_root(&db.store, "2026-09-21", at(5)).await.unwrap();
        append(&db.store, &b, 2, &["3"]).await.unwrap();
        feed::sequence(&db.store).await.unwrap();
        let (erased, key) = (events[0].event_id, b.clone());
        db.store.write(move |tx| { let key = key.clone(); Box::pin(async move {
            assert!(tombstone::erase_event(tx, erased, "request", at(6)).await?);
            tombstone::destroy(tx, &key, "term", at(6)).await
        }) }).await.unwrap();
        let report = verify::verify_all(&db.store).await.unwrap();
        assert_eq!((report.streams, report.roots, report.findings), (1, 1, vec![]));
        assert!(matches!(append(&db.store, &b, 0, &["1"]).await, Err(StoreError::Destroyed)));
        let left = db.store.read(async |tx| journal::read(tx, &a, 0).await).await.unwrap();
        assert_eq!((left[0].shared.as_ref(), left[0].hash), (None, events[0].hash));
        let ledger = db.store.read(async |tx| erasure::ledger(tx).await).await.unwrap();
        assert_eq!(ledger.len(), 2);
        let mut tx = db.store.begin_read().await.unwrap();
        assert_eq!(feed::read_after(&mut tx, 0, 100).await.unwrap().len(), 2);
    }
}

async fn count(db: &TestDb, sql: &'static str) -> i64 {
    db.store.begin_read().await.unwrap().one(sql, &[]).await.unwrap().int("n").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_no_reader_misses_what_commits_late() {
    let db = TestDb::postgres().await;
    let (slow, fast) = (stream(), stream());
    let (started, go) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
    let held = {
        let (store, started, go) = (db.store.clone(), started.clone(), go.clone());
        let context = (slow.clone(), origin(), event("{}"), started, go);
        tokio::spawn(async move {
            store
                .write_with(context, |tx: &mut Tx, (key, origin, new, started, go)| {
                    Box::pin(async move {
                        let done = journal::append(tx, key, 0, origin, vec![new.clone()]).await?;
                        started.notify_one();
                        go.notified().await;
                        Ok::<_, StoreError>(done)
                    })
                })
                .await
        })
    };
    started.notified().await;
    append(&db.store, &fast, 0, &["1"]).await.unwrap();
    feed::sequence(&db.store).await.unwrap();
    let mut tx = db.store.begin_read().await.unwrap();
    let seen = feed::read_after(&mut tx, 0, 10).await.unwrap();
    drop(tx);
    assert_eq!(seen.iter().map(|item| &item.event.stream).collect::<Vec<_>>(), [&fast]);
    let to = seen[0].position;
    db.store.write(move |tx| Box::pin(feed::advance(tx, "test", 0, to))).await.unwrap();
    go.notify_one();
    held.await.unwrap().unwrap();
    feed::sequence(&db.store).await.unwrap();
    let mut tx = db.store.begin_read().await.unwrap();
    let from = feed::cursor(&mut tx, "test").await.unwrap();
    let rest = feed::read_after(&mut tx, from, 10).await.unwrap();
    assert_eq!(rest.iter().map(|item| &item.event.stream).collect::<Vec<_>>(), [&slow]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_deadlocks_and_lost_races_run_again() {
    let db = TestDb::postgres().await;
    let (a, b) = (stream(), stream());
    append(&db.store, &a, 0, &["1"]).await.unwrap();
    append(&db.store, &b, 0, &["1"]).await.unwrap();
    let runs = Arc::new(AtomicUsize::new(0));
    let both_hold_one = Arc::new(tokio::sync::Barrier::new(2));
    let writers = [(a.clone(), b.clone()), (b, a)].map(|pair| {
        let (store, runs, both_hold_one) = (db.store.clone(), runs.clone(), both_hold_one.clone());
        tokio::spawn(async move {
            store
                .write_with((pair, runs, both_hold_one), |tx, ((first, second), runs, both_hold_one)| {
                    Box::pin(async move {
                        let run = runs.fetch_add(1, Ordering::Relaxed);
                        journal::lock(tx, first).await?;
                        if run < 2 {
                            both_hold_one.wait().await;
                        }
                        journal::lock(tx, second).await?;
                        Ok::<_, StoreError>(())
                    })
                })
                .await
        })
    });
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    assert!(runs.load(Ordering::Relaxed) >= 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_groups_what_is_queued_under_one_commit() {
    let db = TestDb::sqlite().await;
    let before = *db.store.commits().borrow();
    let writers: Vec<_> = (0..200)
        .map(|_| {
            let store = db.store.clone();
            tokio::spawn(async move { append(&store, &stream(), 0, &["1"]).await })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap().unwrap();
    }
    let commits = *db.store.commits().borrow() - before;
    assert!(commits < 150, "{commits} commits for 200 writes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_a_failed_commit_fails_all_and_stops_the_store() {
    let db = TestDb::sqlite().await;
    let ddl = "CREATE TABLE bad (id TEXT REFERENCES lease (name) DEFERRABLE INITIALLY DEFERRED)";
    db.store.write(move |tx| Box::pin(async move { tx.execute(ddl, &[]).await })).await.unwrap();
    let (sql, good) = ("INSERT INTO bad (id) VALUES ('nowhere')", stream());
    let (bad, innocent) = tokio::join!(
        db.store.write(move |tx| Box::pin(async move { tx.execute(sql, &[]).await })),
        append(&db.store, &good, 0, &["1"]),
    );
    assert!(matches!(bad, Err(StoreError::Failed(_))));
    assert!(
        matches!(innocent, Err(StoreError::Failed(_))),
        "queued with it or refused after it, but never acknowledged"
    );
    assert!(matches!(append(&db.store, &good, 0, &["1"]).await, Err(StoreError::Failed(_))));
    assert!(db.store.health().is_err());
    let left = db.store.read(async |tx| journal::read(tx, &good, 0).await).await.unwrap();
    assert!(left.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_a_full_disk_is_survived() {
    let db = TestDb::sqlite().await;
    let limit = "PRAGMA max_page_count = 200";
    db.store.write(move |tx| Box::pin(async move { tx.first(limit, &[]).await.map(|_| ()) })).await.unwrap();
    let full = db.store.write(move |tx| Box::pin(put(tx, 4_000_000))).await;
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    db.store.write(move |tx| Box::pin(put(tx, 10))).await.unwrap();
    assert_eq!(count(&db, "SELECT count(*) AS n FROM content").await, 1);
}

async fn put(tx: &mut Tx, bytes: usize) -> Result<(), StoreError> {
    let new = content::NewContent {
        id: id(),
        kind: "attachment".into(),
        media_type: "application/octet-stream".into(),
        file_name: None,
        salt: [7; 16],
        subject_kind: "journey".into(),
        subject_id: id(),
        bytes: vec![1; bytes].into(),
    };
    content::put(tx, &new, at(0)).await.map(|_| ())
}

/// A borrowed read inside a spawned task must be `Send`; this need only compile.
#[tokio::test]
async fn sqlite_a_read_can_run_in_a_task() {
    let db = TestDb::sqlite().await;
    let store = db.store.clone();
    let run = tokio::spawn(async move {
        let key = stream();
        store.read(async |tx| journal::read(tx, &key, 0).await).await
    });
    assert!(run.await.unwrap().unwrap().is_empty());
}
