//! Due moments: a look when nothing is due, and an overdue pile that is run through the command path. The references are a
//! query that looks at nothing, and a loop that claims and clears rows without commands.

use std::time::Instant;

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use regie_app::jobs::deadlines::fire_due;
use regie_store::journal::StreamKey;
use regie_store::{Store, StoreError, deadlines};

use crate::house::House;
use crate::report::{Bar, Report};
use crate::{Kind, Options};

/// Looks for one figure.
const LOOKS: u32 = 5_000;
/// Rows in one write.
const BATCH: usize = 500;
/// Deadlines in one write of the reference, as the job does.
const CLAIMED: u32 = 64;

/// Measures both.
pub async fn measure(kind: Kind, house: &House, options: &Options, report: &mut Report) -> Result<()> {
    let app = &house.test.app;
    let now = app.ports.clock.now();
    let far = now + SignedDuration::from_hours(24 * 365 * 50);
    put(house, options.deadlines, far).await?;
    fire_due(app).await?;

    let begun = Instant::now();
    for _ in 0..LOOKS {
        let mut tx = app.store.begin_read().await?;
        tx.one("SELECT 1 AS n", &[]).await?;
    }
    let nothing = begun.elapsed() / LOOKS;
    let begun = Instant::now();
    for _ in 0..LOOKS {
        fire_due(app).await?;
    }
    let look = begun.elapsed() / LOOKS;
    let what = format!("{}: idle look at {} due moments", kind.name(), options.deadlines);
    let micros = |time: std::time::Duration| time.as_secs_f64() * 1e6;
    report.figure(&what, "µs", micros(look), ("a query that reads no row", micros(nothing)), Bar::AtMost(10.0));

    let bare = bare_drain(house, now).await?;
    house.test.clock.advance(SignedDuration::from_hours(24 * 40));
    let begun = Instant::now();
    let fired = fire_due(app).await?;
    let rate = fired as f64 / begun.elapsed().as_secs_f64();
    let what = format!("{}: {fired} overdue moments through the command path", kind.name());
    report.figure(&what, "/s", rate, ("claiming and clearing rows only", bare), Bar::AtLeast(2_000.0));
    Ok(())
}

/// Puts rows that belong to no journey.
async fn put(house: &House, count: usize, due: Timestamp) -> Result<()> {
    let app = &house.test.app;
    for first in (0..count).step_by(BATCH) {
        let ids: Vec<uuid::Uuid> = (first..count.min(first + BATCH)).map(|_| app.ports.uuid()).collect();
        app.store
            .write_with(ids, move |tx, ids| {
                Box::pin(async move {
                    for id in ids {
                        deadlines::set(tx, &StreamKey::new("bench", *id), "silence", "", due).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
    }
    Ok(())
}

/// How many rows per second can be claimed and cleared, in batches of the same size.
async fn bare_drain(house: &House, now: Timestamp) -> Result<f64> {
    const ROWS: usize = 5_000;
    put(house, ROWS, now - SignedDuration::from_secs(1)).await?;
    let store: &Store = &house.test.app.store;
    let begun = Instant::now();
    loop {
        let later = now + SignedDuration::from_mins(1);
        let claimed =
            store.write(move |tx| Box::pin(async move { deadlines::claim_due(tx, now, later, CLAIMED).await })).await?;
        if claimed.is_empty() {
            return Ok(ROWS as f64 / begun.elapsed().as_secs_f64());
        }
        store
            .write_with(claimed, |tx, claimed| {
                Box::pin(async move {
                    for row in claimed {
                        deadlines::clear(tx, &row.stream, &row.kind, &row.ref_id).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
    }
}
