//! How a calendar is written down: times, intervals, the week, the exceptions, and what may be wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::holidays::HolidaySet;

const MINUTES_OF_DAY: u16 = 24 * 60;

/// A wall-clock time in whole minutes, `00:00` up to and including `24:00` (the end of the day).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

impl ClockTime {
    /// The time at `minutes` after local midnight.
    ///
    /// # Errors
    /// [`IntervalError::OutOfDay`] above 1440.
    pub fn from_minutes(minutes: u16) -> Result<Self, IntervalError> {
        if minutes > MINUTES_OF_DAY {
            return Err(IntervalError::OutOfDay);
        }
        Ok(Self(minutes))
    }

    /// Minutes after local midnight, 0 to 1440.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// This reading on a date; `24:00` is the midnight that ends it. `None` at the end of the calendar's years.
    #[must_use]
    pub fn on(self, date: Date) -> Option<DateTime> {
        if self.0 == MINUTES_OF_DAY {
            return Some(date.tomorrow().ok()?.at(0, 0, 0, 0));
        }
        let hour = i8::try_from(self.0 / 60).ok()?;
        let minute = i8::try_from(self.0 % 60).ok()?;
        Some(date.at(hour, minute, 0, 0))
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for ClockTime {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hours, minutes) = text.trim().split_once(':').ok_or(IntervalError::Syntax)?;
        let hours = two_digits(hours, 1)?;
        let minutes = two_digits(minutes, 2)?;
        if minutes > 59 {
            return Err(IntervalError::OutOfDay);
        }
        Self::from_minutes(hours * 60 + minutes)
    }
}

fn two_digits(text: &str, at_least: usize) -> Result<u16, IntervalError> {
    let plain = (at_least..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !plain {
        return Err(IntervalError::Syntax);
    }
    text.parse().map_err(|_| IntervalError::Syntax)
}

impl TryFrom<String> for ClockTime {
    type Error = IntervalError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

/// One stretch of a local day, start included, end not. Written `08:30-12:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Interval {
    start: ClockTime,
    end: ClockTime,
}

impl Interval {
    /// The whole day, `00:00-24:00`.
    pub const WHOLE_DAY: Self = Self { start: ClockTime(0), end: ClockTime(MINUTES_OF_DAY) };

    /// A stretch from `start` to `end` within one day.
    ///
    /// # Errors
    /// [`IntervalError::NotAfterStart`] unless `start < end`; a night shift is written as two intervals on two days.
    pub fn new(start: ClockTime, end: ClockTime) -> Result<Self, IntervalError> {
        if start >= end {
            return Err(IntervalError::NotAfterStart);
        }
        Ok(Self { start, end })
    }

    /// When it begins.
    #[must_use]
    pub fn start(self) -> ClockTime {
        self.start
    }

    /// When it ends.
    #[must_use]
    pub fn end(self) -> ClockTime {
        self.end
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.start, self.end)
    }
}

impl FromStr for Interval {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (start, end) = text.split_once(['-', '–']).ok_or(IntervalError::Syntax)?;
        Self::new(start.parse()?, end.parse()?)
    }
}

impl TryFrom<String> for Interval {
    type Error = IntervalError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Interval> for String {
    fn from(interval: Interval) -> Self {
        interval.to_string()
    }
}

/// What is wrong with one written time or interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntervalError {
    /// Not written as `08:30` or `08:30-12:30`.
    #[error("write a time as 08:30 and an interval as 08:30-12:30")]
    Syntax,
    /// Minutes above 59, or a time after 24:00.
    #[error("a time lies between 00:00 and 24:00")]
    OutOfDay,
    /// Empty or backwards. Opening hours past midnight are two intervals on two days.
    #[error("the end must be after the start; split hours that pass midnight over two days")]
    NotAfterStart,
}

/// The ordinary week: intervals per weekday, none is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeekHours {
    /// Monday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mon: Vec<Interval>,
    /// Tuesday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tue: Vec<Interval>,
    /// Wednesday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wed: Vec<Interval>,
    /// Thursday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thu: Vec<Interval>,
    /// Friday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fri: Vec<Interval>,
    /// Saturday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sat: Vec<Interval>,
    /// Sunday.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sun: Vec<Interval>,
}

impl WeekHours {
    /// The intervals of a weekday.
    #[must_use]
    pub fn on(&self, day: Weekday) -> &[Interval] {
        match day {
            Weekday::Monday => &self.mon,
            Weekday::Tuesday => &self.tue,
            Weekday::Wednesday => &self.wed,
            Weekday::Thursday => &self.thu,
            Weekday::Friday => &self.fri,
            Weekday::Saturday => &self.sat,
            Weekday::Sunday => &self.sun,
        }
    }

    /// The same, to fill in.
    pub fn on_mut(&mut self, day: Weekday) -> &mut Vec<Interval> {
        match day {
            Weekday::Monday => &mut self.mon,
            Weekday::Tuesday => &mut self.tue,
            Weekday::Wednesday => &mut self.wed,
            Weekday::Thursday => &mut self.thu,
            Weekday::Friday => &mut self.fri,
            Weekday::Saturday => &mut self.sat,
            Weekday::Sunday => &mut self.sun,
        }
    }
}

/// A calendar as a person writes it, not yet checked. [`super::Calendar`] is the checked form and reads and writes this one.
///
/// ```toml
/// zone = "Europe/Amsterdam"
/// holidays = "dutch"
/// closed_days = ["2018-05-11"]
/// [week]
/// mon = ["08:30-12:30", "13:00-17:00"]
/// [extra_days]
/// 2018-12-24 = ["08:30-12:00"]
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSpec {
    /// IANA name of the zone in which all times are read, such as `Europe/Amsterdam`.
    pub zone: String,
    /// Public holidays on which it is closed.
    #[serde(default)]
    pub holidays: HolidaySet,
    /// Own closing days.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub closed_days: BTreeSet<Date>,
    /// The ordinary week.
    #[serde(default)]
    pub week: WeekHours,
    /// Own hours on a date; they replace the week and outrank a holiday.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra_days: BTreeMap<Date, Vec<Interval>>,
}

impl CalendarSpec {
    /// A calendar without hours, holidays or exceptions yet.
    #[must_use]
    pub fn new(zone: impl Into<String>) -> Self {
        Self {
            zone: zone.into(),
            holidays: HolidaySet::None,
            closed_days: BTreeSet::new(),
            week: WeekHours::default(),
            extra_days: BTreeMap::new(),
        }
    }

    /// Adds the same interval to several weekdays.
    #[must_use]
    pub fn open_on(mut self, days: impl IntoIterator<Item = Weekday>, interval: Interval) -> Self {
        for day in days {
            self.week.on_mut(day).push(interval);
        }
        self
    }

    /// Adds the same interval to Monday up to Friday.
    #[must_use]
    pub fn open_on_weekdays(self, interval: Interval) -> Self {
        self.open_on(Weekday::Monday.cycle_forward().take(5), interval)
    }

    /// Closes on these public holidays.
    #[must_use]
    pub fn closed_on(mut self, holidays: HolidaySet) -> Self {
        self.holidays = holidays;
        self
    }

    /// Puts each day's intervals in order and checks the whole.
    pub(super) fn checked(mut self) -> Result<Self, CalendarError> {
        for weekday in Weekday::Monday.cycle_forward().take(7) {
            in_order(CalendarDay::Week(weekday), self.week.on_mut(weekday))?;
        }
        for (date, intervals) in &mut self.extra_days {
            if intervals.is_empty() {
                return Err(CalendarError::ExtraDayWithoutHours(*date));
            }
            if self.closed_days.contains(date) {
                return Err(CalendarError::ClosedAndExtra(*date));
            }
            in_order(CalendarDay::Date(*date), intervals)?;
        }
        let opens_in_week = Weekday::Monday.cycle_forward().take(7).any(|day| !self.week.on(day).is_empty());
        if !opens_in_week && self.extra_days.is_empty() {
            return Err(CalendarError::NeverOpen);
        }
        Ok(self)
    }
}

fn in_order(day: CalendarDay, intervals: &mut [Interval]) -> Result<(), CalendarError> {
    intervals.sort_unstable();
    for pair in intervals.windows(2) {
        if let [first, second] = *pair
            && second.start < first.end
        {
            return Err(CalendarError::Overlap { day, first, second });
        }
    }
    Ok(())
}

/// The day a fault is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarDay {
    /// A day of the ordinary week.
    Week(Weekday),
    /// An exception on a date.
    Date(Date),
}

impl fmt::Display for CalendarDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Week(day) => f.write_str(match day {
                Weekday::Monday => "mon",
                Weekday::Tuesday => "tue",
                Weekday::Wednesday => "wed",
                Weekday::Thursday => "thu",
                Weekday::Friday => "fri",
                Weekday::Saturday => "sat",
                Weekday::Sunday => "sun",
            }),
            Self::Date(date) => date.fmt(f),
        }
    }
}

/// Why a written calendar is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The zone is no IANA name.
    #[error("unknown time zone {0:?}; write an IANA name such as Europe/Amsterdam")]
    UnknownZone(String),
    /// Two intervals of one day overlap.
    #[error("{day}: {first} and {second} overlap")]
    Overlap {
        /// The day both are on.
        day: CalendarDay,
        /// The earlier of the two.
        first: Interval,
        /// The one that begins before the first has ended.
        second: Interval,
    },
    /// Own hours on a date, but none given.
    #[error("{0}: an extra day needs hours; a closing day belongs in closed_days")]
    ExtraDayWithoutHours(Date),
    /// One date is both a closing day and an extra opening.
    #[error("{0} is both in closed_days and in extra_days")]
    ClosedAndExtra(Date),
    /// No opening at all, so nothing could ever fall due by it.
    #[error("the calendar is never open")]
    NeverOpen,
}
