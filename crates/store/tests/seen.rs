//! The contract of what a transaction remembers: it asks less, and knows no less.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::{append, at, event, id, origin, stream};
use regie_store::journal::{self, StreamKey};
use regie_store::views::references;
use regie_store::{StoreError, deadlines, inbox, on_both};

on_both! {
    async fn streams_loaded_ahead_are_what_a_load_would_give(db: TestDb) {
        let (first, second, unknown) = (stream(), stream(), stream());
        append(&db.store, &first, 0, &["a", "b"]).await.unwrap();
        append(&db.store, &second, 0, &["c"]).await.unwrap();
        let keys = vec![first.clone(), second.clone(), unknown.clone()];
        let loaded = db.store.write_with(keys, |tx, keys| Box::pin(async move {
            journal::load_ahead(tx, "journey", keys.iter().map(|key| key.id)).await?;
            let mut all = Vec::new();
            for key in keys {
                all.push(journal::load(tx, key).await?);
            }
            // What is appended afterwards is known too.
            journal::append(tx, &keys[0], 2, &origin(), vec![event("d")]).await?;
            all.push(journal::load(tx, &keys[0]).await?);
            Ok::<_, StoreError>(all)
        })).await.unwrap();
        let (of_first, of_second) = db.store.read(async |tx| {
            Ok::<_, StoreError>((journal::read(tx, &first, 0).await?, journal::read(tx, &second, 0).await?))
        }).await.unwrap();
        assert_eq!(loaded, [of_first[..2].to_vec(), of_second, Vec::new(), of_first]);
        assert_eq!(append(&db.store, &first, 3, &["e"]).await.unwrap().len(), 1, "the head was written");
    }

    async fn a_stream_with_a_fresh_id_is_begun_without_asking(db: TestDb) {
        let key = db.store.write(|tx| Box::pin(async move {
            let key = StreamKey::new("journey", id());
            journal::minted(tx, key.clone());
            assert!(journal::load(tx, &key).await?.is_empty());
            journal::append(tx, &key, 0, &origin(), vec![event("a")]).await?;
            journal::append(tx, &key, 1, &origin(), vec![event("b")]).await?;
            let late = journal::append(tx, &key, 1, &origin(), vec![event("c")]).await;
            assert!(matches!(late, Err(StoreError::Conflict)));
            Ok::<_, StoreError>(key)
        })).await.unwrap();
        let (head, events) = db.store.read(async |tx| {
            Ok::<_, StoreError>((journal::head(tx, &key).await?, journal::read(tx, &key, 0).await?))
        }).await.unwrap();
        assert_eq!((head.seq, head.hash), (2, events[1].hash));
        assert_eq!(events.len(), 2);
    }

    async fn numbers_of_a_month_are_given_out_once(db: TestDb) {
        let take = |count: usize| db.store.write(move |tx| Box::pin(async move {
            let mut numbers = Vec::new();
            for _ in 0..count {
                numbers.push(references::next(tx, 2611).await?.number);
            }
            Ok::<_, StoreError>(numbers)
        }));
        let (mut some, more) = futures::join!(take(3), take(4));
        let (some, more) = (some.as_mut().unwrap(), more.unwrap());
        some.extend(more);
        some.extend(take(1).await.unwrap());
        some.sort_unstable();
        assert_eq!(*some, [1, 2, 3, 4, 5, 6, 7, 8]);
    }

    async fn rows_are_taken_away_many_at_a_time(db: TestDb) {
        let keys: Vec<_> = (0..150).map(|_| stream()).collect();
        db.store.write_with(keys.clone(), |tx, keys| Box::pin(async move {
            for key in keys {
                deadlines::set(tx, key, "silence", "", at(10)).await?;
                deadlines::set(tx, key, "task", "", at(10)).await?;
            }
            Ok::<_, StoreError>(())
        })).await.unwrap();
        db.store.write_with(keys.clone(), |tx, keys| Box::pin(async move {
            for key in keys {
                deadlines::clear(tx, key, "silence", "").await?;
            }
            // One comes back at another moment; one that was never there is taken away.
            deadlines::set(tx, &keys[0], "silence", "", at(20)).await?;
            deadlines::clear(tx, &keys[1], "offer", "").await
        })).await.unwrap();
        let left = db.store.read(async |tx| {
            let mut left = Vec::new();
            for key in &keys {
                left.extend(deadlines::of_stream(tx, key).await?.into_iter().map(|found| (found.kind, found.due)));
            }
            Ok::<_, StoreError>(left)
        }).await.unwrap();
        assert_eq!(left.iter().filter(|(kind, _)| kind == "task").count(), 150);
        let silence: Vec<_> = left.iter().filter(|(kind, _)| kind == "silence").map(|(_, due)| *due).collect();
        assert_eq!(silence, [at(20)]);
    }

    async fn what_came_in_before_is_known_at_once(db: TestDb) {
        let ids: Vec<String> = (0..3).map(|_| id().to_string()).collect();
        let lay = |ids: Vec<String>| db.store.write_with(ids, |tx, ids| Box::pin(async move {
            let known = inbox::known(tx, "mail", ids).await?;
            let fresh: Vec<String> = ids.iter().filter(|id| !known.contains(*id)).cloned().collect();
            for id in &fresh {
                inbox::note(tx, "mail", id, at(1)).await?;
            }
            Ok::<_, StoreError>(fresh.len())
        }));
        // Two at the same moment: one of them notes it, the other learns of it.
        let (one, other) = futures::join!(lay(ids[..2].to_vec()), lay(ids[1..].to_vec()));
        assert_eq!(one.unwrap() + other.unwrap(), 3);
        assert_eq!(lay(ids).await.unwrap(), 0);
    }
}
