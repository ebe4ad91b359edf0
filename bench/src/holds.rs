//! Asking whether ten thousand things are held, against a million holds, as a billing run does. The reference is a query that
//! only takes the list apart.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use regie_app::authorise::Who;
use regie_domain::hold::HoldSubject;
use regie_store::StoreError;

use crate::house::House;
use crate::report::{Bar, Report};
use crate::{Kind, Options};

/// Subjects of one call.
const SUBJECTS: usize = 10_000;
/// Of so many subjects one is held.
const ONE_IN: usize = 2;
/// Calls; the middle one counts.
const CALLS: usize = 15;
/// Holds in one write.
const BATCH: usize = 50_000;

/// Measures it.
pub async fn measure(kind: Kind, house: &House, options: &Options, report: &mut Report) -> Result<()> {
    let app = &house.test.app;
    fill(house, options.holds).await?;
    let spread = (options.holds * ONE_IN / SUBJECTS).max(1);
    let subjects: Vec<HoldSubject> =
        (0..SUBJECTS).filter_map(|at| HoldSubject::new("invoice", &(at * spread + 1).to_string()).ok()).collect();
    let found = app.check_holds(&Who::System, None, &subjects).await?.len();
    ensure!(found > 0 && found < SUBJECTS, "{found} of {SUBJECTS} are held");

    let listed = serde_json_of(&subjects);
    let bare = middle(async || {
        let mut tx = app.store.begin_read().await?;
        let one = regie_store::Arg::from(listed.as_str());
        tx.one("SELECT count(*) AS n FROM participant WHERE participant_id IN LIST($1)", &[one]).await?;
        Ok(())
    })
    .await?;
    let asked = middle(async || {
        app.check_holds(&Who::System, None, &subjects).await?;
        Ok(())
    })
    .await?;
    let what = format!("{}: {SUBJECTS} subjects against {} holds", kind.name(), options.holds);
    let millis = |time: Duration| time.as_secs_f64() * 1e3;
    report.figure(&what, "ms", millis(asked), ("taking the list apart", millis(bare)), Bar::AtMost(200.0));
    Ok(())
}

fn serde_json_of(subjects: &[HoldSubject]) -> String {
    let quoted: Vec<String> = subjects.iter().map(|subject| format!("\"{subject}\"")).collect();
    format!("[{}]", quoted.join(","))
}

async fn middle(run: impl AsyncFn() -> Result<()>) -> Result<Duration> {
    let mut took = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let begun = Instant::now();
        run().await?;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    Ok(took[CALLS / 2])
}

/// Puts holds that belong to no journey, on invoices from 1.
async fn fill(house: &House, count: usize) -> Result<()> {
    for first in (0..count).step_by(BATCH) {
        let (first, last) = (i64::try_from(first)? + 1, i64::try_from(count.min(first + BATCH))?);
        let sql = "INSERT INTO hold (hold_id, journey_id, agreement_id, system_id, subject, action, why, owner_team, maker_team, \
            director_team, state, held, placed_at, acknowledge_by) \
            WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < CAST($2 AS BIGINT)), \
            made AS (SELECT i, '00000000-0000-7000-8000-' || CAST(100000000000 + i AS TEXT) AS id FROM n) \
            SELECT id, id, id, '00000000-0000-7000-8000-000000000001', 'invoice:' || CAST(i AS TEXT), 'collect', \
            'our_mistake', id, id, id, 'acknowledged', TRUE, 1, 1 FROM made";
        house
            .test
            .app
            .store
            .write(move |tx| {
                Box::pin(async move {
                    tx.execute(sql, &[first.into(), last.into()]).await?;
                    Ok::<_, StoreError>(())
                })
            })
            .await?;
    }
    Ok(())
}
