//! The contract of rows that are written a little later: nothing reads past them, nothing loses them.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod common;

use common::{at, id, stream};
use regie_store::{Known, Table};
use regie_store::{StoreError, args, deadlines, on_both, row};

static LEASE: Table = Table { name: "lease", columns: &["name", "holder", "until"], known: Known::Refuse };

on_both! {
    async fn a_row_that_was_put_is_seen_by_the_next_query(db: TestDb) {
        let key = stream();
        let seen = db.store.write({
            let key = key.clone();
            move |tx| {
                let key = key.clone();
                Box::pin(async move {
                    deadlines::set(tx, &key, "silence", "", at(10)).await?;
                    deadlines::set(tx, &key, "silence", "", at(20)).await?;
                    deadlines::set(tx, &key, "task", "", at(30)).await?;
                    let seen = deadlines::of_stream(tx, &key).await?.len();
                    deadlines::set(tx, &key, "offer", "", at(40)).await?;
                    deadlines::clear(tx, &key, "offer", "").await?;
                    Ok::<_, StoreError>(seen)
                })
            }
        }).await.unwrap();
        assert_eq!(seen, 2, "the second row took the place of the first");
        let left = db.store.read(async |tx| deadlines::of_stream(tx, &key).await).await.unwrap();
        let left: Vec<_> = left.iter().map(|found| (found.kind.as_ref(), found.due)).collect();
        assert_eq!(left, [("silence", at(20)), ("task", at(30))]);
    }

    async fn more_rows_than_fit_a_statement_all_arrive(db: TestDb) {
        let keys: Vec<_> = (0..201).map(|_| stream()).collect();
        db.store.write_with(keys, |tx, keys| Box::pin(async move {
            for key in keys {
                deadlines::set(tx, key, "silence", "", at(10)).await?;
            }
            Ok::<_, StoreError>(())
        })).await.unwrap();
        let found = db.store.read(async |tx| tx.one("SELECT count(*) AS n FROM deadline", &[]).await?.int("n")).await;
        assert_eq!(found.unwrap(), 201);
    }

    async fn a_refused_row_undoes_the_write_that_put_it(db: TestDb) {
        let name = id().to_string();
        let put = |name: String, key: regie_store::journal::StreamKey| db.store.write(move |tx| {
            let (name, key) = (name.clone(), key.clone());
            Box::pin(async move {
                deadlines::set(tx, &key, "silence", "", at(10)).await?;
                tx.put(&LEASE, row![name, "somebody", at(10)]).await
            })
        });
        put(name.clone(), stream()).await.unwrap();
        let key = stream();
        let refused = put(name, key.clone()).await.unwrap_err();
        assert!(matches!(refused, StoreError::Conflict), "{refused}");
        let left = db.store.read(async |tx| deadlines::of_stream(tx, &key).await).await.unwrap();
        assert_eq!(left, []);
    }

    async fn a_closure_that_refuses_leaves_no_row_behind(db: TestDb) {
        let key = stream();
        let refusing = {
            let key = key.clone();
            db.store.write(move |tx| {
                let key = key.clone();
                Box::pin(async move {
                    deadlines::set(tx, &key, "silence", "", at(10)).await?;
                    Err::<(), _>(StoreError::Damaged("changed its mind".into()))
                })
            })
        };
        let others = (0..20).map(|_| {
            let other = stream();
            db.store.write(move |tx| {
                let other = other.clone();
                Box::pin(async move { deadlines::set(tx, &other, "silence", "", at(10)).await })
            })
        });
        let (refused, others) = futures::join!(refusing, futures::future::join_all(others));
        assert!(refused.is_err());
        assert!(others.iter().all(Result::is_ok));
        let found = db.store.read(async |tx| {
            tx.all("SELECT stream_id FROM deadline", args![]).await
        }).await.unwrap();
        assert_eq!(found.len(), 20);
    }
}
