//! Questions to the customer: the ball goes to the customer and comes back to the asker.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::blueprint::AskKind;
use crate::codes::{BallReason, NextStep, TaskKind};
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContactId, ContentId, HandoverId, LegId, MemberId, QuestionId};
use crate::journey::{Holder, Journey};
use crate::participant::Reach;
use crate::refusal::{Code, Refusal};
use crate::term::Term;
use crate::update::UpdateState;

/// Something asked of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its label, as content.
    pub label: ContentId,
    /// Its form on the page.
    pub kind: AskKind,
    /// Whether an answer without it is refused.
    pub required: bool,
}

/// A question to the customer, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewQuestion {
    /// The words.
    pub text: ContentId,
    /// What is asked for.
    pub items: Vec<Asked>,
    /// By when; without it the blueprint's term.
    pub due: Option<Timestamp>,
    /// The member has been asked "is this the last thing you need?" and goes on.
    pub last_thing: bool,
    /// The pending offer it is asked through, by its receiver.
    pub through: Option<HandoverId>,
}

/// A question to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Who asked it.
    pub member: Option<MemberId>,
    /// In whose name; the ball comes back there.
    pub asker: TeamRef,
    /// The leg it serves.
    pub leg: Option<LegId>,
    /// The pending offer it was asked through.
    pub through: Option<HandoverId>,
    /// The words.
    pub text: ContentId,
    /// What is asked for.
    pub items: Vec<Asked>,
    /// When it lapses.
    pub due: Timestamp,
    /// Whether it was a second question in one leg.
    pub fragment: bool,
    /// Whether the customer had answered it before and had to say it again.
    pub repeats: bool,
    /// What became of it.
    pub state: QuestionState,
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionState {
    /// The customer has the ball.
    Open,
    /// Answered.
    Answered {
        /// The contact that holds the answer.
        contact: ContactId,
        /// When.
        at: Timestamp,
    },
    /// Not needed any more.
    Withdrawn,
    /// Not answered in time.
    Lapsed,
}

impl Question {
    /// Whether the customer still has to answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == QuestionState::Open
    }
}

impl Journey {
    /// Whether the customer was bothered with a question. Only one that was withdrawn and never reached anybody was none:
    /// what the customer read, heard or still gets was asked, whatever became of it.
    #[must_use]
    pub fn was_put(&self, id: QuestionId, question: &Question) -> bool {
        if question.state != QuestionState::Withdrawn {
            return true;
        }
        let mut carried = self.updates.iter().filter(|(_, update)| update.question == Some(id)).peekable();
        // Asked by a person, without a message.
        carried.peek().is_none()
            || carried.any(|(update, found)| {
                let reaches = matches!(found.state, UpdateState::Sent { .. }) || self.is_waiting(*update);
                reaches || self.was_told_by_person(*update)
            })
    }
}

/// How long a letter and the answer to it are under way, in open days.
const POST: Term = Term::WorkingDays(4);

/// When an answer is due that nobody set a moment for: by letter the days of the post come on top.
fn answer_due(draft: &Draft<'_>, asker: TeamRef) -> Timestamp {
    let calendar = draft.facts.calendar(asker);
    let due = draft.facts.blueprint.question.due(draft.facts.now, &calendar);
    let reach = draft.journey.customer_participant().map(|(_, person)| person.reach);
    if reach == Some(Reach::Task { task: TaskKind::Letter }) { POST.due(due, &calendar) } else { due }
}

/// Asks the customer. Called by [`crate::contact::write`], whose message carries the words.
pub(crate) fn ask(draft: &mut Draft<'_>, new: NewQuestion) -> Result<QuestionId, Refusal> {
    if draft.journey.open_question().is_some() {
        return Err(Code::QuestionOpen.into());
    }
    let asker = asker(draft, new.through)?;
    let leg = draft.journey.leg_with_ball().filter(|(_, leg)| leg.team == asker).map(|(id, _)| id);
    let earlier = draft
        .journey
        .questions
        .iter()
        .any(|(id, question)| question.leg == leg && draft.journey.was_put(*id, question));
    if earlier && !new.last_thing {
        return Err(Code::LastThingNeeded.into());
    }
    let now = draft.facts.now;
    let due = match new.due {
        Some(due) if due <= now => return Err(Refusal::new(Code::PromiseInPast).at(due)),
        Some(due) if due.duration_since(now) > crate::promise::FARTHEST => {
            return Err(Refusal::new(Code::ImplausibleTime).at(due));
        }
        Some(due) => due,
        None => answer_due(draft, asker),
    };
    let question = draft.ids.next();
    draft.emit(JourneyEvent::QuestionAsked {
        question,
        asker,
        leg,
        through: new.through,
        text: new.text,
        items: new.items,
        due,
        fragment: earlier,
        repeats: draft.facts.answered_before,
    });
    crate::ball::move_to(draft, Holder::Customer, BallReason::Asked);
    crate::update::expect_next(draft, NextStep::YouAnswer);
    Ok(question)
}

/// The team in whose name is asked: the holder's own, or the giver of the pending offer that the receiver asks through.
fn asker(draft: &Draft<'_>, through: Option<HandoverId>) -> Result<TeamRef, Refusal> {
    let Some(handover) = through else { return draft.holder_team() };
    let (offer, _) = crate::handover::pending_for_receiver(draft, handover)?;
    let holder = draft.journey.ball.holder;
    if holder != (Holder::Team { team: offer.from }) {
        return Err(Refusal::new(Code::NotYourBall).holder(holder));
    }
    Ok(offer.from)
}

/// The question is there and open.
pub(crate) fn check_open(draft: &Draft<'_>, question: QuestionId) -> Outcome {
    let found = draft.journey.questions.get(&question).ok_or(Code::UnknownQuestion)?;
    if found.is_open() { Ok(()) } else { Err(Code::QuestionEnded.into()) }
}

/// The customer answered: the ball comes back to the asker.
pub(crate) fn answer(draft: &mut Draft<'_>, question: QuestionId, contact: ContactId) -> Outcome {
    end(draft, question, JourneyEvent::QuestionAnswered { question, contact }, BallReason::Answered)
}

/// The asker's or the director's team needs no answer any more.
pub(crate) fn withdraw(draft: &mut Draft<'_>, question: QuestionId) -> Outcome {
    draft.open()?;
    let team = draft.member_team()?;
    let found = draft.journey.questions.get(&question).ok_or(Code::UnknownQuestion)?;
    if team != found.asker && team != draft.journey.direction.team {
        return Err(Refusal::new(Code::NotGiver).team(found.asker));
    }
    end(draft, question, JourneyEvent::QuestionWithdrawn { question }, BallReason::QuestionWithdrawn)
}

/// Corrects whether the customer had to say something again. Said twice is said once.
pub(crate) fn tag(draft: &mut Draft<'_>, question: QuestionId, repeats: bool) -> Outcome {
    draft.member_team()?;
    let found = draft.journey.questions.get(&question).ok_or(Code::UnknownQuestion)?;
    if found.repeats != repeats {
        draft.emit(JourneyEvent::QuestionTagged { question, repeats });
    }
    Ok(())
}

/// The customer did not answer in time: the asker decides what next.
pub(crate) fn lapse(draft: &mut Draft<'_>, question: QuestionId, due: Timestamp) -> Outcome {
    end(draft, question, JourneyEvent::QuestionLapsed { question, due }, BallReason::Lapsed)
}

fn end(draft: &mut Draft<'_>, question: QuestionId, event: JourneyEvent, why: BallReason) -> Outcome {
    check_open(draft, question)?;
    let found = draft.journey.questions.get(&question).ok_or(Code::UnknownQuestion)?;
    let (asker, member, through) = (found.asker, found.member, found.through);
    draft.emit(event);
    // Asked through an offer, the member who asked is the receiver's: the ball is the giver's again, for whoever takes it.
    crate::ball::return_to(draft, asker, member.filter(|_| through.is_none()), why);
    crate::update::expect_next(draft, NextStep::TeamWorks);
    Ok(())
}
