//! What happened to a visit, as a line.

use regie_domain::event::{JourneyEvent as E, Recorded, Window};
use regie_domain::ids::ContentId;

use crate::cx::Cx;
use crate::pages::timeline::{Entry, Happened, Side};
use crate::ui::names::Names;
use crate::words;

/// An event about a visit.
pub(super) fn entry(names: &Names<'_>, recorded: &Recorded<E>) -> Entry {
    let (cx, meta) = (names.cx, &recorded.meta);
    let new = |key: &'static str, icon: &'static str, side: Side| {
        let what = Happened::Visit { by: names.actor(&meta.actor), key, icon, side };
        Entry::new(meta.event_id.to_string(), meta.occurred_at, what)
    };
    let text = |id: Option<ContentId>| id.map(|id| names.loaded.text(id).to_owned());
    let with = |entry: Entry, facts: Vec<String>, id: Option<ContentId>| Entry { facts, text: text(id), ..entry };
    match &recorded.event {
        E::VisitBooked { window, team, urgent, .. } => {
            let mut facts = vec![names.team(*team), said(cx, *window)];
            facts.extend(urgent.then(|| cx.t("visit-card-urgent")));
            with(new("tl-visit-booked", "calendar-clock", Side::Us), facts, None)
        }
        E::VisitMoved { window, .. } => {
            with(new("tl-visit-moved", "calendar-clock", Side::Record), vec![said(cx, *window)], None)
        }
        E::VisitNarrowed { window, .. } => {
            with(new("tl-visit-narrowed", "clock", Side::Us), vec![said(cx, *window)], None)
        }
        E::VisitDone { first_time_right, missing, text, .. } => {
            let (key, side) =
                if *first_time_right { ("visit-state-right", Side::Ok) } else { ("visit-state-wrong", Side::Bad) };
            let mut facts = vec![cx.t(key)];
            if !missing.is_empty() {
                let missing: Vec<String> = missing.iter().map(|code| words::missing(cx, *code)).collect();
                facts.push(cx.t1("fact-visit-missing", "what", cx.list(&missing)));
            }
            with(new("tl-visit-done", "circle-check", side), facts, *text)
        }
        E::VisitNotHome { text, .. } => with(new("tl-visit-not-home", "lock", Side::Bad), Vec::new(), Some(*text)),
        E::VisitCancelled { why, text, .. } => {
            let facts = vec![cx.t1("fact-reason", "why", words::visit_off(cx, *why))];
            with(new("tl-visit-cancelled", "circle-x", Side::Record), facts, *text)
        }
        E::VisitArrivalUndone { .. } => new("tl-visit-not-there", "undo-2", Side::Record),
        _ => new("tl-visit-arrived", "flag", Side::Us),
    }
}

fn said(cx: &Cx, window: Window) -> String {
    match window.from {
        Some(from) => cx.window(&from, &window.until),
        None => cx.by_text(&window.until),
    }
}
