//! The term within which the law wants a decision. It stands beside the promise and never moves it.
//!
//! Sources: Algemene wet bestuursrecht (Awb) articles 4:13 to 4:15 for terms, extension and suspension; Algemene
//! termijnenwet (Atw) articles 1 to 4 for how a term ends. Atw 1: a term that ends on a Saturday, Sunday or general
//! holiday runs to the end of the next other day. Atw 2: a term of at least three days holds at least two such other
//! days. Atw 3: the general holidays, Good Friday put on a par with them
//! ([`HolidaySet::general_terms_act`]). Atw 4: none of this for terms of more than 90 days or twelve weeks.
//!
//! The day on which a term begins is not counted. Suspended days are added to the unshifted end; the shift past
//! weekends and holidays comes last, once.

mod clock;
mod complaint;
mod pause;

use jiff::Span;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

pub use crate::codes::SuspensionGround;
use crate::holidays::HolidaySet;

pub use clock::{LegalClock, LegalMoments, LegalRule, day_number, day_of, objection_until};
pub(crate) use clock::{extend, fire, follow, rule, start};
pub(crate) use complaint::complain;
pub use pause::StandsUntil;
pub(crate) use pause::{Pause, resume, suspend};

/// The length of a term as the law words it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermLength {
    /// Days.
    Days(u16),
    /// Weeks.
    Weeks(u16),
}

impl TermLength {
    /// In days.
    #[must_use]
    pub fn days(self) -> i64 {
        match self {
            Self::Days(days) => i64::from(days),
            Self::Weeks(weeks) => 7 * i64::from(weeks),
        }
    }

    /// Atw 4 exempts long terms from the rules on weekends and holidays.
    fn is_under_the_terms_act(self) -> bool {
        match self {
            Self::Days(days) => days <= 90,
            Self::Weeks(weeks) => weeks <= 12,
        }
    }
}

/// Days on which the term stands still: the first included, `until` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// First day that does not count. After a written question: the day after it was sent.
    pub from: Date,
    /// First day that counts again. After a written question: the day of the answer, or the day after the time
    /// given for it ran out. `None` while it stands still.
    pub until: Option<Date>,
    /// Why.
    pub ground: SuspensionGround,
}

/// An extension that the law allows, told before the term ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// The day on which it was told.
    pub told_on: Date,
    /// By how much.
    pub by: TermLength,
}

/// A legal term with what happened to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalTerm {
    start: Date,
    length: TermLength,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    suspensions: Vec<Suspension>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    extensions: Vec<Extension>,
}

/// Why a change to a legal term is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LegalTermError {
    /// A term of no days.
    #[error("a legal term is at least one day")]
    NoLength,
    /// Before the term began.
    #[error("the date lies before the start of the term, {0}")]
    BeforeStart(Date),
    /// After the last day; a term that has ended cannot be suspended or extended.
    #[error("the term ended on {0}")]
    Ended(Date),
    /// Already suspended.
    #[error("the term is suspended already, since {0}")]
    Suspended(Date),
    /// Not suspended.
    #[error("the term is not suspended")]
    NotSuspended,
    /// In or before an earlier suspension, or ended before it began.
    #[error("the date lies before {0}, where the last suspension stands")]
    OutOfOrder(Date),
}

impl LegalTerm {
    /// A term that begins on `start` (the day of receipt, not counted).
    ///
    /// # Errors
    /// [`LegalTermError::NoLength`].
    pub fn new(start: Date, length: TermLength) -> Result<Self, LegalTermError> {
        if length.days() == 0 {
            return Err(LegalTermError::NoLength);
        }
        Ok(Self { start, length, suspensions: Vec::new(), extensions: Vec::new() })
    }

    /// The six weeks for objecting (bezwaar) to a decision made known on `made_known` (Awb 6:7 and 6:8).
    #[must_use]
    pub fn objection(made_known: Date) -> Self {
        Self { start: made_known, length: TermLength::Weeks(6), suspensions: Vec::new(), extensions: Vec::new() }
    }

    /// The day on which it began.
    #[must_use]
    pub fn start(&self) -> Date {
        self.start
    }

    /// Its length without suspensions and extensions.
    #[must_use]
    pub fn length(&self) -> TermLength {
        self.length
    }

    /// Suspensions, in order.
    #[must_use]
    pub fn suspensions(&self) -> &[Suspension] {
        &self.suspensions
    }

    /// Extensions, in order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// Lets the term stand still from a day on.
    ///
    /// # Errors
    /// [`LegalTermError`] when it stands still already, or the day does not fit.
    pub fn suspend(
        &mut self,
        from: Date,
        ground: SuspensionGround,
        holidays: &HolidaySet,
    ) -> Result<(), LegalTermError> {
        if let Some(open) = self.open_suspension() {
            return Err(LegalTermError::Suspended(open.from));
        }
        if let Some(Suspension { until: Some(until), .. }) = self.suspensions.last()
            && from < *until
        {
            return Err(LegalTermError::OutOfOrder(*until));
        }
        self.must_be_running(from, holidays)?;
        self.suspensions.push(Suspension { from, until: None, ground });
        Ok(())
    }

    /// Lets the term run again; `until` is the first day that counts.
    ///
    /// # Errors
    /// [`LegalTermError`] when it is not standing still, or `until` lies before the suspension.
    pub fn resume(&mut self, until: Date) -> Result<(), LegalTermError> {
        let open = self.suspensions.last_mut().filter(|last| last.until.is_none());
        let open = open.ok_or(LegalTermError::NotSuspended)?;
        if until < open.from {
            return Err(LegalTermError::OutOfOrder(open.from));
        }
        open.until = Some(until);
        Ok(())
    }

    /// Extends the term; allowed while it stands still.
    ///
    /// # Errors
    /// [`LegalTermError`] when the day on which it was told does not fit, or the extension is empty.
    pub fn extend(&mut self, told_on: Date, by: TermLength, holidays: &HolidaySet) -> Result<(), LegalTermError> {
        if by.days() == 0 {
            return Err(LegalTermError::NoLength);
        }
        self.must_be_running(told_on, holidays)?;
        self.extensions.push(Extension { told_on, by });
        Ok(())
    }

    /// Whether it stands still on a day.
    #[must_use]
    pub fn is_suspended_on(&self, day: Date) -> bool {
        self.suspensions.iter().any(|stop| stop.from <= day && stop.until.is_none_or(|until| day < until))
    }

    /// Days on which it stood still; one that still stands still is not counted yet.
    #[must_use]
    pub fn suspended_days(&self) -> i64 {
        self.suspensions.iter().filter_map(|stop| Some(days_between(stop.from, stop.until?))).sum()
    }

    /// The last day before any shift past weekends and holidays. `None` while it stands still: nobody can know.
    #[must_use]
    pub fn unshifted_end(&self) -> Option<Date> {
        if self.open_suspension().is_some() {
            return None;
        }
        let extended: i64 = self.extensions.iter().map(|extension| extension.by.days()).sum();
        days_after(self.start, self.length.days() + extended + self.suspended_days())
    }

    /// The last day of the term, weekends and holidays heeded. `None` while it stands still. Give
    /// [`HolidaySet::general_terms_act`] (with the days of the royal decrees, if known).
    #[must_use]
    pub fn end(&self, holidays: &HolidaySet) -> Option<Date> {
        let unshifted = self.unshifted_end()?;
        if !self.length.is_under_the_terms_act() {
            return Some(unshifted);
        }
        let mut end = unshifted;
        while !counts(end, holidays) || (self.length.days() >= 3 && !self.holds_two_working_days(end, holidays)) {
            end = end.tomorrow().ok()?;
        }
        Some(end)
    }

    /// The same term as if it had not been extended.
    #[must_use]
    pub fn unextended(&self) -> Self {
        Self { extensions: Vec::new(), ..self.clone() }
    }

    fn open_suspension(&self) -> Option<&Suspension> {
        self.suspensions.last().filter(|last| last.until.is_none())
    }

    fn must_be_running(&self, day: Date, holidays: &HolidaySet) -> Result<(), LegalTermError> {
        if day < self.start {
            return Err(LegalTermError::BeforeStart(self.start));
        }
        match self.end(holidays) {
            Some(end) if day > end => Err(LegalTermError::Ended(end)),
            _ => Ok(()),
        }
    }

    fn holds_two_working_days(&self, end: Date, holidays: &HolidaySet) -> bool {
        let mut found = 0;
        let mut day = self.start;
        while found < 2 && day < end {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            found += u8::from(counts(day, holidays) && !self.is_suspended_on(day));
        }
        found == 2
    }
}

/// Not a Saturday, Sunday or general holiday.
fn counts(day: Date, holidays: &HolidaySet) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !holidays.contains(day)
}

fn days_after(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Span::new().try_days(days).ok()?).ok()
}

/// Zero when `until` lies before `from`.
fn days_between(from: Date, until: Date) -> i64 {
    until.since(from).map_or(0, |span| i64::from(span.get_days())).max(0)
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn law() -> HolidaySet {
        HolidaySet::general_terms_act()
    }

    fn eight_weeks() -> LegalTerm {
        LegalTerm::new(date(2018, 2, 5), TermLength::Weeks(8)).unwrap()
    }

    #[test]
    fn reimbursement_variation_c() {
        let mut term = eight_weeks();
        assert_eq!(term.unshifted_end(), Some(date(2018, 4, 2)));
        assert_eq!(term.end(&law()), Some(date(2018, 4, 3)), "Easter Monday is passed");
        term.suspend(date(2018, 2, 10), SuspensionGround::IncompleteApplication, &law()).unwrap();
        assert_eq!(term.end(&law()), None);
        assert!(term.is_suspended_on(date(2018, 3, 1)));
        term.resume(date(2018, 2, 12)).unwrap();
        assert_eq!(term.suspended_days(), 2);
        assert!(term.is_suspended_on(date(2018, 2, 11)) && !term.is_suspended_on(date(2018, 2, 12)));
        assert_eq!(term.end(&law()), Some(date(2018, 4, 4)));
        assert_eq!(LegalTerm::objection(date(2018, 2, 14)).end(&law()), Some(date(2018, 3, 28)));
    }

    #[test]
    fn good_friday_and_liberation_day_are_passed() {
        let to_good_friday = LegalTerm::new(date(2018, 2, 2), TermLength::Weeks(8)).unwrap();
        assert_eq!(to_good_friday.end(&law()), Some(date(2018, 4, 3)), "and the Easter weekend behind it");
        let to_5_may = LegalTerm::new(date(2021, 3, 10), TermLength::Weeks(8)).unwrap();
        assert_eq!(to_5_may.end(&law()), Some(date(2021, 5, 6)));
    }

    #[test]
    fn short_terms_hold_two_working_days_and_long_terms_do_not_shift() {
        let three_days = LegalTerm::new(date(2018, 3, 29), TermLength::Days(3)).unwrap();
        assert_eq!(three_days.end(&law()), Some(date(2018, 4, 4)), "Good Friday, weekend, Easter Monday");
        let two_days = LegalTerm::new(date(2018, 3, 29), TermLength::Days(2)).unwrap();
        assert_eq!(two_days.end(&law()), Some(date(2018, 4, 3)));
        let long = LegalTerm::new(date(2018, 1, 1), TermLength::Weeks(13)).unwrap();
        assert_eq!(long.end(&law()), Some(date(2018, 4, 2)));
        let hundred_days = LegalTerm::new(date(2018, 1, 1), TermLength::Days(90)).unwrap();
        assert_eq!(hundred_days.end(&law()), Some(date(2018, 4, 3)));
    }

    #[test]
    fn an_extension_is_told_before_the_end() {
        let mut term = eight_weeks();
        assert_eq!(
            term.extend(date(2018, 4, 4), TermLength::Weeks(2), &law()),
            Err(LegalTermError::Ended(date(2018, 4, 3)))
        );
        term.extend(date(2018, 4, 3), TermLength::Weeks(2), &law()).unwrap();
        assert_eq!(term.end(&law()), Some(date(2018, 4, 16)));
        assert_eq!(term.extend(date(2018, 4, 3), TermLength::Days(0), &law()), Err(LegalTermError::NoLength));
    }

    #[test]
    fn refused_with_the_reason() {
        let ground = SuspensionGround::IncompleteApplication;
        let mut term = eight_weeks();
        assert_eq!(term.resume(date(2018, 2, 12)), Err(LegalTermError::NotSuspended));
        assert_eq!(term.suspend(date(2018, 2, 4), ground, &law()), Err(LegalTermError::BeforeStart(date(2018, 2, 5))));
        assert_eq!(term.suspend(date(2018, 4, 4), ground, &law()), Err(LegalTermError::Ended(date(2018, 4, 3))));
        term.suspend(date(2018, 2, 10), ground, &law()).unwrap();
        assert_eq!(term.suspend(date(2018, 2, 11), ground, &law()), Err(LegalTermError::Suspended(date(2018, 2, 10))));
        assert_eq!(term.resume(date(2018, 2, 9)), Err(LegalTermError::OutOfOrder(date(2018, 2, 10))));
        term.resume(date(2018, 2, 12)).unwrap();
        assert_eq!(term.suspend(date(2018, 2, 11), ground, &law()), Err(LegalTermError::OutOfOrder(date(2018, 2, 12))));
        assert_eq!(LegalTerm::new(date(2018, 2, 5), TermLength::Days(0)), Err(LegalTermError::NoLength));
    }

    #[test]
    fn kept_as_facts() {
        let mut term = eight_weeks();
        term.suspend(date(2018, 2, 10), SuspensionGround::IncompleteApplication, &law()).unwrap();
        let json = serde_json::to_string(&term).unwrap();
        assert_eq!(
            json,
            concat!(
                r#"{"start":"2018-02-05","length":{"weeks":8},"suspensions":"#,
                r#"[{"from":"2018-02-10","until":null,"ground":"incomplete_application"}]}"#
            )
        );
        assert_eq!(serde_json::from_str::<LegalTerm>(&json).unwrap(), term);
    }

    proptest! {
        #[test]
        fn the_end_is_a_working_day_and_suspension_only_delays(
            start in 0..20_000_i64,
            length in 1..=90_u16,
            from in 0..90_i64,
            stopped in 0..60_i64,
        ) {
            let start = days_after(date(2000, 1, 1), start).unwrap();
            let mut term = LegalTerm::new(start, TermLength::Days(length)).unwrap();
            let end = term.end(&law()).unwrap();
            prop_assert!(counts(end, &law()) && end >= term.unshifted_end().unwrap());
            let from = days_after(start, from.min(i64::from(length))).unwrap();
            term.suspend(from, SuspensionGround::ForceMajeure, &law()).unwrap();
            term.resume(days_after(from, stopped).unwrap()).unwrap();
            let later_end = term.end(&law()).unwrap();
            prop_assert!(later_end >= end);
            prop_assert!(days_between(term.unshifted_end().unwrap(), later_end) <= 9);
        }
    }
}
