//! Absence of a member: the days that somebody is away, and who stands in.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::MemberId;

/// When a member is away, in days of the organisation's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Who stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<MemberId>,
}

impl Absence {
    /// Whether somebody is away on a day.
    #[must_use]
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    /// Whether it ended before a day.
    #[must_use]
    pub fn is_over(&self, day: Date) -> bool {
        self.until < day
    }

    /// Whether it has a day in common with another one.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_first_and_the_last_day_belong_to_it() {
        let away = Absence { from: date(2018, 2, 5), until: date(2018, 2, 9), substitute: None };
        let days = [date(2018, 2, 4), date(2018, 2, 5), date(2018, 2, 9), date(2018, 2, 10)];
        assert_eq!(days.map(|day| away.covers(day)), [false, true, true, false]);
        assert_eq!(days.map(|day| away.is_over(day)), [false, false, false, true]);
        let next = |from, until| Absence { from, until, substitute: None };
        assert!(away.meets(&next(date(2018, 2, 9), date(2018, 2, 12))));
        assert!(!away.meets(&next(date(2018, 2, 10), date(2018, 2, 12))));
    }
}
