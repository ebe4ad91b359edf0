//! Checks of one step: journey before, command, decision. Each says what is wrong, and `tests/checkers.rs` shows of each
//! that it sees a planted fault.

use jiff::{SignedDuration, Timestamp};
use regie_domain::codes::{BallReason, CloseHow, DeadlineKind, UpdateKind};
use regie_domain::command::{
    BreachCommand as B, Envelope, JourneyCommand as C, ShipmentCommand, SurveyCommand, VisitCommand as V,
};
use regie_domain::deadline::{Deadline, deadlines};
use regie_domain::decide::{Decided, Decision};
use regie_domain::event::JourneyEvent as E;
use regie_domain::facts::Facts;
use regie_domain::invariants;
use regie_domain::journey::{Journey, State};
use regie_domain::promise::{Promise, PromiseState};
use regie_domain::refusal::Refusal;

pub type Check = Result<(), String>;

/// One step of a journey.
pub struct Step<'a> {
    pub before: Option<&'a Journey>,
    pub envelope: &'a Envelope,
    pub command: &'a C,
    pub facts: &'a Facts,
    pub decision: &'a Decision,
}

/// All checks.
pub fn all(step: &Step<'_>) -> Check {
    invariants::check(&step.decision.journey).map_err(|violation| violation.to_string())?;
    bodies(&step.decision.events)?;
    epochs(step)?;
    guards(step)?;
    ball_moves(step)?;
    verdicts(step)?;
    timers(step)?;
    quiet(step)?;
    closing(step)?;
    moments(&step.decision.journey)?;
    silence(step)
}

/// A moment of news, or of the call that was promised, is given once after a broken promise, never after such a moment, and
/// one of each stands at a time.
pub fn moments(journey: &Journey) -> Check {
    let given = |id| journey.promises.get(&id).is_none_or(|promise| promise.after.is_some());
    if journey.promises.values().filter_map(|promise| promise.after).any(given) {
        return Err("a moment was given after a moment".into());
    }
    let standing = journey.promises.values().filter(|promise| promise.after.is_some() && promise.is_open());
    let (calls, news): (Vec<&Promise>, Vec<&Promise>) = standing.partition(|promise| promise.is_call_of_program());
    if calls.len() > 1 || news.len() > 1 { Err("two moments of news at once".into()) } else { Ok(()) }
}

/// Every body comes back from its two parts as it was.
pub fn bodies(events: &[Decided]) -> Check {
    for decided in events {
        let (shared, internal) = decided.event.parts().map_err(|error| error.to_string())?;
        comes_back(&decided.event, &shared, &internal)?;
    }
    Ok(())
}

/// An event comes back from what is kept of it.
pub fn comes_back(event: &E, shared: &str, internal: &str) -> Check {
    let back = E::from_parts(shared, internal).map_err(|error| format!("{error}: {shared} {internal}"))?;
    if back == *event { Ok(()) } else { Err(format!("an event came back changed: {shared} {internal}")) }
}

/// What was decided is what its events fold to.
pub fn folds(decision: &Decision, folded: Option<&Journey>) -> Check {
    if folded == Some(&decision.journey) { Ok(()) } else { Err("the fold differs".to_owned()) }
}

/// A refusal leaves no trace.
pub fn untouched(before: Option<&Journey>, after: Option<&Journey>, refusal: &Refusal) -> Check {
    if before == after { Ok(()) } else { Err(format!("{refusal} changed the journey")) }
}

/// Each event carries the epochs as they are after it, and each move raises its epoch by one.
pub fn epochs(step: &Step<'_>) -> Check {
    let mut ball = step.before.map_or(0, |journey| journey.ball.epoch);
    let mut direction = step.before.map_or(1, |journey| journey.direction.epoch);
    for decided in &step.decision.events {
        match decided.event {
            E::BallMoved { epoch, .. } => {
                ball += 1;
                if epoch != ball {
                    return Err(format!("ball epoch {epoch} where {ball} comes next"));
                }
            }
            E::DirectionMoved { epoch, .. } => {
                direction += 1;
                if epoch != direction {
                    return Err(format!("direction epoch {epoch} where {direction} comes next"));
                }
            }
            _ => {}
        }
        if (decided.ball_epoch, decided.direction_epoch) != (ball, direction) {
            return Err(format!("{} carries another epoch", decided.event.kind()));
        }
    }
    Ok(())
}

/// An act on an older epoch is never accepted.
pub fn guards(step: &Step<'_>) -> Check {
    let (Some(before), expects) = (step.before, step.envelope.expects) else { return Ok(()) };
    let stale = expects.ball_epoch.is_some_and(|epoch| epoch != before.ball.epoch)
        || expects.direction_epoch.is_some_and(|epoch| epoch != before.direction.epoch);
    if stale { Err("a late act was accepted".into()) } else { Ok(()) }
}

/// Rule 2: which commands may move the ball, and why.
pub fn ball_moves(step: &Step<'_>) -> Check {
    for decided in &step.decision.events {
        let E::BallMoved { why, reason, .. } = &decided.event else { continue };
        let fits = match why {
            BallReason::Opened => matches!(step.command, C::Open { .. } | C::OpenHistoric { .. }),
            // A slot book is a standing acceptance.
            BallReason::Accepted => matches!(step.command, C::Accept { .. } | C::Visit(V::Book { .. })),
            BallReason::TakenBack => matches!(step.command, C::TakeBack { .. }) && reason.is_some(),
            BallReason::Asked => matches!(step.command, C::Write { .. }),
            BallReason::Answered => matches!(step.command, C::RecordContact { .. }),
            BallReason::QuestionWithdrawn => matches!(step.command, C::WithdrawQuestion { .. }),
            BallReason::Lapsed => matches!(step.command, C::Fire { .. }),
            BallReason::LegSettled => matches!(
                step.command,
                C::FinishLeg { .. }
                    | C::ReturnLeg { .. }
                    | C::GiveLegBack { .. }
                    | C::ProposeOutcome { .. }
                    | C::Forward { .. }
                    | C::Visit(V::Done { .. } | V::NotHome { .. } | V::Cancel { .. })
                    | C::Close { .. }
            ),
            BallReason::Reopened => matches!(
                step.command,
                C::RecordContact { .. }
                    | C::NotSolved { .. }
                    | C::RequestCall { .. }
                    | C::Reopen { .. }
                    | C::OpenImported { .. }
                    | C::Unvoid {}
                    | C::Unjoin { .. }
                    | C::Failed { .. }
                    | C::Unreachable { .. }
                    | C::Fire { deadline: DeadlineKind::HoldEnds, .. }
                    | C::Shipment(ShipmentCommand::Fact { .. })
                    | C::Survey(SurveyCommand::Answer { .. } | SurveyCommand::CallSilent {})
            ),
            BallReason::Breach => matches!(step.command, C::Breach(B::Report { .. })),
            BallReason::PartyLost => true,
        };
        if !fits {
            return Err(format!("the ball moved as {} by {:?}", why.code(), step.command));
        }
    }
    Ok(())
}

/// Rule 6: a verdict once given stays, and no open promise is called kept after its window.
pub fn verdicts(step: &Step<'_>) -> Check {
    for (id, promise) in &step.decision.journey.promises {
        let earlier = step.before.and_then(|journey| journey.promises.get(id));
        let Some(earlier) = earlier else { continue };
        // What went with a journey that was set aside had no verdict.
        let judged = !earlier.is_open() && earlier.let_go.is_none();
        // Word that came late corrects a verdict, and is an event of its own.
        let corrected = |decided: &Decided| match decided.event {
            E::PromiseJudgedAgain { promise, .. } => promise == *id,
            // Who was said to be there was not.
            E::VisitArrivalUndone { promise, .. } => promise == Some(*id),
            // What kept it did not arrive.
            E::UpdateFailed { update, .. } => earlier.kept_by == Some(update),
            _ => false,
        };
        if judged && earlier.state != promise.state && !step.decision.events.iter().any(corrected) {
            return Err(format!("the verdict on promise {id} changed"));
        }
        if earlier.first != promise.first {
            return Err(format!("the first window of promise {id} changed"));
        }
        let late = |at| at > promise.first.until && promise.first.from.is_none();
        if matches!(promise.state, PromiseState::Kept { at } if late(at)) {
            return Err(format!("promise {id} is called kept, late"));
        }
    }
    Ok(())
}

/// A due moment that fired is gone or later; each thing has one moment of a kind; nothing fires before it is due.
pub fn timers(step: &Step<'_>) -> Check {
    let all = deadlines(&step.decision.journey);
    one_of_a_kind(&all)?;
    let C::Fire { deadline, of, due } = step.command else { return Ok(()) };
    if *due > step.facts.now {
        return if step.decision.events.is_empty() { Ok(()) } else { Err("a timer fired before its moment".into()) };
    }
    let fired = Deadline { kind: *deadline, of: *of, due: *due };
    if all.contains(&fired) { Err(format!("{fired:?} fired and stands still")) } else { Ok(()) }
}

/// Each thing has one moment of a kind: the store keeps one row for both.
pub fn one_of_a_kind(all: &[Deadline]) -> Check {
    for (at, deadline) in all.iter().enumerate() {
        if all[at + 1..].iter().any(|other| (other.kind, other.of) == (deadline.kind, deadline.of)) {
            return Err(format!("two moments of {deadline:?}"));
        }
    }
    Ok(())
}

/// Rule 5: what waits for the morning waits; what the customer set off himself does not.
pub fn quiet(step: &Step<'_>) -> Check {
    let own_act = matches!(step.facts.actor, regie_domain::actor::Actor::Participant { .. });
    for decided in &step.decision.events {
        let E::UpdatePlanned { about, not_before, promise, .. } = &decided.event else { continue };
        // Same-day news about a visit is never held.
        if regie_domain::visit::is_of_today(step.facts, &step.decision.journey, *about, *promise) {
            if *not_before != step.facts.now {
                return Err("news about a visit of today is held".into());
            }
            continue;
        }
        // Who wrote just now is asked at once.
        let now = step.facts.now;
        let since = step.facts.quiet.start_of_quiet(now).unwrap_or(now).min(now - SignedDuration::from_hours(1));
        let wrote = |found: &regie_domain::contact::Contact| found.is_from_customer() && found.at >= since;
        if *about == UpdateKind::Question && step.decision.journey.contacts.values().any(wrote) {
            continue;
        }
        if about.waits_in_quiet_hours() && !own_act && step.facts.quiet.is_quiet(*not_before) {
            return Err(format!("{} goes out in quiet hours", about.code()));
        }
        if own_act && *not_before != step.facts.now {
            return Err("a reply to the customer's own act is held".into());
        }
    }
    Ok(())
}

/// Rule 3: how a journey may close.
pub fn closing(step: &Step<'_>) -> Check {
    let Some(before) = step.before else { return Ok(()) };
    for decided in &step.decision.events {
        let E::Closed { how } = decided.event else { continue };
        let proposed = step.decision.journey.proposal.as_ref();
        let fits = match how {
            CloseHow::Confirmed => proposed.is_some(),
            CloseHow::NotObjected => {
                regie_domain::closing::outcome_told(&step.decision.journey)
                    && proposed.is_some_and(|it| it.questioned.is_none() && it.objection_until <= step.facts.now)
            }
            CloseHow::NoAnswer => {
                before.questions.values().any(|it| it.state == regie_domain::question::QuestionState::Lapsed)
            }
            CloseHow::JustThanks | CloseHow::CallNotWanted => before.reopened.is_some(),
            CloseHow::Withdrawn => matches!(step.command, C::Close { .. }),
            CloseHow::Forwarded => {
                matches!(step.command, C::Forward { .. }) && step.decision.journey.forwarded.is_some()
            }
            CloseHow::Historic => false,
        };
        let holds = &step.decision.journey.holds;
        if holds.values().any(regie_domain::hold::Hold::awaits_acknowledgement) {
            return Err("closed while a system did not know of a hold or its release".into());
        }
        if !fits {
            return Err(format!("closed as {} without what that needs", how.code()));
        }
    }
    Ok(())
}

/// Rule 5: what is open and not proposed has a moment for news that is not farther off than the silence limit.
pub fn silence(step: &Step<'_>) -> Check {
    let journey = &step.decision.journey;
    let Some(news) = journey.news.filter(|_| journey.state == State::Open) else { return Ok(()) };
    let held = step.facts.quiet.end_of_quiet(step.facts.now);
    let farthest: Option<Timestamp> = step
        .facts
        .teams
        .values()
        .flat_map(|team| {
            let limit = step.facts.blueprint.silence.due(held, &team.calendar);
            let task = step.facts.blueprint.task.due(step.facts.now, &team.calendar);
            [limit, task]
        })
        .map(|due| step.facts.quiet.end_of_quiet(due))
        .max();
    // A visit that is agreed on lets it rest, as long as the blueprint says.
    let days = step.facts.blueprint.visit.as_ref().and_then(|plan| plan.rest_days).filter(|_| news.rests.is_some());
    let rested = days.and_then(|days| held.checked_add(SignedDuration::from_hours(24 * i64::from(days))).ok());
    let farthest = farthest.max(rested);
    if farthest.is_some_and(|farthest| news.by > farthest) {
        return Err(format!("news is due only at {}", news.by));
    }
    Ok(())
}
