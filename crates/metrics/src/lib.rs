//! The figures of feedback: pure functions over counts and numbers. No clock, no I/O, no randomness of their own.
//!
//! No figure goes without what it can show: every score here comes with its interval, and [`power`] says how large a change a
//! figure of that size could show at all. Scores are for learning, so nothing here orders people or teams.
//!
//! | question | where |
//! |---|---|
//! | which share, and how sure | [`proportion`] |
//! | would they recommend us | [`nps`] |
//! | satisfied, easy, a grade | [`scale`] |
//! | how many contacts, hours, points on the mean | [`mean`] |
//! | who answered beside who was asked | [`weight`] |
//! | what goes together with it | [`drivers`] |
//! | did something change | [`chart`], [`interrupted`] |
//! | what change could this figure show | [`power`] |
//! | may this figure be shown at all | [`privacy`] |
//!
//! Unless a function says otherwise, intervals are two-sided at 95 % ([`Z95`]), shares run from 0 to 1 and NPS from -100 to 100.

pub mod chart;
pub mod drivers;
pub mod interrupted;
pub mod mean;
pub mod nps;
pub mod power;
pub mod privacy;
pub mod proportion;
pub mod scale;
pub mod verdict;
pub mod weight;

/// The standard normal quantile of 0.975: a two-sided interval of 95 %.
pub const Z95: f64 = 1.959_963_984_540_054;

/// A range in which the true value lies with the stated confidence. `low` is at most `high`; both in the unit of the figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// So far to both sides of a centre.
    #[must_use]
    pub(crate) fn around(centre: f64, half: f64) -> Self {
        Self { low: centre - half, high: centre + half }
    }

    /// The same, cut off at the ends of what is possible.
    #[must_use]
    pub fn clamp(self, low: f64, high: f64) -> Self {
        Self { low: self.low.clamp(low, high), high: self.high.clamp(low, high) }
    }

    /// Whether a value lies in it.
    #[must_use]
    pub fn covers(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

/// A figure with its interval, never without.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Where the true value lies.
    pub interval: Interval,
}

/// Why a figure cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// There is nothing to count.
    #[error("there are no answers")]
    Empty,
    /// A part that is larger than its whole, or an answer outside its scale.
    #[error("a count or an answer is outside its range")]
    OutOfRange,
    /// Rows of different lengths.
    #[error("the rows are not of one length")]
    Ragged,
    /// Too few rows for what is asked.
    #[error("too few answers: {have} of at least {needed}")]
    TooFew {
        /// How many there are.
        have: usize,
        /// How many it takes.
        needed: usize,
    },
    /// More drivers than can be told apart.
    #[error("too many drivers: {have}, at most {most}")]
    TooMany {
        /// How many there are.
        have: usize,
        /// How many may be.
        most: usize,
    },
    /// A column that never changes, or that follows from the others.
    #[error("a column does not vary, or follows from the others")]
    Singular,
    /// A population has a group in which nobody answered.
    #[error("a group of the population has no answer")]
    NoAnswerInGroup,
}

/// A count as a number. Exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "counts of answers stay far under 2^53")]
pub(crate) fn number(count: u64) -> f64 {
    count as f64
}

/// A length as a number.
pub(crate) fn length(count: usize) -> f64 {
    number(count as u64)
}
