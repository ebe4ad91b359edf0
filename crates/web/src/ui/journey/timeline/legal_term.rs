//! What happened to the legal term, and that the matter went to another body, as lines.

use regie_domain::codes::{DeadlineKind, LegalBasis};
use regie_domain::event::{JourneyEvent as E, Recorded};
use regie_domain::legal_term::{LegalMoments, day_of};

use crate::cx::Cx;
use crate::pages::timeline::{Entry, Happened, Side};
use crate::ui::journey::legal_term::weeks;
use crate::ui::names::Names;
use crate::words;

/// An event about either.
pub(super) fn entry(names: &Names<'_>, recorded: &Recorded<E>) -> Entry {
    let (cx, meta) = (names.cx, &recorded.meta);
    let new = |key: &'static str, icon: &'static str, side: Side, facts: Vec<String>| {
        let what = Happened::Legal { by: names.actor(&meta.actor), key, icon, side };
        Entry { facts, ..Entry::new(meta.event_id.to_string(), meta.occurred_at, what) }
    };
    let ends = |moments: &LegalMoments| cx.t1("legal-until", "when", day(cx, moments.ends));
    match &recorded.event {
        E::BecameComplaint { .. } => new("tl-became-complaint", "circle-alert", Side::Record, Vec::new()),
        E::LegalStarted { basis, weeks: length, moments, .. } => {
            let facts = vec![words::legal_basis(cx, *basis), weeks(cx, *length), ends(moments)];
            let own = *basis == LegalBasis::Own;
            new(if own { "tl-own-term-started" } else { "tl-legal-started" }, "hourglass", Side::Record, facts)
        }
        E::LegalSuspended { from, ground, question, until, text } => {
            let mut facts = vec![cx.t1("legal-from", "when", day(cx, *from)), words::suspended(cx, *ground)];
            facts.extend(until.map(|until| cx.t1("legal-again", "when", day(cx, until.day))));
            let side = if question.is_some() { Side::Record } else { Side::Us };
            let text = text.map(|id| names.loaded.text(id).to_owned());
            Entry { text, ..new("tl-legal-suspended", "circle-pause", side, facts) }
        }
        E::LegalResumed { until, moments } => {
            let facts = vec![cx.t1("legal-again", "when", day(cx, *until)), ends(moments)];
            new("tl-legal-resumed", "play", Side::Record, facts)
        }
        E::LegalExtended { weeks: length, reason, text, moments, .. } => {
            let mut facts = vec![weeks(cx, *length), cx.t1("fact-reason", "why", words::moved(cx, *reason))];
            facts.extend(moments.as_ref().map(ends));
            let text = text.map(|id| names.loaded.text(id).to_owned());
            Entry { text, ..new("tl-legal-extended", "calendar-clock", Side::Us, facts) }
        }
        E::LegalAtRisk { level, .. } => {
            let key = match level {
                DeadlineKind::LegalFourFifths => "due-legal-four-fifths",
                _ => "due-legal-half",
            };
            new("tl-legal-at-risk", "clock", Side::Bad, vec![cx.t(key)])
        }
        E::Forwarded { name, reachable, ground, .. } => {
            let facts = vec![
                names.loaded.text(*name).to_owned(),
                names.loaded.text(*reachable).replace('\n', " · "),
                words::forward_ground(cx, *ground),
            ];
            new("tl-forwarded", "send", Side::Us, facts)
        }
        _ => new("tl-legal-passed", "triangle-alert", Side::Bad, Vec::new()),
    }
}

fn day(cx: &Cx, number: i32) -> String {
    day_of(number).map(|day| cx.lang.date_near(day, cx.day(&cx.now))).unwrap_or_default()
}
