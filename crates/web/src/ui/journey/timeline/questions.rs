//! What the customer was asked, as lines.

use regie_domain::blueprint::AskKind;
use regie_domain::event::{Asked, JourneyEvent as E};
use regie_domain::ids::QuestionId;

use super::Line;
use super::scene::{Scene, line_of};
use crate::pages::timeline::{Entry, Happened};
use crate::ui::journey::view::own_words;
use crate::ui::names::Names;

impl Scene<'_> {
    /// A question to the customer.
    pub(super) fn question(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        let journey = &self.desk.loaded.journey;
        let by = self.by();
        match &self.recorded.event {
            E::QuestionAsked { question, items, due, fragment, asker, through, text: words, .. } => {
                let labels: Vec<String> = items.iter().map(|item| asked_for(names, item)).collect();
                let mut facts = Vec::new();
                if !labels.is_empty() {
                    facts.push(cx.t1("fact-asked-for", "what", cx.list(&labels)));
                }
                facts.push(cx.t1("fact-answer-by", "when", self.due_by(due)));
                if through.is_some() {
                    facts.push(cx.t1("fact-through", "team", names.team(*asker)));
                }
                if *fragment {
                    facts.push(cx.t("fact-fragment"));
                }
                // The words of the question stand with the message that carries it.
                let loaded = &self.desk.loaded;
                let carried = self.group.iter().any(|other| {
                    matches!(&other.event, E::ContactRecorded { facts } if loaded.text(facts.text).contains(loaded.text(*words)))
                });
                let text = self.text(*words).filter(|_| !carried);
                let repeats = journey.questions.get(question).is_some_and(|found| found.repeats);
                let why = repeats.then(|| cx.t("fact-repeats")).into_iter().collect();
                let undo = (repeats && self.desk.may().works).then(|| self.repeats_href(*question, false));
                line_of(Entry { facts, text, why, undo, ..self.entry(Happened::Asked { who: by }) })
            }
            E::QuestionTagged { question, repeats } => {
                let key = if *repeats { "fact-question-repeats" } else { "fact-question-no-repeat" };
                let stands = journey.questions.get(question).is_some_and(|found| found.repeats == *repeats);
                let undo = (stands && self.desk.may().works).then(|| self.repeats_href(*question, !repeats));
                let facts = vec![cx.t(key)];
                line_of(Entry { facts, undo, ..self.entry(Happened::RepeatTagged { by }) })
            }
            E::QuestionAnswered { question, .. } => {
                let asker = journey.questions.get(question).map(|found| names.team(found.asker)).unwrap_or_default();
                self.fact(cx.t1("fact-answers", "team", asker), Happened::Ball { to: by })
            }
            E::QuestionWithdrawn { .. } => line_of(self.entry(Happened::QuestionWithdrawn { by })),
            E::QuestionLapsed { due, .. } => {
                self.with(Happened::QuestionLapsed, vec![cx.t1("fact-was-due", "when", self.due_by(due))])
            }
            _ => Line::Nothing,
        }
    }

    /// Where a tap corrects whether the customer had to say something again.
    fn repeats_href(&self, question: QuestionId, repeats: bool) -> String {
        format!("{}/questions/{question}/repeats/{}", self.desk.href(), if repeats { "yes" } else { "no" })
    }
}

/// What a customer is asked for, in the language of the page: in our own words for the kind, or the organisation's where
/// its card asks for it.
fn asked_for(names: &Names<'_>, item: &Asked) -> String {
    let (cx, label) = (names.cx, names.loaded.text(item.label));
    if crate::ui::journey::acts::ASKS.iter().any(|(_, kind, labels)| *kind == item.kind && labels.contains(&label)) {
        return cx.t(if item.kind == AskKind::Iban { "asked-iban" } else { "asked-files" });
    }
    let cards = names.loaded.blueprint.cards.iter().flat_map(|card| &card.asks);
    let own = cards.map(|ask| &ask.label).find(|words| words.nl == label || words.en == label);
    own.map_or_else(|| label.to_owned(), |words| own_words(cx, words))
}
