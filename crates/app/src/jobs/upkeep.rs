//! What keeps the database small and its history fixed: ended sessions and old keys go, and each day gets its root.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use regie_store::views::mirror;
use regie_store::{audit, cti, facts, idempotency, leases, links, partners, sessions, verify, webhooks};

use crate::App;
use crate::error::Result;
use crate::webhooks::KEPT;

/// How long an idempotency key is known.
const KEYS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a link to the status page is known after it ended, so that its page can say so.
const LINKS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long a member can read who looked at what is kept of the member.
pub(crate) const LOOKS: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How long a call is known, with the number of its caller.
pub(crate) const CALLS: SignedDuration = SignedDuration::from_hours(24);
/// How long what a telephone system reported is known, and what a system reported that was about nothing.
pub(crate) const REPORTS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What was tidied up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Ended sessions, single-use links and counters.
    pub sessions: u64,
    /// Idempotency keys.
    pub keys: u64,
    /// Links to the status page.
    pub links: u64,
    /// What was written on the public form and has ended.
    pub asks: u64,
}

/// Tidies up, and keeps the root of the day before.
///
/// # Errors
/// What the store says.
pub async fn run(app: &App) -> Result<Tidied> {
    let (now, machine) = (app.ports.clock.now(), app.ports.clock.machine());
    let tidied = app
        .store
        .write(move |tx| {
            Box::pin(async move {
                cti::purge(tx, now - CALLS, now - REPORTS).await?;
                partners::purge(tx, now.min(machine) - LINKS).await?;
                webhooks::purge(tx, now - KEPT, now - KEPT, now).await?;
                facts::purge(tx, now - REPORTS).await?;
                mirror::forget_looks(tx, now - LOOKS).await?;
                Ok::<_, regie_store::StoreError>(Tidied {
                    sessions: sessions::purge(tx, machine).await?,
                    keys: idempotency::purge(tx, now - KEYS).await?,
                    // A demo's business clock may stand far from the machine's: the earlier of the two ends nothing early.
                    links: links::purge(tx, now.min(machine) - LINKS).await?,
                    asks: 0,
                })
            })
        })
        .await?;
    app.forget_gone().await?;
    app.end_proofs().await?;
    app.forget_early(now).await?;
    app.follow_systems().await?;
    let tidied = Tidied { asks: app.end_asks().await?, ..tidied };
    keep_root(app, now).await?;
    Ok(tidied)
}

/// As [`run`], but once per hour: the lease of the last hour's round is what remembers it, over all processes.
///
/// # Errors
/// What the store says.
pub async fn run_hourly(app: &App) -> Result<()> {
    let now = app.ports.clock.machine();
    let holder = app.ports.uuid().to_string();
    let mine = app
        .store
        .write_with(holder, move |tx, holder| {
            Box::pin(leases::acquire(tx, "upkeep-round", holder, now, now + SignedDuration::from_hours(1)))
        })
        .await?;
    if mine {
        run(app).await?;
    }
    Ok(())
}

async fn keep_root(app: &App, now: Timestamp) -> Result<()> {
    let directory = app.directory().await?;
    let Ok(organisation) = directory.organisation() else { return Ok(()) };
    let zone = TimeZone::get(&organisation.zone).unwrap_or(TimeZone::UTC);
    let Ok(day) = zone.to_datetime(now).date().yesterday() else { return Ok(()) };
    verify::keep_day_root(&app.store, &day.to_string(), now).await?;
    app.store.write_with(day.to_string(), |tx, day| Box::pin(audit::keep_day(tx, day))).await?;
    Ok(())
}
