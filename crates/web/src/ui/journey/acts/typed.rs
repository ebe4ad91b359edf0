//! What was typed into the forms of the acts, as values; a fault names its field.

use regie_domain::codes::Channel;
use regie_domain::money::Cents;

use crate::posted::Posted;
use crate::ui::attempt::Wrong;
use crate::ui::journey::desk::Desk;
use crate::visit::Visit;

/// Words that may not be missing.
pub(in crate::ui) fn words<'a>(desk: &Desk, posted: &'a Posted, name: &str) -> Result<&'a str, Wrong> {
    posted.some(name).ok_or_else(|| Wrong::field(&desk.visit, name, "text-empty"))
}

/// A moment that may be left out.
pub(in crate::ui::journey) fn moment(
    desk: &Desk,
    posted: &Posted,
    name: &str,
) -> Result<Option<jiff::Timestamp>, Wrong> {
    let Some(typed) = posted.some(name) else { return Ok(None) };
    desk.visit.cx.parse_local(typed).map(Some).ok_or_else(|| Wrong::field(&desk.visit, name, "due-wrong"))
}

/// An amount that may be left out.
pub(in crate::ui::journey) fn amount(desk: &Desk, posted: &Posted, name: &str) -> Result<Option<Cents>, Wrong> {
    let Some(typed) = posted.some(name) else { return Ok(None) };
    Cents::parse(typed).map(Some).map_err(|_| Wrong::field(&desk.visit, name, "amount-wrong"))
}

/// The date on a letter, in days since 1970-01-01: today at the latest.
pub(in crate::ui) fn dated(visit: &Visit, posted: &Posted) -> Result<Option<i32>, Wrong> {
    let Some(typed) = posted.some("dated") else { return Ok(None) };
    let epoch = jiff::civil::date(1970, 1, 1);
    let day =
        typed.parse::<jiff::civil::Date>().ok().filter(|day| *day >= epoch && *day <= visit.cx.day(&visit.cx.now));
    let days = day.and_then(|day| day.since(epoch).ok()).map(|span| span.get_days());
    days.map(Some).ok_or_else(|| Wrong::field(visit, "dated", "letter-date-wrong"))
}

pub(super) fn channel(desk: &Desk, posted: &Posted) -> Result<Channel, Wrong> {
    Channel::parse(posted.get("channel")).ok_or_else(|| Wrong::field(&desk.visit, "channel", "invalid-choice"))
}
