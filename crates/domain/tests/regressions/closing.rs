//! Closing, and what opens it again.

use regie_domain::codes::{Asks, BallReason, CloseHow, NextStep, PromiseWhat, ReopenReason, UpdateKind};
use regie_domain::command::{CallWish, JourneyCommand as C, NewPromise, NewQuestion};
use regie_domain::journey::State;
use regie_domain::refusal::Code;
use regie_domain::testing::amsterdam;
use regie_domain::update::UpdateState;

use crate::says;
use crate::support::play::{opened, promise, proposed, short};

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
    let other = NewPromise { what: PromiseWhat::Other, ..promise(true, None) };
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
fn no_answer_closes_only_after_a_question_to_which_nothing_was_said() {
    let mut play = opened();
    play.ask(0);
    says(&mut play, Asks::News);
    play.at("2018-02-19 17:00");
    assert_eq!(play.journey().ball.why, BallReason::Lapsed);
    let close = C::Close { how: CloseHow::NoAnswer };
    assert_eq!(play.try_member(0, close.clone()).unwrap_err().code, Code::OutcomeNotTold);
    let asks = NewQuestion { last_thing: true, ..play.question(None) };
    let asked = play.write(false, None, Some(asks));
    play.member(0, asked);
    play.at("2018-03-05 17:00");
    play.member(0, close);
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::NoAnswer, .. }));
}

#[test]
fn a_period_beyond_the_calendar_ends_with_the_calendar() {
    let closed = amsterdam("2018-02-05 10:00");
    let until = regie_domain::closing::reopens_until;
    assert_eq!(until(closed, 30), amsterdam("2018-03-07 10:00"));
    assert_eq!(until(closed, u32::MAX), jiff::Timestamp::MAX);
}
