//! What the customer says.

use regie_domain::codes::{Asks, BallGoes, JoinReason};
use regie_domain::command::JourneyCommand as C;
use regie_domain::testing::id;

use crate::says;
use crate::support::play::{Play, opened, proposed};

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
fn what_the_team_does_next_has_dealt_with_what_the_customer_wrote() {
    let mut play = opened();
    let answer = play.write(true, None, None);
    play.member(0, answer);
    play.at("2018-02-05 11:00");
    says(&mut play, Asks::Something);
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    assert_eq!(play.journey().unread().count(), 0, "handed over with it");
    play.at("2018-02-05 11:10");
    says(&mut play, Asks::Something);
    assert_eq!(play.journey().unread().count(), 1);
    play.at("2018-02-05 11:20");
    play.member(1, play.accept(None));
    assert_eq!(play.journey().unread().count(), 0, "taken on with it");
    play.at("2018-02-05 11:30");
    says(&mut play, Asks::Something);
    let outcome = play.propose();
    play.member(1, outcome);
    assert_eq!(play.journey().unread().count(), 0, "the outcome answers it");
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
