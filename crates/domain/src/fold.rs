//! The fold: how each event changes a journey. It is total: an event about something unknown changes nothing, so that
//! reading never fails; deciding is where things are refused.

mod agreement;
mod breach;
mod contact;
mod handover;
mod hold;
mod legal_term;
mod participant;
mod promise;
mod question;
mod shipment;
mod signal;
mod survey;
mod task;
mod update;
mod visit;

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::codes::{BallReason, CloseHow};
use crate::event::{JourneyEvent, Meta, Recorded};
use crate::ids::JourneyId;
use crate::joining::Joined;
use crate::journey::{Ball, DirectionHeld, Expectation, Holder, Journey, NewsClock, Proposal, Spell, State};
use crate::sent_around::SentAround;

/// Folds a stream. Nothing comes of a stream that does not begin with the opening.
#[must_use]
pub fn fold(id: JourneyId, events: &[Recorded<JourneyEvent>]) -> Option<Journey> {
    let mut journey: Option<Journey> = None;
    for recorded in events {
        match &mut journey {
            None => journey = open(id, &recorded.meta, &recorded.event),
            Some(journey) => apply(journey, &recorded.meta, &recorded.event),
        }
    }
    journey
}

/// The journey that an opening makes; nothing for any other event.
#[must_use]
pub fn open(id: JourneyId, meta: &Meta, event: &JourneyEvent) -> Option<Journey> {
    let JourneyEvent::Opened {
        reference,
        need,
        customer,
        blueprint,
        director,
        subject,
        follows,
        historic,
        legal_end_day,
    } = event
    else {
        return None;
    };
    let at = meta.recorded_at;
    let holder = Holder::Team { team: *director };
    Some(Journey {
        id,
        seq: meta.seq,
        reference: *reference,
        kind: *need,
        customer: *customer,
        blueprint: *blueprint,
        subject: *subject,
        follows: *follows,
        historic: *historic,
        acted_at: None,
        legal_end_day: *legal_end_day,
        legal: None,
        forwarded: None,
        opened_at: at,
        state: State::Open,
        voided_from: None,
        goes_on: None,
        reopened: None,
        earlier: None,
        came_by_answer: Vec::new(),
        back: None,
        came_back: BTreeMap::new(),
        // The opening command always moves the ball next; until then the director's team has it in epoch 0.
        ball: Ball { holder, since: at, epoch: 0, why: BallReason::Opened, assignee: None },
        way: Vec::new(),
        direction: DirectionHeld { team: *director, since: at, epoch: 1 },
        participants: BTreeMap::new(),
        contacts: BTreeMap::new(),
        legs: BTreeMap::new(),
        handovers: BTreeMap::new(),
        questions: BTreeMap::new(),
        promises: BTreeMap::new(),
        updates: BTreeMap::new(),
        tasks: BTreeMap::new(),
        visits: BTreeMap::new(),
        agreements: BTreeMap::new(),
        holds: BTreeMap::new(),
        breaches: BTreeMap::new(),
        signals: BTreeMap::new(),
        shipments: BTreeMap::new(),
        survey: None,
        hands: BTreeMap::new(),
        mirror: crate::mirror::Mirror::default(),
        silent: None,
        wishes: Vec::new(),
        unseen: 0,
        expectation: None,
        sent_around: None,
        passed_on: None,
        proposal: None,
        news: None,
        window_warned: None,
        window_refused: None,
        joined: BTreeMap::new(),
    })
}

/// Applies one event.
pub fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    journey.seq = meta.seq;
    let at = meta.recorded_at;
    if meta.actor.member().is_some() && !matches!(event, JourneyEvent::AssigneeSet { .. }) {
        journey.acted_at = Some(at);
    }
    crate::back::apply(journey, meta, event);
    crate::mirror::apply(journey, meta, event);
    crate::silent::apply(journey, meta, event);
    legal_term::apply(journey, meta, event);
    match event {
        JourneyEvent::Opened { .. } | JourneyEvent::NoteAdded { .. } => {}
        JourneyEvent::BallMoved { to, epoch, why, .. } => {
            end_spell(journey, at);
            journey.way.push(Spell { holder: *to, since: at, until: None, why: *why });
            journey.ball = Ball { holder: *to, since: at, epoch: *epoch, why: *why, assignee: None };
        }
        JourneyEvent::AssigneeSet { member } => journey.ball.assignee = *member,
        JourneyEvent::DirectionMoved { to, epoch, with } => {
            if let Some(leg) = with.and_then(|leg| journey.legs.get_mut(&leg)).filter(|leg| leg.is_open()) {
                leg.led_by = Some(journey.direction.team);
            }
            journey.direction = DirectionHeld { team: *to, since: at, epoch: *epoch }
        }
        JourneyEvent::ExpectationSet { next, team, by, cost, promise, text } => {
            journey.expectation = Some(Expectation {
                told_at: at,
                next: *next,
                team: *team,
                by: *by,
                cost: *cost,
                promise: *promise,
                text: *text,
            });
        }
        JourneyEvent::NewsDue { by, owner, rests } => {
            let without_news = journey.news.map_or(0, |news| news.without_news);
            journey.news = Some(NewsClock { by: *by, owner: *owner, without_news, rests: *rests });
        }
        JourneyEvent::OutcomeProposed { outcome, text, amount, objection_until } => {
            // Told later than it was proposed, it is proposed anew: an objection that nobody has looked at stays.
            let questioned = journey.proposal.as_ref().and_then(|earlier| earlier.questioned);
            if questioned.is_none() {
                journey.news = None;
            }
            journey.proposal = Some(Proposal {
                at,
                outcome: *outcome,
                text: *text,
                amount: *amount,
                objection_until: *objection_until,
                questioned,
            });
        }
        JourneyEvent::OutcomeQuestioned { contact } => {
            if let Some(proposal) = &mut journey.proposal {
                proposal.questioned = Some(*contact);
            }
        }
        JourneyEvent::QuestioningDismissed { .. } => {
            if let Some(proposal) = &mut journey.proposal {
                proposal.questioned = None;
                journey.news = None;
            }
        }
        JourneyEvent::BecameComplaint { .. } => journey.kind = crate::codes::JourneyKind::Complaint,
        JourneyEvent::SentAround { contact, promise, moves } => {
            let times = journey.sent_around.map_or(0, |said| said.times) + 1;
            let said = SentAround { at, contact: *contact, promise: *promise, moves: *moves, times };
            journey.sent_around = Some(said);
        }
        JourneyEvent::ProposalWithdrawn { .. } => journey.proposal = None,
        JourneyEvent::Closed { how } => close(journey, at, *how),
        JourneyEvent::Reopened { why } => {
            journey.leave_end(at, *why);
            journey.state = State::Open;
            journey.reopened = Some(*why);
            journey.proposal = None;
            journey.historic = false;
        }
        JourneyEvent::Voided { reason, duplicate_of } => {
            journey.voided_from = Some(journey.state);
            journey.goes_on = *duplicate_of;
            journey.state = State::Void { reason: *reason, at };
            end_spell(journey, at);
        }
        JourneyEvent::Unvoided {} => {
            journey.state = journey.voided_from.take().unwrap_or(State::Open);
            journey.goes_on = None;
            promise::apply(journey, meta, event);
        }
        JourneyEvent::Joined { from, promises } => {
            journey.joined.insert(*from, Joined { at, promises: promises.clone() });
        }
        JourneyEvent::Unjoined { from } => {
            journey.joined.remove(from);
        }
        // Any other kind is about one of these nouns, and changes nothing of the rest.
        other => {
            contact::apply(journey, meta, other);
            handover::apply(journey, meta, other);
            participant::apply(journey, meta, other);
            promise::apply(journey, meta, other);
            question::apply(journey, meta, other);
            task::apply(journey, meta, other);
            update::apply(journey, meta, other);
            visit::apply(journey, meta, other);
            agreement::apply(journey, meta, other);
            hold::apply(journey, meta, other);
            breach::apply(journey, meta, other);
            signal::apply(journey, meta, other);
            shipment::apply(journey, meta, other);
            survey::apply(journey, meta, other);
            crate::forward::apply(journey, meta, other);
        }
    }
}

fn end_spell(journey: &mut Journey, at: Timestamp) {
    if let Some(spell) = journey.way.last_mut().filter(|spell| spell.until.is_none()) {
        spell.until = Some(at);
    }
}

fn close(journey: &mut Journey, at: Timestamp, how: CloseHow) {
    journey.state = State::Closed { how, at };
    journey.reopened = None;
    journey.news = None;
    end_spell(journey, at);
}
