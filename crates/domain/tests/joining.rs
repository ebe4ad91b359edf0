//! Two journeys joined and un-joined: nothing that was owed is lost, and a promise is judged by its first window wherever it
//! stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::codes::{
    BallGoes, Channel, MoveReason, PromiseWhat, ReleaseReason, Settlement, TaskKind, VoidReason,
};
use regie_domain::command::{JourneyCommand as C, NewPromise};
use regie_domain::event::Window;
use regie_domain::fold::fold;
use regie_domain::ids::PromiseId;
use regie_domain::invariants;
use regie_domain::journey::{Journey, State};
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::testing::{World, amsterdam, id};
use support::Journal;
use support::play::{Play, opened, promise, proposed};

/// Two journeys of one customer with one team: the first goes on.
fn two() -> (Play, Play) {
    let mut first = Play::new(World::municipality(), "2018-02-05 09:20");
    first.journal = Journal::new(id(61));
    first.open(0, Channel::Email, Play::by_mail());
    (first, opened())
}

/// A piece of work for the customer by a moment.
fn work(by: &str) -> NewPromise {
    NewPromise { what: PromiseWhat::Other, ..promise(true, Some(by)) }
}

fn join(first: &mut Play, second: &mut Play) {
    let promises = second.journey().carries();
    second.member(0, C::JoinInto { to: id(61) });
    first.member(0, C::TakeIn { from: id(1), promises });
    sound(first, second);
}

/// Gives what went back and what stayed.
fn unjoin(first: &mut Play, second: &mut Play) -> (usize, usize) {
    let parting = first.journey().parts_from(second.journey());
    let promises = parting.back.iter().map(|pair| pair.here).collect();
    first.member(0, C::GiveBack { from: id(1), promises });
    second.member(0, C::Unjoin { stays: parting.stays.iter().map(|pair| pair.there).collect() });
    sound(first, second);
    (parting.back.len(), parting.stays.len())
}

fn sound(first: &Play, second: &Play) {
    for play in [first, second] {
        invariants::check(play.journey()).unwrap();
        assert_eq!(fold(play.journal.id, &play.journal.events).as_ref(), Some(play.journey()));
    }
}

/// The promise on the first that stands for one of the second.
fn stands_for(journey: &Journey, there: PromiseId) -> PromiseId {
    journey.joined[&id(1)].promises.iter().find(|pair| pair.there == there).unwrap().here
}

#[test]
fn what_is_owed_goes_along_and_is_judged_by_its_first_window() {
    let (mut first, mut second) = two();
    second.member(0, C::Promise { promise: work("2018-02-07 12:00") });
    second.at("2018-02-05 10:00");
    first.at("2018-02-05 10:00");
    let made = second.last_promise();
    let window = Window::by(amsterdam("2018-02-09 12:00"));
    let moved = C::MovePromise { promise: made, window, reason: MoveReason::MoreWork, text: None, amount: None };
    second.member(0, moved);
    second.at("2018-02-05 11:00");
    first.at("2018-02-05 11:00");
    let there = second.promise(made).clone();
    let told = first.journey().updates.len();
    join(&mut first, &mut second);
    assert_eq!(first.journey().updates.len(), told, "nobody is told what nothing changes for");
    let here = first.promise(stands_for(first.journey(), made)).clone();
    assert_eq!((here.first, here.current, here.version), (there.first, window, 2));
    assert_eq!((here.made_at, here.member, here.owner), (there.made_at, there.member, there.owner));
    // The other one is void, and watches nothing.
    let State::Void { reason, .. } = second.journey().state else { panic!("{:?}", second.journey().state) };
    assert_eq!((reason, second.journey().joined_into()), (VoidReason::Joined, Some(id(61))));
    assert!(second.journey().promises.values().all(|it| !it.is_owed()));
    assert!(regie_domain::deadline::deadlines(second.journey()).is_empty());
    // Met in the second window is kept after a move, never simply kept.
    first.at("2018-02-08 10:00");
    first.member(0, C::Fulfil { promise: stands_for(first.journey(), made), at: None });
    let here = first.promise(stands_for(first.journey(), made));
    assert!(matches!(here.state, PromiseState::KeptAfterMove { .. }), "{:?}", here.state);
}

#[test]
fn what_is_in_doubt_since_its_maker_left_the_chain_stays_in_doubt_on_the_other_journey() {
    let (mut first, mut second) = two();
    second.member(0, C::Promise { promise: work("2018-02-07 12:00") });
    let made = second.last_promise();
    let left = second.world.team(1);
    let inherited = {
        let mut journey = second.journey().clone();
        journey.promises.get_mut(&made).unwrap().left = Some(left);
        journey.carries()
    };
    second.member(0, C::JoinInto { to: id(61) });
    first.member(0, C::TakeIn { from: id(1), promises: inherited });
    let here = first.promise(stands_for(first.journey(), made));
    assert!(here.is_in_doubt() && here.left == Some(left), "{here:?}");
    assert_eq!(fold(first.journal.id, &first.journal.events).as_ref(), Some(first.journey()));
}

#[test]
fn a_broken_promise_goes_along_broken_and_is_made_good_there() {
    let (mut first, mut second) = two();
    second.member(0, C::Promise { promise: work("2018-02-06 12:00") });
    let made = second.last_promise();
    first.at("2018-02-06 13:00");
    second.at("2018-02-06 13:00");
    assert!(second.promise(made).is_unsettled());
    let told = first.journey().updates.len();
    join(&mut first, &mut second);
    let here = stands_for(first.journey(), made);
    assert!(first.promise(here).is_unsettled());
    first.member(0, C::Fulfil { promise: here, at: None });
    assert_eq!(first.promise(here).settled, Some(Settlement::FulfilledLate));
    assert_eq!(first.journey().updates.len(), told, "the customer was told on the other journey");
}

#[test]
fn un_joined_each_has_its_own_again_and_what_changed_since_stays() {
    let (mut first, mut second) = two();
    for by in ["2018-02-12 12:00", "2018-02-13 12:00"] {
        second.member(0, C::Promise { promise: work(by) });
    }
    first.at("2018-02-05 10:00");
    second.at("2018-02-05 10:00");
    let before = second.journey().clone();
    let owed = second.journey().carries();
    join(&mut first, &mut second);
    let done = owed.iter().find(|it| it.window == Window::by(amsterdam("2018-02-12 12:00"))).unwrap().there;
    first.at("2018-02-05 11:00");
    first.member(0, C::Fulfil { promise: stands_for(first.journey(), done), at: None });
    second.now = first.now;
    let kept = stands_for(first.journey(), done);
    assert_eq!(unjoin(&mut first, &mut second), (owed.len() - 1, 1));
    assert!(second.journey().is_open() && first.journey().joined.is_empty());
    for promise in owed.iter().filter(|it| it.there != done) {
        assert_eq!(second.promise(promise.there), &before.promises[&promise.there], "as it was");
    }
    assert_eq!(second.promise(done).let_go, Some(ReleaseReason::Elsewhere));
    assert!(matches!(first.promise(kept).state, PromiseState::Kept { .. }));
    let own = first.journey().promises.values().filter(|it| it.is_owed());
    assert_eq!(own.count(), 1, "the first answer that the first journey owed itself");
    // Joined and un-joined again, what stayed elsewhere does not come back.
    join(&mut first, &mut second);
    assert_eq!(unjoin(&mut first, &mut second), (owed.len() - 1, 0));
    assert!(!second.promise(done).is_owed());
}

#[test]
fn what_cannot_travel_refuses_and_says_so() {
    let refusal = |play: &mut Play| play.try_member(0, C::JoinInto { to: id(61) }).unwrap_err();
    let mut play = opened();
    let offer = play.offer(1, Some(BallGoes::Stays));
    play.member(0, offer);
    let offered = refusal(&mut play);
    assert_eq!((offered.code, offered.team), (Code::JoinOffer, Some(play.world.team(1))));
    let accept = play.accept(None);
    play.member(1, accept);
    assert_eq!(refusal(&mut play).code, Code::JoinLeg);
    let mut play = opened();
    play.ask(0);
    assert_eq!(refusal(&mut play).code, Code::JoinQuestion);
    assert_eq!(refusal(&mut proposed()).code, Code::JoinProposed);
    let mut play = opened();
    play.member(0, C::MakeTask { way: TaskKind::Call });
    assert_eq!(refusal(&mut play).code, Code::JoinTask);
    let mut play = opened();
    play.held = true;
    let answer = play.write(true, None, None);
    play.member(0, answer);
    assert_eq!(refusal(&mut play).code, Code::JoinMessage);
    // Another team does not join it, nor is a journey joined with itself.
    let mut play = opened();
    assert_eq!(play.try_member(2, C::JoinInto { to: id(61) }).unwrap_err().code, Code::NotYourBall);
    assert_eq!(play.try_member(0, C::JoinInto { to: id(1) }).unwrap_err().code, Code::ToSelf);
    assert_eq!(
        proposed().try_member(0, C::TakeIn { from: id(61), promises: vec![] }).unwrap_err().code,
        Code::JoinProposed
    );
}

#[test]
fn joining_is_undone_as_joining_only() {
    let (mut first, mut second) = two();
    join(&mut first, &mut second);
    assert_eq!(second.try_member(0, C::Unvoid {}).unwrap_err().code, Code::JoinedAway);
    let by_hand = C::Void { reason: VoidReason::Joined, duplicate_of: Some(id(61)) };
    assert_eq!(first.try_member(0, by_hand).unwrap_err().code, Code::NotJoinedHere);
    assert_eq!(first.try_member(0, C::Unjoin { stays: vec![] }).unwrap_err().code, Code::NotJoinedHere);
    assert_eq!(
        first.try_member(0, C::GiveBack { from: id(77), promises: vec![] }).unwrap_err().code,
        Code::NotJoinedHere
    );
}
