//! Words for days, moments, durations and money, in the organisation's time zone.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Zoned};

use super::by::ended_day;
use super::{Arg, Lang};

const NL_DAYS: [&str; 7] = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"];
const EN_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const NL_MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const EN_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const NL_SHORT_MONTHS: [&str; 12] =
    ["jan", "feb", "mrt", "apr", "mei", "juni", "juli", "aug", "sep", "okt", "nov", "dec"];

impl Lang {
    /// `maandag`, `Monday`.
    pub fn weekday(self, day: Weekday) -> &'static str {
        let names = match self {
            Lang::Nl => NL_DAYS,
            Lang::En => EN_DAYS,
        };
        names[usize::try_from(day.to_monday_zero_offset()).unwrap_or(0) % 7]
    }

    /// `ma`, `Mon`.
    pub fn weekday_short(self, day: Weekday) -> &'static str {
        let name = self.weekday(day);
        match self {
            Lang::Nl => &name[..2],
            Lang::En => &name[..3],
        }
    }

    fn month(self, month: i8) -> &'static str {
        let names = match self {
            Lang::Nl => NL_MONTHS,
            Lang::En => EN_MONTHS,
        };
        names[usize::try_from(month - 1).unwrap_or(0) % 12]
    }

    fn month_short(self, month: i8) -> &'static str {
        match self {
            Lang::Nl => NL_SHORT_MONTHS[usize::try_from(month - 1).unwrap_or(0) % 12],
            Lang::En => &self.month(month)[..3],
        }
    }

    /// `19 februari 2018`, `19 February 2018`.
    pub fn date(self, date: Date) -> String {
        format!("{} {} {}", date.day(), self.month(date.month()), date.year())
    }

    /// `februari 2018`, `February 2018`.
    pub fn month_of(self, date: Date) -> String {
        format!("{} {}", self.month(date.month()), date.year())
    }

    /// A number as a program writes it, with the language's own mark before its decimals: `12,5`, `12.5`.
    pub fn decimal(self, number: &str) -> String {
        match self {
            Lang::Nl => number.replace('.', ","),
            Lang::En => number.to_owned(),
        }
    }

    /// `maandag 19 februari 2018`, `Monday 19 February 2018`.
    pub fn date_long(self, date: Date) -> String {
        format!("{} {}", self.weekday(date.weekday()), self.date(date))
    }

    /// `maandag 19 februari`, with the year only when it is not `today`'s.
    pub fn date_near(self, date: Date, today: Date) -> String {
        let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
        format!("{} {} {}{year}", self.weekday(date.weekday()), date.day(), self.month(date.month()))
    }

    /// Hours and minutes without a word: `17.00`, `17:00`.
    pub fn clock(self, at: &Zoned) -> String {
        let separator = match self {
            Lang::Nl => '.',
            Lang::En => ':',
        };
        format!("{:02}{separator}{:02}", at.hour(), at.minute())
    }

    /// `17.00 uur`, `17:00`.
    pub fn time(self, at: &Zoned) -> String {
        match self {
            Lang::Nl => format!("{} uur", self.clock(at)),
            Lang::En => self.clock(at),
        }
    }

    /// `maandag 19 februari 2018, 17.00 uur`, `Monday 19 February 2018, 17:00`.
    pub fn moment(self, at: Timestamp, zone: &TimeZone) -> String {
        let at = at.to_zoned(zone.clone());
        format!("{}, {}", self.date_long(at.date()), self.time(&at))
    }

    /// As [`Lang::moment`], without the year when it is this year.
    pub fn moment_near(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let at = at.to_zoned(zone.clone());
        let today = now.to_zoned(zone.clone()).date();
        format!("{}, {}", self.date_near(at.date(), today), self.time(&at))
    }

    /// The shortest words that cannot be misread from `now`: `vandaag 17.00 uur`, `morgen 09.00 uur`, `ma 17.00 uur`
    /// within the next six days, else `19 feb 17.00 uur`, with the year when it differs. The name of a day alone is one
    /// that is still to come.
    pub fn brief(self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let at = at.to_zoned(zone.clone());
        let today = now.to_zoned(zone.clone()).date();
        let day = self.day_brief(at.date(), today);
        format!("{day} {}", self.time(&at))
    }

    /// The day part of [`Lang::brief`].
    pub fn day_brief(self, date: Date, today: Date) -> String {
        match days_between(today, date) {
            0 => self.t("time-today", &[]),
            1 => self.t("time-tomorrow", &[]),
            -1 => self.t("time-yesterday", &[]),
            2..=6 => self.weekday_short(date.weekday()).to_owned(),
            _ => self.date_brief(date, today),
        }
    }

    /// `19 feb`, with the year only when it is not `today`'s.
    pub fn date_brief(self, date: Date, today: Date) -> String {
        let year = if date.year() == today.year() { String::new() } else { format!(" {}", date.year()) };
        format!("{} {}{year}", date.day(), self.month_short(date.month()))
    }

    /// A heading over what happened on one day: `Vandaag, maandag 19 februari`.
    pub fn day_heading(self, date: Date, today: Date) -> String {
        let long = self.date_near(date, today);
        let prefix = match days_between(today, date) {
            0 => self.t("time-today", &[]),
            1 => self.t("time-tomorrow", &[]),
            -1 => self.t("time-yesterday", &[]),
            _ => return capital(&long),
        };
        format!("{}, {long}", capital(&prefix))
    }

    /// `dinsdag 24 november, tussen 08.00 en 10.00 uur`; over two days both ends are written out. What ends with a day ends
    /// at `middernacht`.
    pub fn window(self, from: Timestamp, to: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let (start, end) = (from.to_zoned(zone.clone()), to.to_zoned(zone.clone()));
        let today = now.to_zoned(zone.clone()).date();
        let ended = ended_day(&end).filter(|_| start < end);
        if start.date() == ended.unwrap_or(end.date()) {
            let day = self.date_near(start.date(), today);
            let midnight = ended.map(|_| self.t("time-midnight", &[]));
            let (from, to) = (self.clock(&start), midnight.unwrap_or_else(|| self.time(&end)));
            self.t(
                "time-window",
                &[("day", day.as_str().into()), ("from", from.as_str().into()), ("to", to.as_str().into())],
            )
        } else {
            let (from, to) = (self.moment_near(from, now, zone), self.by(to, now, zone));
            self.t("time-window-days", &[("from", from.as_str().into()), ("to", to.as_str().into())])
        }
    }

    /// A duration in at most two units: `2 u 10 min`, `3 dagen`, `1 dag 17 u`, `0 min`. Days are 24 hours.
    pub fn duration(self, seconds: i64) -> String {
        let minutes = seconds.max(0) / 60;
        let (days, hours, minutes) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
        let part = |key: &str, n: i64| self.t(key, &[("n", n.into())]);
        match (days, hours, minutes) {
            (0, 0, minutes) => part("time-minutes", minutes),
            (0, hours, 0) => part("time-hours", hours),
            (0, hours, minutes) => format!("{} {}", part("time-hours", hours), part("time-minutes", minutes)),
            (days, 0, _) => part("time-days", days),
            (days, hours, _) if days < 7 => format!("{} {}", part("time-days", days), part("time-hours", hours)),
            (days, ..) => part("time-days", days),
        }
    }

    /// `2 u 10 min geleden`; within the last minute `zojuist`.
    pub fn ago(self, at: Timestamp, now: Timestamp) -> String {
        let seconds = now.duration_since(at).as_secs();
        if seconds < 60 {
            return self.t("time-just-now", &[]);
        }
        self.t("time-ago", &[("duration", self.duration(seconds).as_str().into())])
    }

    /// What is left until `due`: `nog 50 min`, or `50 min te laat` once it has passed.
    pub fn left(self, due: Timestamp, now: Timestamp) -> String {
        let seconds = due.duration_since(now).as_secs();
        let (key, seconds) = if seconds >= 0 { ("time-left", seconds) } else { ("time-late", -seconds) };
        self.t(key, &[("duration", self.duration(seconds).as_str().into())])
    }

    /// An amount in cents of euros: `€ 34,50`, `€34.50`; whole thousands are grouped.
    pub fn money(self, cents: i64) -> String {
        let (group, point, space) = match self {
            Lang::Nl => ('.', ',', "\u{a0}"),
            Lang::En => (',', '.', ""),
        };
        let digits = (cents.unsigned_abs() / 100).to_string();
        let mut whole = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                whole.push(group);
            }
            whole.push(digit);
        }
        let sign = if cents < 0 { "-" } else { "" };
        format!("€{space}{sign}{whole}{point}{:02}", cents.unsigned_abs() % 100)
    }

    /// A size in bytes, for a list of files: `340 kB`, `2,1 MB`.
    pub fn size(self, bytes: u64) -> String {
        let point = match self {
            Lang::Nl => ',',
            Lang::En => '.',
        };
        if bytes < 1_000_000 {
            return format!("{} kB", bytes.div_ceil(1000));
        }
        let tenths = bytes / 100_000;
        format!("{}{point}{} MB", tenths / 10, tenths % 10)
    }

    /// Two or more names as running text: `naam, adres en telefoon`.
    pub fn list(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [head @ .., last] => {
                let head = head.join(", ");
                self.t("time-and", &[("head", head.as_str().into()), ("last", Arg::Text(last))])
            }
        }
    }
}

/// The text with its first letter as a capital.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Free words as a part of a sentence, or as a row: on one line, without the full stop or the comma that what stands around
/// them sets itself. A question mark, an exclamation mark and an ellipsis stay.
#[must_use]
pub fn phrase(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.ends_with("...") || words.ends_with('…') {
        return words;
    }
    words.trim_end_matches(['.', ',', ';', ':', ' ']).to_owned()
}

/// Free words as a sentence of their own: on one line, with a capital and an end.
#[must_use]
pub fn sentence(words: &str) -> String {
    let words = capital(&phrase(words));
    if words.is_empty() || words.ends_with(['.', '…', '!', '?']) { words } else { format!("{words}.") }
}

/// The moment that a `datetime-local` field names, in this zone; `None` when it is not one.
pub fn parse_local(value: &str, zone: &TimeZone) -> Option<Timestamp> {
    let civil: jiff::civil::DateTime = value.trim().parse().ok()?;
    Some(civil.to_zoned(zone.clone()).ok()?.timestamp())
}

/// The value for a `datetime-local` field, to the minute.
pub fn local_input(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until((jiff::Unit::Day, to)).as_ref().map_or(i32::MAX, Span::get_days)
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
    fn a_moment_is_written_in_the_zone_of_the_organisation() {
        let due = at("2018-02-19T16:00:00Z");
        assert_eq!(Lang::Nl.moment(due, &zone()), "maandag 19 februari 2018, 17.00 uur");
        assert_eq!(Lang::En.moment(due, &zone()), "Monday 19 February 2018, 17:00");
    }

    #[test]
    fn a_brief_moment_names_the_day_that_cannot_be_misread() {
        let now = at("2018-02-05T08:20:00Z");
        let nl = |text| Lang::Nl.brief(at(text), now, &zone());
        assert_eq!(nl("2018-02-05T16:00:00Z"), "vandaag 17.00 uur");
        assert_eq!(nl("2018-02-06T08:00:00Z"), "morgen 09.00 uur");
        assert_eq!(nl("2018-02-04T23:30:00Z"), "vandaag 00.30 uur");
        assert_eq!(nl("2018-02-09T16:00:00Z"), "vr 17.00 uur");
        assert_eq!(nl("2018-02-19T16:00:00Z"), "19 feb 17.00 uur");
        assert_eq!(nl("2019-02-19T16:00:00Z"), "19 feb 2019 17.00 uur");
        assert_eq!(Lang::En.brief(at("2018-02-06T08:00:00Z"), now, &zone()), "tomorrow 09:00");
    }

    #[test]
    fn free_words_stand_in_a_sentence_without_marks_of_their_own() {
        assert_eq!(phrase("Een nieuw slot op de voordeur.,"), "Een nieuw slot op de voordeur");
        assert_eq!(phrase("  de monteur\nkomt langs. "), "de monteur komt langs");
        assert_eq!(phrase("Lukt dat?"), "Lukt dat?");
        assert_eq!(phrase("Wij zoeken nog..."), "Wij zoeken nog...");
        assert_eq!(phrase("."), "");
        assert_eq!(sentence("de monteur komt"), "De monteur komt.");
        assert_eq!(sentence("Lukt dat?"), "Lukt dat?");
        assert_eq!(sentence(" "), "");
    }

    #[test]
    fn durations_have_two_units_at_most() {
        let nl = |minutes: i64| Lang::Nl.duration(minutes * 60);
        assert_eq!(nl(0), "0 min");
        assert_eq!(nl(50), "50 min");
        assert_eq!(nl(130), "2 u 10 min");
        assert_eq!(nl(24 * 60 + 17 * 60 + 3), "1 dag 17 u");
        assert_eq!(nl(9 * 24 * 60 + 61), "9 dagen");
        assert_eq!(Lang::En.duration(2 * 86_400), "2 days");
    }

    #[test]
    fn what_is_left_and_what_is_past_have_their_own_words() {
        let now = at("2018-02-05T08:20:00Z");
        assert_eq!(Lang::Nl.left(at("2018-02-05T09:10:00Z"), now), "nog 50 min");
        assert_eq!(Lang::Nl.left(at("2018-02-05T07:30:00Z"), now), "50 min te laat");
        assert_eq!(Lang::En.ago(at("2018-02-05T06:10:00Z"), now), "2 h 10 min ago");
        assert_eq!(Lang::Nl.ago(now, now), "zojuist");
    }

    #[test]
    fn a_window_over_a_clock_change_keeps_local_time() {
        let now = at("2018-03-20T08:00:00Z");
        let text = Lang::Nl.window(at("2018-03-25T06:00:00Z"), at("2018-03-25T08:00:00Z"), now, &zone());
        assert_eq!(text, "zondag 25 maart, tussen 08.00 en 10.00 uur");
    }

    #[test]
    fn money_comes_from_cents() {
        assert_eq!(Lang::Nl.money(3450), "€\u{a0}34,50");
        assert_eq!(Lang::En.money(-123_456_789), "€-1,234,567.89");
        assert_eq!(Lang::Nl.money(0), "€\u{a0}0,00");
    }

    #[test]
    fn a_field_with_a_local_moment_reads_back_what_it_wrote() {
        let due = at("2018-07-19T15:00:00Z");
        assert_eq!(local_input(due, &zone()), "2018-07-19T17:00");
        assert_eq!(parse_local("2018-07-19T17:00", &zone()), Some(due));
        assert_eq!(parse_local("next week", &zone()), None);
    }
}
