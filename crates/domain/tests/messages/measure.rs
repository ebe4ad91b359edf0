//! The figures of the story "reimbursement", as its last row tells them.

use jiff::SignedDuration;
use regie_domain::actor::TeamRef;
use regie_domain::journey::Holder;
use regie_domain::measure::{Measures, Tally};
use regie_domain::testing::amsterdam;

use super::reimbursement::main_table;

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
