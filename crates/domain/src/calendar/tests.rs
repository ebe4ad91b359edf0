#![expect(clippy::unwrap_used)]

use jiff::civil::{Weekday, date};
use proptest::prelude::*;

use super::*;
use crate::holidays::{DutchHolidays, HolidaySet};

const ZONE: &str = "Europe/Amsterdam";

fn hours(text: &str) -> Interval {
    text.parse().unwrap()
}

fn weekdays(text: &str) -> Calendar {
    let dutch = HolidaySet::Dutch(DutchHolidays::default());
    Calendar::new(CalendarSpec::new(ZONE).open_on_weekdays(hours(text)).closed_on(dutch)).unwrap()
}

fn front_office() -> Calendar {
    let spec = CalendarSpec::new(ZONE)
        .open_on_weekdays(hours("08:00-21:00"))
        .open_on([Weekday::Saturday], hours("10:00-17:00"))
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()));
    Calendar::new(spec).unwrap()
}

/// A local reading in Amsterdam, `2018-02-05T09:20`; the first occurrence where it is repeated.
fn at(local: &str) -> Timestamp {
    let local: jiff::civil::DateTime = local.parse().unwrap();
    local.to_zoned(TimeZone::get(ZONE).unwrap()).unwrap().timestamp()
}

fn hm(hours: i64, minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(hours * 60 + minutes)
}

#[test]
fn working_days_of_the_stories() {
    let kcc = weekdays("08:30-17:00");
    for (from, days, due) in [
        ("2018-02-05T09:20", 10, "2018-02-19T17:00"),
        ("2018-02-14T10:00", 5, "2018-02-21T17:00"),
        ("2018-02-05T09:20", 0, "2018-02-05T17:00"),
        ("2018-02-05T07:00", 0, "2018-02-05T17:00"),
        ("2018-02-05T17:00", 0, "2018-02-06T17:00"),
        ("2018-02-10T12:00", 0, "2018-02-12T17:00"),
        ("2018-02-10T12:00", 1, "2018-02-12T17:00"),
    ] {
        assert_eq!(kcc.closing_of_nth_open_day(at(from), days), at(due), "{days} from {from}");
    }
    let administration = weekdays("09:00-17:00");
    for (from, days, due) in [
        ("2017-08-29T13:30", 3, "2017-09-01T17:00"),
        ("2017-08-29T10:20", 1, "2017-08-30T17:00"),
        ("2017-08-29T10:20", 2, "2017-08-31T17:00"),
        ("2017-09-05T12:40", 10, "2017-09-19T17:00"),
    ] {
        assert_eq!(administration.closing_of_nth_open_day(at(from), days), at(due), "{days} from {from}");
    }
    let call_back = front_office().closing_of_nth_open_day(at("2018-08-07T20:40"), 1);
    assert_eq!(call_back, at("2018-08-08T21:00"));
}

#[test]
fn working_hours_of_the_stories() {
    let administration = weekdays("09:00-17:00");
    assert_eq!(administration.add_working(at("2017-08-29T10:20"), hm(4, 0)), at("2017-08-29T14:20"));
    let carrier = weekdays("08:00-18:00");
    assert_eq!(carrier.add_working(at("2019-03-14T09:20"), hm(4, 0)), at("2019-03-14T13:20"));
    let repair_shop = weekdays("08:00-17:30");
    assert_eq!(repair_shop.add_working(at("2018-10-01T08:45"), hm(4, 0)), at("2018-10-01T12:45"));
}

#[test]
fn working_hours_pass_nights_weekends_and_holidays() {
    let back_office = weekdays("08:30-17:00");
    assert_eq!(back_office.add_working(at("2018-05-18T16:00"), hm(2, 0)), at("2018-05-22T09:30"), "Whit Monday");
    assert_eq!(back_office.add_working(at("2018-05-18T16:00"), hm(1, 0)), at("2018-05-18T17:00"), "ends at closing");
    assert_eq!(back_office.add_working(at("2018-05-20T03:00"), hm(0, 30)), at("2018-05-22T09:00"));
    assert_eq!(back_office.add_working(at("2018-05-20T03:00"), hm(0, 0)), at("2018-05-20T03:00"));
    assert_eq!(back_office.working_between(at("2018-05-18T16:00"), at("2018-05-22T09:30")), hm(2, 0));
    assert_eq!(back_office.working_between(at("2018-05-22T09:30"), at("2018-05-18T16:00")), hm(0, 0));
}

#[test]
fn next_opening_of_the_stories() {
    let back_office = weekdays("08:30-17:00");
    assert_eq!(back_office.next_open(at("2018-08-04T10:00")), Some(at("2018-08-06T08:30")));
    assert_eq!(back_office.next_open(at("2018-05-18T21:05")), Some(at("2018-05-22T08:30")));
    assert_eq!(back_office.next_open(at("2018-08-06T09:00")), Some(at("2018-08-06T09:00")));
    assert_eq!(front_office().next_open(at("2018-08-03T21:05")), Some(at("2018-08-04T10:00")));
    assert_eq!(front_office().next_open(at("2018-05-20T10:15")), Some(at("2018-05-22T08:00")));
    let shop = CalendarSpec::new(ZONE)
        .open_on(Weekday::Monday.cycle_forward().take(7), hours("10:00-18:00"))
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()));
    let shop = Calendar::new(shop).unwrap();
    assert_eq!(shop.next_open(at("2025-04-25T18:00")), Some(at("2025-04-27T10:00")), "King's Day on a Saturday");
}

#[test]
fn elapsed_time_over_clock_changes() {
    let always = Calendar::always_open(ZONE).unwrap();
    let spring = (at("2018-03-23T21:05"), at("2018-03-27T11:05"));
    assert_eq!(spring.1.duration_since(spring.0), hm(85, 0));
    assert_eq!(always.working_between(spring.0, spring.1), hm(85, 0));
    let autumn = (at("2018-10-26T21:05"), at("2018-10-30T11:05"));
    assert_eq!(autumn.1.duration_since(autumn.0), hm(87, 0));
    assert_eq!(always.working_between(autumn.0, autumn.1), hm(87, 0));
    assert_eq!(always.add_working(at("2018-03-24T10:15"), hm(24, 0)), at("2018-03-25T11:15"));
    assert_eq!(always.add_working(at("2018-10-27T10:15"), hm(24, 0)), at("2018-10-28T09:15"));
}

#[test]
fn hours_that_the_clock_change_skips_or_repeats() {
    let night = |text| Calendar::new(CalendarSpec::new(ZONE).open_on([Weekday::Sunday], hours(text))).unwrap();
    let spring = date(2018, 3, 25);
    assert_eq!(night("02:15-02:45").open_intervals(spring), []);
    let half_skipped = night("01:30-03:30").open_intervals(spring);
    assert_eq!(half_skipped, [Opening { opens: at("2018-03-25T01:30"), closes: at("2018-03-25T03:30") }]);
    assert_eq!(half_skipped[0].closes.duration_since(half_skipped[0].opens), hm(1, 0));
    let begins_in_gap = night("02:30-04:00").open_intervals(spring);
    assert_eq!(begins_in_gap[0].opens, at("2018-03-25T03:00"));
    let autumn = date(2018, 10, 28);
    let length = |text| {
        let opening = night(text).open_intervals(autumn)[0];
        opening.closes.duration_since(opening.opens)
    };
    assert_eq!(length("02:00-03:00"), hm(2, 0));
    assert_eq!(length("01:00-02:30"), hm(1, 30));
    assert_eq!(length("02:30-05:00"), hm(3, 30));
}

#[test]
fn several_intervals_a_day() {
    let spec = CalendarSpec::new(ZONE).open_on_weekdays(hours("13:00-17:00")).open_on_weekdays(hours("08:30-12:30"));
    let calendar = Calendar::new(spec).unwrap();
    assert!(!calendar.is_open(at("2018-02-05T12:30")), "the closing instant is closed");
    assert!(calendar.is_open(at("2018-02-05T13:00")));
    assert_eq!(calendar.next_open(at("2018-02-05T12:45")), Some(at("2018-02-05T13:00")));
    assert_eq!(calendar.closes_at(at("2018-02-05T12:00")), Some(at("2018-02-05T12:30")));
    assert_eq!(calendar.closes_at(at("2018-02-05T12:45")), None);
    assert_eq!(calendar.add_working(at("2018-02-05T12:00"), hm(1, 0)), at("2018-02-05T13:30"));
    assert_eq!(calendar.closing_of_nth_open_day(at("2018-02-05T12:45"), 0), at("2018-02-05T17:00"));
}

#[test]
fn openings_that_touch_are_one() {
    let evening = CalendarSpec::new(ZONE)
        .open_on([Weekday::Friday], hours("22:00-24:00"))
        .open_on([Weekday::Saturday], hours("00:00-06:00"));
    let evening = Calendar::new(evening).unwrap();
    assert_eq!(evening.closes_at(at("2018-08-03T22:30")), Some(at("2018-08-04T06:00")));
    assert_eq!(evening.add_working(at("2018-08-03T23:00"), hm(2, 0)), at("2018-08-04T01:00"));
    let always = Calendar::always_open(ZONE).unwrap();
    assert_eq!(always.closes_at(at("2018-08-03T22:30")), None);
    assert_eq!(always.closing_of_nth_open_day(at("2018-08-03T22:30"), 1), at("2018-08-05T00:00"));
}

#[test]
fn exceptions_outrank_the_week_and_holidays() {
    let mut spec = CalendarSpec::new(ZONE)
        .open_on_weekdays(hours("09:00-17:00"))
        .closed_on(HolidaySet::Dutch(DutchHolidays::default()));
    spec.closed_days.insert(date(2018, 5, 11));
    spec.extra_days.insert(date(2018, 5, 21), vec![hours("10:00-12:00")]);
    spec.extra_days.insert(date(2018, 5, 12), vec![hours("10:00-12:00")]);
    let calendar = Calendar::new(spec).unwrap();
    assert!(!calendar.is_open(at("2018-05-11T10:00")));
    assert!(calendar.is_open(at("2018-05-12T10:00")), "a Saturday");
    assert!(calendar.is_open(at("2018-05-21T10:00")), "Whit Monday");
    assert!(!calendar.is_open(at("2018-05-21T13:00")));
    assert_eq!(calendar.closing_of_nth_open_day(at("2018-05-09T10:00"), 1), at("2018-05-12T12:00"));
}

#[test]
fn a_calendar_that_does_not_open_again_goes_on_in_elapsed_time() {
    let mut spec = CalendarSpec::new(ZONE);
    spec.extra_days.insert(date(2018, 5, 12), vec![hours("10:00-12:00")]);
    let once = Calendar::new(spec).unwrap();
    assert_eq!(once.next_open(at("2018-05-12T11:00")), Some(at("2018-05-12T11:00")));
    assert_eq!(once.next_open(at("2018-05-12T12:00")), None);
    assert_eq!(once.next_open(at("2016-01-01T12:00")), None, "further than the search");
    assert_eq!(once.add_working(at("2018-05-12T11:00"), hm(3, 0)), at("2018-05-12T14:00"));
    assert_eq!(once.closing_of_nth_open_day(at("2018-05-11T11:00"), 3), at("2018-05-14T12:00"));
    assert_eq!(once.closing_of_nth_open_day(at("2018-05-13T11:00"), 0), at("2018-05-13T11:00"));
}

#[test]
fn half_and_four_fifths_of_a_promise() {
    let kcc = weekdays("08:30-17:00");
    let (from, until) = (at("2018-02-05T08:30"), at("2018-02-06T17:00"));
    assert_eq!(kcc.fraction_of_working_time(from, until, 1, 2), at("2018-02-05T17:00"));
    assert_eq!(kcc.fraction_of_working_time(from, until, 4, 5), at("2018-02-06T13:36"));
    let weekend = (at("2018-02-10T10:00"), at("2018-02-10T20:00"));
    assert_eq!(kcc.fraction_of_working_time(weekend.0, weekend.1, 4, 5), at("2018-02-10T18:00"));
    assert_eq!(kcc.fraction_of_working_time(from, until, 1, 0), until);
    assert_eq!(kcc.fraction_of_working_time(until, from, 1, 2), from);
}

#[test]
fn zones_resolve_on_a_machine_without_them() {
    let bundled = jiff::tz::TimeZoneDatabase::bundled().get(ZONE).unwrap();
    let local = bundled.to_datetime(at("2018-10-28T09:15"));
    assert_eq!(local, date(2018, 10, 28).at(9, 15, 0, 0));
}

#[test]
fn written_by_hand() {
    let text = r#"
zone = "europe/amsterdam"
holidays = "dutch"
closed_days = ["2018-05-11"]

[week]
mon = ["13:00-17:00", "8:30-12:30"]
sun = ["22:00-24:00"]

[extra_days]
2018-12-24 = ["08:30-12:00"]
"#;
    let calendar: Calendar = toml::from_str(text).unwrap();
    assert!(calendar.is_open(at("2018-12-24T11:00")));
    assert!(!calendar.is_open(at("2018-05-21T11:00")));
    assert_eq!(calendar.spec().week.mon, [hours("08:30-12:30"), hours("13:00-17:00")]);
    let again: Calendar = toml::from_str(&toml::to_string(&calendar).unwrap()).unwrap();
    assert_eq!(again, calendar);
    let json = serde_json::to_string(&calendar).unwrap();
    assert!(json.contains(r#""mon":["08:30-12:30","13:00-17:00"]"#), "{json}");
    assert_eq!(serde_json::from_str::<Calendar>(&json).unwrap(), calendar);
}

#[test]
fn refused_with_the_fault() {
    let mut overlap = CalendarSpec::new(ZONE);
    overlap.week.tue = vec![hours("12:00-17:00"), hours("08:30-12:30")];
    let fault = Calendar::new(overlap).unwrap_err();
    assert_eq!(fault.to_string(), "tue: 08:30-12:30 and 12:00-17:00 overlap");
    let nowhere = CalendarSpec::new("Europe/Nowhere").open_on_weekdays(hours("09:00-17:00"));
    assert_eq!(Calendar::new(nowhere), Err(CalendarError::UnknownZone("Europe/Nowhere".to_owned())));
    assert_eq!(Calendar::new(CalendarSpec::new(ZONE)), Err(CalendarError::NeverOpen));
    let mut extra = CalendarSpec::new(ZONE).open_on_weekdays(hours("09:00-17:00"));
    extra.extra_days.insert(date(2018, 5, 12), Vec::new());
    assert_eq!(Calendar::new(extra.clone()), Err(CalendarError::ExtraDayWithoutHours(date(2018, 5, 12))));
    extra.extra_days.insert(date(2018, 5, 12), vec![hours("09:00-17:00")]);
    extra.closed_days.insert(date(2018, 5, 12));
    assert_eq!(Calendar::new(extra), Err(CalendarError::ClosedAndExtra(date(2018, 5, 12))));
    assert!(toml::from_str::<Calendar>("zone = \"Europe/Amsterdam\"\n[week]\nmoon = [\"09:00-17:00\"]").is_err());
}

#[test]
fn written_intervals() {
    for (text, fault) in [
        ("09:00", IntervalError::Syntax),
        ("9-17", IntervalError::Syntax),
        ("09:0-17:00", IntervalError::Syntax),
        ("+9:00-17:00", IntervalError::Syntax),
        ("09:60-17:00", IntervalError::OutOfDay),
        ("09:00-24:01", IntervalError::OutOfDay),
        ("17:00-09:00", IntervalError::NotAfterStart),
        ("09:00-09:00", IntervalError::NotAfterStart),
    ] {
        assert_eq!(text.parse::<Interval>(), Err(fault), "{text}");
    }
    assert_eq!(hours("00:00 – 24:00"), Interval::WHOLE_DAY);
}

#[test]
fn the_ends_of_time_are_no_trap() {
    let always = Calendar::always_open(ZONE).unwrap();
    assert_eq!(always.add_working(Timestamp::MAX, hm(1, 0)), Timestamp::MAX);
    assert!(always.closing_of_nth_open_day(Timestamp::MAX, 3) >= Timestamp::MAX);
    assert!(always.next_open(Timestamp::MIN).is_some());
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    let zone = prop::sample::select(vec!["Europe/Amsterdam", "America/Sao_Paulo", "America/St_Johns", "UTC"]);
    let day = prop::collection::btree_set(0..=1440_u16, 0..=3);
    (zone, prop::collection::vec(day, 7)).prop_filter_map("never open", |(zone, days)| {
        let mut spec = CalendarSpec::new(zone).closed_on(HolidaySet::general_terms_act());
        for (weekday, edges) in Weekday::Monday.cycle_forward().zip(days) {
            let edges: Vec<ClockTime> = edges.into_iter().map(|m| ClockTime::from_minutes(m).unwrap()).collect();
            *spec.week.on_mut(weekday) = edges.windows(2).map(|e| Interval::new(e[0], e[1]).unwrap()).collect();
        }
        Calendar::new(spec).ok()
    })
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    // Past years too: zones that changed the clock at midnight, once even a minute after it.
    (500_000_000_i64..1_900_000_000).prop_map(|second| Timestamp::from_second(second).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn openings_are_in_order(calendar in any_calendar(), from in any_instant()) {
        let openings: Vec<Opening> = calendar.openings_after(from).take(40).collect();
        for pair in openings.windows(2) {
            prop_assert!(pair[0].opens < pair[0].closes && pair[0].closes <= pair[1].opens);
        }
    }

    #[test]
    fn adding_and_measuring_agree(calendar in any_calendar(), from in any_instant(), minutes in 1..5000_i64) {
        let due = calendar.add_working(from, SignedDuration::from_mins(minutes));
        prop_assert_eq!(calendar.working_between(from, due), SignedDuration::from_mins(minutes));
        prop_assert!(!calendar.is_open(from) || calendar.next_open(from) == Some(from));
    }

    #[test]
    fn measured_pieces_add_up(calendar in any_calendar(), a in any_instant(), b in 0..5000_i64, c in 0..5000_i64) {
        let b = later(a, SignedDuration::from_mins(b));
        let c = later(b, SignedDuration::from_mins(c));
        let pieces = calendar.working_between(a, b) + calendar.working_between(b, c);
        prop_assert_eq!(pieces, calendar.working_between(a, c));
    }

    #[test]
    fn the_next_opening_is_the_first(calendar in any_calendar(), from in any_instant()) {
        let opens = calendar.next_open(from).unwrap();
        prop_assert!(opens >= from && calendar.is_open(opens));
        prop_assert!(calendar.working_between(from, opens).is_zero());
        if let Some(closes) = calendar.closes_at(opens) {
            prop_assert!(closes > opens && !calendar.is_open(closes));
            prop_assert_eq!(calendar.working_between(opens, closes), closes.duration_since(opens));
        }
    }

    #[test]
    fn working_days_move_on(calendar in any_calendar(), from in any_instant(), days in 0..30_u32) {
        let due = calendar.closing_of_nth_open_day(from, days);
        prop_assert!(due > from);
        prop_assert!(calendar.closing_of_nth_open_day(from, days + 1) >= due);
    }

    #[test]
    fn a_fraction_lies_within(calendar in any_calendar(), from in any_instant(), minutes in 1..5000_i64, part in 0..=5_u32) {
        let until = later(from, SignedDuration::from_mins(minutes));
        let moment = calendar.fraction_of_working_time(from, until, part, 5);
        prop_assert!(from <= moment && moment <= until);
        prop_assert!(moment <= calendar.fraction_of_working_time(from, until, part + 1, 5));
    }
}
