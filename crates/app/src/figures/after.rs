//! What goes together with a broken promise: of how many the customer left, or ordered again, within ninety days after their
//! journey closed. It is known from what other systems report, and says nothing about why.

use jiff::{SignedDuration, Timestamp};
use regie_metrics::Estimate;
use regie_metrics::proportion::Share;
use regie_store::facts;
use regie_store::views::figures::week_of;
use serde::{Deserialize, Serialize};

use super::batches::{BLOCK, Summed, WeekCell};
use super::kept::{Kept, from_json, json};
use super::{Part, Period, whole};
use crate::App;
use crate::error::Result;

/// Within which time it counts.
pub const WITHIN: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Journeys, of how many the customer left, of how many the customer ordered again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterSums {
    /// With a broken promise.
    pub broken: [i64; 3],
    /// Without one.
    pub kept: [i64; 3],
}

/// Never of a few with a broken promise, nor of a few without.
impl Summed for AfterSums {
    type Part = std::convert::Infallible;

    fn add(&mut self, other: &Self) {
        self.broken.iter_mut().zip(other.broken).for_each(|(own, other)| *own += other);
        self.kept.iter_mut().zip(other.kept).for_each(|(own, other)| *own += other);
    }

    fn people(&self) -> (u64, u64) {
        (whole(self.kept[0]), whole(self.broken[0]))
    }

    fn parts(&self) -> Vec<Self::Part> {
        Vec::new()
    }

    fn people_of(&self, part: &Self::Part) -> (u64, u64) {
        match *part {}
    }

    fn leave_out(&mut self, part: &Self::Part) {
        match *part {}
    }
}

impl Kept for AfterSums {
    fn write(&self) -> String {
        json(self)
    }

    fn read(text: &str) -> Option<Self> {
        from_json(text)
    }
}

/// One of both things that a customer did.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Went {
    /// Of how many journeys with a broken promise, and the share.
    pub broken: (u64, Estimate),
    /// Of how many without, and the share.
    pub kept: (u64, Estimate),
    /// How much more often after a broken promise.
    pub difference: Estimate,
}

/// What goes together with a broken promise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct After {
    /// The customer left.
    pub left: Option<Went>,
    /// The customer ordered again.
    pub ordered: Option<Went>,
}

/// The weeks that closed at least [`WITHIN`] ago.
pub fn weeks(period: Period, now: Timestamp) -> (i64, i64) {
    let until = week_of(now.checked_sub(WITHIN).unwrap_or(Timestamp::MIN));
    (until.div_euclid(BLOCK) * BLOCK - period.weeks(), until)
}

/// Reads the numbers of some weeks.
pub async fn read(app: &App, weeks: (i64, i64)) -> Result<Vec<WeekCell<AfterSums>>> {
    let mut tx = app.store.begin_read().await?;
    let micros = i64::try_from(WITHIN.as_micros()).unwrap_or(i64::MAX);
    let rows = facts::afterwards(&mut tx, weeks, micros).await?;
    let cell = |row: &facts::Afterwards| {
        let counts = [row.journeys, row.left, row.ordered];
        let (broken, kept) = if row.broken { (counts, [0; 3]) } else { ([0; 3], counts) };
        let sums = AfterSums { broken, kept };
        WeekCell { blueprint: row.blueprint, team: row.team, week: row.week, sums }
    };
    Ok(rows.iter().map(cell).collect())
}

/// What may be said of it: nothing of what no system ever reported.
pub fn of(parts: &[Part<AfterSums>]) -> Option<After> {
    let mut all = AfterSums::default();
    parts.iter().filter_map(|part| part.sums.as_ref()).for_each(|sums| all.add(sums));
    let went = |place: usize| {
        if all.broken[place] + all.kept[place] == 0 {
            return None;
        }
        let share = |counts: [i64; 3]| Share::new(whole(counts[place]), whole(counts[0])).ok();
        let (broken, kept) = (share(all.broken)?, share(all.kept)?);
        Some(Went {
            broken: (whole(all.broken[0]), broken.wilson()),
            kept: (whole(all.kept[0]), kept.wilson()),
            difference: broken.minus(&kept),
        })
    };
    let found = After { left: went(1), ordered: went(2) };
    (found.left.is_some() || found.ordered.is_some()).then_some(found)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn what_went_together_stands_with_its_interval_and_what_nobody_reported_is_not_there() {
        let sums = AfterSums { broken: [48, 12, 0], kept: [70, 7, 0] };
        let parts = [Part { from: 0, until: 4, sums: Some(sums) }, Part { from: 4, until: 8, sums: None }];
        let found = of(&parts).unwrap();
        assert_eq!(found.ordered, None, "no system ever told of it");
        let left = found.left.unwrap();
        assert_eq!((left.broken.0, left.kept.0), (48, 70));
        assert!((left.difference.value - 0.15).abs() < 1e-9, "{left:?}");
        assert!(left.difference.interval.low > 0.0 && left.difference.interval.high < 0.31, "{left:?}");
        assert_eq!(of(&parts[1..]), None);
    }
}
