//! Answers on a scale: each scale knows its ends, its direction and which answers count as good, so that a figure of one is
//! never computed from answers on another.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::proportion::Share;
use crate::{Estimate, Interval, Unfit, length, number};

/// What was asked, with its scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scale {
    /// "How satisfied are you with the whole?", 0 to 10. Good is 8 or higher.
    Whole,
    /// Satisfaction (CSAT), 1 to 5. Good are the top two, 4 and 5.
    Satisfied,
    /// Effort, first form (CES 1.0): "how much effort did you personally have to put forth?", 1 to 5, where **low is good**.
    /// Good are 1 and 2. Source: Dixon, Freeman & Toman 2010, Harvard Business Review.
    Effort,
    /// Effort, second form (CES 2.0): "made it easy for me to handle my issue", 1 to 7, agree is high. Good are 5 to 7.
    Easy,
    /// A Dutch school grade, 1 to 10. Good is 8 or higher: an 8 is praise.
    Grade,
    /// Compared with what you expected: 1 much worse, 3 as expected, 5 much better. Good are 4 and 5.
    Expected,
}

impl Scale {
    /// Every scale.
    pub const ALL: [Self; 6] = [Self::Whole, Self::Satisfied, Self::Effort, Self::Easy, Self::Grade, Self::Expected];

    /// Its lowest and highest answer.
    #[must_use]
    pub const fn ends(self) -> (u8, u8) {
        match self {
            Self::Whole => (0, 10),
            Self::Satisfied | Self::Effort | Self::Expected => (1, 5),
            Self::Easy => (1, 7),
            Self::Grade => (1, 10),
        }
    }

    /// Whether a low answer is a good one.
    #[must_use]
    pub const fn low_is_good(self) -> bool {
        matches!(self, Self::Effort)
    }

    /// Whether an answer counts as good.
    #[must_use]
    pub const fn is_good(self, answer: u8) -> bool {
        match self {
            Self::Whole | Self::Grade => answer >= 8,
            Self::Satisfied | Self::Expected => answer >= 4,
            Self::Effort => answer <= 2,
            Self::Easy => answer >= 5,
        }
    }
}

/// Answers on one scale, counted by answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    scale: Scale,
    counts: [u64; 11],
}

impl Answers {
    /// None yet.
    #[must_use]
    pub const fn new(scale: Scale) -> Self {
        Self { scale, counts: [0; 11] }
    }

    /// Adds one.
    ///
    /// # Errors
    /// [`Unfit::OutOfRange`] for an answer that the scale does not have.
    pub fn add(&mut self, answer: u8) -> Result<(), Unfit> {
        self.add_many(answer, 1)
    }

    /// Adds so many of one answer.
    ///
    /// # Errors
    /// [`Unfit::OutOfRange`] for an answer that the scale does not have.
    pub fn add_many(&mut self, answer: u8, many: u64) -> Result<(), Unfit> {
        let (low, high) = self.scale.ends();
        let place = self.counts.get_mut(usize::from(answer)).filter(|_| (low..=high).contains(&answer));
        *place.ok_or(Unfit::OutOfRange)? += many;
        Ok(())
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How often each answer was given, from the lowest of the scale to the highest.
    #[must_use]
    pub fn spread(&self) -> Vec<(u8, u64)> {
        let (low, high) = self.scale.ends();
        (low..=high).map(|answer| (answer, self.counts[usize::from(answer)])).collect()
    }

    /// The share of good answers, 0 to 1, with its Wilson interval: CSAT's top two, CES 2.0's top three, "8 or higher".
    ///
    /// # Errors
    /// [`Unfit::Empty`] without answers.
    pub fn good(&self) -> Result<Estimate, Unfit> {
        let good = self.spread().iter().filter(|(answer, _)| self.scale.is_good(*answer)).map(|(_, count)| count).sum();
        Share::new(good, self.count()).map(|share| share.wilson())
    }

    /// The variance among the answers, in the square of the unit of the scale: `Σ(x - mean)² / (n - 1)`, at least that of one
    /// answer a step off; 0 of one or none.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count() < 2 {
            return 0.0;
        }
        let n = number(self.count());
        let placed = || self.counts.iter().enumerate().map(|(answer, of)| (length(answer), number(*of)));
        let mean = placed().map(|(answer, of)| answer * of).sum::<f64>() / n;
        let squares: f64 = placed().map(|(answer, of)| (answer - mean).powi(2) * of).sum();
        squares.max((n - 1.0) / n) / (n - 1.0)
    }

    /// The mean in the unit of the scale, with the interval of Student's t, cut off at the ends of the scale. One answer alone,
    /// or all the same, says nothing of the spread: the interval is then the whole scale for one answer, and for more it is
    /// taken as if one of them had been a step off.
    ///
    /// # Errors
    /// [`Unfit::Empty`] without answers.
    pub fn mean(&self) -> Result<Estimate, Unfit> {
        let count = self.count();
        let (low, high) = self.scale.ends();
        let (low, high) = (f64::from(low), f64::from(high));
        if count == 0 {
            return Err(Unfit::Empty);
        }
        let n = number(count);
        let value = self.counts.iter().enumerate().map(|(answer, of)| length(answer) * number(*of)).sum::<f64>() / n;
        if count == 1 {
            return Ok(Estimate { value, interval: Interval { low, high } });
        }
        let variance = self.variance();
        let t = StudentsT::new(0.0, 1.0, n - 1.0).map_err(|_| Unfit::Empty)?.inverse_cdf(0.975);
        let interval = Interval::around(value, t * (variance / n).sqrt()).clamp(low, high);
        Ok(Estimate { value, interval })
    }
}
