//! Net promoter score: the share of nines and tens less the share of zero to six, times 100.

use statrs::function::erf::erfc;

use crate::{Estimate, Interval, Unfit, Z95, number};

/// The answers to "would you recommend us?", 0 to 10, in their three groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recommend {
    /// Nine and ten.
    pub promoters: u64,
    /// Seven and eight.
    pub passives: u64,
    /// Zero to six.
    pub detractors: u64,
}

/// The difference of two scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// New less old, in points, with its interval.
    pub change: Estimate,
    /// Its standard error, in points.
    pub error: f64,
    /// The change in standard errors.
    pub z: f64,
    /// How often chance alone would bring so large a change, 0 to 1, two-sided.
    pub p: f64,
}

impl Recommend {
    /// Counts answers of 0 to 10.
    ///
    /// # Errors
    /// [`Unfit::OutOfRange`] for an answer over ten.
    pub fn of(answers: impl IntoIterator<Item = u8>) -> Result<Self, Unfit> {
        let mut counted = Self::default();
        for answer in answers {
            match answer {
                0..=6 => counted.detractors += 1,
                7 | 8 => counted.passives += 1,
                9 | 10 => counted.promoters += 1,
                _ => return Err(Unfit::OutOfRange),
            }
        }
        Ok(counted)
    }

    /// How many answered.
    #[must_use]
    pub fn answers(&self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// The mean and variance of +1, 0 and -1, after adding `more` promoters and as many detractors and `all` answers.
    /// `m = (P-D)/n`, `var = (P+D)/n - m²`.
    fn moments(&self, more: f64, all: f64) -> (f64, f64, f64) {
        let (up, down) = (number(self.promoters) + more, number(self.detractors) + more);
        let n = number(self.answers()) + all;
        let mean = (up - down) / n;
        (mean, (up + down) / n - mean * mean, n)
    }

    fn some(&self) -> Result<(), Unfit> {
        if self.answers() == 0 { Err(Unfit::Empty) } else { Ok(()) }
    }

    /// The score that people know, in points, with its adjusted Wald interval: three quarters of a promoter and of a
    /// detractor are added, and three answers. The plain Wald interval of few answers is far too narrow, and of ten
    /// tens it is nothing at all.
    ///
    /// Source: Rocks 2016, The American Statistician 70 (best of six methods); the interval is cut off at ±100.
    ///
    /// # Errors
    /// [`Unfit::Empty`] without answers.
    pub fn score(&self) -> Result<Estimate, Unfit> {
        self.some()?;
        let adjusted = self.adjusted()?;
        let (mean, ..) = self.moments(0.0, 0.0);
        Ok(Estimate { value: 100.0 * mean, interval: adjusted.interval.clamp(-100.0, 100.0) })
    }

    /// The centre of the adjusted interval and the interval as computed, which may pass ±100.
    ///
    /// # Errors
    /// [`Unfit::Empty`] without answers.
    pub fn adjusted(&self) -> Result<Estimate, Unfit> {
        self.some()?;
        let (mean, variance, n) = self.moments(0.75, 3.0);
        let value = 100.0 * mean;
        Ok(Estimate { value, interval: Interval::around(value, 100.0 * Z95 * (variance / n).sqrt()) })
    }

    /// The score with its plain Wald interval, for comparison only.
    ///
    /// # Errors
    /// [`Unfit::Empty`] without answers.
    pub fn wald(&self) -> Result<Estimate, Unfit> {
        self.some()?;
        let (mean, variance, n) = self.moments(0.0, 0.0);
        let value = 100.0 * mean;
        Ok(Estimate { value, interval: Interval::around(value, 100.0 * Z95 * (variance / n).sqrt()) })
    }

    /// The variance of +1, 0 and -1.
    ///
    /// # Errors
    /// [`Unfit::Empty`] without answers.
    pub fn variance(&self) -> Result<f64, Unfit> {
        self.some()?;
        Ok(self.moments(0.0, 0.0).1)
    }

    /// How this score differs from an earlier one: `SE = √(SE₁² + SE₂²)`, and a two-sided normal test.
    ///
    /// # Errors
    /// [`Unfit::Empty`] without answers on either side, [`Unfit::Singular`] where all of both said the same.
    pub fn since(&self, before: &Self) -> Result<Difference, Unfit> {
        self.some()?;
        before.some()?;
        let ((new, new_var, n), (old, old_var, m)) = (self.moments(0.0, 0.0), before.moments(0.0, 0.0));
        let (change, error) = (100.0 * (new - old), 100.0 * (new_var / n + old_var / m).sqrt());
        if error == 0.0 {
            return Err(Unfit::Singular);
        }
        let z = change / error;
        let interval = Interval::around(change, Z95 * error);
        Ok(Difference {
            change: Estimate { value: change, interval },
            error,
            z,
            p: erfc(z.abs() / std::f64::consts::SQRT_2),
        })
    }
}
