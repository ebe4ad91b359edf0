//! What partners want to ask: one survey asks it for them, or they hear why not.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AskState, Form, MayAsk, Survey, SurveyQuestion, later};
use crate::actor::TeamRef;
use crate::blueprint::Words;
use crate::codes::{AskLater, Measure, NotAsked, Scale};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{AskId, ContentId};
use crate::journey::{Journey, State};
use crate::refusal::Code;

/// At most so many questions of partners are asked along, all partners together.
pub const WISHES: usize = 3;

/// A question that a partner wants to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// This wish.
    pub id: AskId,
    /// Who.
    pub team: TeamRef,
    /// When it was wished.
    pub at: Timestamp,
    /// What it wants to ask.
    pub text: ContentId,
    /// On which scale it is answered; in words without one.
    pub scale: Option<Scale>,
    /// What it was answered.
    pub answer: WishAnswer,
}

/// The answer to "may I ask?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "may", rename_all = "snake_case")]
pub enum WishAnswer {
    /// The partner holds the survey, and asks now. It counts as asked.
    Yes {},
    /// The one survey of the journey asks it along.
    Merged {},
    /// Not before a moment.
    Later {
        /// When.
        until: Timestamp,
        /// Why.
        why: AskLater,
    },
    /// No.
    No {
        /// Why.
        why: NotAsked,
    },
}

impl Journey {
    /// The questions of partners that are asked along, in order of wishing.
    pub fn asked_along(&self) -> impl Iterator<Item = &Wish> {
        self.wishes.iter().filter(|wish| wish.answer == WishAnswer::Merged {})
    }
}

impl Survey {
    /// The survey with questions of partners after its own, behind "tell more".
    #[must_use]
    pub fn with_wishes<'a>(
        mut self,
        wishes: impl Iterator<Item = &'a Wish>,
        words: impl Fn(ContentId) -> Words,
    ) -> Self {
        self.questions.extend(wishes.map(|wish| {
            let form = match wish.scale {
                Some(scale) => Form::Scale { scale, measure: Measure::Own },
                None => Form::Text {},
            };
            SurveyQuestion { words: words(wish.text), form, more: true, only_if: None }
        }));
        self
    }
}

/// "May I ask?": who holds the survey hears yes, later or no; of others the question goes along with the one survey, or not.
pub(super) fn wish(draft: &mut Draft<'_>, text: ContentId, scale: Option<Scale>) -> Outcome {
    let team = draft.member_team()?;
    if scale == Some(Scale::Choice) || !crate::attribution::was_on(&draft.journey, super::whole_part(team)) {
        return Err(Code::NotYourPart.into());
    }
    let holds = draft.facts.blueprint.survey.is_some_and(|plan| plan.holder == Some(team.org));
    let answer = if holds { may_hold(draft) } else { may_join(draft) };
    let wish = draft.ids.next();
    draft.emit(JourneyEvent::SurveyWished { wish, team, text, scale, answer });
    Ok(())
}

/// For who holds the survey: the budget of the person, over the whole chain.
fn may_hold(draft: &Draft<'_>) -> WishAnswer {
    let no = |why| WishAnswer::No { why };
    let ended = match draft.journey.state {
        State::Void { .. } => return no(NotAsked::NotFit),
        State::Open => draft.facts.now,
        State::Closed { at, .. } => at,
    };
    if draft.journey.wishes.iter().any(|wish| wish.answer == WishAnswer::Yes {}) {
        return no(NotAsked::AlreadyAsked);
    }
    let Some(facts) = &draft.facts.survey else { return no(NotAsked::NoSurvey) };
    let weight = draft.facts.blueprint.survey.map_or(0, |plan| plan.weight);
    match facts.asking.may_ask(draft.facts.now, weight, later(ended, super::REMEMBERED)) {
        MayAsk::Yes => WishAnswer::Yes {},
        MayAsk::Later { until, why } => WishAnswer::Later { until, why },
        MayAsk::No { why } => no(why),
    }
}

/// For others: whether there is a survey to go along with, and room in it.
fn may_join(draft: &Draft<'_>) -> WishAnswer {
    let no = |why| WishAnswer::No { why };
    let Some(plan) = draft.facts.blueprint.survey else { return no(NotAsked::NoSurvey) };
    // Where the agreement with who held it ended, it is asked here again.
    if plan.holder.is_some() && draft.facts.survey.as_ref().is_some_and(|facts| facts.elsewhere) {
        return no(NotAsked::Elsewhere);
    }
    match (draft.journey.state, draft.journey.survey.as_ref().map(|ask| ask.state)) {
        (State::Void { .. }, _) => return no(NotAsked::NotFit),
        (_, Some(AskState::Asked { .. })) => return no(NotAsked::AlreadyAsked),
        (_, Some(AskState::NotAsked { why, .. })) => return no(why),
        (State::Closed { .. }, None | Some(AskState::Off)) => return no(NotAsked::NoSurvey),
        _ => {}
    }
    let asking = draft.facts.survey.as_ref().map(|facts| &facts.asking);
    if asking.is_some_and(|asking| asking.opted_out) {
        return no(NotAsked::OptedOut);
    }
    if asking.is_some_and(|asking| asking.budget.times == 0) {
        return no(NotAsked::NoBudget);
    }
    if draft.journey.asked_along().count() >= WISHES {
        return no(NotAsked::Full);
    }
    WishAnswer::Merged {}
}
