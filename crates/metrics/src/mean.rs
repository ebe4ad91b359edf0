//! The mean of numbers that have no upper end: contacts, hours, points.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::{Estimate, Interval, Unfit, number};

/// Numbers, of which only their count, their sum and the sum of their squares are known: they add up.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sample {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

impl Sample {
    /// The mean, in the unit of the numbers, with the interval of Student's t: `mean ± t·√(s²/n)`, `s² = (Σx² - (Σx)²/n)/(n-1)`.
    /// Numbers that cannot be less than 0 get no interval under 0. Where all are the same it is taken as if one of them had been
    /// a step off: a spread of nothing would say that no other number was possible. Source: Student 1908, Biometrika 6.
    ///
    /// # Errors
    /// [`Unfit::Empty`] of nothing, [`Unfit::TooFew`] of one, which says nothing of the spread.
    pub fn mean(&self) -> Result<Estimate, Unfit> {
        if self.count == 0 {
            return Err(Unfit::Empty);
        }
        if self.count == 1 {
            return Err(Unfit::TooFew { have: 1, needed: 2 });
        }
        let n = number(self.count);
        let value = self.sum / n;
        let t = StudentsT::new(0.0, 1.0, n - 1.0).map_err(|_| Unfit::Empty)?.inverse_cdf(0.975);
        let half = t * (self.variance() / n).sqrt();
        Ok(Estimate { value, interval: Interval::around(value, half).clamp(0.0, f64::INFINITY) })
    }

    /// The variance among them, in the square of their unit; at least that of one number a step off. 0 of one or none.
    #[must_use]
    pub fn variance(&self) -> f64 {
        if self.count < 2 {
            return 0.0;
        }
        let n = number(self.count);
        (self.squares - self.sum * self.sum / n).max((n - 1.0) / n) / (n - 1.0)
    }
}
