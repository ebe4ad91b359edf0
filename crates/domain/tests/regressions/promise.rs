//! Promises.

use regie_domain::codes::{Asks, BallGoes, Channel, MoveReason, PromiseWhat, Settlement, TaskKind};
use regie_domain::command::{CallWish, JourneyCommand as C, NewPromise};
use regie_domain::event::{ContactFacts, Promisee, Reach, Window};
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::testing::{amsterdam, id};

use crate::support::play::{Play, opened, promise};

#[test]
fn what_was_told_elsewhere_is_owed_here_unless_something_comes_sooner() {
    let carry =
        |until| C::CarryPromise { from: id(61), what: PromiseWhat::FirstAnswer, window: Window::by(amsterdam(until)) };
    let mut play = opened();
    assert_eq!(play.member(0, carry("2018-02-05 17:00")).events.len(), 0, "an answer is due by then anyway");
    let answer = play.write(true, Some(promise(true, Some("2018-02-07 17:00"))), None);
    play.member(0, answer);
    let rows = play.rows.len();
    play.member(0, carry("2018-02-06 17:00"));
    let carried = play.last_promise();
    let told = play.journey().expectation.clone().unwrap();
    assert_eq!((told.promise, told.by), (Some(carried), Some(amsterdam("2018-02-06 17:00"))));
    assert_eq!(play.rows.len(), rows, "it was told already");
    assert_eq!(play.member(0, carry("2018-02-05 09:20")).events.len(), 0, "what has passed is over");
    let word = play.write(false, None, None);
    play.member(0, word);
    assert!(matches!(play.promise(carried).state, PromiseState::Kept { .. }));
}

#[test]
fn what_was_promised_to_be_told_is_done_by_telling_it_and_a_deed_by_saying_so() {
    let mut play = opened();
    let first = play.last_promise();
    let refusal = play.try_member(0, C::Fulfil { promise: first, at: None }).unwrap_err();
    assert_eq!(refusal.code, Code::KeptByTelling, "a receipt is no answer");
    let answer = play.write(true, Some(promise(true, Some("2018-02-07 17:00"))), None);
    play.member(0, answer);
    assert!(!play.promise(first).is_owed());
    let result = play.last_promise();
    play.at("2018-02-06 10:00");
    // Neither words that are no outcome, nor a colleague who takes it on, nor that it broke, is the outcome.
    let word = play.write(false, None, None);
    play.member(0, word);
    play.hand_over(0, 1);
    for at in ["2018-02-06 11:00", "2018-02-08 12:00"] {
        play.at(at);
        let refusal = play.try_member(1, C::Fulfil { promise: result, at: None }).unwrap_err();
        assert_eq!((refusal.code, refusal.at), (Code::KeptByTelling, Some(amsterdam("2018-02-05 09:20"))), "{at}");
    }
    let deed = NewPromise { what: PromiseWhat::Other, ..promise(true, Some("2018-02-20 17:00")) };
    play.member(1, C::Promise { promise: deed });
    let deed = play.last_promise();
    play.member(1, C::Fulfil { promise: deed, at: None });
    assert!(!play.promise(deed).is_owed());
    let outcome = play.propose();
    play.member(1, outcome);
    assert_eq!(play.promise(result).settled, Some(Settlement::FulfilledLate));
}

#[test]
fn news_that_was_told_in_a_call_from_the_customer_is_told() {
    let mut play = opened();
    let news = promise(false, Some("2018-02-07 17:00"));
    play.member(0, C::Promise { promise: news });
    let promised = play.last_promise();
    play.at("2018-02-06 10:00");
    assert_eq!(play.try_member(0, C::Fulfil { promise: promised, at: None }).unwrap_err().code, Code::KeptByTelling);
    let rang = ContactFacts { channel: Channel::Phone, asks: Asks::News, ..play.incoming() };
    play.member(0, C::RecordContact { contact: rang, answers: None });
    play.member(0, C::Fulfil { promise: promised, at: None });
    assert_eq!(play.promise(promised).state, PromiseState::Kept { at: amsterdam("2018-02-06 10:00") });
}

#[test]
fn what_is_late_is_broken_and_not_moved_and_letting_go_of_it_does_not_hide_that() {
    let mut play = opened();
    let answer = play.write(true, Some(promise(true, Some("2018-02-06 12:00"))), None);
    play.member(0, answer);
    let late = play.last_promise();
    // Downtime: the clock stands past the moment, and no timer fired.
    play.now = amsterdam("2018-02-06 13:00");
    let window = Window::by(amsterdam("2018-02-07 12:00"));
    let moved = C::MovePromise { promise: late, window, reason: MoveReason::MoreWork, text: None, amount: None };
    assert_eq!(play.try_member(0, moved).unwrap_err().code, Code::PromiseEnded);
    play.by_customer(C::Release { promise: late });
    assert_eq!(play.promise(late).state, PromiseState::Broken { due: amsterdam("2018-02-06 12:00") });
    assert_eq!(play.promise(late).settled, Some(Settlement::Released));
}

#[test]
fn a_promise_replaces_only_one_to_the_same_side_by_who_may_act_on_it() {
    let mut play = opened();
    let answer = play.write(true, Some(promise(true, Some("2018-02-06 12:00"))), None);
    play.member(0, answer);
    let broken = play.last_promise();
    play.at("2018-02-06 13:00");
    let stranger = NewPromise { replaces: Some(broken), ..promise(true, None) };
    assert_eq!(play.try_member(2, C::Promise { promise: stranger }).unwrap_err().code, Code::NotYourPromise);
    let to = Promisee::Team { team: play.world.team(1) };
    let elsewhere = NewPromise { to, ..stranger };
    assert_eq!(play.try_member(0, C::Promise { promise: elsewhere }).unwrap_err().code, Code::NotYourPromise);
    play.member(0, C::Promise { promise: stranger });
    assert_eq!(play.promise(broken).settled, Some(Settlement::Replaced));
}

#[test]
fn a_call_in_a_chosen_window_is_promised_and_kept_in_it_and_never_while_the_team_is_closed() {
    let window = |from: &str, until: &str| CallWish::Within {
        window: Window { from: Some(amsterdam(from)), until: amsterdam(until) },
    };
    let mut play = opened();
    let wish = play.incoming();
    for (from, until, code) in [
        ("2018-02-05 07:00", "2018-02-05 09:00", Code::PromiseInPast),
        ("2018-02-06 20:00", "2018-02-06 21:00", Code::OutsideHours),
        ("2018-02-06 14:00", "2018-02-06 22:00", Code::OutsideHours),
        ("2018-02-06 14:00", "2018-02-07 12:00", Code::OutsideHours),
        ("2018-02-06 15:00", "2018-02-06 14:00", Code::WindowReversed),
    ] {
        let call = C::RequestCall { contact: wish.clone(), when: window(from, until) };
        assert_eq!(play.try_customer(call).unwrap_err().code, code, "{from} {until}");
    }
    play.by_customer(C::RequestCall { contact: wish, when: window("2018-02-06 13:00", "2018-02-06 17:00") });
    let call = |play: &Play| play.journey().promises.values().find(|it| it.what == PromiseWhat::CallBack).cloned();
    let promised = call(&play).unwrap().current;
    assert_eq!((promised.from, promised.until), (Some(amsterdam("2018-02-06 13:00")), amsterdam("2018-02-06 17:00")));

    // Words that a person must read are answered with a moment; no call is promised that nobody meant.
    let mut play = opened();
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Agree });
    assert!(call(&play).is_none());
    assert!(play.journey().promises.values().any(|it| it.what == PromiseWhat::News));
}

#[test]
fn news_that_was_promised_for_later_is_not_kept_by_the_news_that_was_promised_first() {
    let mut play = opened();
    let answer = play.write(true, None, None);
    play.member(0, answer);
    let mut news = |until| {
        play.member(0, C::Promise { promise: promise(false, Some(until)) });
        play.last_promise()
    };
    let (friday, wednesday) = (news("2018-02-09 17:00"), news("2018-02-07 17:00"));
    play.at("2018-02-06 10:00");
    let words = play.write(false, None, None);
    play.member(0, words);
    assert!(!play.promise(wednesday).is_owed(), "that is what was awaited");
    assert!(play.promise(friday).is_open(), "what was promised for Friday is another matter");
    assert_eq!(play.journey().expectation.as_ref().unwrap().promise, Some(friday));
    let words = play.write(false, None, None);
    play.member(0, words);
    assert!(!play.promise(friday).is_owed());
    // The outcome of the whole leaves nothing to be told.
    let mut news = |until| {
        play.member(0, C::Promise { promise: promise(false, Some(until)) });
        play.last_promise()
    };
    let both = [news("2018-02-08 17:00"), news("2018-02-12 17:00")];
    let outcome = play.propose();
    play.member(0, outcome);
    assert!(both.iter().all(|id| !play.promise(*id).is_owed()));
}

#[test]
fn what_was_said_before_a_promise_was_made_does_not_keep_it() {
    let mut play = opened();
    play.at("2018-02-05 11:00");
    play.member(0, C::Promise { promise: promise(false, Some("2018-02-07 17:00")) });
    let promised = play.last_promise();
    play.at("2018-02-05 11:30");
    // A call of before is noted only now.
    let call = |play: &mut Play, at: &str| ContactFacts {
        channel: Channel::Phone,
        occurred_at: Some(amsterdam(at)),
        ..play.outgoing()
    };
    let before = call(&mut play, "2018-02-05 10:00");
    play.member(0, C::RecordContact { contact: before, answers: None });
    assert!(play.promise(promised).is_open());
    let after = call(&mut play, "2018-02-05 11:20");
    play.member(0, C::RecordContact { contact: after, answers: None });
    assert!(!play.promise(promised).is_owed());
}

#[test]
fn a_message_that_waited_through_the_night_keeps_nothing_that_was_promised_meanwhile() {
    // Taken on in the evening, the customer hears it in the morning: by mail, or by a person who calls.
    for by_mail in [true, false] {
        let mut play = if by_mail { opened() } else { called() };
        let offer = play.offer(1, Some(BallGoes::Goes));
        play.member(0, offer);
        play.at("2018-02-05 21:30");
        play.member(1, play.accept(None));
        play.at("2018-02-05 22:00");
        play.member(1, C::SayPromise { promise: promise(false, Some("2018-02-08 17:00")) });
        let promised = play.last_promise();
        play.at("2018-02-06 09:00");
        if !by_mail {
            let calls: Vec<_> =
                play.journey().tasks.iter().filter(|(_, it)| it.is_open() && it.update.is_some()).collect();
            let calls: Vec<_> = calls.into_iter().map(|(id, _)| *id).collect();
            assert!(!calls.is_empty());
            for task in calls {
                play.member(1, C::DoneTask { task, reached: true, note: None });
            }
        }
        assert!(play.promise(promised).is_open(), "by mail: {by_mail}");
    }
}

/// As [`opened`], with a customer whom only a call reaches.
fn called() -> Play {
    let mut play = Play::new(regie_domain::testing::World::municipality(), "2018-02-05 09:14");
    play.open(0, Channel::Email, Reach::Task { task: TaskKind::Call });
    play.at("2018-02-05 09:20");
    play
}
