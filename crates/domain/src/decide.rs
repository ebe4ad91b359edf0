//! Deciding: journey, command and facts in; events or a refusal out. Pure: the same input decides the same.
//!
//! A decision works on a [`Draft`]: each event is applied as it is made, so that what follows sees what came before.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::actor::{Actor, Door, TeamRef};
use crate::codes::PromiseWhat;
use crate::command::{Envelope, JourneyCommand};
use crate::event::{JourneyEvent, Meta};
use crate::facts::Facts;
use crate::fold::{apply, open};
use crate::ids::{Ids, JourneyId, PromiseId};
use crate::journey::{Holder, Journey, State};
use crate::refusal::{Code, Refusal};

/// Nothing, or why not.
pub type Outcome = Result<(), Refusal>;

/// How far a reported moment may lie ahead of the clock (skewed clocks of senders).
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// An event that was decided on and when it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The event.
    pub event: JourneyEvent,
    /// When it happened; the recording moment for most.
    pub occurred_at: Timestamp,
    /// The ball's epoch after it.
    pub ball_epoch: u32,
    /// The direction's epoch after it.
    pub direction_epoch: u32,
}

/// What a command leads to.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The journey afterwards.
    pub journey: Journey,
    /// The events, in order; none when a due moment turned out to be settled already.
    pub events: Vec<Decided>,
}

/// A decision in the making.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    pub journey: Journey,
    pub facts: &'a Facts,
    pub ids: Ids,
    /// The promises that stood before this command: what it makes itself is not kept by itself.
    pub before: BTreeSet<PromiseId>,
    /// The promises that a message of this command keeps once it is handed over.
    pub keeping: BTreeSet<PromiseId>,
    /// When it should have closed, where that moment was missed.
    pub missed_closing: Option<Timestamp>,
    envelope: &'a Envelope,
    events: Vec<Decided>,
}

/// Decides a command on a journey, or on none yet.
///
/// # Errors
/// A refusal that names the rule and what would be allowed instead.
pub fn decide(
    journey: Option<Journey>,
    id: JourneyId,
    envelope: &Envelope,
    command: &JourneyCommand,
    facts: &Facts,
) -> Result<Decision, Refusal> {
    let mut draft = match (journey, command) {
        (Some(_), JourneyCommand::Open { .. } | JourneyCommand::OpenHistoric { .. }) => {
            return Err(Code::JourneyExists.into());
        }
        (Some(journey), _) => Draft::on(journey, envelope, facts),
        (None, _) => Draft::opening(id, envelope, command, facts)?,
    };
    draft.check_actor()?;
    draft.check_expectations()?;
    crate::dispatch::run(&mut draft, command)?;
    draft.finish();
    Ok(Decision { journey: draft.journey, events: draft.events })
}

impl<'a> Draft<'a> {
    fn on(journey: Journey, envelope: &'a Envelope, facts: &'a Facts) -> Self {
        let before = journey.promises.keys().copied().collect();
        let keeping = BTreeSet::new();
        let missed_closing = crate::deadline::missed_closing(&journey, facts.now);
        let ids = Ids::of(envelope.command);
        Self { journey, facts, ids, before, keeping, missed_closing, envelope, events: Vec::new() }
    }

    fn opening(
        id: JourneyId,
        envelope: &'a Envelope,
        command: &JourneyCommand,
        facts: &'a Facts,
    ) -> Result<Self, Refusal> {
        let event = crate::opening::opened(command, facts)?;
        let mut ids = Ids::of(envelope.command);
        let meta = Meta::of(envelope, facts, ids.next(), 1, facts.now);
        let journey = open(id, &meta, &event).ok_or(Code::NoJourney)?;
        let decided = Decided { event, occurred_at: facts.now, ball_epoch: 0, direction_epoch: 1 };
        let (before, keeping) = (BTreeSet::new(), BTreeSet::new());
        Ok(Self { journey, facts, ids, before, keeping, missed_closing: None, envelope, events: vec![decided] })
    }

    /// Makes an event that happens now.
    pub fn emit(&mut self, event: JourneyEvent) {
        self.emit_at(None, event);
    }

    /// Makes an event that happened at another moment.
    pub fn emit_at(&mut self, occurred_at: Option<Timestamp>, event: JourneyEvent) {
        let occurred_at = occurred_at.unwrap_or(self.facts.now);
        let meta = Meta::of(self.envelope, self.facts, self.ids.next(), self.journey.seq + 1, occurred_at);
        apply(&mut self.journey, &meta, &event);
        let (ball_epoch, direction_epoch) = (self.journey.ball.epoch, self.journey.direction.epoch);
        self.events.push(Decided { event, occurred_at, ball_epoch, direction_epoch });
    }

    /// When a partner said what a member notes, where the member told.
    pub fn said_at(&self) -> Option<Timestamp> {
        self.envelope.said_at
    }

    /// Whether this command ended the journey.
    pub fn ended_it(&self) -> bool {
        self.events.iter().any(|decided| matches!(decided.event, JourneyEvent::Closed { .. }))
    }

    /// Whether a system says so that signs what it reports.
    pub fn is_signed(&self) -> bool {
        self.envelope.door == Door::Signed
    }

    /// The journey is open.
    pub fn open(&self) -> Outcome {
        self.not_void()?;
        match self.journey.state {
            State::Closed { at, .. } => Err(Refusal::new(Code::JourneyClosed).at(at)),
            _ => Ok(()),
        }
    }

    /// The journey is not void.
    pub fn not_void(&self) -> Outcome {
        match self.journey.state {
            State::Void { at, .. } => Err(Refusal::new(Code::JourneyVoid).at(at)),
            _ => Ok(()),
        }
    }

    /// The team that the acting member acts for.
    pub fn member_team(&self) -> Result<TeamRef, Refusal> {
        self.facts.actor.team().ok_or_else(|| Code::MembersOnly.into())
    }

    /// The acting member's team, if it has the ball.
    pub fn holder_team(&self) -> Result<TeamRef, Refusal> {
        let team = self.member_team()?;
        if self.journey.ball.holder == (Holder::Team { team }) {
            return Ok(team);
        }
        Err(Refusal::new(Code::NotYourBall).holder(self.journey.ball.holder))
    }

    /// The acting member's team, if it has the ball or the direction.
    pub fn holder_or_director(&self) -> Result<TeamRef, Refusal> {
        let team = self.member_team()?;
        if team == self.journey.direction.team {
            return Ok(team);
        }
        self.holder_team()
    }

    /// The acting member's team, if it directs.
    pub fn director_team(&self) -> Result<TeamRef, Refusal> {
        let team = self.member_team()?;
        if team == self.journey.direction.team {
            return Ok(team);
        }
        Err(Refusal::new(Code::NotDirector).team(self.journey.direction.team))
    }

    /// A reported moment is neither ahead of the clock nor absurdly long ago.
    pub fn plausible(&self, at: Option<Timestamp>) -> Outcome {
        let Some(at) = at else { return Ok(()) };
        if at > self.facts.now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX) || at < Timestamp::UNIX_EPOCH {
            return Err(Refusal::new(Code::ImplausibleTime).at(at));
        }
        Ok(())
    }

    /// A participant who acts takes part and may act. Who opens a journey becomes one by it.
    fn check_actor(&self) -> Outcome {
        let Actor::Participant { participant } = self.facts.actor else { return Ok(()) };
        if self.journey.participants.is_empty() {
            return Ok(());
        }
        let person = self
            .journey
            .participants
            .get(&participant)
            .filter(|person| person.present)
            .ok_or(Code::UnknownParticipant)?;
        if person.may_act { Ok(()) } else { Err(Code::MayNotAct.into()) }
    }

    fn check_expectations(&self) -> Outcome {
        let expects = self.envelope.expects;
        let ball = &self.journey.ball;
        if expects.ball_epoch.is_some_and(|epoch| epoch != ball.epoch) {
            return Err(Refusal::new(Code::StaleBall).holder(ball.holder).at(ball.since));
        }
        if expects.direction_epoch.is_some_and(|epoch| epoch != self.journey.direction.epoch) {
            return Err(Refusal::new(Code::StaleBall)
                .team(self.journey.direction.team)
                .at(self.journey.direction.since));
        }
        Ok(())
    }

    /// The version of a promise is the one the actor saw.
    pub fn check_promise_version(&self, version: u32) -> Outcome {
        match self.envelope.expects.promise_version {
            Some(expected) if expected != version => Err(Code::StalePromise.into()),
            _ => Ok(()),
        }
    }

    /// What holds after every command: an open journey has a promise, an expectation and a moment for news; and a
    /// proposal whose period has passed closes as soon as nothing stands in its way.
    fn finish(&mut self) {
        if self.facts.more_follows {
            return;
        }
        self.keep_going();
        crate::survey::follow(self);
    }

    fn keep_going(&mut self) {
        if !self.journey.is_open() || self.journey.historic {
            return;
        }
        crate::legal_term::follow(self);
        if self.journey.proposal.is_some() {
            crate::closing::close_if_unopposed(self);
            if !self.journey.is_open() {
                return;
            }
        } else {
            crate::promise::ensure_one(self);
        }
        crate::visit::ahead::wake(self);
        self.known_by_who_owes();
        match self.journey.news {
            None => crate::update::restart_news(self),
            // Who has the ball now owes the news by the moment that stood.
            Some(news) if news.owner != self.news_owner() => {
                let owner = self.news_owner();
                self.emit(JourneyEvent::NewsDue { by: news.by, owner, rests: news.rests });
            }
            Some(_) => {}
        }
        // What the customer may expect can rest on the moment for news, so it comes after it.
        if !self.journey.expectation_stands() {
            crate::update::expect_next(self, crate::codes::NextStep::WeTell);
        }
    }

    /// What the program promised the customer is owed by a team that knows of it: news never by a partner that does not read
    /// here, a call by one only while there is something that the wish reached it with.
    fn known_by_who_owes(&mut self) {
        let deaf = |promise: &crate::promise::Promise| {
            let owner = promise.owner;
            let here = self.facts.reads(owner) || self.facts.signs_in(owner);
            let rings = promise.what == PromiseWhat::CallBack;
            !(here || rings && crate::partner::work_of(&self.journey, owner.org).is_some())
        };
        let owed = self.journey.promises.iter().filter(|(_, promise)| {
            let by_program = promise.member.is_none() && (promise.is_of_news() || promise.is_call_of_program());
            by_program && promise.is_to_customer() && promise.is_owed() && deaf(promise)
        });
        let owed: Vec<PromiseId> = owed.map(|(id, _)| *id).collect();
        let owner = self.answering();
        for promise in owed {
            let stays = self.journey.promises.get(&promise).is_none_or(|found| found.owner == owner);
            if !stays {
                self.emit(JourneyEvent::PromiseInherited { promise, owner });
            }
        }
    }

    /// As [`Journey::news_owner`], by what holds now: who directs reads for a partner that does not, and for one that directs
    /// itself, who gave it the direction.
    pub fn news_owner(&self) -> crate::actor::TeamRef {
        self.reader_for(self.journey.acting())
    }

    /// Who directs, or who reads for a partner that directs and does not read here: what nobody else owes is owed by a team
    /// that knows of it.
    #[must_use]
    pub fn answering(&self) -> crate::actor::TeamRef {
        self.reader_for(self.journey.direction.team)
    }

    /// A team, or who reads what the customer says in its place.
    fn reader_for(&self, team: crate::actor::TeamRef) -> crate::actor::TeamRef {
        if self.facts.reads(team) {
            return team;
        }
        let before = crate::partner::led_before(&self.journey, team.org);
        let mut ours = std::iter::once(self.journey.direction.team).chain(before);
        ours.find(|found| self.facts.knows(*found) && self.facts.reads(*found)).unwrap_or(team)
    }

    /// Whether a team calls the customer's side: it may know the number and, where it is a partner that works by mail, there
    /// is something of its own that the wish can be mailed with.
    #[must_use]
    pub fn calls(&self, team: crate::actor::TeamRef) -> bool {
        let heard = self.facts.reads(team)
            || self.facts.signs_in(team)
            || crate::partner::work_of(&self.journey, team.org).is_some();
        self.facts.calls(team) && heard
    }

    /// The team that calls the customer's side back, of a journey that opens again: who directs, else who reads for it.
    #[must_use]
    pub fn calling(&self) -> crate::actor::TeamRef {
        let directs = self.journey.direction.team;
        if self.calls(directs) { directs } else { self.answering() }
    }

    /// The open promise to the customer that is due first, besides those that a message on its way keeps.
    pub fn next_promise(&self) -> Option<(PromiseId, &crate::promise::Promise)> {
        self.journey.next_promise_besides(&self.on_their_way())
    }

    /// As [`Journey::let_down`], besides what a message of this command settles.
    pub fn let_down(&self) -> Option<(PromiseId, &crate::promise::Promise)> {
        self.journey.let_down_besides(&self.on_their_way())
    }

    fn on_their_way(&self) -> BTreeSet<PromiseId> {
        let mut kept = self.journey.on_their_way();
        kept.extend(&self.keeping);
        kept
    }

    /// Whether a participant acts.
    pub fn by_participant(&self) -> bool {
        matches!(self.facts.actor, Actor::Participant { .. })
    }
}
