//! Days of the week, and hours on or before the day of a visit.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::calendar::{ClockTime, instant_of};

/// A day of the week, as it is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    /// The week, from Monday.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }

    /// The day of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }

    /// The same day of the calendar's week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        match self {
            Self::Mon => Weekday::Monday,
            Self::Tue => Weekday::Tuesday,
            Self::Wed => Weekday::Wednesday,
            Self::Thu => Weekday::Thursday,
            Self::Fri => Weekday::Friday,
            Self::Sat => Weekday::Saturday,
            Self::Sun => Weekday::Sunday,
        }
    }
}

/// The day of a [`Mark`], counted from that of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkDay {
    /// The day of the visit itself.
    SameDay,
    /// The day before it, open or not.
    DayBefore,
}

impl MarkDay {
    /// Both.
    pub const ALL: [Self; 2] = [Self::SameDay, Self::DayBefore];

    /// The code in forms.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SameDay => "same_day",
            Self::DayBefore => "day_before",
        }
    }

    /// The value of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.code() == code)
    }
}

/// An hour on the day of a visit, or on the day before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Mark {
    /// On which day.
    pub day: MarkDay,
    /// At what time there.
    pub at: ClockTime,
}

impl Mark {
    /// The moment it stands for, of a visit on a date. At the edge of the calendar's years, the first instant there is.
    #[must_use]
    pub fn of(self, visit: Date, zone: &TimeZone) -> Timestamp {
        let date = match self.day {
            MarkDay::SameDay => Some(visit),
            MarkDay::DayBefore => visit.yesterday().ok(),
        };
        let local = date.and_then(|date| self.at.on(date));
        local.and_then(|local| instant_of(zone, local)).unwrap_or(Timestamp::MIN)
    }
}
