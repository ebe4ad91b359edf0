//! Signals: a process fails, says a member, or a breach by itself. The team whose process it is owes an answer; who added a
//! line hears it, and the customer does where there is something to tell.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, TeamRef};
use crate::codes::{DeadlineKind, SignalReason, UpdateKind};
use crate::deadline::Deadline;
use crate::decide::{Draft, Outcome};
use crate::event::{ContactFacts, JourneyEvent};
use crate::ids::{BreachId, ContactId, ContentId, MemberId, SignalId};
use crate::journey::Journey;
use crate::refusal::{Code, Refusal};
use crate::term::Term;

/// Within how many working days of the owner a signal is answered.
const ANSWER_DAYS: u32 = 10;

/// What is asked about a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum SignalCommand {
    /// Say that a process fails.
    Open {
        /// The team whose process it is.
        owner: TeamRef,
        /// What fails, in words; a reason may say enough.
        text: Option<ContentId>,
        /// What is wrong.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<SignalReason>,
        /// Letters, photos, files.
        evidence: Vec<ContentId>,
        /// Whether it is not kept who said so. Then nobody can be told what became of it but all who read the list.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        unnamed: bool,
    },
    /// Add a line, and hear the answer.
    AddLine {
        /// The signal.
        signal: SignalId,
        /// The line.
        text: ContentId,
    },
    /// Say what was done.
    Answer {
        /// The signal.
        signal: SignalId,
        /// What was done, for colleagues.
        text: ContentId,
        /// The message that tells the customer, where one does.
        told: Option<ContactFacts>,
    },
    /// Say that the answer was read, by who opened it or added a line. Said twice has one effect.
    Hear {
        /// The signal.
        signal: SignalId,
    },
}

/// A signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The breach that opened it.
    pub breach: Option<BreachId>,
    /// Who opened it.
    pub actor: Actor,
    /// The team that owes an answer.
    pub owner: TeamRef,
    /// What fails.
    pub text: Option<ContentId>,
    /// What is wrong, where a member chose.
    pub reason: Option<SignalReason>,
    /// Letters, photos, files.
    pub evidence: Vec<ContentId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is answered at the latest.
    pub answer_by: Timestamp,
    /// When it goes to the team lead.
    pub lead_at: Timestamp,
    /// When it goes to the coordinator.
    pub coordinator_at: Timestamp,
    /// How loud it has become.
    pub overdue: Option<DeadlineKind>,
    /// What members added, oldest first.
    pub lines: Vec<SignalLine>,
    /// The answer.
    pub answer: Option<SignalAnswer>,
    /// Who has read the answer, or gave it.
    pub heard: BTreeSet<MemberId>,
}

/// A line that a member added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalLine {
    /// The team that the member acted for.
    pub team: Option<TeamRef>,
    /// Who.
    pub member: Option<MemberId>,
    /// When.
    pub at: Timestamp,
    /// The line.
    pub text: ContentId,
    /// When the member hears the answer at the latest.
    pub answer_by: Timestamp,
}

/// The answer to a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignalAnswer {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub member: Option<MemberId>,
    /// What was done.
    pub text: ContentId,
    /// The message to the customer.
    pub contact: Option<ContactId>,
}

impl Signal {
    /// Whether it waits for its answer.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether a member gave it who is not named.
    #[must_use]
    pub fn is_unnamed(&self) -> bool {
        self.breach.is_none() && self.actor == Actor::System
    }

    /// Who hears the answer: who opened it and who added a line.
    pub fn listeners(&self) -> impl Iterator<Item = MemberId> {
        self.actor.member().into_iter().chain(self.lines.iter().filter_map(|line| line.member))
    }

    /// Who is to hear the answer and has not read it yet, each once.
    #[must_use]
    pub fn unheard(&self) -> BTreeSet<MemberId> {
        let waits = |member: &MemberId| self.answer.is_some() && !self.heard.contains(member);
        self.listeners().filter(waits).collect()
    }
}

/// The due moments of all signals.
pub(crate) fn deadlines(journey: &Journey) -> impl Iterator<Item = Deadline> {
    journey.signals.iter().filter(|(_, found)| found.is_open()).filter_map(|(id, found)| {
        let (kind, due) = match found.overdue {
            None => (DeadlineKind::SignalTeam, found.answer_by),
            Some(DeadlineKind::SignalTeam) => (DeadlineKind::SignalLead, found.lead_at),
            Some(DeadlineKind::SignalLead) => (DeadlineKind::SignalCoordinator, found.coordinator_at),
            Some(_) => return None,
        };
        Some(Deadline { kind, of: Some(id.0), due })
    })
}

/// Decides what is asked about a signal.
pub(crate) fn run(draft: &mut Draft<'_>, command: SignalCommand) -> Outcome {
    draft.not_void()?;
    // Who is not named was asked for by name before: the door saw a member.
    let unnamed = matches!(command, SignalCommand::Open { unnamed: true, .. });
    if !(unnamed && draft.facts.actor == Actor::System) {
        draft.member_team()?;
    }
    match command {
        SignalCommand::Open { owner, text, reason, evidence, .. } => {
            if !draft.facts.knows(owner) {
                return Err(Code::UnknownTeam.into());
            }
            if text.is_none() && reason.is_none() {
                return Err(Code::EmptySignal.into());
            }
            open(draft, None, owner, (text, reason), evidence);
            Ok(())
        }
        SignalCommand::AddLine { signal, text } => add_line(draft, signal, text),
        SignalCommand::Answer { signal, text, told } => answer(draft, signal, text, told),
        SignalCommand::Hear { signal } => hear(draft, signal),
    }
}

/// A breach opens a signal by itself.
pub(crate) fn open_for(
    draft: &mut Draft<'_>,
    breach: BreachId,
    owner: TeamRef,
    text: Option<ContentId>,
    evidence: Vec<ContentId>,
) {
    open(draft, Some(breach), owner, (text, None), evidence);
}

fn open(
    draft: &mut Draft<'_>,
    breach: Option<BreachId>,
    owner: TeamRef,
    (text, reason): (Option<ContentId>, Option<SignalReason>),
    evidence: Vec<ContentId>,
) {
    // What nobody reads is nobody's: then the director's team answers.
    let owner = if draft.facts.staffed(owner) { owner } else { draft.journey.direction.team };
    let signal = draft.ids.next();
    let answer_by = answered_by(draft, owner);
    let calendar = draft.facts.calendar(owner);
    let lead_at = Term::WorkingDays(1).due(answer_by, &calendar);
    let coordinator_at = Term::WorkingDays(2).due(answer_by, &calendar);
    draft.emit(JourneyEvent::SignalOpened {
        signal,
        breach,
        owner,
        text,
        reason,
        evidence,
        answer_by,
        lead_at,
        coordinator_at,
    });
}

fn answered_by(draft: &Draft<'_>, owner: TeamRef) -> Timestamp {
    Term::WorkingDays(ANSWER_DAYS).due(draft.facts.now, &draft.facts.calendar(owner))
}

fn add_line(draft: &mut Draft<'_>, signal: SignalId, text: ContentId) -> Outcome {
    let owner = open_one(draft, signal)?;
    let answer_by = answered_by(draft, owner);
    draft.emit(JourneyEvent::SignalLineAdded { signal, text, answer_by });
    Ok(())
}

/// The owner's team answers; the director's may, too.
fn answer(draft: &mut Draft<'_>, signal: SignalId, text: ContentId, told: Option<ContactFacts>) -> Outcome {
    let owner = open_one(draft, signal)?;
    let team = draft.member_team()?;
    if team != owner && team != draft.journey.direction.team {
        return Err(Refusal::new(Code::NotYourSignal).team(owner));
    }
    let contact = told.as_ref().map(|told| told.contact);
    draft.emit(JourneyEvent::SignalAnswered { signal, text, contact });
    told.map_or(Ok(()), |told| crate::agreement::tell(draft, told, UpdateKind::Message, None, None))
}

fn hear(draft: &mut Draft<'_>, signal: SignalId) -> Outcome {
    let found = draft.journey.signals.get(&signal).ok_or(Code::UnknownSignal)?;
    let member = draft.facts.actor.member().ok_or(Code::MembersOnly)?;
    if found.unheard().contains(&member) {
        draft.emit(JourneyEvent::SignalHeard { signal });
    }
    Ok(())
}

fn open_one(draft: &Draft<'_>, signal: SignalId) -> Result<TeamRef, Refusal> {
    let found = draft.journey.signals.get(&signal).ok_or(Code::UnknownSignal)?;
    if found.is_open() { Ok(found.owner) } else { Err(Refusal::new(Code::SignalEnded).team(found.owner)) }
}
