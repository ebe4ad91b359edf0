//! How events change the questions of a journey.

use crate::event::{JourneyEvent, Meta};
use crate::ids::QuestionId;
use crate::journey::Journey;
use crate::question::{Question, QuestionState};

/// Applies an event, where it is about a question.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::QuestionAsked { question, asker, leg, through, text, items, due, fragment, repeats } => {
            let made = Question {
                asked_at: meta.recorded_at,
                member: meta.actor.member(),
                asker: *asker,
                leg: *leg,
                through: *through,
                text: *text,
                items: items.clone(),
                due: *due,
                fragment: *fragment,
                repeats: *repeats,
                state: QuestionState::Open,
            };
            journey.questions.insert(*question, made);
        }
        JourneyEvent::QuestionAnswered { question, contact } => {
            set(journey, *question, QuestionState::Answered { contact: *contact, at: meta.recorded_at });
        }
        JourneyEvent::QuestionTagged { question, repeats } => {
            if let Some(question) = journey.questions.get_mut(question) {
                question.repeats = *repeats;
            }
        }
        JourneyEvent::QuestionWithdrawn { question } => set(journey, *question, QuestionState::Withdrawn),
        JourneyEvent::QuestionLapsed { question, .. } => set(journey, *question, QuestionState::Lapsed),
        _ => {}
    }
}

fn set(journey: &mut Journey, id: QuestionId, state: QuestionState) {
    if let Some(question) = journey.questions.get_mut(&id) {
        question.state = state;
    }
}
