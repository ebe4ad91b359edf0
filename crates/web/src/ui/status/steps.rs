//! The steps of the blueprint, each done by a real event and never by the clock, and the visit where one was agreed on.

use regie_app::read::stages::{Stands, stages};
use regie_domain::blueprint::StageTrigger;
use regie_domain::journey::Journey;
use regie_domain::visit::{Visit, VisitState};

use super::view::View;
use crate::pages::status::{Step, StepState};
use crate::ui::journey::view::own_words;
use crate::ui::journey::visits::in_words;

/// The steps. One that was passed by is left out: it was not needed on this journey. So is an answer that nobody gave before
/// a visit was agreed on: the visit is what happens instead.
pub(super) fn steps(view: &View<'_>) -> Vec<Step> {
    let journey = view.journey();
    let visit = visit(view);
    let awaited = visit.as_ref().is_some_and(|visit| visit.state != StepState::Done);
    let begun = begun(journey);
    let mut steps = Vec::new();
    let mut before = visit.clone();
    for (stage, stands) in view.loaded.blueprint.stages.iter().zip(stages(view.loaded)) {
        let concludes = matches!(stage.done_when, StageTrigger::OutcomeTold | StageTrigger::Closed);
        if concludes {
            steps.extend(before.take());
        }
        let (state, at) = match stands {
            Stands::Done(at) => (StepState::Done, Some(at)),
            Stands::Passed => continue,
            _ if awaited && !concludes => continue,
            Stands::Now if begun && !awaited => (StepState::Now, None),
            Stands::Now | Stands::Later => (StepState::Todo, None),
        };
        steps.push(Step { name: own_words(view.cx, &stage.name), state, at, note: None, turn: false });
    }
    steps.extend(before);
    if let Some(first) = steps.iter_mut().find(|step| step.state != StepState::Done) {
        first.turn = true;
    }
    steps
}

/// Whether something happened by which the next step is under way: somebody of ours took it up, or the customer's word on
/// the outcome is awaited.
fn begun(journey: &Journey) -> bool {
    let at_work = journey.ball.assignee.is_some() || journey.legs.values().any(|leg| leg.is_open());
    at_work || journey.answered() || journey.proposal.is_some() || journey.open_question().is_some()
}

/// The visit as a step: it comes, somebody is there, or somebody was.
fn visit(view: &View<'_>) -> Option<Step> {
    let all = view.journey().visits.values();
    let last =
        all.filter(|visit| !matches!(visit.state, VisitState::Cancelled { .. })).max_by_key(|visit| visit.booked_at)?;
    let name = view.cx.t("step-visit");
    let state = match last.state {
        VisitState::Booked if last.arrived.is_some() => StepState::Now,
        VisitState::Booked => StepState::Todo,
        _ => StepState::Done,
    };
    let at = ended(last).filter(|_| state == StepState::Done);
    // A window in which nobody came is not when somebody comes.
    let when = match view.journey().is_missed(last) {
        true => view.cx.t("step-visit-missed"),
        false => in_words(view.cx, last.told()),
    };
    Some(Step { name, state, at, note: (state != StepState::Done).then_some(when), turn: false })
}

/// When somebody was there, or nobody opened the door.
fn ended(visit: &Visit) -> Option<jiff::Timestamp> {
    match visit.state {
        VisitState::Done { at, .. } | VisitState::NotHome { at, .. } => Some(visit.arrived.unwrap_or(at)),
        VisitState::Booked | VisitState::Cancelled { .. } => None,
    }
}
