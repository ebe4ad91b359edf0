//! Shipments in the pure domain: two linked promises, facts that come late, and what goes wrong by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use jiff::civil::Weekday::{Friday, Monday, Saturday, Thursday, Tuesday, Wednesday};
use regie_domain::codes::{Channel, CloseHow, DeadlineKind, Settlement, ShipmentStatus as S, UpdateKind};
use regie_domain::command::{JourneyCommand as C, ShipmentCommand};
use regie_domain::event::Window;
use regie_domain::ids::{PromiseId, ShipmentId};
use regie_domain::invariants;
use regie_domain::journey::State;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::shipment::{Stand, tracking};
use regie_domain::term::Term;
use regie_domain::testing::{World, amsterdam};
use regie_domain::update::{Update, UpdateState};
use support::play::{Play, short};

const FIRM: usize = 0;
const CARRIER: usize = 1;

/// The training firm of the story, and a carrier that works on Saturdays, too; delivery by Wednesday 13 March 2019, 18:00.
fn shipped() -> Play {
    let mut play = opened();
    let command = registered(&play, "3S1", "2019-03-13 18:00", None);
    play.member(FIRM, command);
    play
}

/// The same before anything is registered.
fn opened() -> Play {
    let week = [Monday, Tuesday, Wednesday, Thursday, Friday];
    let six = [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday];
    let mut world = World::new(&[&[(&week, "08:30-17:30")], &[(&six, "08:00-18:00")]]);
    world.blueprint.silence = Term::WorkingDays(1);
    world.blueprint.closing = Term::WorkingDays(2);
    world.blueprint.after_broken = Term::WorkingMinutes(210);
    let mut play = Play::new(world, "2019-03-11 10:00");
    play.open(FIRM, Channel::Web, Play::by_mail());
    play
}

fn registered(play: &Play, number: &str, until: &str, replaces: Option<PromiseId>) -> C {
    let (subject, carrier) = (tracking(number).unwrap(), play.world.team(CARRIER));
    C::Shipment(ShipmentCommand::Register { subject, carrier, window: Window::by(amsterdam(until)), replaces })
}

fn only(play: &Play) -> ShipmentId {
    *play.journey().shipments.keys().next().unwrap()
}

fn stand(play: &Play) -> Stand {
    play.journey().stand_of(&play.journey().shipments[&only(play)])
}

fn promises(play: &Play) -> [PromiseState; 2] {
    let found = &play.journey().shipments[&only(play)];
    [found.promise, found.carriers].map(|id| play.promise(id).state)
}

/// The carrier says so, over a signed door; what happened at a moment.
fn says(play: &mut Play, status: S, at: &str) {
    let told = Some(play.outgoing());
    let (shipment, at) = (only(play), Some(amsterdam(at)));
    play.system(C::Shipment(ShipmentCommand::Fact { shipment, status, at, signed: true, told }));
    invariants::check(play.journey()).unwrap();
}

#[test]
fn one_shipment_is_two_promises_and_the_customer_hears_of_the_senders() {
    let play = shipped();
    let found = &play.journey().shipments[&only(&play)];
    let (to_customer, to_firm) = (play.promise(found.promise), play.promise(found.carriers));
    assert!(to_customer.is_to_customer() && !to_firm.is_to_customer());
    assert_eq!((to_customer.owner, to_firm.owner), (play.world.team(FIRM), play.world.team(CARRIER)));
    assert_eq!(short(to_firm.first.until), "Wed 13-03 18:00");
    assert_eq!(play.count(UpdateKind::PromiseMade), 1);
    assert_eq!(play.journey().expectation.as_ref().unwrap().promise, Some(found.promise));
}

#[test]
fn what_was_not_said_three_hours_before_puts_both_at_risk_and_the_customer_hears_nothing_of_it() {
    let mut play = shipped();
    play.at("2019-03-13 14:59");
    assert_eq!(stand(&play), Stand::UnderWay);
    let told = play.rows.len();
    play.at("2019-03-13 15:00");
    assert_eq!((stand(&play), play.rows.len()), (Stand::AtRisk, told));
    assert_eq!(play.moments("shipment.at_risk"), ["Wed 13-03 15:00"]);
    let found = play.journey().shipments[&only(&play)].clone();
    for promise in [found.promise, found.carriers] {
        assert_eq!(play.promise(promise).risk, Some(DeadlineKind::PromiseFourFifths));
    }
}

#[test]
fn out_for_delivery_in_time_is_no_risk_and_delivered_keeps_both_and_is_the_outcome() {
    let mut play = shipped();
    says(&mut play, S::Accepted, "2019-03-11 10:00");
    says(&mut play, S::Accepted, "2019-03-11 10:00");
    play.at("2019-03-13 09:00");
    says(&mut play, S::OutForDelivery, "2019-03-13 08:40");
    play.at("2019-03-13 15:20");
    assert_eq!(stand(&play), Stand::UnderWay);
    says(&mut play, S::Delivered, "2019-03-13 15:10");
    let at = amsterdam("2019-03-13 15:10");
    assert_eq!(promises(&play), [PromiseState::Kept { at }; 2]);
    assert_eq!(play.count(UpdateKind::Shipment), 2, "once that it is on its way, once that it comes today");
    assert_eq!(play.count(UpdateKind::Outcome), 1);
    play.at("2019-03-16 10:00");
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::NotObjected, .. }));
}

/// What of the shipment is on its way to the customer and has not left.
fn waiting(play: &Play) -> Vec<UpdateKind> {
    let journey = play.journey();
    let of = [UpdateKind::Shipment, UpdateKind::PromiseMade, UpdateKind::Outcome];
    let waits = journey.updates.iter().filter(|(id, update)| of.contains(&update.about) && journey.is_waiting(**id));
    let mut all: Vec<_> = waits.map(|(_, update)| (update.seq, update.about)).collect();
    all.sort_unstable_by_key(|(seq, _)| *seq);
    all.into_iter().map(|(_, about)| about).collect()
}

#[test]
fn what_is_there_is_not_promised_and_what_comes_at_once_is_one_message_with_the_newest() {
    // Registered after it was brought: the promise has not left, and never does.
    let mut play = opened();
    play.held = true;
    let command = registered(&play, "3S1", "2019-03-13 18:00", None);
    play.member(FIRM, command);
    assert_eq!(waiting(&play), [UpdateKind::PromiseMade]);
    says(&mut play, S::Delivered, "2019-03-11 09:40");
    assert_eq!(waiting(&play), [UpdateKind::Outcome]);
    assert_eq!(stand(&play), Stand::Delivered);
    // A carrier that catches up: with it, brought today, gone wrong, there; nothing of it left in between.
    let mut play = shipped();
    play.at("2019-03-13 14:18");
    for (status, at) in
        [(S::Accepted, "2019-03-11 16:00"), (S::OutForDelivery, "2019-03-13 08:40"), (S::Exception, "2019-03-13 10:00")]
    {
        says(&mut play, status, at);
        assert_eq!(waiting(&play), [UpdateKind::Shipment], "one stands for all");
    }
    let waits = play.journey().updates.values().find(|update| update.state == UpdateState::Planned);
    assert_eq!(short(waits.unwrap().not_before), "Wed 13-03 14:19", "for what comes behind it");
    says(&mut play, S::Delivered, "2019-03-13 14:17");
    play.at("2019-03-13 14:30");
    let journey = play.journey();
    let left = |about| {
        let sent = |update: &&Update| update.about == about && matches!(update.state, UpdateState::Sent { .. });
        journey.updates.values().filter(sent).count()
    };
    assert_eq!((left(UpdateKind::Shipment), left(UpdateKind::Outcome)), (0, 1));
}

#[test]
fn late_is_told_with_the_next_moment_and_word_that_came_late_is_judged_by_when_it_happened() {
    let mut play = shipped();
    play.at("2019-03-12 09:00");
    says(&mut play, S::InTransit, "2019-03-12 08:50");
    play.at("2019-03-13 18:05");
    let due = amsterdam("2019-03-13 18:00");
    assert_eq!(promises(&play), [PromiseState::Broken { due }; 2]);
    assert_eq!(stand(&play), Stand::Late);
    let broken: Vec<_> = play.rows.iter().filter(|row| row.about == "promise_broken").collect();
    assert_eq!((broken.len(), broken[0].at.as_str()), (1, "Wed 13-03 18:00"));
    assert_eq!(short(play.promise(play.last_promise()).first.until), "Thu 14-03 12:00");
    says(&mut play, S::Delivered, "2019-03-13 17:50");
    let at = amsterdam("2019-03-13 17:50");
    assert_eq!(promises(&play), [PromiseState::Kept { at }; 2]);
    assert_eq!(play.moments("promise.judged_again").len(), 2, "a corrected verdict is an event");
    assert!(play.journey().promises.values().all(|promise| !promise.is_unsettled()));
}

#[test]
fn only_a_signed_word_corrects_a_verdict_and_late_stays_late() {
    let mut play = shipped();
    play.at("2019-03-13 18:05");
    let shipment = only(&play);
    let (status, at) = (S::Delivered, Some(amsterdam("2019-03-13 17:50")));
    play.member(FIRM, C::Shipment(ShipmentCommand::Fact { shipment, status, at, signed: false, told: None }));
    let found = &play.journey().shipments[&shipment];
    assert_eq!(play.promise(found.promise).settled, Some(Settlement::FulfilledLate));
    assert!(play.moments("promise.judged_again").is_empty());
    let mut late = shipped();
    late.at("2019-03-13 19:00");
    says(&mut late, S::Delivered, "2019-03-13 18:30");
    let due = amsterdam("2019-03-13 18:00");
    assert_eq!(promises(&late), [PromiseState::Broken { due }; 2]);
}

#[test]
fn damage_loss_and_return_owe_the_customer_word_and_tell_so_once() {
    for status in [S::Damaged, S::Lost, S::Returned, S::Exception] {
        let mut play = shipped();
        play.at("2019-03-12 11:00");
        says(&mut play, status, "2019-03-12 10:50");
        assert_eq!(stand(&play), Stand::Trouble, "{status:?}");
        let moment = play.promise(play.last_promise());
        assert_eq!((moment.owner, short(moment.first.until)), (play.world.team(FIRM), "Tue 12-03 14:30".to_owned()));
        says(&mut play, S::Lost, "2019-03-12 10:55");
        assert_eq!(play.count(UpdateKind::Shipment), 1);
    }
}

#[test]
fn what_goes_wrong_after_the_end_opens_the_journey_again() {
    let mut play = shipped();
    play.at("2019-03-13 15:20");
    says(&mut play, S::Delivered, "2019-03-13 15:10");
    play.by_customer(C::ConfirmSolved {});
    play.at("2019-03-14 09:00");
    says(&mut play, S::Damaged, "2019-03-14 08:50");
    assert!(play.journey().is_open());
    assert_eq!(stand(&play), Stand::Trouble);
    let at = amsterdam("2019-03-13 15:10");
    assert_eq!(promises(&play), [PromiseState::Kept { at }; 2], "it was there in time");
}

#[test]
fn silence_is_noticed_and_told() {
    let mut play = shipped();
    let command = registered(&play, "3S9", "2019-03-29 18:00", None);
    play.member(FIRM, command);
    play.at("2019-03-13 18:00");
    assert_eq!(play.moments("shipment.silent").len(), 2, "two of the carrier's working days");
    assert!(play.count(UpdateKind::Shipment) >= 1);
}

#[test]
fn a_replacement_settles_the_broken_promise_and_the_carriers_own_is_let_go_by_the_sender() {
    let mut play = shipped();
    play.at("2019-03-14 16:10");
    let found = play.journey().shipments[&only(&play)].clone();
    let command = registered(&play, "B 2", "2019-03-15 18:00", Some(found.promise));
    play.member(FIRM, command);
    assert_eq!(play.promise(found.promise).settled, Some(Settlement::Replaced));
    assert_eq!(
        play.try_member(CARRIER, C::Release { promise: found.carriers }).unwrap_err().code,
        Code::NotYourPromise
    );
    play.member(FIRM, C::Release { promise: found.carriers });
    assert_eq!(play.promise(found.carriers).settled, Some(Settlement::Released));
    let (second, _) = play.journey().shipment_by(&tracking("b2").unwrap()).unwrap();
    play.at("2019-03-15 15:20");
    let (at, told) = (Some(amsterdam("2019-03-15 15:20")), Some(play.outgoing()));
    let status = S::Delivered;
    play.member(FIRM, C::Shipment(ShipmentCommand::Fact { shipment: second, status, at, signed: false, told }));
    let promise = play.journey().shipments[&second].promise;
    assert_eq!(play.promise(promise).early().unwrap().as_mins(), 160, "2 h 40 early");
    play.by_customer(C::ConfirmSolved {});
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::Confirmed, .. }));
}

#[test]
fn a_fact_long_before_it_was_registered_or_ahead_of_the_clock_is_refused() {
    for at in ["2019-02-20 10:00", "2019-03-11 10:30"] {
        let mut play = shipped();
        let shipment = only(&play);
        let at = Some(amsterdam(at));
        let fact = ShipmentCommand::Fact { shipment, status: S::Delivered, at, signed: false, told: None };
        assert_eq!(play.try_member(FIRM, C::Shipment(fact)).unwrap_err().code, Code::ImplausibleTime);
    }
}
