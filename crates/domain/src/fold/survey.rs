//! How events change the survey of a journey.

use crate::attribution::{Dispute, Judged, PartReply};
use crate::codes::ReopenReason;
use crate::event::{JourneyEvent, Meta};
use crate::ids::{AskId, SurveyId};
use crate::journey::Journey;
use crate::survey::{Ask, AskState, Learned, Response, WeDid, Wish};

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
            journey.unseen += u64::from(*untraceable);
            if *untraceable {
                why_opened_is_not_known(journey);
            }
            let noted = meta.actor.member().is_some();
            of(journey, *ask, |found| {
                // What a member notes begins anew: whether something went before it may not show.
                let earlier = found.response.as_ref().filter(|earlier| !(noted && earlier.untraceable));
                let first_at = earlier.map_or(at, |earlier| earlier.first_at);
                let changed = earlier.is_some_and(|earlier| earlier.changed || !earlier.untraceable);
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
                    changed,
                });
            });
        }
        JourneyEvent::SurveyFollowedUp { ask, promise } => of(journey, *ask, |found| found.call = Some(*promise)),
        JourneyEvent::SurveyLearned { ask, cause, action, note } => of(journey, *ask, |found| {
            found.learned = Some(Learned { at, cause: *cause, action: *action, note: *note });
        }),
        JourneyEvent::SurveyWeDid { ask, improvement, text, update } => of(journey, *ask, |found| {
            found.done.push(WeDid { at, improvement: *improvement, text: *text, update: *update });
        }),
        JourneyEvent::AttributionDisputed { ask, part, text } => of(journey, *ask, |found| {
            found.disputes.push(Dispute { part: *part, at, text: *text, judged: None });
        }),
        JourneyEvent::AttributionJudged { ask, part, outcome, to, text } => of(journey, *ask, |found| {
            if let Some(dispute) = found.disputes.iter_mut().find(|known| known.part == *part) {
                dispute.judged = Some(Judged { at, outcome: *outcome, to: *to, text: *text });
            }
        }),
        JourneyEvent::AttributionReplied { ask, team, text } => of(journey, *ask, |found| {
            found.replies.push(PartReply { team: *team, at, text: *text });
        }),
        JourneyEvent::SurveyWished { wish, team, text, scale, answer } => {
            let new = Wish { id: *wish, team: *team, at, answered_at: at, text: *text, scale: *scale, answer: *answer };
            journey.wishes.push(new);
        }
        JourneyEvent::SurveyWishAnswered { wish, answer } => {
            if let Some(found) = journey.wishes.iter_mut().find(|found| found.id == *wish) {
                (found.answered_at, found.answer) = (at, *answer);
            }
        }
        _ => {}
    }
}

fn begun(id: AskId, survey: SurveyId, weight: u8, state: AskState) -> Ask {
    Ask {
        id,
        survey,
        weight,
        state,
        response: None,
        call: None,
        learned: None,
        disputes: Vec::new(),
        replies: Vec::new(),
        done: Vec::new(),
    }
}

fn of(journey: &mut Journey, ask: AskId, change: impl FnOnce(&mut Ask)) {
    if let Some(found) = journey.survey.as_mut().filter(|found| found.id == ask) {
        change(found);
    }
}

/// The answer that opened it again may not be traced any more: that it was an answer shows nowhere.
fn why_opened_is_not_known(journey: &mut Journey) {
    for why in [&mut journey.reopened, &mut journey.back].into_iter().flatten() {
        if *why == ReopenReason::Feedback {
            *why = ReopenReason::Call;
        }
    }
}
