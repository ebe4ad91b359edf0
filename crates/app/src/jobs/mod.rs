//! Background work: what is due is run through the same road as every other command.
//!
//! A test calls [`App::drain`] and knows that nothing is left. A program runs [`run_worker`]: each job loops by itself,
//! woken by every commit of this process and by a slow beat, and does its work only while it holds the job's lease, so
//! that several processes may run. Work under a lease is idempotent all the same.

use std::time::Duration;

use futures::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::App;
use crate::error::Result;

pub mod arrivals;
pub mod deadlines;
pub mod upkeep;

/// How long a lease holds: after a crash another process takes over within this time.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// A lease is prolonged when less than this is left.
const PROLONG: SignedDuration = SignedDuration::from_secs(30);

impl App {
    /// Runs what is due at the present moment until nothing is left; tells how much it was.
    ///
    /// # Errors
    /// What the store says. A single thing that fails is tried again later and stops nothing else.
    pub async fn drain(&self) -> Result<usize> {
        let mut total = 0;
        loop {
            // Each on the heap: together they would be a future larger than a small stack has room for.
            regie_store::feed::sequence(&self.store).await?;
            let mut done = Box::pin(deadlines::fire_due(self)).await?;
            done += Box::pin(crate::sending::run_due(self)).await?;
            done += Box::pin(send(self)).await?;
            done += Box::pin(arrivals::mark_overdue(self)).await?;
            done += Box::pin(self.tie_doors()).await? + Box::pin(self.place_social()).await?;
            done += Box::pin(self.follow_improvements()).await?;
            done += Box::pin(self.send_months()).await?;
            done += Box::pin(self.plan_webhooks()).await? + Box::pin(self.send_webhooks()).await?;
            if done == 0 {
                return Ok(total);
            }
            total += done;
        }
    }

    /// Takes over what a killed program had begun, instead of waiting until its leases and claims end. Only for a program
    /// that knows that no other is at work on this database.
    ///
    /// # Errors
    /// What the store says.
    pub async fn take_over(&self) -> Result<()> {
        let now = self.ports.clock.now();
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    regie_store::leases::end_all(tx).await?;
                    regie_store::outbox::give_back_all(tx, now).await
                })
            })
            .await?;
        Ok(())
    }

    /// When the next thing is due, perhaps in the past; `None` when nothing waits.
    ///
    /// # Errors
    /// What the store says.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        // Before the read begins: whoever waits for a second connection with one in hand may wait for others who do the same.
        let (webhook, social) = (self.next_webhook().await?, self.next_social().await?);
        let mut tx = self.store.begin_read().await?;
        let deadline = regie_store::deadlines::next_due(&mut tx).await?;
        let outbox = regie_store::outbox::next_due(&mut tx).await?;
        let sending = crate::sending::next_due(self, &mut tx).await?;
        Ok([deadline, outbox, sending, webhook, social].into_iter().flatten().min())
    }
}

/// Sends what waits in the outbox. A look without a write first: an idle outbox rings no bell.
async fn send(app: &App) -> Result<usize> {
    let now = app.ports.clock.now();
    let next = app.store.read(async |tx| regie_store::outbox::next_due(tx).await).await?;
    if next.is_none_or(|next| next > now) {
        return Ok(0);
    }
    let about_people = Box::pin(app.send_account_mail()).await?
        + Box::pin(app.send_preference_mail()).await?
        + Box::pin(app.send_partner_mail()).await?;
    Ok(Box::pin(app.send_due()).await? + about_people + Box::pin(app.send_texts()).await?)
}

/// A job: its lease's name, how often it looks by itself, whether commits wake it, and its work.
struct Job {
    name: &'static str,
    every: Duration,
    woken: bool,
    work: for<'a> fn(&'a App) -> BoxFuture<'a, Result<()>>,
}

const JOBS: [Job; 7] = [
    Job { name: "feed", every: Duration::from_secs(5), woken: true, work: |app| Box::pin(sequence(app)) },
    Job { name: "webhooks", every: Duration::from_secs(5), woken: true, work: |app| Box::pin(plan(app)) },
    Job { name: "deadlines", every: Duration::from_secs(1), woken: true, work: |app| Box::pin(fire(app)) },
    Job { name: "social", every: Duration::from_secs(5), woken: true, work: |app| Box::pin(converse(app)) },
    Job { name: "sending", every: Duration::from_secs(1), woken: true, work: |app| Box::pin(release(app)) },
    Job { name: "outbox", every: Duration::from_secs(1), woken: true, work: |app| Box::pin(send_all(app)) },
    Job { name: "upkeep", every: Duration::from_secs(30), woken: false, work: |app| Box::pin(look_after(app)) },
];

async fn sequence(app: &App) -> Result<()> {
    regie_store::feed::sequence(&app.store).await?;
    Ok(())
}

async fn fire(app: &App) -> Result<()> {
    app.tie_doors().await?;
    deadlines::fire_due(app).await.map(|_| ())
}

async fn plan(app: &App) -> Result<()> {
    app.plan_webhooks().await.map(|_| ())
}

async fn converse(app: &App) -> Result<()> {
    app.place_social().await.map(|_| ())
}

async fn release(app: &App) -> Result<()> {
    crate::sending::run_due(app).await.map(|_| ())
}

async fn send_all(app: &App) -> Result<()> {
    while send(app).await? > 0 {}
    Ok(())
}

async fn look_after(app: &App) -> Result<()> {
    arrivals::mark_overdue(app).await?;
    Box::pin(app.lapse_sharing()).await?;
    Box::pin(app.send_months()).await?;
    Box::pin(app.follow_improvements()).await?;
    upkeep::run_hourly(app).await
}

/// Runs the jobs until `shutdown` is cancelled; what is being done is finished first.
pub async fn run_worker(app: App, shutdown: CancellationToken) {
    let holder = app.ports.uuid().to_string();
    let jobs = futures::future::join_all(JOBS.iter().map(|job| run_job(&app, job, &holder, &shutdown)));
    futures::future::join(jobs, crate::webhooks::run(app.clone(), shutdown.clone())).await;
}

async fn run_job(app: &App, job: &Job, holder: &str, shutdown: &CancellationToken) {
    let mut bell = app.store.commits();
    let mut beat = tokio::time::interval(job.every);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut held_until = Timestamp::MIN;
    let mut failures = 0_u32;
    let mut held = true;
    loop {
        // Failures in a row are looked at less and less often, by the beat alone.
        let skip = 1_u32 << failures.min(6);
        // Asking for a lease rings the bell too: whoever has none waits for the beat.
        let rings = job.woken && held && failures == 0;
        for _ in 0..skip {
            tokio::select! {
                () = shutdown.cancelled() => return give_back(app, job, holder).await,
                _ = beat.tick() => {}
                Ok(()) = bell.changed(), if rings => {}
            }
        }
        bell.mark_unchanged();
        match turn(app, job, holder, &mut held_until).await {
            Ok(has_lease) => {
                held = has_lease;
                failures = 0;
            }
            Err(error) => {
                failures += 1;
                tracing::error!(%error, job = job.name, failures, "a job failed and is tried again");
            }
        }
    }
}

/// One look at the work, under the lease; false while another process holds it.
async fn turn(app: &App, job: &Job, holder: &str, held_until: &mut Timestamp) -> Result<bool> {
    let now = app.ports.clock.machine();
    if held_until.duration_since(now) < PROLONG {
        let until = now + LEASE;
        let (name, holder) = (job.name, holder.to_owned());
        let held = app
            .store
            .write_with(holder, move |tx, holder| Box::pin(regie_store::leases::acquire(tx, name, holder, now, until)))
            .await?;
        if !held {
            return Ok(false);
        }
        *held_until = until;
    }
    (job.work)(app).await?;
    Ok(true)
}

async fn give_back(app: &App, job: &Job, holder: &str) {
    let name = job.name;
    let given = app
        .store
        .write_with(holder.to_owned(), move |tx, holder| Box::pin(regie_store::leases::release(tx, name, holder)))
        .await;
    if let Err(error) = given {
        tracing::warn!(%error, job = name, "a lease was not given back; it ends by itself");
    }
}
