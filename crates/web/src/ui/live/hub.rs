//! One look at the feed for all open pages of this process: woken by each commit of the process, and by a slow beat for what
//! other processes wrote and for those who went away. It looks only while somebody listens.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use regie_app::live::Changes;
use regie_app::{App, AppError};
use regie_domain::ids::JourneyId;
use regie_store::live::Present;
use tokio::sync::{Mutex, broadcast};
use tokio::time::MissedTickBehavior;

/// How often it looks by itself.
const BEAT: Duration = Duration::from_secs(2);
/// How many stretches a slow listener may lie behind before it reads the feed for itself.
const BEHIND: usize = 64;

/// What listeners hear from.
#[derive(Clone, Default)]
pub struct Hub(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// There while it looks.
    heard: Option<broadcast::Sender<Arc<Changes>>>,
    closed: bool,
}

impl Hub {
    /// Listens from now on: whoever reads the feed afterwards misses nothing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn listen(&self, app: &App) -> Result<broadcast::Receiver<Arc<Changes>>, AppError> {
        let mut state = self.0.lock().await;
        if let Some(heard) = &state.heard {
            return Ok(heard.subscribe());
        }
        let (heard, listener) = broadcast::channel(BEHIND);
        if !state.closed {
            let from = app.live_position().await?;
            state.heard = Some(heard);
            tokio::spawn(self.clone().look(app.clone(), from));
        }
        Ok(listener)
    }

    /// Ends all streams, for good: the program stops.
    pub async fn close(&self) {
        let mut state = self.0.lock().await;
        state.closed = true;
        state.heard = None;
    }

    async fn look(self, app: App, from: i64) {
        let (mut position, mut present) = (from, BTreeSet::new());
        let mut bell = app.store.commits();
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = beat.tick() => {}
                Ok(()) = bell.changed() => {}
            }
            bell.mark_unchanged();
            match seen(&app, position, &mut present).await {
                Ok(changes) => {
                    position = changes.position;
                    if !self.tell(changes).await {
                        return;
                    }
                }
                Err(error) => {
                    // Pages come back by themselves and say what they know; by then it may work again.
                    tracing::warn!(%error, "open pages are not told what changed");
                    self.0.lock().await.heard = None;
                    return;
                }
            }
        }
    }

    /// Tells the listeners; false when there are none left.
    async fn tell(&self, changes: Changes) -> bool {
        let mut state = self.0.lock().await;
        let Some(heard) = &state.heard else { return false };
        if heard.receiver_count() == 0 {
            state.heard = None;
            return false;
        }
        if !changes.is_empty() {
            // Nobody listening any more is found out at the next look.
            let _nobody = heard.send(Arc::new(changes));
        }
        true
    }
}

async fn seen(app: &App, position: i64, present: &mut BTreeSet<Present>) -> Result<Changes, AppError> {
    let mut changes = app.changes_after(position).await?;
    let now = app.present().await?;
    changes.presence = moved(present, &now);
    *present = now;
    Ok(changes)
}

/// The journeys at which somebody came, went, or began or stopped writing.
fn moved(before: &BTreeSet<Present>, now: &BTreeSet<Present>) -> BTreeSet<JourneyId> {
    before.symmetric_difference(now).map(|one| one.journey).collect()
}
