//! The numbers of answers: who was asked, who answered, what, and why somebody was not asked. Each part is guarded by itself:
//! a question that three people answered is left out though thirty answered another.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use regie_domain::survey::{CHANGEABLE, KNOWN};
use regie_metrics::privacy::Limits;
use regie_store::views::answers::{self, AskCell, GivenCell};
use regie_store::views::figures::week_of;
use serde::{Deserialize, Serialize};

use super::batches::{BLOCK, LIMITS, Summed, WeekCell};
use super::kept::{Kept, from_json, json};
use super::{Period, whole};
use crate::App;
use crate::error::Result;

/// An ask can be answered for three weeks and the answer changed for a day after: from then on nothing of it moves.
const FINAL: SignedDuration = SignedDuration::from_hours(21 * 24 + CHANGEABLE.as_hours());

/// How answers were given: by answer, and by what is known of their journeys, the last for those that may not be traced.
pub type Spread = BTreeMap<u8, [i64; KNOWN + 1]>;

/// The numbers of some who were asked, and of those who were not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSums {
    /// How many were asked.
    pub asked: i64,
    /// How many answered.
    pub answered: i64,
    /// What is known of the journeys of those who answered and of those who did not.
    pub voices: Option<Voices>,
    /// Who was not asked.
    pub unasked: Option<Unasked>,
    /// Those who praised the people of the steps: where the whole was not low, and where it was.
    pub steps: Option<[StepSums; 2]>,
    /// The answers, by question.
    pub given: BTreeMap<String, Spread>,
}

/// How many answered and how many did not, by what is known of their journeys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voices {
    /// Those who answered.
    pub heard: [i64; KNOWN],
    /// Those who were asked and did not.
    pub silent: [i64; KNOWN],
}

/// Who was not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unasked {
    /// By what is known of their journeys.
    pub known: [i64; KNOWN],
    /// By why not.
    pub why: BTreeMap<String, i64>,
}

/// Journeys of which the people of the steps were praised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepSums {
    /// By what is known of them.
    pub known: [i64; KNOWN],
    /// Their hours of silence over a day.
    pub silence: i64,
}

impl StepSums {
    /// How many.
    pub fn count(&self) -> u64 {
        whole(self.known.iter().sum())
    }

    /// Adds others.
    pub fn add(&mut self, other: &Self) {
        add_known(&mut self.known, &other.known);
        self.silence += other.silence;
    }
}

/// A part that is guarded by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerPart {
    /// Who kept silent.
    Voices,
    /// Who was not asked.
    Unasked,
    /// Steps good, journey bad.
    Steps,
    /// A question.
    Given(String),
}

impl Summed for AnswerSums {
    type Part = AnswerPart;

    const LIMITS: Limits = Limits { silent: true, ..LIMITS };

    fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        self.answered += other.answered;
        if let Some(voices) = &other.voices {
            let own = self.voices.get_or_insert_default();
            add_known(&mut own.heard, &voices.heard);
            add_known(&mut own.silent, &voices.silent);
        }
        if let Some(unasked) = &other.unasked {
            let own = self.unasked.get_or_insert_default();
            add_known(&mut own.known, &unasked.known);
            unasked.why.iter().for_each(|(why, count)| *own.why.entry(why.clone()).or_default() += count);
        }
        if let Some(steps) = &other.steps {
            let own = self.steps.get_or_insert_default();
            own.iter_mut().zip(steps).for_each(|(own, other)| own.add(other));
        }
        for (question, spread) in &other.given {
            let own = self.given.entry(question.clone()).or_default();
            spread.iter().for_each(|(answer, counts)| add_known(own.entry(*answer).or_default(), counts));
        }
    }

    fn people(&self) -> (u64, u64) {
        (whole(self.asked), whole(self.answered))
    }

    fn parts(&self) -> Vec<AnswerPart> {
        let questions = self.given.keys().cloned().map(AnswerPart::Given);
        [AnswerPart::Voices, AnswerPart::Unasked, AnswerPart::Steps].into_iter().chain(questions).collect()
    }

    fn people_of(&self, part: &AnswerPart) -> (u64, u64) {
        match part {
            AnswerPart::Voices => (whole(self.asked), whole(self.asked - self.answered)),
            AnswerPart::Unasked => {
                let not = self.unasked.as_ref().map_or(0, |found| found.known.iter().sum());
                (whole(self.asked + not), whole(not))
            }
            AnswerPart::Steps => {
                let [fine, low] = self.steps.unwrap_or_default().map(|steps| steps.count());
                (fine, low)
            }
            AnswerPart::Given(question) => {
                let all = self.given.get(question).map_or(0, |spread| spread.values().flatten().sum());
                (whole(self.asked), whole(all))
            }
        }
    }

    fn leave_out(&mut self, part: &AnswerPart) {
        match part {
            AnswerPart::Voices => self.voices = None,
            AnswerPart::Unasked => self.unasked = None,
            AnswerPart::Steps => self.steps = None,
            AnswerPart::Given(question) => _ = self.given.remove(question),
        }
    }
}

impl Kept for AnswerSums {
    fn write(&self) -> String {
        json(self)
    }

    fn read(text: &str) -> Option<Self> {
        from_json(text)
    }
}

fn add_known<const N: usize>(own: &mut [i64; N], other: &[i64; N]) {
    own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
}

/// The weeks of which nothing moves any more.
pub fn weeks(period: Period, now: Timestamp) -> (i64, i64) {
    let until = week_of(now.checked_sub(FINAL).unwrap_or(Timestamp::MIN));
    (until.div_euclid(BLOCK) * BLOCK - period.weeks(), until)
}

/// Reads the numbers of some weeks.
pub async fn read(app: &App, (from, until): (i64, i64)) -> Result<Vec<WeekCell<AnswerSums>>> {
    let mut tx = app.store.begin_read().await?;
    let asks = answers::asked(&mut tx, from, until).await?;
    let given = answers::answers(&mut tx, from, until).await?;
    drop(tx);
    Ok(asks.iter().map(of_ask).chain(given.iter().map(of_given)).collect())
}

fn of_ask(cell: &AskCell) -> WeekCell<AnswerSums> {
    let mut sums = AnswerSums { voices: Some(Voices::default()), ..AnswerSums::default() };
    let known = usize::from(cell.known).min(KNOWN - 1);
    if cell.asked {
        sums.asked = cell.count;
        let voices = sums.voices.get_or_insert_default();
        if cell.answered {
            sums.answered = cell.count;
            voices.heard[known] = cell.count;
        } else {
            voices.silent[known] = cell.count;
        }
    } else {
        let unasked = sums.unasked.get_or_insert_default();
        unasked.known[known] = cell.count;
        unasked.why.insert(cell.why.clone(), cell.count);
    }
    if let Some(place) = usize::from(cell.steps).checked_sub(1).filter(|place| *place < 2) {
        let steps = &mut sums.steps.get_or_insert_default()[place];
        steps.known[known] = cell.count;
        steps.silence = cell.silence;
    }
    WeekCell { blueprint: cell.blueprint, team: cell.team, week: cell.week, sums }
}

fn of_given(cell: &GivenCell) -> WeekCell<AnswerSums> {
    let mut counts = [0; KNOWN + 1];
    counts[usize::from(cell.known).min(KNOWN)] = cell.count;
    let spread = Spread::from([(cell.value, counts)]);
    let sums = AnswerSums { given: BTreeMap::from([(cell.question.clone(), spread)]), ..AnswerSums::default() };
    WeekCell { blueprint: cell.blueprint, team: cell.team, week: cell.week, sums }
}
