//! Breaches: something was done against an agreement. The ball goes to the director's team, the team that owns the system
//! gets an urgent offer, the customer hears that it was wrong and that nothing has to be done, somebody apologises in
//! person, and a signal is opened. It is settled when its effect is undone and the customer was told (rule 3).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::codes::{BallGoes, BallReason, BreachWhat, NextStep, PromiseWhat, ReopenReason, TaskKind, UpdateKind};
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent, Subject};
use crate::ids::{AgreementId, BreachId, ContentId, HandoverId, HoldId, LegId, TaskId};
use crate::journey::{Holder, Journey, State};
use crate::refusal::{Code, Refusal};
use crate::term::Term;
use crate::update::UpdateState;

/// How many of its hours the team that owns the system has to answer.
const RESPOND_HOURS: u32 = 2;
/// How many of its hours the director's team has to apologise.
const APOLOGY_HOURS: u32 = 2;

/// What is asked about a breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum BreachCommand {
    /// Say that an agreement was not kept to. Said again while it is not settled, it adds to what is known.
    Report {
        /// The agreement.
        agreement: AgreementId,
        /// The hold, where it is known; else that of the agreement's first system.
        hold: Option<HoldId>,
        /// What was done.
        what: BreachWhat,
        /// When it was done, or the date of the letter; without it, now.
        at: Option<Timestamp>,
        /// In more words; needed for "other".
        text: Option<ContentId>,
        /// Letters, photos, files.
        evidence: Vec<ContentId>,
    },
    /// Apologise in person, in writing. A call is noted on its task.
    Apologise {
        /// The breach.
        breach: BreachId,
        /// The message.
        contact: ContactFacts,
    },
    /// Say that what was done is undone.
    Settle {
        /// The breach.
        breach: BreachId,
        /// How it was undone.
        text: ContentId,
    },
}

/// A breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The agreement.
    pub agreement: AgreementId,
    /// The hold that was not kept to.
    pub hold: Option<HoldId>,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// What is known of it, oldest first.
    pub said: Vec<BreachSaid>,
    /// The team whose system or work it was.
    pub owner: TeamRef,
    /// The urgent offer to that team.
    pub handover: Option<HandoverId>,
    /// By when somebody apologises in person.
    pub apologise_by: Timestamp,
    /// The team whose system or work it was, where nobody is in it: then another one answers.
    pub unreached: Option<TeamRef>,
    /// When it was settled, and how it was undone.
    pub settled: Option<(Timestamp, ContentId)>,
}

/// What somebody reported of a breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachSaid {
    /// Who.
    pub actor: crate::actor::Actor,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// What was done.
    pub what: BreachWhat,
    /// When it was done.
    pub at: Timestamp,
    /// In more words.
    pub text: Option<ContentId>,
    /// Letters, photos, files.
    pub evidence: Vec<ContentId>,
}

impl Breach {
    /// Whether what was done is still to be undone.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.settled.is_none()
    }

    /// Whether somebody says again what they said, without a word or a file more.
    fn knows(&self, actor: crate::actor::Actor, said: &Said) -> bool {
        let same = |known: &BreachSaid| {
            known.actor == actor && known.what == said.what && said.at.is_none_or(|at| at == known.at)
        };
        said.text.is_none() && said.evidence.is_empty() && self.said.iter().any(same)
    }

    /// What was done, as it was reported first.
    #[must_use]
    pub fn what(&self) -> BreachWhat {
        self.said.first().map_or(BreachWhat::Other, |said| said.what)
    }
}

impl Journey {
    /// The breaches of an agreement.
    pub fn breaches_of(&self, agreement: AgreementId) -> impl Iterator<Item = (BreachId, &Breach)> {
        self.breaches.iter().filter(move |(_, found)| found.agreement == agreement).map(|(id, found)| (*id, found))
    }

    /// Whether the customer was told of a breach: its message was handed to the channel, or a person called or wrote.
    #[must_use]
    pub fn breach_told(&self, breach: BreachId) -> bool {
        let told = self.updates.iter().filter(|(_, update)| update.breach == Some(breach));
        let mut of_customer = told.filter(|(_, update)| self.is_customers(update.participant)).peekable();
        // Who takes no part any more cannot be told.
        of_customer.peek().is_none()
            || of_customer
                .any(|(id, update)| matches!(update.state, UpdateState::Sent { .. }) || self.was_told_by_person(*id))
            || self.was_apologised(breach)
    }

    /// Whether somebody apologised for a breach in person.
    #[must_use]
    pub fn was_apologised(&self, breach: BreachId) -> bool {
        self.apology(breach).is_some_and(|(_, task)| !task.is_open())
    }

    /// The task to apologise for a breach: the one that is open, else the last one.
    #[must_use]
    pub fn apology(&self, breach: BreachId) -> Option<(TaskId, &crate::journey::Task)> {
        let found = self.breaches.get(&breach)?;
        let of = |task: &&crate::journey::Task| {
            task.kind == TaskKind::Apology && task.made_at >= found.reported_at && task.breach == Some(breach)
        };
        let all = self.tasks.iter().filter(|(_, task)| of(task));
        all.max_by_key(|(id, task)| (task.is_open(), **id)).map(|(id, task)| (*id, task))
    }
}

/// An unsettled breach stands in the way of closing.
pub(crate) fn obstacle(journey: &Journey) -> Option<Refusal> {
    let open = journey.breaches.values().filter(|found| found.is_open()).count();
    (open > 0).then(|| Refusal::new(Code::BreachOpen).count(open))
}

/// Decides what is asked about a breach.
pub(crate) fn run(draft: &mut Draft<'_>, command: BreachCommand) -> Outcome {
    match command {
        BreachCommand::Report { agreement, hold, what, at, text, evidence } => {
            report(draft, agreement, hold, Said { what, at, text, evidence })
        }
        BreachCommand::Apologise { breach, contact } => apologise(draft, breach, contact),
        BreachCommand::Settle { breach, text } => settle(draft, breach, text),
    }
}

struct Said {
    what: BreachWhat,
    at: Option<Timestamp>,
    text: Option<ContentId>,
    evidence: Vec<ContentId>,
}

/// Any member, or the system itself, says that an agreement was not kept to; also after the journey closed.
fn report(draft: &mut Draft<'_>, agreement: AgreementId, hold: Option<HoldId>, said: Said) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    draft.plausible(said.at)?;
    let found = draft.journey.agreements.get(&agreement).ok_or(Code::UnknownAgreement)?;
    if !found.was_made() {
        return Err(Refusal::new(Code::AgreementWaits).team(found.team));
    }
    if hold.is_some_and(|id| draft.journey.holds.get(&id).is_none_or(|hold| hold.agreement != agreement)) {
        return Err(Code::UnknownHold.into());
    }
    let known = draft.journey.breaches_of(agreement).find(|(_, found)| found.is_open());
    if known.is_some_and(|(_, found)| found.knows(draft.facts.actor, &said)) {
        return Ok(());
    }
    let known = known.map(|(id, _)| id);
    if said.what == BreachWhat::Other && said.text.is_none() {
        return Err(Code::SilentClose.into());
    }
    let Said { what, at, text, evidence } = said;
    let at = at.unwrap_or(draft.facts.now);
    not_before(draft, agreement, hold, at)?;
    if let Some(breach) = known {
        draft.emit(JourneyEvent::BreachAdded { breach, what, at, text, evidence });
        return Ok(());
    }
    let hold = hold.or_else(|| draft.journey.holds_of(agreement).next().map(|(id, _)| id));
    let director = draft.journey.direction.team;
    let (owner, unreached) = who_answers(draft, agreement, hold);
    let (breach, offered): (BreachId, HandoverId) = (draft.ids.next(), draft.ids.next());
    let handover = (owner != director).then_some(offered);
    let apologise_by =
        Term::working_hours(APOLOGY_HOURS).due(draft.facts.now, &draft.facts.calendar(draft.answering()));
    let (facts_text, facts_evidence) = (text, evidence.clone());
    draft.emit(JourneyEvent::BreachReported {
        breach,
        agreement,
        hold,
        what,
        at,
        text,
        evidence,
        owner,
        handover,
        apologise_by,
        unreached,
    });
    back_to_director(draft);
    if let Some(handover) = handover {
        urgent_offer(draft, handover, agreement, owner, facts_text);
    }
    tell_and_apologise(draft, breach, agreement, apologise_by);
    crate::signal::open_for(draft, breach, owner, facts_text, facts_evidence);
    Ok(())
}

/// What was done before it was agreed is no breach. A letter has a date and no hour: one of the same day counts.
fn not_before(draft: &Draft<'_>, agreement: AgreementId, hold: Option<HoldId>, at: Timestamp) -> Outcome {
    let journey = &draft.journey;
    let placed = hold.and_then(|id| journey.holds.get(&id)).map(|hold| hold.placed_at);
    let bound = journey.agreements.get(&agreement).and_then(|found| found.bound.as_ref());
    let Some(since) = placed.or(bound.map(|bound| bound.at)) else { return Ok(()) };
    let calendar = draft.facts.calendar(journey.direction.team);
    let day = |at: Timestamp| at.to_zoned(calendar.zone().clone()).date();
    if day(at) < day(since) {
        return Err(Refusal::new(Code::BreachBefore).at(since));
    }
    Ok(())
}

/// The team that owns the system; without a hold the one that carries the agreement out. Where nobody is in it, the other of
/// the two, else the director's team; and with it the team that should have been asked.
fn who_answers(draft: &Draft<'_>, agreement: AgreementId, hold: Option<HoldId>) -> (TeamRef, Option<TeamRef>) {
    let journey = &draft.journey;
    let of_hold = hold.and_then(|id| journey.holds.get(&id)).map(|hold| hold.owner);
    let bound = journey.agreements.get(&agreement).and_then(|found| found.bound.as_ref());
    let of_work = bound.and_then(|bound| bound.handover).and_then(|id| journey.handovers.get(&id)).map(|it| it.to);
    let meant = of_hold.or(of_work);
    let there = [of_hold, of_work].into_iter().flatten().find(|team| draft.facts.reaches(*team));
    let owner = there.unwrap_or(journey.direction.team);
    (owner, meant.filter(|team| *team != owner))
}

/// The ball goes to the director's team. Work that was accepted with the ball goes on without it.
fn back_to_director(draft: &mut Draft<'_>) {
    if matches!(draft.journey.state, State::Closed { .. }) {
        draft.emit(JourneyEvent::Reopened { why: ReopenReason::Breach });
    } else if draft.journey.proposal.is_some() {
        draft.emit(JourneyEvent::ProposalWithdrawn { why: ReopenReason::Breach });
    }
    let with_ball = draft.journey.leg_with_ball().map(|(leg, _)| leg);
    let offered: Vec<LegId> = draft
        .journey
        .pending()
        .filter_map(|(_, offer)| match offer.subject {
            Subject::Leg { leg, ball: BallGoes::Goes } => Some(leg),
            _ => None,
        })
        .collect();
    for leg in with_ball.into_iter().chain(offered) {
        draft.emit(JourneyEvent::LegStays { leg });
    }
    let team = draft.journey.direction.team;
    if let Some((question, _)) = draft.journey.open_question() {
        draft.emit(JourneyEvent::QuestionWithdrawn { question });
    }
    let there = draft.journey.ball.holder == (Holder::Team { team });
    let running = draft.journey.way.last().is_some_and(|spell| spell.until.is_none());
    if !there || !running {
        crate::ball::move_to(draft, Holder::Team { team }, BallReason::Breach);
    }
}

/// The team that owns the system is asked at once; the ball stays.
fn urgent_offer(
    draft: &mut Draft<'_>,
    handover: HandoverId,
    agreement: AgreementId,
    to: TeamRef,
    text: Option<ContentId>,
) {
    let from = draft.journey.direction.team;
    let (now, calendar) = (draft.facts.now, draft.facts.calendar(to));
    let respond_by = Term::working_hours(RESPOND_HOURS).due(now, &calendar);
    let wording = draft.journey.agreements.get(&agreement).map(|found| found.wording);
    let lead_at = draft.facts.blueprint.escalate.due(respond_by, &calendar);
    let coordinator_at = draft.facts.blueprint.escalate.due(lead_at, &calendar);
    let subject = Subject::Leg { leg: draft.ids.next(), ball: BallGoes::Stays };
    let brief = text.into_iter().chain(wording).collect();
    let epoch = draft.journey.ball.epoch;
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
}

/// The customer hears it from us, and that somebody speaks in person by a moment; a person of the director's team does.
fn tell_and_apologise(draft: &mut Draft<'_>, breach: BreachId, agreement: AgreementId, by: Timestamp) {
    let owner = draft.answering();
    let promise = crate::promise::news(draft, PromiseWhat::News, owner, by, None);
    crate::update::expect_next(draft, NextStep::WeTell);
    crate::update::plan(draft, UpdateKind::Breach, |update| {
        update.promise = Some(promise);
        update.agreement = Some(agreement);
        update.breach = Some(breach);
    });
    crate::task::apologise(draft, breach, by);
}

/// Somebody of ours apologises in writing. What was to be heard by then is kept by it.
fn apologise(draft: &mut Draft<'_>, breach: BreachId, contact: ContactFacts) -> Outcome {
    draft.not_void()?;
    draft.member_team()?;
    let agreement = draft.journey.breaches.get(&breach).ok_or(Code::UnknownBreach)?.agreement;
    let task = draft.journey.apology(breach).filter(|(_, task)| task.is_open()).map(|(id, _)| id);
    crate::agreement::tell(draft, contact, UpdateKind::Message, Some(agreement), None)?;
    if let Some(task) = task {
        let member = draft.facts.actor.member();
        draft.emit(JourneyEvent::TaskDone { task, member, note: None });
    }
    Ok(())
}

/// What was done is undone. It is settled once the customer was told of it, too.
fn settle(draft: &mut Draft<'_>, breach: BreachId, text: ContentId) -> Outcome {
    draft.not_void()?;
    let team = draft.member_team()?;
    let found = draft.journey.breaches.get(&breach).ok_or(Code::UnknownBreach)?;
    if team != found.owner && !crate::agreement::answers_for(draft, found.agreement, team) {
        return Err(Refusal::new(Code::NotYourAgreement).team(draft.journey.direction.team));
    }
    if !found.is_open() {
        return Err(Code::BreachEnded.into());
    }
    if !draft.journey.breach_told(breach) {
        return Err(Code::BreachUntold.into());
    }
    draft.emit(JourneyEvent::BreachSettled { breach, text });
    Ok(())
}
