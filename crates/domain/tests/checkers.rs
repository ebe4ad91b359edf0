//! A check that sees nothing proves nothing: each one is shown a planted fault.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::actor::{Actor, Door};
use regie_domain::codes::{BallGoes, BallReason, Channel, CloseHow, HoldReason, NextStep, PromiseKind, UpdateKind};
use regie_domain::command::{Envelope, Expects, JourneyCommand as C};
use regie_domain::deadline::deadlines;
use regie_domain::decide::{Decided, Decision};
use regie_domain::event::JourneyEvent as E;
use regie_domain::invariants::{Violation, check};
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::promise::PromiseState;
use regie_domain::testing::{World, amsterdam, id};
use support::checks::{self, Check, Step};
use support::play::{Play, promise};

/// An open journey with a leg at work, a consult on offer and a promise.
fn at_work() -> Play {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Email, Play::by_mail());
    let answer = play.write(true, Some(promise(true, None)), None);
    play.member(0, answer);
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    play.at("2018-02-05 10:00");
    play.member(1, play.accept(None));
    let consult = play.offer(2, Some(BallGoes::Stays));
    play.member(1, consult);
    play
}

fn violates(fault: impl FnOnce(&mut Journey)) -> Violation {
    let mut journey = at_work().journey().clone();
    assert_eq!(check(&journey), Ok(()), "sound before the fault");
    fault(&mut journey);
    check(&journey).unwrap_err()
}

#[test]
fn each_violation_is_seen_where_it_is_planted() {
    let at = amsterdam("2018-02-05 12:00");
    assert_eq!(violates(|it| it.ball.holder = Holder::Team { team: it.direction.team }), Violation::Ball);
    assert_eq!(violates(|it| it.way.last_mut().unwrap().until = Some(at)), Violation::Ball);
    assert_eq!(violates(|it| it.expectation = None), Violation::Expectation);
    assert_eq!(violates(|it| it.expectation.as_mut().unwrap().by = None), Violation::Expectation);
    assert_eq!(violates(|it| it.expectation.as_mut().unwrap().next = NextStep::YouAnswer), Violation::Expectation);
    assert_eq!(violates(|it| it.expectation.as_mut().unwrap().promise = Some(id(99))), Violation::Expectation);
    assert_eq!(violates(|it| it.news = None), Violation::News);
    assert_eq!(violates(|it| it.news.as_mut().unwrap().owner = it.direction.team), Violation::News);
    assert_eq!(violates(|it| it.ball.epoch += 1), Violation::Epoch);
    assert_eq!(violates(|it| it.way.truncate(1)), Violation::Epoch);
    assert_eq!(
        violates(|it| {
            it.ball.holder = Holder::Customer;
            it.way.last_mut().unwrap().holder = Holder::Customer;
        }),
        Violation::Question
    );
    assert_eq!(
        violates(|it| {
            let leg = it.legs.values().next().unwrap().clone();
            it.legs.insert(id(98), leg);
        }),
        Violation::TwoLegs
    );
    let unbound = violates(|it| {
        it.legs.clear();
        for offer in it.handovers.values_mut().filter(|offer| offer.is_pending()) {
            offer.subject = regie_domain::event::Subject::Leg { leg: id(97), ball: BallGoes::Goes };
            offer.epoch = 1;
        }
    });
    assert_eq!(unbound, Violation::Unbound);
    assert_eq!(violates(|it| it.state = State::Closed { how: CloseHow::Confirmed, at }), Violation::ClosedOpen);
    let late = violates(|it| {
        let promise = it.promises.values_mut().next().unwrap();
        promise.state = PromiseState::Kept { at: amsterdam("2018-03-05 12:00") };
    });
    assert_eq!(late, Violation::Kept);
    let moved = violates(|it| {
        let promise = it.promises.values_mut().next().unwrap();
        promise.state = PromiseState::KeptAfterMove { at: promise.first.until };
    });
    assert_eq!(moved, Violation::Kept);
    assert_eq!(violates(|it| it.way[0].until = Some(amsterdam("2018-02-06 12:00"))), Violation::Way);
}

/// A step that is sound, with a fault planted in it.
fn step(command: C, actor: Actor, fault: impl FnOnce(&mut Decision, &mut Envelope), see: fn(&Step<'_>) -> Check) {
    let play = at_work();
    let (id, now) = (play.journal.id, play.now);
    let expects = Expects { ball_epoch: Some(play.journey().ball.epoch), ..Expects::default() };
    let mut envelope =
        Envelope { command: regie_domain::testing::id(77), actor, door: Door::Page, key: None, cause: None, expects };
    let facts = play.world.facts(now, actor);
    let mut decision =
        regie_domain::decide::decide(Some(play.journey().clone()), id, &envelope, &command, &facts).unwrap();
    let before = play.journey().clone();
    let sound =
        Step { before: Some(&before), envelope: &envelope, command: &command, facts: &facts, decision: &decision };
    assert_eq!(see(&sound), Ok(()), "sound before the fault");
    fault(&mut decision, &mut envelope);
    let faulty =
        Step { before: Some(&before), envelope: &envelope, command: &command, facts: &facts, decision: &decision };
    assert!(see(&faulty).is_err(), "the fault is not seen");
}

fn note() -> (C, Actor) {
    (C::AddNote { note: id(50) }, World::municipality().member(1, 0))
}

fn decided(decision: &Decision, event: E) -> Decided {
    let journey = &decision.journey;
    Decided {
        event,
        occurred_at: amsterdam("2018-02-05 10:00"),
        ball_epoch: journey.ball.epoch,
        direction_epoch: journey.direction.epoch,
    }
}

#[test]
fn a_late_act_and_a_wrong_epoch_are_seen() {
    let (command, actor) = note();
    step(command.clone(), actor, |_, envelope| envelope.expects.ball_epoch = Some(1), checks::guards);
    step(command, actor, |decision, _| decision.events[0].ball_epoch += 1, checks::epochs);
    let take_back = C::TakeBack { reason: regie_domain::codes::TakeBackReason::TooSlow };
    let director = World::municipality().member(0, 0);
    let fault = |decision: &mut Decision, _: &mut Envelope| {
        for it in &mut decision.events {
            if let E::BallMoved { epoch, .. } = &mut it.event {
                *epoch += 1;
            }
        }
    };
    step(take_back, director, fault, checks::epochs);
}

#[test]
fn a_move_of_the_ball_for_no_reason_is_seen() {
    let (command, actor) = note();
    let fault = |decision: &mut Decision, _: &mut Envelope| {
        let moved = E::BallMoved { to: Holder::Customer, epoch: 3, why: BallReason::Accepted, reason: None };
        let moved = decided(decision, moved);
        decision.events.push(moved);
    };
    step(command, actor, fault, checks::ball_moves);
}

#[test]
fn a_changed_verdict_and_a_changed_first_window_are_seen() {
    let (command, actor) = note();
    let ended = |decision: &mut Decision, _: &mut Envelope| {
        let ended = decision.journey.promises.values_mut().find(|it| !it.is_open()).unwrap();
        ended.state = PromiseState::Released { at: amsterdam("2018-02-05 10:00") };
    };
    step(command.clone(), actor, ended, checks::verdicts);
    let window = |decision: &mut Decision, _: &mut Envelope| {
        let open = decision.journey.promises.values_mut().find(|it| it.is_open()).unwrap();
        open.first.until = amsterdam("2018-03-05 12:00");
    };
    step(command, actor, window, checks::verdicts);
}

#[test]
fn a_timer_that_fires_too_early_or_twice_is_seen() {
    let play = at_work();
    let due = deadlines(play.journey())[0];
    let fire = C::Fire { deadline: due.kind, of: due.of, due: due.due };
    let early = |decision: &mut Decision, _: &mut Envelope| {
        let event = decided(decision, E::NoteAdded { note: id(51) });
        decision.events.push(event);
    };
    step(fire, Actor::System, early, checks::timers);
    // Fired at its moment, and the journey is as it was.
    let (mut later, before) = (at_work(), at_work());
    later.at("2018-02-05 10:00");
    let facts = later.world.facts(due.due, Actor::System);
    let fire = C::Fire { deadline: due.kind, of: due.of, due: due.due };
    let envelope = Envelope {
        command: id(78),
        actor: Actor::System,
        door: Door::Timer,
        key: None,
        cause: None,
        expects: Expects::default(),
    };
    let decision = Decision { journey: before.journey().clone(), events: Vec::new() };
    let step = Step { before: None, envelope: &envelope, command: &fire, facts: &facts, decision: &decision };
    assert!(checks::timers(&step).is_err());
}

#[test]
fn a_message_at_night_is_seen() {
    let (command, actor) = note();
    let fault = |decision: &mut Decision, _: &mut Envelope| {
        let event = E::UpdatePlanned {
            update: id(60),
            about: UpdateKind::Outcome,
            participant: Play::customer(),
            reach: Play::by_mail(),
            not_before: amsterdam("2018-02-05 23:00"),
            held: HoldReason::None,
            contact: None,
            promise: None,
            question: None,
            team: None,
            keeps: Vec::new(),
        };
        let event = decided(decision, event);
        decision.events.push(event);
    };
    step(command, actor, fault, checks::quiet);
}

#[test]
fn a_moment_after_a_moment_is_seen() {
    let (command, actor) = note();
    let fault = |decision: &mut Decision, _: &mut Envelope| {
        let (first, mut second) = decision.journey.promises.iter().next().map(|(id, it)| (*id, it.clone())).unwrap();
        second.after = Some(first);
        decision.journey.promises.insert(id(70), second.clone());
        assert!(checks::moments(&decision.journey).is_ok());
        second.after = Some(id(70));
        decision.journey.promises.insert(id(71), second);
    };
    step(command, actor, fault, |step: &Step<'_>| checks::moments(&step.decision.journey));
}

#[test]
fn closing_without_what_it_needs_is_seen() {
    let (command, actor) = note();
    for how in CloseHow::ALL {
        let fault = |decision: &mut Decision, _: &mut Envelope| {
            let event = decided(decision, E::Closed { how: *how });
            decision.events.push(event);
        };
        step(command.clone(), actor, fault, checks::closing);
    }
}

#[test]
fn news_beyond_the_silence_limit_is_seen() {
    let (command, actor) = note();
    let fault = |decision: &mut Decision, _: &mut Envelope| {
        decision.journey.news.as_mut().unwrap().by = amsterdam("2018-02-20 12:00");
    };
    step(command, actor, fault, checks::silence);
}

#[test]
fn a_body_that_does_not_come_back_is_seen() {
    // A body that lacks a part does not come back at all; the check would say so.
    let event = E::NoteAdded { note: id(52) };
    let (shared, _) = event.parts().unwrap();
    assert!(E::from_parts(&shared, "{}").is_err());
    assert!(PromiseKind::parse("outcome").is_some());
}
