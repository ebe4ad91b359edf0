//! A check that sees nothing proves nothing: each one is shown a planted fault.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::actor::{Actor, Door};
use regie_domain::codes::{
    BallGoes, BallReason, CloseHow, DeclineReason, HoldReason, JoinReason, NextStep, TaskKind, UpdateKind,
};
use regie_domain::command::{Envelope, Expects, JourneyCommand as C};
use regie_domain::deadline::{Deadline, deadlines};
use regie_domain::decide::{Decided, Decision};
use regie_domain::event::JourneyEvent as E;
use regie_domain::handover::{HandoverState, LegState};
use regie_domain::invariants::{Violation, check};
use regie_domain::journey::{Holder, Journey, State};
use regie_domain::promise::PromiseState;
use regie_domain::testing::{World, amsterdam, id};
use support::checks::{self, Check, Step};
use support::play::{Play, opened, promise, proposed};

/// An open journey with a leg at work, a consult on offer and a promise.
fn at_work() -> Play {
    let mut play = opened();
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
    violates_in(&at_work(), fault)
}

fn violates_in(play: &Play, fault: impl FnOnce(&mut Journey)) -> Violation {
    let mut journey = play.journey().clone();
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

#[test]
fn what_ended_without_a_word_is_seen() {
    let at = amsterdam("2018-02-05 12:00");
    let recalled = |it: &mut Journey, recalled: bool| {
        let leg = it.legs.values_mut().next().unwrap();
        leg.state = LegState::Declined { at, reason: DeclineReason::Other, text: None, recalled };
    };
    assert_eq!(violates(|it| recalled(it, false)), Violation::Silent);
    let mut journey = at_work().journey().clone();
    recalled(&mut journey, true);
    assert_ne!(check(&journey), Err(Violation::Silent), "who recalls it says why with the ball");
    let declined = violates(|it| {
        let offer = it.handovers.values_mut().find(|offer| offer.is_pending()).unwrap();
        offer.state = HandoverState::Declined { at, reason: DeclineReason::Other, text: None };
    });
    assert_eq!(declined, Violation::Silent);
}

#[test]
fn what_the_software_did_without_a_reason_is_seen() {
    let held = violates(|it| {
        let update = it.updates.values_mut().next().unwrap();
        update.not_before = amsterdam("2018-02-06 08:00");
    });
    assert_eq!(held, Violation::Unexplained);
    let laid_here = violates(|it| {
        let contact = it.contacts.values_mut().next().unwrap();
        (contact.actor, contact.facts.why) = (Actor::Outsider, JoinReason::Member);
    });
    assert_eq!(laid_here, Violation::Unexplained);
}

#[test]
fn moments_in_the_wrong_order_are_seen() {
    let late = amsterdam("2019-01-07 12:00");
    let faults: [fn(&mut Journey, jiff::Timestamp); 7] = [
        |it, late| it.promises.values_mut().next().unwrap().half_at = late,
        |it, late| it.promises.values_mut().next().unwrap().four_fifths_at = late,
        |it, late| it.promises.values_mut().next().unwrap().first.from = Some(late),
        |it, late| it.promises.values_mut().next().unwrap().current.from = Some(late),
        |it, late| it.handovers.values_mut().next().unwrap().respond_by = late,
        |it, late| it.handovers.values_mut().next().unwrap().lead_at = late,
        |it, late| it.handovers.values_mut().next().unwrap().offered_at = late,
    ];
    for fault in faults {
        assert_eq!(violates(|it| fault(it, late)), Violation::Moments);
    }
    let early = amsterdam("2018-02-01 12:00");
    let mut asked = opened();
    asked.ask(0);
    let due = |it: &mut Journey| it.questions.values_mut().next().unwrap().due = early;
    assert_eq!(violates_in(&asked, due), Violation::Moments);
    let mut listed = opened();
    listed.member(0, C::MakeTask { way: TaskKind::Call });
    let due = |it: &mut Journey| it.tasks.values_mut().next().unwrap().due = early;
    assert_eq!(violates_in(&listed, due), Violation::Moments);
    let until = |it: &mut Journey| it.proposal.as_mut().unwrap().objection_until = early;
    assert_eq!(violates_in(&proposed(), until), Violation::Moments);
}

/// A step that is sound, with a fault planted in it; gives what was seen.
fn step(
    command: C,
    actor: Actor,
    fault: impl FnOnce(&mut Decision, &mut Envelope),
    see: fn(&Step<'_>) -> Check,
) -> String {
    let play = at_work();
    let (id, now) = (play.journal.id, play.now);
    let expects = Expects { ball_epoch: Some(play.journey().ball.epoch), ..Expects::default() };
    let mut envelope = Envelope {
        command: regie_domain::testing::id(77),
        actor,
        door: Door::Page,
        key: None,
        cause: None,
        said_at: None,
        expects,
    };
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
    see(&faulty).expect_err("the fault is not seen")
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
    let seen = step(command.clone(), actor, window, checks::verdicts);
    assert!(seen.contains("first window"), "{seen}");
    let kept = |decision: &mut Decision, _: &mut Envelope| {
        let open = decision.journey.promises.values_mut().find(|it| it.is_open()).unwrap();
        open.state = PromiseState::Kept { at: amsterdam("2018-03-05 12:00") };
    };
    let seen = step(command, actor, kept, checks::verdicts);
    assert!(seen.contains("called kept, late"), "{seen}");
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
        said_at: None,
        expects: Expects::default(),
    };
    let decision = Decision { journey: before.journey().clone(), events: Vec::new() };
    let step = Step { before: None, envelope: &envelope, command: &fire, facts: &facts, decision: &decision };
    assert!(checks::timers(&step).is_err());
    let all = deadlines(before.journey());
    assert_eq!(checks::one_of_a_kind(&all), Ok(()));
    let twice = Deadline { due: amsterdam("2018-02-06 10:00"), ..due };
    let seen = checks::one_of_a_kind(&[all, vec![twice]].concat()).unwrap_err();
    assert!(seen.contains("two moments"), "{seen}");
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
            agreement: None,
            breach: None,
            keeps: Vec::new(),
        };
        let event = decided(decision, event);
        decision.events.push(event);
    };
    let seen = step(command, actor, fault, checks::quiet);
    assert!(seen.contains("quiet hours"), "{seen}");
}

#[test]
fn a_held_reply_to_the_customers_own_act_is_seen() {
    let contact = regie_domain::testing::contact(88, Some(Play::customer()));
    let wish = C::RequestCall { contact, when: regie_domain::command::CallWish::Soon };
    let fault = |decision: &mut Decision, _: &mut Envelope| {
        let planned = decision.events.iter_mut().find_map(|it| match &mut it.event {
            E::UpdatePlanned { not_before, .. } => Some(not_before),
            _ => None,
        });
        *planned.unwrap() = amsterdam("2018-02-05 12:00");
    };
    let seen = step(wish, Actor::Participant { participant: Play::customer() }, fault, checks::quiet);
    assert!(seen.contains("own act is held"), "{seen}");
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
    let play = at_work();
    let events = play.journal.events.iter().map(|it| it.event.clone());
    let (mut told, mut lacking) = (0, 0);
    for event in events {
        let (shared, internal) = event.parts().unwrap();
        assert_eq!(checks::comes_back(&event, &shared, &internal), Ok(()));
        let other = E::NoteAdded { note: id(51) };
        assert!(checks::comes_back(&other, &shared, &internal).unwrap_err().contains("came back changed"));
        told += 1;
        lacking += usize::from(internal != "{}" && checks::comes_back(&event, &shared, "{}").is_err());
    }
    assert!(told > 10 && lacking > 0, "{told} {lacking}");
    let (command, actor) = note();
    let bodies = |step: &Step<'_>| checks::bodies(&step.decision.events);
    // Of what is decided, only a sound body is a body at all.
    let facts = play.world.facts(play.now, actor);
    let envelope = Envelope {
        command: id(77),
        actor,
        door: Door::Page,
        key: None,
        cause: None,
        said_at: None,
        expects: Expects::default(),
    };
    let journey = Some(play.journey().clone());
    let decision = regie_domain::decide::decide(journey, play.journal.id, &envelope, &command, &facts).unwrap();
    let step = Step { before: None, envelope: &envelope, command: &command, facts: &facts, decision: &decision };
    assert_eq!(bodies(&step), Ok(()));
}

#[test]
fn a_fold_that_differs_and_a_refusal_that_leaves_a_trace_are_seen() {
    let mut play = at_work();
    let before = play.journey().clone();
    let decision = play.member(1, C::AddNote { note: id(53) });
    assert_eq!(checks::folds(&decision, Some(play.journey())), Ok(()));
    assert!(checks::folds(&decision, Some(&before)).is_err());
    assert!(checks::folds(&decision, None).is_err());
    let refusal = play.try_member(2, C::Assign { member: None }).unwrap_err();
    assert_eq!(checks::untouched(Some(&decision.journey), Some(play.journey()), &refusal), Ok(()));
    assert!(checks::untouched(Some(&before), Some(play.journey()), &refusal).is_err());
    assert!(checks::untouched(None, Some(play.journey()), &refusal).is_err());
}
