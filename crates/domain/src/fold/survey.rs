//! How events change the survey of a journey.

use crate::event::{JourneyEvent, Meta};
use crate::ids::{AskId, SurveyId};
use crate::journey::Journey;
use crate::survey::{Ask, AskState, Learned, Response};

/// Applies an event, where it is about the survey.
pub(super) fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::SurveyPlanned { ask, survey, weight, at } => {
            journey.survey = Some(begun(*ask, *survey, *weight, AskState::Waits { at: *at, why: None }));
        }
        JourneyEvent::SurveyNotAsked { ask, survey, why } => {
            let state = AskState::NotAsked { at, why: *why };
            match journey.survey.as_mut().filter(|found| found.id == *ask) {
                Some(found) => found.state = state,
                None => journey.survey = Some(begun(*ask, *survey, 0, state)),
            }
        }
        JourneyEvent::SurveyOff { ask } => of(journey, *ask, |found| found.state = AskState::Off),
        JourneyEvent::SurveyPutOff { ask, until, why } => of(journey, *ask, |found| {
            found.state = AskState::Waits { at: *until, why: Some(*why) };
        }),
        JourneyEvent::SurveyAsked { ask, survey, until } => of(journey, *ask, |found| {
            found.state = AskState::Asked { at, survey: *survey, until: *until };
        }),
        JourneyEvent::SurveyAnswered { ask, given, said, pointed, low, worrying, no_call, untraceable } => {
            of(journey, *ask, |found| {
                let first_at = found.response.as_ref().map_or(at, |earlier| earlier.first_at);
                found.response = Some(Response {
                    first_at,
                    at,
                    given: given.clone(),
                    said: said.clone(),
                    pointed: pointed.clone(),
                    low: *low,
                    worrying: *worrying,
                    no_call: *no_call,
                    untraceable: *untraceable,
                });
            });
        }
        JourneyEvent::SurveyFollowedUp { ask, promise } => of(journey, *ask, |found| found.call = Some(*promise)),
        JourneyEvent::SurveyLearned { ask, cause, action, note } => of(journey, *ask, |found| {
            found.learned = Some(Learned { at, cause: *cause, action: *action, note: *note });
        }),
        _ => {}
    }
}

fn begun(id: AskId, survey: SurveyId, weight: u8, state: AskState) -> Ask {
    Ask { id, survey, weight, state, response: None, call: None, learned: None }
}

fn of(journey: &mut Journey, ask: AskId, change: impl FnOnce(&mut Ask)) {
    if let Some(found) = journey.survey.as_mut().filter(|found| found.id == ask) {
        change(found);
    }
}
