//! The fold: how each event changes a journey. It is total: an event about something unknown changes nothing, so that
//! reading never fails; deciding is where things are refused.

use jiff::Timestamp;

use crate::codes::{CloseHow, Settlement};
use crate::contact::Contact;
use crate::event::{JourneyEvent, Meta, Recorded, Subject};
use crate::handover::{Handover, HandoverState, Leg, LegState};
use crate::ids::JourneyId;
use crate::journey::{Ball, DirectionHeld, Expectation, Journey, NewsClock, Participant, Proposal, Spell, State, Task};
use crate::promise::{Promise, PromiseState};
use crate::question::{Question, QuestionState};
use crate::update::{Update, UpdateState};

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
    let holder = crate::journey::Holder::Team { team: *director };
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
        legal_end_day: *legal_end_day,
        opened_at: at,
        state: State::Open,
        voided_from: None,
        reopened: None,
        back: None,
        came_back: std::collections::BTreeMap::new(),
        // The opening command always moves the ball next; until then the director's team has it in epoch 0.
        ball: Ball { holder, since: at, epoch: 0, why: crate::codes::BallReason::Opened, assignee: None },
        way: Vec::new(),
        direction: DirectionHeld { team: *director, since: at, epoch: 1 },
        participants: std::collections::BTreeMap::new(),
        contacts: std::collections::BTreeMap::new(),
        legs: std::collections::BTreeMap::new(),
        handovers: std::collections::BTreeMap::new(),
        questions: std::collections::BTreeMap::new(),
        promises: std::collections::BTreeMap::new(),
        updates: std::collections::BTreeMap::new(),
        tasks: std::collections::BTreeMap::new(),
        expectation: None,
        proposal: None,
        news: None,
    })
}

/// Applies one event.
pub fn apply(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    journey.seq = meta.seq;
    let at = meta.recorded_at;
    crate::back::apply(journey, meta, event);
    match event {
        JourneyEvent::Opened { .. } | JourneyEvent::NoteAdded { .. } => {}
        JourneyEvent::ParticipantAdded { participant, role, customer, reach, may_act } => {
            let person =
                Participant { role: *role, customer: *customer, reach: *reach, may_act: *may_act, present: true };
            journey.participants.insert(*participant, person);
        }
        JourneyEvent::ParticipantRemoved { participant } => {
            if let Some(person) = journey.participants.get_mut(participant) {
                person.present = false;
            }
        }
        JourneyEvent::ReachChanged { participant, reach } => {
            if let Some(person) = journey.participants.get_mut(participant) {
                person.reach = *reach;
            }
        }
        JourneyEvent::BallMoved { to, epoch, why, .. } => {
            end_spell(journey, at);
            journey.way.push(Spell { holder: *to, since: at, until: None, why: *why });
            journey.ball = Ball { holder: *to, since: at, epoch: *epoch, why: *why, assignee: None };
        }
        JourneyEvent::AssigneeSet { member } => journey.ball.assignee = *member,
        JourneyEvent::DirectionMoved { to, epoch } => {
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
        JourneyEvent::NewsDue { by, owner } => {
            let without_news = journey.news.map_or(0, |news| news.without_news);
            journey.news = Some(NewsClock { by: *by, owner: *owner, without_news });
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
        JourneyEvent::ProposalWithdrawn { .. } => journey.proposal = None,
        JourneyEvent::Closed { how } => close(journey, at, *how),
        JourneyEvent::Reopened { why } => {
            journey.state = State::Open;
            journey.reopened = Some(*why);
            journey.proposal = None;
            journey.historic = false;
        }
        JourneyEvent::Voided { reason, .. } => {
            journey.voided_from = Some(journey.state);
            journey.state = State::Void { reason: *reason, at };
            end_spell(journey, at);
        }
        JourneyEvent::Unvoided {} => journey.state = journey.voided_from.take().unwrap_or(State::Open),
        JourneyEvent::Overdue { task, .. } => {
            if let Some(task) = task.and_then(|id| journey.tasks.get_mut(&id)) {
                task.overdue = true;
            }
        }
        other => apply_parts(journey, meta, other),
    }
}

fn apply_parts(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    match event {
        JourneyEvent::ContactRecorded { facts } => {
            let leg = journey.leg_with_ball().map(|(id, _)| id);
            journey.contacts.insert(facts.contact, Contact::new(facts.clone(), meta, leg));
        }
        JourneyEvent::ContactTagged { contact, asks, tied_to } => {
            if let Some(contact) = journey.contacts.get_mut(contact) {
                contact.facts.asks = *asks;
                contact.facts.tied_to = *tied_to;
            }
        }
        JourneyEvent::ContactMovedAway { contact, to, .. } => {
            if let Some(contact) = journey.contacts.get_mut(contact) {
                contact.moved_to = Some(*to);
            }
        }
        JourneyEvent::QuestionAsked { question, asker, leg, through, text, items, due, fragment } => {
            let made = Question {
                asked_at: meta.recorded_at,
                member: meta.actor.member(),
                asker: *asker,
                leg: *leg,
                through: *through,
                text: *text,
                items: items.clone(),
                due: *due,
                fragment: *fragment,
                state: QuestionState::Open,
            };
            journey.questions.insert(*question, made);
        }
        JourneyEvent::QuestionAnswered { question, contact } => {
            set_question(journey, *question, QuestionState::Answered { contact: *contact, at: meta.recorded_at });
        }
        JourneyEvent::QuestionWithdrawn { question } => set_question(journey, *question, QuestionState::Withdrawn),
        JourneyEvent::QuestionLapsed { question, .. } => set_question(journey, *question, QuestionState::Lapsed),
        JourneyEvent::UpdatePlanned {
            update,
            about,
            participant,
            reach,
            not_before,
            held,
            contact,
            promise,
            question,
            team,
            keeps,
        } => {
            let planned = Update {
                seq: meta.seq,
                planned_at: meta.recorded_at,
                about: *about,
                participant: *participant,
                reach: *reach,
                not_before: *not_before,
                held: *held,
                contact: *contact,
                promise: *promise,
                question: *question,
                team: *team,
                keeps: keeps.clone(),
                state: UpdateState::Planned,
            };
            journey.updates.insert(*update, planned);
            if matches!(reach, crate::event::Reach::Task { .. }) {
                count_news(journey, *participant, *about);
            }
        }
        JourneyEvent::UpdateSent { update, text } => {
            if let Some(update) = journey.updates.get_mut(update) {
                update.state = UpdateState::Sent { at: meta.recorded_at, text: *text };
                let (participant, about) = (update.participant, update.about);
                count_news(journey, participant, about);
            }
        }
        JourneyEvent::UpdateWithdrawn { update } => {
            if let Some(update) = journey.updates.get_mut(update) {
                update.state = UpdateState::Withdrawn { at: meta.recorded_at };
            }
        }
        JourneyEvent::UpdateFailed { update, .. } => {
            if let Some(update) = journey.updates.get_mut(update) {
                update.state = UpdateState::Failed { at: meta.recorded_at };
            }
        }
        JourneyEvent::TaskMade { task, way, update, owner, due } => {
            let made = Task {
                kind: *way,
                update: *update,
                owner: *owner,
                due: *due,
                made_at: meta.recorded_at,
                done_at: None,
                overdue: false,
                by_person: meta.actor.member().is_some(),
            };
            journey.tasks.insert(*task, made);
        }
        JourneyEvent::TaskDone { task, .. } => {
            if let Some(task) = journey.tasks.get_mut(task) {
                task.done_at = Some(meta.recorded_at);
            }
        }
        other => {
            apply_handover(journey, meta, other);
            apply_promise(journey, meta, other);
        }
    }
}

fn apply_handover(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::HandoverOffered {
            handover,
            subject,
            from,
            to,
            brief,
            respond_by,
            lead_at,
            coordinator_at,
            epoch,
        } => {
            let offer = Handover {
                subject: *subject,
                from: *from,
                member: meta.actor.member(),
                to: *to,
                brief: brief.clone(),
                offered_at: at,
                respond_by: *respond_by,
                lead_at: *lead_at,
                coordinator_at: *coordinator_at,
                epoch: *epoch,
                overdue: None,
                asked: Vec::new(),
                clarified: 0,
                state: HandoverState::Pending,
            };
            journey.handovers.insert(*handover, offer);
        }
        JourneyEvent::HandoverAccepted { handover, member } => {
            let Some(offer) = journey.handovers.get_mut(handover) else { return };
            offer.state = HandoverState::Accepted { at, member: *member };
            if let Subject::Leg { leg, ball } = offer.subject {
                let made = Leg {
                    handover: *handover,
                    giver: offer.from,
                    team: offer.to,
                    ball,
                    accepted_at: at,
                    state: LegState::Open,
                };
                journey.legs.insert(leg, made);
            }
        }
        JourneyEvent::HandoverAnswered { handover, outcome, text, .. } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.state = HandoverState::Answered { at, outcome: *outcome, text: *text };
            }
        }
        JourneyEvent::HandoverAskedBack { handover, text } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.asked.push(*text);
            }
        }
        JourneyEvent::HandoverClarified { handover, text } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.brief.push(*text);
                offer.clarified = offer.asked.len();
            }
        }
        JourneyEvent::HandoverDeclined { handover, reason, text } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.state = HandoverState::Declined { at, reason: *reason, text: *text };
            }
        }
        JourneyEvent::HandoverWithdrawn { handover } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.state = HandoverState::Withdrawn { at };
            }
        }
        JourneyEvent::HandoverOverdue { handover, level, .. } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.overdue = Some(*level);
            }
        }
        JourneyEvent::HandoverRebound { handover, epoch } => {
            if let Some(offer) = journey.handovers.get_mut(handover) {
                offer.epoch = *epoch;
            }
        }
        JourneyEvent::LegDone { leg, outcome, text } => {
            set_leg(journey, *leg, LegState::Done { at, outcome: *outcome, text: *text });
        }
        JourneyEvent::LegReturned { leg, text } => set_leg(journey, *leg, LegState::Returned { at, text: *text }),
        JourneyEvent::LegDeclined { leg, reason, text, recalled } => {
            set_leg(journey, *leg, LegState::Declined { at, reason: *reason, text: *text, recalled: *recalled });
        }
        _ => {}
    }
}

fn apply_promise(journey: &mut Journey, meta: &Meta, event: &JourneyEvent) {
    let at = meta.recorded_at;
    match event {
        JourneyEvent::PromiseMade {
            promise,
            promise_kind,
            what,
            text,
            member,
            owner,
            to,
            window,
            cost,
            half_at,
            four_fifths_at,
            replaces,
            after,
        } => {
            if let Some(broken) = replaces.and_then(|id| journey.promises.get_mut(&id)) {
                broken.replaced_by = Some(*promise);
            }
            let made = Promise {
                kind: *promise_kind,
                what: *what,
                text: *text,
                member: *member,
                owner: *owner,
                to: *to,
                first: *window,
                current: *window,
                version: 1,
                moved_in_time: true,
                moves: Vec::new(),
                cost: *cost,
                made_at: at,
                half_at: *half_at,
                four_fifths_at: *four_fifths_at,
                risk: None,
                replaces: *replaces,
                replaced_by: None,
                after: *after,
                state: PromiseState::Open,
                settled: None,
            };
            journey.promises.insert(*promise, made);
        }
        JourneyEvent::PromiseMoved { promise, version, window, reason, half_at, four_fifths_at, .. } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.moved_in_time &= at <= promise.first.until;
                promise.moves.push((at, *reason));
                promise.current = *window;
                promise.version = *version;
                promise.half_at = *half_at;
                promise.four_fifths_at = *four_fifths_at;
                promise.risk = None;
            }
        }
        JourneyEvent::PromiseAtRisk { promise, level, .. } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.risk = Some(*level);
            }
        }
        JourneyEvent::PromiseFulfilled { promise, at } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.fulfil(*at);
            }
        }
        JourneyEvent::PromiseBroken { promise, due } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.state = PromiseState::Broken { due: *due };
            }
        }
        JourneyEvent::PromiseSettled { promise, how } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                promise.settled = Some(*how);
            }
        }
        JourneyEvent::PromiseReleased { promise } => {
            if let Some(promise) = journey.promises.get_mut(promise) {
                // Let go after its window ended, it was broken first, whether or not the timer had come round.
                if promise.is_open() && at > promise.current.until {
                    promise.state = PromiseState::Broken { due: promise.current.until };
                }
                match promise.state {
                    PromiseState::Broken { .. } => promise.settled = Some(Settlement::Released),
                    _ => promise.state = PromiseState::Released { at },
                }
            }
        }
        _ => {}
    }
}

/// Counts how often in a row there was no news. One message counts once, however many people on the customer's side get it.
fn count_news(journey: &mut Journey, to: crate::ids::ParticipantId, about: crate::codes::UpdateKind) {
    let person = journey.participants.get(&to);
    let to_customer = person.is_some_and(|person| person.role == crate::codes::ParticipantRole::Customer);
    if let Some(news) = journey.news.as_mut().filter(|_| to_customer) {
        news.without_news = if about.is_news() { 0 } else { news.without_news + 1 };
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

fn set_question(journey: &mut Journey, id: crate::ids::QuestionId, state: QuestionState) {
    if let Some(question) = journey.questions.get_mut(&id) {
        question.state = state;
    }
}

fn set_leg(journey: &mut Journey, id: crate::ids::LegId, state: LegState) {
    if let Some(leg) = journey.legs.get_mut(&id) {
        leg.state = state;
    }
}
