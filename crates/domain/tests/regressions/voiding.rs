//! What is set aside, and comes back.

use regie_domain::codes::{ReleaseReason, Settlement, UpdateKind, VoidReason};
use regie_domain::command::JourneyCommand as C;
use regie_domain::promise::PromiseState;
use regie_domain::testing::id;

use crate::support::play::{opened, proposed};

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
