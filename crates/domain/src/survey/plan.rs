//! Which survey a blueprint asks, and when.

use jiff::civil::Time;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::ids::{OrgId, SurveyId};
use crate::term::Term;

/// What a blueprint says of its survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SurveyPlan {
    /// Which survey.
    pub survey: SurveyId,
    /// How many days after the end it is asked; 0 is the same day, or the next one once the time of day has passed.
    pub days: u32,
    /// At what time of day.
    pub at: Time,
    /// How much it weighs beside other surveys of the same person; more goes first.
    pub weight: u8,
    /// Within what term an unhappy customer is called, by the hours of the team that directs.
    pub call: Term,
    /// The partner that asks the customer itself, outside of this program; without one, who directs asks here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<OrgId>,
}

impl SurveyPlan {
    /// At six in the evening of the day after the end, and a call within one working day.
    #[must_use]
    pub fn standard(survey: SurveyId) -> Self {
        Self { survey, days: 1, at: Time::constant(18, 0, 0, 0), weight: 5, call: Term::WorkingDays(1), holder: None }
    }

    /// When the customer of a journey that ended at a moment is asked, on the clock of the team that directs.
    #[must_use]
    pub fn asks_at(&self, ended: Timestamp, calendar: &Calendar) -> Timestamp {
        let zone = calendar.zone();
        let day = calendar.date_of(ended);
        (0..=1_i64)
            .filter_map(|more| day.checked_add((i64::from(self.days) + more).days()).ok())
            .filter_map(|day| zone.to_ambiguous_zoned(day.to_datetime(self.at)).compatible().ok())
            .map(|at| at.timestamp())
            .find(|at| *at > ended)
            .unwrap_or(ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, amsterdam, id};

    #[test]
    fn it_is_asked_on_the_day_and_hour_that_the_blueprint_says() {
        let calendar = World::municipality().teams[0].calendar.clone();
        let plan = |days| SurveyPlan { days, ..SurveyPlan::standard(id(1)) };
        let asks = |days, ended| plan(days).asks_at(amsterdam(ended), &calendar);
        assert_eq!(asks(0, "2018-08-07 11:20"), amsterdam("2018-08-07 18:00"));
        assert_eq!(asks(0, "2018-08-07 18:00"), amsterdam("2018-08-08 18:00"), "not at the moment itself");
        assert_eq!(asks(1, "2017-09-06 18:00"), amsterdam("2017-09-07 18:00"));
        assert_eq!(asks(1, "2018-03-24 12:00"), amsterdam("2018-03-25 18:00"), "the clock changes that night");
    }
}
