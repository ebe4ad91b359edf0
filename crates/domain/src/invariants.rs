//! What may never be otherwise, as a check of one journey. Property tests run it after every command, `regie verify` over
//! the whole database.

use crate::codes::BallGoes;
use crate::event::Subject;
use crate::journey::{Holder, Journey, State};
use crate::promise::PromiseState;

/// A broken rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Rule 1: an open journey has exactly one ball holder.
    #[error("rule 1: an open journey without exactly one present ball holder")]
    Ball,
    /// Rule 1: an open journey has a current expectation.
    #[error("rule 1: an open journey without a current expectation")]
    Expectation,
    /// Rule 1 and 5: an open journey owes the customer something by a moment.
    #[error("rule 5: an open journey without a moment for news")]
    News,
    /// Rule 2: every move raises the epoch by one.
    #[error("rule 2: the ball's epoch is not the number of its moves")]
    Epoch,
    /// Rule 2: the customer holds the ball exactly while a question is open.
    #[error("rule 2: the customer holds the ball without an open question, or the other way round")]
    Question,
    /// Rule 2: at most one pending or accepted leg goes with the ball.
    #[error("rule 2: more than one leg that goes with the ball")]
    TwoLegs,
    /// Rule 2: a pending offer that takes the ball is bound to the giver's ball.
    #[error("rule 2: an offer bound to a ball that is not the giver's")]
    Unbound,
    /// Rule 3: a closed journey leaves nothing open.
    #[error("rule 3: a closed journey with something open")]
    ClosedOpen,
    /// Rule 6: kept means in the first window.
    #[error("rule 6: a promise called kept outside its first window")]
    Kept,
    /// Rule 2: the stretches of the way of the ball join up.
    #[error("rule 2: a gap or overlap in the way of the ball")]
    Way,
}

/// Checks one journey.
///
/// # Errors
/// The first broken rule.
pub fn check(journey: &Journey) -> Result<(), Violation> {
    check_way(journey)?;
    check_promises(journey)?;
    match journey.state {
        State::Open => check_open(journey),
        State::Closed { .. } => check_closed(journey),
        State::Void { .. } => Ok(()),
    }
}

fn check_way(journey: &Journey) -> Result<(), Violation> {
    if usize::try_from(journey.ball.epoch) != Ok(journey.way.len()) {
        return Err(Violation::Epoch);
    }
    let joined = journey.way.windows(2).all(|pair| pair[0].until.is_some_and(|until| until <= pair[1].since));
    if joined { Ok(()) } else { Err(Violation::Way) }
}

fn check_promises(journey: &Journey) -> Result<(), Violation> {
    let sound = journey.promises.values().all(|promise| match promise.state {
        PromiseState::Kept { at } => {
            at <= promise.first.until || (promise.first.from.is_some() && at <= promise.current.until)
        }
        PromiseState::KeptAfterMove { at } => {
            promise.version > 1 && promise.moved_in_time && at <= promise.current.until
        }
        _ => true,
    });
    if sound { Ok(()) } else { Err(Violation::Kept) }
}

fn check_open(journey: &Journey) -> Result<(), Violation> {
    let present = journey.way.last().is_some_and(|spell| spell.until.is_none() && spell.holder == journey.ball.holder);
    if !present {
        return Err(Violation::Ball);
    }
    if (journey.ball.holder == Holder::Customer) != journey.open_question().is_some() {
        return Err(Violation::Question);
    }
    let going = journey.legs.values().filter(|leg| leg.is_open() && leg.ball == BallGoes::Goes).count()
        + journey.pending().filter(|(_, offer)| offer.takes_ball()).count();
    if going > 1 {
        return Err(Violation::TwoLegs);
    }
    let loose = journey.pending().any(|(_, offer)| {
        let bound = offer.epoch == journey.ball.epoch && journey.ball.holder == (Holder::Team { team: offer.from });
        matches!(offer.subject, Subject::Leg { ball: BallGoes::Goes, .. })
            && !bound
            && journey.ball.holder != Holder::Customer
    });
    if loose {
        return Err(Violation::Unbound);
    }
    if journey.historic {
        return Ok(());
    }
    if !journey.expectation_stands() {
        return Err(Violation::Expectation);
    }
    let owed = journey.news.is_some_and(|news| news.owner == journey.news_owner());
    if journey.silence_runs() && !owed {
        return Err(Violation::News);
    }
    Ok(())
}

fn check_closed(journey: &Journey) -> Result<(), Violation> {
    let owed = journey.promises.values().any(|promise| promise.is_open() || promise.is_unsettled());
    let at_work = journey.legs.values().any(crate::handover::Leg::is_open) || journey.pending().next().is_some();
    let ended = journey.way.last().is_some_and(|spell| spell.until.is_some());
    if owed || at_work || journey.open_question().is_some() || !ended { Err(Violation::ClosedOpen) } else { Ok(()) }
}
