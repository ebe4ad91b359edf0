//! "I am being sent back and forth." The team that directs the whole owes the customer a call within two of its opening
//! hours, wherever the ball is. The ball does not move by it: who directs sees its way, and may take it back.

use jiff::Timestamp;

use crate::codes::{Asks, ContactClass, Direction, NextStep, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{ContactId, PromiseId};
use crate::journey::{Holder, Journey};
use crate::promise::Promise;
use crate::term::Term;

/// Within so much of the director's opening hours the customer is called.
pub const WITHIN: Term = Term::WorkingMinutes(120);

/// What the customer's side said about it last, and how often it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentAround {
    /// When it was said last.
    pub at: Timestamp,
    /// The contact that said so.
    pub contact: ContactId,
    /// The call that was promised.
    pub promise: PromiseId,
    /// How often the ball had gone from one team to another by then.
    pub moves: u32,
    /// How often it was said on this journey.
    pub times: u32,
}

impl Journey {
    /// The call that is promised to a customer who is being sent back and forth, as long as it is owed.
    #[must_use]
    pub fn call_for_sent_around(&self) -> Option<(PromiseId, &Promise)> {
        let said = self.sent_around?;
        let promise = self.promises.get(&said.promise)?;
        promise.is_owed().then_some((said.promise, promise))
    }

    /// The moment that was given for that call when it was not made in time, as long as it is ahead.
    #[must_use]
    pub fn next_call_for_sent_around(&self) -> Option<(PromiseId, &Promise)> {
        let (missed, _) = self.call_for_sent_around()?;
        let again = |(_, found): &(&PromiseId, &Promise)| found.after == Some(missed) && found.is_open();
        self.promises.iter().find(again).map(|(id, found)| (*id, found))
    }

    /// How often the ball went from one team to another one, whoever had it between.
    #[must_use]
    pub fn moves_between_teams(&self) -> u32 {
        let teams: Vec<_> = self
            .way
            .iter()
            .filter_map(|spell| match spell.holder {
                Holder::Team { team } => Some(team),
                Holder::Customer => None,
            })
            .collect();
        let moves = teams.windows(2).filter(|pair| pair[0] != pair[1]).count();
        u32::try_from(moves).unwrap_or(u32::MAX)
    }
}

/// The customer says so, or a member notes that the customer did. While the call is owed nothing is promised anew: what was
/// written is kept, and what was promised stands.
pub(crate) fn say(draft: &mut Draft<'_>, mut contact: ContactFacts) -> Outcome {
    draft.open()?;
    contact.asks = Asks::Something;
    (contact.direction, contact.class) = (Direction::In, ContactClass::Human);
    if crate::contact::stands_here(draft, contact.contact) {
        return Ok(());
    }
    // It is no answer to what was asked: the question stays open.
    let noted = crate::contact::note(draft, contact, false)?;
    if draft.journey.call_for_sent_around().is_some() {
        return Ok(());
    }
    let moves = draft.journey.moves_between_teams();
    let promise = crate::promise::owe_call_within(draft, draft.calling(), WITHIN);
    draft.emit(JourneyEvent::SentAround { contact: noted.contact, promise, moves });
    crate::update::expect_next(draft, NextStep::WeCall);
    crate::update::plan(draft, UpdateKind::PromiseMade, |update| update.promise = Some(promise));
    Ok(())
}
