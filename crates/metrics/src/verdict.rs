//! What came of a change that was registered before it started: did the figure go as far as was expected?
//!
//! With enough batches before it this is read from an interrupted time series ([`crate::interrupted`]); with fewer, from a
//! control chart ([`crate::chart`]) whose limits are drawn from what was before. Where journeys without the change stand beside
//! it, only what the change did over and above what happened to those counts. Whoever expects little of a change must not hear
//! "it worked" of chance, and whoever sees no change must not hear "it did not" of figures that could not have shown it: then
//! the verdict is that nobody can tell.

use crate::chart;
use crate::interrupted::{FEWEST_BEFORE, Fit, Moment, fit};
use crate::{Estimate, Interval, Z95, number};

/// The fewest batches before a change that limits are drawn from.
pub const FEWEST_FOR_CHART: usize = 8;
/// So many batches after the change show a change that lies outside the limits: each has at least an even chance to.
const FEWEST_AFTER: usize = 5;
/// So many batches in a row on one side of the centre are no chance: one time in 2⁸ on each side.
const RUN: usize = 8;

/// How often it happened in a batch, out of how much it could have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// How often.
    pub count: u64,
    /// Out of how much: of a share its whole, of a mean the journeys. More than 0.
    pub exposure: u64,
}

impl Side {
    fn level(self) -> f64 {
        number(self.count) / number(self.exposure)
    }
}

/// One batch of weeks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Batch {
    /// Where the change was made.
    pub here: Side,
    /// Where it was not, if there is such a group and it may be shown.
    pub beside: Option<Side>,
    /// Whether the change was in force.
    pub changed: bool,
}

/// What was expected of a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// Whether the figure goes up; else down.
    pub up: bool,
    /// How far at least, in its own unit.
    pub size: f64,
    /// Whether it is a share.
    pub is_share: bool,
    /// Whether it is compared with journeys without the change.
    pub compared: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The change that was expected is there.
    Worked,
    /// It is not: less of it, none, or the other way.
    DidNot,
    /// The figures do not tell.
    CannotTell,
}

/// What it was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// An interrupted time series.
    Series,
    /// A control chart.
    Chart,
    /// Nothing: there is too little to show.
    TooLittle,
}

/// A verdict with what it was read from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// What came of it.
    pub verdict: Verdict,
    /// What it was read from.
    pub by: By,
    /// How many times as much it is as it would have been, where a series tells.
    pub ratio: Option<Estimate>,
}

/// Judges a change by the batches before and after it, oldest first.
///
/// Read from a series it **worked** where the interval of the ratio lies wholly on the expected side of 1 and the expected ratio
/// is not better than its far end; it **did not** where the interval does not reach the expected ratio. Read from a chart it
/// worked where a batch lies outside the limits, or eight in a row lie beside the centre, on the expected side and none on the
/// other; it did not where that holds of the other side, or where five batches or more show nothing of a change that would
/// have lain outside the limits.
#[must_use]
pub fn judge(batches: &[Batch], expected: Expected) -> Judged {
    let batches: Vec<Batch> = batches.iter().copied().filter(|batch| usable(batch, expected.compared)).collect();
    let before = batches.iter().filter(|batch| !batch.changed).count();
    if before < FEWEST_FOR_CHART || before == batches.len() {
        return Judged { verdict: Verdict::CannotTell, by: By::TooLittle, ratio: None };
    }
    match (before >= FEWEST_BEFORE).then(|| series(&batches, expected)).flatten() {
        Some(judged) => judged,
        None => Judged { verdict: of_chart(&batches, expected), by: By::Chart, ratio: None },
    }
}

fn usable(batch: &Batch, compared: bool) -> bool {
    batch.here.exposure > 0 && (!compared || batch.beside.is_some_and(|side| side.exposure > 0))
}

/// The level before the change, over all batches.
fn level_before(batches: &[Batch]) -> f64 {
    let before = batches.iter().filter(|batch| !batch.changed);
    let (count, exposure) =
        before.fold((0, 0), |(count, exposure), batch| (count + batch.here.count, exposure + batch.here.exposure));
    number(count) / number(exposure.max(1))
}

/// From an interrupted time series; nothing where it does not settle.
fn series(batches: &[Batch], expected: Expected) -> Option<Judged> {
    let of = |side: &dyn Fn(&Batch) -> Option<Side>| -> Option<Fit> {
        let moments: Vec<Moment> = batches
            .iter()
            .filter_map(|batch| {
                let side = side(batch)?;
                Some(Moment { count: side.count, exposure: number(side.exposure), changed: batch.changed })
            })
            .collect();
        fit(&moments, (0, 1)).ok()
    };
    let here = of(&|batch| Some(batch.here))?;
    let (mut effect, mut variance) = (here.effects[1], here.errors[1].powi(2));
    if expected.compared {
        let beside = of(&|batch| batch.beside)?;
        effect -= beside.effects[1];
        variance += beside.errors[1].powi(2);
    }
    let half = Z95 * variance.sqrt();
    let interval = Interval { low: (effect - half).exp(), high: (effect + half).exp() };
    let level = level_before(batches);
    if level <= 0.0 || !interval.high.is_finite() {
        return None;
    }
    let sign = if expected.up { 1.0 } else { -1.0 };
    let target = ((level + sign * expected.size) / level).max(0.0);
    let (shown, reached) = match expected.up {
        true => (interval.low > 1.0, interval.high >= target),
        false => (interval.high < 1.0, interval.low <= target),
    };
    let verdict = match (reached, shown) {
        (false, _) => Verdict::DidNot,
        (true, true) => Verdict::Worked,
        (true, false) => Verdict::CannotTell,
    };
    let ratio = Some(Estimate { value: effect.exp(), interval });
    Some(Judged { verdict, by: By::Series, ratio })
}

/// From a control chart of what was before.
fn of_chart(batches: &[Batch], expected: Expected) -> Verdict {
    let value = |batch: &Batch| {
        let beside = batch.beside.filter(|_| expected.compared).map_or(0.0, Side::level);
        batch.here.level() - beside
    };
    let (after, before): (Vec<&Batch>, Vec<&Batch>) = batches.iter().partition(|batch| batch.changed);
    let before: Vec<f64> = before.into_iter().map(value).collect();
    let Ok(chart) = chart::values(&before) else { return Verdict::CannotTell };
    // A share by itself has the limits of its size: few journeys scatter more.
    let limits = |batch: &Batch| {
        if expected.is_share && !expected.compared {
            let share = level_before(batches);
            let half = 3.0 * (share * (1.0 - share) / number(batch.here.exposure)).sqrt();
            return Interval { low: share - half, high: share + half };
        }
        chart.limits
    };
    let centre = if expected.is_share && !expected.compared { level_before(batches) } else { chart.centre };
    let over = after.iter().any(|batch| value(batch) > limits(batch).high);
    let under = after.iter().any(|batch| value(batch) < limits(batch).low);
    let run = |up: bool| {
        let beside = |batch: &&&Batch| if up { value(batch) > centre } else { value(batch) < centre };
        after.windows(RUN).any(|batches| batches.iter().all(|batch| beside(&batch)))
    };
    let (up, down) = (over || run(true), under || run(false));
    let (hoped, feared) = if expected.up { (up, down) } else { (down, up) };
    let sign = if expected.up { 1.0 } else { -1.0 };
    let aimed = centre + sign * expected.size;
    let would_show = after.iter().filter(|batch| !limits(batch).covers(aimed)).count() >= FEWEST_AFTER;
    match (hoped, feared) {
        (true, false) => Verdict::Worked,
        (false, true) => Verdict::DidNot,
        (false, false) if would_show => Verdict::DidNot,
        _ => Verdict::CannotTell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(count: u64, exposure: u64, changed: bool) -> Batch {
        Batch { here: Side { count, exposure }, beside: None, changed }
    }

    /// So many batches before and after at a level out of a hundred, that go up and down a little.
    fn levels(before: (usize, u64), after: (usize, u64)) -> Vec<Batch> {
        let some = |(batches, level): (usize, u64), changed| {
            (0..batches).map(move |place| batch(level + [0, 4, 1, 5, 2][place % 5], 100, changed))
        };
        some(before, false).chain(some(after, true)).collect()
    }

    const LESS: Expected = Expected { up: false, size: 0.20, is_share: false, compared: false };

    fn verdict(batches: &[Batch], expected: Expected) -> (Verdict, By) {
        let judged = judge(batches, expected);
        (judged.verdict, judged.by)
    }

    #[test]
    fn a_series_tells_that_it_worked() {
        let judged = judge(&levels((14, 60), (6, 30)), LESS);
        assert_eq!((judged.verdict, judged.by), (Verdict::Worked, By::Series));
        let ratio = judged.ratio.expect("a series tells a ratio");
        assert!(ratio.interval.high < 1.0 && ratio.interval.low < ratio.value, "{ratio:?}");
    }

    #[test]
    fn a_series_tells_that_it_did_not() {
        assert_eq!(verdict(&levels((14, 60), (6, 60)), LESS), (Verdict::DidNot, By::Series));
        assert_eq!(verdict(&levels((14, 60), (6, 90)), LESS), (Verdict::DidNot, By::Series), "the other way");
    }

    #[test]
    fn a_series_that_could_not_have_shown_it_does_not_tell() {
        let little = Expected { size: 0.01, ..LESS };
        assert_eq!(verdict(&levels((14, 60), (2, 58)), little), (Verdict::CannotTell, By::Series));
    }

    #[test]
    fn less_than_was_expected_is_not_that_it_worked() {
        let much = Expected { size: 0.55, ..LESS };
        assert_eq!(verdict(&levels((14, 60), (6, 50)), much), (Verdict::DidNot, By::Series));
    }

    #[test]
    fn what_happened_to_everybody_is_not_what_the_change_did() {
        let fell: Vec<Batch> = levels((14, 60), (6, 30))
            .into_iter()
            .map(|batch| Batch { beside: Some(Side { count: batch.here.count + 1, exposure: 100 }), ..batch })
            .collect();
        let compared = Expected { compared: true, ..LESS };
        assert_eq!(verdict(&fell, compared), (Verdict::DidNot, By::Series));
        let stood: Vec<Batch> = levels((14, 60), (6, 30))
            .into_iter()
            .enumerate()
            .map(|(place, batch)| Batch {
                beside: Some(Side { count: 60 + [3, 0, 5, 1][place % 4], exposure: 100 }),
                ..batch
            })
            .collect();
        assert_eq!(verdict(&stood, compared), (Verdict::Worked, By::Series));
    }

    #[test]
    fn with_fewer_batches_before_a_chart_tells() {
        assert_eq!(verdict(&levels((9, 60), (3, 20)), LESS), (Verdict::Worked, By::Chart));
        assert_eq!(verdict(&levels((9, 60), (3, 95)), LESS), (Verdict::DidNot, By::Chart));
        let much = Expected { size: 0.40, ..LESS };
        assert_eq!(verdict(&levels((9, 60), (6, 60)), much), (Verdict::DidNot, By::Chart), "it would have shown");
        assert_eq!(verdict(&levels((9, 60), (3, 60)), much), (Verdict::CannotTell, By::Chart), "too soon");
        let little = Expected { size: 0.02, ..LESS };
        assert_eq!(verdict(&levels((9, 60), (6, 60)), little), (Verdict::CannotTell, By::Chart));
    }

    #[test]
    fn a_share_of_few_has_wider_limits_than_one_of_many() {
        let up = Expected { up: true, size: 0.30, is_share: true, compared: false };
        let before = |of: u64| (0..8).map(move |place| batch(of / 2 + place % 2, of, false));
        let shares = |of: u64| before(of).chain([batch(of * 7 / 10, of, true)]).collect::<Vec<_>>();
        assert_eq!(verdict(&shares(10), up), (Verdict::CannotTell, By::Chart));
        assert_eq!(verdict(&shares(1_000), up), (Verdict::Worked, By::Chart));
    }

    #[test]
    fn eight_in_a_row_beside_the_centre_are_no_chance() {
        let before = (0..9).map(|place| batch([40, 80][place % 2], 100, false));
        let batches: Vec<Batch> = before.chain((0..8).map(|_| batch(50, 100, true))).collect();
        assert_eq!(verdict(&batches, Expected { size: 0.05, ..LESS }), (Verdict::Worked, By::Chart));
    }

    #[test]
    fn too_little_to_show_tells_nothing() {
        let nothing = (Verdict::CannotTell, By::TooLittle);
        assert_eq!(verdict(&levels((7, 60), (9, 10)), LESS), nothing);
        assert_eq!(verdict(&levels((20, 60), (0, 0)), LESS), nothing);
        assert_eq!(verdict(&[], LESS), nothing);
        let compared = Expected { compared: true, ..LESS };
        assert_eq!(verdict(&levels((14, 60), (6, 30)), compared), nothing, "nothing to compare with");
    }
}
