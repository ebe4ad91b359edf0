//! Dutch public holidays, computed.
//!
//! Two questions are asked of them: is a team closed (a choice per calendar), and does a legal term end on such a day
//! (fixed by law, [`HolidaySet::general_terms_act`]).

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Which public holidays count.
///
/// Written `"none"`, `"dutch"` (the usual choice of an employer, see [`DutchHolidays::default`]), or
/// `{ dutch = { good_friday = true, liberation_day = "always", also = ["2018-05-11"] } }`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HolidaySet {
    /// No day.
    #[default]
    None,
    /// Those of the Netherlands.
    Dutch(DutchHolidays),
}

/// The choices within the Dutch holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DutchHolidays {
    /// Whether Good Friday counts; few employers close, the law on terms counts it.
    pub good_friday: bool,
    /// When 5 May counts.
    pub liberation_day: LiberationDay,
    /// Further dates, such as those that a royal decree puts on a par with a holiday.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub also: BTreeSet<Date>,
}

/// In which years Liberation Day, 5 May, is a day off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LiberationDay {
    /// In none.
    Never,
    /// In years that five divides (2015, 2020, 2025).
    #[default]
    Lustrum,
    /// In every year.
    Always,
}

/// A holiday by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holiday {
    /// 1 January.
    NewYear,
    /// Two days before Easter.
    GoodFriday,
    /// Easter.
    EasterSunday,
    /// The day after Easter.
    EasterMonday,
    /// King's Day; Queen's Day up to and including 2013.
    KingsDay,
    /// 5 May.
    LiberationDay,
    /// 39 days after Easter.
    Ascension,
    /// 49 days after Easter.
    WhitSunday,
    /// 50 days after Easter.
    WhitMonday,
    /// 25 December.
    ChristmasDay,
    /// 26 December.
    SecondChristmasDay,
    /// A date from [`DutchHolidays::also`].
    Appointed,
}

impl HolidaySet {
    /// The days that count as holidays for terms in Dutch law: Algemene termijnenwet, article 3, of which the second
    /// paragraph puts Good Friday on a par with them and the first names 5 May for every year. Dates put on a par by
    /// royal decree (third paragraph) differ per year; add them to [`DutchHolidays::also`].
    #[must_use]
    pub fn general_terms_act() -> Self {
        Self::Dutch(DutchHolidays { good_friday: true, liberation_day: LiberationDay::Always, also: BTreeSet::new() })
    }

    /// Whether a date is one of them.
    #[must_use]
    pub fn contains(&self, date: Date) -> bool {
        self.on(date).is_some()
    }

    /// Which of them a date is; where two meet (Ascension on 5 May) the first in the order of [`Holiday`]'s rules.
    #[must_use]
    pub fn on(&self, date: Date) -> Option<Holiday> {
        match self {
            Self::None => None,
            Self::Dutch(choices) => choices.on(date),
        }
    }

    /// All of a year, in order.
    #[must_use]
    pub fn of_year(&self, year: i16) -> Vec<(Date, Holiday)> {
        let Ok(first) = Date::new(year, 1, 1) else {
            return Vec::new();
        };
        first
            .series(1.day())
            .take_while(|day| day.year() == year)
            .filter_map(|day| Some((day, self.on(day)?)))
            .collect()
    }
}

impl DutchHolidays {
    fn on(&self, day: Date) -> Option<Holiday> {
        let fixed = match (day.month(), day.day()) {
            (1, 1) => Some(Holiday::NewYear),
            (4, _) if Some(day) == kings_day(day.year()) => Some(Holiday::KingsDay),
            (12, 25) => Some(Holiday::ChristmasDay),
            (12, 26) => Some(Holiday::SecondChristmasDay),
            _ => None,
        };
        fixed
            .or_else(|| self.around_easter(day))
            .or_else(|| self.is_liberation_day(day).then_some(Holiday::LiberationDay))
            .or_else(|| self.also.contains(&day).then_some(Holiday::Appointed))
    }

    fn around_easter(&self, day: Date) -> Option<Holiday> {
        let days_after = day.since(easter_sunday(day.year())?).ok()?.get_days();
        match days_after {
            -2 if self.good_friday => Some(Holiday::GoodFriday),
            0 => Some(Holiday::EasterSunday),
            1 => Some(Holiday::EasterMonday),
            39 => Some(Holiday::Ascension),
            49 => Some(Holiday::WhitSunday),
            50 => Some(Holiday::WhitMonday),
            _ => None,
        }
    }

    fn is_liberation_day(&self, day: Date) -> bool {
        let counts = match self.liberation_day {
            LiberationDay::Never => false,
            LiberationDay::Lustrum => day.year() % 5 == 0,
            LiberationDay::Always => true,
        };
        counts && day.month() == 5 && day.day() == 5
    }
}

/// 27 April, the day before when that is a Sunday; 30 April in the same way before 2014 (rule of 1980 and later).
fn kings_day(year: i16) -> Option<Date> {
    let day = if year >= 2014 { 27 } else { 30 };
    let birthday = Date::new(year, 4, day).ok()?;
    if birthday.weekday() == jiff::civil::Weekday::Sunday {
        return birthday.yesterday().ok();
    }
    Some(birthday)
}

/// Easter Sunday of a Gregorian year: the Sunday after the first church full moon of spring. `None` only for years
/// that a date cannot hold.
#[must_use]
pub fn easter_sunday(year: i16) -> Option<Date> {
    let year_number = i32::from(year);
    let century = year_number.div_euclid(100);
    // Where the year stands in the 19-year moon cycle, and the moon's age, with the century's two corrections:
    // for leap days left out (solar) and for the drift of the moon cycle (lunar).
    let golden = year_number.rem_euclid(19);
    let solar = century - century.div_euclid(4);
    let lunar = (8 * century + 13).div_euclid(25);
    let age = (19 * golden + solar - lunar + 15).rem_euclid(30);
    // Two adjustments keep the full moon of one cycle on 19 different dates, none after 18 April.
    let full_moon = age - i32::from(age == 29 || (age == 28 && golden > 10));
    let from_21_march = Span::new().days(full_moon);
    let moon = date(year, 3, 21).checked_add(from_21_march).ok()?;
    let to_sunday = 7 - i32::from(moon.weekday().to_sunday_zero_offset());
    moon.checked_add(Span::new().days(to_sunday)).ok()
}

impl Serialize for HolidaySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Chosen<'a> {
            dutch: &'a DutchHolidays,
        }
        match self {
            Self::None => serializer.serialize_str("none"),
            Self::Dutch(dutch) if *dutch == DutchHolidays::default() => serializer.serialize_str("dutch"),
            Self::Dutch(dutch) => Chosen { dutch }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for HolidaySet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HolidaySetVisitor)
    }
}

struct HolidaySetVisitor;

impl<'de> Visitor<'de> for HolidaySetVisitor {
    type Value = HolidaySet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"none\", \"dutch\" or { dutch = { ... } }")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<HolidaySet, E> {
        match name {
            "none" => Ok(HolidaySet::None),
            "dutch" => Ok(HolidaySet::Dutch(DutchHolidays::default())),
            other => Err(E::unknown_variant(other, &["none", "dutch"])),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HolidaySet, A::Error> {
        let Some(name) = map.next_key::<String>()? else {
            return Err(de::Error::missing_field("dutch"));
        };
        if name != "dutch" {
            return Err(de::Error::unknown_field(&name, &["dutch"]));
        }
        let choices = map.next_value()?;
        if let Some(second) = map.next_key::<String>()? {
            return Err(de::Error::unknown_field(&second, &["dutch"]));
        }
        Ok(HolidaySet::Dutch(choices))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use jiff::civil::Weekday;
    use proptest::prelude::*;

    use super::*;

    fn usual() -> HolidaySet {
        HolidaySet::Dutch(DutchHolidays::default())
    }

    #[test]
    fn easter_of_known_years() {
        let known = [
            date(1818, 3, 22), // earliest possible
            date(1943, 4, 25), // latest possible
            date(1954, 4, 18), // the exception for a moon age of 28
            date(1981, 4, 19), // the exception for a moon age of 29
            date(2000, 4, 23),
            date(2018, 4, 1),
            date(2019, 4, 21),
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2038, 4, 25),
        ];
        for day in known {
            assert_eq!(easter_sunday(day.year()), Some(day));
        }
    }

    #[test]
    fn days_of_the_stories() {
        assert_eq!(usual().on(date(2018, 5, 21)), Some(Holiday::WhitMonday));
        assert_eq!(usual().on(date(2025, 4, 26)), Some(Holiday::KingsDay));
        assert_eq!(usual().on(date(2025, 4, 27)), None);
        assert_eq!(usual().on(date(2018, 4, 2)), Some(Holiday::EasterMonday));
        let mut day = date(2018, 8, 3);
        while day <= date(2018, 8, 8) {
            assert!(!usual().contains(day));
            day = day.tomorrow().unwrap();
        }
    }

    #[test]
    fn the_queen_before_the_king() {
        assert!(usual().contains(date(2013, 4, 30)));
        assert!(!usual().contains(date(2013, 4, 27)));
        assert!(usual().contains(date(2006, 4, 29)), "30-04-2006 was a Sunday");
        assert!(!usual().contains(date(2006, 4, 30)));
        assert!(usual().contains(date(2014, 4, 26)), "27-04-2014 was a Sunday");
    }

    #[test]
    fn choices_change_good_friday_and_liberation_day() {
        assert!(!usual().contains(date(2018, 3, 30)));
        assert!(HolidaySet::general_terms_act().contains(date(2018, 3, 30)));
        assert!(usual().contains(date(2020, 5, 5)));
        assert!(!usual().contains(date(2021, 5, 5)));
        assert!(HolidaySet::general_terms_act().contains(date(2021, 5, 5)));
        let never = DutchHolidays { liberation_day: LiberationDay::Never, ..DutchHolidays::default() };
        assert!(!HolidaySet::Dutch(never).contains(date(2020, 5, 5)));
        assert!(!HolidaySet::None.contains(date(2018, 12, 25)));
    }

    #[test]
    fn a_year_is_listed_in_order() {
        let days: Vec<Date> = usual().of_year(2018).into_iter().map(|(day, _)| day).collect();
        let expected = [
            date(2018, 1, 1),
            date(2018, 4, 1),
            date(2018, 4, 2),
            date(2018, 4, 27),
            date(2018, 5, 10),
            date(2018, 5, 20),
            date(2018, 5, 21),
            date(2018, 12, 25),
            date(2018, 12, 26),
        ];
        assert_eq!(days, expected);
    }

    #[test]
    fn written_by_hand() {
        let read = |text: &str| serde_json::from_str::<HolidaySet>(text);
        assert_eq!(read(r#""none""#).unwrap(), HolidaySet::None);
        assert_eq!(read(r#""dutch""#).unwrap(), usual());
        let chosen = read(r#"{"dutch":{"good_friday":true,"also":["2018-05-11"]}}"#).unwrap();
        assert_eq!(chosen.on(date(2018, 5, 11)), Some(Holiday::Appointed));
        assert!(chosen.contains(date(2018, 3, 30)));
        for faulty in [r#""german""#, r#"{"dutch":{"easter":true}}"#, "{}", r#"{"dutch":{},"more":1}"#, "3"] {
            assert!(read(faulty).is_err(), "{faulty}");
        }
        for set in [HolidaySet::None, usual(), chosen, HolidaySet::general_terms_act()] {
            let text = serde_json::to_string(&set).unwrap();
            assert_eq!(read(&text).unwrap(), set);
        }
    }

    proptest! {
        #[test]
        fn easter_is_a_sunday_from_22_march_to_25_april(year in -9999_i16..=9999) {
            let easter = easter_sunday(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sunday);
            prop_assert!(date(year, 3, 22) <= easter && easter <= date(year, 4, 25));
        }

        #[test]
        fn kings_day_is_never_a_sunday(year in 1980_i16..=9999) {
            prop_assert_ne!(kings_day(year).unwrap().weekday(), Weekday::Sunday);
        }
    }
}
