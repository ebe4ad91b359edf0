//! Contacts: immutable exchanges, and what is derived from them: chasers, fragments, re-opening.

mod marks;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, TeamRef};
use crate::codes::{Asks, Channel, ContactClass, Direction, JoinReason, MailCheck, Medium, NextStep, UpdateKind};
use crate::command::{NewPromise, NewQuestion};
use crate::decide::{Draft, Outcome};
use crate::event::{JourneyEvent, Meta};
use crate::ids::{ContactId, ContentId, JourneyId, LegId, ParticipantId, PromiseId, QuestionId};
use crate::journey::{Journey, State};
use crate::refusal::{Code, Refusal};

pub(crate) use marks::{mark_for_chain, move_away, see, tag};

/// An answer after which the customer must ask again within this time is a fragment.
const FRAGMENT_WINDOW: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A contact as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactFacts {
    /// The contact.
    pub contact: ContactId,
    /// In or out.
    pub direction: Direction,
    /// The channel.
    pub channel: Channel,
    /// What sort of message it is.
    pub class: ContactClass,
    /// Who it came from or went to, where that is a participant.
    pub participant: Option<ParticipantId>,
    /// The text.
    pub text: ContentId,
    /// The sanitised HTML of a mail, where it has one.
    pub html: Option<ContentId>,
    /// The mail as it came.
    pub raw: Option<ContentId>,
    /// Its files.
    pub files: Vec<ContentId>,
    /// When it was written or said, if before it was recorded.
    pub occurred_at: Option<Timestamp>,
    /// Why it stands here.
    pub why: JoinReason,
    /// What it asks for, derived.
    pub asks: Asks,
    /// Whether it may begin a new subject (another subject line, or long after the last contact).
    pub new_topic: bool,
    /// The promise that was current, where it is a chaser.
    pub tied_to: Option<PromiseId>,
    /// The whole size in bytes of a mail too large to fetch: only its headers are here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oversize: Option<u64>,
    /// What a server that the mailbox trusts found about a mail's sender, where it found anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<SenderChecks>,
    /// When somebody out of office says to be back, in days since 1970-01-01. A hint for people, nothing counts by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back_on: Option<i32>,
    /// The date that a letter bears, in days since 1970-01-01: it came later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<i32>,
    /// The social medium that it came by, where Regie took it from there itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<Medium>,
    /// Until when somebody looks at what the customer's side wrote here. Decided when it is recorded; whoever brings the
    /// contact leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_by: Option<Timestamp>,
}

/// What a trusted mail server found about the sender of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderChecks {
    /// Whether the sending server may send for the envelope's domain.
    pub spf: MailCheck,
    /// Whether a signature holds.
    pub dkim: MailCheck,
    /// Whether one of the two fits the sender that people see.
    pub dmarc: MailCheck,
    /// Whether that proves the sender that people see.
    pub proven: bool,
}

impl ContactFacts {
    /// What a person says, as a member writes it down: just the words, of nobody in particular. Change what differs.
    #[must_use]
    pub fn said(contact: ContactId, direction: Direction, channel: Channel, text: ContentId) -> Self {
        Self {
            contact,
            direction,
            channel,
            class: ContactClass::Human,
            participant: None,
            text,
            html: None,
            raw: None,
            files: Vec::new(),
            occurred_at: None,
            why: JoinReason::Member,
            asks: Asks::Something,
            new_topic: false,
            tied_to: None,
            oversize: None,
            checked: None,
            back_on: None,
            dated: None,
            medium: None,
            look_by: None,
        }
    }
}

/// A contact on a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// What was recorded, with later corrections of what it asks for.
    pub facts: ContactFacts,
    /// When it took place.
    pub at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Who wrote it down.
    pub actor: Actor,
    /// The leg that the ball was with.
    pub leg: Option<LegId>,
    /// Where it stands now, once it was moved away.
    pub moved_to: Option<JourneyId>,
    /// Whether it waits for a person of ours: nobody has answered, nor said that it has been seen.
    pub unread: bool,
    /// Whether a member marked its text for the partners in the chain.
    pub for_chain: bool,
}

impl Contact {
    /// A contact as the fold makes it.
    #[must_use]
    pub fn new(facts: ContactFacts, meta: &Meta, leg: Option<LegId>) -> Self {
        let at = facts.occurred_at.unwrap_or(meta.occurred_at);
        let (recorded_at, actor) = (meta.recorded_at, meta.actor);
        Self { facts, at, recorded_at, actor, leg, moved_to: None, unread: false, for_chain: false }
    }

    /// A message by a person to the customer.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        self.facts.direction == Direction::Out && self.facts.class == ContactClass::Human && self.moved_to.is_none()
    }

    /// Spoken with a member, by telephone or at the counter: both sides heard each other.
    #[must_use]
    pub fn is_spoken(&self) -> bool {
        let voice = matches!(self.facts.channel, Channel::Phone | Channel::Counter);
        voice && self.facts.class == ContactClass::Human && self.moved_to.is_none()
    }

    /// Somebody rang at a closed desk, and it still stands here.
    #[must_use]
    pub fn is_closed_door(&self) -> bool {
        self.facts.class == ContactClass::ClosedDoor && self.moved_to.is_none()
    }

    /// A message by a person from the customer's side that still stands here.
    #[must_use]
    pub fn is_from_customer(&self) -> bool {
        self.facts.direction == Direction::In && self.facts.class == ContactClass::Human && self.moved_to.is_none()
    }
}

/// Records a contact from the customer's side and draws the consequences.
pub(crate) fn record(draft: &mut Draft<'_>, mut contact: ContactFacts, answers: Option<QuestionId>) -> Outcome {
    draft.not_void()?;
    if stands_here(draft, contact.contact) {
        return Ok(());
    }
    contact.look_by = looked_at_by(draft, &contact);
    if let Some(question) = answers {
        crate::question::check_open(draft, question)?;
    }
    let (asked, writer, oversize) = (contact.asks, contact.participant, contact.oversize.is_some());
    let noted = note(draft, contact, answers.is_some())?;
    if !noted.human_in {
        return Ok(());
    }
    follow_up(draft, answers, asked, &noted)?;
    if oversize {
        crate::update::too_large(draft, writer);
        crate::task::fetch(draft);
    }
    Ok(())
}

/// Until when somebody looks at a message on an open journey: within the time for a first answer, by the hours of the team
/// that has it then. What opens the journey again is owed an answer, and thanks ask for nothing.
fn looked_at_by(draft: &Draft<'_>, contact: &ContactFacts) -> Option<Timestamp> {
    let wants =
        contact.direction == Direction::In && contact.class == ContactClass::Human && contact.asks != Asks::Thanks;
    if !wants || !draft.journey.is_open() || draft.journey.historic {
        return None;
    }
    let looks = draft.journey.who_looks(contact.asks, draft.news_owner());
    let team = if draft.facts.knows(looks) && draft.facts.reads(looks) { looks } else { draft.news_owner() };
    Some(draft.facts.blueprint.first_answer.due(draft.facts.now, &draft.facts.calendar(team)))
}

impl Journey {
    /// Whose hours count for a look at a message that comes now: who asked what it answers, else who owes the news.
    #[must_use]
    pub fn who_looks(&self, asks: Asks, owes_news: TeamRef) -> TeamRef {
        let asker = self.open_question().map(|(_, question)| question.asker).filter(|_| asks == Asks::Something);
        asker.unwrap_or(owes_news)
    }
}

/// What a person's contact leads to: it opens the journey again, or answers what was asked.
fn follow_up(draft: &mut Draft<'_>, answers: Option<QuestionId>, asked: Asks, noted: &Noted) -> Outcome {
    if let State::Closed { .. } = draft.journey.state {
        // Thanks are not answered by a machine that promises an answer: a person looks, and closes it again.
        return match noted.asks {
            Asks::Thanks => crate::closing::reopen_silently(draft, noted.contact),
            _ => {
                let why = crate::forward::reason_to_reopen(draft, noted.contact);
                crate::closing::reopen(draft, why, Some(noted.contact))
            }
        };
    }
    let open = draft.journey.open_question().map(|(question, _)| question);
    // Who only asks something back, asks for news or thanks has not answered yet.
    let may_answer = noted.may_act && asked == Asks::Something;
    match answers.or(open.filter(|_| may_answer)) {
        Some(question) => crate::question::answer(draft, question, noted.contact),
        None => Ok(()),
    }
}

/// The contact is on this journey already: the same one twice has no second effect.
pub(crate) fn stands_here(draft: &Draft<'_>, contact: ContactId) -> bool {
    draft.journey.contacts.get(&contact).is_some_and(|found| found.moved_to.is_none())
}

/// A contact that was written down.
pub(crate) struct Noted {
    pub contact: ContactId,
    /// Whether a person on the customer's side said it.
    pub human_in: bool,
    /// Whether that person may act on the journey.
    pub may_act: bool,
    /// What it asks for, as far as the record can tell.
    pub asks: Asks,
}

/// Writes a contact down; what was told by it keeps promises, what came in calls a proposal into question.
pub(crate) fn note(draft: &mut Draft<'_>, mut contact: ContactFacts, answers: bool) -> Result<Noted, Refusal> {
    draft.plausible(contact.occurred_at)?;
    check_participant(draft, &contact)?;
    derive_asks(draft, &mut contact, answers);
    let id = contact.contact;
    let may_act = contact.participant.and_then(|id| draft.journey.participants.get(&id)).is_none_or(|p| p.may_act);
    let human_in = contact.direction == Direction::In && contact.class == ContactClass::Human;
    let told = contact.direction == Direction::Out && draft.facts.actor.member().is_some();
    let (channel, asks, occurred) = (contact.channel, contact.asks, contact.occurred_at);
    draft.emit_at(occurred, JourneyEvent::ContactRecorded { facts: contact });
    if told {
        // Told by a person and noted: that is news, and a call keeps the promise of a call.
        let said_at = occurred.unwrap_or(draft.facts.now);
        crate::promise::heard(draft, channel == Channel::Phone, said_at);
        crate::update::restart_news(draft);
    }
    let calls = human_in && asks != Asks::Thanks && draft.journey.is_open();
    if calls && draft.journey.proposal.as_ref().is_some_and(|proposal| proposal.questioned.is_none()) {
        draft.emit(JourneyEvent::OutcomeQuestioned { contact: id });
    }
    Ok(Noted { contact: id, human_in, may_act, asks })
}

/// A contact no longer calls the proposal into question; the next one that does and that nobody has looked at, does.
pub(crate) fn dismiss(draft: &mut Draft<'_>, contact: ContactId) {
    let Some(proposal) = draft.journey.proposal.as_ref().filter(|proposal| proposal.questioned == Some(contact)) else {
        return;
    };
    let (told_at, objections) = (proposal.at, &draft.journey.contacts);
    let next = objections
        .iter()
        .filter(|(id, found)| **id != contact && found.is_from_customer() && found.facts.asks != Asks::Thanks)
        .filter(|(_, found)| found.recorded_at > told_at)
        .min_by_key(|(_, found)| found.recorded_at)
        .map(|(id, _)| *id);
    draft.emit(JourneyEvent::QuestioningDismissed { contact });
    if let Some(contact) = next {
        draft.emit(JourneyEvent::OutcomeQuestioned { contact });
    }
}

/// Writes to the customer: message, promise and question in one message.
pub(crate) fn write(
    draft: &mut Draft<'_>,
    contact: ContactFacts,
    complete: bool,
    promise: Option<NewPromise>,
    question: Option<NewQuestion>,
) -> Outcome {
    draft.open()?;
    let team = draft.member_team()?;
    if stands_here(draft, contact.contact) {
        return Ok(());
    }
    let (only_asks, with_promise) = (question.is_some() && !complete, promise.is_some());
    let (id, participant) = record_out(draft, contact)?;
    let keeps = match (only_asks, with_promise) {
        (false, _) => crate::promise::to_be_heard(draft, false),
        (true, true) => crate::promise::moments(draft),
        (true, false) => Vec::new(),
    };
    let keeps = crate::promise::keep_by(draft, keeps, Some(participant));
    let promise = match promise {
        Some(promise) => Some(crate::promise::make(draft, promise, team)?),
        None => None,
    };
    let question = match question {
        Some(question) => Some(crate::question::ask(draft, question)?),
        None => None,
    };
    let about = match (complete, question.is_some()) {
        (true, _) => UpdateKind::Answer,
        (false, true) => UpdateKind::Question,
        (false, false) => UpdateKind::Message,
    };
    let promise = promise.or_else(|| crate::promise::ensure_one(draft));
    let written = question.is_some() && draft.journey.asks_in_writing();
    crate::update::plan(draft, about, |update| {
        update.participant = Some(participant);
        update.contact = Some(id);
        update.promise = promise;
        update.question = question;
        update.keeps = keeps;
        update.written = written;
    });
    if question.is_none() && (with_promise || complete || draft.journey.expectation.is_none() || promise.is_some()) {
        crate::update::expect_next(draft, NextStep::TeamWorks);
    }
    Ok(())
}

/// Writes down what a member says to somebody who takes part, the customer where nobody is named.
pub(crate) fn record_out(
    draft: &mut Draft<'_>,
    mut contact: ContactFacts,
) -> Result<(ContactId, ParticipantId), Refusal> {
    let customer = || draft.journey.customer_participant().map(|(id, _)| id).ok_or(Code::UnknownParticipant);
    let participant = contact.participant.map_or_else(customer, Ok)?;
    contact.participant = Some(participant);
    (contact.direction, contact.class) = (Direction::Out, ContactClass::Human);
    // It is written now, whatever the form said.
    (contact.occurred_at, contact.asks, contact.tied_to) = (None, Asks::Something, None);
    check_participant(draft, &contact)?;
    let id = contact.contact;
    draft.emit(JourneyEvent::ContactRecorded { facts: contact });
    Ok((id, participant))
}

/// A contact named by somebody who takes part and may act, or by nobody known.
fn check_participant(draft: &Draft<'_>, contact: &ContactFacts) -> Result<(), Refusal> {
    let Some(id) = contact.participant else { return Ok(()) };
    let person = draft.journey.participants.get(&id).filter(|person| person.present).ok_or(Code::UnknownParticipant)?;
    let acts = matches!(draft.facts.actor, Actor::Participant { .. });
    if acts && !person.may_act {
        return Err(Code::MayNotAct.into());
    }
    Ok(())
}

/// What it asks for, as far as the record can tell: an answer is never a chaser, a chaser needs something that was told,
/// and asking again after an answer within two weeks on the same leg makes that answer a fragment.
fn derive_asks(draft: &Draft<'_>, contact: &mut ContactFacts, answers: bool) {
    if contact.direction == Direction::Out || contact.class != ContactClass::Human || answers {
        contact.asks = Asks::Something;
        contact.tied_to = None;
        return;
    }
    let now = draft.facts.now;
    contact.tied_to = None;
    if contact.asks == Asks::News {
        contact.tied_to = promise_at(draft, contact.occurred_at.unwrap_or(now));
        if draft.journey.expectation.is_none() {
            (contact.asks, contact.tied_to) = (Asks::Something, None);
        }
    }
    if contact.asks == Asks::Again {
        let leg = draft.journey.leg_with_ball().map(|(id, _)| id);
        let answered = draft.journey.contacts.values().any(|earlier| {
            earlier.is_answer()
                && !only_asked(draft, earlier)
                && earlier.leg == leg
                && now.duration_since(earlier.at) <= FRAGMENT_WINDOW
        });
        if !answered {
            contact.asks = Asks::Something;
        }
    }
}

/// Whether a message of ours only asked the customer something: that is no answer, so nothing is asked again after it.
fn only_asked(draft: &Draft<'_>, contact: &Contact) -> bool {
    let told = |update: &&crate::update::Update| update.contact == Some(contact.facts.contact);
    draft.journey.updates.values().find(told).is_some_and(|update| update.about == UpdateKind::Question)
}

/// The promise to the customer that was current at a moment: the one behind what was last told by then, else the one due
/// first among those made before it.
fn promise_at(draft: &Draft<'_>, at: Timestamp) -> Option<crate::ids::PromiseId> {
    let told = draft.journey.expectation.as_ref().filter(|told| told.told_at <= at).and_then(|told| told.promise);
    let earliest = || {
        draft
            .journey
            .promises
            .iter()
            .filter(|(_, promise)| promise.is_to_customer() && promise.made_at <= at && promise.is_owed())
            .min_by_key(|(_, promise)| promise.current.until)
            .map(|(id, _)| *id)
    };
    told.or_else(earliest)
}
