//! Due moments: each becomes a command on its journey, in due order, once.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};
use regie_domain::actor::Door;
use regie_domain::codes::DeadlineKind;
use regie_domain::command::JourneyCommand;
use regie_domain::ids::JourneyId;
use regie_store::deadlines::Deadline;
use regie_store::{StoreError, Tx, deadlines, journal};

use crate::App;
use crate::authorise::Who;
use crate::error::{AppError, Result};
use crate::run::{JOURNEY, Request, Stage};

/// The most deadlines of one write: less work than a tenth of a second, so that people's own writes are not kept waiting
/// behind an overdue pile.
const BATCH: u32 = 128;
/// The first pause before a failing deadline is tried again; doubled at each try.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// The longest pause.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);

/// Until when nothing is due, as far as this process knows, so that looking costs no query most of the time.
#[derive(Debug, Default)]
pub struct Quiet(Mutex<Option<Known>>);

/// What a query told.
#[derive(Debug, Clone, Copy)]
struct Known {
    next: Option<Timestamp>,
    /// The commits of this process by then: any of them may have brought an earlier moment.
    commits: u64,
    /// When the machine asked. Another process may have brought an earlier moment since.
    asked: Timestamp,
}

/// How long an answer is believed, by the machine's clock.
const BELIEVED: SignedDuration = SignedDuration::from_secs(5);

impl Quiet {
    /// Whether something is due at `now`.
    async fn is_over(&self, app: &App, now: Timestamp) -> Result<bool> {
        let commits = *app.store.commits().borrow();
        let machine = app.ports.clock.machine();
        let kept = self.0.lock().ok().and_then(|kept| *kept);
        let fresh = kept.filter(|kept| kept.commits == commits && machine.duration_since(kept.asked).abs() < BELIEVED);
        let next = match fresh {
            Some(known) => known.next,
            None => {
                let next = app.store.read(async |tx| deadlines::next_due(tx).await).await?;
                if let Ok(mut kept) = self.0.lock() {
                    *kept = Some(Known { next, commits, asked: machine });
                }
                next
            }
        };
        Ok(next.is_some_and(|next| next <= now))
    }
}

/// Fires everything that is due now; tells how many were dealt with.
///
/// A batch is claimed and run in one write. When one of its deadlines fails that write is undone; then they are claimed first
/// and each is run in a write of its own, so that the failing one is put off and the others go on. A crash in between leaves
/// claimed rows that come back after the first pause; the command finds out whether the moment still stands.
///
/// # Errors
/// What the store says when it cannot be used at all.
pub async fn fire_due(app: &App) -> Result<usize> {
    let mut total = 0;
    loop {
        let now = app.ports.clock.now();
        if !app.quiet.is_over(app, now).await? {
            return Ok(total);
        }
        let dealt_with = match together(app, now).await {
            Ok(fired) => fired,
            Err(error) => {
                tracing::warn!(%error, "a batch of deadlines is run one by one");
                one_by_one(app, now).await?
            }
        };
        // What is due is in the hands of another process.
        if dealt_with == 0 {
            return Ok(total);
        }
        total += dealt_with;
    }
}

async fn together(app: &App, now: Timestamp) -> Result<usize> {
    let stage = Stage::new(app, app.directory().await?);
    app.store
        .write_with(stage, move |tx, stage| {
            Box::pin(async move {
                let due = deadlines::claim_due(tx, now, now + FIRST_PAUSE, BATCH).await?;
                let journeys = due.iter().filter(|found| found.stream.kind == JOURNEY).map(|found| found.stream.id);
                journal::load_ahead(tx, JOURNEY, journeys).await?;
                for deadline in &due {
                    fire(stage, tx, deadline).await?;
                }
                Ok(due.len())
            })
        })
        .await
}

async fn one_by_one(app: &App, now: Timestamp) -> Result<usize> {
    let due = app
        .store
        .write(move |tx| Box::pin(async move { deadlines::claim_due(tx, now, now + FIRST_PAUSE, BATCH).await }))
        .await?;
    for deadline in &due {
        let stage = Stage::new(app, app.directory().await?);
        let fired = app
            .store
            .write_with((stage, deadline.clone()), |tx, (stage, deadline)| Box::pin(fire(stage, tx, deadline)))
            .await;
        if let Err(error) = fired {
            put_off(app, deadline, now, &error).await?;
        }
    }
    Ok(due.len())
}

/// Runs a deadline as a command. The command writes the rows of the journey anew; one that changed nothing was about a
/// moment that the journey has no more, or has at another time.
async fn fire(stage: &Stage, tx: &mut Tx, deadline: &Deadline) -> Result<()> {
    let kind = DeadlineKind::parse(&deadline.kind).filter(|_| deadline.stream.kind == JOURNEY);
    let Some(kind) = kind else {
        return Err(AppError::Unusable(format!("deadline {} of {}", deadline.kind, deadline.stream.kind)));
    };
    let of = match deadline.ref_id.as_ref() {
        "" => None,
        id => Some(uuid::Uuid::parse_str(id).map_err(|_| StoreError::Damaged(format!("deadline of {id}")))?),
    };
    let command = JourneyCommand::Fire { deadline: kind, of, due: deadline.due };
    let journey = JourneyId(deadline.stream.id);
    let done = stage.run(tx, &Request::journey(Who::System, Door::Timer, journey, command)).await?;
    if done.events > 0 {
        return Ok(());
    }
    let standing = done.journey.map(|journey| regie_domain::deadline::deadlines(&journey)).unwrap_or_default();
    match standing.iter().find(|found| found.kind == kind && found.of == of) {
        None => deadlines::clear(tx, &deadline.stream, &deadline.kind, &deadline.ref_id).await?,
        Some(moved) if moved.due != deadline.due => {
            deadlines::set(tx, &deadline.stream, &deadline.kind, &deadline.ref_id, moved.due).await?;
        }
        Some(_) => return Err(AppError::Unusable(format!("deadline {} changes nothing", deadline.kind))),
    }
    Ok(())
}

async fn put_off(app: &App, deadline: &Deadline, now: Timestamp, error: &AppError) -> Result<()> {
    tracing::error!(%error, journey = %deadline.stream.id, kind = %deadline.kind, tries = deadline.attempts, "a deadline failed");
    let until = now + pause(deadline.attempts);
    app.store
        .write_with(deadline.clone(), move |tx, deadline| Box::pin(deadlines::put_off(tx, deadline, until)))
        .await?;
    Ok(())
}

/// How long to wait after so many tries.
fn pause(attempts: i64) -> SignedDuration {
    let doubled = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    FIRST_PAUSE.checked_mul(1 << doubled).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_deadline_is_tried_less_and_less_often() {
        let minutes: Vec<i64> = (1..=12).map(|attempts| pause(attempts).as_mins()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
    }
}
