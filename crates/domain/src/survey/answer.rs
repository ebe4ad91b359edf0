//! Answers: what the customer says of the whole, and what an unhappy answer sets going.

use serde::{Deserialize, Serialize};

use super::{Ask, AskState, Survey};
use crate::codes::{Measure, ReopenReason, Scale};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{AskId, ContentId};
use crate::journey::State;
use crate::refusal::{Code, Refusal};

/// At most so many moments are pointed at.
const POINTED: usize = 20;

/// An answer as it comes in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NewResponse {
    /// Places on scales and choices: question from 0, answer.
    pub given: Vec<(u16, u8)>,
    /// Answers in words: question from 0, words.
    pub said: Vec<(u16, ContentId)>,
    /// The moments that the customer pointed at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pointed: Vec<PointedAt>,
    /// Whether the words are such that a person must look.
    #[serde(default)]
    pub worrying: bool,
    /// Whether the customer does not want to be called about it.
    #[serde(default)]
    pub no_call: bool,
    /// Whether it may not be traced to the journey.
    #[serde(default)]
    pub untraceable: bool,
}

/// A place on a scale, with what it measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// The question, from 0.
    pub question: u16,
    /// What it measures.
    pub measure: Measure,
    /// The scale.
    pub scale: Scale,
    /// The answer on that scale.
    pub value: u8,
}

/// An answer in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidAnswer {
    /// The question, from 0.
    pub question: u16,
    /// The words.
    pub text: ContentId,
}

/// A moment of the journey that the customer pointed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointedAt {
    /// Its place in the record.
    pub seq: u64,
    /// Whether it went well there.
    pub well: bool,
}

/// The customer answers, or a member notes what the customer answered on paper.
pub(super) fn answer(draft: &mut Draft<'_>, response: NewResponse) -> Outcome {
    if !draft.by_participant() {
        draft.member_team()?;
    }
    let ask = taking(draft)?;
    let survey = draft.facts.survey.as_ref().and_then(|facts| facts.survey.as_ref()).ok_or(Code::NothingAsked)?;
    let given = measured(survey, &response)?;
    let said = words(survey, &response)?;
    if given.is_empty() && said.is_empty() {
        return Err(Code::EmptyAnswer.into());
    }
    if response.pointed.len() > POINTED || response.pointed.iter().any(|at| at.seq == 0 || at.seq > draft.journey.seq) {
        return Err(Code::UnknownMoment.into());
    }
    let low = given.iter().any(|it| it.measure.is_of_whole() && it.scale.is_low(it.value));
    let NewResponse { pointed, worrying, no_call, untraceable, .. } = response;
    draft.emit(JourneyEvent::SurveyAnswered { ask, given, said, pointed, low, worrying, no_call, untraceable });
    if (low || worrying) && !no_call && !untraceable {
        return follow_up(draft, ask);
    }
    not_wanted(draft);
    Ok(())
}

/// The answer as it stands now owes no call: the one that an earlier answer brought is let go, and what it opened ends again.
fn not_wanted(draft: &mut Draft<'_>) {
    let call = draft.journey.survey.as_ref().and_then(|ask| ask.call_in(&draft.journey));
    if let Some((call, _)) = call.filter(|(_, promise)| promise.is_owed()) {
        crate::closing::call_not_wanted(draft, call);
    }
}

/// The ask, if it still takes an answer.
fn taking(draft: &Draft<'_>) -> Result<AskId, Refusal> {
    let now = draft.facts.now;
    let asked = |ask: &&Ask| matches!(ask.state, AskState::Asked { .. });
    let ask = draft.journey.survey.as_ref().filter(asked).ok_or(Code::NothingAsked)?;
    let untraced = ask.response.as_ref().is_some_and(|response| response.untraceable);
    // To a member an answer that may not be traced is no answer, in what can be done too.
    let free = if untraced && !draft.by_participant() { ask.is_due(now) } else { ask.takes_answer(now) };
    if free {
        return Ok(ask.id);
    }
    if untraced && !draft.by_participant() {
        return Err(Code::AnswerTooLate.into());
    }
    Err(match &ask.response {
        Some(response) => Refusal::new(Code::AnswerFinal).at(response.changeable_until()),
        None => Code::AnswerTooLate.into(),
    })
}

/// The places on scales and the choices, each to a question that was asked, once.
fn measured(survey: &Survey, response: &NewResponse) -> Result<Vec<GivenAnswer>, Refusal> {
    let mut all: Vec<GivenAnswer> = Vec::with_capacity(response.given.len());
    let mut in_order = response.given.clone();
    in_order.sort_unstable();
    for (question, value) in in_order {
        let found = survey.question(question).ok_or(Code::UnknownSurveyQuestion)?;
        let (scale, measure) = found.form.measured().ok_or(Code::UnknownSurveyQuestion)?;
        let (low, high) = found.form.ends().ok_or(Code::UnknownSurveyQuestion)?;
        let before = |earlier: u16| all.iter().find(|it| it.question == earlier).map(|it| it.value);
        if !(low..=high).contains(&value) || before(question).is_some() || !survey.is_asked(question, before) {
            return Err(Code::AnswerOffScale.into());
        }
        all.push(GivenAnswer { question, measure, scale, value });
    }
    Ok(all)
}

/// The answers in words, each to a question that takes words, once. What somebody wrote is never refused for hanging on another
/// answer: where the question stood in sight all the same, its words are the customer's.
fn words(survey: &Survey, response: &NewResponse) -> Result<Vec<SaidAnswer>, Refusal> {
    let mut all: Vec<SaidAnswer> = Vec::with_capacity(response.said.len());
    for (question, text) in &response.said {
        let takes = survey.question(*question).is_some_and(|found| found.form.ends().is_none());
        if !takes || all.iter().any(|it| it.question == *question) {
            return Err(Code::UnknownSurveyQuestion.into());
        }
        all.push(SaidAnswer { question: *question, text: *text });
    }
    all.sort_unstable_by_key(|it| it.question);
    Ok(all)
}

/// Somebody was let down: the team that directs owes a call, and the journey is open until that is done. Once, however often
/// the answer is changed.
fn follow_up(draft: &mut Draft<'_>, ask: AskId) -> Outcome {
    if draft.journey.survey.as_ref().is_some_and(|found| found.call_in(&draft.journey).is_some()) {
        return Ok(());
    }
    let Some(plan) = draft.facts.blueprint.survey else { return Ok(()) };
    let promise = match draft.journey.state {
        State::Closed { .. } => crate::closing::reopen_for_feedback(draft, ReopenReason::Feedback, plan.call)?,
        _ => crate::closing::call_after_feedback(draft, plan.call),
    };
    draft.emit(JourneyEvent::SurveyFollowedUp { ask, promise });
    Ok(())
}
