//! The outbox for what is not about a journey: mail about accounts, mail about preferences, text messages. Whoever sends one
//! kind takes up what is due of it, tries each once, and reports what became of it.

use jiff::{SignedDuration, Timestamp};
use regie_store::StoreError;
use regie_store::outbox::{self, OutboxRow};

use super::reason::GIVEN_UP;
use crate::App;
use crate::error::Result;

/// How long a claim holds.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// What became of a row. The words are codes of [`reason`](super::reason), or of the sender's own.
pub(crate) enum Fate {
    /// It left.
    Sent,
    /// To be tried again then.
    Again(Timestamp, &'static str),
    /// Held until outgoing messages are switched on again.
    Held(&'static str),
    /// Given up.
    Given(&'static str),
    /// It lost its sense before it left.
    Withdrawn,
}

impl Fate {
    /// Tried again after the pause that its number of tries has, in minutes; given up when there is none left.
    pub(crate) fn again(row: &OutboxRow, now: Timestamp, pauses: &[i64], why: &'static str) -> Self {
        let tries = usize::try_from(row.attempts.max(1) - 1).unwrap_or(usize::MAX);
        match pauses.get(tries) {
            Some(minutes) => Self::Again(now + SignedDuration::from_mins(*minutes), why),
            None => Self::Given(GIVEN_UP),
        }
    }
}

/// Rows that one sender has taken up.
pub(crate) struct TakenUp {
    /// The rows.
    pub rows: Vec<OutboxRow>,
    /// When they were taken up.
    pub now: Timestamp,
    holder: String,
}

impl App {
    /// Takes up what is due of one kind, `most` rows at once.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn take_up(&self, kind: &'static str, most: u32) -> Result<TakenUp> {
        let now = self.ports.clock.now();
        let holder = self.ports.uuid().to_string();
        let claim = self.store.write_with(holder.clone(), move |tx, holder| {
            Box::pin(async move { outbox::claim(tx, &[kind], holder, now, now + LEASE, most).await })
        });
        Ok(TakenUp { rows: claim.await?, now, holder })
    }

    /// Keeps what became of a row.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn report(&self, taken: &TakenUp, row: &OutboxRow, fate: Fate) -> Result<()> {
        let (id, now) = (row.id, taken.now);
        let reported = self.store.write_with((taken.holder.clone(), fate), move |tx, (holder, fate)| {
            Box::pin(async move {
                match fate {
                    Fate::Sent => outbox::sent(tx, id, holder, now).await,
                    Fate::Again(at, why) => outbox::retry(tx, id, holder, why, *at).await,
                    Fate::Held(why) => {
                        outbox::retry(tx, id, holder, why, now).await?;
                        outbox::pause(tx, id).await
                    }
                    Fate::Given(why) => outbox::fail(tx, id, holder, why, now).await,
                    Fate::Withdrawn => {
                        outbox::retry(tx, id, holder, "withdrawn", now).await?;
                        outbox::withdraw(tx, id).await.map(drop)
                    }
                }
            })
        });
        match reported.await {
            // Another sender took over after the claim ran out: its report counts.
            Err(StoreError::Conflict) => Ok(()),
            other => Ok(other?),
        }
    }
}
