//! How a visit went: somebody came, it was enough or not, or nobody was there.

use jiff::Timestamp;

use super::{OutcomeTold, Visit, awaited, booked, may_plan, on_the_day};
use crate::codes::{Missing, NextStep, Outcome as How, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, LegId, PromiseId, VisitId};
use crate::refusal::{Code, Refusal};

/// What was found and done.
pub(super) struct Found {
    pub first_time_right: bool,
    pub missing: Vec<Missing>,
    pub text: Option<ContentId>,
}

/// Somebody came: the promise is judged by that moment.
pub(super) fn arrive(draft: &mut Draft<'_>, visit: VisitId, at: Option<Timestamp>) -> Outcome {
    let found = awaited(draft, visit)?;
    may_plan(draft, found.team)?;
    came(draft, visit, &found, at)?;
    crate::promise::ensure_one(draft);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    Ok(())
}

/// Nobody had come after all: the visit is awaited again, and its promise owed as it was.
pub(super) fn not_there_yet(draft: &mut Draft<'_>, visit: VisitId) -> Outcome {
    let found = booked(draft, visit)?;
    may_plan(draft, found.team)?;
    if found.arrived.is_none() {
        return Ok(());
    }
    draft.emit(JourneyEvent::VisitArrivalUndone { visit, promise: found.promise() });
    crate::update::expect_next(draft, NextStep::TeamWorks);
    Ok(())
}

/// Records the coming and keeps the promise, or settles it late.
fn came(draft: &mut Draft<'_>, visit: VisitId, found: &Visit, at: Option<Timestamp>) -> Outcome {
    let at = moment(draft, found, at)?;
    on_the_day(draft, found, at)?;
    draft.emit_at(Some(at), JourneyEvent::VisitArrived { visit, at });
    met(draft, found, at);
    Ok(())
}

fn met(draft: &mut Draft<'_>, found: &Visit, at: Timestamp) {
    let promise = found.promise().filter(|id| draft.journey.promises.get(id).is_some_and(|it| it.is_owed()));
    if let Some(promise) = promise {
        crate::promise::met(draft, promise, at);
    }
}

/// A reported moment: neither ahead of the clock nor before the visit was agreed on.
fn moment(draft: &Draft<'_>, found: &Visit, at: Option<Timestamp>) -> Result<Timestamp, Refusal> {
    draft.plausible(at)?;
    let at = at.unwrap_or(draft.facts.now);
    if at < found.booked_at { Err(Refusal::new(Code::ImplausibleTime).at(at)) } else { Ok(at) }
}

/// The visit is over. With the outcome of the whole, that is told in the same message; else the customer hears how things
/// stand, and the work goes back to who gave it.
pub(super) fn done(
    draft: &mut Draft<'_>,
    visit: VisitId,
    (arrived, at): (Option<Timestamp>, Option<Timestamp>),
    what: Found,
    told: Option<OutcomeTold>,
) -> Outcome {
    let found = booked(draft, visit)?;
    may_plan(draft, found.team)?;
    let Found { first_time_right, missing, text } = what;
    check_missing(first_time_right, &missing, text)?;
    let words = text.or_else(|| told.as_ref().map(|told| told.contact.text)).ok_or(Code::SilentClose)?;
    let at = moment(draft, &found, at)?;
    on_the_day(draft, &found, at)?;
    if found.arrived.is_none() {
        came(draft, visit, &found, Some(arrived.unwrap_or(at).min(at)))?;
    }
    let missing = distinct(missing);
    draft.emit_at(Some(at), JourneyEvent::VisitDone { visit, at, first_time_right, missing, text });
    let team = draft.member_team()?;
    let concludes = draft.journey.ball.holder.team() == Some(team) || team == draft.journey.direction.team;
    // Whoever comes and neither has the ball nor directs tells the outcome in the name of who sent it.
    let sender = draft.journey.sent_by(&found).filter(|_| team == found.team && !concludes);
    // The team that comes ends its own piece of work by telling the outcome; for another team it is ended first.
    let by_outcome = told.is_some() && team == found.team && sender.is_none();
    if !by_outcome {
        let outcome = if first_time_right { How::Solved } else { How::Partly };
        end_leg(draft, &found, |leg| JourneyEvent::LegDone { leg, outcome, text: words });
    }
    match (told, sender) {
        (Some(told), Some(sender)) => {
            crate::closing::propose_for(draft, sender, told.outcome, told.contact, told.amount)
        }
        (Some(told), None) => crate::closing::propose(draft, told.outcome, told.contact, told.amount),
        (None, _) => {
            tell(draft, &found);
            Ok(())
        }
    }
}

/// What was missing is said where one visit was not enough, and only there.
fn check_missing(first_time_right: bool, missing: &[Missing], text: Option<ContentId>) -> Outcome {
    let silent = missing.contains(&Missing::Other) && text.is_none();
    if first_time_right != missing.is_empty() || silent { Err(Code::MissingUnsaid.into()) } else { Ok(()) }
}

fn distinct(mut missing: Vec<Missing>) -> Vec<Missing> {
    missing.sort_unstable();
    missing.dedup();
    missing
}

/// Nobody was there. We came as promised; the work goes back to who gave it, and the customer may choose again.
pub(super) fn not_home(draft: &mut Draft<'_>, visit: VisitId, at: Option<Timestamp>, text: ContentId) -> Outcome {
    let found = booked(draft, visit)?;
    may_plan(draft, found.team)?;
    let at = moment(draft, &found, at)?;
    // Before the window nobody has to be there.
    if let Some(begins) = found.window.from.filter(|begins| at < *begins) {
        return Err(Refusal::new(Code::OutsideWindow).team(found.team).at(begins));
    }
    met(draft, &found, at);
    draft.emit_at(Some(at), JourneyEvent::VisitNotHome { visit, at, text });
    end_leg(draft, &found, |leg| JourneyEvent::LegReturned { leg, text });
    tell(draft, &found);
    Ok(())
}

fn tell(draft: &mut Draft<'_>, found: &Visit) {
    let keeps: Vec<PromiseId> = crate::promise::keep_by(draft, crate::promise::moments(draft), None);
    crate::promise::ensure_one(draft);
    crate::update::expect_next(draft, NextStep::WeTell);
    crate::update::plan(draft, UpdateKind::VisitEnded, |update| {
        update.promise = found.promise();
        update.team = Some(found.team);
        update.keeps = keeps;
    });
}

/// Ends the piece of work of a visit, where it still runs; a question asked for it needs no answer any more.
pub(super) fn end_leg(draft: &mut Draft<'_>, found: &Visit, event: impl FnOnce(LegId) -> JourneyEvent) {
    let open = found.leg.and_then(|id| Some((id, draft.journey.legs.get(&id)?.clone())));
    let Some((id, leg)) = open.filter(|(_, leg)| leg.is_open()) else { return };
    let asked = draft.journey.open_question().filter(|(_, question)| question.leg == Some(id)).map(|(id, _)| id);
    if let Some(question) = asked {
        draft.emit(JourneyEvent::QuestionWithdrawn { question });
    }
    draft.emit(event(id));
    crate::leg::settle(draft, &leg);
}
