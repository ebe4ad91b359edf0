//! The stories `double-billing`, `lost-parcel` and `damaged-lease-car`, as far as this domain goes.

use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
use regie_domain::closing;
use regie_domain::codes::{
    Asks, BallGoes, Channel, CloseHow, DeadlineKind, MoveReason, Outcome, ParticipantRole, Settlement,
};
use regie_domain::command::{AgreementCommand, BreachCommand, HoldCommand, JourneyCommand as C, NewPromise};
use regie_domain::event::{ContactFacts, Promisee, Reach, Window};
use regie_domain::journey::{Holder, State};
use regie_domain::money::Cents;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::term::Term;
use regie_domain::testing::{World, amsterdam, id};

use crate::support::play::{Play, promise, short};

const WEEK: [jiff::civil::Weekday; 5] = [Monday, Tuesday, Wednesday, Thursday, Friday];
const ALL_DAYS: [jiff::civil::Weekday; 7] = [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];

pub fn double_billing() -> Play {
    const SOCIAL: usize = 0;
    const ADMINISTRATION: usize = 1;
    let mut world = World::new(&[&[(&ALL_DAYS, "08:00-22:00")], &[(&WEEK, "09:00-17:00")]]);
    world.blueprint.first_answer = Term::WorkingMinutes(108);
    let mut play = Play::new(world, "2017-08-29 10:12");
    play.open(SOCIAL, Channel::Social, Play::by_mail());
    assert_eq!(short(play.promise(play.last_promise()).first.until), "Tue 29-08 12:00");
    play.at("2017-08-29 10:15");
    play.ask(SOCIAL);
    play.at("2017-08-29 10:17");
    play.answer();
    play.at("2017-08-29 10:20");
    let (agreed, terms) = play.agree(ADMINISTRATION, Some("2017-09-07 17:00"));
    play.member(SOCIAL, agreed);
    let credit = play.last_promise();
    assert_eq!(terms, 1, "one hold");
    assert_eq!(short(play.journey().pending().next().unwrap().1.respond_by), "Tue 29-08 14:20");
    let outcome = play.propose();
    assert_eq!(play.try_member(SOCIAL, outcome).unwrap_err().code, Code::LegsOpen);
    play.at("2017-08-29 10:21");
    let hold = play.hold();
    play.member(ADMINISTRATION, C::Hold(HoldCommand::Acknowledge { hold, at: None }));
    play.at("2017-08-29 13:30");
    play.member(ADMINISTRATION, play.accept(None));
    assert_eq!(play.journey().direction.team, play.world.team(SOCIAL), "the direction stays");
    play.at("2017-09-06 11:00");
    let outcome = play.propose();
    play.member(ADMINISTRATION, outcome);
    let kept = play.promise(credit);
    assert_eq!(kept.early().unwrap().as_mins(), 30 * 60, "one day and six hours early");
    assert_eq!(play.moments("agreement.kept"), ["Wed 06-09 11:00"], "kept when the leg is done");
    assert_eq!(closing::obstacle(play.journey()).map(|it| it.code), Some(Code::HoldsOpen));
    play.member(ADMINISTRATION, C::Hold(HoldCommand::AcknowledgeRelease { hold, at: None }));
    play.at("2017-09-06 18:00");
    play.by_customer(C::ConfirmSolved {});
    play
}

#[test]
fn double_billing_is_told_after_three_working_days_of_silence() {
    let play = double_billing();
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::Confirmed, .. }));
    let silent: Vec<_> = play.rows.iter().filter(|row| row.about == "no_news").map(|row| row.at.as_str()).collect();
    assert_eq!(silent, ["Fri 01-09 17:00"]);
    assert_eq!((play.journey().from_customer().count(), play.journey().chasers()), (2, 0));
    assert_eq!(play.journey().legs.len(), 1);
}

pub fn lost_parcel() -> Play {
    const FIRM: usize = 0;
    const CARRIER: usize = 1;
    let mut world = World::new(&[&[(&WEEK, "08:30-17:30")], &[(&WEEK, "08:00-18:00")]]);
    world.blueprint.silence = Term::WorkingDays(1);
    world.blueprint.closing = Term::WorkingDays(2);
    world.blueprint.after_broken = Term::WorkingMinutes(210);
    let mut play = Play::new(world, "2019-03-11 10:00");
    play.open(FIRM, Channel::Web, Play::by_mail());
    let delivery = play.write(true, Some(promise(true, Some("2019-03-13 18:00"))), None);
    play.member(FIRM, delivery);
    let first = play.last_promise();
    let to_firm = Promisee::Team { team: play.world.team(FIRM) };
    let carriers = NewPromise { to: to_firm, ..promise(true, Some("2019-03-13 18:00")) };
    play.member(CARRIER, C::Promise { promise: carriers });
    let carriers = play.last_promise();
    play.at("2019-03-14 09:10");
    let again = play.last_promise();
    assert_eq!(short(play.promise(again).first.until), "Thu 14-03 12:00", "told with the next moment of news");
    let chase = |play: &mut Play| {
        let asks = ContactFacts { channel: Channel::Phone, asks: Asks::News, ..play.incoming() };
        let contact = asks.contact;
        play.member(FIRM, C::RecordContact { contact: asks, answers: None });
        play.journey().contacts[&contact].facts.tied_to
    };
    assert_eq!(chase(&mut play), Some(again));
    play.at("2019-03-14 09:20");
    let offer = play.offer(CARRIER, Some(BallGoes::Goes));
    play.member(FIRM, offer);
    let asked = play.pending();
    play.at("2019-03-14 11:58");
    let decide = play.write(false, Some(promise(false, Some("2019-03-14 16:30"))), None);
    play.member(FIRM, decide);
    let half_past_four = play.last_promise();
    assert!(matches!(play.promise(again).state, PromiseState::Kept { .. }), "the told moment is kept");
    play.at("2019-03-14 13:20");
    assert_eq!(play.journey().handovers[&asked].overdue, Some(DeadlineKind::OfferTeam));
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(FIRM) });
    play.at("2019-03-14 14:05");
    assert_eq!(chase(&mut play), Some(half_past_four));
    play.at("2019-03-14 16:00");
    let text = play.content();
    play.member(CARRIER, C::AnswerOffer { handover: asked, outcome: Outcome::Solved, text });
    play.at("2019-03-14 16:10");
    let replacement = NewPromise { replaces: Some(first), ..promise(true, Some("2019-03-15 18:00")) };
    let told = play.write(false, Some(replacement), None);
    play.member(FIRM, told);
    let second = play.last_promise();
    play.member(FIRM, C::Release { promise: carriers });
    play.at("2019-03-15 15:20");
    let outcome = play.propose();
    play.member(FIRM, outcome);
    play.at("2019-03-15 15:40");
    play.by_customer(C::ConfirmSolved {});

    assert_eq!(play.promise(first).state, PromiseState::Broken { due: amsterdam("2019-03-13 18:00") });
    assert_eq!(play.promise(first).settled, Some(Settlement::Replaced));
    assert_eq!(play.promise(carriers).settled, Some(Settlement::Released));
    assert_eq!(play.promise(second).early().unwrap().as_mins(), 160, "2 h 40 early");
    play
}

#[test]
fn lost_parcel_is_told_before_the_customer_asks() {
    let play = lost_parcel();
    let broken: Vec<_> = play.rows.iter().filter(|row| row.about == "promise_broken").collect();
    assert_eq!(broken.len(), 1, "the carrier's own promise is told to nobody");
    assert_eq!(broken[0].at, "Wed 13-03 18:00");
    assert_eq!(play.journey().chasers(), 2);
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::Confirmed, .. }));
    assert_eq!(play.moments("handover.overdue"), ["Thu 14-03 13:20", "Thu 14-03 15:20"]);
}

#[test]
fn lost_parcel_an_offer_that_nobody_answers_becomes_louder_three_times_and_stays() {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:00");
    play.open(0, Channel::Email, Play::by_mail());
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    play.at("2018-02-08 09:00");
    assert_eq!(play.moments("handover.overdue"), ["Mon 05-02 13:00", "Mon 05-02 15:00", "Tue 06-02 08:30"]);
    play.member(1, play.accept(None));
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(1) });
}

pub fn damaged_lease_car() -> Play {
    const LEASE: usize = 0;
    const ALARM: usize = 1;
    const SHOP: usize = 2;
    let world = World::new(&[&[(&WEEK, "08:00-18:00")], &[(&ALL_DAYS, "00:00-24:00")], &[(&WEEK, "08:00-17:30")]]);
    let mut play = Play::new(world, "2018-10-01 08:40");
    play.open(ALARM, Channel::Phone, Play::by_mail());
    let employer = C::AddParticipant {
        participant: id(7),
        role: ParticipantRole::ContractParty,
        customer: id(8),
        reach: Reach::None,
        may_act: false,
    };
    play.member(ALARM, employer);
    play.at("2018-10-01 08:45");
    let offer = play.offer(SHOP, Some(BallGoes::Goes));
    play.member(ALARM, offer);
    assert_eq!(short(play.journey().pending().next().unwrap().1.respond_by), "Mon 01-10 12:45");
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(ALARM) });
    play.at("2018-10-01 11:00");
    let repair = NewPromise { cost: Some(Cents(13_500)), ..promise(true, Some("2018-10-04 17:00")) };
    play.member(SHOP, play.accept(Some(repair)));
    let repair = play.last_promise();
    assert_eq!(play.journey().expectation.as_ref().unwrap().cost, Some(Cents(13_500)));
    play.at("2018-10-03 14:00");
    let window = Window::by(amsterdam("2018-10-05 17:00"));
    play.member(
        SHOP,
        C::MovePromise { promise: repair, window, reason: MoveReason::Material, text: None, amount: None },
    );
    play.at("2018-10-03 15:00");
    let direction = play.offer(SHOP, None);
    play.member(LEASE, direction);
    play.at("2018-10-03 15:10");
    let ball = play.journey().ball.clone();
    play.member(SHOP, play.accept(None));
    assert_eq!(play.journey().ball, ball, "a move of the direction never moves the ball");
    assert_eq!(play.journey().direction.team, play.world.team(SHOP));
    assert_eq!(play.journey().direction.epoch, 2);
    play.at("2018-10-05 16:30");
    let outcome = play.propose();
    play.member(SHOP, outcome);
    play.at("2018-10-05 16:50");
    play.by_customer(C::ConfirmSolved {});
    let moved = play.promise(repair);
    assert_eq!(moved.state, PromiseState::KeptAfterMove { at: amsterdam("2018-10-05 16:30") });
    assert_eq!(moved.early().unwrap().as_mins(), -(23 * 60 + 30), "23 h 30 after the first moment");
    play
}

#[test]
fn damaged_lease_car_moves_the_promise_in_time_and_the_direction_without_the_ball() {
    let play = damaged_lease_car();
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::Confirmed, .. }));
    assert!(play.rows.iter().all(|row| row.to == "customer"), "the employer is copied on nothing here");
    assert_eq!(play.moments("promise.broken"), [""; 0]);
}

/// The telecom provider, at the moment at which something is agreed.
fn provider() -> Play {
    let mut world = World::new(&[&[(&ALL_DAYS, "08:00-22:00")], &[(&WEEK, "09:00-17:00")]]);
    world.blueprint.first_answer = Term::WorkingMinutes(108);
    let mut play = Play::new(world, "2017-08-29 10:12");
    play.open(0, Channel::Social, Play::by_mail());
    play.at("2017-08-29 10:20");
    play
}

pub fn letter_all_the_same() -> Play {
    let mut play = provider();
    let (agreed, _) = play.agree(1, Some("2017-09-07 17:00"));
    play.member(0, agreed);
    let (hold, agreement) = (play.hold(), play.agreement());
    play.member(1, C::Hold(HoldCommand::Acknowledge { hold, at: None }));
    play.at("2017-08-29 13:30");
    play.member(1, play.accept(None));
    play.at("2017-09-04 02:10");
    let what = regie_domain::codes::BreachWhat::Letter;
    let (at, text, evidence) = (None, None, Vec::new());
    play.member(1, C::Breach(BreachCommand::Report { agreement, hold: Some(hold), what, at, text, evidence }));
    play.at("2017-09-04 08:30");
    let breach = *play.journey().breaches.keys().next().unwrap();
    let contact = play.outgoing();
    play.member(0, C::Breach(BreachCommand::Apologise { breach, contact }));
    play
}

pub fn over_the_mandate() -> Play {
    let mut play = provider();
    play.world.mandate.amount = Cents(1_000);
    let (agreed, _) = play.agree(1, None);
    play.member(0, agreed);
    play.at("2017-08-29 11:00");
    play.world.mandate.amount = Cents(50_000);
    let agreement = play.agreement();
    play.try_as(0, 1, C::Agreement(AgreementCommand::Approve { agreement, promise: None })).unwrap();
    play
}
