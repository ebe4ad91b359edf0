//! What is set aside, and comes back.

use regie_domain::codes::{Channel, ReleaseReason, Settlement, UpdateKind, VoidReason};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::Reach;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::testing::{World, id};

use crate::support::play::{Play, opened, proposed};

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
fn what_somebody_awaits_a_word_on_is_forwarded_and_never_set_aside_as_not_ours() {
    let not_ours = C::Void { reason: VoidReason::NotOurs, duplicate_of: None };
    let refused = |play: &mut Play| play.try_member(0, not_ours.clone()).map_err(|refusal| refusal.code);
    let mut play = opened();
    assert_eq!(refused(&mut play).unwrap_err(), Code::VoidAwaited, "the receipt said when an answer comes");
    play.member(0, C::Void { reason: VoidReason::Spam, duplicate_of: None });
    // Whom no message reaches, but who stood at the counter, rang, or filled in the form.
    for channel in [Channel::Phone, Channel::Counter, Channel::Letter, Channel::Web] {
        let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
        play.open(0, channel, Reach::None);
        assert_eq!(refused(&mut play).unwrap_err(), Code::VoidAwaited, "{channel:?}");
    }
    // A mail whose sender cannot be answered: nobody waits.
    let mut play = opened();
    let receipt = *play.journey().updates.keys().next().unwrap();
    play.system(C::Failed { update: receipt, permanent: true });
    assert!(refused(&mut play).is_ok());
}
