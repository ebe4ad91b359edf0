//! Slot books: in which windows of the week a team comes, and with how many places.

use regie_domain::calendar::Interval;
use regie_domain::ids::TeamId;
use regie_domain::slot::{Day, MOST_DAYS, MOST_NOTICE, MOST_PLACES, Mark, MarkDay, SlotBook, SlotFault, SlotRow};

use super::Permit;
use super::forms::Faults;
use crate::App;
use crate::authorise::Who;
use crate::directory::kind;
use crate::error::{AppError, Result};

/// A window as a person wrote it. One without hours falls away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotRowForm {
    /// `08:00-11:00`. Field `slots-0-hours`.
    pub hours: String,
    /// Codes of days. Field `slots-0-days`.
    pub days: Vec<String>,
    /// How many visits fit in it. Field `slots-0-places`.
    pub places: String,
    /// How many of them are kept for outages; empty is none. Field `slots-0-kept`.
    pub kept: String,
    /// On which day that ends, as a code. Field `slots-0-kept-day`.
    pub kept_day: String,
    /// At what time there. Field `slots-0-kept-at`.
    pub kept_at: String,
}

/// A slot book as a person wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotBookForm {
    /// Its windows.
    pub rows: Vec<SlotRowForm>,
    /// Until which day the customer may pick another time, as a code. Field `move-day`.
    pub move_day: String,
    /// Until what time there. Field `move-at`.
    pub move_at: String,
    /// How long before it begins a window can still be chosen, in minutes. Field `notice`.
    pub notice: String,
    /// How many days ahead windows are offered. Field `ahead`.
    pub ahead: String,
}

impl SlotBookForm {
    /// The form of a book.
    #[must_use]
    pub fn of(book: &SlotBook) -> Self {
        Self {
            rows: book.rows.iter().map(SlotRowForm::of).collect(),
            move_day: book.move_until.day.code().to_owned(),
            move_at: book.move_until.at.to_string(),
            notice: book.notice_minutes.to_string(),
            ahead: book.ahead_days.to_string(),
        }
    }

    /// The form of a team that has no book yet: the usual settings, and no window.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            rows: Vec::new(),
            move_day: MarkDay::DayBefore.code().to_owned(),
            move_at: "17:00".to_owned(),
            notice: "60".to_owned(),
            ahead: "14".to_owned(),
        }
    }

    fn read(&self, faults: &mut Faults) -> Option<SlotBook> {
        let named: Vec<(usize, &SlotRowForm)> =
            self.rows.iter().enumerate().filter(|(_, row)| !row.is_empty()).collect();
        let rows: Vec<Option<SlotRow>> =
            named.iter().map(|(at, row)| row.read(&format!("slots-{at}"), faults)).collect();
        let move_until = mark(faults, ("move-day", &self.move_day), ("move-at", &self.move_at));
        let notice_minutes = faults.number("notice", &self.notice, 0, MOST_NOTICE);
        let ahead_days = u16::try_from(faults.number("ahead", &self.ahead, 1, u32::from(MOST_DAYS))).ok()?;
        let rows = rows.into_iter().collect::<Option<Vec<_>>>()?;
        let book = SlotBook { rows, move_until: move_until?, notice_minutes, ahead_days };
        for fault in book.faults() {
            // The form's own row, not its place among those that were filled in.
            let field = |at: usize, name: &str| format!("slots-{}-{name}", named.get(at).map_or(at, |(row, _)| *row));
            match fault {
                SlotFault::NoDay(at) => faults.add(&field(at, "days"), "invalid-slot-days"),
                SlotFault::Places(at) => faults.add(&field(at, "places"), "invalid-number"),
                SlotFault::Kept(at) => faults.add(&field(at, "kept"), "invalid-slot-kept"),
                SlotFault::Overlap(at, _) => faults.add(&field(at, "hours"), "invalid-slot-overlap"),
                SlotFault::Ahead => faults.add("ahead", "invalid-number"),
                SlotFault::Notice => faults.add("notice", "invalid-number"),
            }
        }
        Some(book)
    }
}

impl SlotRowForm {
    fn of(row: &SlotRow) -> Self {
        Self {
            hours: row.hours.to_string(),
            days: row.days.iter().map(|day| day.code().to_owned()).collect(),
            places: row.places.to_string(),
            kept: row.kept.to_string(),
            kept_day: row.kept_until.day.code().to_owned(),
            kept_at: row.kept_until.at.to_string(),
        }
    }

    /// A row in which nothing was written; its choices have a value of their own.
    fn is_empty(&self) -> bool {
        [&self.hours, &self.places].iter().all(|value| value.trim().is_empty()) && self.days.is_empty()
    }

    fn read(&self, prefix: &str, faults: &mut Faults) -> Option<SlotRow> {
        let field = |name: &str| format!("{prefix}-{name}");
        let hours: Option<Interval> = self.hours.replace(' ', "").parse().ok();
        if hours.is_none() {
            faults.add(&field("hours"), "invalid-slot-hours");
        }
        let mut days: Vec<Day> = Vec::new();
        for code in &self.days {
            match Day::parse(code) {
                Some(day) if !days.contains(&day) => days.push(day),
                Some(_) => {}
                None => faults.add(&field("days"), "invalid-choice"),
            }
        }
        days.sort_unstable();
        let places = small(faults, &field("places"), &self.places, 1);
        let kept = match self.kept.trim() {
            "" => Some(0),
            kept => small(faults, &field("kept"), kept, 0),
        };
        // Where nothing is kept, until when says nothing.
        let usual = self.kept_at.trim().is_empty() && kept == Some(0);
        let kept_at = if usual { "07:00" } else { self.kept_at.as_str() };
        let kept_until = mark(faults, (&field("kept-day"), &self.kept_day), (&field("kept-at"), kept_at));
        Some(SlotRow { days, hours: hours?, places: places?, kept: kept?, kept_until: kept_until? })
    }
}

fn small(faults: &mut Faults, field: &str, value: &str, from: u32) -> Option<u16> {
    u16::try_from(faults.number(field, value, from, u32::from(MOST_PLACES))).ok()
}

fn mark(faults: &mut Faults, (day_field, day): (&str, &str), (at_field, at): (&str, &str)) -> Option<Mark> {
    let day = faults.choice(day_field, MarkDay::parse(day), MarkDay::SameDay);
    faults.clock_time(at_field, at).map(|at| Mark { day, at })
}

impl App {
    /// Changes a team's slot book, or makes it (`expected` is 0 then). The team's lead may. What was promised from it
    /// before stands.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_slot_book(&self, who: &Who, team: TeamId, expected: i64, form: SlotBookForm) -> Result<i64> {
        self.edit(who, Permit::Lead(team), (team, expected, form), |tx, edit, (team, expected, form)| {
            Box::pin(async move {
                edit.directory.team(*team).ok_or(AppError::NotFound("team"))?;
                let mut faults = Faults::default();
                let read = form.read(&mut faults);
                faults.check()?;
                let book = read.ok_or(AppError::NotFound("slot book"))?;
                Ok(edit.save(tx, (kind::SLOT_BOOK, team.0), None, &book, *expected).await?)
            })
        })
        .await
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at once")]
mod tests {
    use super::*;

    fn row(hours: &str, days: &[&str], places: &str, kept: &str) -> SlotRowForm {
        SlotRowForm {
            hours: hours.to_owned(),
            days: days.iter().map(|day| (*day).to_owned()).collect(),
            places: places.to_owned(),
            kept: kept.to_owned(),
            kept_day: "same_day".to_owned(),
            kept_at: "07:00".to_owned(),
        }
    }

    fn read(form: &SlotBookForm) -> std::result::Result<SlotBook, Vec<(String, &'static str)>> {
        let mut faults = Faults::default();
        let book = form.read(&mut faults);
        let found = faults.into_found();
        if found.is_empty() {
            return Ok(book.unwrap());
        }
        Err(found.into_iter().map(|fault| (fault.field, fault.key)).collect())
    }

    #[test]
    fn a_book_is_read_as_it_is_written_and_empty_rows_fall_away() {
        let mut form = SlotBookForm::empty();
        form.rows = vec![
            row("08:00-11:00", &["sat", "mon"], "4", "1"),
            SlotRowForm { kept_day: "same_day".into(), ..SlotRowForm::default() },
            row("11:00 - 14:00", &["mon"], "2", ""),
        ];
        let book = read(&form).unwrap();
        assert_eq!(book.rows.len(), 2);
        assert_eq!(book.rows[0].days, [Day::Mon, Day::Sat]);
        assert_eq!(read(&SlotBookForm::of(&book)).unwrap(), book);
    }

    #[test]
    fn every_fault_is_named_at_the_row_where_it_is() {
        let mut form = SlotBookForm::empty();
        form.rows =
            vec![row("8 uur", &["mon"], "0", "x"), SlotRowForm::default(), row("08:00-11:00", &["mon"], "1", "0")];
        (form.ahead, form.move_at) = ("0".into(), "laat".into());
        let found = read(&form).unwrap_err();
        let expected = [
            ("slots-0-hours", "invalid-slot-hours"),
            ("slots-0-places", "invalid-number"),
            ("slots-0-kept", "invalid-number"),
            ("move-at", "invalid-time"),
            ("ahead", "invalid-number"),
        ];
        assert_eq!(found, expected.map(|(field, key)| (field.to_owned(), key)));
        form.rows = vec![
            SlotRowForm::default(),
            row("08:00-11:00", &["mon"], "1", "2"),
            row("10:00-12:00", &["mon", "tue"], "1", "0"),
            row("13:00-15:00", &[], "1", "0"),
        ];
        (form.ahead, form.move_at) = ("14".into(), "17:00".into());
        let found = read(&form).unwrap_err();
        let expected = [
            ("slots-1-kept", "invalid-slot-kept"),
            ("slots-2-hours", "invalid-slot-overlap"),
            ("slots-3-days", "invalid-slot-days"),
        ];
        assert_eq!(found, expected.map(|(field, key)| (field.to_owned(), key)));
    }
}
