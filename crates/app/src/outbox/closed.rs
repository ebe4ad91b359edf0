//! Messages are truthful about opening hours: a receipt while nobody is there says who looks at it and from when, and "no news
//! yet" on a day on which the team that should have news does not work says so.

use regie_domain::codes::UpdateKind;

use super::case::Case;
use crate::directory::Directory;
use crate::texts::Values;
use crate::texts::sentences::Voice;

/// Puts it before what happens next.
pub(super) fn tell(values: &mut Values, directory: &Directory, case: &Case, voice: &Voice) {
    let Some((_, update)) = case.update.as_ref().filter(|(_, update)| update.question.is_none()) else { return };
    let holds = case.journey.ball.holder.team().unwrap_or(case.journey.direction.team);
    // Why there is no news is told of who is to tell it or to call, which need not be who works on it.
    let next = case.journey.next_promise().map(|(_, promise)| promise.owner);
    let owes = if update.about == UpdateKind::NoNews { next.unwrap_or(holds) } else { holds };
    let Some(team) = directory.team(owes.team) else { return };
    let Ok(calendar) = directory.calendar(team) else { return };
    let works_today = !calendar.open_intervals(calendar.date_of(voice.now)).is_empty();
    let said = match (update.about, calendar.next_open(voice.now)) {
        (UpdateKind::Receipt, Some(opens)) if !calendar.is_open(voice.now) && case.journey.booked_visit().is_none() => {
            voice.looks_from(&team.name, opens)
        }
        (UpdateKind::NoNews, _) if !works_today => voice.closed_today(&team.name),
        _ => return,
    };
    values.next_step = format!("{said} {}", values.next_step).trim_end().to_owned();
}
