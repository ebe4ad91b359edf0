//! Promises by the date that was given first (rule 6). Only results count: news is watched, and not counted as kept.

use jiff::SignedDuration;

use crate::codes::PromiseKind;
use crate::journey::Journey;
use crate::promise::PromiseState;

/// What became of the results that were promised to the customer's side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Promised {
    /// Done in the window that was given first.
    pub kept: usize,
    /// Moved in time, and done in the new window: not what was promised first.
    pub kept_after_move: usize,
    /// Neither, whether it was done late or not at all.
    pub broken: usize,
    /// Of those kept, how early before the end of the first window, together.
    pub early: SignedDuration,
    /// Of those kept, how far ahead that end was when it was promised, together: promising late does not pay.
    pub ahead: SignedDuration,
}

impl Promised {
    /// How many were judged. What was let go in time, and what is still owed, is not.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.kept + self.kept_after_move + self.broken
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        self.kept += other.kept;
        self.kept_after_move += other.kept_after_move;
        self.broken += other.broken;
        self.early += other.early;
        self.ahead += other.ahead;
    }
}

impl Journey {
    /// What became of the results that were promised to the customer's side.
    #[must_use]
    pub fn promised(&self) -> Promised {
        let mut found = Promised::default();
        // What went along with a joined journey is judged there, and counts once.
        let results = self.promises.values().filter(|it| self.judges(it) && it.is_to_customer());
        let results = results.filter(|it| it.kind == PromiseKind::Outcome);
        for promise in results {
            match promise.state {
                PromiseState::Kept { at } => {
                    found.kept += 1;
                    found.early += promise.first.until.duration_since(at);
                    found.ahead += promise.first.until.duration_since(promise.made_at);
                }
                PromiseState::KeptAfterMove { .. } => found.kept_after_move += 1,
                PromiseState::Broken { .. } => found.broken += 1,
                PromiseState::Open | PromiseState::Released { .. } => {}
            }
        }
        found
    }
}
