//! Improvements: what members reported, what customers answered and what the figures show comes together; a change is said
//! before it starts, with what it is expected to do, and measured after it; whoever reported or answered hears what was done.
//! A stream of events of its own. It points at what it comes from and copies no words of it.

mod command;
mod event;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, TeamRef};
use crate::codes::{Aim, Gauge, HeardBy, SourceKind, Verdict, VerdictBy};
use crate::event::{Meta, Recorded};
use crate::ids::{AskId, BlueprintId, BreachId, ContentId, ImprovementId, JourneyId, MemberId, SignalId, TeamId};
use crate::refusal::{Code, Refusal};

pub use command::ImprovementCommand;
pub use event::ImprovementEvent;

/// Within how many working days the owner says what is done.
pub const ANSWER_DAYS: u32 = 10;

/// What an improvement comes from: a place in the record, never its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Source {
    /// A member said that a process fails.
    Signal {
        /// On which journey.
        journey: JourneyId,
        /// The signal.
        signal: SignalId,
    },
    /// Something was done against an agreement.
    Breach {
        /// On which journey.
        journey: JourneyId,
        /// The breach.
        breach: BreachId,
    },
    /// A customer was let down, or the words needed a person at once.
    Answer {
        /// On which journey.
        journey: JourneyId,
        /// The ask that was answered.
        ask: AskId,
    },
    /// A customer pointed at moments.
    Pointed {
        /// On which journey.
        journey: JourneyId,
        /// The ask that was answered.
        ask: AskId,
    },
    /// Who followed an unhappy answer up said what went wrong.
    Learned {
        /// On which journey.
        journey: JourneyId,
        /// The ask that was answered.
        ask: AskId,
    },
    /// A figure that is counted from the record.
    Figure {
        /// Which.
        gauge: Gauge,
    },
}

impl Source {
    /// What it is.
    #[must_use]
    pub fn kind(&self) -> SourceKind {
        match self {
            Self::Signal { .. } => SourceKind::Signal,
            Self::Breach { .. } => SourceKind::Breach,
            Self::Answer { .. } => SourceKind::Answer,
            Self::Pointed { .. } => SourceKind::Pointed,
            Self::Learned { .. } => SourceKind::Learned,
            Self::Figure { .. } => SourceKind::Figure,
        }
    }

    /// On which journey it stands.
    #[must_use]
    pub fn journey(&self) -> Option<JourneyId> {
        match self {
            Self::Signal { journey, .. }
            | Self::Breach { journey, .. }
            | Self::Answer { journey, .. }
            | Self::Pointed { journey, .. }
            | Self::Learned { journey, .. } => Some(*journey),
            Self::Figure { .. } => None,
        }
    }

    /// The journey whose customer said it.
    #[must_use]
    pub fn answered_on(&self) -> Option<JourneyId> {
        match self {
            Self::Answer { journey, .. } | Self::Pointed { journey, .. } | Self::Learned { journey, .. } => {
                Some(*journey)
            }
            Self::Signal { .. } | Self::Breach { .. } | Self::Figure { .. } => None,
        }
    }
}

/// Which journeys: of a blueprint, of a team that directs them, of both, or all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Over {
    /// How they are to run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<BlueprintId>,
    /// Who directs them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
}

impl Over {
    /// Whether a journey can be among both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
            one.zip(other).is_some_and(|(one, other)| one != other)
        }
        !differ(self.blueprint, other.blueprint) && !differ(self.team, other.team)
    }
}

/// What is said before a change starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What changes.
    pub what: ContentId,
    /// For which journeys.
    pub over: Over,
    /// By which figure it is measured.
    pub gauge: Gauge,
    /// Which way that is expected to go.
    pub aim: Aim,
    /// How far at least, in thousandths of its unit: of a share 100 is ten points, of hours 1000 is one.
    pub size: u32,
    /// From when it is in force.
    pub starts: Timestamp,
    /// Until when it is looked at.
    pub ends: Timestamp,
    /// Journeys for which nothing changes, to compare with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<Over>,
}

/// What the figures said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What came of it.
    pub verdict: Verdict,
    /// What that was read from.
    pub by: VerdictBy,
    /// How many times as much it is as it would have been, in thousandths: the lower end, the estimate, the upper end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<(u32, u32, u32)>,
}

/// How far an improvement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// What it comes from is gathered.
    Gathered,
    /// Somebody looked into it.
    Investigated,
    /// What changes is registered, and is or will be in force.
    Tried,
    /// The figures said what came of it.
    Measured,
    /// It was not gone on with.
    Stopped,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 5] = [Self::Gathered, Self::Investigated, Self::Tried, Self::Measured, Self::Stopped];

    /// The code of rows and words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Gathered => "gathered",
            Self::Investigated => "investigated",
            Self::Tried => "tried",
            Self::Measured => "measured",
            Self::Stopped => "stopped",
        }
    }

    /// Whether nothing more is done.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Measured | Self::Stopped)
    }
}

/// What those who reported or answered are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// When it was first told.
    pub at: Timestamp,
    /// In Dutch.
    pub nl: Option<ContentId>,
    /// In English.
    pub en: Option<ContentId>,
}

/// Words of a member on an improvement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: ContentId,
}

/// An improvement as its events make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// The improvement.
    pub id: ImprovementId,
    /// The number of the last event.
    pub seq: u64,
    /// What it is about.
    pub title: ContentId,
    /// The team that does it.
    pub owner: TeamRef,
    /// What it comes from.
    pub sources: BTreeSet<Source>,
    /// When it began.
    pub opened_at: Timestamp,
    /// By when the owner says what is done.
    pub answer_by: Timestamp,
    /// What was found, oldest first.
    pub found: Vec<Noted>,
    /// What changes and what is expected of it.
    pub terms: Option<Terms>,
    /// What the figures said, and when.
    pub judged: Option<(Timestamp, Judged)>,
    /// Why it was not gone on with.
    pub stopped: Option<Noted>,
    /// What those who reported or answered are told.
    pub done: Option<Done>,
    /// Members who reported, and whether they read what was done.
    pub members: BTreeMap<MemberId, bool>,
    /// Journeys whose customer hears it, and how.
    pub passed_on: BTreeMap<JourneyId, HeardBy>,
}

impl Improvement {
    /// How far it is.
    #[must_use]
    pub fn step(&self) -> Step {
        match (&self.stopped, &self.judged, &self.terms) {
            (Some(_), ..) => Step::Stopped,
            (None, Some(_), _) => Step::Measured,
            (None, None, Some(_)) => Step::Tried,
            (None, None, None) if self.found.is_empty() => Step::Gathered,
            (None, None, None) => Step::Investigated,
        }
    }

    /// Whether the owner still has to say what is done: nothing is registered, stopped or told.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.step() < Step::Tried && self.done.is_none()
    }

    /// The journeys whose customers have yet to hear what was done.
    #[must_use]
    pub fn unheard(&self) -> BTreeSet<JourneyId> {
        if self.done.is_none() {
            return BTreeSet::new();
        }
        let said = self.sources.iter().filter_map(Source::answered_on);
        said.filter(|journey| !self.passed_on.contains_key(journey)).collect()
    }
}

/// What a decision knows besides the improvement.
#[derive(Debug, Clone)]
pub struct ImprovementFacts {
    /// The moment.
    pub now: Timestamp,
    /// Who acts.
    pub actor: Actor,
    /// By when an owner that is told now says what is done.
    pub answer_by: Timestamp,
    /// Whether the team that is named is one that can do it.
    pub knows_owner: bool,
    /// What the figures say.
    pub judged: Option<Judged>,
    /// The members who reported what it comes from, and were named.
    pub reporters: Vec<MemberId>,
}

/// Folds a stream; nothing comes of one that does not begin with the opening.
#[must_use]
pub fn fold(id: ImprovementId, events: &[Recorded<ImprovementEvent>]) -> Option<Improvement> {
    let mut found = None;
    for recorded in events {
        match (&mut found, &recorded.event) {
            (None, ImprovementEvent::Opened { title, owner, sources, answer_by }) => {
                found = Some(Improvement {
                    id,
                    seq: recorded.meta.seq,
                    title: *title,
                    owner: *owner,
                    sources: sources.iter().copied().collect(),
                    opened_at: recorded.meta.occurred_at,
                    answer_by: *answer_by,
                    found: Vec::new(),
                    terms: None,
                    judged: None,
                    stopped: None,
                    done: None,
                    members: BTreeMap::new(),
                    passed_on: BTreeMap::new(),
                });
            }
            (None, _) => {}
            (Some(improvement), event) => apply(improvement, &recorded.meta, event),
        }
    }
    found
}

/// Applies one event.
pub fn apply(improvement: &mut Improvement, meta: &Meta, event: &ImprovementEvent) {
    improvement.seq = meta.seq;
    let at = meta.occurred_at;
    match event {
        ImprovementEvent::Opened { .. } => {}
        ImprovementEvent::SourceAdded { source } => {
            improvement.sources.insert(*source);
        }
        ImprovementEvent::Investigated { text } => improvement.found.push(Noted { at, text: *text }),
        ImprovementEvent::Registered { terms } => improvement.terms = Some(*terms),
        ImprovementEvent::Measured { judged } => improvement.judged = Some((at, *judged)),
        ImprovementEvent::Stopped { reason } => improvement.stopped = Some(Noted { at, text: *reason }),
        ImprovementEvent::Told { nl, en, members } => {
            let first = improvement.done.map_or(at, |done| done.at);
            improvement.done = Some(Done { at: first, nl: *nl, en: *en });
            for member in members {
                improvement.members.entry(*member).or_insert(false);
            }
        }
        ImprovementEvent::PassedOn { journey, by } => {
            improvement.passed_on.insert(*journey, *by);
        }
        ImprovementEvent::Heard {} => {
            if let Some(heard) = meta.actor.member().and_then(|member| improvement.members.get_mut(&member)) {
                *heard = true;
            }
        }
    }
}

/// Decides a command on an improvement, or on none yet.
///
/// # Errors
/// A refusal that says why.
pub fn decide(
    improvement: Option<&Improvement>,
    command: &ImprovementCommand,
    facts: &ImprovementFacts,
) -> Result<Vec<ImprovementEvent>, Refusal> {
    use ImprovementCommand as C;
    let Some(found) = improvement else {
        return match command {
            C::Open { title, owner, sources } => open(*title, *owner, sources, facts),
            _ => Err(Code::NoImprovement.into()),
        };
    };
    match command {
        C::Open { .. } => Err(Code::ImprovementExists.into()),
        C::AddSource { source } if found.sources.contains(source) => Ok(vec![]),
        C::AddSource { source } => Ok(vec![ImprovementEvent::SourceAdded { source: *source }]),
        C::Investigate { text } => goes_on(found).map(|()| vec![ImprovementEvent::Investigated { text: *text }]),
        C::Register { terms } => register(found, terms, facts),
        C::Measure {} => measure(found, facts),
        C::Stop { reason } => goes_on(found).map(|()| vec![ImprovementEvent::Stopped { reason: *reason }]),
        C::Tell { nl: None, en: None } => Err(Code::ImprovementUntold.into()),
        C::Tell { nl, en } => Ok(vec![ImprovementEvent::Told { nl: *nl, en: *en, members: facts.reporters.clone() }]),
        C::PassOn { journey, .. } if !found.unheard().contains(journey) => Ok(vec![]),
        C::PassOn { journey, by } => Ok(vec![ImprovementEvent::PassedOn { journey: *journey, by: *by }]),
        C::Hear {} => {
            let member = facts.actor.member().ok_or(Code::MembersOnly)?;
            let unread = found.members.get(&member) == Some(&false);
            Ok(if unread { vec![ImprovementEvent::Heard {}] } else { vec![] })
        }
    }
}

fn open(
    title: ContentId,
    owner: TeamRef,
    sources: &[Source],
    facts: &ImprovementFacts,
) -> Result<Vec<ImprovementEvent>, Refusal> {
    if !facts.knows_owner {
        return Err(Code::UnknownTeam.into());
    }
    if sources.is_empty() {
        return Err(Code::ImprovementFromNothing.into());
    }
    let sources = sources.to_vec();
    Ok(vec![ImprovementEvent::Opened { title, owner, sources, answer_by: facts.answer_by }])
}

fn goes_on(found: &Improvement) -> Result<(), Refusal> {
    if found.step().is_over() { Err(Code::ImprovementOver.into()) } else { Ok(()) }
}

/// What is expected is said before it starts; what was said stands from then on.
fn register(found: &Improvement, terms: &Terms, facts: &ImprovementFacts) -> Result<Vec<ImprovementEvent>, Refusal> {
    goes_on(found)?;
    if let Some(begun) = found.terms.filter(|terms| terms.starts <= facts.now) {
        return Err(Refusal::new(Code::ImprovementStarted).at(begun.starts));
    }
    if terms.starts <= facts.now {
        return Err(Refusal::new(Code::ImprovementStarted).at(terms.starts));
    }
    if terms.ends <= terms.starts {
        return Err(Code::WindowReversed.into());
    }
    if terms.beside.is_some_and(|beside| beside.overlaps(terms.over)) {
        return Err(Code::ImprovementBesideItself.into());
    }
    Ok(vec![ImprovementEvent::Registered { terms: *terms }])
}

/// The figures are looked at once its time is over, by the terms that were registered.
fn measure(found: &Improvement, facts: &ImprovementFacts) -> Result<Vec<ImprovementEvent>, Refusal> {
    goes_on(found)?;
    let terms = found.terms.ok_or(Code::ImprovementUnregistered)?;
    if facts.now < terms.ends {
        return Err(Refusal::new(Code::ImprovementRuns).at(terms.ends));
    }
    let judged = facts.judged.ok_or(Code::ImprovementUnregistered)?;
    Ok(vec![ImprovementEvent::Measured { judged }])
}

#[cfg(test)]
mod tests;
