//! What stands beside a journey's events: list rows and due moments, written as far as a command changes them.

use regie_domain::deadline::{Deadline, deadlines};
use regie_domain::journey::Journey;
use regie_store::journal::StreamKey;
use regie_store::{Tx, views};

use crate::error::Result;

/// What is derived from a journey: list rows and due moments.
#[derive(Default)]
pub(super) struct Derived {
    rows: views::Rows,
    deadlines: Vec<Deadline>,
}

impl Derived {
    pub(super) fn of(journey: Option<&Journey>) -> Self {
        Self { rows: views::Rows::of(journey), deadlines: journey.map(deadlines).unwrap_or_default() }
    }

    /// Writes what a journey has now and had not before, and takes away what it has no more.
    pub(super) async fn replace(&self, tx: &mut Tx, stream: &StreamKey, journey: &Journey) -> Result<()> {
        views::put(tx, &self.rows, journey).await?;
        let of = |deadline: &Deadline| deadline.of.map(|id| id.to_string()).unwrap_or_default();
        let now = deadlines(journey);
        for old in &self.deadlines {
            if !now.iter().any(|new| (new.kind, new.of) == (old.kind, old.of)) {
                regie_store::deadlines::clear(tx, stream, old.kind.code(), &of(old)).await?;
            }
        }
        for new in now.iter().filter(|new| !self.deadlines.contains(new)) {
            regie_store::deadlines::set(tx, stream, new.kind.code(), &of(new), new.due).await?;
        }
        Ok(())
    }
}
