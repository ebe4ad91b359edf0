//! The steps of the blueprint as staff see them: what happened when, and by when the present one is expected to be done.

use regie_app::read::stages::{Stands, expected, stages};
use regie_domain::calendar::Calendar;

use crate::pages::journey::Step;
use crate::ui::journey::desk::Desk;
use crate::ui::journey::view::own_words;
use crate::words;

/// The steps. One that was passed by is left out.
pub(super) fn steps(desk: &Desk) -> Vec<Step> {
    let (cx, loaded) = (&desk.visit.cx, &desk.loaded);
    let by = hours(desk).map(|hours| expected(loaded, &hours)).unwrap_or_default();
    let mut steps = Vec::new();
    for (at, (stage, stands)) in loaded.blueprint.stages.iter().zip(stages(loaded)).enumerate() {
        let due = by.get(at).copied().flatten();
        let (note, late) = match stands {
            Stands::Passed => continue,
            Stands::Done(done) if due.is_some_and(|due| done > due) => {
                (cx.t1("stage-done-late", "when", cx.brief_text(&done)), true)
            }
            Stands::Done(done) => (cx.brief_text(&done), false),
            Stands::Now => match due {
                Some(due) => (cx.t1("stage-expected", "when", cx.by_brief_text(&due)), cx.past(&due)),
                None => (String::new(), false),
            },
            Stands::Later => {
                let takes = stage.expected.map(|term| cx.t1("stage-takes", "time", words::term(cx, term)));
                (takes.unwrap_or_default(), false)
            }
        };
        steps.push(Step { name: own_words(cx, &stage.name), now: stands == Stands::Now, note, late });
    }
    steps
}

/// The hours by which the journey's steps are expected: those of the team that directs, else the organisation's.
fn hours(desk: &Desk) -> Option<Calendar> {
    let directory = &desk.visit.directory;
    match directory.team(desk.loaded.journey.direction.team.team) {
        Some(team) => directory.calendar(team).ok(),
        None => directory.organisation().ok().and_then(|own| Calendar::new(own.hours.clone()).ok()),
    }
}
