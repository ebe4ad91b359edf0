//! Who answered beside who was asked: means weighted to the population (post-stratification).

use crate::{Unfit, number};

/// A group of the population: something known for everybody, such as the channel or the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// How many are in it.
    pub population: u64,
    /// How many of them answered.
    pub answers: u64,
    /// The mean of their answers.
    pub mean: f64,
}

/// A mean as it was answered and as the population would have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighted {
    /// The mean over all who answered.
    pub raw: f64,
    /// The mean when every group counts by its part of the population.
    pub weighted: f64,
    /// How many equal answers the weighted mean is worth: `(Σw)² / Σw²`. Source: Kish 1965, Survey Sampling.
    pub effective: f64,
}

/// Weighs each group by its part of the population: `w = (N_g/N) / (n_g/n)`.
///
/// # Errors
/// [`Unfit::Empty`] without answers, [`Unfit::OutOfRange`] where more answered than there are, [`Unfit::NoAnswerInGroup`] where
/// a group has people and no answer: nothing stands for them.
pub fn post_stratify(strata: &[Stratum]) -> Result<Weighted, Unfit> {
    if strata.iter().any(|group| group.answers > group.population) {
        return Err(Unfit::OutOfRange);
    }
    if strata.iter().any(|group| group.answers == 0 && group.population > 0) {
        return Err(Unfit::NoAnswerInGroup);
    }
    let answers = number(strata.iter().map(|group| group.answers).sum());
    let population = number(strata.iter().map(|group| group.population).sum());
    if answers == 0.0 {
        return Err(Unfit::Empty);
    }
    let (mut raw, mut weighted, mut sum, mut squares) = (0.0, 0.0, 0.0, 0.0);
    for group in strata.iter().filter(|group| group.answers > 0) {
        let own = number(group.answers);
        let weight = (number(group.population) / population) / (own / answers);
        raw += own * group.mean;
        weighted += weight * own * group.mean;
        sum += weight * own;
        squares += weight * weight * own;
    }
    Ok(Weighted { raw: raw / answers, weighted: weighted / sum, effective: sum * sum / squares })
}
