//! Chasers: contacts that only ask "any news?". Each is tied to the promise that was current when it came; what was let slip
//! before it, and so made the customer ask, is found from there.

use jiff::Timestamp;

use crate::codes::Asks;
use crate::contact::Contact;
use crate::ids::PromiseId;
use crate::journey::Journey;
use crate::promise::{Promise, PromiseState};

/// What the customer was told to expect and did not come, so that the customer asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// The promise.
    pub promise: PromiseId,
    /// When it was due.
    pub due: Timestamp,
}

impl Journey {
    /// The expectation that failed before a chaser came: the promise that it is tied to, the one that this stands in the
    /// place of, else the last one that broke and that nothing has settled. Nothing where the customer asked too early.
    #[must_use]
    pub fn failed_before(&self, chaser: &Contact) -> Option<Failed> {
        if chaser.facts.asks != Asks::News {
            return None;
        }
        let tied = chaser.facts.tied_to.and_then(|id| Some((id, self.promises.get(&id)?)));
        let earlier = tied.and_then(|(_, promise)| promise.after.or(promise.replaces));
        let named = tied.into_iter().chain(earlier.and_then(|id| Some((id, self.promises.get(&id)?))));
        named.chain(self.let_slip()).find_map(|(id, promise)| broke_by(id, promise, chaser.at))
    }

    /// The promises to the customer that broke and that nothing has settled, latest first.
    fn let_slip(&self) -> impl Iterator<Item = (PromiseId, &Promise)> {
        let mut all: Vec<(PromiseId, &Promise)> = self
            .promises
            .iter()
            .filter(|(_, promise)| promise.is_to_customer() && promise.is_unsettled())
            .map(|(id, promise)| (*id, promise))
            .collect();
        all.sort_by_key(|(id, promise)| std::cmp::Reverse((promise.current.until, *id)));
        all.into_iter()
    }
}

fn broke_by(promise: PromiseId, found: &Promise, at: Timestamp) -> Option<Failed> {
    match found.state {
        PromiseState::Broken { due } if due <= at && found.made_at <= at => Some(Failed { promise, due }),
        _ => None,
    }
}
