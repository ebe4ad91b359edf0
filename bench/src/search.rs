//! Search for whole words, newest 20. The reference fetches the newest 20 without looking at words.

use std::time::{Duration, Instant};

use anyhow::Result;
use regie_store::search::{self, Doc};
use regie_store::{Store, StoreError};
use uuid::Uuid;

use crate::house::{House, text};
use crate::report::{Bar, Report, percentile};
use crate::{Kind, Options};

/// Questions for one figure.
const QUESTIONS: usize = 400;
/// Texts in one write while the index is filled.
const BATCH: usize = 500;

/// A sort of question, and the n-th of it.
type Question = (&'static str, fn(usize) -> String);

/// Fills the index and asks.
pub async fn measure(kind: Kind, house: &House, options: &Options, report: &mut Report) -> Result<()> {
    let store = &house.test.app.store;
    for first in (0..options.documents).step_by(BATCH) {
        let ids: Vec<(Uuid, usize)> =
            (first..options.documents.min(first + BATCH)).map(|n| (house.test.app.ports.uuid(), n)).collect();
        store
            .write_with(ids, |tx, ids| {
                Box::pin(async move {
                    for (id, n) in ids {
                        let doc =
                            Doc { ref_kind: "bench", ref_id: *id, journey_id: None, content_id: None, text: &text(*n) };
                        search::index(tx, doc).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
    }
    if matches!(kind, Kind::Postgres) {
        // The server does that by itself in a house that lives for longer than a benchmark.
        store.write(|tx| Box::pin(async move { tx.execute("ANALYZE search_doc", &[]).await })).await?;
    }
    let mut tx = store.begin_read().await?;
    let count = tx.one("SELECT count(*) AS n FROM search_doc", &[]).await?.int("n")?;
    drop(tx);
    let mut newest = times(store, |_| None).await?;
    let newest = percentile(&mut newest, 99);
    let questions: [Question; 3] = [
        ("a word on nearly every page", |_| "vraag".to_owned()),
        ("two words", |n| format!("riool{} straat{}", 1 + n % 4, 1 + n % 4)),
        ("a rare word", |n| format!("lantaarn{}", 1_000 + n * 13 % 8_000)),
    ];
    for (name, question) in questions {
        let mut asked = times(store, |n| Some(question(n))).await?;
        let what = format!("{}: search in {count} texts, newest 20, {name}: p99", kind.name());
        report.figure(&what, "ms", percentile(&mut asked, 99), ("newest 20 without words", newest), Bar::AtMost(100.0));
    }
    Ok(())
}

async fn times(store: &Store, question: impl Fn(usize) -> Option<String>) -> Result<Vec<Duration>> {
    let mut times = Vec::with_capacity(QUESTIONS);
    for n in 0..QUESTIONS {
        let question = question(n);
        let begun = Instant::now();
        let mut tx = store.begin_read().await?;
        match question {
            Some(question) => _ = search::search(&mut tx, &question, None, 20).await?,
            None => {
                let sql = "SELECT doc_id, ref_kind, ref_id, journey_id, content_id FROM search_doc ORDER BY doc_id DESC LIMIT 20";
                tx.all(sql, &[]).await?;
            }
        }
        drop(tx);
        times.push(begun.elapsed());
    }
    Ok(times)
}
