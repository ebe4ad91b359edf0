//! Shares of a whole, and the difference of two shares.

use crate::{Estimate, Interval, Unfit, Z95, number};

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    hits: u64,
    of: u64,
}

impl Share {
    /// `hits` of `of`.
    ///
    /// # Errors
    /// [`Unfit::Empty`] of nothing, [`Unfit::OutOfRange`] when there are more hits than there is to hit.
    pub fn new(hits: u64, of: u64) -> Result<Self, Unfit> {
        match of {
            0 => Err(Unfit::Empty),
            _ if hits > of => Err(Unfit::OutOfRange),
            _ => Ok(Self { hits, of }),
        }
    }

    /// The share as it was counted, 0 to 1.
    #[must_use]
    pub fn value(&self) -> f64 {
        number(self.hits) / number(self.of)
    }

    /// The share with its score interval, which never leaves 0 to 1 and is honest at 0 and at all.
    ///
    /// `centre = (p + z²/2n) / (1 + z²/n)`, `half = z / (1 + z²/n) · √(p(1-p)/n + z²/4n²)`.
    /// Source: Wilson 1927, JASA 22; golden values: Newcombe 1998, Statistics in Medicine 17, table.
    #[must_use]
    pub fn wilson(&self) -> Estimate {
        let (p, n, z2) = (self.value(), number(self.of), Z95 * Z95);
        let shrink = 1.0 + z2 / n;
        let centre = (p + z2 / (2.0 * n)) / shrink;
        let half = Z95 / shrink * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
        Estimate { value: p, interval: Interval::around(centre, half).clamp(0.0, 1.0) }
    }

    /// How much larger this share is than another, by Newcombe's hybrid score interval (his method 10).
    ///
    /// With `l` and `u` the Wilson limits: `low = d - √((p₁-l₁)² + (u₂-p₂)²)`, `high = d + √((u₁-p₁)² + (p₂-l₂)²)`.
    /// Source: Newcombe 1998, Statistics in Medicine 17:873-890.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Estimate {
        let (own, others) = (self.wilson(), other.wilson());
        let value = own.value - others.value;
        let low = (own.value - own.interval.low).hypot(others.interval.high - others.value);
        let high = (own.interval.high - own.value).hypot(others.value - others.interval.low);
        Estimate { value, interval: Interval { low: value - low, high: value + high } }
    }

    /// The same difference by Agresti and Caffo: one hit and one miss are added to each share, then a plain interval.
    /// Its centre is not the counted difference. Source: Agresti & Caffo 2000, The American Statistician 54.
    #[must_use]
    pub fn minus_agresti_caffo(&self, other: &Self) -> Estimate {
        let padded = |share: &Self| {
            let n = number(share.of) + 2.0;
            let p = (number(share.hits) + 1.0) / n;
            (p, p * (1.0 - p) / n)
        };
        let ((own, own_var), (others, others_var)) = (padded(self), padded(other));
        let half = Z95 * (own_var + others_var).sqrt();
        Estimate { value: self.value() - other.value(), interval: Interval::around(own - others, half) }
    }

    /// A mean for very small groups that leans on what is usual: the mean of the posterior under a Beta prior of `usual` hits
    /// and misses, `(a + hits) / (a + b + n)`. It orders what to look at first; it is never shown as a score.
    #[must_use]
    pub fn shrunk(&self, usual: (f64, f64)) -> f64 {
        (usual.0 + number(self.hits)) / (usual.0 + usual.1 + number(self.of))
    }
}

/// By how much a standard error shrinks when `asked` of a small population of `all` answered: `√((N-n)/(N-1))`; 0 when
/// everybody did.
///
/// # Errors
/// [`Unfit::Empty`] for a population of none, [`Unfit::OutOfRange`] when more answered than there are.
pub fn finite_population(answered: u64, all: u64) -> Result<f64, Unfit> {
    match all {
        0 => Err(Unfit::Empty),
        _ if answered > all => Err(Unfit::OutOfRange),
        1 => Ok(0.0),
        _ => Ok((number(all - answered) / number(all - 1)).sqrt()),
    }
}
