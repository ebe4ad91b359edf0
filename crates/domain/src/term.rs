//! A span of time as people agree on it: elapsed hours, working hours or working days.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, later};

/// A span that has a due moment by a team's calendar.
///
/// Written with its unit: `24 h`, `90 min` (elapsed), `4 wh`, `90 wmin` (open time), `10 wd` (working days).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Term {
    /// Time on the clock, open or not.
    Elapsed {
        /// Minutes.
        minutes: u32,
    },
    /// Minutes of open time.
    WorkingMinutes(u32),
    /// Closing time of the n-th open day after the day itself; 0 is this day, or the next open one once it has closed.
    WorkingDays(u32),
}

impl Term {
    /// The longest term in minutes: ten years. What is written longer is a slip of the pen.
    pub const MAX_MINUTES: u32 = 10 * 366 * 24 * 60;
    /// The longest term in working days: ten years.
    pub const MAX_WORKING_DAYS: u32 = 10 * 366;

    /// Elapsed hours.
    #[must_use]
    pub fn hours(hours: u32) -> Self {
        Self::Elapsed { minutes: hours.saturating_mul(60) }
    }

    /// Hours of open time.
    #[must_use]
    pub fn working_hours(hours: u32) -> Self {
        Self::WorkingMinutes(hours.saturating_mul(60))
    }

    /// When the term that begins at `from` ends, by the calendar of the team that owes. Longer than the longest term
    /// counts as the longest.
    #[must_use]
    pub fn due(self, from: Timestamp, calendar: &Calendar) -> Timestamp {
        match self {
            Self::Elapsed { minutes } => later(from, span(minutes)),
            Self::WorkingMinutes(minutes) => calendar.add_working(from, span(minutes)),
            Self::WorkingDays(days) => calendar.closing_of_nth_open_day(from, days.min(Self::MAX_WORKING_DAYS)),
        }
    }
}

fn span(minutes: u32) -> SignedDuration {
    SignedDuration::from_mins(i64::from(minutes.min(Term::MAX_MINUTES)))
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Elapsed { minutes } if minutes % 60 == 0 => write!(f, "{} h", minutes / 60),
            Self::Elapsed { minutes } => write!(f, "{minutes} min"),
            Self::WorkingMinutes(minutes) if minutes % 60 == 0 => write!(f, "{} wh", minutes / 60),
            Self::WorkingMinutes(minutes) => write!(f, "{minutes} wmin"),
            Self::WorkingDays(days) => write!(f, "{days} wd"),
        }
    }
}

/// Why a written term is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// No whole number in front.
    #[error("a term begins with a whole number, such as 24 h")]
    Number,
    /// No known unit behind it.
    #[error("the unit of a term is h, min, wh, wmin or wd")]
    Unit,
    /// More than ten years.
    #[error("a term is at most ten years")]
    TooLong,
}

impl FromStr for Term {
    type Err = TermError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        if number.is_empty() {
            return Err(TermError::Number);
        }
        let number: u32 = number.parse().map_err(|_| TermError::TooLong)?;
        let (term, size, longest) = match unit.trim_start() {
            "h" => (Self::hours(number), number.saturating_mul(60), Self::MAX_MINUTES),
            "min" => (Self::Elapsed { minutes: number }, number, Self::MAX_MINUTES),
            "wh" => (Self::working_hours(number), number.saturating_mul(60), Self::MAX_MINUTES),
            "wmin" => (Self::WorkingMinutes(number), number, Self::MAX_MINUTES),
            "wd" => (Self::WorkingDays(number), number, Self::MAX_WORKING_DAYS),
            _ => return Err(TermError::Unit),
        };
        if size > longest {
            return Err(TermError::TooLong);
        }
        Ok(term)
    }
}

impl TryFrom<String> for Term {
    type Error = TermError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Term> for String {
    fn from(term: Term) -> Self {
        term.to_string()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::CalendarSpec;

    fn administration() -> Calendar {
        let spec = CalendarSpec::new("Europe/Amsterdam").open_on_weekdays("09:00-17:00".parse().unwrap());
        Calendar::new(spec).unwrap()
    }

    fn amsterdam(month: i8, day: i8, hour: i8, minute: i8, year: i16) -> Timestamp {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        date(year, month, day).at(hour, minute, 0, 0).to_zoned(zone).unwrap().timestamp()
    }

    #[test]
    fn due_moments_of_the_stories() {
        let placed = amsterdam(8, 29, 10, 20, 2017);
        assert_eq!(Term::working_hours(4).due(placed, &administration()), amsterdam(8, 29, 14, 20, 2017));
        let accepted = amsterdam(8, 29, 13, 30, 2017);
        assert_eq!(Term::WorkingDays(3).due(accepted, &administration()), amsterdam(9, 1, 17, 0, 2017));
        let before_summer_time = amsterdam(3, 24, 10, 15, 2018);
        assert_eq!(Term::hours(24).due(before_summer_time, &administration()), amsterdam(3, 25, 11, 15, 2018));
        let before_winter_time = amsterdam(10, 27, 10, 15, 2018);
        assert_eq!(Term::hours(24).due(before_winter_time, &administration()), amsterdam(10, 28, 9, 15, 2018));
    }

    #[test]
    fn written_with_its_unit() {
        for (text, term) in [
            ("24 h", Term::hours(24)),
            ("90 min", Term::Elapsed { minutes: 90 }),
            ("4 wh", Term::working_hours(4)),
            ("30 wmin", Term::WorkingMinutes(30)),
            ("10 wd", Term::WorkingDays(10)),
        ] {
            assert_eq!(text.parse(), Ok(term));
            assert_eq!(term.to_string(), text);
        }
        assert_eq!("24h".parse(), Ok(Term::hours(24)));
        assert_eq!(serde_json::to_string(&Term::WorkingDays(5)).unwrap(), r#""5 wd""#);
    }

    #[test]
    fn refused_with_the_reason() {
        assert_eq!("h".parse::<Term>(), Err(TermError::Number));
        assert_eq!("-4 h".parse::<Term>(), Err(TermError::Number));
        assert_eq!("4".parse::<Term>(), Err(TermError::Unit));
        assert_eq!("4 days".parse::<Term>(), Err(TermError::Unit));
        assert_eq!("4 é".parse::<Term>(), Err(TermError::Unit));
        assert_eq!("99999999999 h".parse::<Term>(), Err(TermError::TooLong));
        assert_eq!("4000000000 h".parse::<Term>(), Err(TermError::TooLong));
        assert_eq!("5000 wd".parse::<Term>(), Err(TermError::TooLong));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(kind in 0..3, size in 0..=Term::MAX_WORKING_DAYS) {
            let term = match kind {
                0 => Term::Elapsed { minutes: size },
                1 => Term::WorkingMinutes(size),
                _ => Term::WorkingDays(size),
            };
            prop_assert_eq!(term.to_string().parse(), Ok(term));
        }

        #[test]
        fn a_longer_term_is_never_due_earlier(second in 1_500_000_000_i64..1_900_000_000, days in 0..60_u32) {
            let from = Timestamp::from_second(second).unwrap();
            let calendar = administration();
            let due = |n| Term::WorkingDays(n).due(from, &calendar);
            prop_assert!(due(days) > from);
            prop_assert!(due(days + 1) >= due(days));
        }
    }
}
