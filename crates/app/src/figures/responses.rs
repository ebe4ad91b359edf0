//! What customers answered, as figures: beside every score how many were asked, who was not and why, and in what those who
//! answered differ from those who did not.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use regie_domain::codes::NotAsked;
use regie_domain::survey::{Asked, KNOWN, KnownFact};
use regie_metrics::Estimate;
use regie_metrics::power::smallest_step;
use regie_metrics::proportion::Share;
use regie_store::views::figures::begin_of;

use super::after::{self, After};
use super::answers::{self, AnswerSums, StepSums};
use super::batches::{self, Group, LIMITS};
use super::beside::{self, Beside};
use super::scores::{self, QuestionFigure};
use super::topics::{self, TopicFigure};
use super::{FigureQuery, Part, Told, employees, kept, whole};
use crate::App;
use crate::authorise::Who;
use crate::error::Result;

/// What the page of the answers shows.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerFigures {
    /// From when on it was decided whether to ask.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The figures; nothing where there is too little to show without pointing at anybody.
    pub shown: Option<ShownAnswers>,
    /// What goes together with a broken promise, where other systems told of it.
    pub after: Option<After>,
    /// What answers in words are about; nothing where too few answered in words.
    pub topics: Vec<TopicFigure>,
}

/// The figures of the answers of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownAnswers {
    /// How many were asked.
    pub asked: u64,
    /// The share that answered.
    pub rate: Told,
    /// How many were not asked, by why; those with reasons too rare to name together, last.
    pub unasked: Vec<(Option<NotAsked>, u64)>,
    /// In what those who answered differ from those who did not.
    pub bias: Vec<Bias>,
    /// The questions.
    pub questions: Vec<QuestionFigure>,
    /// Steps good, journey bad.
    pub steps: Option<StepsGap>,
    /// What goes together with the score.
    pub beside: Option<Beside>,
}

/// How often something happened to those who answered, to all who were asked, and to all whose journey ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bias {
    /// What.
    pub fact: KnownFact,
    /// Among those who answered, and how many those are.
    pub answered: (Estimate, u64),
    /// Among all who were asked.
    pub asked: (Estimate, u64),
    /// Among all, where it is known of those who were not asked.
    pub all: Option<(Estimate, u64)>,
    /// How much more often among those who answered than among those who did not.
    pub difference: Estimate,
}

impl Bias {
    /// Whether those who answered differ from those who did not, by more than chance would.
    #[must_use]
    pub fn differs(&self) -> bool {
        !self.difference.interval.covers(0.0)
    }
}

/// Journeys of which the people were praised: where the whole was low, beside where it was not.
#[derive(Debug, Clone, PartialEq)]
pub struct StepsGap {
    /// The share of low ones.
    pub low: Told,
    /// How often something happened: where the whole was low, where it was not, and the difference.
    pub facts: Vec<(KnownFact, Estimate, Estimate, Estimate)>,
    /// Hours of silence over a day, on the mean: where the whole was low, and where it was not.
    pub silence: (f64, f64),
}

const KIND: &str = "answers";
const AFTER: &str = "after";
const TOPICS: &str = "topics";

impl App {
    /// What customers answered, as figures.
    ///
    /// # Errors
    /// A denial; what the store says.
    pub async fn answer_figures(&self, who: &Who, query: FigureQuery) -> Result<AnswerFigures> {
        let (directory, closed) = self.figure_reader(who).await?;
        let now = self.ports.clock.now();
        let behind = |team| employees(&directory, team);
        let group = Group { blueprint: query.blueprint, team: query.team };
        let weeks = answers::weeks(query.period, now);
        for open in batches::open_weeks(&self.kept_batches(KIND, weeks).await?, weeks) {
            let mut cells = answers::read(self, open).await?;
            cells.retain(|cell| !closed.holds(cell.blueprint, cell.team));
            self.keep_shown(KIND, kept::to_keep(&batches::of(&cells, open, &behind))).await?;
        }
        // Words are read once: of whole blocks only.
        let unread = batches::open_weeks(&self.kept_batches(TOPICS, weeks).await?, weeks);
        for open in unread.into_iter().filter(|open| open.1.rem_euclid(batches::BLOCK) == 0) {
            let mut cells = topics::read(self, &directory, open).await?;
            cells.retain(|cell| !closed.holds(cell.blueprint, cell.team));
            self.keep_shown(TOPICS, kept::to_keep(&batches::of(&cells, open, &behind))).await?;
        }
        let earlier = after::weeks(query.period, now);
        for open in batches::open_weeks(&self.kept_batches(AFTER, earlier).await?, earlier) {
            let mut cells = after::read(self, open).await?;
            cells.retain(|cell| !closed.holds(cell.blueprint, cell.team));
            self.keep_shown(AFTER, kept::to_keep(&batches::of(&cells, open, &behind))).await?;
        }
        let hidden = closed.hides(group);
        let parts = if hidden { Vec::new() } else { self.kept_parts(KIND, weeks, group).await? };
        let afterwards = if hidden { Vec::new() } else { self.kept_parts(AFTER, earlier, group).await? };
        let spoken = if hidden { Vec::new() } else { self.kept_parts(TOPICS, weeks, group).await? };
        let mut shown = shown(&parts);
        if let Some(shown) = &mut shown {
            shown.beside = beside::of(self, &parts, group, &closed).await?;
        }
        Ok(AnswerFigures {
            from: begin_of(weeks.0),
            until: begin_of(weeks.1),
            shown,
            after: after::of(&afterwards),
            topics: topics::of(&spoken, &directory),
        })
    }
}

fn shown(parts: &[Part<AnswerSums>]) -> Option<ShownAnswers> {
    let sums = || parts.iter().filter_map(|part| part.sums.as_ref());
    let (asked, answered) = sums().fold((0, 0), |all, sums| (all.0 + sums.asked, all.1 + sums.answered));
    let rate = Share::new(whole(answered), whole(asked)).ok()?.wilson();
    let middle = f64::midpoint(rate.interval.low, rate.interval.high);
    let step = smallest_step(middle * (1.0 - middle), whole(asked));
    let mut questions: Vec<Asked> = sums()
        .flat_map(|sums| sums.given.keys())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter_map(|key| Asked::parse(key))
        .collect();
    questions.sort_unstable();
    Some(ShownAnswers {
        asked: whole(asked),
        rate: Told { estimate: rate, of: whole(asked), step },
        unasked: unasked(sums()),
        bias: bias(parts),
        questions: questions.into_iter().filter_map(|asked| scores::of(asked, parts)).collect(),
        steps: steps(sums()),
        beside: None,
    })
}

/// Reasons by how many, those of a few together; never a few alone.
fn unasked<'a>(sums: impl Iterator<Item = &'a AnswerSums>) -> Vec<(Option<NotAsked>, u64)> {
    let mut all: BTreeMap<&str, u64> = BTreeMap::new();
    for (why, count) in sums.filter_map(|sums| sums.unasked.as_ref()).flat_map(|unasked| &unasked.why) {
        *all.entry(why).or_default() += whole(*count);
    }
    let mut named: Vec<(Option<NotAsked>, u64)> =
        all.into_iter().map(|(why, count)| (NotAsked::parse(why), count)).collect();
    named.sort_by_key(|(why, count)| (std::cmp::Reverse(*count), *why));
    let mut rest = 0;
    while let Some((_, count)) = named.last()
        && (*count < LIMITS.people || (1..LIMITS.people).contains(&rest))
    {
        rest += count;
        named.pop();
    }
    if rest >= LIMITS.people {
        named.push((None, rest));
    }
    named
}

/// In what those who answered differ, of the batches in which it is known of both.
fn bias(parts: &[Part<AnswerSums>]) -> Vec<Bias> {
    let mut counts = [[0_i64; KNOWN]; 3];
    let mut complete = true;
    for sums in parts.iter().filter_map(|part| part.sums.as_ref()) {
        let Some(voices) = &sums.voices else {
            complete = false;
            continue;
        };
        let not = sums.unasked.as_ref().map(|unasked| unasked.known);
        complete &= not.is_some();
        for (into, from) in counts.iter_mut().zip([voices.heard, voices.silent, not.unwrap_or_default()]) {
            into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
        }
    }
    let [heard, silent, not] = counts;
    let one = |fact: &KnownFact| -> Option<Bias> {
        let share = |groups: &[&[i64; KNOWN]]| {
            let of = groups.iter().flat_map(|group| group.iter()).sum::<i64>();
            let hits = groups.iter().map(|group| holding(group, *fact)).sum::<i64>();
            Share::new(whole(hits), whole(of)).ok().map(|share| (share, whole(of)))
        };
        let (answered, asked, quiet) = (share(&[&heard])?, share(&[&heard, &silent])?, share(&[&silent])?);
        let all = share(&[&heard, &silent, &not]).filter(|_| complete);
        Some(Bias {
            fact: *fact,
            answered: (answered.0.wilson(), answered.1),
            asked: (asked.0.wilson(), asked.1),
            all: all.map(|(share, of)| (share.wilson(), of)),
            difference: answered.0.minus(&quiet.0),
        })
    };
    KnownFact::ALL.iter().filter_map(one).collect()
}

fn holding(known: &[i64; KNOWN], fact: KnownFact) -> i64 {
    known.iter().enumerate().filter(|(place, _)| fact.holds(*place)).map(|(_, count)| count).sum()
}

fn steps<'a>(sums: impl Iterator<Item = &'a AnswerSums>) -> Option<StepsGap> {
    let mut all = [StepSums::default(); 2];
    for steps in sums.filter_map(|sums| sums.steps.as_ref()) {
        all.iter_mut().zip(steps).for_each(|(own, other)| own.add(other));
    }
    let [fine, low] = &all;
    let of = fine.count() + low.count();
    let share = Share::new(low.count(), of).ok()?.wilson();
    let middle = f64::midpoint(share.interval.low, share.interval.high);
    let fact = |fact: &KnownFact| {
        let of = |steps: &StepSums| Share::new(whole(holding(&steps.known, *fact)), steps.count()).ok();
        let (low, fine) = (of(low)?, of(fine)?);
        Some((*fact, low.wilson(), fine.wilson(), low.minus(&fine)))
    };
    let mean = |steps: &StepSums| super::float(steps.silence) / super::float(i64::try_from(steps.count()).unwrap_or(1));
    Some(StepsGap {
        low: Told { estimate: share, of, step: smallest_step(middle * (1.0 - middle), of) },
        facts: KnownFact::ALL.iter().map(fact).collect::<Option<_>>()?,
        silence: (mean(low), mean(fine)),
    })
}
