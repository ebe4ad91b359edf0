//! Control charts: is this ordinary noise, or did something change?

use crate::proportion::Share;
use crate::{Interval, Unfit, length};

/// One point of a chart with the limits that hold for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What was measured.
    pub value: f64,
    /// Between which it would be ordinary.
    pub limits: Interval,
}

impl Point {
    /// Whether it is out of the ordinary.
    #[must_use]
    pub fn signals(&self) -> bool {
        !self.limits.covers(self.value)
    }
}

/// A chart of shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// The share over all points, 0 to 1.
    pub centre: f64,
    /// Each point with its own limits, which are wider where there were fewer.
    pub points: Vec<Point>,
}

/// The p-chart: `p̄ ± 3·√(p̄(1-p̄)/nᵢ)`, cut off at 0 and 1, each point as hits of so many. Source: Montgomery, Introduction to
/// Statistical Quality Control, chapter on attributes.
///
/// # Errors
/// [`Unfit::Empty`] without points or for a point of nothing, [`Unfit::OutOfRange`] for more hits than there were.
pub fn shares(points: &[(u64, u64)]) -> Result<Shares, Unfit> {
    let read: Vec<Share> = points.iter().map(|(hits, of)| Share::new(*hits, *of)).collect::<Result<_, _>>()?;
    let (hits, of) = points.iter().fold((0, 0), |(hits, of), point| (hits + point.0, of + point.1));
    let centre = Share::new(hits, of)?.value();
    let limits =
        |of: u64| Interval::around(centre, 3.0 * (centre * (1.0 - centre) / crate::number(of)).sqrt()).clamp(0.0, 1.0);
    let points = read.iter().zip(points).map(|(share, (_, of))| Point { value: share.value(), limits: limits(*of) });
    Ok(Shares { centre, points: points.collect() })
}

/// A chart of single values.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Their mean.
    pub centre: f64,
    /// The mean of the steps from each to the next.
    pub mean_step: f64,
    /// Between which a value is ordinary.
    pub limits: Interval,
    /// Over which a step is out of the ordinary.
    pub most_step: f64,
}

impl Values {
    /// The same with limits of three sigma, where sigma is the mean step over `d₂` = 1.128, not rounded to 2.66.
    #[must_use]
    pub fn limits_by_d2(&self) -> Interval {
        Interval::around(self.centre, 3.0 * self.mean_step / 1.128)
    }
}

/// The XmR chart: `mean ± 2.66·mR̄`, steps up to `3.268·mR̄`. Source: NIST/SEMATECH e-Handbook, 6.3.2.2.
///
/// # Errors
/// [`Unfit::TooFew`] under two values.
pub fn values(values: &[f64]) -> Result<Values, Unfit> {
    if values.len() < 2 {
        return Err(Unfit::TooFew { have: values.len(), needed: 2 });
    }
    let centre = values.iter().sum::<f64>() / length(values.len());
    let mean_step = values.windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum::<f64>() / length(values.len() - 1);
    let limits = Interval::around(centre, 2.66 * mean_step);
    Ok(Values { centre, mean_step, limits, most_step: 3.268 * mean_step })
}

/// What a tabular CUSUM watches for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watch {
    /// Where the values should be.
    pub target: f64,
    /// Half of the shift that matters, in the unit of the values.
    pub slack: f64,
    /// From what sum on it is a shift, in the unit of the values.
    pub threshold: f64,
}

/// One point of a tabular CUSUM.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    /// How far it went up since it last was where it should be.
    pub up: f64,
    /// For how many points, this one included.
    pub up_for: usize,
    /// How far it went down.
    pub down: f64,
    /// For how many points.
    pub down_for: usize,
}

/// A shift that a CUSUM found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// The point at which it was found, from 1.
    pub found: usize,
    /// The last point before it began, from 1; 0 when it was there from the start.
    pub began_after: usize,
    /// Whether the values went up.
    pub up: bool,
}

/// The sums of each point: `C⁺ = max(0, x - (target + slack) + C⁺)`, `C⁻ = max(0, (target - slack) - x + C⁻)`.
/// Source: Montgomery, chapter on CUSUM.
#[must_use]
pub fn cusum(values: &[f64], watch: Watch) -> Vec<Sums> {
    let grow = |sum: f64, points: usize| if sum > 0.0 { (sum, points + 1) } else { (0.0, 0) };
    let step = |last: &mut Sums, value: &f64| {
        let (up, up_for) = grow(last.up + value - (watch.target + watch.slack), last.up_for);
        let (down, down_for) = grow(last.down + (watch.target - watch.slack) - value, last.down_for);
        *last = Sums { up, up_for, down, down_for };
        Some(*last)
    };
    values.iter().scan(Sums::default(), step).collect()
}

/// The first shift over the threshold.
#[must_use]
pub fn first_shift(values: &[f64], watch: Watch) -> Option<Shift> {
    cusum(values, watch).iter().zip(1..).find_map(|(sums, found)| {
        let over = |up: bool, sum: f64, points: usize| {
            (sum > watch.threshold).then(|| Shift { found, began_after: found - points, up })
        };
        over(true, sums.up, sums.up_for).or_else(|| over(false, sums.down, sums.down_for))
    })
}
