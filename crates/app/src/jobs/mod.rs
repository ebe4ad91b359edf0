//! Background work: what is due is run through the same road as every other command.

use jiff::Timestamp;

use crate::App;
use crate::error::Result;

pub mod arrivals;
pub mod deadlines;

impl App {
    /// Runs what is due at the present moment until nothing is left; tells how much it was.
    ///
    /// # Errors
    /// What the store says. A single thing that fails is tried again later and stops nothing else.
    pub async fn drain(&self) -> Result<usize> {
        let mut total = 0;
        loop {
            regie_store::feed::sequence(&self.store).await?;
            let done = deadlines::fire_due(self).await? + arrivals::mark_overdue(self).await?;
            if done == 0 {
                return Ok(total);
            }
            total += done;
        }
    }

    /// When the next thing is due, perhaps in the past; `None` when nothing waits.
    ///
    /// # Errors
    /// What the store says.
    pub async fn next_due(&self) -> Result<Option<Timestamp>> {
        let mut tx = self.store.begin_read().await?;
        let deadline = regie_store::deadlines::next_due(&mut tx).await?;
        let outbox = regie_store::outbox::next_due(&mut tx).await?;
        Ok([deadline, outbox].into_iter().flatten().min())
    }
}
