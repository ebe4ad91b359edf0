//! The journey: a fold of its events. The fold reads no settings and no clock: events carry every computed moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::agreement::Agreement;
use crate::back::CameBack;
use crate::blueprint::BlueprintRef;
use crate::breach::Breach;
use crate::codes::{
    Asks, BallGoes, BallReason, CloseHow, JourneyKind, NextStep, Outcome, ParticipantRole, ReopenReason, TaskKind,
    VoidReason,
};
use crate::contact::Contact;
use crate::event::Reach;
use crate::forward::Forwarded;
use crate::handover::{Handover, Leg};
use crate::hold::Hold;
use crate::ids::{
    AgreementId, BreachId, ContactId, ContentId, CustomerId, HandoverId, HoldId, JourneyId, LegId, MemberId,
    ParticipantId, PromiseId, QuestionId, ShipmentId, SignalId, TaskId, UpdateId, VisitId,
};
use crate::joining::Joined;
use crate::legal_term::LegalClock;
use crate::measure::EarlierEnd;
use crate::money::Cents;
use crate::promise::Promise;
use crate::question::{Question, QuestionState};
use crate::reference::Reference;
use crate::shipment::Shipment;
use crate::signal::Signal;
use crate::update::Update;
use crate::visit::Visit;

/// Who has the ball.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "holder", rename_all = "snake_case")]
pub enum Holder {
    /// A team, ours or a partner's.
    Team {
        /// The team.
        team: TeamRef,
    },
    /// The customer.
    Customer,
}

impl Holder {
    /// The team, when a team holds the ball.
    #[must_use]
    pub fn team(self) -> Option<TeamRef> {
        match self {
            Self::Team { team } => Some(team),
            Self::Customer => None,
        }
    }
}

/// The ball: who must act now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ball {
    /// Who.
    pub holder: Holder,
    /// Since when.
    pub since: Timestamp,
    /// Raised by every move.
    pub epoch: u32,
    /// Why it is there.
    pub why: BallReason,
    /// The member who took it for the team.
    pub assignee: Option<MemberId>,
}

/// A stretch in which one party had the ball.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// Who.
    pub holder: Holder,
    /// From.
    pub since: Timestamp,
    /// Until; open for the present one.
    pub until: Option<Timestamp>,
    /// Why it came there.
    pub why: BallReason,
}

/// The team accountable for the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectionHeld {
    /// The team.
    pub team: TeamRef,
    /// Since when.
    pub since: Timestamp,
    /// Raised by every move.
    pub epoch: u32,
}

/// A person on the journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// The role.
    pub role: ParticipantRole,
    /// The customer record.
    pub customer: CustomerId,
    /// How messages reach the person.
    pub reach: Reach,
    /// How messages reached the person before, and until when: oldest first.
    pub reached: Vec<(Timestamp, Reach)>,
    /// Whether the person may act.
    pub may_act: bool,
    /// Whether the person still takes part.
    pub present: bool,
}

/// What the customer has last been told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// When it was set: with the message or words that tell it. When these reached the customer,
    /// [`Journey::expectation_reached`] says.
    pub told_at: Timestamp,
    /// What happens next.
    pub next: NextStep,
    /// By which team.
    pub team: Option<TeamRef>,
    /// By when.
    pub by: Option<Timestamp>,
    /// At what cost, in cents.
    pub cost: Option<Cents>,
    /// The promise that backs it.
    pub promise: Option<PromiseId>,
    /// In more words.
    pub text: Option<ContentId>,
}

/// An outcome that was told and waits for the customer's yes or no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// When it was told.
    pub at: Timestamp,
    /// How it came out.
    pub outcome: Outcome,
    /// The words.
    pub text: ContentId,
    /// What is paid or waived, in cents.
    pub amount: Option<Cents>,
    /// Until when the customer may object.
    pub objection_until: Timestamp,
    /// A contact that calls it into question and that nobody has looked at.
    pub questioned: Option<ContactId>,
}

/// A call or letter that a person must make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Call or letter.
    pub kind: TaskKind,
    /// The message that it carries.
    pub update: Option<UpdateId>,
    /// The breach that somebody apologises for.
    pub breach: Option<BreachId>,
    /// Who owes it.
    pub owner: TeamRef,
    /// By when.
    pub due: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Who did it; nobody where a message that arrived made it needless.
    pub done_by: Option<MemberId>,
    /// Whether its due moment passed.
    pub overdue: bool,
    /// Whether a person put it on the list, not the program.
    pub by_person: bool,
}

/// Open, closed or void.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Somebody has the ball.
    Open,
    /// Ended.
    Closed {
        /// How.
        how: CloseHow,
        /// When.
        at: Timestamp,
    },
    /// Set aside in silence by a person.
    Void {
        /// Why.
        reason: VoidReason,
        /// When.
        at: Timestamp,
    },
}

/// The moment by which the customer must have heard something again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewsClock {
    /// By when.
    pub by: Timestamp,
    /// Who owes it.
    pub owner: TeamRef,
    /// How many messages in a row only said "no news yet".
    pub without_news: u32,
    /// The visit, agreed on and told, whose date lets the silence limit rest until then.
    pub rests: Option<PromiseId>,
}

/// A journey as its events make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The journey.
    pub id: JourneyId,
    /// The number of the last event.
    pub seq: u64,
    /// The number that people say.
    pub reference: Reference,
    /// The kind of need.
    pub kind: JourneyKind,
    /// Whose journey it is.
    pub customer: CustomerId,
    /// The blueprint it began with.
    pub blueprint: BlueprintRef,
    /// Its title.
    pub subject: ContentId,
    /// The earlier journey that it follows.
    pub follows: Option<JourneyId>,
    /// Whether it came from an archive.
    pub historic: bool,
    /// When a member last did something with it; to name who takes it up is not yet that.
    pub acted_at: Option<Timestamp>,
    /// The end of the legal term in days since 1970-01-01.
    pub legal_end_day: Option<i32>,
    /// The legal term beside the promises, where there is one.
    pub legal: Option<LegalClock>,
    /// Where it was forwarded to last.
    pub forwarded: Option<Forwarded>,
    /// When it began.
    pub opened_at: Timestamp,
    /// Open, closed or void.
    pub state: State,
    /// What it was before it was set aside; it is that again when the voiding is undone.
    pub voided_from: Option<State>,
    /// The journey that goes on with it, while it is set aside for that one.
    pub goes_on: Option<JourneyId>,
    /// Why it opened again after it had closed; nothing since it last closed.
    pub reopened: Option<ReopenReason>,
    /// Its first end, where it opened again after it.
    pub earlier: Option<EarlierEnd>,
    /// When an unhappy answer opened it again.
    pub came_by_answer: Vec<Timestamp>,
    /// Why the ball is back with the director's team, where it was not only laid there again by undoing a voiding.
    pub back: Option<ReopenReason>,
    /// What came back to a giver who has not gone on from there.
    pub came_back: BTreeMap<HandoverId, CameBack>,
    /// Who must act.
    pub ball: Ball,
    /// Who had it when.
    pub way: Vec<Spell>,
    /// Who directs.
    pub direction: DirectionHeld,
    /// The people.
    pub participants: BTreeMap<ParticipantId, Participant>,
    /// The exchanges.
    pub contacts: BTreeMap<ContactId, Contact>,
    /// The pieces of work.
    pub legs: BTreeMap<LegId, Leg>,
    /// The offers.
    pub handovers: BTreeMap<HandoverId, Handover>,
    /// The questions to the customer.
    pub questions: BTreeMap<QuestionId, Question>,
    /// The promises.
    pub promises: BTreeMap<PromiseId, Promise>,
    /// The messages.
    pub updates: BTreeMap<UpdateId, Update>,
    /// Calls and letters.
    pub tasks: BTreeMap<TaskId, Task>,
    /// The visits.
    pub visits: BTreeMap<VisitId, Visit>,
    /// What was agreed, or proposed to be.
    pub agreements: BTreeMap<AgreementId, Agreement>,
    /// What systems must not do.
    pub holds: BTreeMap<HoldId, Hold>,
    /// What was done against an agreement.
    pub breaches: BTreeMap<BreachId, Breach>,
    /// Processes that fail.
    pub signals: BTreeMap<SignalId, Signal>,
    /// What carriers bring.
    pub shipments: BTreeMap<ShipmentId, Shipment>,
    /// The one survey of it.
    pub survey: Option<crate::survey::Ask>,
    /// Who made which moment, by its place in the record.
    pub hands: BTreeMap<u64, crate::mirror::Hand>,
    /// What members said of an answer that concerns them.
    pub mirror: crate::mirror::Mirror,
    /// What was decided about a call to a customer who said nothing.
    pub silent: Option<crate::silent::SilentCare>,
    /// What partners wanted to ask along.
    pub wishes: Vec<crate::survey::Wish>,
    /// How many events hold an answer that may not be traced: nobody but the customer may see that they are there.
    pub unseen: u64,
    /// What the customer has last been told.
    pub expectation: Option<Expectation>,
    /// What the customer's side said of being sent back and forth.
    pub sent_around: Option<crate::sent_around::SentAround>,
    /// That the work was passed on again and again, the last time.
    pub passed_on: Option<crate::passed_on::PassedOn>,
    /// The outcome that waits for a yes or no.
    pub proposal: Option<Proposal>,
    /// When the customer must have heard something.
    pub news: Option<NewsClock>,
    /// The contact on a social medium of which it was warned that it can soon be answered there no more.
    pub window_warned: Option<ContactId>,
    /// When a social channel last said that the time to answer there is over, whatever our clock says.
    pub window_refused: Option<Timestamp>,
    /// The journeys that were joined into this one.
    pub joined: BTreeMap<JourneyId, Joined>,
}

impl Journey {
    /// When it began: with its first contact, which may have been written down here only later.
    #[must_use]
    pub fn began(&self) -> Timestamp {
        self.contacts.values().map(|contact| contact.at).min().map_or(self.opened_at, |first| first.min(self.opened_at))
    }

    /// When it ended, where it did. What came from an archive ended with its last contact, not with the import.
    #[must_use]
    pub fn ended(&self) -> Option<Timestamp> {
        match self.state {
            State::Open => None,
            State::Closed { how: CloseHow::Historic, at } => {
                Some(self.contacts.values().map(|contact| contact.at).max().unwrap_or(at))
            }
            State::Closed { at, .. } | State::Void { at, .. } => Some(at),
        }
    }

    /// Whether it is neither closed nor void.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// Whether mails out of an archive are added to it as they are: while it is nothing more than that archive, and while it
    /// goes on from there.
    #[must_use]
    pub fn takes_archived(&self) -> bool {
        self.historic || (self.is_open() && self.reopened == Some(ReopenReason::Imported))
    }

    /// The number of the last event as those inside count: without what they may not know of.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.seq - self.unseen
    }

    /// The participant who is the customer.
    #[must_use]
    pub fn customer_participant(&self) -> Option<(ParticipantId, &Participant)> {
        self.participants
            .iter()
            .find(|(_, person)| person.role == ParticipantRole::Customer && person.present)
            .map(|(id, person)| (*id, person))
    }

    /// The open leg that the ball went along with, if any.
    #[must_use]
    pub fn leg_with_ball(&self) -> Option<(LegId, &Leg)> {
        self.legs.iter().find(|(_, leg)| leg.ball == BallGoes::Goes && leg.is_open()).map(|(id, leg)| (*id, leg))
    }

    /// The pending offers.
    pub fn pending(&self) -> impl Iterator<Item = (HandoverId, &Handover)> {
        self.handovers.iter().filter(|(_, offer)| offer.is_pending()).map(|(id, offer)| (*id, offer))
    }

    /// The question that the customer holds the ball for.
    #[must_use]
    pub fn open_question(&self) -> Option<(QuestionId, &Question)> {
        self.questions.iter().find(|(_, question)| question.is_open()).map(|(id, question)| (*id, question))
    }

    /// The open promise to the customer that is due first, results before news at the same moment. One that a message on its
    /// way keeps is not awaited any more.
    #[must_use]
    pub fn next_promise(&self) -> Option<(PromiseId, &Promise)> {
        self.next_promise_besides(&self.on_their_way())
    }

    pub(crate) fn next_promise_besides(&self, kept: &BTreeSet<PromiseId>) -> Option<(PromiseId, &Promise)> {
        self.promises
            .iter()
            .filter(|(id, promise)| promise.is_open() && promise.is_to_customer() && !kept.contains(id))
            .filter(|(_, promise)| !promise.is_in_doubt())
            .min_by_key(|(_, promise)| (promise.current.until, promise.kind))
            .map(|(id, promise)| (*id, promise))
    }

    /// What the customer's side wrote that no person of ours has answered or seen, oldest first.
    pub fn unread(&self) -> impl Iterator<Item = (ContactId, &Contact)> {
        let mut found: Vec<(ContactId, &Contact)> = self
            .contacts
            .iter()
            .filter(|(_, contact)| contact.unread && (contact.is_from_customer() || contact.is_closed_door()))
            .map(|(id, contact)| (*id, contact))
            .collect();
        found.sort_by_key(|(id, contact)| (contact.recorded_at, *id));
        found.into_iter()
    }

    /// Until when somebody looks at what the customer's side wrote: the moment of the oldest message that waits. What the
    /// program tells meanwhile does not move it.
    #[must_use]
    pub fn look_by(&self) -> Option<Timestamp> {
        self.unread().find_map(|(_, contact)| contact.facts.look_by)
    }

    /// Of what waits, that of which its writer was told by when it is read: after an answer to what we asked it is told what
    /// comes next.
    pub fn unread_and_told(&self) -> impl Iterator<Item = (ContactId, &Contact)> {
        let answers = |id: ContactId| {
            self.questions.values().any(|question| match question.state {
                QuestionState::Answered { contact, .. } => contact == id,
                _ => false,
            })
        };
        self.unread().filter(move |(id, contact)| contact.facts.look_by.is_some() && !answers(*id))
    }

    /// The moment by which somebody is to read what waits, until the customer was told that it passed. A member who did
    /// anything with the journey since has read it, whoever heard an apology that gives a moment of news waits for that, and an
    /// outcome that somebody doubts has moments of its own.
    pub(crate) fn look_watched(&self) -> Option<Timestamp> {
        let (_, oldest) = self.unread_and_told().next()?;
        if self.proposal.is_some() || self.acted_at.is_some_and(|acted| acted >= oldest.recorded_at) {
            return None;
        }
        let said = |promise: &Promise| promise.is_of_reading() && promise.made_at >= oldest.recorded_at;
        let waits = |promise: &Promise| promise.after.is_some() && promise.is_to_customer() && promise.is_owed();
        let told = self.promises.values().any(|promise| said(promise) || waits(promise));
        oldest.facts.look_by.filter(|_| !told)
    }

    /// The team that owes news and reads what the customer writes: the ball holder's, or the director's while the customer
    /// holds the ball, or a partner that does not read here. Whether one does is kept with the moment for news.
    #[must_use]
    pub fn news_owner(&self) -> TeamRef {
        let team = self.acting();
        self.news.map(|news| news.owner).filter(|owner| owner.org != team.org).unwrap_or(team)
    }

    /// The ball holder's team, or the director's while the customer holds the ball.
    pub(crate) fn acting(&self) -> TeamRef {
        self.ball.holder.team().unwrap_or(self.direction.team)
    }

    /// How long each holder had the ball, in order of first holding; the last stretch runs until `now` while open.
    #[must_use]
    pub fn hours_per_holder(&self, now: Timestamp) -> Vec<(Holder, jiff::SignedDuration)> {
        let mut totals: Vec<(Holder, jiff::SignedDuration)> = Vec::new();
        for spell in &self.way {
            let time = spell.until.unwrap_or(now).duration_since(spell.since);
            match totals.iter_mut().find(|(holder, _)| *holder == spell.holder) {
                Some((_, total)) => *total += time,
                None => totals.push((spell.holder, time)),
            }
        }
        totals
    }

    /// Whether the customer has been given more than a receipt: a message or answer by a person.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.contacts.values().any(Contact::is_answer)
    }

    /// How many contacts of the customer's side only asked whether there is news.
    #[must_use]
    pub fn chasers(&self) -> usize {
        self.from_customer().filter(|contact| contact.facts.asks == Asks::News).count()
    }

    /// How often somebody rang at a closed desk.
    #[must_use]
    pub fn closed_doors(&self) -> usize {
        self.contacts.values().filter(|contact| contact.is_closed_door()).count()
    }

    /// How many answers were half: the customer had to ask again, or was asked a second time in one leg.
    #[must_use]
    pub fn fragments(&self) -> usize {
        let again = self.from_customer().filter(|contact| contact.facts.asks == Asks::Again).count();
        again + self.questions.values().filter(|question| question.fragment).count()
    }

    /// What people on the customer's side said, as it stands here now.
    pub fn from_customer(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.values().filter(|contact| contact.is_from_customer())
    }

    /// Whether what the customer was last told still holds: an answer is awaited only while a question is open, and the
    /// promise behind it is one that is still owed.
    #[must_use]
    pub fn expectation_stands(&self) -> bool {
        let Some(told) = &self.expectation else { return false };
        let asks = told.next == NextStep::YouAnswer;
        let kept = self.on_their_way();
        let owed = |id: PromiseId| !kept.contains(&id) && self.promises.get(&id).is_some_and(Promise::is_open);
        let standing = |id: PromiseId| {
            let let_down = self.let_down_besides(&kept).is_some_and(|(broken, _)| broken == id);
            let_down && told.by == self.news.map(|news| news.by) && self.next_promise_besides(&kept).is_none()
        };
        let backed = match told.promise {
            None => asks || told.next == NextStep::YouConfirm,
            Some(id) => owed(id) || (asks && self.open_question().is_some()) || standing(id),
        };
        let confirm = told.next != NextStep::YouConfirm || self.proposal.is_some();
        asks == self.open_question().is_some() && told.by.is_some() && backed && confirm
    }

    /// Whether the silence limit runs: not while an outcome that nobody has called into question is proposed.
    #[must_use]
    pub fn silence_runs(&self) -> bool {
        self.is_open() && !self.historic && self.proposal.as_ref().is_none_or(|proposal| proposal.questioned.is_some())
    }
}
