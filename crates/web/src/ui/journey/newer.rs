//! A message to the customer over a newer version: what others said or wrote since the form was opened is shown, and it is
//! asked once whether the message still fits.

use regie_domain::codes::Direction;
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::JourneyEvent;

use crate::posted::Posted;
use crate::ui::journey::desk::Desk;
use crate::ui::names::excerpt;

/// The most that is told of one exchange, in letters.
const LONGEST: usize = 200;

/// Whether a command is a text to the customer that somebody wrote with a picture of the journey in mind.
#[must_use]
pub fn matters_for(command: &C) -> bool {
    matches!(command, C::Write { .. } | C::ProposeOutcome { .. })
}

/// The last event that the page of a form showed.
#[must_use]
pub fn seen(posted: &Posted) -> Option<u64> {
    posted.some("seen").and_then(|seen| seen.parse().ok())
}

/// What others said or wrote to the customer or heard from the customer's side since then, in words; nothing when the form
/// saw it all.
#[must_use]
pub fn missed(desk: &Desk, posted: &Posted) -> Option<String> {
    let (seen, names) = (seen(posted)?, desk.names());
    let me = desk.visit.member.as_deref().map(|member| member.id);
    let cx = names.cx;
    let newer = desk.loaded.events.iter().filter(|recorded| recorded.meta.seq > seen);
    let lines: Vec<String> = newer
        .filter_map(|recorded| {
            let JourneyEvent::ContactRecorded { facts } = &recorded.event else { return None };
            let meta = &recorded.meta;
            if meta.actor.member().is_some() && meta.actor.member() == me {
                return None;
            }
            let who = match facts.direction {
                Direction::Out => names.actor(&meta.actor),
                Direction::In => names.participant(facts.participant),
            };
            let words = excerpt(desk.loaded.text(facts.text), LONGEST);
            Some(format!("{who}, {}: “{words}”", cx.brief_text(&meta.recorded_at)))
        })
        .collect();
    (!lines.is_empty()).then(|| cx.t1("newer-asks", "news", lines.join(" · ")))
}
