//! What happened to the one survey of a journey, as a line. The answers stand in their own part of the page.

use regie_domain::event::{JourneyEvent as E, Recorded};

use crate::pages::timeline::{Entry, Happened, Side};
use crate::ui::names::Names;
use crate::words;

/// An event about the survey.
pub(super) fn entry(names: &Names<'_>, recorded: &Recorded<E>) -> Entry {
    let (cx, meta) = (names.cx, &recorded.meta);
    let new = |key: &'static str, icon: &'static str, side: Side, facts: Vec<String>| {
        let what = Happened::Visit { by: names.actor(&meta.actor), key, icon, side };
        Entry { facts, ..Entry::new(meta.event_id.to_string(), meta.occurred_at, what) }
    };
    match &recorded.event {
        E::SurveyPlanned { at, .. } => new("tl-survey-planned", "clock", Side::Record, vec![cx.near_text(at)]),
        E::SurveyPutOff { until, why, .. } => {
            new("tl-survey-put-off", "clock", Side::Record, vec![words::ask_later(cx, *why), cx.near_text(until)])
        }
        E::SurveyNotAsked { why, .. } => {
            new("tl-survey-not-asked", "circle-x", Side::Record, vec![words::not_asked(cx, *why)])
        }
        E::SurveyAsked { until, .. } => new(
            "tl-survey-asked",
            "message-circle",
            Side::Us,
            vec![cx.t1("survey-until", "until", cx.near_text(until))],
        ),
        // Of an answer that may not be traced nothing shows, not even whether it was a good one.
        E::SurveyAnswered { low, worrying, untraceable, .. } => {
            let side = match (*untraceable, *low || *worrying) {
                (true, _) => Side::Record,
                (false, bad) => {
                    if bad {
                        Side::Bad
                    } else {
                        Side::Ok
                    }
                }
            };
            new("tl-survey-answered", "message-circle", side, Vec::new())
        }
        E::SurveyFollowedUp { .. } => new("tl-survey-followed-up", "phone", Side::Us, Vec::new()),
        E::SurveyWeDid { text, .. } => {
            let text = Some(names.loaded.text(*text).to_owned());
            Entry { text, ..new("tl-survey-we-did", "circle-check", Side::Us, Vec::new()) }
        }
        E::SurveyLearned { cause, action, note, .. } => {
            let facts = vec![words::care_cause(cx, *cause), words::care_action(cx, *action)];
            let text = note.map(|note| names.loaded.text(note).to_owned());
            Entry { text, ..new("tl-survey-learned", "flag", Side::Record, facts) }
        }
        E::AttributionDisputed { text, .. } => {
            with_text(names, *text, new("tl-attribution-disputed", "flag", Side::Record, Vec::new()))
        }
        E::AttributionReplied { text, .. } => {
            with_text(names, *text, new("tl-attribution-replied", "message-circle", Side::Record, Vec::new()))
        }
        E::AttributionJudged { outcome, text, .. } => {
            let entry = new("tl-attribution-judged", "check", Side::Record, vec![words::dispute_outcome(cx, *outcome)]);
            match text {
                Some(text) => with_text(names, *text, entry),
                None => entry,
            }
        }
        E::SurveyWished { answer, text, .. } => with_text(
            names,
            *text,
            new("tl-survey-wished", "message-circle", Side::Record, vec![words::wish_answer(cx, answer)]),
        ),
        E::SurveyWishAnswered { answer, .. } => {
            new("tl-survey-wish-answered", "message-circle", Side::Record, vec![words::wish_answer(cx, answer)])
        }
        _ => new("tl-survey-off", "circle-x", Side::Record, Vec::new()),
    }
}

fn with_text(names: &Names<'_>, text: regie_domain::ids::ContentId, entry: Entry) -> Entry {
    Entry { text: Some(names.loaded.text(text).to_owned()), ..entry }
}
