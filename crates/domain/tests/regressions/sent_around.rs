//! "I am being sent back and forth": a call by the director's team within two of its opening hours.

use regie_domain::codes::{PromiseWhat, UpdateKind};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::ContactFacts;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::testing::amsterdam;

use crate::support::play::{Play, opened};

fn says_so(play: &mut Play) {
    let contact = play.incoming();
    play.by_customer(C::SentAround { contact });
}

#[test]
fn who_directs_owes_the_call_wherever_the_ball_is_and_the_ball_stays() {
    let mut play = opened();
    play.hand_over(0, 1);
    play.at("2018-02-06 10:00");
    let (ball, told) = (play.journey().ball.clone(), play.count(UpdateKind::PromiseMade));
    says_so(&mut play);
    let said = play.journey().sent_around.unwrap();
    let promise = play.promise(said.promise).clone();
    assert_eq!((promise.what, promise.owner), (PromiseWhat::CallBack, play.world.team(0)));
    assert_eq!(promise.current.until, amsterdam("2018-02-06 12:00"));
    assert_eq!((said.moves, said.times), (1, 1));
    assert_eq!(play.journey().ball, ball, "the way of the ball is shown, not changed");
    assert_eq!(play.count(UpdateKind::PromiseMade), told + 1);
    assert_eq!(play.journey().expectation.as_ref().unwrap().promise, Some(said.promise));
}

#[test]
fn pressed_again_it_promises_nothing_new_until_the_call_was_made() {
    let mut play = opened();
    play.at("2018-02-06 10:00");
    says_so(&mut play);
    let first = play.journey().sent_around.unwrap();
    let rows = play.rows.len();
    says_so(&mut play);
    assert_eq!(play.journey().sent_around, Some(first));
    assert_eq!(play.rows.len(), rows, "nothing more was told");
    let called = ContactFacts { channel: regie_domain::codes::Channel::Phone, ..play.outgoing() };
    play.member(0, C::RecordContact { contact: called, answers: None });
    assert!(matches!(play.promise(first.promise).state, PromiseState::Kept { .. }));
    says_so(&mut play);
    let second = play.journey().sent_around.unwrap();
    assert_eq!(second.times, 2);
    assert_ne!(second.promise, first.promise);
}

#[test]
fn said_at_night_it_is_within_two_hours_after_the_director_opens() {
    let mut play = opened();
    play.at("2018-02-06 22:00");
    says_so(&mut play);
    let said = play.journey().sent_around.unwrap();
    let window = play.promise(said.promise).current;
    let opens = play.world.teams[0].calendar.next_open(amsterdam("2018-02-06 22:00")).unwrap();
    assert_eq!(window.from, Some(opens));
    assert_eq!(window.until, opens.checked_add(jiff::SignedDuration::from_hours(2)).unwrap());
}

#[test]
fn a_member_notes_it_for_the_customer_and_on_what_is_closed_it_is_refused() {
    let mut play = opened();
    let contact = play.incoming();
    play.member(1, C::SentAround { contact });
    assert!(play.journey().call_for_sent_around().is_some());
    let mut play = opened();
    play.by_customer(C::Close { how: regie_domain::codes::CloseHow::Withdrawn });
    let contact = play.incoming();
    assert_eq!(play.try_customer(C::SentAround { contact }).unwrap_err().code, Code::JourneyClosed);
}

/// Said at ten, and nobody called by twelve.
fn missed() -> (Play, regie_domain::ids::PromiseId) {
    let mut play = opened();
    play.at("2018-02-06 10:00");
    says_so(&mut play);
    let said = play.journey().sent_around.unwrap();
    play.at("2018-02-06 12:05");
    assert!(matches!(play.promise(said.promise).state, PromiseState::Broken { .. }));
    (play, said.promise)
}

#[test]
fn a_call_that_was_not_made_gets_a_moment_of_its_own() {
    let (mut play, first) = missed();
    let (again, call) = play.journey().next_call_for_sent_around().unwrap();
    assert_eq!((call.what, call.owner, call.after), (PromiseWhat::CallBack, play.world.team(0), Some(first)));
    assert_eq!(call.current.until, amsterdam("2018-02-06 14:00"), "two opening hours more");
    let mut apologies = play.journey().updates.values().filter(|it| it.about == UpdateKind::PromiseBroken);
    assert!(apologies.any(|told| told.promise == Some(again)), "the apology tells it");
    assert_eq!(play.journey().expectation.as_ref().unwrap().promise, Some(again));
    // Pressed again meanwhile, that call stands.
    says_so(&mut play);
    assert_eq!(play.journey().next_call_for_sent_around().unwrap().0, again);
    let called = ContactFacts { channel: regie_domain::codes::Channel::Phone, ..play.outgoing() };
    play.member(0, C::RecordContact { contact: called, answers: None });
    assert!(matches!(play.promise(again).state, PromiseState::Kept { .. }));
    assert!(play.journey().call_for_sent_around().is_none(), "late, and done");
}

#[test]
fn after_the_second_call_that_was_not_made_there_is_one_more_moment_for_it_and_people_are_told_louder() {
    let (mut play, first) = missed();
    let second = play.journey().next_call_for_sent_around().unwrap().0;
    play.at("2018-02-06 14:05");
    let (third, call) = play.journey().next_call_for_sent_around().unwrap();
    assert_eq!((call.what, call.after, call.replaces), (PromiseWhat::CallBack, Some(first), Some(second)));
    assert_eq!(call.current.until, amsterdam("2018-02-06 16:00"), "a moment for the next call, not for news");
    let told = play.journey().updates.values().filter(|it| it.about == UpdateKind::PromiseBroken);
    assert_eq!(told.max_by_key(|it| it.planned_at).unwrap().promise, Some(third), "the apology tells it");
    assert!(!play.moments("promise.at_risk").is_empty() && play.journey().let_down().is_none());
    play.at("2018-02-06 16:05");
    assert!(play.journey().next_call_for_sent_around().is_none(), "no fourth moment is made up");
    assert!(play.journey().let_down().is_some());
}
