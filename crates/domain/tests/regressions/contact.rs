//! What the customer says.

use regie_domain::codes::{Asks, BallGoes, JoinReason, Outcome as How};
use regie_domain::command::JourneyCommand as C;
use regie_domain::testing::id;

use crate::says;
use crate::support::play::{Play, opened, promise, proposed};

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
fn who_hands_it_over_takes_it_on_or_ends_a_piece_of_work_has_answered_nobody() {
    let mut play = opened();
    let answer = play.write(true, None, None);
    play.member(0, answer);
    play.at("2018-02-05 11:00");
    let asked = says(&mut play, Asks::Something);
    let waiting = |play: &Play| play.journey().unread().map(|(id, _)| id).collect::<Vec<_>>();
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    assert_eq!(waiting(&play), [asked], "an offer tells the customer nothing");
    play.at("2018-02-05 11:10");
    play.member(1, play.accept(None));
    assert_eq!(waiting(&play), [asked], "who takes it on has it to answer");
    play.at("2018-02-05 11:20");
    let (leg, text) = (play.leg(), play.content());
    play.member(1, C::FinishLeg { leg, outcome: Some(How::Solved), text: Some(text) });
    assert_eq!(waiting(&play), [asked], "the giver hears how it came out, the customer does not");
    play.at("2018-02-05 11:30");
    let outcome = play.propose();
    play.member(0, outcome);
    assert_eq!(waiting(&play), [], "the outcome answers it");
}

#[test]
fn a_promise_answers_who_asked_when_and_nobodys_question() {
    let mut play = opened();
    let answer = play.write(true, None, None);
    play.member(0, answer);
    play.at("2018-02-05 11:00");
    let asked = says(&mut play, Asks::Something);
    play.at("2018-02-05 11:10");
    let chaser = says(&mut play, Asks::News);
    let waiting = |play: &Play| play.journey().unread().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(waiting(&play), [asked, chaser]);
    play.member(0, C::Promise { promise: promise(true, Some("2018-02-09 17:00")) });
    assert_eq!(waiting(&play), [asked]);
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
