//! The scores of one question: what its scale asks for, each with its interval, and how it went batch by batch.

use regie_domain::codes::{Measure, Scale};
use regie_domain::survey::{Asked, KNOWN, KnownFact};
use regie_metrics::nps::Recommend;
use regie_metrics::power::smallest_step;
use regie_metrics::proportion::Share;
use regie_metrics::scale::{Answers as Placed, Scale as Placing};
use regie_metrics::weight::{Stratum, post_stratify};
use regie_metrics::{Estimate, chart};

use super::answers::{AnswerSums, Spread};
use super::batches::LIMITS;
use super::series::{Dot, FOR_LIMITS};
use super::{Part, Told, whole};
use regie_store::views::figures::begin_of;

/// What a number says of the answers to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Score {
    /// Net promoter score, −100 to 100.
    Recommend,
    /// The mean, in the unit of the scale.
    Mean,
    /// The share of good answers.
    Good,
    /// The share that went as expected.
    AsExpected,
    /// The share that went worse than expected, or much worse.
    Worse,
    /// The share of one choice.
    Of(u8),
}

impl Score {
    /// Whether it is a share of a whole.
    #[must_use]
    pub fn is_share(self) -> bool {
        !matches!(self, Self::Recommend | Self::Mean)
    }
}

/// The mean as it would be had everybody answered who was asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// Which score it is of.
    pub score: Score,
    /// The weighted figure.
    pub value: f64,
    /// How many equal answers it is worth.
    pub effective: f64,
}

/// What was answered to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionFigure {
    /// The question.
    pub asked: Asked,
    /// How many answered it.
    pub answers: u64,
    /// What the answers say; the first one has the chart.
    pub scores: Vec<(Score, Told)>,
    /// The same weighed to all who were asked, where that can be done and makes a difference.
    pub weighed: Option<Weighed>,
    /// How often answers were given: those next to each other together, and choices beside the others, until none of it is of
    /// a few.
    pub spread: Vec<(Vec<u8>, u64)>,
    /// What is ordinary of the first score, where there are enough batches to say so.
    pub centre: Option<f64>,
    /// The first score of each batch.
    pub dots: Vec<Dot>,
}

/// Which scale of the counting goes with a question.
fn placing(asked: Asked) -> Option<Placing> {
    Some(match (asked.scale, asked.measure) {
        (Scale::ZeroTen, _) => Placing::Whole,
        (Scale::OneFive, _) => Placing::Satisfied,
        (Scale::LowFive, _) => Placing::Effort,
        (Scale::OneSeven, _) => Placing::Easy,
        (Scale::Grade, _) => Placing::Grade,
        (Scale::Compared, _) => Placing::Expected,
        (Scale::Choice, _) => return None,
    })
}

/// The figures of a question over some batches; nothing where too few answered.
pub(super) fn of(asked: Asked, parts: &[Part<AnswerSums>]) -> Option<QuestionFigure> {
    let key = asked.key();
    let spread_of = |part: &Part<AnswerSums>| part.sums.as_ref().and_then(|sums| sums.given.get(&key).cloned());
    let mut all = Spread::new();
    for part in parts.iter().filter_map(spread_of) {
        for (answer, counts) in part {
            let own = all.entry(answer).or_default();
            own.iter_mut().zip(counts).for_each(|(own, other)| *own += other);
        }
    }
    let counted = counted(&all);
    let scores = scores(asked, &counted);
    let first = scores.first()?.0;
    let mut dots = Vec::new();
    for part in parts {
        let value = spread_of(part).and_then(|spread| {
            let counted = self::counted(&spread);
            let told = scores_first(asked, &counted, first)?;
            Some((told.estimate.value, told.of))
        });
        dots.push(Dot { from: begin_of(part.from), until: begin_of(part.until), value, limits: None });
    }
    let centre = limits(first, &mut dots);
    Some(QuestionFigure {
        asked,
        answers: counted.iter().map(|(_, count)| count).sum(),
        weighed: weighed(asked, first, parts, &key),
        spread: folded(asked, &filled(asked, counted)),
        scores,
        centre,
        dots,
    })
}

fn counted(spread: &Spread) -> Vec<(u8, u64)> {
    spread.iter().map(|(answer, counts)| (*answer, whole(counts.iter().sum()))).collect()
}

/// Every answer of the scale, those that nobody gave too.
fn filled(asked: Asked, counted: Vec<(u8, u64)>) -> Vec<(u8, u64)> {
    if asked.scale == Scale::Choice {
        return counted;
    }
    let (low, high) = asked.scale.ends();
    let of = |answer: u8| counted.iter().find(|(given, _)| *given == answer).map_or(0, |(_, count)| *count);
    (low..=high).map(|answer| (answer, of(answer))).collect()
}

/// Answers with enough in each line: neighbours on a scale together, of choices the rarest.
fn folded(asked: Asked, counted: &[(u8, u64)]) -> Vec<(Vec<u8>, u64)> {
    let is_few = |count: u64| (1..LIMITS.people).contains(&count);
    let mut lines: Vec<(Vec<u8>, u64)> = Vec::new();
    if asked.scale == Scale::Choice {
        let mut sorted = counted.to_vec();
        sorted.sort_by_key(|(answer, count)| (std::cmp::Reverse(*count), *answer));
        for (answer, count) in sorted {
            match lines.last_mut() {
                Some(last) if is_few(count) && (is_few(last.1) || last.0.len() > 1) => {
                    last.0.push(answer);
                    last.1 += count;
                }
                _ => lines.push((vec![answer], count)),
            }
        }
    } else {
        for (answer, count) in counted {
            match lines.last_mut() {
                Some(last) if is_few(last.1) => {
                    last.0.push(*answer);
                    last.1 += count;
                }
                _ => lines.push((vec![*answer], *count)),
            }
        }
    }
    // What is left over goes with the line before it.
    while lines.len() > 1 && lines.last().is_some_and(|last| is_few(last.1)) {
        let Some(last) = lines.pop() else { break };
        if let Some(before) = lines.last_mut() {
            before.0.extend(last.0);
            before.1 += last.1;
        }
    }
    lines
}

fn scores_first(asked: Asked, counted: &[(u8, u64)], first: Score) -> Option<Told> {
    scores(asked, counted).into_iter().find(|(score, _)| *score == first).map(|(_, told)| told)
}

/// What the answers say, by their scale.
fn scores(asked: Asked, counted: &[(u8, u64)]) -> Vec<(Score, Told)> {
    let n: u64 = counted.iter().map(|(_, count)| count).sum();
    let share = |hits: u64| {
        let estimate = Share::new(hits, n).ok()?.wilson();
        let middle = f64::midpoint(estimate.interval.low, estimate.interval.high);
        Some(told(estimate, n, middle * (1.0 - middle)))
    };
    let of = |answer: u8| counted.iter().find(|(given, _)| *given == answer).map_or(0, |(_, count)| *count);
    let Some(placing) = placing(asked) else {
        let one = |(answer, count): &(u8, u64)| Some((Score::Of(*answer), share(*count)?));
        return counted.iter().filter_map(one).collect();
    };
    let good = || {
        let hits = counted.iter().filter(|(answer, _)| placing.is_good(*answer)).map(|(_, count)| count).sum();
        Some((Score::Good, share(hits)?))
    };
    let found = match (asked.measure, asked.scale) {
        (Measure::Recommend, Scale::ZeroTen) => vec![recommend(counted).map(|told| (Score::Recommend, told))],
        (_, Scale::Compared) => {
            // Better stands first; as expected and worse beside it.
            let (as_expected, worse) = (share(of(3)), share(of(1) + of(2)));
            vec![good(), as_expected.map(|told| (Score::AsExpected, told)), worse.map(|told| (Score::Worse, told))]
        }
        _ => vec![good(), mean(placing, counted).map(|told| (Score::Mean, told))],
    };
    found.into_iter().flatten().collect()
}

fn told(estimate: Estimate, of: u64, variance: f64) -> Told {
    Told { estimate, of, step: smallest_step(variance, of) }
}

fn recommend(counted: &[(u8, u64)]) -> Option<Told> {
    let of = |from: u8, until: u8| {
        counted.iter().filter(|(answer, _)| (from..=until).contains(answer)).map(|(_, count)| count).sum()
    };
    let groups = Recommend { promoters: of(9, 10), passives: of(7, 8), detractors: of(0, 6) };
    let estimate = groups.score().ok()?;
    // Of all alike the variance would be nothing; a hundredth keeps the step honest.
    let variance = groups.variance().ok()?.max(0.01);
    Some(Told { estimate, of: groups.answers(), step: 100.0 * smallest_step(variance, groups.answers()) })
}

fn mean(placing: Placing, counted: &[(u8, u64)]) -> Option<Told> {
    let mut placed = Placed::new(placing);
    for (answer, count) in counted {
        placed.add_many(*answer, *count).ok()?;
    }
    let estimate = placed.mean().ok()?;
    Some(told(estimate, placed.count(), placed.variance()))
}

/// What an answer counts for in the score that is weighed.
fn worth(asked: Asked, score: Score, answer: u8) -> f64 {
    match score {
        Score::Recommend => match answer {
            9.. => 100.0,
            0..=6 => -100.0,
            _ => 0.0,
        },
        Score::Mean => f64::from(answer),
        Score::Good => f64::from(u8::from(placing(asked).is_some_and(|placing| placing.is_good(answer)))),
        Score::AsExpected => f64::from(u8::from(answer == 3)),
        Score::Worse => f64::from(u8::from(answer < 3)),
        Score::Of(one) => f64::from(u8::from(one == answer)),
    }
}

/// Weighed to all who were asked, by broken promise and chaser; of the batches in which both are known. Nothing where a group
/// has no answers, or where it comes to the same.
fn weighed(asked: Asked, score: Score, parts: &[Part<AnswerSums>], key: &str) -> Option<Weighed> {
    if asked.scale == Scale::Choice {
        return None;
    }
    let mut population = [0_u64; KNOWN];
    let mut answers: [Vec<(u8, u64)>; KNOWN] = [const { Vec::new() }; KNOWN];
    for sums in parts.iter().filter_map(|part| part.sums.as_ref()) {
        let (Some(voices), Some(spread)) = (&sums.voices, sums.given.get(key)) else { continue };
        for known in 0..KNOWN {
            population[coarse(known)] += whole(voices.heard[known] + voices.silent[known]);
            let of = spread.iter().map(|(answer, counts)| (*answer, whole(counts[known])));
            answers[coarse(known)].extend(of.filter(|(_, count)| *count > 0));
        }
    }
    let stratum = |place: usize| {
        let count: u64 = answers[place].iter().map(|(_, count)| count).sum();
        let sum: f64 = answers[place].iter().map(|(answer, count)| worth(asked, score, *answer) * float(*count)).sum();
        let mean = if count == 0 { 0.0 } else { sum / float(count) };
        Stratum { population: population[place], answers: count, mean }
    };
    let strata: Vec<Stratum> = (0..KNOWN).map(stratum).filter(|it| it.population > 0).collect();
    if strata.len() < 2 {
        return None;
    }
    let found = post_stratify(&strata).ok()?;
    let differs = (found.weighted - found.raw).abs() >= if score.is_share() { 0.005 } else { 0.05 };
    differs.then_some(Weighed { score, value: found.weighted, effective: found.effective })
}

/// Effort overlaps with both others: by it too, groups would be too small to weigh.
fn coarse(known: usize) -> usize {
    let bit = |fact: KnownFact| usize::from(fact.holds(known)) << (fact as usize);
    bit(KnownFact::Broken) | bit(KnownFact::Chased)
}

/// Draws the limits of the first score: a p-chart of shares, an XmR chart of the others.
fn limits(score: Score, dots: &mut [Dot]) -> Option<f64> {
    let values: Vec<(f64, u64)> = dots.iter().filter_map(|dot| dot.value).collect();
    if values.len() < FOR_LIMITS {
        return None;
    }
    let shown = dots.iter_mut().filter(|dot| dot.value.is_some());
    if score.is_share() {
        let points: Vec<(u64, u64)> = values.iter().map(|(share, of)| (rounded(share * float(*of)), *of)).collect();
        let found = chart::shares(&points).ok()?;
        shown.zip(&found.points).for_each(|(dot, point)| dot.limits = Some(point.limits));
        return Some(found.centre);
    }
    let found = chart::values(&values.iter().map(|(value, _)| *value).collect::<Vec<_>>()).ok()?;
    shown.for_each(|dot| dot.limits = Some(found.limits));
    Some(found.centre)
}

#[expect(clippy::cast_precision_loss, reason = "counts of answers stay far under 2^53")]
fn float(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count is a count again")]
fn rounded(value: f64) -> u64 {
    value.round().max(0.0) as u64
}
