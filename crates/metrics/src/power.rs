//! What change could this figure show? At 95 % confidence and 80 % power, for two groups of one size.

use crate::Z95;

/// The standard normal quantile of 0.8.
const Z80: f64 = 0.841_621_233_572_914_3;

/// How many answers each of two groups needs to show a `step` (more than 0), in the unit of which `variance` is the square:
/// `n = 2·var·(z₀.₉₇₅ + z₀.₈)² / step²`, rounded up. For NPS a variance of 0.6 and a step of 0.1 stand for ten points.
#[must_use]
pub fn answers_needed(variance: f64, step: f64) -> f64 {
    (2.0 * variance * (Z95 + Z80).powi(2) / (step * step)).ceil()
}

/// The smallest step that two groups of `answers` each can show, in the unit of which `variance` is the square. Infinite
/// where nobody answered.
#[must_use]
pub fn smallest_step(variance: f64, answers: u64) -> f64 {
    (2.0 * variance * (Z95 + Z80).powi(2) / crate::number(answers)).sqrt()
}
