//! What became of promises, as lines.

use regie_domain::event::{JourneyEvent as E, Promisee};
use regie_domain::ids::PromiseId;

use super::Line;
use super::scene::{Scene, line_of};
use crate::pages::timeline::{Entry, Happened};
use crate::ui::journey::visits::is_rechosen;
use crate::ui::names::Names;
use crate::words;

impl Scene<'_> {
    /// A promise and what came of it.
    pub(super) fn promise(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        let journey = &self.desk.loaded.journey;
        let by = self.by();
        match &self.recorded.event {
            E::PromiseMade { promise, to, window, cost, replaces, from, member, .. } => {
                let what = promise_words(names, *promise);
                let mut words = cx.t2("fact-promise", "what", what, "when", self.due_by(&window.until));
                if let Promisee::Team { team } = to {
                    words = format!("{words}. {}", cx.t1("fact-promise-team", "team", names.team(*team)));
                }
                if let Some(cost) = cost {
                    words = format!("{words}. {}", cx.t1("fact-cost", "amount", cx.money(&cost.0)));
                }
                if replaces.is_some() {
                    words = format!("{words}. {}", cx.t("fact-promise-replaces"));
                }
                if from.is_some() {
                    words = format!("{words}. {}", cx.t("fact-promise-carried"));
                }
                // What follows from the blueprint's terms is nobody's word, whoever's act it follows on.
                let by = if member.is_some() { by } else { cx.t("program") };
                self.fact(words, Happened::Promised { by })
            }
            E::PromiseMoved { promise, window, reason, text: words, amount, .. } => {
                let what = promise_words(names, *promise);
                let mut facts = vec![
                    cx.t2("fact-promise", "what", what, "when", self.due_by(&window.until)),
                    cx.t1("fact-reason", "why", words::moved(cx, *reason)),
                ];
                facts.extend(amount.map(|amount| cx.t1("fact-given", "amount", cx.money(&amount.0))));
                line_of(Entry {
                    facts,
                    text: words.and_then(|id| self.text(id)),
                    ..self.entry(Happened::PromiseMoved { by })
                })
            }
            E::PromiseInherited { promise, owner } => {
                let (what, owner) = (promise_words(names, *promise), names.team(*owner));
                self.fact(cx.t2("fact-promise-inherited", "what", what, "team", owner), Happened::PromiseAtRisk)
            }
            E::PromiseAtRisk { promise, level, .. } => {
                self.with(Happened::PromiseAtRisk, vec![promise_words(names, *promise), words::due(cx, *level)])
            }
            E::PromiseFulfilled { promise, .. } => {
                let late = journey.promises.get(promise).is_some_and(|found| found.settled.is_some());
                let what = if late { Happened::PromiseSettled } else { Happened::PromiseKept };
                let words = format!("{}: {}", what.title(cx), promise_words(names, *promise));
                let alone = Entry { facts: vec![promise_words(names, *promise)], ..self.entry(what) };
                Line::Fact(words, Some(Box::new(alone)))
            }
            E::PromiseBroken { promise, due } => {
                let facts = vec![promise_words(names, *promise), cx.t1("fact-was-due", "when", self.due_by(due))];
                self.with(Happened::PromiseBroken, facts)
            }
            // Setting the journey aside says it.
            E::PromiseReleased { why: Some(_), .. } => Line::Nothing,
            E::PromiseReleased { promise, .. } if self.is_called_off(*promise) => Line::Nothing,
            E::PromiseSettled { promise, .. } | E::PromiseReleased { promise, .. } => {
                let found = journey.promises.get(promise);
                let rechosen = found.is_some_and(|found| is_rechosen(journey, *promise, found));
                let key = if rechosen { "promise-rechosen" } else { "promise-released" };
                let words = format!("{}: {}", cx.t(key), promise_words(names, *promise));
                match self.recorded.event {
                    E::PromiseReleased { .. } => self.fact(words, Happened::PromiseSettled),
                    _ => Line::Nothing,
                }
            }
            _ => Line::Nothing,
        }
    }

    /// Whether a promise is that of the visit that the same command called off.
    fn is_called_off(&self, promise: PromiseId) -> bool {
        let off = self.called_off().and_then(|visit| self.desk.loaded.journey.visits.get(&visit));
        off.is_some_and(|visit| visit.promises.contains(&promise))
    }
}

fn promise_words(names: &Names<'_>, promise: PromiseId) -> String {
    names.loaded.journey.promises.get(&promise).map(|found| names.promise(found)).unwrap_or_default()
}
