//! Letting business time pass: every moment at which something comes due is stood at, in order.

use jiff::{SignedDuration, Timestamp};
use regie_app::App;
use regie_app::Result;
use regie_app::clock::DemoClock;
use regie_app::ports::Clock as _;

use regie_channels::email::intake::place_pending;

/// What is due and does not go (a mail that waits, a thing that failed) is looked at again after this long.
const STUCK: SignedDuration = SignedDuration::from_mins(5);

/// Moves the clock on to `until` by way of every due moment, and runs what is due at each.
///
/// # Errors
/// What the store says.
pub async fn run_until(app: &App, clock: &DemoClock, until: Timestamp) -> Result<()> {
    // What a member sent before the clock is turned leaves before it is turned.
    regie_app::sending::run_all(app).await?;
    settle(app).await?;
    while let Some(next) = app.next_due().await? {
        let now = clock.now();
        // Whatever is due in the past was just tried and did not go.
        let next = if next > now { next } else { now + STUCK };
        if next > until {
            break;
        }
        clock.advance_to(next);
        settle(app).await?;
    }
    clock.advance_to(until);
    settle(app).await
}

/// Reads what arrived and runs what is due, until nothing is left to do at this moment.
///
/// # Errors
/// What the store says.
pub async fn settle(app: &App) -> Result<()> {
    while place_pending(app).await? + app.drain().await? > 0 {}
    Ok(())
}
