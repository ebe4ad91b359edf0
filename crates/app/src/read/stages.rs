//! The steps of a journey's blueprint: which of them real events made done, and by when the present one is expected to be.
//! A step is never done by the clock.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::blueprint::StageTrigger;
use regie_domain::calendar::Calendar;
use regie_domain::codes::{ContactClass, Direction, UpdateKind};
use regie_domain::event::{JourneyEvent, Recorded, Subject};
use regie_domain::ids::{HandoverId, UpdateId};
use regie_domain::journey::State;
use regie_domain::update::{Update, UpdateState};

use super::Loaded;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It happened.
    Done(Timestamp),
    /// It is the one under way.
    Now,
    /// It comes later.
    Later,
    /// It was passed by: it was not needed on this journey.
    Passed,
}

/// Where each step of the journey's blueprint stands, in order.
#[must_use]
pub fn stages(loaded: &Loaded) -> Vec<Stands> {
    let stages = &loaded.blueprint.stages;
    let done: Vec<Option<Timestamp>> = stages.iter().map(|stage| done_at(loaded, stage.done_when)).collect();
    let over = !loaded.journey.is_open();
    let last_done = done.iter().rposition(Option::is_some);
    let now = last_done.map_or(0, |index| index + 1);
    let stands = |(index, at): (usize, &Option<Timestamp>)| match at {
        Some(at) => Stands::Done(*at),
        None if over || index < now => Stands::Passed,
        None if index == now => Stands::Now,
        None => Stands::Later,
    };
    done.iter().enumerate().map(stands).collect()
}

/// By when each step is, or was, expected to be done: its blueprint's time counted from the last step done before it, by
/// the hours of the team that directs. Nothing for a step without such a time, passed by, or whose turn has not come.
#[must_use]
pub fn expected(loaded: &Loaded, hours: &Calendar) -> Vec<Option<Timestamp>> {
    let mut since = loaded.journey.opened_at;
    let mut all = Vec::new();
    for (stage, stands) in loaded.blueprint.stages.iter().zip(stages(loaded)) {
        let by = stage.expected.map(|term| term.due(since, hours));
        all.push(by.filter(|_| matches!(stands, Stands::Done(_) | Stands::Now)));
        if let Stands::Done(at) = stands {
            since = since.max(at);
        }
    }
    all
}

/// When the event happened that makes a stage done. An outcome or end that was taken back is not one.
fn done_at(loaded: &Loaded, trigger: StageTrigger) -> Option<Timestamp> {
    let events = &loaded.events;
    let first = |is: &dyn Fn(&JourneyEvent) -> bool| {
        events.iter().find(|recorded| is(&recorded.event)).map(|recorded| recorded.meta.occurred_at)
    };
    match trigger {
        StageTrigger::Opened => first(&|event| matches!(event, JourneyEvent::Opened { .. })),
        StageTrigger::Answered => answered_at(loaded, false),
        StageTrigger::AnsweredWhole => answered_at(loaded, true),
        StageTrigger::CustomerReplied => first(&|event| matches!(event, JourneyEvent::QuestionAnswered { .. })),
        StageTrigger::LegAccepted => legs_accepted(events).first().copied(),
        StageTrigger::SecondLegAccepted => legs_accepted(events).get(1).copied(),
        StageTrigger::LegDone => leg_done(events),
        StageTrigger::OutcomeTold => {
            let told = matches!(loaded.journey.state, State::Closed { .. }) || loaded.journey.proposal.is_some();
            let proposed = events
                .iter()
                .rev()
                .find(|recorded| matches!(recorded.event, JourneyEvent::OutcomeProposed { .. }))
                .filter(|_| told)?;
            let message = loaded.journey.updates.iter().filter(|(_, update)| update.about == UpdateKind::Outcome);
            let by_hand = message.max_by_key(|(_, update)| update.seq).map(|(id, update)| told_at(loaded, *id, update));
            by_hand.unwrap_or(Some(proposed.meta.occurred_at)).map(|at| at.max(proposed.meta.occurred_at))
        }
        StageTrigger::Closed => match loaded.journey.state {
            State::Closed { at, .. } => Some(at),
            State::Open | State::Void { .. } => None,
        },
    }
}

/// When a person's answer first reached the customer: in words that were noted, in a message that did not fail, or by the
/// call or letter in its place. `whole` asks for an answer with all there is to know.
fn answered_at(loaded: &Loaded, whole: bool) -> Option<Timestamp> {
    let told = |recorded: &Recorded<JourneyEvent>| {
        let JourneyEvent::ContactRecorded { facts } = &recorded.event else { return None };
        if facts.direction != Direction::Out || facts.class != ContactClass::Human {
            return None;
        }
        let carries = |(_, update): &(&UpdateId, &Update)| update.contact == Some(facts.contact);
        let mut carried = loaded.journey.updates.iter().filter(carries).peekable();
        if carried.peek().is_none() {
            return (!whole).then_some(recorded.meta.occurred_at);
        }
        carried
            .filter(|(_, update)| is_answer(update.about, whole))
            .find_map(|(id, update)| told_at(loaded, *id, update))
    };
    loaded.events.iter().filter_map(told).min()
}

/// Whether a message of ours answers: one that only asks, forwards it to another body or tells the outcome does not, nor does
/// one that is not all there is to know where the whole is asked for.
fn is_answer(about: UpdateKind, whole: bool) -> bool {
    let aside =
        matches!(about, UpdateKind::Question | UpdateKind::Outcome | UpdateKind::Forwarded | UpdateKind::ForwardedTo);
    about == UpdateKind::Answer || (!whole && !aside)
}

/// When a message of a member was told; nothing while a person is still to call or to write, or where it did not arrive.
fn told_at(loaded: &Loaded, id: UpdateId, update: &Update) -> Option<Timestamp> {
    let journey = &loaded.journey;
    let by_hand = || {
        let done = journey.tasks.values().filter(|task| task.update == Some(id)).filter_map(|task| task.done_at).max();
        done.filter(|_| journey.was_told_by_person(id))
    };
    match update.state {
        UpdateState::Planned | UpdateState::Sent { .. } if update.reach.is_sent() => Some(update.planned_at),
        UpdateState::Withdrawn { .. } => None,
        UpdateState::Planned | UpdateState::Sent { .. } | UpdateState::Failed { .. } => by_hand(),
    }
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
