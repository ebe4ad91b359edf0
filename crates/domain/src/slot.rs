//! The slot book of a team: in which windows of the week it comes, with how many places. Places are counted, no routes are
//! made. Some places of a window may be kept for outages until an hour; then whoever asks first has them.
//!
//! The book is configuration. What was promised from it stands, also when the book changes: a visit counts against every
//! window that it overlaps.

mod day;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Interval, instant_of, later};
use crate::ids::VisitId;
use crate::promise::Window;

pub use day::{Day, Mark, MarkDay};

/// The most places of a window.
pub const MOST_PLACES: u16 = 999;
/// The most days ahead that a book offers windows.
pub const MOST_DAYS: u16 = 183;
/// The longest notice, in minutes: a week.
pub const MOST_NOTICE: u32 = 7 * 24 * 60;

/// A window of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotRow {
    /// On which days, each once.
    pub days: Vec<Day>,
    /// From when until when, on the clock.
    pub hours: Interval,
    /// How many visits fit in it.
    pub places: u16,
    /// How many of these are for outages only, until the mark.
    pub kept: u16,
    /// Until when they are.
    pub kept_until: Mark,
}

/// A team's slot book.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotBook {
    /// Its windows.
    pub rows: Vec<SlotRow>,
    /// Until when the customer may pick another one without asking.
    pub move_until: Mark,
    /// How long before it begins a window can still be chosen, in minutes.
    pub notice_minutes: u32,
    /// For how many days after today windows are offered.
    pub ahead_days: u16,
}

/// What is wrong with a written slot book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlotFault {
    /// No day of the week.
    #[error("window {0} has no day")]
    NoDay(usize),
    /// A number of places that is nothing, or absurd.
    #[error("window {0} has no places, or too many")]
    Places(usize),
    /// More kept than there are.
    #[error("window {0} keeps more places than it has")]
    Kept(usize),
    /// On one of its days it overlaps an earlier window: the same hour would be sold twice.
    #[error("window {0} overlaps window {1} on the same day")]
    Overlap(usize, usize),
    /// Too far ahead.
    #[error("more days ahead than a book offers")]
    Ahead,
    /// A longer notice than a week.
    #[error("a longer notice than a week")]
    Notice,
}

/// A window on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// The local date.
    pub date: Date,
    /// Which row of the book it is.
    row: usize,
}

impl Slot {
    /// As a promise holds it.
    #[must_use]
    pub fn window(&self) -> Window {
        Window { from: Some(self.from), until: self.until }
    }
}

/// A visit that takes a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// The visit.
    pub visit: VisitId,
    /// When its window begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// Whether it is for an outage.
    pub urgent: bool,
}

/// Who asks for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asking {
    /// The present moment.
    pub now: Timestamp,
    /// Whether it is for an outage.
    pub urgent: bool,
    /// The visit that would move: its own place stands in its way no more.
    pub besides: Option<VisitId>,
}

/// A window that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeSlot {
    /// The window.
    pub slot: Slot,
    /// How many places are left in it for whoever asked; at least one.
    pub places: u16,
}

/// How full a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotCount {
    /// The window.
    pub slot: Slot,
    /// How many visits fit in it.
    pub places: u16,
    /// How many visits are in it.
    pub taken: usize,
    /// How many of the places that are left are for outages only, at the moment that was asked for.
    pub kept: u16,
}

/// Why a window cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlace {
    /// The book does not offer it: another hour, a closed day, too soon or too far off.
    NotOffered,
    /// All its places are taken, or kept for outages.
    Full,
}

/// What a decision about a visit knows of the team's windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotDesk {
    /// The book.
    pub book: SlotBook,
    /// Who has places, as far as the book looks ahead.
    pub taken: Vec<Taken>,
}

impl SlotBook {
    /// A book without windows: nothing is offered until somebody fills it in.
    #[must_use]
    pub fn empty(move_until: Mark) -> Self {
        Self { rows: Vec::new(), move_until, notice_minutes: 60, ahead_days: 14 }
    }

    /// What is wrong with it, as written.
    #[must_use]
    pub fn faults(&self) -> Vec<SlotFault> {
        let mut faults = Vec::new();
        for (at, row) in self.rows.iter().enumerate() {
            if row.days.is_empty() {
                faults.push(SlotFault::NoDay(at));
            }
            if row.places == 0 || row.places > MOST_PLACES {
                faults.push(SlotFault::Places(at));
            }
            if row.kept > row.places {
                faults.push(SlotFault::Kept(at));
            }
            let clash = self.rows[..at].iter().position(|before| before.clashes(row));
            faults.extend(clash.map(|before| SlotFault::Overlap(at, before)));
        }
        if self.ahead_days > MOST_DAYS {
            faults.push(SlotFault::Ahead);
        }
        if self.notice_minutes > MOST_NOTICE {
            faults.push(SlotFault::Notice);
        }
        faults
    }

    /// The windows of a local date on which the team works all through them, in order.
    #[must_use]
    pub fn slots_on(&self, calendar: &Calendar, date: Date) -> Vec<Slot> {
        let open = calendar.open_intervals(date);
        let of_row = |(row, written): (usize, &SlotRow)| {
            if !written.days.iter().any(|day| day.weekday() == date.weekday()) {
                return None;
            }
            let from = instant_of(calendar.zone(), written.hours.start().on(date)?)?;
            let until = instant_of(calendar.zone(), written.hours.end().on(date)?)?;
            let works = open.iter().any(|opening| opening.opens <= from && until <= opening.closes);
            (works && from < until).then_some(Slot { from, until, date, row })
        };
        let mut slots: Vec<Slot> = self.rows.iter().enumerate().filter_map(of_row).collect();
        slots.sort_unstable();
        slots
    }

    /// Every window that can be chosen, soonest first.
    #[must_use]
    pub fn free(&self, calendar: &Calendar, taken: &[Taken], asking: Asking) -> Vec<FreeSlot> {
        let offered = self.days(calendar, asking.now).flat_map(|date| self.slots_on(calendar, date));
        offered
            .filter(|slot| self.in_time(*slot, asking.now))
            .map(|slot| FreeSlot { slot, places: self.room(calendar, slot, taken, asking) })
            .filter(|free| free.places > 0)
            .collect()
    }

    /// The window, where it can be chosen.
    ///
    /// # Errors
    /// [`NoPlace`]: it is not offered, or full.
    pub fn place(&self, calendar: &Calendar, taken: &[Taken], window: Window, asking: Asking) -> Result<Slot, NoPlace> {
        let from = window.from.ok_or(NoPlace::NotOffered)?;
        let date = calendar.date_of(from);
        let offered = self.days(calendar, asking.now).any(|day| day == date);
        let slot = self.slots_on(calendar, date).into_iter().find(|slot| slot.window() == window);
        let slot = slot.filter(|slot| offered && self.in_time(*slot, asking.now)).ok_or(NoPlace::NotOffered)?;
        if self.room(calendar, slot, taken, asking) == 0 { Err(NoPlace::Full) } else { Ok(slot) }
    }

    /// How full the windows of the coming days are.
    #[must_use]
    pub fn counts(&self, calendar: &Calendar, taken: &[Taken], now: Timestamp) -> Vec<SlotCount> {
        let slots = self.days(calendar, now).flat_map(|date| self.slots_on(calendar, date));
        let count = |slot: Slot| {
            let (all, urgent) = in_slot(slot, taken, None);
            SlotCount {
                slot,
                places: self.rows[slot.row].places,
                taken: all,
                kept: self.kept_now(calendar, slot, urgent, now),
            }
        };
        slots.filter(|slot| slot.until > now).map(count).collect()
    }

    /// Until when whoever has this window may pick another one: not after it began.
    #[must_use]
    pub fn movable_until(&self, calendar: &Calendar, slot: Slot) -> Timestamp {
        self.move_until.of(slot.date, calendar.zone()).min(slot.from)
    }

    fn days(&self, calendar: &Calendar, now: Timestamp) -> impl Iterator<Item = Date> {
        let mut next = Some(calendar.date_of(now));
        std::iter::from_fn(move || {
            let date = next?;
            next = date.tomorrow().ok();
            Some(date)
        })
        .take(usize::from(self.ahead_days) + 1)
    }

    fn in_time(&self, slot: Slot, now: Timestamp) -> bool {
        slot.from >= later(now, SignedDuration::from_mins(i64::from(self.notice_minutes)))
    }

    /// Places left for whoever asks. What outages took of the places kept for them is kept no more.
    fn room(&self, calendar: &Calendar, slot: Slot, taken: &[Taken], asking: Asking) -> u16 {
        let (all, urgent) = in_slot(slot, taken, asking.besides);
        let all = u16::try_from(all).unwrap_or(u16::MAX);
        let kept = if asking.urgent { 0 } else { self.kept_now(calendar, slot, urgent, asking.now) };
        self.rows[slot.row].places.saturating_sub(all).saturating_sub(kept)
    }

    fn kept_now(&self, calendar: &Calendar, slot: Slot, urgent: usize, now: Timestamp) -> u16 {
        let row = &self.rows[slot.row];
        if now >= row.kept_until.of(slot.date, calendar.zone()) {
            return 0;
        }
        row.kept.saturating_sub(u16::try_from(urgent).unwrap_or(u16::MAX))
    }
}

impl SlotRow {
    fn clashes(&self, other: &Self) -> bool {
        let same_day = self.days.iter().any(|day| other.days.contains(day));
        same_day && self.hours.start() < other.hours.end() && other.hours.start() < self.hours.end()
    }
}

/// How many visits overlap a window, and how many of them are for outages.
fn in_slot(slot: Slot, taken: &[Taken], besides: Option<VisitId>) -> (usize, usize) {
    let there = |it: &&Taken| besides != Some(it.visit) && it.from < slot.until && slot.from < it.until;
    let all = taken.iter().filter(there);
    all.fold((0, 0), |(all, urgent), it| (all + 1, urgent + usize::from(it.urgent)))
}

#[cfg(test)]
mod tests;
