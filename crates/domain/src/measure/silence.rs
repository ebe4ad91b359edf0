//! How long the customer heard nothing while it was not the customer's turn.

use jiff::{SignedDuration, Timestamp};

use crate::codes::UpdateKind;
use crate::journey::{Holder, Journey};
use crate::update::UpdateState;

/// A day without news is nobody's silence: the shortest limit that blueprints set.
pub const SHORT: SignedDuration = SignedDuration::from_hours(24);

/// Stretches without news.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Silence {
    /// The longest one.
    pub longest: SignedDuration,
    /// Of each of them what went over [`SHORT`], together.
    pub over: SignedDuration,
}

impl Journey {
    /// The silence from the beginning until the customer last heard something, and while it is open until `now`. What the
    /// customer had the ball for is not silence of ours, nor what came after the last message of a journey that closed: there
    /// the customer had the last word, or none was needed.
    #[must_use]
    pub fn silence(&self, now: Timestamp) -> Silence {
        let mut heard: Vec<Timestamp> = self.heard().filter(|at| *at > self.began()).collect();
        heard.extend(self.is_open().then_some(now));
        heard.sort_unstable();
        let mut found = Silence::default();
        let mut since = self.began();
        for at in heard {
            let without = at.duration_since(since) - self.with_customer(since, at);
            found.longest = found.longest.max(without);
            found.over += (without - SHORT).max(SignedDuration::ZERO);
            since = at;
        }
        found
    }

    /// When the customer's side heard something: a message that was handed to its channel, a call or letter that a person
    /// made in its place, words that a member noted, a talk.
    fn heard(&self) -> impl Iterator<Item = Timestamp> {
        // How it went, and what was done with the answer, is asked and told when nothing is waited for any more.
        let afterwards = |about| matches!(about, UpdateKind::Survey | UpdateKind::WeDid);
        let theirs = self
            .updates
            .iter()
            .filter(move |(_, update)| self.is_customers(update.participant) && !afterwards(update.about));
        let sent = theirs.filter_map(|(id, update)| match update.state {
            UpdateState::Sent { at, .. } => Some(at),
            _ => self
                .tasks
                .values()
                .filter(|task| task.update == Some(*id) && task.done_by.is_some())
                .find_map(|it| it.done_at),
        });
        let spoken = self.contacts.iter().filter(|(id, contact)| {
            let said = contact.is_answer() && self.update_of(**id).is_none();
            self.is_with_customer(contact) && (said || contact.is_spoken())
        });
        sent.chain(spoken.map(|(_, contact)| contact.at))
    }

    /// How much of a stretch of time the customer had the ball.
    fn with_customer(&self, from: Timestamp, until: Timestamp) -> SignedDuration {
        let theirs = self.way.iter().filter(|spell| spell.holder == Holder::Customer);
        let part = |since: Timestamp, to: Option<Timestamp>| {
            let (since, to) = (since.max(from), to.unwrap_or(until).min(until));
            to.duration_since(since).max(SignedDuration::ZERO)
        };
        theirs.map(|spell| part(spell.since, spell.until)).sum()
    }
}
