#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::calendar::CalendarSpec;
use crate::holidays::{DutchHolidays, HolidaySet};
use crate::testing::{amsterdam, id};

const WORKDAYS: [Day; 6] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat];

fn mark(day: MarkDay, at: &str) -> Mark {
    Mark { day, at: at.parse().unwrap() }
}

fn row(hours: &str, places: u16, kept: u16) -> SlotRow {
    let kept_until = mark(MarkDay::SameDay, "07:00");
    SlotRow { days: WORKDAYS.to_vec(), hours: hours.parse().unwrap(), places, kept, kept_until }
}

/// The field engineers of the story: Mo-Sa 08:00-11:00, 11:00-14:00, 14:00-17:00, two places, one of them for outages.
fn engineers() -> SlotBook {
    let rows = ["08:00-11:00", "11:00-14:00", "14:00-17:00"].map(|hours| row(hours, 2, 1)).to_vec();
    SlotBook { rows, ..SlotBook::empty(mark(MarkDay::DayBefore, "17:00")) }
}

fn calendar() -> Calendar {
    let spec = CalendarSpec::new("Europe/Amsterdam")
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()))
        .open_on(WORKDAYS.map(Day::weekday), "08:00-17:00".parse().unwrap());
    Calendar::new(spec).unwrap()
}

fn asking(at: &str, urgent: bool) -> Asking {
    Asking { now: amsterdam(at), urgent, besides: None }
}

fn window(day: &str, from: &str, until: &str) -> Window {
    Window { from: Some(amsterdam(&format!("{day} {from}"))), until: amsterdam(&format!("{day} {until}")) }
}

fn taken(number: u64, window: Window, urgent: bool) -> Taken {
    Taken { visit: id(number), from: window.from.unwrap(), until: window.until, urgent }
}

fn shown(free: &[FreeSlot]) -> Vec<String> {
    let zone = TimeZone::get("Europe/Amsterdam").unwrap();
    let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%H:%M").to_string();
    free.iter()
        .map(|free| {
            let day = free.slot.date.strftime("%a %d-%m");
            format!("{day} {}-{} {}", clock(free.slot.from), clock(free.slot.until), free.places)
        })
        .collect()
}

#[test]
fn on_friday_night_an_outage_is_offered_saturday_morning_and_then_monday() {
    let free = engineers().free(&calendar(), &[], asking("2018-08-03 21:05", true));
    assert_eq!(
        shown(&free)[..4],
        ["Sat 04-08 08:00-11:00 2", "Sat 04-08 11:00-14:00 2", "Sat 04-08 14:00-17:00 2", "Mon 06-08 08:00-11:00 2"]
    );
}

#[test]
fn places_are_kept_for_outages_until_their_hour() {
    let (book, calendar) = (engineers(), calendar());
    let morning = window("2018-08-04", "08:00", "11:00");
    let place = |at: &str, urgent: bool, taken: &[Taken]| book.place(&calendar, taken, morning, asking(at, urgent));
    let one = [taken(1, morning, false)];
    assert_eq!(place("2018-08-03 21:05", false, &one), Err(NoPlace::Full));
    assert!(place("2018-08-03 21:05", true, &one).is_ok());
    // From seven o'clock whoever asks first has it.
    assert!(place("2018-08-04 07:00", false, &one).is_ok());
    // An outage takes the place kept for it: the other one is for anybody.
    let outage = [taken(1, morning, true)];
    assert!(place("2018-08-03 21:05", false, &outage).is_ok());
    let both = [taken(1, morning, true), taken(2, morning, false)];
    assert_eq!(place("2018-08-04 07:00", true, &both), Err(NoPlace::Full));
}

#[test]
fn only_what_the_book_offers_can_be_chosen() {
    let (book, calendar) = (engineers(), calendar());
    let place = |at: &str, window: Window| book.place(&calendar, &[], window, asking(at, true)).map(|slot| slot.date);
    // Half an hour before it begins is too soon; an hour is not.
    assert_eq!(place("2018-08-04 07:30", window("2018-08-04", "08:00", "11:00")), Err(NoPlace::NotOffered));
    assert!(place("2018-08-04 07:00", window("2018-08-04", "08:00", "11:00")).is_ok());
    // A Sunday, another hour, a fortnight and a day, and a "by".
    assert_eq!(place("2018-08-03 21:05", window("2018-08-05", "08:00", "11:00")), Err(NoPlace::NotOffered));
    assert_eq!(place("2018-08-03 21:05", window("2018-08-04", "08:00", "12:00")), Err(NoPlace::NotOffered));
    assert_eq!(place("2018-08-03 21:05", window("2018-08-18", "08:00", "11:00")), Err(NoPlace::NotOffered));
    assert!(place("2018-08-03 21:05", window("2018-08-17", "08:00", "11:00")).is_ok());
    assert_eq!(place("2018-08-03 21:05", Window::by(amsterdam("2018-08-04 11:00"))), Err(NoPlace::NotOffered));
}

#[test]
fn holidays_and_closed_days_offer_nothing() {
    // Whit Monday 2018 is 21 May.
    let free = engineers().free(&calendar(), &[], asking("2018-05-18 21:05", true));
    let days: Vec<_> = free.iter().map(|free| free.slot.date.strftime("%d-%m").to_string()).collect();
    assert_eq!(days[..4], ["19-05", "19-05", "19-05", "22-05"]);
}

#[test]
fn the_customer_may_pick_another_time_until_the_hour_of_the_book_and_never_after_it_began() {
    let (mut book, calendar) = (engineers(), calendar());
    let tuesday = window("2018-08-07", "08:00", "11:00");
    let slot = book.place(&calendar, &[], tuesday, asking("2018-08-06 09:10", false)).unwrap();
    assert_eq!(book.movable_until(&calendar, slot), amsterdam("2018-08-06 17:00"));
    book.move_until = mark(MarkDay::SameDay, "12:00");
    assert_eq!(book.movable_until(&calendar, slot), amsterdam("2018-08-07 08:00"));
}

#[test]
fn a_window_over_a_clock_change_is_as_long_as_the_day_makes_it() {
    let night = SlotRow { days: vec![Day::Sun], ..row("01:00-05:00", 1, 0) };
    let book = SlotBook { rows: vec![night], ..engineers() };
    let calendar = Calendar::always_open("Europe/Amsterdam").unwrap();
    let hours = |at: &str| {
        let free = book.free(&calendar, &[], asking(at, false));
        free[0].slot.until.duration_since(free[0].slot.from).as_hours()
    };
    assert_eq!((hours("2018-03-24 09:00"), hours("2018-10-27 09:00"), hours("2018-08-04 09:00")), (3, 5, 4));
}

#[test]
fn what_is_written_wrong_is_named() {
    let mut book = engineers();
    assert_eq!(book.faults(), []);
    book.rows.push(SlotRow { days: vec![Day::Sat, Day::Sun], ..row("10:00-12:00", 1, 2) });
    book.rows.push(SlotRow { days: Vec::new(), ..row("18:00-20:00", 0, 0) });
    (book.ahead_days, book.notice_minutes) = (MOST_DAYS + 1, MOST_NOTICE + 1);
    assert_eq!(
        book.faults(),
        [
            SlotFault::Kept(3),
            SlotFault::Overlap(3, 0),
            SlotFault::NoDay(4),
            SlotFault::Places(4),
            SlotFault::Ahead,
            SlotFault::Notice
        ]
    );
}

#[test]
fn a_visit_that_moves_does_not_stand_in_its_own_way_and_one_of_an_older_book_still_counts() {
    let (book, calendar) = (engineers(), calendar());
    let morning = window("2018-08-06", "08:00", "11:00");
    let both = [taken(1, morning, false), taken(2, morning, true)];
    let besides = Asking { besides: Some(id(1)), ..asking("2018-08-03 09:00", false) };
    assert!(book.place(&calendar, &both, morning, besides).is_ok());
    // From a book with a window from ten to twelve: it takes a place in both windows that it overlaps.
    let older = [taken(1, window("2018-08-06", "10:00", "12:00"), false)];
    let free = book.free(&calendar, &older, asking("2018-08-04 16:00", true));
    assert_eq!(shown(&free)[..3], ["Mon 06-08 08:00-11:00 1", "Mon 06-08 11:00-14:00 1", "Mon 06-08 14:00-17:00 2"]);
}

proptest! {
    /// Whoever books only what is free never overbooks, and never takes what is kept for outages.
    #[test]
    fn booking_what_is_free_never_overbooks(
        places in 1..6_u16,
        kept in 0..6_u16,
        asks in prop::collection::vec((any::<bool>(), 0..3_usize), 0..30),
    ) {
        let kept = kept.min(places);
        let rows = ["08:00-11:00", "11:00-14:00", "14:00-17:00"].map(|hours| row(hours, places, kept)).to_vec();
        let (book, calendar) = (SlotBook { rows, ..engineers() }, calendar());
        let windows = [("08:00", "11:00"), ("11:00", "14:00"), ("14:00", "17:00")];
        let mut all: Vec<Taken> = Vec::new();
        for (number, (urgent, which)) in (1..).zip(asks) {
            let wanted = window("2018-08-06", windows[which].0, windows[which].1);
            let asking = asking("2018-08-05 12:00", urgent);
            let offered = book.free(&calendar, &all, asking).iter().any(|free| free.slot.window() == wanted);
            let placed = book.place(&calendar, &all, wanted, asking);
            prop_assert_eq!(offered, placed.is_ok(), "what is offered can be had, and nothing else");
            if placed.is_ok() {
                all.push(taken(number, wanted, urgent));
            }
            for count in book.counts(&calendar, &all, asking.now) {
                prop_assert!(count.taken <= usize::from(count.places));
                let others = all.iter().filter(|it| !it.urgent && it.from == count.slot.from).count();
                prop_assert!(others <= usize::from(places - kept), "a place kept for outages went to another");
            }
        }
    }
}
