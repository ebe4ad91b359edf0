//! How a figure went: a point for each batch of weeks that may be shown, with the limits between which it is ordinary.

use jiff::Timestamp;
use regie_domain::measure::{Count, Sums, WINDOWS, days_of};
use regie_metrics::{Interval, chart};
use regie_store::views::figures::begin_of;

use super::{Figure, Part, Which};
use crate::read::measures::FEWEST;

/// The fewest points that limits are drawn from: fewer tell too little of what is ordinary.
pub const FOR_LIMITS: usize = 8;

/// The figures that have a chart.
const CHARTED: [Which; 4] =
    [Which::FirstContact(1), Which::Kept, Which::Mean(Count::Effort), Which::Mean(Count::LongestSilence)];

/// A figure over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// Which.
    pub which: Which,
    /// What is ordinary, where there are enough points to say so.
    pub centre: Option<f64>,
    /// A point for each batch of weeks; nothing in one of which too little may be shown.
    pub dots: Vec<Dot>,
}

/// One batch of weeks in a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The figure, and of how many.
    pub value: Option<(f64, u64)>,
    /// Between which it would be ordinary.
    pub limits: Option<Interval>,
}

impl Dot {
    /// Whether it is out of the ordinary.
    #[must_use]
    pub fn signals(&self) -> bool {
        self.value.zip(self.limits).is_some_and(|((value, _), limits)| !limits.covers(value))
    }
}

/// The charts of a group.
pub(super) fn of(parts: &[Part<Sums>], now: Timestamp) -> Vec<Chart> {
    CHARTED.iter().map(|which| chart(*which, parts, now)).collect()
}

pub(super) fn chart(which: Which, parts: &[Part<Sums>], now: Timestamp) -> Chart {
    let over = match which {
        Which::FirstContact(window) => now - days_of(WINDOWS[window.min(2)]),
        _ => now,
    };
    let mut dots = Vec::new();
    let mut shares = Vec::new();
    let mut means = Vec::new();
    for part in parts.iter().filter(|part| begin_of(part.until) <= over) {
        let told = part.sums.as_ref().and_then(|sums| Some((Figure::of(which, sums).shown?, sums)));
        if let Some((told, sums)) = &told {
            shares.extend(which.share(sums).filter(|(_, of)| *of >= FEWEST as u64));
            means.push(told.estimate.value);
        }
        let value = told.map(|(told, _)| (told.estimate.value, told.of));
        dots.push(Dot { from: begin_of(part.from), until: begin_of(part.until), value, limits: None });
    }
    let centre = if means.len() >= FOR_LIMITS { limit(which, &mut dots, &shares, &means) } else { None };
    Chart { which, centre, dots }
}

/// Draws the limits: a p-chart of shares, an XmR chart of means. Gives the centre.
fn limit(which: Which, dots: &mut [Dot], shares: &[(u64, u64)], means: &[f64]) -> Option<f64> {
    let shown = dots.iter_mut().filter(|dot| dot.value.is_some());
    if which.is_share() {
        let found = chart::shares(shares).ok()?;
        shown.zip(&found.points).for_each(|(dot, point)| dot.limits = Some(point.limits));
        return Some(found.centre);
    }
    let found = chart::values(means).ok()?;
    // Hours and points are never under 0.
    let limits = Interval { low: found.limits.low.max(0.0), high: found.limits.high };
    shown.for_each(|dot| dot.limits = Some(limits));
    Some(found.centre)
}
