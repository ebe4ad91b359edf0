//! The steps of the blueprint, each done by a real event and never by the clock.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_app::locale::Lang;
use regie_app::read::Loaded;
use regie_domain::blueprint::{StageTrigger, Words};
use regie_domain::codes::{ContactClass, Direction, UpdateKind};
use regie_domain::event::{JourneyEvent, Recorded, Subject};
use regie_domain::ids::{ContactId, HandoverId};
use regie_domain::journey::State;

use super::view::View;
use crate::pages::status::{Step, StepState};

/// The steps. One that was passed by is left out: it was not needed on this journey.
pub(super) fn steps(view: &View<'_>) -> Vec<Step> {
    let stages = &view.loaded.blueprint.stages;
    let done: Vec<Option<Timestamp>> = stages.iter().map(|stage| done_at(view.loaded, stage.done_when)).collect();
    let closed = matches!(view.journey().state, State::Closed { .. });
    let last_done = done.iter().rposition(Option::is_some);
    let now = (!closed).then(|| last_done.map_or(0, |index| index + 1));
    let mut steps = Vec::new();
    for (index, (stage, at)) in stages.iter().zip(&done).enumerate() {
        let state = match at {
            Some(_) => StepState::Done,
            None if closed || last_done.is_some_and(|last| index < last) => continue,
            None if now == Some(index) => StepState::Now,
            None => StepState::Todo,
        };
        steps.push(Step { name: word(view.cx.lang, &stage.name).to_owned(), state, at: *at, note: None });
    }
    steps
}

fn word(lang: Lang, words: &Words) -> &str {
    match lang {
        Lang::En if !words.en.is_empty() => &words.en,
        _ => &words.nl,
    }
}

/// When the event happened that makes a stage done. An outcome or end that was taken back is not one.
fn done_at(loaded: &Loaded, trigger: StageTrigger) -> Option<Timestamp> {
    let events = &loaded.events;
    let first = |is: &dyn Fn(&JourneyEvent) -> bool| {
        events.iter().find(|recorded| is(&recorded.event)).map(|recorded| recorded.meta.occurred_at)
    };
    match trigger {
        StageTrigger::Opened => first(&|event| matches!(event, JourneyEvent::Opened { .. })),
        StageTrigger::Answered => first(&|event| match event {
            JourneyEvent::ContactRecorded { facts } => {
                let ours = facts.direction == Direction::Out && facts.class == ContactClass::Human;
                ours && !only_asked(events, facts.contact)
            }
            _ => false,
        }),
        StageTrigger::CustomerReplied => first(&|event| matches!(event, JourneyEvent::QuestionAnswered { .. })),
        StageTrigger::LegAccepted => legs_accepted(events).first().copied(),
        StageTrigger::SecondLegAccepted => legs_accepted(events).get(1).copied(),
        StageTrigger::LegDone => leg_done(events),
        StageTrigger::OutcomeTold => {
            let told = matches!(loaded.journey.state, State::Closed { .. }) || loaded.journey.proposal.is_some();
            events
                .iter()
                .rev()
                .find(|recorded| matches!(recorded.event, JourneyEvent::OutcomeProposed { .. }))
                .filter(|_| told)
                .map(|recorded| recorded.meta.occurred_at)
        }
        StageTrigger::Closed => match loaded.journey.state {
            State::Closed { at, .. } => Some(at),
            State::Open | State::Void { .. } => None,
        },
    }
}

/// Whether a message of ours only asked something: that is no answer yet.
fn only_asked(events: &[Recorded<JourneyEvent>], message: ContactId) -> bool {
    events.iter().any(|recorded| {
        matches!(&recorded.event, JourneyEvent::UpdatePlanned { about: UpdateKind::Question, contact, .. }
            if *contact == Some(message))
    })
}

/// The offers of legs by id: the direction is offered too, and is no leg.
fn leg_offers(events: &[Recorded<JourneyEvent>]) -> BTreeSet<HandoverId> {
    events
        .iter()
        .filter_map(|recorded| match &recorded.event {
            JourneyEvent::HandoverOffered { handover, subject: Subject::Leg { .. }, .. } => Some(*handover),
            _ => None,
        })
        .collect()
}

fn legs_accepted(events: &[Recorded<JourneyEvent>]) -> Vec<Timestamp> {
    let offers = leg_offers(events);
    events
        .iter()
        .filter(|recorded| {
            matches!(&recorded.event, JourneyEvent::HandoverAccepted { handover, .. } if offers.contains(handover))
        })
        .map(|recorded| recorded.meta.occurred_at)
        .collect()
}

/// The first piece of work that was done, after acceptance or at once.
fn leg_done(events: &[Recorded<JourneyEvent>]) -> Option<Timestamp> {
    let offers = leg_offers(events);
    events
        .iter()
        .find(|recorded| match &recorded.event {
            JourneyEvent::LegDone { .. } => true,
            JourneyEvent::HandoverAnswered { handover, .. } => offers.contains(handover),
            _ => false,
        })
        .map(|recorded| recorded.meta.occurred_at)
}
