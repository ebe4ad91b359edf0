//! When the customer can be called: as soon as may be, in one of the next half-days in which the team that calls is open,
//! or at another moment, in words that a person reads.

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use regie_app::directory::Directory;
use regie_domain::calendar::Calendar;
use regie_domain::command::CallWish;
use regie_domain::event::Window;
use regie_domain::journey::Journey;

use crate::cx::Cx;
use crate::form::Choice;

/// The value for "as soon as may be".
pub(super) const SOON: &str = "soon";
/// The value for another moment.
pub(super) const OTHER: &str = "other";
/// So many half-days are offered.
const MOST: usize = 6;
/// How many days ahead they are looked for.
const DAYS: usize = 14;
/// A half-day with less than this left is not offered.
const LEAST: SignedDuration = SignedDuration::from_mins(60);

/// A part of the day: who is called is awake in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Morning,
    Afternoon,
    Evening,
}

const PARTS: [(Part, i8, i8); 3] = [(Part::Morning, 8, 12), (Part::Afternoon, 12, 18), (Part::Evening, 18, 21)];

/// A half-day in which the team can call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    date: Date,
    part: Part,
    from: Timestamp,
    until: Timestamp,
}

/// The hours of the team that will call.
fn hours(directory: &Directory, journey: &Journey, callable: bool, now: Timestamp) -> Option<Calendar> {
    let owner = directory.who_calls(journey, callable, now);
    let team = directory.team(owner.team).filter(|team| team.active && team.team == owner);
    match team {
        Some(team) => directory.calendar(team).ok(),
        None => Calendar::new(directory.organisation.as_ref()?.value.hours.clone()).ok(),
    }
}

fn slots(calendar: &Calendar, now: Timestamp) -> Vec<Slot> {
    let mut found = Vec::new();
    let mut day = Some(calendar.date_of(now));
    for _ in 0..DAYS {
        let Some(date) = day else { break };
        for opening in calendar.open_intervals(date) {
            for (part, begins, ends) in PARTS {
                let moment = |hour| {
                    let time = Time::new(hour, 0, 0, 0).ok()?;
                    Some(date.to_datetime(time).to_zoned(calendar.zone().clone()).ok()?.timestamp())
                };
                let (Some(begins), Some(ends)) = (moment(begins), moment(ends)) else { continue };
                let (from, until) = (begins.max(opening.opens), ends.min(opening.closes));
                if until.duration_since(from.max(now)) >= LEAST && found.len() < MOST {
                    found.push(Slot { date, part, from, until });
                }
            }
        }
        day = date.tomorrow().ok();
    }
    found
}

/// The choices on the form.
pub(super) fn choices(cx: &Cx, directory: &Directory, journey: &Journey, callable: bool) -> Vec<Choice> {
    let today = cx.day(&cx.now);
    let slots =
        hours(directory, journey, callable, cx.now).map(|calendar| slots(&calendar, cx.now)).unwrap_or_default();
    let offered =
        slots.into_iter().map(|slot| Choice::new(format!("{}/{}", slot.from, slot.until), label(cx, slot, today)));
    let mut choices = vec![Choice::new(SOON, cx.t("status-call-soon"))];
    choices.extend(offered);
    choices.push(Choice::new(OTHER, cx.t("status-call-other")));
    choices
}

fn label(cx: &Cx, slot: Slot, today: Date) -> String {
    let (from, until) = (slot.from.to_zoned(cx.zone.clone()), slot.until.to_zoned(cx.zone.clone()));
    // The hours stay together on a narrow screen.
    let hours = format!("{}\u{2060}–\u{2060}{}", cx.lang.clock(&from), cx.lang.time(&until).replace(' ', "\u{a0}"));
    let tomorrow = today.tomorrow().ok();
    let key = match slot.part {
        Part::Morning if slot.date == today => "status-slot-today-morning",
        Part::Afternoon if slot.date == today => "status-slot-today-afternoon",
        Part::Evening if slot.date == today => "status-slot-today-evening",
        Part::Morning if Some(slot.date) == tomorrow => "status-slot-tomorrow-morning",
        Part::Afternoon if Some(slot.date) == tomorrow => "status-slot-tomorrow-afternoon",
        Part::Evening if Some(slot.date) == tomorrow => "status-slot-tomorrow-evening",
        _ => {
            let day = cx.cap(cx.lang.date_near(slot.date, today));
            return format!("{day}, {hours}");
        }
    };
    cx.t1(key, "hours", hours)
}

/// The wish behind a value of the form; nothing when it is none of them.
pub(super) fn wish(value: &str) -> Option<CallWish> {
    match value {
        SOON => Some(CallWish::Soon),
        OTHER => Some(CallWish::Agree),
        _ => {
            let (from, until) = value.split_once('/')?;
            let window = Window { from: Some(from.parse().ok()?), until: until.parse().ok()? };
            Some(CallWish::Within { window })
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use jiff::civil::Weekday;
    use regie_domain::calendar::{CalendarSpec, Interval};

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn shown(calendar: &Calendar, now: &str) -> Vec<String> {
        let slots = slots(calendar, at(now));
        slots
            .iter()
            .map(|slot| {
                let (from, until) =
                    (slot.from.to_zoned(calendar.zone().clone()), slot.until.to_zoned(calendar.zone().clone()));
                format!("{} {}-{}", from.strftime("%a"), from.strftime("%H:%M"), until.strftime("%H:%M"))
            })
            .collect()
    }

    #[test]
    fn half_days_lie_within_opening_hours_and_pass_the_weekend() {
        let hours = "08:30-17:00".parse::<Interval>().unwrap();
        let week = Weekday::Monday.cycle_forward().take(5);
        let office = Calendar::new(CalendarSpec::new("Europe/Amsterdam").open_on(week, hours)).unwrap();
        // A Friday at 13:00.
        assert_eq!(
            shown(&office, "2018-02-09T12:00:00Z"),
            [
                "Fri 12:00-17:00",
                "Mon 08:30-12:00",
                "Mon 12:00-17:00",
                "Tue 08:30-12:00",
                "Tue 12:00-17:00",
                "Wed 08:30-12:00"
            ]
        );
        // At half past four the afternoon is as good as over.
        assert_eq!(shown(&office, "2018-02-09T15:30:00Z")[0], "Mon 08:30-12:00");
        let always = Calendar::always_open("Europe/Amsterdam").unwrap();
        assert_eq!(
            shown(&always, "2018-02-09T20:30:00Z")[..3],
            ["Sat 08:00-12:00", "Sat 12:00-18:00", "Sat 18:00-21:00"]
        );
    }

    #[test]
    fn only_what_was_offered_is_a_wish() {
        assert_eq!(wish("soon"), Some(CallWish::Soon));
        assert_eq!(wish("other"), Some(CallWish::Agree));
        let window = Window { from: Some(at("2018-02-09T11:00:00Z")), until: at("2018-02-09T16:00:00Z") };
        assert_eq!(wish("2018-02-09T11:00:00Z/2018-02-09T16:00:00Z"), Some(CallWish::Within { window }));
        for junk in ["", "x", "/", "2018-02-09T11:00:00Z/", "1/2"] {
            assert_eq!(wish(junk), None, "{junk}");
        }
    }
}
