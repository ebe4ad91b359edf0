//! When a team works: opening hours of a week in a zone, holidays and exceptions, and counting along them.
//!
//! Everything is asked and answered in instants; local time exists only between the written hours and
//! [`Calendar::open_intervals`]. A clock change therefore makes a day longer or shorter by itself. Readings that a
//! change skips or repeats are settled in one place, `local.rs`.
//!
//! Searches look [`SEARCH_DAYS`] ahead of the last opening found. A calendar that is closed for longer counts as
//! never opening again; what must have an answer all the same (a due moment) then goes on in elapsed time, because
//! a promise whose watch never rings is worse than one that rings in a closed office.

mod local;
mod spec;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub(crate) use local::instant_of;
pub use spec::{CalendarDay, CalendarError, CalendarSpec, ClockTime, Interval, IntervalError, WeekHours};

/// How many closed days in a row a search passes before it gives up.
pub const SEARCH_DAYS: u32 = 400;

/// The checked opening hours of a team. Read and written as a [`CalendarSpec`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CalendarSpec", into = "CalendarSpec")]
pub struct Calendar {
    spec: CalendarSpec,
    zone: TimeZone,
}

/// One opening in instants: open from `opens`, no longer open at `closes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// First open instant.
    pub opens: Timestamp,
    /// First instant no longer open.
    pub closes: Timestamp,
}

impl Calendar {
    /// Checks written hours.
    ///
    /// # Errors
    /// [`CalendarError`] with the first fault found.
    pub fn new(spec: CalendarSpec) -> Result<Self, CalendarError> {
        let zone = zone_named(&spec.zone)?;
        Ok(Self { spec: spec.checked()?, zone })
    }

    /// Day and night, every day, in a zone.
    ///
    /// # Errors
    /// [`CalendarError::UnknownZone`].
    pub fn always_open(zone: &str) -> Result<Self, CalendarError> {
        let every_day = jiff::civil::Weekday::Monday.cycle_forward().take(7);
        Self::new(CalendarSpec::new(zone).open_on(every_day, Interval::WHOLE_DAY))
    }

    /// The hours as written, each day in order.
    #[must_use]
    pub fn spec(&self) -> &CalendarSpec {
        &self.spec
    }

    /// The zone in which the hours are read.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The local date at an instant.
    #[must_use]
    pub fn date_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// The local hours of a date: its own, else none on a closing day or holiday, else those of the week.
    #[must_use]
    pub fn hours_of(&self, date: Date) -> &[Interval] {
        if let Some(own) = self.spec.extra_days.get(&date) {
            return own;
        }
        if self.spec.closed_days.contains(&date) || self.spec.holidays.contains(date) {
            return &[];
        }
        self.spec.week.on(date.weekday())
    }

    /// The openings of a local date, in order and never overlapping.
    #[must_use]
    pub fn open_intervals(&self, date: Date) -> Vec<Opening> {
        self.hours_of(date).iter().filter_map(|hours| self.opening(date, *hours)).collect()
    }

    /// Whether somebody works at this instant. The closing instant itself is no longer open.
    #[must_use]
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.opening_at(at).is_some()
    }

    /// The first open instant at or after `at`: `at` itself when open. `None` when there is no opening within
    /// [`SEARCH_DAYS`].
    #[must_use]
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        let opening = self.openings_after(at).next()?;
        Some(opening.opens.max(at))
    }

    /// When the opening that `at` is in ends. Openings that touch, also over midnight, count as one. `None` when
    /// closed at `at`, and when it stays open for longer than [`SEARCH_DAYS`].
    #[must_use]
    pub fn closes_at(&self, at: Timestamp) -> Option<Timestamp> {
        let mut closes = self.opening_at(at)?.closes;
        let last_looked_at = later(at, SignedDuration::from_hours(24 * i64::from(SEARCH_DAYS)));
        for opening in self.openings_after(closes) {
            if opening.opens > closes {
                return Some(closes);
            }
            if opening.closes > last_looked_at {
                return None;
            }
            closes = opening.closes;
        }
        Some(closes)
    }

    /// The instant at which `working` open time has passed since `at`. It may be a closing instant; for no time at
    /// all it is `at`, open or not.
    #[must_use]
    pub fn add_working(&self, at: Timestamp, working: SignedDuration) -> Timestamp {
        let mut left = working;
        let mut reached = at;
        if !left.is_positive() {
            return at;
        }
        for opening in self.openings_after(at) {
            let begin = opening.opens.max(at);
            let open_time = opening.closes.duration_since(begin);
            if left <= open_time {
                return later(begin, left);
            }
            left = left.saturating_sub(open_time);
            reached = opening.closes;
        }
        later(reached, left)
    }

    /// Open time from `a` to `b`; zero when `b` is not after `a`.
    #[must_use]
    pub fn working_between(&self, a: Timestamp, b: Timestamp) -> SignedDuration {
        self.openings_after(a)
            .take_while(|opening| opening.opens < b)
            .map(|opening| opening.closes.min(b).duration_since(opening.opens.max(a)))
            .fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// "N working days": the closing time of the `n`-th open day after the local day of `at`. For `n` = 0 the closing
    /// time of that day if it is still to come, else of the next open day. Where openings run out, each missing one
    /// counts as 24 hours (none for `n` = 0: due at once).
    #[must_use]
    pub fn closing_of_nth_open_day(&self, at: Timestamp, n: u32) -> Timestamp {
        let today = self.date_of(at);
        let mut date = if n == 0 { Some(today) } else { today.tomorrow().ok() };
        let mut to_pass = n.saturating_sub(1);
        let mut closed_days = 0;
        let mut reached = at;
        while let Some(day) = date
            && closed_days < SEARCH_DAYS
        {
            match self.open_intervals(day).last() {
                Some(last) if last.closes > at => {
                    if to_pass == 0 {
                        return last.closes;
                    }
                    to_pass -= 1;
                    closed_days = 0;
                    reached = last.closes;
                }
                _ => closed_days += 1,
            }
            date = day.tomorrow().ok();
        }
        let missing = if n == 0 { 0 } else { i64::from(to_pass) + 1 };
        later(reached, SignedDuration::from_hours(24 * missing))
    }

    /// The other way round: when the `n`-th open day before the local day of `at` opens. Where openings run out, each
    /// missing one counts as 24 hours.
    #[must_use]
    pub fn opening_of_nth_open_day_before(&self, at: Timestamp, n: u32) -> Timestamp {
        let (mut date, mut to_pass, mut closed_days, mut reached) = (self.date_of(at), n, 0, at);
        while to_pass > 0 && closed_days < SEARCH_DAYS {
            let Ok(day) = date.yesterday() else { break };
            date = day;
            match self.open_intervals(day).first() {
                Some(first) => {
                    (to_pass, closed_days, reached) = (to_pass - 1, 0, first.opens);
                }
                None => closed_days += 1,
            }
        }
        let missing = SignedDuration::from_hours(24 * i64::from(to_pass));
        reached.checked_sub(missing).unwrap_or(Timestamp::MIN)
    }

    /// The instant at which `numerator / denominator` of the working time from `from` to `until` has passed (to the
    /// microsecond); of the elapsed time when no working time lies between. Never after `until`.
    #[must_use]
    pub fn fraction_of_working_time(
        &self,
        from: Timestamp,
        until: Timestamp,
        numerator: u32,
        denominator: u32,
    ) -> Timestamp {
        if until <= from || numerator >= denominator {
            return until;
        }
        let part_of = |whole: SignedDuration| {
            let micros = whole.as_micros() * i128::from(numerator) / i128::from(denominator);
            SignedDuration::from_micros(i64::try_from(micros).unwrap_or(i64::MAX))
        };
        let working = self.working_between(from, until);
        if working.is_zero() {
            return later(from, part_of(until.duration_since(from)));
        }
        self.add_working(from, part_of(working))
    }

    fn opening(&self, date: Date, hours: Interval) -> Option<Opening> {
        let opens = instant_of(&self.zone, hours.start().on(date)?)?;
        let closes = instant_of(&self.zone, hours.end().on(date)?)?;
        // Hours that the spring clock change skips leave nothing.
        (opens < closes).then_some(Opening { opens, closes })
    }

    fn opening_at(&self, at: Timestamp) -> Option<Opening> {
        let today = self.date_of(at);
        around(today)
            .flat_map(|date| self.open_intervals(date))
            .find(|opening| opening.opens <= at && at < opening.closes)
    }

    /// Openings that are not yet over at `at`, in order, up to [`SEARCH_DAYS`] closed days in a row.
    fn openings_after(&self, at: Timestamp) -> impl Iterator<Item = Opening> {
        let today = self.date_of(at);
        let openings = Openings {
            calendar: self,
            // A change just after midnight sets the local date back; the day before may then still be open.
            next_day: today.yesterday().ok().or(Some(today)),
            of_the_day: Vec::new().into_iter(),
            closed_days: 0,
        };
        openings.skip_while(move |opening| opening.closes <= at)
    }
}

impl TryFrom<CalendarSpec> for Calendar {
    type Error = CalendarError;

    fn try_from(spec: CalendarSpec) -> Result<Self, Self::Error> {
        Self::new(spec)
    }
}

impl From<Calendar> for CalendarSpec {
    fn from(calendar: Calendar) -> Self {
        calendar.spec
    }
}

struct Openings<'a> {
    calendar: &'a Calendar,
    next_day: Option<Date>,
    of_the_day: std::vec::IntoIter<Opening>,
    closed_days: u32,
}

impl Iterator for Openings<'_> {
    type Item = Opening;

    fn next(&mut self) -> Option<Opening> {
        loop {
            if let Some(opening) = self.of_the_day.next() {
                self.closed_days = 0;
                return Some(opening);
            }
            if self.closed_days > SEARCH_DAYS {
                return None;
            }
            let day = self.next_day?;
            self.of_the_day = self.calendar.open_intervals(day).into_iter();
            self.closed_days += 1;
            self.next_day = day.tomorrow().ok();
        }
    }
}

/// Looks a zone up by its IANA name.
///
/// # Errors
/// [`CalendarError::UnknownZone`].
pub fn zone_named(name: &str) -> Result<TimeZone, CalendarError> {
    TimeZone::get(name).map_err(|_| CalendarError::UnknownZone(name.to_owned()))
}

/// A date with its neighbours, in order.
pub(crate) fn around(date: Date) -> impl Iterator<Item = Date> {
    [date.yesterday().ok(), Some(date), date.tomorrow().ok()].into_iter().flatten()
}

/// Adds a span that is not negative, up to the last instant there is.
pub(crate) fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
