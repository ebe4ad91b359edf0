//! What partners want to ask: one survey asks it for them, or they hear why not.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AskState, Asking, Form, MayAsk, Survey, SurveyQuestion, later};
use crate::actor::TeamRef;
use crate::blueprint::Words;
use crate::codes::{AskLater, DeadlineKind, Measure, NotAsked, Scale};
use crate::deadline::Deadline;
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
    /// When it was answered as it stands.
    pub answered_at: Timestamp,
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
    let answer = may(draft, team);
    let wish = draft.ids.next();
    draft.emit(JourneyEvent::SurveyWished { wish, team, text, scale, answer });
    Ok(())
}

/// The due moments of wishes that were told to wait: none is forgotten, and none has to be asked again.
pub(crate) fn deadlines(journey: &Journey) -> impl Iterator<Item = Deadline> {
    journey.wishes.iter().filter_map(|wish| match wish.answer {
        WishAnswer::Later { until, .. } => {
            Some(Deadline { kind: DeadlineKind::WishDue, of: Some(wish.id.0), due: until })
        }
        _ => None,
    })
}

/// The moment came: who waited is answered by what holds now. Who no longer holds the survey goes along with ours, or hears why
/// not.
pub(crate) fn fire(draft: &mut Draft<'_>, wish: AskId) {
    let Some(team) = draft.journey.wishes.iter().find(|found| found.id == wish).map(|found| found.team) else { return };
    let answer = may(draft, team);
    draft.emit(JourneyEvent::SurveyWishAnswered { wish, answer });
}

fn may(draft: &Draft<'_>, team: TeamRef) -> WishAnswer {
    let agreed = draft.facts.survey.as_ref().is_some_and(|facts| facts.elsewhere);
    let holds = agreed && draft.facts.blueprint.survey.is_some_and(|plan| plan.holder == Some(team.org));
    if holds { may_hold(draft) } else { may_join(draft) }
}

/// For who holds the survey: the budget of the person, over the whole chain.
fn may_hold(draft: &Draft<'_>) -> WishAnswer {
    let no = |why| WishAnswer::No { why };
    // What goes on is not too long ago at any moment.
    let latest = match draft.journey.state {
        State::Void { .. } => return no(NotAsked::NotFit),
        State::Open => Timestamp::MAX,
        State::Closed { at, .. } => later(at, super::REMEMBERED),
    };
    if draft.journey.wishes.iter().any(|wish| wish.answer == WishAnswer::Yes {}) {
        return no(NotAsked::AlreadyAsked);
    }
    let Some(facts) = &draft.facts.survey else { return no(NotAsked::NoSurvey) };
    let weight = draft.facts.blueprint.survey.map_or(0, |plan| plan.weight);
    match facts.asking.may_ask(draft.facts.now, weight, latest) {
        MayAsk::Yes => WishAnswer::Yes {},
        MayAsk::Later { until, why } => WishAnswer::Later { until, why },
        MayAsk::No { why } => no(why),
    }
}

/// For others: whether there is a survey to go along with, and room in it.
fn may_join(draft: &Draft<'_>) -> WishAnswer {
    let no = |why| WishAnswer::No { why };
    let Some(plan) = draft.facts.blueprint.survey else { return no(NotAsked::NotPlanned) };
    // Where the agreement with who held it ended, it is asked here again.
    if plan.holder.is_some() && draft.facts.survey.as_ref().is_some_and(|facts| facts.elsewhere) {
        return no(NotAsked::Elsewhere);
    }
    match (draft.journey.state, draft.journey.survey.as_ref().map(|ask| ask.state)) {
        (State::Void { .. }, _) => return no(NotAsked::NotFit),
        (_, Some(AskState::Asked { .. })) => return no(NotAsked::AlreadyAsked),
        // Who asks because nothing was asked hears when the person may be asked again.
        (_, Some(AskState::NotAsked { why, .. })) if why != NotAsked::Recent => return no(why),
        (State::Closed { .. }, None | Some(AskState::Off)) => return no(NotAsked::NotPlanned),
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
    asking.map_or(WishAnswer::Merged {}, |asking| within_budget(draft, asking, plan.weight))
}

/// The question goes along where the one survey may still be asked within the budget of the person: of a journey that ended at
/// its own moment or the later one that it is put off to, of one that is open if it ended now.
fn within_budget(draft: &Draft<'_>, asking: &Asking, weight: u8) -> WishAnswer {
    let now = draft.facts.now;
    let full = |at| asking.free_from(at).map(|until| WishAnswer::Later { until, why: AskLater::Budget });
    let (at, latest) = match (draft.journey.state, draft.journey.survey.as_ref().map(|ask| ask.state)) {
        (_, Some(AskState::NotAsked { why, .. })) => return full(now).unwrap_or(WishAnswer::No { why }),
        (State::Closed { at: ended, .. }, Some(AskState::Waits { at, .. })) => {
            (at.max(now), Some(later(ended, super::REMEMBERED)))
        }
        _ => (now, None),
    };
    match (asking.may_ask(at, weight, latest.unwrap_or(Timestamp::MAX)), latest) {
        (MayAsk::Later { until, why }, None) => WishAnswer::Later { until, why },
        (MayAsk::No { why: NotAsked::Recent }, _) => full(at).unwrap_or(WishAnswer::No { why: NotAsked::Recent }),
        (MayAsk::No { why: NotAsked::TooLate }, _) => WishAnswer::No { why: NotAsked::TooLate },
        // Whether a way to the person is known is decided when it is asked: one may still be told.
        _ => WishAnswer::Merged {},
    }
}
