//! Hours of the night in which the organisation does not write by itself.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::{CalendarError, ClockTime, IntervalError, around, instant_of, zone_named};

/// How long before the quiet hours a message goes out that would fall due in them: long enough to be handed over, and
/// tried again once, before they begin.
pub const LEAD: SignedDuration = SignedDuration::from_mins(5);

/// Quiet from a local time until a local time, every day; past midnight when `until` is the earlier reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "QuietSpec", into = "QuietSpec")]
pub struct QuietHours {
    spec: QuietSpec,
    zone: TimeZone,
}

/// Quiet hours as a person writes them, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietSpec {
    /// First quiet minute, such as `21:00`.
    pub from: ClockTime,
    /// First minute no longer quiet, such as `08:00`.
    pub until: ClockTime,
    /// IANA name of the zone in which both are read.
    pub zone: String,
}

/// Why written quiet hours are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuietError {
    /// The zone is no IANA name.
    #[error(transparent)]
    Zone(#[from] CalendarError),
    /// A time does not exist.
    #[error(transparent)]
    Time(#[from] IntervalError),
    /// Begin and end are the same reading, or cover the whole day: nothing could ever be sent.
    #[error("quiet hours must leave a part of the day")]
    WholeDay,
}

#[derive(Clone, Copy)]
struct Window {
    starts: Timestamp,
    ends: Timestamp,
}

impl QuietHours {
    /// Checks written quiet hours.
    ///
    /// # Errors
    /// [`QuietError`] with the first fault found.
    pub fn new(spec: QuietSpec) -> Result<Self, QuietError> {
        let zone = zone_named(&spec.zone)?;
        let minutes = |time: ClockTime| time.minutes() % (24 * 60);
        if minutes(spec.from) == minutes(spec.until) {
            return Err(QuietError::WholeDay);
        }
        Ok(Self { spec, zone })
    }

    /// The usual 21:00-08:00 in a zone.
    ///
    /// # Errors
    /// [`QuietError::Zone`].
    pub fn usual(zone: &str) -> Result<Self, QuietError> {
        let from = ClockTime::from_minutes(21 * 60)?;
        let until = ClockTime::from_minutes(8 * 60)?;
        Self::new(QuietSpec { from, until, zone: zone.to_owned() })
    }

    /// As written.
    #[must_use]
    pub fn spec(&self) -> &QuietSpec {
        &self.spec
    }

    /// Whether it is quiet at this instant. The first instant is, the end is not.
    #[must_use]
    pub fn is_quiet(&self, at: Timestamp) -> bool {
        self.window_at(at).is_some()
    }

    /// When the quiet hours that `at` is in began; nothing when it is not quiet.
    #[must_use]
    pub fn start_of_quiet(&self, at: Timestamp) -> Option<Timestamp> {
        self.window_at(at).map(|window| window.starts)
    }

    /// When the quiet hours that `at` is in end; `at` itself when it is not quiet.
    #[must_use]
    pub fn end_of_quiet(&self, at: Timestamp) -> Timestamp {
        let mut end = at;
        // A clock change can swallow the hours between two windows, so that one ends where the next begins.
        while let Some(window) = self.window_at(end) {
            end = window.ends;
        }
        end
    }

    /// When the next quiet hours after `at` begin, those that `at` is in not counted. `None` only at the end of the
    /// calendar's years.
    #[must_use]
    pub fn next_quiet_start(&self, at: Timestamp) -> Option<Timestamp> {
        let today = self.zone.to_datetime(at).date();
        let in_two_days = today.tomorrow().and_then(Date::tomorrow).ok();
        around(today)
            .chain(in_two_days)
            .filter_map(|date| self.window_from(date))
            .map(|window| window.starts)
            .find(|starts| *starts > at)
    }

    /// When to send what falls due at `due` without breaking the quiet: `due` itself outside them, else [`LEAD`]
    /// before they begin (or, where the day leaves less, at the end of the quiet hours before).
    #[must_use]
    pub fn send_before_quiet(&self, due: Timestamp) -> Timestamp {
        let Some(window) = self.window_at(due) else {
            return due;
        };
        let mut starts = window.starts;
        while let Some(touching) = self.window_ending_in(starts) {
            starts = touching.starts;
        }
        let wanted = starts.checked_sub(LEAD).unwrap_or(starts);
        self.end_of_quiet(wanted)
    }

    /// The window that ends exactly at `instant`.
    fn window_ending_in(&self, instant: Timestamp) -> Option<Window> {
        self.windows_around(instant).find(|window| window.ends == instant)
    }

    fn window_at(&self, at: Timestamp) -> Option<Window> {
        self.windows_around(at).find(|window| window.starts <= at && at < window.ends)
    }

    fn windows_around(&self, at: Timestamp) -> impl Iterator<Item = Window> {
        let today = self.zone.to_datetime(at).date();
        around(today).filter_map(|date| self.window_from(date))
    }

    /// The window that begins on a local date; none when a clock change skips all of it.
    fn window_from(&self, date: Date) -> Option<Window> {
        let same_day = self.spec.from < self.spec.until;
        let last_date = if same_day { date } else { date.tomorrow().ok()? };
        let starts = instant_of(&self.zone, self.spec.from.on(date)?)?;
        let ends = instant_of(&self.zone, self.spec.until.on(last_date)?)?;
        (starts < ends).then_some(Window { starts, ends })
    }
}

impl TryFrom<QuietSpec> for QuietHours {
    type Error = QuietError;

    fn try_from(spec: QuietSpec) -> Result<Self, Self::Error> {
        Self::new(spec)
    }
}

impl From<QuietHours> for QuietSpec {
    fn from(hours: QuietHours) -> Self {
        hours.spec
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const ZONE: &str = "Europe/Amsterdam";

    fn amsterdam(month: i8, day: i8, hour: i8, minute: i8) -> Timestamp {
        let zone = TimeZone::get(ZONE).unwrap();
        date(2018, month, day).at(hour, minute, 0, 0).to_zoned(zone).unwrap().timestamp()
    }

    #[test]
    fn a_night() {
        let quiet = QuietHours::usual(ZONE).unwrap();
        assert!(!quiet.is_quiet(amsterdam(8, 3, 20, 59)));
        assert!(quiet.is_quiet(amsterdam(8, 3, 21, 0)));
        assert!(quiet.is_quiet(amsterdam(8, 4, 7, 59)));
        assert!(!quiet.is_quiet(amsterdam(8, 4, 8, 0)));
        assert_eq!(quiet.end_of_quiet(amsterdam(8, 3, 23, 0)), amsterdam(8, 4, 8, 0));
        assert_eq!(quiet.end_of_quiet(amsterdam(8, 4, 2, 10)), amsterdam(8, 4, 8, 0));
        assert_eq!(quiet.end_of_quiet(amsterdam(8, 4, 12, 0)), amsterdam(8, 4, 12, 0));
        assert_eq!(quiet.next_quiet_start(amsterdam(8, 4, 2, 0)), Some(amsterdam(8, 4, 21, 0)));
        assert_eq!(quiet.next_quiet_start(amsterdam(8, 4, 21, 0)), Some(amsterdam(8, 5, 21, 0)));
    }

    #[test]
    fn what_falls_due_at_night_is_sent_the_evening_before() {
        let quiet = QuietHours::usual(ZONE).unwrap();
        assert_eq!(quiet.send_before_quiet(amsterdam(8, 4, 3, 0)), amsterdam(8, 3, 20, 55));
        assert_eq!(quiet.send_before_quiet(amsterdam(8, 3, 21, 0)), amsterdam(8, 3, 20, 55));
        assert_eq!(quiet.send_before_quiet(amsterdam(8, 5, 10, 15)), amsterdam(8, 5, 10, 15));
    }

    #[test]
    fn an_afternoon_nap_and_clock_changes() {
        let spec = |from: &str, until: &str| QuietSpec {
            from: from.parse().unwrap(),
            until: until.parse().unwrap(),
            zone: ZONE.to_owned(),
        };
        let nap = QuietHours::new(spec("13:00", "14:00")).unwrap();
        assert!(nap.is_quiet(amsterdam(8, 3, 13, 30)));
        assert!(!nap.is_quiet(amsterdam(8, 3, 23, 30)));
        // The only hour that is not quiet does not exist on 25 March.
        let swallowed = QuietHours::new(spec("03:00", "02:00")).unwrap();
        assert_eq!(swallowed.end_of_quiet(amsterdam(3, 25, 1, 0)), amsterdam(3, 26, 2, 0));
        assert_eq!(swallowed.send_before_quiet(amsterdam(3, 25, 12, 0)), amsterdam(3, 24, 2, 55));
        assert_eq!(QuietHours::new(spec("08:00", "08:00")), Err(QuietError::WholeDay));
        assert_eq!(QuietHours::new(spec("00:00", "24:00")), Err(QuietError::WholeDay));
    }

    #[test]
    fn written_by_hand() {
        let text = r#"{"from":"21:00","until":"08:00","zone":"Europe/Amsterdam"}"#;
        let quiet: QuietHours = serde_json::from_str(text).unwrap();
        assert_eq!(quiet, QuietHours::usual(ZONE).unwrap());
        assert_eq!(serde_json::to_string(&quiet).unwrap(), text);
        assert!(serde_json::from_str::<QuietHours>(&text.replace("Amsterdam", "Nowhere")).is_err());
    }

    proptest! {
        #[test]
        fn nothing_is_sent_in_the_quiet(
            from in 0..1440_u16,
            until in 0..1440_u16,
            second in 1_500_000_000_i64..1_600_000_000,
        ) {
            prop_assume!(from != until);
            let from = ClockTime::from_minutes(from).unwrap();
            let until = ClockTime::from_minutes(until).unwrap();
            let quiet = QuietHours::new(QuietSpec { from, until, zone: ZONE.to_owned() }).unwrap();
            let due = Timestamp::from_second(second).unwrap();
            let sent = quiet.send_before_quiet(due);
            prop_assert!(sent <= due && !quiet.is_quiet(sent));
            let end = quiet.end_of_quiet(due);
            prop_assert!(end >= due && !quiet.is_quiet(end));
            let next = quiet.next_quiet_start(due).unwrap();
            prop_assert!(next > due && quiet.is_quiet(next));
        }
    }
}
