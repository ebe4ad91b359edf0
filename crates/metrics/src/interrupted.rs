//! Before and after a change: an interrupted time series of counts. A quasi-Poisson regression with log link, whose
//! intervals are widened by the dispersion: counts of people vary more than chance alone has it.
//!
//! Source: Lopez Bernal, Cummins & Gasparrini 2017, International Journal of Epidemiology 46(1).

use nalgebra::{DMatrix, DVector};

use crate::{Estimate, Interval, Unfit, Z95, length};

/// The fewest moments before a change that a verdict needs. A rule of thumb of ours.
pub const FEWEST_BEFORE: usize = 12;
/// After so many rounds the fit is given up.
const ROUNDS: usize = 100;

/// One moment of a series, such as a month.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// How often it happened.
    pub count: u64,
    /// Out of how much it could have: people, journeys. More than 0.
    pub exposure: f64,
    /// Whether the change was in force.
    pub changed: bool,
}

/// A series that was fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The effects in log units: the level, the change, the slope a moment, then the sine and cosine of each season.
    pub effects: Vec<f64>,
    /// Their standard errors, widened by the dispersion.
    pub errors: Vec<f64>,
    /// The variance over what a Poisson count would have: Pearson's `χ²/(n-p)`. 1 is pure chance.
    pub dispersion: f64,
}

impl Fit {
    /// How many times as often it happened with the change, the trend set apart: `exp(β)`. 1 is no effect.
    #[must_use]
    pub fn ratio(&self) -> Estimate {
        self.ratio_with(self.errors[1])
    }

    /// The same with the interval of a plain Poisson regression, which is too narrow where the dispersion is over 1.
    #[must_use]
    pub fn ratio_poisson(&self) -> Estimate {
        self.ratio_with(self.errors[1] / self.dispersion.sqrt())
    }

    fn ratio_with(&self, error: f64) -> Estimate {
        let (effect, half) = (self.effects[1], Z95 * error);
        let interval = Interval { low: (effect - half).exp(), high: (effect + half).exp() };
        Estimate { value: effect.exp(), interval }
    }
}

/// Fits `log E(count) = level + change + slope·t + seasons + log exposure` with `t` from 1, by iteratively reweighted least
/// squares. `seasons` are pairs of a sine and a cosine, over `cycle` moments (12 for months); `(0, _)` for none.
///
/// # Errors
/// [`Unfit::TooFew`] under [`FEWEST_BEFORE`] moments before the change or without one after it; [`Unfit::Empty`] where it never
/// happened on one of the sides: no ratio can be told from none; [`Unfit::OutOfRange`] for an
/// exposure that is not over 0; [`Unfit::Singular`] where the effects cannot be told apart or the fit does not settle.
pub fn fit(series: &[Moment], (seasons, cycle): (usize, usize)) -> Result<Fit, Unfit> {
    let before = series.iter().filter(|moment| !moment.changed).count();
    let columns = 3 + 2 * seasons;
    if before < FEWEST_BEFORE {
        return Err(Unfit::TooFew { have: before, needed: FEWEST_BEFORE });
    }
    if before == series.len() || series.len() <= columns {
        return Err(Unfit::TooFew { have: series.len(), needed: (before + 1).max(columns + 1) });
    }
    if series.iter().any(|moment| moment.exposure <= 0.0 || !moment.exposure.is_finite()) {
        return Err(Unfit::OutOfRange);
    }
    let happened = |changed| series.iter().any(|moment| moment.changed == changed && moment.count > 0);
    if !happened(false) || !happened(true) {
        return Err(Unfit::Empty);
    }
    let design = DMatrix::from_fn(series.len(), columns, |row, column| cell(series, row, column, cycle));
    let counts = DVector::from_iterator(series.len(), series.iter().map(|moment| crate::number(moment.count)));
    let offset = DVector::from_iterator(series.len(), series.iter().map(|moment| moment.exposure.ln()));
    let (effects, means) = settle(&design, &counts, &offset)?;
    let pearson: f64 = counts.iter().zip(means.iter()).map(|(count, mean)| (count - mean).powi(2) / mean).sum();
    let dispersion = pearson / length(series.len() - columns);
    let spread = information(&design, &means).try_inverse().ok_or(Unfit::Singular)?;
    let errors = spread.diagonal().iter().map(|variance| (variance * dispersion).sqrt()).collect();
    Ok(Fit { effects: effects.iter().copied().collect(), errors, dispersion })
}

fn cell(series: &[Moment], row: usize, column: usize, cycle: usize) -> f64 {
    let time = length(row + 1);
    match column {
        0 => 1.0,
        1 => f64::from(u8::from(series[row].changed)),
        2 => time,
        _ => {
            let angle = std::f64::consts::TAU * length((column - 1) / 2) * time / length(cycle.max(1));
            if column % 2 == 1 { angle.sin() } else { angle.cos() }
        }
    }
}

/// `XᵀWX` with the means as weights.
fn information(design: &DMatrix<f64>, means: &DVector<f64>) -> DMatrix<f64> {
    design.transpose() * DMatrix::from_diagonal(means) * design
}

/// The effects at which the likelihood is largest, and the means that they tell.
fn settle(
    design: &DMatrix<f64>,
    counts: &DVector<f64>,
    offset: &DVector<f64>,
) -> Result<(DVector<f64>, DVector<f64>), Unfit> {
    // A start that has no logarithm of zero, as glm's: half a count more.
    let mut means = counts.map(|count| count + 0.5);
    let mut last = f64::INFINITY;
    for _ in 0..ROUNDS {
        let linear = means.map(f64::ln) - offset;
        let working = &linear + (counts - &means).component_div(&means);
        let weighted = design.transpose() * means.component_mul(&working);
        let effects = information(design, &means).cholesky().ok_or(Unfit::Singular)?.solve(&weighted);
        means = (design * &effects + offset).map(f64::exp);
        let deviance = deviance(counts, &means);
        if !deviance.is_finite() {
            return Err(Unfit::Singular);
        }
        if (deviance - last).abs() <= 1e-12 * (deviance.abs() + 0.1) {
            return Ok((effects, means));
        }
        last = deviance;
    }
    Err(Unfit::Singular)
}

/// Twice what the likelihood lacks of a perfect one.
fn deviance(counts: &DVector<f64>, means: &DVector<f64>) -> f64 {
    let one = |(count, mean): (&f64, &f64)| {
        let ratio = if *count > 0.0 { count * (count / mean).ln() } else { 0.0 };
        2.0 * (ratio - (count - mean))
    };
    counts.iter().zip(means.iter()).map(one).sum()
}
