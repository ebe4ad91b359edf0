//! What the customer was really told: a message counts once it was handed to its channel, or a person told it (rule 5).
//! Until then it is on its way, and what it keeps is neither kept nor awaited.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::codes::{Channel, NextStep, ParticipantRole, PromiseKind, PromiseWhat, Settlement, UpdateKind};
use crate::contact::Contact;
use crate::event::Reach;
use crate::ids::{ContactId, ParticipantId, PromiseId, UpdateId};
use crate::journey::Journey;
use crate::promise::Promise;
use crate::update::{Update, UpdateState};

/// Within this time after it may go, a message counts as handed when it was decided on: rendering and a mail server take
/// their time, and nobody was late by it.
pub(crate) const HANDING: SignedDuration = SignedDuration::from_mins(15);

/// What is promised so soon after words were exchanged was said in them.
pub(crate) const CONVERSATION: SignedDuration = SignedDuration::from_hours(1);

impl Update {
    /// The moment from which it could leave: when it was decided on, or when what held it back ended.
    #[must_use]
    pub fn ready_at(&self) -> Timestamp {
        self.planned_at.max(self.not_before)
    }

    /// When it counts as handed, if that happens now.
    pub(crate) fn handed_if(&self, now: Timestamp) -> Timestamp {
        let ready = self.ready_at();
        if now.duration_since(ready) > HANDING { now } else { ready.min(now) }
    }
}

impl Journey {
    /// Whether a message has not reached its receiver yet: it waits for its moment, its channel, or a person who calls or
    /// writes.
    #[must_use]
    pub fn is_waiting(&self, id: UpdateId) -> bool {
        let Some(update) = self.updates.get(&id).filter(|update| update.state == UpdateState::Planned) else {
            return false;
        };
        match update.reach {
            Reach::Email { .. } | Reach::Text { .. } | Reach::Social { .. } => true,
            Reach::Task { .. } => self.tasks.values().any(|task| task.update == Some(id) && task.is_open()),
            Reach::None => false,
        }
    }

    /// The message that carries a member's words, where one does.
    #[must_use]
    pub fn update_of(&self, contact: ContactId) -> Option<(UpdateId, &Update)> {
        self.updates.iter().find(|(_, update)| update.contact == Some(contact)).map(|(id, update)| (*id, update))
    }

    /// Whether a member's words stand ready and have not reached their receiver yet.
    #[must_use]
    pub fn awaits_sending(&self, contact: ContactId) -> bool {
        self.update_of(contact).is_some_and(|(id, _)| self.is_waiting(id))
    }

    /// The promises that messages keep which have not reached the customer yet.
    #[must_use]
    pub fn on_their_way(&self) -> BTreeSet<PromiseId> {
        let waiting = self.updates.iter().filter(|(id, update)| !update.keeps.is_empty() && self.is_waiting(**id));
        waiting.flat_map(|(_, update)| update.keeps.iter().copied()).collect()
    }

    /// When a message that keeps an open promise could leave, while it waits for its channel. A person who calls or writes
    /// does so in time, or is late.
    pub(crate) fn kept_by_message_at(&self, promise: PromiseId) -> Option<Timestamp> {
        let waiting = self
            .updates
            .iter()
            .filter(|(id, update)| update.keeps.contains(&promise) && update.reach.is_sent() && self.is_waiting(**id));
        waiting.map(|(_, update)| update.ready_at()).min()
    }

    /// When the customer was last told something: a message handed to its channel and not failed, a call or letter that was
    /// done, or words that a person spoke or sent and noted.
    #[must_use]
    pub fn last_told(&self) -> Option<Timestamp> {
        let handed =
            self.updates.values().filter(|update| self.is_customers(update.participant)).filter_map(|update| {
                match update.state {
                    UpdateState::Sent { at, .. } => Some(at),
                    UpdateState::Planned | UpdateState::Failed { .. } | UpdateState::Withdrawn { .. } => None,
                }
            });
        let by_person = self.tasks.values().filter(|task| task.kind.tells() && task.done_by.is_some());
        let done = by_person.filter_map(|task| task.done_at);
        let noted = self.contacts.iter().filter(|(id, found)| found.is_answer() && self.update_of(**id).is_none());
        handed.chain(done).chain(noted.map(|(_, found)| found.at)).max()
    }

    /// When what the customer may expect reached the customer's side: a message that was handed to its channel and did not
    /// fail, a call or letter that was done, or the conversation in which it was said. Nothing while it waits, where its
    /// message did not arrive, and where it only stands on the customer's page.
    #[must_use]
    pub fn expectation_reached(&self) -> Option<Timestamp> {
        let since = self.expectation.as_ref()?.told_at;
        let handed =
            self.updates.values().filter(|update| self.is_customers(update.participant)).filter_map(|update| {
                match update.state {
                    UpdateState::Sent { at, .. } => Some(at),
                    UpdateState::Planned | UpdateState::Failed { .. } | UpdateState::Withdrawn { .. } => None,
                }
            });
        let by_person = self.tasks.values().filter(|task| task.kind.tells() && task.done_by.is_some());
        let later = handed.chain(by_person.filter_map(|task| task.done_at)).filter(|at| *at >= since);
        // Where a message was to tell it, the conversation beside it did not.
        let written = self.updates.values().any(|update| {
            update.planned_at == since && self.is_customers(update.participant) && update.about.is_news()
        });
        let said = |contact: &&Contact| {
            !written && (contact.is_spoken() || contact.is_answer()) && contact.recorded_at == since
        };
        let said = self.contacts.values().filter(said).map(|contact| contact.at);
        said.chain(later).min()
    }

    /// Whether a promise that is owed cannot be said to be done yet, because the customer has heard nothing. What was
    /// promised with an agreement is a deed.
    #[must_use]
    pub fn awaits_telling(&self, id: PromiseId) -> bool {
        let agreed = |agreement: &crate::agreement::Agreement| {
            agreement.bound.as_ref().is_some_and(|bound| bound.promise == Some(id))
        };
        let found = self.promises.get(&id).filter(|it| it.is_owed() && it.is_kept_by_telling());
        found.is_some_and(|found| !self.heard_since(found)) && !self.agreements.values().any(agreed)
    }

    /// Whether the customer's side heard from a person what was promised, after it was promised: the outcome in a message,
    /// news in a message or while speaking with us.
    fn heard_since(&self, promised: &Promise) -> bool {
        if promised.what == PromiseWhat::Result {
            return self.updates.iter().any(|(id, update)| {
                let left = matches!(update.state, UpdateState::Planned | UpdateState::Sent { .. });
                let left = left && !self.waits_for_hands(*id);
                update.about == UpdateKind::Outcome && left && update.planned_at > promised.made_at
            });
        }
        self.contacts.values().any(|contact| {
            let later = contact.recorded_at > promised.made_at;
            // What a blueprint promises whoever calls is promised by the call itself.
            let same = promised.member.is_none() && contact.recorded_at == promised.made_at;
            (contact.is_answer() && later && !self.was_not_heard(contact)) || (contact.is_spoken() && (later || same))
        })
    }

    /// Whether a member's words did not arrive, and nobody told them otherwise; or a letter or call is still to be done.
    fn was_not_heard(&self, contact: &Contact) -> bool {
        self.update_of(contact.facts.contact).is_some_and(|(id, update)| {
            self.waits_for_hands(id)
                || (matches!(update.state, UpdateState::Failed { .. } | UpdateState::Withdrawn { .. })
                    && !self.was_told_by_person(id))
        })
    }

    /// Whether a message waits for a person to call or to write.
    #[must_use]
    pub fn waits_for_hands(&self, id: UpdateId) -> bool {
        let by_hand = |update: &Update| matches!(update.reach, Reach::Task { .. });
        self.updates.get(&id).is_some_and(by_hand) && self.is_waiting(id)
    }

    /// Whether the customer knows of a promise by other ways than a message of its own that has not left: an earlier message,
    /// a member's words, or the conversation in which it was made.
    pub(crate) fn was_promised_aloud(&self, id: PromiseId) -> bool {
        let Some(promise) = self.promises.get(&id) else { return false };
        let said = |contact: &Contact| {
            let near = promise.made_at.duration_since(contact.recorded_at).abs() <= CONVERSATION;
            contact.is_spoken() && near
        };
        let tells = |(update, found): (&UpdateId, &Update)| {
            found.promise == Some(id)
                && match found.state {
                    // What carries it besides and waits still tells it.
                    UpdateState::Sent { .. } | UpdateState::Planned => true,
                    UpdateState::Failed { .. } => self.was_told_by_person(*update),
                    UpdateState::Withdrawn { .. } => false,
                }
        };
        self.updates.iter().any(tells) || self.contacts.values().any(said)
    }

    /// Whether the customer's side was told anything, or is about to be, or asked us in person: at the counter, by telephone,
    /// by letter or on the form. Then it waits for a word of ours.
    #[must_use]
    pub fn waits_for_a_word(&self) -> bool {
        let told = |update: &Update| {
            let left = matches!(update.state, UpdateState::Planned | UpdateState::Sent { .. });
            self.is_customers(update.participant) && left
        };
        let in_person = |contact: &Contact| {
            let ours = matches!(contact.facts.channel, Channel::Web | Channel::Letter) || contact.is_spoken();
            contact.is_from_customer() && ours
        };
        self.updates.values().any(told)
            || self.contacts.values().any(|contact| contact.is_answer() || in_person(contact))
    }

    /// Whether somebody is the customer.
    pub(crate) fn is_customer(&self, participant: ParticipantId) -> bool {
        self.participants.get(&participant).is_some_and(|person| person.role == ParticipantRole::Customer)
    }

    /// Whether somebody is the customer, or stands for the customer.
    pub(crate) fn is_customers(&self, participant: ParticipantId) -> bool {
        self.participants
            .get(&participant)
            .is_some_and(|person| matches!(person.role, ParticipantRole::Customer | ParticipantRole::Representative))
    }

    /// Whether a person called or wrote in place of a message, and reached its receiver.
    #[must_use]
    pub fn was_told_by_person(&self, id: UpdateId) -> bool {
        let mut tasks = self.tasks.values().filter(|task| task.update == Some(id)).peekable();
        tasks.peek().is_some() && tasks.all(|task| !task.is_open())
    }

    /// The messages to the customer that wait for their channel, and when the last of them could leave.
    pub(crate) fn waiting_since(&self) -> Option<Timestamp> {
        let waiting = self.updates.iter().filter(|(id, update)| {
            self.is_customers(update.participant) && update.reach.is_sent() && self.is_waiting(**id)
        });
        waiting.map(|(_, update)| update.ready_at()).max()
    }

    /// The message to the customer that was decided on last among those that wait for their channel.
    pub(crate) fn last_waiting(&self) -> Option<UpdateId> {
        let waiting = self.updates.iter().filter(|(id, update)| {
            self.is_customer(update.participant) && update.reach.is_sent() && self.is_waiting(**id)
        });
        waiting.max_by_key(|(_, update)| update.seq).map(|(id, _)| *id)
    }

    /// Whether a call or letter with a message to the customer has not been done.
    pub(crate) fn waits_for_person(&self) -> bool {
        self.tasks.values().any(|task| task.update.is_some() && task.is_open())
    }

    /// The broken promise after which a moment of news was given that passed as well, with nobody speaking. Then no new
    /// moment is made up: people are told louder, and the silence limit alone speaks.
    #[must_use]
    pub fn let_down(&self) -> Option<(PromiseId, &Promise)> {
        self.let_down_besides(&self.on_their_way())
    }

    pub(crate) fn let_down_besides(&self, kept: &BTreeSet<PromiseId>) -> Option<(PromiseId, &Promise)> {
        let passed = |(id, found): &(&PromiseId, &Promise)| {
            found.after.is_some() && found.is_to_customer() && found.is_unsettled() && !kept.contains(id)
        };
        let (id, moment) = self.promises.iter().find(passed)?;
        let broken = moment.after.and_then(|broken| Some((broken, self.promises.get(&broken)?)));
        Some(broken.unwrap_or((*id, moment)))
    }

    /// The moment of the silence limit, where that is what the customer was told and nothing is promised besides: mail and
    /// page name it, so the program speaks by then.
    #[must_use]
    pub fn limit_told(&self) -> Option<Timestamp> {
        let kept = self.on_their_way();
        let (broken, _) = self.let_down_besides(&kept)?;
        let told =
            self.expectation.as_ref().filter(|told| told.next == NextStep::WeTell && told.promise == Some(broken))?;
        let limit = self.news.map(|news| news.by).filter(|limit| told.by == Some(*limit))?;
        self.next_promise_besides(&kept).is_none().then_some(limit)
    }

    /// When the customer must hear something: the silence limit, or the earlier moment for which a message or call was
    /// promised. Work that was promised is no message.
    #[must_use]
    pub fn news_by(&self) -> Option<Timestamp> {
        let limit = self.news.filter(|_| self.silence_runs())?.by;
        let heard = self.promises.values().filter(|promise| {
            promise.is_open()
                && promise.is_to_customer()
                && !matches!(promise.what, PromiseWhat::Other | PromiseWhat::Delivery)
        });
        Some(heard.map(|promise| promise.current.until).fold(limit, Timestamp::min))
    }

    /// The promise to the customer that was not kept and that an apology names: an outcome before news, what was promised
    /// by people before a moment that the program gave, and a replaced one as long as its replacement is owed.
    #[must_use]
    pub fn broken_word(&self) -> Option<(PromiseId, &Promise)> {
        let owed_again = |found: &Promise| {
            found.settled == Some(Settlement::Replaced)
                && found.replaced_by.and_then(|id| self.promises.get(&id)).is_some_and(Promise::is_open)
        };
        self.promises
            .iter()
            .filter(|(_, found)| found.is_to_customer() && (found.is_unsettled() || owed_again(found)))
            .max_by_key(|(_, found)| {
                (found.kind == PromiseKind::Outcome, found.after.is_none(), found.is_unsettled(), found.current.until)
            })
            .map(|(id, found)| (*id, found))
    }
}
