//! Whether the customer had to come back: who begins again within so many days, by whatever channel, at whatever desk.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::codes::{Asks, Channel};
use crate::contact::Contact;
use crate::ids::ContactId;
use crate::journey::{Journey, State};
use crate::question::QuestionState;

/// Within how many days a contact after the one before it, or after a closing, is the same question come back. There is no
/// standard for it, so all three are shown.
pub const WINDOWS: [u16; 3] = [1, 7, 30];

/// What the customer's side did of its own accord, in order.
#[derive(Debug, Default)]
pub(super) struct Begun {
    /// Contacts that it began: no answers to what we asked, no thanks.
    pub started: usize,
    /// How many of those came within each of [`WINDOWS`] after its contact before, or after a closing.
    pub within: [usize; WINDOWS.len()],
    /// How often an unhappy answer opened the journey again.
    pub by_answer: usize,
    /// How many of those came within each of [`WINDOWS`].
    pub by_answer_within: [usize; WINDOWS.len()],
    /// How often it began by another channel than the time before. An answer on the page that our mail leads to is none.
    pub switches: usize,
}

impl Journey {
    /// What the customer's side began here and on journeys that were joined into it: one question, wherever it was told.
    pub(super) fn begun(&self, joined: &[&Self]) -> Begun {
        let all = || std::iter::once(&self).chain(joined);
        let mut theirs: Vec<(Timestamp, ContactId, Channel, bool)> = all().flat_map(|it| it.theirs()).collect();
        theirs.sort_unstable_by_key(|(at, id, ..)| (*at, *id));
        let closings: Vec<Timestamp> = all().flat_map(|it| it.closings()).collect();
        let mut found = Begun::default();
        for at in all().flat_map(|it| it.came_by_answer.iter().copied()) {
            found.by_answer += 1;
            let said = theirs.iter().map(|(said, ..)| *said);
            let after = said.chain(closings.iter().copied()).filter(|earlier| *earlier < at).max();
            count_within(&mut found.by_answer_within, after, at);
        }
        let (mut before, mut channel_before): (Option<Timestamp>, Option<Channel>) = (None, None);
        for (at, _, channel, starts) in theirs {
            if starts {
                found.started += 1;
                found.switches += usize::from(channel_before.replace(channel).is_some_and(|last| last != channel));
                let closed = closings.iter().copied().filter(|closed| *closed < at).max();
                let after = before.max(closed);
                count_within(&mut found.within, after, at);
            }
            before = Some(at);
        }
        found
    }

    /// What people on the customer's side said here: when, by which channel, and whether they began it.
    fn theirs(&self) -> impl Iterator<Item = (Timestamp, ContactId, Channel, bool)> {
        let answers: BTreeSet<ContactId> = self
            .questions
            .values()
            .filter_map(|question| match question.state {
                QuestionState::Answered { contact, .. } => Some(contact),
                _ => None,
            })
            .collect();
        let starts =
            move |contact: &Contact| contact.facts.asks != Asks::Thanks && !answers.contains(&contact.facts.contact);
        self.from_customer()
            .filter(|contact| self.is_with_customer(contact))
            .map(move |contact| (contact.at, contact.facts.contact, contact.facts.channel, starts(contact)))
    }

    /// When it closed, also where it opened again: nobody had the ball from then on.
    fn closings(&self) -> impl Iterator<Item = Timestamp> {
        let gaps = self.way.windows(2).filter_map(|pair| pair[0].until.filter(|until| *until < pair[1].since));
        gaps.chain(self.ended().filter(|_| matches!(self.state, State::Closed { .. })))
    }
}

/// Counts what came at a moment in the windows that it came within.
fn count_within(counts: &mut [usize; WINDOWS.len()], after: Option<Timestamp>, at: Timestamp) {
    for (days, count) in WINDOWS.iter().zip(counts) {
        *count += usize::from(after.is_some_and(|after| at.duration_since(after) <= days_of(*days)));
    }
}

/// So many days of 24 hours.
#[must_use]
pub fn days_of(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}
