//! Reading what a person wrote in a form: every fault at once, each with its field and the key of its words.

use jiff::civil::{Date, Weekday};
use regie_domain::actor::TeamRef;
use regie_domain::blueprint::Words;
use regie_domain::calendar::{Calendar, CalendarDay, CalendarError, CalendarSpec, ClockTime, Interval};
use regie_domain::customer::Language;
use regie_domain::holidays::{DutchHolidays, HolidaySet};
use regie_domain::ids::TeamId;
use regie_domain::money::Cents;
use regie_domain::term::Term;

use crate::directory::Directory;
use crate::error::{AppError, Fault, Result};

mod address;
mod term;

pub use address::is_address;
pub use term::{read_term, term_text};

/// The most characters of a name or label.
pub const SHORT: usize = 120;
/// The most characters of a text.
pub const LONG: usize = 20_000;

/// The faults of a form. A reader that finds one gives a stand-in, so that all fields are read; [`Faults::check`] comes
/// before anything is made of them.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes a fault.
    pub fn add(&mut self, field: &str, key: &'static str) {
        self.0.push(Fault { field: field.to_owned(), key });
    }

    /// Takes over the faults of a part of the form, under its name.
    pub fn take(&mut self, part: &str, faults: Faults) {
        let named = faults.0.into_iter().map(|fault| Fault { field: format!("{part}-{}", fault.field), ..fault });
        self.0.extend(named);
    }

    /// The faults so far, in the order in which they were found.
    #[must_use]
    pub fn into_found(self) -> Vec<Fault> {
        self.0
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every fault.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.0)) }
    }

    /// A text in one line that must be there.
    pub fn line(&mut self, field: &str, value: &str) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.add(field, "invalid-required");
        }
        self.optional_line(field, value)
    }

    /// A text in one line, perhaps empty.
    pub fn optional_line(&mut self, field: &str, value: &str) -> String {
        let value = value.trim();
        if value.chars().count() > SHORT {
            self.add(field, "invalid-too-long");
        }
        if value.chars().any(char::is_control) {
            self.add(field, "invalid-one-line");
        }
        value.to_owned()
    }

    /// A text of several lines that must be there.
    pub fn text(&mut self, field: &str, value: &str) -> String {
        let value = value.replace("\r\n", "\n").trim().to_owned();
        if value.is_empty() {
            self.add(field, "invalid-required");
        }
        if value.chars().count() > LONG {
            self.add(field, "invalid-too-long");
        }
        value
    }

    /// A word or name in both languages.
    pub fn words(&mut self, field: &str, value: &Words) -> Words {
        Words { nl: self.line(&format!("{field}-nl"), &value.nl), en: self.line(&format!("{field}-en"), &value.en) }
    }

    /// A name that may be in one language only; who reads the other sees it in that one.
    pub fn either(&mut self, field: &str, value: &Words) -> Words {
        match (value.nl.trim().is_empty(), value.en.trim().is_empty()) {
            (false, true) => Words { nl: self.line(&format!("{field}-nl"), &value.nl), en: String::new() },
            (true, false) => Words { nl: String::new(), en: self.line(&format!("{field}-en"), &value.en) },
            (true, true) => Words { nl: self.line(&format!("{field}-nl"), ""), en: String::new() },
            (false, false) => self.words(field, value),
        }
    }

    /// A word in both languages or in none.
    pub fn optional_words(&mut self, field: &str, value: &Words) -> Words {
        let empty = value.nl.trim().is_empty() && value.en.trim().is_empty();
        if empty { Words::default() } else { self.words(field, value) }
    }

    /// A code of lower-case letters, digits, `-` and `_`.
    pub fn code(&mut self, field: &str, value: &str) -> String {
        let value = value.trim();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        if value.is_empty() || value.len() > 40 || !value.chars().all(fits) {
            self.add(field, "invalid-code");
        }
        value.to_owned()
    }

    /// An e-mail address, in lower case.
    pub fn email(&mut self, field: &str, value: &str) -> String {
        let value = value.trim().to_lowercase();
        if !is_address(&value) {
            self.add(field, "invalid-email");
        }
        value
    }

    /// A time zone by its IANA name.
    pub fn zone(&mut self, field: &str, value: &str) -> String {
        let value = value.trim();
        if !value.contains('/') && value != "UTC" || jiff::tz::TimeZone::get(value).is_err() {
            self.add(field, "invalid-zone");
        }
        value.to_owned()
    }

    /// A language by its code.
    pub fn language(&mut self, field: &str, value: &str) -> Language {
        match value.trim() {
            "nl" => return Language::Nl,
            "en" => return Language::En,
            _ => self.add(field, "invalid-choice"),
        }
        Language::default()
    }

    /// One of several values, by what its reader knows.
    pub fn choice<T>(&mut self, field: &str, found: Option<T>, stand_in: T) -> T {
        found.unwrap_or_else(|| {
            self.add(field, "invalid-choice");
            stand_in
        })
    }

    /// A team in use, by its id.
    pub fn team(&mut self, field: &str, value: &str, directory: &Directory) -> TeamRef {
        let found = TeamId::parse(value.trim()).ok().and_then(|id| directory.team(id)).filter(|team| team.active);
        let nobody = TeamRef { org: regie_domain::ids::OrgId(uuid::Uuid::nil()), team: TeamId(uuid::Uuid::nil()) };
        self.choice(field, found.map(|team| team.team), nobody)
    }

    /// A team in use that works in our screens, by its id: what comes in there is seen. Not one of a partner that works by mail,
    /// nor of one that takes no part.
    pub fn desk_team(&mut self, field: &str, value: &str, directory: &Directory) -> TeamRef {
        let team = self.team(field, value, directory);
        if !directory.works_at_the_desk(team) {
            self.add(field, "invalid-desk-team");
        }
        team
    }

    /// A whole number within bounds.
    pub fn number(&mut self, field: &str, value: &str, from: u32, to: u32) -> u32 {
        match value.trim().parse() {
            Ok(number) if (from..=to).contains(&number) => number,
            _ => {
                self.add(field, "invalid-number");
                from
            }
        }
    }

    /// An amount in euros, not negative; empty is nothing.
    pub fn amount(&mut self, field: &str, value: &str) -> Cents {
        if value.trim().is_empty() {
            return Cents::ZERO;
        }
        match Cents::parse(value.trim()) {
            Ok(amount) if !amount.is_negative() => amount,
            _ => {
                self.add(field, "invalid-amount");
                Cents::ZERO
            }
        }
    }

    /// A time of the day.
    pub fn clock_time(&mut self, field: &str, value: &str) -> Option<ClockTime> {
        let read = value.trim().parse().ok();
        if read.is_none() {
            self.add(field, "invalid-time");
        }
        read
    }

    /// A span of time, as [`term_text`] writes it.
    pub fn term(&mut self, field: &str, value: &str) -> Term {
        match read_term(value) {
            Some(term) => term,
            None => {
                self.add(field, "invalid-term");
                Term::WorkingDays(0)
            }
        }
    }

    /// A span of time, or none.
    pub fn optional_term(&mut self, field: &str, value: &str) -> Option<Term> {
        if value.trim().is_empty() { None } else { Some(self.term(field, value)) }
    }

    /// Opening hours.
    pub fn hours(&mut self, field: &str, form: &HoursForm, zone: &str, before: Option<&CalendarSpec>) -> CalendarSpec {
        let mut spec = CalendarSpec::new(zone);
        let faults = self.0.len();
        for (day, name, written) in form.week() {
            *spec.week.on_mut(day) = self.intervals(&format!("{field}-{name}"), written);
        }
        if form.holidays {
            // Finer choices among the holidays, where some were made, stay.
            spec.holidays = match before.map(|before| &before.holidays) {
                Some(kept @ HolidaySet::Dutch(_)) => kept.clone(),
                _ => HolidaySet::Dutch(DutchHolidays::default()),
            };
        }
        for line in lines(&form.closed_days) {
            match line.parse::<Date>() {
                Ok(date) => {
                    spec.closed_days.insert(date);
                }
                Err(_) => self.add(&format!("{field}-closed-days"), "invalid-date"),
            }
        }
        for line in lines(&form.extra_days) {
            let (date, written) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match date.parse::<Date>() {
                Ok(date) => {
                    let intervals = self.intervals(&format!("{field}-extra-days"), written);
                    spec.extra_days.insert(date, intervals);
                }
                Err(_) => self.add(&format!("{field}-extra-days"), "invalid-date"),
            }
        }
        if faults == self.0.len() {
            match Calendar::new(spec) {
                Ok(calendar) => return CalendarSpec::from(calendar),
                Err(error) => self.calendar(field, &error),
            }
        }
        CalendarSpec::new(zone)
    }

    fn calendar(&mut self, field: &str, error: &CalendarError) {
        match error {
            // Told where the zone is asked, where it is.
            CalendarError::UnknownZone(_) if self.0.iter().any(|fault| fault.key == "invalid-zone") => {}
            CalendarError::UnknownZone(_) => self.add(field, "invalid-zone"),
            CalendarError::Overlap { day: CalendarDay::Week(day), .. } => {
                let name = WEEK.iter().find(|(found, _)| found == day).map_or("mon", |(_, name)| name);
                self.add(&format!("{field}-{name}"), "invalid-overlap");
            }
            CalendarError::Overlap { .. } => self.add(&format!("{field}-extra-days"), "invalid-overlap"),
            CalendarError::ExtraDayWithoutHours(_) => self.add(&format!("{field}-extra-days"), "invalid-extra-day"),
            CalendarError::ClosedAndExtra(_) => self.add(&format!("{field}-closed-days"), "invalid-closed-and-extra"),
            CalendarError::NeverOpen => self.add(&format!("{field}-mon"), "invalid-never-open"),
        }
    }

    fn intervals(&mut self, field: &str, written: &str) -> Vec<Interval> {
        let mut read = Vec::new();
        for part in written.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            match part.replace(' ', "").parse() {
                Ok(interval) => read.push(interval),
                Err(_) => self.add(field, "invalid-hours"),
            }
        }
        read
    }
}

/// The days of the week with the names of their fields.
pub const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

/// Opening hours as a person writes them: per day `08:30-12:30, 13:00-17:00`, empty is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HoursForm {
    /// Monday to Sunday.
    pub days: [String; 7],
    /// Closed on Dutch public holidays.
    pub holidays: bool,
    /// Own closing days, a date per line: `2018-04-27`.
    pub closed_days: String,
    /// Own hours on a date, per line: `2018-12-24 08:30-12:00`.
    pub extra_days: String,
}

impl HoursForm {
    /// The form of a calendar.
    #[must_use]
    pub fn of(spec: &CalendarSpec) -> Self {
        let write = |intervals: &[Interval]| intervals.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        Self {
            days: WEEK.map(|(day, _)| write(spec.week.on(day))),
            holidays: spec.holidays != HolidaySet::None,
            closed_days: spec.closed_days.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
            extra_days: spec
                .extra_days
                .iter()
                .map(|(date, intervals)| format!("{date} {}", write(intervals)))
                .collect::<Vec<_>>()
                .join("\n"),
        }
    }

    fn week(&self) -> impl Iterator<Item = (Weekday, &'static str, &str)> {
        WEEK.iter().zip(&self.days).map(|((day, name), written)| (*day, *name, written.as_str()))
    }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_they_are_written_and_every_fault_is_named() {
        let mut spec = crate::settings::presets::office_hours("Europe/Amsterdam", "08:30-17:00".parse().unwrap());
        spec.closed_days.insert("2018-05-11".parse().unwrap());
        spec.extra_days.insert("2018-12-24".parse().unwrap(), vec!["08:30-12:00".parse().unwrap()]);
        let mut faults = Faults::default();
        assert_eq!(faults.hours("hours", &HoursForm::of(&spec), &spec.zone, None), spec);
        faults.check().unwrap();

        let mut form = HoursForm::of(&spec);
        form.days[0] = "08:30-12:00, 11:00-17:00".into();
        form.days[1] = "half nine".into();
        form.closed_days = "11-05-2018".into();
        let mut faults = Faults::default();
        faults.hours("hours", &form, "Europe/Amsterdam", None);
        let Err(AppError::Invalid(found)) = faults.check() else { panic!("no faults") };
        let fields: Vec<&str> = found.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["hours-tue", "hours-closed-days"]);

        let mut faults = Faults::default();
        faults.hours("hours", &HoursForm::default(), "Europe/Amsterdam", None);
        let Err(AppError::Invalid(found)) = faults.check() else { panic!("no faults") };
        assert_eq!(found[0].key, "invalid-never-open");
    }
}
