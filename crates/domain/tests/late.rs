//! What came due while nobody looked, as after days of downtime: the record says that it was missed and when it was due,
//! and it is handled once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::codes::{CloseHow, DeadlineKind, UpdateKind};
use regie_domain::command::JourneyCommand as C;
use regie_domain::deadline::{Deadline, deadlines};
use regie_domain::event::{ContactFacts, JourneyEvent as E};
use regie_domain::testing::{amsterdam, id};
use regie_domain::update::UpdateState;
use support::play::{Play, opened, proposed};

fn closing(play: &Play) -> Deadline {
    deadlines(play.journey()).into_iter().find(|it| it.kind == DeadlineKind::Closing).unwrap()
}

/// What a decision said of the closing, in order: the moment that was missed, and how it closed.
fn said(decision: &regie_domain::decide::Decision) -> (Vec<jiff::Timestamp>, Vec<CloseHow>) {
    let missed = decision.events.iter().filter_map(|it| match it.event {
        E::Overdue { what: DeadlineKind::Closing, due, .. } => Some(due),
        _ => None,
    });
    let closed = decision.events.iter().filter_map(|it| match it.event {
        E::Closed { how } => Some(how),
        _ => None,
    });
    (missed.collect(), closed.collect())
}

#[test]
fn a_closing_that_was_missed_says_so_and_happens_once() {
    let mut play = proposed();
    let due = closing(&play);
    play.now = amsterdam("2018-02-15 11:00");
    let fire = C::Fire { deadline: due.kind, of: due.of, due: due.due };
    let late = play.system(fire.clone());
    assert_eq!(said(&late), (vec![due.due], vec![CloseHow::NotObjected]));
    assert!(play.system(fire).events.is_empty(), "once");
}

#[test]
fn a_closing_in_time_was_not_missed() {
    let mut play = proposed();
    play.at("2018-02-12 17:10");
    assert!(!play.journey().is_open());
    assert_eq!(play.moments("deadline.passed"), Vec::<String>::new());
}

#[test]
fn whatever_comes_first_after_the_downtime_closes_it_and_says_that_it_was_missed() {
    let mut play = proposed();
    let due = closing(&play);
    play.now = amsterdam("2018-02-15 11:00");
    let noted = play.member(0, C::AddNote { note: id(90) });
    assert_eq!(said(&noted), (vec![due.due], vec![CloseHow::NotObjected]));
}

#[test]
fn what_stood_in_the_way_of_a_closing_was_not_downtime() {
    let mut play = proposed();
    let contact = play.incoming();
    play.by_customer(C::RecordContact { contact, answers: None });
    let asked = play.journey().proposal.as_ref().unwrap().questioned.unwrap();
    play.at("2018-02-15 11:00");
    let dismissed = play.member(0, C::JustThanks { contact: asked });
    assert_eq!(said(&dismissed), (vec![], vec![CloseHow::NotObjected]));
}

#[test]
fn word_that_a_mail_was_too_large_is_taken_back_where_no_machine_may_answer() {
    let mut play = opened();
    play.held = true;
    let contact = ContactFacts { oversize: Some(90_000_000), ..play.incoming() };
    play.by_customer(C::RecordContact { contact, answers: None });
    let told = play.journey().updates.iter().find(|(_, it)| it.about == UpdateKind::TooLarge).unwrap();
    let update = *told.0;
    play.system(C::Overtaken { update });
    assert!(matches!(play.journey().updates[&update].state, UpdateState::Withdrawn { .. }));
}
