//! A figure batch by batch, for who judges whether a change did what was expected of it: of the same batches, and so under the
//! same limits, as the figures that are shown.

use jiff::{SignedDuration, Timestamp};
use regie_domain::measure::{Sums, WINDOWS, days_of};
use regie_metrics::Interval;
use regie_store::views::figures::{begin_of, week_of};

use super::batches::{BLOCK, Group};
use super::{Chart, Dot, Part, Shielded, Which, series, whole};
use crate::App;
use crate::error::Result;
use crate::read::measures::FEWEST;

/// One batch of weeks of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Counted {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// How often, and out of how much; nothing where too little may be shown.
    pub counted: Option<(u64, u64)>,
}

impl App {
    /// What may be shown of a group, batch by batch since a moment, as the figures page has it.
    pub(crate) async fn parts_since(&self, from: Timestamp, group: Group) -> Result<Vec<Part<Sums>>> {
        let directory = self.directory().await?;
        let closed = Shielded::of(&directory);
        // Until now, whatever is asked for: where a batch ends does not hang on who looks.
        let weeks = (week_of(from).div_euclid(BLOCK) * BLOCK, week_of(self.ports.clock.now()));
        if closed.hides(group) {
            return Ok(Vec::new());
        }
        self.keep_journeys(&directory, &closed, weeks).await?;
        self.journey_parts(weeks, group).await
    }
}

/// A figure, batch by batch.
pub(crate) fn counted(parts: &[Part<Sums>], which: Which) -> Vec<Counted> {
    let one = |part: &Part<Sums>| Counted {
        from: begin_of(part.from),
        until: begin_of(part.until),
        counted: part.sums.as_ref().and_then(|sums| count(which, sums)),
    };
    parts.iter().map(one).collect()
}

/// How often, and out of how much: of a share its part and its whole, of a mean the sum and the journeys.
fn count(which: Which, sums: &Sums) -> Option<(u64, u64)> {
    let found = which.share(sums).or_else(|| {
        let sample = which.sample(sums)?;
        Some((whole(total(sample.sum)), sample.count))
    });
    found.filter(|(_, of)| *of >= FEWEST as u64)
}

#[expect(clippy::cast_possible_truncation, reason = "sums of hours and contacts stay far under 2^53")]
fn total(sum: f64) -> i64 {
    sum.round() as i64
}

/// How long after a batch all that counts in a figure has happened.
pub(crate) fn settled(which: Which) -> SignedDuration {
    match which {
        Which::FirstContact(window) => days_of(WINDOWS[window.min(2)]),
        _ => SignedDuration::ZERO,
    }
}

/// A figure over time, with the limits of what was ordinary before a moment.
pub(crate) fn trial_chart(parts: &[Part<Sums>], which: Which, starts: Timestamp, now: Timestamp) -> Chart {
    let before: Vec<Part<Sums>> = parts.iter().filter(|part| begin_of(part.until) <= starts).cloned().collect();
    let (mut whole, before) = (series::chart(which, parts, now), series::chart(which, &before, now));
    whole.centre = before.centre;
    let limits = before.dots.iter().find_map(|dot| dot.limits);
    for dot in &mut whole.dots {
        dot.limits = before.centre.and_then(|centre| limit(which, centre, limits, dot));
    }
    whole
}

/// Between what a batch would be ordinary: few journeys scatter more than many.
fn limit(which: Which, centre: f64, before: Option<Interval>, dot: &Dot) -> Option<Interval> {
    let (_, of) = dot.value?;
    if !which.is_share() {
        return before;
    }
    #[expect(clippy::cast_precision_loss, reason = "journeys of a few weeks stay far under 2^53")]
    let half = 3.0 * (centre * (1.0 - centre) / of as f64).sqrt();
    Some(Interval { low: (centre - half).max(0.0), high: (centre + half).min(1.0) })
}
