//! What the customer's side was told, by whom and how far it came, as lines.

use jiff::Timestamp;
use regie_app::read::Loaded;
use regie_domain::codes::{ContactClass, Direction, HoldReason, JoinReason, NextStep, ParticipantRole, TaskKind};
use regie_domain::event::{JourneyEvent as E, Reach, Recorded};
use regie_domain::ids::UpdateId;
use regie_domain::journey::Journey;
use regie_domain::update::{Update, UpdateState};

use super::Line;
use super::contacts;
use super::scene::{Scene, line_of};
use crate::pages::timeline::{Delivery, Entry, Happened};
use crate::ui::journey::again;
use crate::ui::journey::view::channel_of;
use crate::ui::names::Names;
use crate::words;

impl Scene<'_> {
    /// What the customer has been told to expect.
    pub(super) fn expectation(&self, next: NextStep, by: Option<Timestamp>) -> Line {
        let cx = self.names.cx;
        // Without a message or words that told it, it is only how the record keeps itself straight.
        let Some(told) = told(self.names, self.group) else { return Line::Nothing };
        let what = words::next(cx, next);
        let by = objection(self.group).filter(|_| next == NextStep::YouConfirm).or(by);
        let (by_key, key) = match told {
            Telling::Told => ("fact-told-by", "fact-told"),
            Telling::Ready => ("fact-will-tell-by", "fact-will-tell"),
            Telling::Failed => ("fact-not-told-by", "fact-not-told"),
        };
        let words = match by {
            Some(by) => cx.t2(by_key, "what", what, "when", self.due_by(&by)),
            None => cx.t1(key, "what", what),
        };
        Line::Fact(words, None)
    }

    /// A message of the program and what came of it.
    pub(super) fn update(&self) -> Line {
        let (cx, names) = (self.names.cx, self.names);
        let loaded = &self.desk.loaded;
        let journey = &loaded.journey;
        match &self.recorded.event {
            E::UpdatePlanned { contact: Some(_), .. } => Line::Nothing,
            E::UpdatePlanned { update, about, reach, not_before, held, .. } => {
                let mut facts = vec![words::update(cx, *about)];
                if *held == HoldReason::QuietHours {
                    facts.push(cx.t1("fact-held", "when", cx.brief_said(not_before, &self.recorded.meta.occurred_at)));
                }
                let found = journey.updates.get(update);
                let text = found.filter(|found| found.rerouted.is_none()).and_then(|found| written(loaded, found));
                let delivery = found.and_then(|found| contacts::first_delivery(self.desk, *update, found));
                facts.extend(found.and_then(|found| contacts::first_arrived(cx, found)));
                line_of(Entry {
                    facts,
                    text,
                    folded: true,
                    delivery,
                    ..self.entry(Happened::Update { channel: channel_of(*reach), left: found.is_some_and(has_left) })
                })
            }
            E::UpdateFailed { update, .. } => {
                let mut facts: Vec<String> = journey
                    .updates
                    .get(update)
                    .map(|found| cx.cap(words::update(cx, found.about)))
                    .into_iter()
                    .collect();
                let last = loaded.events.iter().rev().find(|other| is_about(&other.event, *update));
                // What the outbox knows is about its last try.
                let is_last = last.is_some_and(|last| last.meta.event_id == self.recorded.meta.event_id);
                if is_last {
                    facts.push(again::reason(self.desk, *update));
                }
                let open = is_last && self.desk.may().works && journey.may_go_again(*update);
                let remedy = open.then(|| (again::href(self.desk, *update), cx.t("undelivered-again")));
                line_of(Entry { facts, remedy, ..self.entry(Happened::Undelivered) })
            }
            E::UpdateAgain { update, not_before, held, .. } => {
                let found = journey.updates.get(update);
                let mut facts: Vec<String> =
                    found.map(|found| cx.cap(words::update(cx, found.about))).into_iter().collect();
                if *held == HoldReason::QuietHours {
                    facts.push(cx.t1("fact-held", "when", cx.brief_said(not_before, &self.recorded.meta.occurred_at)));
                }
                let delivery = found.and_then(|found| contacts::delivery(self.desk, *update, found));
                line_of(Entry { facts, delivery, ..self.entry(Happened::SentAgain { by: self.by() }) })
            }
            E::UpdateRerouted { update, reach, why } => {
                let found = journey.updates.get(update);
                let mut facts: Vec<String> =
                    found.map(|found| cx.cap(words::update(cx, found.about))).into_iter().collect();
                let because = cx.t(words::fail_key(*why));
                facts.push(cx.t2("fact-rerouted", "why", because, "reach", reach_words(names, *reach)));
                // Of several ways one after the other, what became of it is told of the last.
                let last = found.filter(|found| (found.reach, found.rerouted) == (*reach, Some(*why)));
                let delivery = match last {
                    Some(found) => contacts::delivery(self.desk, *update, found),
                    None => found.filter(|found| found.rerouted.is_some()).map(|_| Delivery::Failed),
                };
                facts.extend(last.and_then(|found| contacts::arrived(cx, found)));
                let text = last.filter(|found| found.contact.is_none()).and_then(|found| written(loaded, found));
                line_of(Entry {
                    facts,
                    text,
                    folded: true,
                    delivery,
                    ..self.entry(Happened::Update { channel: channel_of(*reach), left: found.is_some_and(has_left) })
                })
            }
            _ => Line::Nothing,
        }
    }
}

/// Whether an event says that a message failed, or that it goes again.
fn is_about(event: &E, id: UpdateId) -> bool {
    matches!(event, E::UpdateFailed { update, .. } | E::UpdateAgain { update, .. } if *update == id)
}

/// How far what a command expects has come to the customer's side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Telling {
    /// Its message did not arrive, and nobody told it instead.
    Failed,
    /// It stands ready.
    Ready,
    /// It was told.
    Told,
}

/// How far what one command expects was told by its messages or words; nothing where it told nobody anything.
fn told(names: &Names<'_>, group: &[Recorded<E>]) -> Option<Telling> {
    let journey = &names.loaded.journey;
    let planned = group.iter().filter_map(|recorded| match &recorded.event {
        E::UpdatePlanned { update, .. } => Some((*update, journey.updates.get(update)?)),
        _ => None,
    });
    let planned: Vec<(UpdateId, &Update)> = planned.collect();
    let noted = group.iter().any(|recorded| {
        matches!(&recorded.event, E::ContactRecorded { facts } if facts.direction == Direction::Out
            && facts.why == JoinReason::Member && facts.class == ContactClass::Human)
    });
    if planned.is_empty() {
        return noted.then_some(Telling::Told);
    }
    let to_customer = |update: &Update| {
        let role = journey.participants.get(&update.participant).map(|person| person.role);
        matches!(role, Some(ParticipantRole::Customer | ParticipantRole::Representative))
    };
    // What others were sent tells the customer nothing.
    let own = planned.iter().any(|(_, update)| to_customer(update));
    let heard = planned.iter().filter(|(_, update)| !own || to_customer(update));
    heard.filter_map(|(id, update)| telling(journey, *id, update)).max()
}

/// How far one message has come; nothing where it lost its sense.
fn telling(journey: &Journey, id: UpdateId, update: &Update) -> Option<Telling> {
    match update.state {
        UpdateState::Sent { .. } => Some(Telling::Told),
        UpdateState::Planned if journey.is_waiting(id) => Some(Telling::Ready),
        UpdateState::Planned => Some(Telling::Told),
        UpdateState::Failed { .. } if journey.was_told_by_person(id) => Some(Telling::Told),
        UpdateState::Failed { .. } => Some(Telling::Failed),
        UpdateState::Withdrawn { .. } => None,
    }
}

/// The words of a message that left.
fn written(loaded: &Loaded, update: &Update) -> Option<String> {
    match update.state {
        UpdateState::Sent { text, .. } => Some(loaded.text(text).to_owned()),
        _ => None,
    }
}

/// Whether the program handed a message over. What waits has not left, nor what a person is to say or post.
fn has_left(update: &Update) -> bool {
    update.reach.is_sent() && matches!(update.state, UpdateState::Sent { .. } | UpdateState::Failed { .. })
}

/// Until when the outcome that a command told may be objected to.
fn objection(group: &[Recorded<E>]) -> Option<Timestamp> {
    group.iter().find_map(|recorded| match &recorded.event {
        E::OutcomeProposed { objection_until, .. } => Some(*objection_until),
        _ => None,
    })
}

pub(super) fn reach_words(names: &Names<'_>, reach: Reach) -> String {
    names.cx.t(match reach {
        Reach::Email { .. } => "fact-reach-email",
        Reach::Text { .. } => "fact-reach-text",
        Reach::Social { .. } => "fact-reach-social",
        Reach::Task { task: TaskKind::Call } => "fact-reach-call",
        Reach::Task { task: TaskKind::Letter | TaskKind::Fetch | TaskKind::Apology } => "fact-reach-letter",
        Reach::None => "fact-reach-none",
    })
}
