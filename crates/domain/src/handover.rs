//! Handovers: an offer counts when it is accepted. Until then the giver keeps ball, clock and sight.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::{BallGoes, BallReason, DeadlineKind, DeclineReason, NextStep, Outcome as How, UpdateKind};
use crate::command::NewPromise;
use crate::decide::{Draft, Outcome};
use crate::event::JourneyEvent;
use crate::ids::{ContentId, HandoverId, LegId, MemberId};
use crate::journey::Holder;
use crate::promise::Promisee;
use crate::refusal::{Code, Refusal};

pub use crate::leg::amount::{AmountAnswer, AmountAsked, AmountMoments};

/// What an offer hands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "snake_case")]
pub enum Subject {
    /// A piece of the work.
    Leg {
        /// The piece.
        leg: LegId,
        /// Whether the ball goes along.
        ball: BallGoes,
    },
    /// The direction over the whole.
    Direction,
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// A leg, with or without the ball, or the direction.
    pub subject: Subject,
    /// The giver.
    pub from: TeamRef,
    /// Who offered it.
    pub member: Option<MemberId>,
    /// The receiver.
    pub to: TeamRef,
    /// The brief, and later the giver's answers.
    pub brief: Vec<ContentId>,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// When the receiver answers at the latest.
    pub respond_by: Timestamp,
    /// When it goes to the team lead.
    pub lead_at: Timestamp,
    /// When it goes to the coordinator.
    pub coordinator_at: Timestamp,
    /// The ball's epoch that it is bound to.
    pub epoch: u32,
    /// How loud it has become.
    pub overdue: Option<DeadlineKind>,
    /// What the receiver asked the giver.
    pub asked: Vec<ContentId>,
    /// How many of those were answered.
    pub clarified: usize,
    /// What became of it.
    pub state: HandoverState,
}

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandoverState {
    /// Nobody has answered; overdue or not, it can be accepted.
    Pending,
    /// Accepted.
    Accepted {
        /// When.
        at: Timestamp,
        /// By whom.
        member: Option<MemberId>,
    },
    /// Done at once.
    Answered {
        /// When.
        at: Timestamp,
        /// How it came out.
        outcome: How,
        /// The answer.
        text: ContentId,
    },
    /// Declined with a reason.
    Declined {
        /// When.
        at: Timestamp,
        /// The reason.
        reason: DeclineReason,
        /// More words.
        text: Option<ContentId>,
    },
    /// Taken back by the giver.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}

/// A piece of the journey done by a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The offer it came by.
    pub handover: HandoverId,
    /// Who gave it.
    pub giver: TeamRef,
    /// Who does it.
    pub team: TeamRef,
    /// Whether the ball went along.
    pub ball: BallGoes,
    /// Since when.
    pub accepted_at: Timestamp,
    /// Who directed until then, where the direction came along by the blueprint.
    pub led_by: Option<TeamRef>,
    /// What was asked last to spend on it beyond the mandate of who does it.
    pub asked: Option<crate::leg::amount::AmountAsked>,
    /// What became of it.
    pub state: LegState,
}

/// What became of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LegState {
    /// At work.
    Open,
    /// Done with an outcome.
    Done {
        /// When.
        at: Timestamp,
        /// How it came out.
        outcome: How,
        /// What was found or done.
        text: ContentId,
    },
    /// Came back with a question.
    Returned {
        /// When.
        at: Timestamp,
        /// The question.
        text: ContentId,
    },
    /// Given back with a reason, or recalled.
    Declined {
        /// When.
        at: Timestamp,
        /// The reason.
        reason: DeclineReason,
        /// More words.
        text: Option<ContentId>,
        /// Whether the director recalled it.
        recalled: bool,
    },
}

impl Handover {
    /// Whether it can still be accepted.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.state == HandoverState::Pending
    }

    /// Whether the ball goes along on acceptance.
    #[must_use]
    pub fn takes_ball(&self) -> bool {
        matches!(self.subject, Subject::Leg { ball: BallGoes::Goes, .. })
    }

    /// Whether the receiver waits for the giver's answer to a question.
    #[must_use]
    pub fn waits_for_giver(&self) -> bool {
        self.asked.len() > self.clarified
    }
}

impl Leg {
    /// Whether it is at work.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == LegState::Open
    }
}

/// Offers a leg or the direction.
pub(crate) fn offer(
    draft: &mut Draft<'_>,
    to: TeamRef,
    ball: Option<BallGoes>,
    brief: &[Option<ContentId>],
    respond_by: Option<Timestamp>,
) -> Outcome {
    draft.open()?;
    crate::partner::may_take(draft.facts, to, ball == Some(BallGoes::Stays))?;
    if !draft.facts.knows(to) {
        return Err(Code::UnknownTeam.into());
    }
    let from = match ball {
        Some(BallGoes::Goes) => draft.holder_team()?,
        Some(BallGoes::Stays) => draft.holder_or_director()?,
        None => draft.director_team()?,
    };
    check_offer(draft, from, to, brief, respond_by)?;
    if ball == Some(BallGoes::Goes) && crate::ball::goes_already(draft) {
        return Err(Code::LegWithBallOpen.into());
    }
    if ball.is_none() && draft.journey.pending().any(|(_, offer)| offer.subject == Subject::Direction) {
        return Err(Code::LegWithBallOpen.into());
    }
    let passed_on = crate::passed_on::counted(draft, ball, brief)?;
    let subject = ball.map_or(Subject::Direction, |ball| Subject::Leg { leg: draft.ids.next::<LegId>(), ball });
    let brief = brief.iter().flatten().copied().collect();
    let handover = offer_from(draft, (from, to), subject, brief, respond_by);
    crate::passed_on::raise(draft, handover, passed_on);
    Ok(())
}

/// Something can be offered to a team: it is known and another one, the brief is whole, and the moment lies ahead.
pub(crate) fn check_offer(
    draft: &Draft<'_>,
    from: TeamRef,
    to: TeamRef,
    brief: &[Option<ContentId>],
    respond_by: Option<Timestamp>,
) -> Outcome {
    crate::partner::may_take(draft.facts, to, true)?;
    if !draft.facts.knows(to) {
        return Err(Code::UnknownTeam.into());
    }
    if from == to {
        return Err(Refusal::new(Code::ToSelf).team(to));
    }
    check_brief(draft, brief)?;
    match respond_by {
        Some(at) if at <= draft.facts.now => Err(Refusal::new(Code::PromiseInPast).at(at)),
        Some(at) if at.duration_since(draft.facts.now) > crate::promise::FARTHEST => {
            Err(Refusal::new(Code::ImplausibleTime).at(at))
        }
        _ => Ok(()),
    }
}

/// Offers what was checked, with the moments at which it becomes louder.
pub(crate) fn offer_from(
    draft: &mut Draft<'_>,
    (from, to): (TeamRef, TeamRef),
    subject: Subject,
    brief: Vec<ContentId>,
    respond_by: Option<Timestamp>,
) -> HandoverId {
    let calendar = draft.facts.calendar(to);
    // What was agreed with a partner counts before the term of the blueprint.
    let agreed = draft.facts.teams.get(&to.team).and_then(|found| found.guest).map(|guest| guest.respond);
    let term = agreed.unwrap_or(draft.facts.blueprint.respond);
    let respond_by = respond_by.unwrap_or_else(|| term.due(draft.facts.now, &calendar));
    let lead_at = draft.facts.blueprint.escalate.due(respond_by, &calendar);
    let coordinator_at = draft.facts.blueprint.escalate.due(lead_at, &calendar);
    let (handover, epoch) = (draft.ids.next(), draft.journey.ball.epoch);
    draft.emit(JourneyEvent::HandoverOffered {
        handover,
        subject,
        from,
        to,
        brief,
        respond_by,
        lead_at,
        coordinator_at,
        epoch,
    });
    handover
}

/// Every part of the brief that the blueprint requires is there.
fn check_brief(draft: &Draft<'_>, brief: &[Option<ContentId>]) -> Outcome {
    let fields = &draft.facts.blueprint.brief;
    let missing = fields
        .iter()
        .enumerate()
        .filter(|(i, field)| field.required && brief.get(*i).copied().flatten().is_none())
        .count();
    if missing > 0 {
        return Err(Refusal::new(Code::BriefIncomplete).count(missing));
    }
    Ok(())
}

/// Accepts an offer. The customer is told then, not before, who has it, what comes next and when.
pub(crate) fn accept(draft: &mut Draft<'_>, handover: HandoverId, promise: Option<NewPromise>) -> Outcome {
    let (offer, team) = pending_for_receiver(draft, handover)?;
    let member = draft.facts.actor.member();
    match offer.subject {
        Subject::Direction => accept_direction(draft, handover, promise, team),
        Subject::Leg { ball: BallGoes::Stays, .. } => {
            let said_at = crate::partner::said_at(draft, &offer)?;
            draft.emit_at(said_at, JourneyEvent::HandoverAccepted { handover, member });
            // The ball stays, so the customer hears of it only where something is promised.
            promise.map_or(Ok(()), |promise| crate::promise::make_and_tell(draft, promise))
        }
        Subject::Leg { ball: BallGoes::Goes, leg } => {
            let ball = &draft.journey.ball;
            if offer.epoch != ball.epoch || ball.holder != (Holder::Team { team: offer.from }) {
                return Err(Refusal::new(Code::StaleBall).holder(ball.holder).at(ball.since));
            }
            draft.emit(JourneyEvent::HandoverAccepted { handover, member });
            crate::ball::move_to(draft, Holder::Team { team }, BallReason::Accepted);
            draft.emit(JourneyEvent::AssigneeSet { member });
            let keeps = crate::promise::keep_by(draft, crate::promise::to_be_heard(draft, false), None);
            let made = make_promise(draft, promise, team)?;
            crate::promise::ensure_one(draft);
            crate::update::expect_next(draft, NextStep::TeamWorks);
            let leads = lead_along(draft, leg, team);
            let next = made.or_else(|| draft.next_promise().map(|(id, _)| id));
            // One message: who leads has it.
            crate::update::plan(draft, if leads { UpdateKind::NowLeads } else { UpdateKind::NowWith }, |update| {
                update.team = Some(team);
                update.promise = next;
                update.keeps = keeps;
            });
            Ok(())
        }
    }
}

/// The direction goes along with a leg to a team for which the blueprint says so; whether it did.
fn lead_along(draft: &mut Draft<'_>, leg: LegId, team: TeamRef) -> bool {
    let leads = draft.facts.blueprint.leads.contains(&team) && draft.journey.direction.team != team;
    if leads {
        let epoch = draft.journey.direction.epoch + 1;
        draft.emit(JourneyEvent::DirectionMoved { to: team, epoch, with: Some(leg) });
    }
    leads
}

fn accept_direction(
    draft: &mut Draft<'_>,
    handover: HandoverId,
    promise: Option<NewPromise>,
    team: TeamRef,
) -> Outcome {
    let member = draft.facts.actor.member();
    draft.emit(JourneyEvent::HandoverAccepted { handover, member });
    let epoch = draft.journey.direction.epoch + 1;
    draft.emit(JourneyEvent::DirectionMoved { to: team, epoch, with: None });
    let made = make_promise(draft, promise, team)?;
    if made.is_some() {
        crate::update::expect_next(draft, NextStep::TeamWorks);
    }
    let next = made.or_else(|| draft.next_promise().map(|(id, _)| id));
    crate::update::plan(draft, UpdateKind::NowLeads, |update| {
        update.team = Some(team);
        update.promise = next;
    });
    Ok(())
}

fn make_promise(
    draft: &mut Draft<'_>,
    promise: Option<NewPromise>,
    team: TeamRef,
) -> Result<Option<crate::ids::PromiseId>, Refusal> {
    let Some(promise) = promise else { return Ok(None) };
    let made = crate::promise::make(draft, promise, team)?;
    Ok((promise.to == Promisee::Customer).then_some(made))
}

/// Answers an offer at once: the work is done and the ball stays where it is.
pub(crate) fn answer(draft: &mut Draft<'_>, handover: HandoverId, outcome: How, text: ContentId) -> Outcome {
    let (offer, _) = pending_for_receiver(draft, handover)?;
    if offer.subject == Subject::Direction {
        return Err(Code::SilentClose.into());
    }
    let member = draft.facts.actor.member();
    let said_at = crate::partner::said_at(draft, &offer)?;
    draft.emit_at(said_at, JourneyEvent::HandoverAnswered { handover, outcome, text, member });
    if let Subject::Leg { leg, .. } = offer.subject {
        crate::agreement::carried_out(draft, leg, outcome);
    }
    Ok(())
}

/// The receiver asks the giver something first.
pub(crate) fn ask_back(draft: &mut Draft<'_>, handover: HandoverId, text: ContentId) -> Outcome {
    let (offer, _) = pending_for_receiver(draft, handover)?;
    let said_at = crate::partner::said_at(draft, &offer)?;
    draft.emit_at(said_at, JourneyEvent::HandoverAskedBack { handover, text });
    Ok(())
}

/// The giver answers the receiver's question.
pub(crate) fn clarify(draft: &mut Draft<'_>, handover: HandoverId, text: ContentId) -> Outcome {
    pending_for_giver(draft, handover)?;
    draft.emit(JourneyEvent::HandoverClarified { handover, text });
    Ok(())
}

/// Declines an offer with a reason; the giver keeps the ball and the customer notices nothing.
pub(crate) fn decline(
    draft: &mut Draft<'_>,
    handover: HandoverId,
    reason: DeclineReason,
    text: Option<ContentId>,
) -> Outcome {
    let (offer, _) = pending_for_receiver(draft, handover)?;
    with_reason(reason, text)?;
    let said_at = crate::partner::said_at(draft, &offer)?;
    draft.emit_at(said_at, JourneyEvent::HandoverDeclined { handover, reason, text });
    Ok(())
}

/// "Something else" is a reason only with words (rule 4).
pub(crate) fn with_reason(reason: DeclineReason, text: Option<ContentId>) -> Outcome {
    if reason == DeclineReason::Other && text.is_none() { Err(Code::SilentClose.into()) } else { Ok(()) }
}

/// The giver takes an offer back.
pub(crate) fn withdraw(draft: &mut Draft<'_>, handover: HandoverId) -> Outcome {
    pending_for_giver(draft, handover)?;
    draft.emit(JourneyEvent::HandoverWithdrawn { handover });
    Ok(())
}

fn pending(draft: &Draft<'_>, handover: HandoverId) -> Result<Handover, Refusal> {
    draft.open()?;
    let offer = draft.journey.handovers.get(&handover).ok_or(Code::UnknownHandover)?;
    match offer.state {
        HandoverState::Pending => Ok(offer.clone()),
        HandoverState::Accepted { at, member } => {
            Err(Refusal::new(Code::AlreadyAccepted).team(offer.to).member(member).at(at))
        }
        _ => Err(Refusal::new(Code::HandoverEnded).team(offer.to)),
    }
}

/// A pending offer, for a member of the team it was made to.
pub(crate) fn pending_for_receiver(draft: &Draft<'_>, handover: HandoverId) -> Result<(Handover, TeamRef), Refusal> {
    let offer = pending(draft, handover)?;
    let team = draft.member_team()?;
    if team != offer.to {
        return Err(Refusal::new(Code::NotReceiver).team(offer.to));
    }
    Ok((offer, team))
}

fn pending_for_giver(draft: &Draft<'_>, handover: HandoverId) -> Result<(), Refusal> {
    let offer = pending(draft, handover)?;
    let team = draft.member_team()?;
    if team != offer.from && team != draft.journey.direction.team {
        return Err(Refusal::new(Code::NotGiver).team(offer.from));
    }
    Ok(())
}
