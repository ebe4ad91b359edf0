//! Faults that were found in the rules, one test each, named after what must hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::codes::{
    Asks, BallGoes, BallReason, Channel, CloseHow, DeclineReason, JoinReason, NextStep, ParticipantRole, PromiseWhat,
    ReleaseReason, ReopenReason, Settlement, TakeBackReason, TaskKind, UpdateKind, VoidReason,
};
use regie_domain::command::{CallWish, JourneyCommand as C, NewPromise};
use regie_domain::event::{ContactFacts, JourneyEvent as E, Promisee, Reach, Window};
use regie_domain::journey::{Holder, State};
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::term::Term;
use regie_domain::testing::{World, amsterdam, id};
use regie_domain::update::UpdateState;
use support::play::{Play, opened, promise, short};

/// The outcome was told by mail on Monday at 10:00.
fn proposed() -> Play {
    let mut play = opened();
    play.at("2018-02-05 10:00");
    let outcome = play.propose();
    play.member(0, outcome);
    play
}

fn says(play: &mut Play, asks: Asks) -> regie_domain::ids::ContactId {
    let contact = ContactFacts { asks, ..play.incoming() };
    let said = contact.contact;
    play.by_customer(C::RecordContact { contact, answers: None });
    said
}

#[test]
fn a_questioned_outcome_does_not_stop_the_silence_limit() {
    let mut play = proposed();
    play.at("2018-02-05 11:00");
    says(&mut play, Asks::Something);
    play.at("2018-02-08 17:00");
    assert_eq!(play.rows.last().map(|row| row.about), Some("no_news"), "somebody asked and nobody looks");
}

#[test]
fn dismissing_one_objection_leaves_the_other() {
    let mut play = proposed();
    play.at("2018-02-05 11:00");
    let thanks = says(&mut play, Asks::Something);
    play.at("2018-02-05 12:00");
    let objection = says(&mut play, Asks::Something);
    assert_eq!(play.journey().proposal.as_ref().unwrap().questioned, Some(thanks));
    play.member(0, C::JustThanks { contact: thanks });
    assert_eq!(play.journey().proposal.as_ref().unwrap().questioned, Some(objection));
    play.member(0, C::TagContact { contact: objection, asks: Asks::Thanks });
    assert_eq!(play.journey().proposal.as_ref().unwrap().questioned, None);
    play.at("2018-02-12 17:00");
    assert!(!play.journey().is_open());
}

#[test]
fn an_outcome_that_no_channel_took_does_not_close_by_silence() {
    let mut play = proposed();
    let update = *play.journey().updates.iter().find(|(_, it)| it.about == UpdateKind::Outcome).unwrap().0;
    play.system(C::Failed { update, permanent: true });
    play.at("2018-02-19 17:00");
    assert!(play.journey().is_open());
    // The call is made: the five working days begin then.
    play.do_tasks(0);
    play.at("2018-02-26 16:59");
    assert!(play.journey().is_open());
    play.at("2018-02-26 17:00");
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::NotObjected, .. }));
}

#[test]
fn an_outcome_that_turns_out_not_to_have_arrived_opens_the_journey_again() {
    let mut play = proposed();
    let update = *play.journey().updates.iter().find(|(_, it)| it.about == UpdateKind::Outcome).unwrap().0;
    play.at("2018-02-13 09:00");
    assert!(!play.journey().is_open());
    let sent = play.rows.len();
    play.system(C::Failed { update, permanent: true });
    assert!(play.journey().is_open());
    assert_eq!(play.journey().reopened, Some(ReopenReason::Unreachable));
    assert_eq!(play.rows.len(), sent, "no message by the channel that failed");
    assert_eq!(play.calls().len(), 1);
}

#[test]
fn what_is_due_at_night_waits_for_the_morning_and_the_period_begins_there() {
    let mut play = opened();
    play.at("2018-02-05 22:00");
    let outcome = play.propose();
    play.member(0, outcome);
    let row = play.rows.last().unwrap();
    assert_eq!((row.at.as_str(), row.held), ("Tue 06-02 08:00", "quiet_hours"));
    let until = play.journey().proposal.as_ref().unwrap().objection_until;
    assert_eq!(short(until), "Tue 13-02 17:00");
}

#[test]
fn just_thanks_closes_only_what_the_thanks_opened() {
    // Re-opened by a member: an old contact called "just thanks" closes nothing.
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    play.member(0, C::Reopen { why: ReopenReason::Member });
    let first = *play.journey().contacts.iter().find(|(_, it)| it.is_from_customer()).unwrap().0;
    play.member(0, C::JustThanks { contact: first });
    assert!(play.journey().is_open());

    // Re-opened by "not solved": that is no thanks.
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-06 10:00");
    let contact = play.incoming();
    let said = contact.contact;
    play.by_customer(C::NotSolved { contact });
    assert_eq!(play.journey().reopened, Some(ReopenReason::NotSolved));
    play.member(0, C::JustThanks { contact: said });
    assert!(play.journey().is_open());

    // Re-opened by thanks: one key closes it again.
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-06 10:00");
    let thanks = says(&mut play, Asks::Something);
    assert!(play.journey().is_open());
    play.member(0, C::JustThanks { contact: thanks });
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::JustThanks, .. }));
}

#[test]
fn thanks_that_the_program_recognises_promise_nothing_by_mail() {
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-06 10:00");
    let sent = play.rows.len();
    let thanks = says(&mut play, Asks::Thanks);
    assert!(play.journey().is_open(), "a person looks");
    assert!(play.journey().expectation.is_some());
    assert_eq!(play.journey().unread().count(), 0);
    play.member(0, C::JustThanks { contact: thanks });
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::JustThanks, .. }));
    assert_eq!(play.rows.len(), sent, "nothing was promised, so nothing is taken back");
}

#[test]
fn an_answer_that_was_announced_is_taken_back_when_it_was_only_thanks() {
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-06 10:00");
    let thanks = says(&mut play, Asks::Something);
    assert_eq!(play.rows.last().map(|row| row.about), Some("promise_made"));
    play.at("2018-02-06 10:30");
    play.member(0, C::JustThanks { contact: thanks });
    play.at("2018-02-06 10:31");
    assert_eq!(play.rows.last().map(|row| row.about), Some("closed_again"), "it is her last word from us");
    assert!(!play.journey().is_open());

    // What has not left yet does not leave, and needs no taking back.
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-06 10:00");
    play.held = true;
    let sent = play.rows.len();
    let thanks = says(&mut play, Asks::Something);
    play.member(0, C::JustThanks { contact: thanks });
    play.held = false;
    play.at("2018-02-06 10:31");
    let waits = play.journey().updates.values().any(|it| it.state == UpdateState::Planned);
    assert!(!waits && play.rows[sent..].iter().all(|row| row.about != "closed_again"), "{:?}", play.rows);
}

#[test]
fn what_the_customer_writes_waits_until_a_person_answers_or_has_seen_it() {
    let mut play = opened();
    assert_eq!(play.journey().unread().count(), 0, "what opened it is no reply");
    let answer = play.write(true, None, None);
    play.member(0, answer);
    play.at("2018-02-05 11:00");
    let first = says(&mut play, Asks::Something);
    play.at("2018-02-05 11:10");
    let chaser = says(&mut play, Asks::News);
    play.at("2018-02-05 11:20");
    let thanks = says(&mut play, Asks::Thanks);
    let waiting = |play: &Play| play.journey().unread().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(waiting(&play), [first, chaser]);
    play.member(0, C::SeeContact { contact: first });
    assert_eq!(waiting(&play), [chaser], "what came later has not been seen");
    play.member(0, C::SeeContact { contact: thanks });
    assert_eq!(waiting(&play), []);
    play.at("2018-02-05 11:30");
    let again = says(&mut play, Asks::Something);
    assert_eq!(waiting(&play), [again]);
    let answer = play.write(true, None, None);
    play.member(0, answer);
    assert_eq!(waiting(&play), []);
}

#[test]
fn a_voided_journey_becomes_again_what_it_was() {
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    let closed = play.journey().state;
    play.at("2018-02-06 10:00");
    play.member(0, C::Void { reason: VoidReason::Duplicate, duplicate_of: Some(id(61)) });
    play.at("2018-03-06 10:00");
    play.member(0, C::Unvoid {});
    assert_eq!(play.journey().state, closed);
}

#[test]
fn what_is_owed_goes_with_a_journey_that_is_set_aside_and_stands_again_with_it() {
    for (duplicate_of, why) in [(Some(id(61)), ReleaseReason::Moved), (None, ReleaseReason::Aside)] {
        let mut play = opened();
        let first = play.last_promise();
        let told = play.promise(first).clone();
        play.member(0, C::Void { reason: VoidReason::Duplicate, duplicate_of });
        assert_eq!(play.promise(first).state, PromiseState::Released { at: play.now });
        assert_eq!((play.promise(first).let_go, play.journey().goes_on), (Some(why), duplicate_of));
        assert!(play.journey().promises.values().all(|it| !it.is_open() && !it.is_unsettled()));
        // Nobody gets rid of a promise by it: undone later than it was due, it is broken and told.
        play.at("2018-02-06 10:00");
        play.member(0, C::Unvoid {});
        assert_eq!((play.promise(first).clone(), play.journey().goes_on), (told, None));
        play.at("2018-02-06 10:01");
        assert!(play.promise(first).is_unsettled());
        assert_eq!(play.count(UpdateKind::PromiseBroken), 1);
        play.member(0, C::Void { reason: VoidReason::Duplicate, duplicate_of });
        assert_eq!(play.promise(first).settled, Some(Settlement::Released));
        play.member(0, C::Unvoid {});
        assert!(play.promise(first).is_unsettled());
    }
}

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
fn solved_from_the_customer_lets_go_of_a_call_that_was_promised() {
    let mut play = opened();
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Soon });
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::Confirmed, .. }));

    // A result that is owed stays owed.
    let mut play = proposed();
    let other = NewPromise { what: regie_domain::codes::PromiseWhat::Other, ..promise(true, None) };
    play.member(0, C::Promise { promise: other });
    let confirm = C::ConfirmSolved {};
    assert_eq!(play.try_member(0, confirm).unwrap_err().code, Code::PromisesOpen);
}

#[test]
fn a_call_asked_for_after_closing_opens_for_after_care_with_one_message() {
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-06 10:00");
    let before = play.rows.len();
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Soon });
    assert!(play.journey().is_open());
    assert_eq!(play.rows.len(), before + 1);
    assert_eq!(play.journey().expectation.as_ref().unwrap().next, NextStep::WeCall);
}

#[test]
fn the_reason_of_a_take_back_is_on_record_and_nobody_waits_for_the_customer_any_more() {
    let mut play = opened();
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    play.member(1, play.accept(None));
    let asks = play.question(None);
    let asked = play.write(false, None, Some(asks));
    play.member(1, asked);
    assert_eq!(play.journey().ball.holder, Holder::Customer);
    let decision = play.member(0, C::TakeBack { reason: TakeBackReason::WrongTeam });
    let why = decision.events.iter().find_map(|it| match it.event {
        E::BallMoved { reason, .. } => reason,
        _ => None,
    });
    assert_eq!(why, Some(TakeBackReason::WrongTeam));
    assert_ne!(play.journey().expectation.as_ref().unwrap().next, NextStep::YouAnswer);
}

#[test]
fn a_promise_made_with_a_consult_or_with_the_direction_is_told() {
    for ball in [Some(BallGoes::Stays), None] {
        let mut play = opened();
        let offer = play.offer(1, ball);
        play.member(0, offer);
        let told = play.rows.len();
        play.member(1, play.accept(Some(promise(true, Some("2018-02-05 16:00")))));
        assert_eq!(play.rows.len(), told + 1);
        let update = play.journey().updates.values().last().unwrap();
        assert!(play.journey().updates.values().any(|it| it.promise == Some(play.last_promise())), "{update:?}");
    }
}

#[test]
fn something_else_is_a_reason_for_giving_back_only_with_words() {
    let mut play = opened();
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    play.member(1, play.accept(None));
    let leg = play.leg();
    let silent = C::GiveLegBack { leg, reason: DeclineReason::Other, text: None };
    assert_eq!(play.try_member(1, silent).unwrap_err().code, Code::SilentClose);
}

#[test]
fn two_people_on_the_customers_side_count_one_silence() {
    let mut play = opened();
    let second = C::AddParticipant {
        participant: id(40),
        role: ParticipantRole::Representative,
        customer: id(41),
        reach: Reach::Email { handle: id(42) },
        may_act: true,
    };
    play.member(0, second);
    let answer = play.write(true, Some(promise(true, None)), None);
    play.member(0, answer);
    play.at("2018-02-08 17:00");
    assert_eq!(play.count(UpdateKind::NoNews), 2, "both are told");
    assert_eq!(play.journey().news.unwrap().without_news, 1);
    assert_eq!(play.calls(), [""; 0]);
}

#[test]
fn a_customer_whom_no_channel_reaches_is_called() {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Letter, Reach::None);
    assert_eq!(play.rows[0].to, "customer (call)");
    assert_eq!(play.calls().len(), 1);
}

#[test]
fn the_receipt_of_a_call_task_keeps_no_first_answer() {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Letter, Reach::Task { task: TaskKind::Letter });
    play.do_tasks(0);
    assert!(play.promise(play.last_promise()).is_open());
}

#[test]
fn what_is_late_is_broken_and_not_moved_and_letting_go_of_it_does_not_hide_that() {
    let mut play = opened();
    let answer = play.write(true, Some(promise(true, Some("2018-02-06 12:00"))), None);
    play.member(0, answer);
    let late = play.last_promise();
    // Downtime: the clock stands past the moment, and no timer fired.
    play.now = amsterdam("2018-02-06 13:00");
    let window = regie_domain::event::Window::by(amsterdam("2018-02-07 12:00"));
    let moved = C::MovePromise { promise: late, window, reason: regie_domain::codes::MoveReason::MoreWork, text: None };
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
fn the_same_contact_twice_has_no_second_effect() {
    let mut play = proposed();
    let contact = play.incoming();
    let command = C::RecordContact { contact, answers: None };
    play.by_customer(command.clone());
    let before = play.journey().clone();
    assert!(play.by_customer(command).events.is_empty());
    assert_eq!(*play.journey(), before);
    // Moved away and back, it stands here again.
    let said = *play.journey().contacts.iter().rfind(|(_, it)| it.is_from_customer()).unwrap().0;
    let back = play.journey().contacts[&said].facts.clone();
    play.member(0, C::MoveContactAway { contact: said, to: id(62), why: JoinReason::Moved });
    play.member(0, C::RecordContact { contact: back, answers: None });
    assert_eq!(play.journey().contacts[&said].moved_to, None);
}

#[test]
fn no_answer_closes_only_after_a_question_to_which_nothing_was_said() {
    let mut play = opened();
    let asks = play.question(None);
    let asked = play.write(false, None, Some(asks));
    play.member(0, asked);
    says(&mut play, Asks::News);
    play.at("2018-02-19 17:00");
    assert_eq!(play.journey().ball.why, BallReason::Lapsed);
    let close = C::Close { how: CloseHow::NoAnswer };
    assert_eq!(play.try_member(0, close.clone()).unwrap_err().code, Code::OutcomeNotTold);
    let asks = regie_domain::command::NewQuestion { last_thing: true, ..play.question(None) };
    let asked = play.write(false, None, Some(asks));
    play.member(0, asked);
    play.at("2018-03-05 17:00");
    play.member(0, close);
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::NoAnswer, .. }));
}

#[test]
fn who_has_the_ball_owes_the_news() {
    let mut play = opened();
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    play.member(1, play.accept(None));
    let asks = play.question(None);
    let asked = play.write(false, None, Some(asks));
    play.member(1, asked);
    assert_eq!(
        play.journey().news.unwrap().owner,
        play.world.team(0),
        "the director's team, while the customer has it"
    );
    let by = play.journey().news.unwrap().by;
    play.answer();
    assert_eq!(play.journey().news.unwrap().owner, play.world.team(1));
    assert_eq!(play.journey().news.unwrap().by, by, "by the moment that stood");
}

#[test]
fn a_party_that_left_the_chain_gets_no_ball_and_its_offers_end() {
    let mut play = opened();
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    play.member(1, play.accept(None));
    let asks = play.question(None);
    let asked = play.write(false, None, Some(asks));
    play.member(1, asked);
    play.world.teams.remove(1);
    play.answer();
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(0) });
    assert_eq!(play.journey().ball.why, BallReason::PartyLost);
    assert!(play.journey().leg_with_ball().is_none());
}

#[test]
fn a_short_limit_at_night_does_not_speak_at_once() {
    let mut world = World::municipality();
    world.blueprint.silence = Term::hours(1);
    let mut play = Play::new(world, "2018-02-05 22:00");
    play.open(0, Channel::Email, Play::by_mail());
    assert_eq!(short(play.journey().news.unwrap().by), "Tue 06-02 08:00");
    play.at("2018-02-05 23:30");
    assert_eq!(play.count(UpdateKind::NoNews), 0);
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
    let call = |play: &Play| {
        play.journey().promises.values().find(|it| it.what == regie_domain::codes::PromiseWhat::CallBack).cloned()
    };
    let promised = call(&play).unwrap().current;
    assert_eq!((promised.from, promised.until), (Some(amsterdam("2018-02-06 13:00")), amsterdam("2018-02-06 17:00")));

    // Words that a person must read are answered with a moment; no call is promised that nobody meant.
    let mut play = opened();
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Agree });
    assert!(call(&play).is_none());
    assert!(play.journey().promises.values().any(|it| it.what == regie_domain::codes::PromiseWhat::News));
}

#[test]
fn a_question_back_is_neither_an_answer_nor_asked_again_after_one() {
    let mut play = opened();
    let asks = play.question(None);
    let asked = play.write(false, None, Some(asks));
    play.member(0, asked);
    let back = ContactFacts { asks: Asks::Again, ..play.incoming() };
    let contact = back.contact;
    play.by_customer(C::RecordContact { contact: back, answers: None });
    assert_eq!(play.journey().ball.holder, Holder::Customer, "the question stays open");
    assert_eq!(play.journey().contacts[&contact].facts.asks, Asks::Something, "a question of ours is no half answer");
    assert_eq!(play.journey().fragments(), 0);
    play.answer();
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(0) });
}

#[test]
fn a_period_beyond_the_calendar_ends_with_the_calendar() {
    let closed = amsterdam("2018-02-05 10:00");
    let until = regie_domain::closing::reopens_until;
    assert_eq!(until(closed, 30), amsterdam("2018-03-07 10:00"));
    assert_eq!(until(closed, u32::MAX), jiff::Timestamp::MAX);
}
