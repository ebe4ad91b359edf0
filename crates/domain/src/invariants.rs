//! What may never be otherwise, as a check of one journey. Property tests run it after every command, `regie verify` over
//! the whole database.

use crate::actor::Actor;
use crate::agreement::{Agreement, AgreementState, Proposed};
use crate::codes::{BallGoes, DeclineReason, HoldReason, JoinReason, PromiseWhat};
use crate::contact::Contact;
use crate::event::{Subject, Window};
use crate::handover::{AmountMoments, Handover, HandoverState, LegState};
use crate::hold::Hold;
use crate::journey::{Holder, Journey, State};
use crate::legal_term::LegalClock;
use crate::promise::{Promise, PromiseState};
use crate::shipment::Shipment;
use crate::survey::AskState;
use crate::visit::Visit;

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
    /// Rule 4: nothing is sent back without a word.
    #[error("rule 4: a leg or an offer that ended in silence")]
    Silent,
    /// Rule 6: kept means in the first window.
    #[error("rule 6: a promise called kept outside its first window")]
    Kept,
    /// Rule 2: the stretches of the way of the ball join up.
    #[error("rule 2: a gap or overlap in the way of the ball")]
    Way,
    /// Rule 6: a visit that is agreed on is a promise that is owed, and there is one at a time.
    #[error("rule 6: a visit without the promise that it is, or two at a time")]
    Visit,
    /// Rule 10: what the software decided says why in a code.
    #[error("rule 10: a message that waits, or a contact that the software laid here, without a reason")]
    Unexplained,
    /// Rule 6: who is sent back and forth was promised a call.
    #[error("rule 6: somebody who is sent back and forth was promised no call")]
    NoCall,
    /// Rule 2: over the mandate a second member approves, and nothing binds before.
    #[error("rule 2: an agreement over its mandate, approved by its maker, or bound before it was made")]
    Agreement,
    /// Rule 3: a hold belongs to an agreement that was made.
    #[error("rule 3: a hold without the agreement that it belongs to")]
    Hold,
    /// Rule 6: a shipment is two promises, the sender's to the customer and the carrier's to the sender.
    #[error("rule 6: a shipment without the two promises that it is")]
    Shipment,
    /// Rule 13: one survey over the whole journey, asked when it has ended, and answered once it is asked.
    #[error("rule 13: an answer that nobody asked for, or an ask that waits although the journey goes on")]
    Survey,
    /// Rule 14: computed moments stand in the order in which they come.
    #[error("rule 14: due moments that are not in the order in which they come")]
    Moments,
}

/// Checks one journey.
///
/// # Errors
/// The first broken rule.
pub fn check(journey: &Journey) -> Result<(), Violation> {
    check_way(journey)?;
    check_promises(journey)?;
    check_endings(journey)?;
    check_visits(journey)?;
    check_shipments(journey)?;
    check_agreements(journey)?;
    check_reasons(journey)?;
    check_moments(journey)?;
    check_survey(journey)?;
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
    let called = |id| journey.promises.get(&id).is_some_and(|promise| promise.what == PromiseWhat::CallBack);
    if journey.sent_around.is_some_and(|said| !called(said.promise)) {
        return Err(Violation::NoCall);
    }
    if sound { Ok(()) } else { Err(Violation::Kept) }
}

/// A shipment is two promises: one to the customer, and the carrier's to a team.
fn check_shipments(journey: &Journey) -> Result<(), Violation> {
    let sound = |found: &Shipment| {
        let [ours, theirs] = [found.promise, found.carriers].map(|id| journey.promises.get(&id));
        ours.is_some_and(Promise::is_to_customer)
            && theirs.is_some_and(|promise| !promise.is_to_customer() && promise.owner == found.carrier)
    };
    if journey.shipments.values().all(sound) { Ok(()) } else { Err(Violation::Shipment) }
}

/// A visit that is agreed on is a promise: owed until somebody came, and only while the journey is open.
fn check_visits(journey: &Journey) -> Result<(), Violation> {
    let owed = |visit: &Visit| visit.promise().and_then(|id| journey.promises.get(&id)).is_some_and(Promise::is_owed);
    let sound = |visit: &Visit| match journey.state {
        State::Open => !visit.is_booked() || owed(visit) == visit.is_awaited(),
        State::Closed { .. } => !visit.is_booked(),
        State::Void { .. } => true,
    };
    let within = |visit: &Visit| {
        visit.narrowed.is_none_or(|told| told.from >= visit.window.from && told.until <= visit.window.until)
    };
    let one = journey.visits.values().filter(|visit| visit.is_booked()).count() <= 1;
    if one && journey.visits.values().all(|visit| sound(visit) && within(visit)) {
        Ok(())
    } else {
        Err(Violation::Visit)
    }
}

/// What binds was within a mandate, or approved by another than its maker; and holds belong to what binds or bound.
fn check_agreements(journey: &Journey) -> Result<(), Violation> {
    let sound = |found: &Agreement| match &found.bound {
        Some(bound) => {
            found.amount <= bound.mandate
                && (bound.approved_by.is_none() || bound.approved_by != found.member)
                && found.proposal.is_none()
        }
        None => matches!(found.state, AgreementState::Proposed | AgreementState::Refused { .. }),
    };
    if !journey.agreements.values().all(sound) {
        return Err(Violation::Agreement);
    }
    let held = |hold: &Hold| journey.agreements.get(&hold.agreement).is_some_and(Agreement::was_made);
    if journey.holds.values().all(held) { Ok(()) } else { Err(Violation::Hold) }
}

/// "Something else" is a reason only with words; who recalls a leg says why with the ball that comes back.
fn check_endings(journey: &Journey) -> Result<(), Violation> {
    let wordless = |reason: DeclineReason, silent: bool| reason == DeclineReason::Other && silent;
    let offers = journey.handovers.values().any(|offer| match offer.state {
        HandoverState::Declined { reason, text, .. } => wordless(reason, text.is_none()),
        _ => false,
    });
    let legs = journey.legs.values().any(|leg| match leg.state {
        LegState::Declined { reason, text, recalled, .. } => wordless(reason, text.is_none() && !recalled),
        _ => false,
    });
    if offers || legs { Err(Violation::Silent) } else { Ok(()) }
}

fn check_reasons(journey: &Journey) -> Result<(), Violation> {
    let waits =
        journey.updates.values().any(|update| update.not_before > update.planned_at && update.held == HoldReason::None);
    let by_nobody = |contact: &Contact| {
        matches!(contact.actor, Actor::System | Actor::Outsider) && contact.facts.why == JoinReason::Member
    };
    if waits || journey.contacts.values().any(by_nobody) { Err(Violation::Unexplained) } else { Ok(()) }
}

fn check_moments(journey: &Journey) -> Result<(), Violation> {
    let forward = |window: &Window| window.from.is_none_or(|from| from < window.until);
    let promises = |promise: &Promise| {
        forward(&promise.first)
            && forward(&promise.current)
            && promise.half_at <= promise.four_fifths_at
            && promise.four_fifths_at <= promise.current.until
    };
    let offers = |offer: &Handover| {
        offer.offered_at <= offer.respond_by
            && offer.respond_by <= offer.lead_at
            && offer.lead_at <= offer.coordinator_at
    };
    let legal = |clock: &LegalClock| {
        clock.moments.half_at <= clock.moments.four_fifths_at && clock.moments.four_fifths_at <= clock.moments.ends_at
    };
    let proposed = |waits: &Proposed| {
        waits.decide_by <= waits.lead_at && waits.coordinator_at.is_none_or(|at| waits.lead_at <= at)
    };
    let amounts = |it: AmountMoments| it.answer_by <= it.lead_at && it.lead_at <= it.coordinator_at;
    let sound = journey.promises.values().all(promises)
        && journey.handovers.values().all(offers)
        && journey.questions.values().all(|question| question.asked_at <= question.due)
        && journey.tasks.values().all(|task| task.made_at <= task.due)
        && journey.legal.iter().all(legal)
        && journey.holds.values().all(|hold| hold.acknowledge_by <= hold.lead_at)
        && journey.holds.values().all(|hold| hold.choose_by <= hold.until)
        && journey.agreements.values().filter_map(|found| found.proposal.as_ref()).all(proposed)
        && journey.legs.values().filter_map(|leg| leg.asked?.moments).all(amounts)
        && journey.signals.values().all(|it| it.answer_by <= it.lead_at && it.lead_at <= it.coordinator_at)
        && journey.proposal.as_ref().is_none_or(|proposal| proposal.at <= proposal.objection_until);
    if sound { Ok(()) } else { Err(Violation::Moments) }
}

fn check_survey(journey: &Journey) -> Result<(), Violation> {
    let Some(ask) = &journey.survey else { return Ok(()) };
    let sound = match ask.state {
        AskState::Waits { .. } => ask.response.is_none() && !journey.is_open(),
        AskState::Asked { at, until, .. } => at <= until,
        AskState::NotAsked { .. } | AskState::Off => ask.response.is_none(),
    };
    let followed = ask.call.is_none_or(|call| ask.response.is_some() && journey.promises.contains_key(&call));
    if sound && followed { Ok(()) } else { Err(Violation::Survey) }
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
    let owed = journey.promises.values().any(Promise::is_owed);
    let at_work = journey.legs.values().any(crate::handover::Leg::is_open) || journey.pending().next().is_some();
    let ended = journey.way.last().is_some_and(|spell| spell.until.is_some());
    let waits = journey.agreements.values().any(Agreement::is_proposed);
    if waits || journey.breaches.values().any(crate::breach::Breach::is_open) {
        return Err(Violation::ClosedOpen);
    }
    if owed || at_work || journey.open_question().is_some() || !ended { Err(Violation::ClosedOpen) } else { Ok(()) }
}
