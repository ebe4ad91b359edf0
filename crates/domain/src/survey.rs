//! Surveys: one question moment over the whole journey (rule 13). When a journey ends it is decided when its customer is asked;
//! when that moment comes, whether. What the customer answers belongs to those who handle the journey; an answer that
//! somebody was let down owes the customer a call.

mod answer;
mod asking;
mod counted;
mod definition;
mod plan;
mod wishes;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::attribution::{Dispute, DisputeOutcome, PartRef, PartReply};
use crate::codes::{AskLater, CareAction, CareCause, CloseHow, Measure, NotAsked, Scale, SilentWhy, UpdateKind};
use crate::deadline::Deadline;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{AskId, ContentId, ImprovementId, PromiseId, SurveyId, UpdateId};
use crate::journey::{Journey, State};
use crate::promise::{Promise, PromiseState};
use crate::refusal::{Code, Refusal};

pub use answer::{GivenAnswer, NewResponse, PointedAt, SaidAnswer};
pub use asking::{AskBudget, Asking, MayAsk, SurveyRules};
pub use counted::{Asked, KNOWN, KnownFact, MUCH_EFFORT, Steps, known_of};
pub use definition::{AT_FIRST, BEHIND, CHOICES, Form, OnlyIf, Survey, SurveyFault, SurveyQuestion, SurveyRef};
pub use plan::SurveyPlan;
pub use wishes::{WISHES, Wish, WishAnswer};
pub(crate) use wishes::{deadlines as wish_deadlines, fire as fire_wish};

/// So long after its end a customer still knows what a journey was about; later nobody is asked.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(21 * 24);
/// So long an ask can be answered.
const ANSWERABLE: SignedDuration = SignedDuration::from_hours(21 * 24);
/// So long after the first answer it can be changed.
pub const CHANGEABLE: SignedDuration = SignedDuration::from_hours(24);

/// What is asked about a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum SurveyCommand {
    /// Answer, or change the answer.
    Answer {
        /// The answers.
        #[serde(flatten)]
        response: NewResponse,
    },
    /// Say what an unhappy answer taught: what went wrong, and what was done.
    Learn {
        /// What went wrong.
        cause: CareCause,
        /// What was done.
        action: CareAction,
        /// In words.
        note: Option<ContentId>,
    },
    /// A partner asks whether it may ask the customer something.
    Wish {
        /// What.
        text: ContentId,
        /// On which scale it is answered; in words without one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scale: Option<Scale>,
    },
    /// A partner says that an answer is not about its part.
    Dispute {
        /// The part.
        part: PartRef,
        /// Why.
        text: ContentId,
    },
    /// Decide on that.
    Judge {
        /// The part.
        part: PartRef,
        /// What is decided.
        outcome: DisputeOutcome,
        /// The part that it is about instead.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<PartRef>,
        /// In words.
        text: Option<ContentId>,
    },
    /// A party answers to what the customer said.
    Reply {
        /// The words.
        text: ContentId,
    },
    /// A member replies to an answer that concerns the member.
    MirrorReply {
        /// The words.
        text: ContentId,
    },
    /// A member says of such an answer that it was the process.
    NotMe {},
    /// Call a customer who went through much and said nothing.
    CallSilent {},
    /// Leave that customer alone.
    LeaveSilent {
        /// Why.
        why: SilentWhy,
    },
    /// Tell the customer what was done with what was answered: by the program, once for each improvement.
    WeDid {
        /// The improvement that it led to.
        improvement: ImprovementId,
        /// What was done.
        text: ContentId,
    },
}

/// What a decision knows of the survey of a journey and of the person who may be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyFacts {
    /// The survey, as it is now for an ask, as it was asked for an answer.
    pub survey: Option<Survey>,
    /// What is known of the person.
    pub asking: Asking,
    /// Whether another party of the chain holds the survey.
    pub elsewhere: bool,
}

/// The one survey of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// This ask.
    pub id: AskId,
    /// The survey that the blueprint named.
    pub survey: SurveyId,
    /// How much it weighs beside others.
    pub weight: u8,
    /// Where it stands.
    pub state: AskState,
    /// The answer, as it was last given.
    pub response: Option<Response>,
    /// The call that an unhappy answer owed.
    pub call: Option<PromiseId>,
    /// What the answer taught.
    pub learned: Option<Learned>,
    /// What parties said against what was laid on their part of it.
    pub disputes: Vec<Dispute>,
    /// What parties answered to it.
    pub replies: Vec<PartReply>,
    /// What was done with it, oldest first.
    pub done: Vec<WeDid>,
}

/// Where an ask stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskState {
    /// It waits for its moment.
    Waits {
        /// When it is decided.
        at: Timestamp,
        /// Why it waits longer, where it was put off.
        why: Option<AskLater>,
    },
    /// The customer is asked.
    Asked {
        /// When that was decided.
        at: Timestamp,
        /// What is asked.
        survey: SurveyRef,
        /// Until when it can be answered.
        until: Timestamp,
    },
    /// The customer is not asked.
    NotAsked {
        /// When that was decided.
        at: Timestamp,
        /// Why.
        why: NotAsked,
    },
    /// The journey went on before anything was asked; its next end is asked about.
    Off,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// When it was first given.
    pub first_at: Timestamp,
    /// When it was given as it stands.
    pub at: Timestamp,
    /// The places on scales, and the choices.
    pub given: Vec<GivenAnswer>,
    /// The answers in words.
    pub said: Vec<SaidAnswer>,
    /// The moments of the journey that the customer pointed at.
    pub pointed: Vec<PointedAt>,
    /// Whether somebody was let down, by the answers about the whole.
    pub low: bool,
    /// Whether the words are such that a person must look.
    pub worrying: bool,
    /// Whether the customer does not want to be called about it.
    pub no_call: bool,
    /// Whether it may not be traced: then it counts in figures and is shown without its journey.
    pub untraceable: bool,
    /// Whether one that may be traced stood here before it: then it is a change.
    pub changed: bool,
}

/// What an answer taught those who followed it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Learned {
    /// When it was said.
    pub at: Timestamp,
    /// What went wrong.
    pub cause: CareCause,
    /// What was done.
    pub action: CareAction,
    /// In words.
    pub note: Option<ContentId>,
}

/// What was done with an answer, as the customer hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeDid {
    /// When that was said.
    pub at: Timestamp,
    /// The improvement that it led to.
    pub improvement: ImprovementId,
    /// What was done.
    pub text: ContentId,
    /// The message that tells it, where a channel reaches the customer.
    pub update: Option<UpdateId>,
}

impl Ask {
    /// The call that its answer owes or owed; none where the customer did not want it any more.
    #[must_use]
    pub fn call_in<'a>(&self, journey: &'a Journey) -> Option<(PromiseId, &'a Promise)> {
        let call = self.call?;
        let promise = journey.promises.get(&call)?;
        (!matches!(promise.state, PromiseState::Released { .. })).then_some((call, promise))
    }

    /// Whether it can be answered by whoever has not answered it.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        matches!(self.state, AskState::Asked { until, .. } if now <= until)
    }

    /// Whether an answer may be given or changed at a moment.
    #[must_use]
    pub fn takes_answer(&self, now: Timestamp) -> bool {
        let AskState::Asked { until, .. } = self.state else { return false };
        match &self.response {
            None => now <= until,
            Some(response) => now <= response.changeable_until(),
        }
    }
}

impl Response {
    /// Until when it can be changed.
    #[must_use]
    pub fn changeable_until(&self) -> Timestamp {
        self.first_at.checked_add(CHANGEABLE).unwrap_or(Timestamp::MAX)
    }

    /// The answer to what measures this, if it was given.
    #[must_use]
    pub fn value(&self, measure: Measure) -> Option<(Scale, u8)> {
        self.given.iter().find(|given| given.measure == measure).map(|given| (given.scale, given.value))
    }

    /// "Steps good, journey bad": the people are praised, and the whole is not.
    #[must_use]
    pub fn steps_good_journey_bad(&self) -> bool {
        let of_people = |given: &&GivenAnswer| matches!(given.measure, Measure::Friendly | Measure::Competent);
        let mut people = self.given.iter().filter(of_people).peekable();
        self.low && people.peek().is_some() && people.all(|given| given.scale.is_high(given.value))
    }
}

/// The due moment of an ask that waits.
pub(crate) fn deadline(journey: &Journey) -> Option<Deadline> {
    let ask = journey.survey.as_ref().filter(|_| !journey.is_open())?;
    let AskState::Waits { at, .. } = ask.state else { return None };
    Some(Deadline { kind: crate::codes::DeadlineKind::SurveyDue, of: Some(ask.id.0), due: at })
}

/// What holds after every command: an journey that ends now is asked about or it is said why not, and one
/// that goes on is not.
pub(crate) fn follow(draft: &mut Draft<'_>) {
    match draft.journey.state {
        State::Open => call_off(draft),
        // What ended before anybody was asked stays as it is.
        State::Closed { how, .. } if draft.ended_it() => plan_for_end(draft, how),
        State::Closed { .. } | State::Void { .. } => {}
    }
}

fn call_off(draft: &mut Draft<'_>) {
    if let Some(Ask { id, state: AskState::Waits { .. }, .. }) = draft.journey.survey {
        draft.emit(JourneyEvent::SurveyOff { ask: id });
    }
}

fn plan_for_end(draft: &mut Draft<'_>, how: CloseHow) {
    let standing = draft.journey.survey.as_ref().filter(|ask| ask.state != AskState::Off);
    let Some(plan) = draft.facts.blueprint.survey.filter(|_| standing.is_none()) else { return };
    let ask = draft.ids.next();
    match how {
        CloseHow::Confirmed | CloseHow::NotObjected | CloseHow::JustThanks | CloseHow::CallNotWanted => {
            let at = plan.asks_at(draft.facts.now, &draft.facts.calendar(draft.journey.direction.team));
            draft.emit(JourneyEvent::SurveyPlanned { ask, survey: plan.survey, weight: plan.weight, at });
        }
        CloseHow::Historic => {}
        CloseHow::Withdrawn | CloseHow::NoAnswer | CloseHow::Forwarded => {
            draft.emit(JourneyEvent::SurveyNotAsked { ask, survey: plan.survey, why: NotAsked::NotFit });
        }
    }
}

/// The moment came: the customer is asked, later, or not.
pub(crate) fn fire(draft: &mut Draft<'_>) {
    let Some(ask) = draft.journey.survey.clone() else { return };
    let ended = draft.journey.ended().unwrap_or(draft.facts.now);
    let latest = later(ended, REMEMBERED);
    let facts = draft.facts.survey.as_ref();
    let not = |why| JourneyEvent::SurveyNotAsked { ask: ask.id, survey: ask.survey, why };
    let Some((survey, facts)) = facts.and_then(|facts| facts.survey.as_ref().map(|survey| (survey, facts))) else {
        return draft.emit(not(NotAsked::NoSurvey));
    };
    if facts.elsewhere {
        return draft.emit(not(NotAsked::Elsewhere));
    }
    match facts.asking.may_ask(draft.facts.now, ask.weight, latest) {
        MayAsk::No { why } => draft.emit(not(why)),
        MayAsk::Later { until, why } => draft.emit(JourneyEvent::SurveyPutOff { ask: ask.id, until, why }),
        MayAsk::Yes => {
            let reopens = crate::closing::reopens_until(ended, draft.facts.blueprint.reopen_days);
            let until = later(draft.facts.now, ANSWERABLE).min(reopens).max(draft.facts.now);
            draft.emit(JourneyEvent::SurveyAsked { ask: ask.id, survey: survey.reference(), until });
            let customer = draft.journey.customer_participant().map(|(id, _)| id);
            crate::update::plan(draft, UpdateKind::Survey, |update| {
                update.participant = customer;
                update.uncalled = true;
            });
        }
    }
}

/// Decides what is asked about a survey.
pub(crate) fn run(draft: &mut Draft<'_>, command: SurveyCommand) -> Outcome {
    draft.not_void()?;
    match command {
        SurveyCommand::Answer { response } => answer::answer(draft, response),
        SurveyCommand::Learn { cause, action, note } => learn(draft, cause, action, note),
        SurveyCommand::MirrorReply { text } => crate::mirror::reply(draft, text),
        SurveyCommand::NotMe {} => crate::mirror::not_me(draft),
        SurveyCommand::CallSilent {} => crate::silent::call(draft),
        SurveyCommand::LeaveSilent { why } => crate::silent::leave(draft, why),
        SurveyCommand::Wish { text, scale } => wishes::wish(draft, text, scale),
        SurveyCommand::Dispute { part, text } => crate::attribution::dispute(draft, part, text),
        SurveyCommand::Judge { part, outcome, to, text } => crate::attribution::judge(draft, part, outcome, to, text),
        SurveyCommand::Reply { text } => crate::attribution::reply(draft, text),
        SurveyCommand::WeDid { improvement, text } => we_did(draft, improvement, text),
    }
}

fn learn(draft: &mut Draft<'_>, cause: CareCause, action: CareAction, note: Option<ContentId>) -> Outcome {
    draft.member_team()?;
    // Of an answer that may not be traced nobody knows here that it is there.
    let traced = |ask: &&Ask| ask.response.as_ref().is_some_and(|response| !response.untraceable);
    let ask = draft.journey.survey.as_ref().filter(traced);
    let ask = ask.map(|ask| ask.id).ok_or_else(|| Refusal::from(Code::NothingAnswered))?;
    draft.emit(JourneyEvent::SurveyLearned { ask, cause, action, note });
    Ok(())
}

/// You said, we did. It asks nothing, so nobody is called or written a letter for it: whom no channel reaches reads it on the
/// page. An answer that may not be traced leads nobody back to its customer.
fn we_did(draft: &mut Draft<'_>, improvement: ImprovementId, text: ContentId) -> Outcome {
    let ask = draft.journey.survey.as_ref().ok_or(Code::NothingAsked)?;
    if ask.response.as_ref().is_none_or(|response| response.untraceable) {
        return Err(Code::NothingAnswered.into());
    }
    if ask.done.iter().any(|done| done.improvement == improvement) {
        return Ok(());
    }
    let (ask, before) = (ask.id, draft.journey.updates.len());
    let customer = draft.journey.customer_participant().map(|(id, person)| (id, person.reach));
    if let Some((id, _)) = customer.filter(|(_, reach)| reach.is_sent()) {
        crate::update::plan(draft, UpdateKind::WeDid, |update| update.participant = Some(id));
    }
    let told = draft.journey.updates.iter().filter(|(_, update)| update.about == UpdateKind::WeDid);
    let newest = told.max_by_key(|(_, update)| update.seq).map(|(id, _)| *id);
    let update = newest.filter(|_| draft.journey.updates.len() > before);
    draft.emit(JourneyEvent::SurveyWeDid { ask, improvement, text, update });
    Ok(())
}

fn whole_part(team: TeamRef) -> PartRef {
    PartRef { team, leg: None }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
