//! The figures of the story "reimbursement", as its last row tells them.

use jiff::SignedDuration;
use regie_domain::actor::TeamRef;
use regie_domain::journey::Holder;
use regie_domain::measure::{Count, Measures, Sums, Tally};
use regie_domain::testing::amsterdam;

use regie_domain::codes::{Asks, Channel, CloseHow, MoveReason};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::{ContactFacts, Window};

use super::no_signal::evening;
use super::reimbursement::main_table;
use crate::support::play::{Play, opened, promise, proposed};

#[test]
fn reimbursement_is_counted_as_the_story_counts_it() {
    let play = main_table();
    let found = play.journey().measures(play.now);
    assert_eq!((found.from_customer, found.from_us, found.contacts()), (3, 6, 9));
    assert_eq!((found.fragments, found.chasers, found.repeats, found.closed_doors, found.no_news), (0, 0, 0, 0, 0));
    // The contact centre, the technical service, back, claims, the resident's two turns between, and back.
    assert_eq!((found.handovers, found.sent_on), (2, 4));
    assert!(found.solved && found.in_one_answer);
    let whole = amsterdam("2018-02-21 17:00").duration_since(amsterdam("2018-02-05 09:20"));
    assert_eq!(found.held.iter().map(|(_, time)| *time).sum::<SignedDuration>(), whole);
    let asked = amsterdam("2018-02-12 19:00").duration_since(amsterdam("2018-02-09 11:00"));
    let first = amsterdam("2018-02-05 20:15").duration_since(amsterdam("2018-02-05 09:40"));
    assert_eq!(found.waited_for_customer(), asked + first);
}

#[test]
fn reimbursement_is_solved_at_the_first_contact_and_costs_only_being_sent_on() {
    let play = main_table();
    let found = play.journey().measures(play.now);
    // The two answers to our questions are no contacts that the customer began.
    assert_eq!((found.started, found.repeats_within, found.switches, found.told_anew), (1, [0, 0, 0], 0, 0));
    assert!((0..3).all(|window| found.at_first_contact(window)));
    assert_eq!((found.promised.kept, found.promised.kept_after_move, found.promised.broken), (1, 0, 0));
    assert_eq!(found.promised.judged(), 1);
    let until = amsterdam("2018-02-19 17:00");
    assert_eq!(found.promised.early, until.duration_since(amsterdam("2018-02-14 10:00")));
    assert_eq!(found.promised.ahead, until.duration_since(amsterdam("2018-02-05 09:40")));
    // From the answer on the page, when it was our turn again, to the acceptance by claims that was told.
    let longest = amsterdam("2018-02-08 09:10").duration_since(amsterdam("2018-02-06 09:30"));
    let asked = amsterdam("2018-02-09 11:00").duration_since(amsterdam("2018-02-08 09:10"));
    let last = amsterdam("2018-02-14 10:00").duration_since(amsterdam("2018-02-12 19:00"));
    let day = SignedDuration::from_hours(24);
    assert_eq!((found.silence.longest, found.silence.over), (longest, longest + asked + last - day * 3));
    assert_eq!((found.visits, found.second_visits()), (0, 0));
    let points = found.sent_on + found.silent_days();
    assert_eq!((found.effort(), points, found.silent_days()), (5, 5, 1));
}

#[test]
fn no_signal_counts_the_call_for_news_as_coming_back() {
    let play = evening();
    let found = play.journey().measures(play.now);
    assert!(found.solved && found.chasers == 1);
    // The wish to be called, minutes after the report, and "any news?" on Monday by telephone.
    assert_eq!((found.started, found.repeats_within, found.switches), (3, [1, 2, 2], 1));
    assert!((0..3).all(|window| !found.at_first_contact(window)));
    assert_eq!((found.visits, found.second_visits(), found.promised.broken), (1, 0, 0));
    assert_eq!(found.effort(), found.begun_again() + found.switches + found.sent_on + found.silent_days());
}

/// The customer says something of its own accord, a member notes it.
fn says(play: &mut Play, at: &str, channel: Channel, asks: Asks) {
    play.at(at);
    let contact = ContactFacts { channel, asks, ..play.incoming() };
    play.member(0, C::RecordContact { contact, answers: None });
}

#[test]
fn who_comes_back_is_counted_in_the_window_in_which_that_was() {
    let mut play = opened();
    says(&mut play, "2018-02-05 15:00", Channel::Phone, Asks::News);
    says(&mut play, "2018-02-08 15:00", Channel::Email, Asks::Again);
    says(&mut play, "2018-02-20 09:20", Channel::Email, Asks::Thanks);
    // Twelve days after it was last here: of its own accord, or to say thanks, is all the same "here".
    says(&mut play, "2018-03-05 10:00", Channel::Email, Asks::Something);
    let found = play.journey().measures(play.now);
    assert_eq!((found.started, found.repeats_within), (4, [1, 2, 3]));
    assert_eq!((found.switches, found.begun_again()), (2, 3), "by mail, by telephone, by mail");
    assert!(!found.at_first_contact(0), "it is not solved");
    assert!(!found.at_first_contact(9), "there is no such window");
}

#[test]
fn coming_back_after_the_closing_counts_from_the_closing() {
    let mut play = proposed();
    play.by_customer(C::ConfirmSolved {});
    assert!(play.journey().measures(play.now).at_first_contact(2));
    // It closed on 5 February; ten days later the same is wrong again.
    says(&mut play, "2018-02-15 10:00", Channel::Email, Asks::Something);
    let again = play.propose();
    play.member(0, again);
    play.by_customer(C::ConfirmSolved {});
    let found = play.journey().measures(play.now);
    assert!(found.solved);
    assert_eq!(found.repeats_within, [0, 0, 1]);
    assert_eq!([0, 1, 2].map(|window| found.at_first_contact(window)), [true, true, false]);
}

#[test]
fn a_promise_is_judged_by_the_date_that_was_given_first() {
    let mut play = opened();
    play.at("2018-02-05 10:00");
    play.member(0, C::Promise { promise: promise(true, Some("2018-02-06 17:00")) });
    let moved = play.last_promise();
    play.at("2018-02-06 10:00");
    let window = Window::by(amsterdam("2018-02-09 17:00"));
    play.member(0, C::MovePromise { promise: moved, window, reason: MoveReason::Material, text: None, amount: None });
    play.at("2018-02-08 10:00");
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    let found = play.journey().measures(play.now).promised;
    assert_eq!((found.kept, found.kept_after_move, found.broken), (0, 1, 0), "not by its first date");

    let mut play = opened();
    play.at("2018-02-05 10:00");
    play.member(0, C::Promise { promise: promise(true, Some("2018-02-06 17:00")) });
    play.at("2018-02-08 10:00");
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    let measured = play.journey().measures(play.now);
    assert_eq!((measured.promised.kept, measured.promised.broken), (0, 1), "done late is broken");
    assert_eq!(measured.effort(), 1 + measured.silent_days());
    assert!(matches!(play.journey().state, regie_domain::journey::State::Closed { how: CloseHow::Confirmed, .. }));
}

#[test]
fn figures_of_journeys_add_up() {
    let play = main_table();
    let one = play.journey().measures(play.now);
    let team = Holder::Team { team: TeamRef { org: regie_domain::testing::id(1), team: regie_domain::testing::id(2) } };
    let other = Measures {
        from_customer: 4,
        from_us: 1,
        chasers: 3,
        held: vec![(team, SignedDuration::from_hours(2)), (Holder::Customer, SignedDuration::from_hours(1))],
        ..Measures::default()
    };
    let both: Tally = [&one, &other].into_iter().collect();
    assert_eq!((both.journeys, both.solved, both.in_one_answer), (2, 1, 1));
    assert_eq!((both.from_customer, both.from_us, both.chasers), (7, 7, 3));
    assert_eq!(both.started_by_us(), Some((7, 14)));
    assert_eq!(both.held[&Holder::Customer], one.waited_for_customer() + SignedDuration::from_hours(1));
    let (customers, ours) = both.waited();
    let sum: SignedDuration = one.held.iter().chain(&other.held).map(|(_, time)| *time).sum();
    assert_eq!(customers + ours, sum);
    assert_eq!(Tally::default().started_by_us(), None);
}

#[test]
fn numbers_of_journeys_add_up_with_their_squares() {
    let play = main_table();
    let one = play.journey().measures(play.now);
    let mut two = Sums::default();
    two.add_one(&one);
    let mut all = two.clone();
    all.add(&two);
    assert_eq!((all.journeys, all.of(Count::Solved), all.of(Count::First30)), (2, 2, 2));
    assert_eq!((all.of(Count::Contacts), all.squares_of(Count::Contacts)), (18, 162));
    assert_eq!((all.of(Count::Kept), all.of(Count::EarlyHours), all.of(Count::AheadHours)), (2, 254, 686));
    assert_eq!((all.of(Count::Effort), all.squares_of(Count::Effort)), (10, 50));
    assert!(Count::ALL.iter().enumerate().all(|(place, count)| *count as usize == place));
}
