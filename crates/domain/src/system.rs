//! The systems that obey holds: billing, logistics, the mailing machine. A plain record; a system without a connection is
//! the paper one of the team that owns it.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{SystemId, TeamId};
use crate::slot::Day;

/// The most letters of a system's code.
const MOST_CODE: usize = 32;

/// A system that obeys holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct System {
    /// The system.
    pub id: SystemId,
    /// What programs call it: small letters, digits and hyphens, such as `billing`.
    pub code: String,
    /// What colleagues call it.
    pub name: String,
    /// The team that owns it: its members acknowledge what it does not.
    pub owner: TeamId,
    /// The program at the API that speaks for it, where it is connected.
    pub client: Option<Uuid>,
    /// When it runs: what is held must be known before.
    pub runs: Vec<Run>,
    /// Whether holds can be placed on it.
    pub active: bool,
}

/// A moment of the week at which a system runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// On which day.
    pub day: Day,
    /// At what time there, in the organisation's zone.
    pub at: Time,
}

impl System {
    /// Whether it acknowledges by itself.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.client.is_some()
    }

    /// Whether a text can be a system's code.
    #[must_use]
    pub fn is_code(text: &str) -> bool {
        let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        (1..=MOST_CODE).contains(&text.len())
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && text.chars().all(fits)
    }

    /// When it runs next, where that is known.
    #[must_use]
    pub fn next_run(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = zone.to_datetime(now).date();
        let moments = (0..=7).filter_map(|days| today.checked_add(days.days()).ok()).flat_map(|date| {
            let of_day = self.runs.iter().filter(move |run| run.day.weekday() == date.weekday());
            of_day.filter_map(move |run| date.to_datetime(run.at).to_zoned(zone.clone()).ok())
        });
        moments.map(|moment| moment.timestamp()).filter(|moment| *moment > now).min()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn a_system_runs_next_at_the_first_of_its_moments_that_lies_ahead() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let at =
            |text: &str| text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(zone.clone()).unwrap().timestamp();
        let mut billing = System {
            id: SystemId(Uuid::nil()),
            code: "billing".into(),
            name: "Facturatie".into(),
            owner: TeamId(Uuid::nil()),
            client: None,
            runs: vec![Run { day: Day::Mon, at: time(2, 0, 0, 0) }, Run { day: Day::Thu, at: time(2, 0, 0, 0) }],
            active: true,
        };
        // A Tuesday, and the run itself on a Monday.
        assert_eq!(billing.next_run(at("2017-08-29 10:20"), &zone), Some(at("2017-08-31 02:00")));
        assert_eq!(billing.next_run(at("2017-09-04 02:00"), &zone), Some(at("2017-09-07 02:00")));
        billing.runs = vec![Run { day: Day::Mon, at: time(2, 0, 0, 0) }];
        assert_eq!(billing.next_run(at("2017-09-04 02:00"), &zone), Some(at("2017-09-11 02:00")));
        billing.runs.clear();
        assert_eq!(billing.next_run(at("2017-09-04 02:00"), &zone), None);
        assert!(
            System::is_code("billing-2")
                && !System::is_code("Billing")
                && !System::is_code("2b")
                && !System::is_code("")
        );
    }
}
