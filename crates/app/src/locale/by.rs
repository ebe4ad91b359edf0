//! Words for the moment until which there is time. What ends with a day is said of that day: nobody reads "by Monday,
//! 00:00" as the end of Sunday.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Lang;

impl Lang {
    /// As [`Lang::moment_near`], for the moment until which there is time. What ends with a day is said of that day, and not
    /// of the first moment of the next: `zondag 18 februari, voor middernacht`, `Sunday 18 February, before midnight`.
    pub fn by(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        match ended_day(&at.to_zoned(zone.clone())) {
            Some(day) => {
                let day = self.date_near(day, now.to_zoned(zone.clone()).date());
                self.t("time-by-day", &[("day", day.as_str().into())])
            }
            None => self.moment_near(at, now, zone),
        }
    }

    /// As [`Lang::brief`], for the moment until which there is time: `zo voor middernacht`.
    pub fn by_brief(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        match ended_day(&at.to_zoned(zone.clone())) {
            Some(day) => {
                let day = self.day_brief(day, now.to_zoned(zone.clone()).date());
                self.t("time-by-day-brief", &[("day", day.as_str().into())])
            }
            None => self.brief(at, now, zone),
        }
    }

    /// As [`Lang::brief`], in what was said at another moment. "Tomorrow" and "Monday" were then another day than they are
    /// now, so only what was said today is said from `now`; the rest is a date: `19 feb 17.00 uur`.
    pub fn brief_said(self, at: Timestamp, said: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let today = now.to_zoned(zone.clone()).date();
        if said.to_zoned(zone.clone()).date() == today {
            return self.brief(at, now, zone);
        }
        let at = at.to_zoned(zone.clone());
        format!("{} {}", self.date_brief(at.date(), today), self.time(&at))
    }

    /// As [`Lang::brief_said`], for the moment until which there is time: `18 feb voor middernacht`.
    pub fn by_said(self, at: Timestamp, said: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let today = now.to_zoned(zone.clone()).date();
        match ended_day(&at.to_zoned(zone.clone())) {
            Some(day) if said.to_zoned(zone.clone()).date() != today => {
                self.t("time-by-day-brief", &[("day", self.date_brief(day, today).as_str().into())])
            }
            Some(_) => self.by_brief(at, now, zone),
            None => self.brief_said(at, said, now, zone),
        }
    }

    /// As [`Lang::moment_near`], for the moment until which something lasts: `zondag 18 februari, middernacht`. In one
    /// sentence with another moment a day has one name, so both are dates.
    pub fn until(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        match ended_day(&at.to_zoned(zone.clone())) {
            Some(day) => {
                let day = self.date_near(day, now.to_zoned(zone.clone()).date());
                format!("{day}, {}", self.t("time-midnight", &[]))
            }
            None => self.moment_near(at, now, zone),
        }
    }

    /// As [`Lang::brief`], for the moment until which something lasts: `vandaag 17.00 uur`, `vandaag middernacht`.
    pub fn until_brief(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        match ended_day(&at.to_zoned(zone.clone())) {
            Some(day) => {
                let day = self.day_brief(day, now.to_zoned(zone.clone()).date());
                format!("{day} {}", self.t("time-midnight", &[]))
            }
            None => self.brief(at, now, zone),
        }
    }
}

/// The day that a moment ends, where it is the first of the next day: on most days midnight, and where the clocks go
/// forward at midnight an hour later.
#[must_use]
pub fn ended_day(at: &Zoned) -> Option<Date> {
    let first = at.start_of_day().is_ok_and(|first| first.timestamp() == at.timestamp());
    at.date().yesterday().ok().filter(|_| first)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Amsterdam").unwrap()
    }

    #[test]
    fn what_ends_with_a_day_is_said_of_that_day() {
        let now = at("2018-02-16T08:20:00Z");
        let end = at("2018-02-18T23:00:00Z");
        assert_eq!(Lang::Nl.by(end, now, &zone()), "zondag 18 februari, voor middernacht");
        assert_eq!(Lang::En.by(end, now, &zone()), "Sunday 18 February, before midnight");
        assert_eq!(Lang::Nl.by_brief(end, now, &zone()), "zo voor middernacht");
        assert_eq!(Lang::Nl.by_brief(at("2018-02-16T23:00:00Z"), now, &zone()), "vandaag voor middernacht");
        assert_eq!(Lang::Nl.by(at("2018-12-31T23:00:00Z"), now, &zone()), "maandag 31 december, voor middernacht");
        assert_eq!(Lang::Nl.until_brief(at("2018-02-16T23:00:00Z"), now, &zone()), "vandaag middernacht");
        assert_eq!(Lang::En.until_brief(at("2018-02-16T16:00:00Z"), now, &zone()), "today 17:00");
        assert_eq!(Lang::Nl.until(at("2018-02-16T23:00:00Z"), now, &zone()), "vrijdag 16 februari, middernacht");
        assert_eq!(Lang::Nl.until(at("2018-02-17T10:00:00Z"), now, &zone()), "zaterdag 17 februari, 11.00 uur");
        // One minute before and after are minutes as any other.
        assert_eq!(Lang::Nl.by(at("2018-02-18T22:59:00Z"), now, &zone()), "zondag 18 februari, 23.59 uur");
        assert_eq!(Lang::Nl.by(at("2018-02-18T23:01:00Z"), now, &zone()), "maandag 19 februari, 00.01 uur");
        // What begins then begins on its own day.
        assert_eq!(Lang::Nl.moment_near(end, now, &zone()), "maandag 19 februari, 00.00 uur");
        let evening = at("2018-02-18T19:00:00Z");
        assert_eq!(Lang::Nl.window(evening, end, now, &zone()), "zondag 18 februari, tussen 20.00 en middernacht");
        assert_eq!(Lang::En.window(evening, end, now, &zone()), "Sunday 18 February, between 20:00 and midnight");
        let two_days = Lang::Nl.window(at("2018-02-17T19:00:00Z"), end, now, &zone());
        assert_eq!(two_days, "van zaterdag 17 februari, 20.00 uur tot zondag 18 februari, voor middernacht");
        let night = Lang::Nl.window(end, at("2018-02-19T01:00:00Z"), now, &zone());
        assert_eq!(night, "maandag 19 februari, tussen 00.00 en 02.00 uur");
    }

    #[test]
    fn a_day_in_older_words_is_a_date() {
        let (now, today) = (at("2018-02-22T09:00:00Z"), at("2018-02-22T08:00:00Z"));
        let nl = |due, said| Lang::Nl.by_said(at(due), said, now, &zone());
        let before = at("2018-02-09T09:00:00Z");
        assert_eq!(nl("2018-02-19T16:00:00Z", at("2018-02-05T09:00:00Z")), "19 feb 17.00 uur");
        assert_eq!(nl("2018-02-23T16:00:00Z", before), "23 feb 17.00 uur");
        assert_eq!(nl("2018-02-22T16:00:00Z", before), "22 feb 17.00 uur");
        assert_eq!(nl("2018-02-25T23:00:00Z", before), "25 feb voor middernacht");
        assert_eq!(nl("2019-01-02T16:00:00Z", before), "2 jan 2019 17.00 uur");
        // What was said today is said from today.
        assert_eq!(nl("2018-02-23T16:00:00Z", today), "morgen 17.00 uur");
        assert_eq!(nl("2018-02-26T16:00:00Z", today), "ma 17.00 uur");
        assert_eq!(nl("2018-02-25T23:00:00Z", today), "zo voor middernacht");
    }

    #[test]
    fn days_on_which_the_clocks_change_end_at_their_own_midnight() {
        let now = at("2018-03-20T08:00:00Z");
        // Sunday 25 March has 23 hours in Amsterdam, Sunday 28 October 25.
        assert_eq!(Lang::Nl.by(at("2018-03-25T22:00:00Z"), now, &zone()), "zondag 25 maart, voor middernacht");
        assert_eq!(Lang::Nl.by(at("2018-03-24T23:00:00Z"), now, &zone()), "zaterdag 24 maart, voor middernacht");
        assert_eq!(Lang::Nl.by(at("2018-10-28T23:00:00Z"), now, &zone()), "zondag 28 oktober, voor middernacht");
        assert_eq!(Lang::Nl.by(at("2018-10-27T22:00:00Z"), now, &zone()), "zaterdag 27 oktober, voor middernacht");
        // Where the clocks go forward at midnight, the day before ends when it is one o'clock at once.
        let cairo = TimeZone::get("Africa/Cairo").unwrap();
        assert_eq!(Lang::En.by(at("2024-04-25T22:00:00Z"), now, &cairo), "Thursday 25 April 2024, before midnight");
    }
}
