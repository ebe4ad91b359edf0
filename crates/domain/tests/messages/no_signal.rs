//! The story `no-signal-on-friday-night`, the evening with a line test first, as far as this domain goes.

use jiff::civil::Weekday::{Friday, Monday, Saturday, Thursday, Tuesday, Wednesday};
use regie_domain::codes::{Asks, BallGoes, Channel, CloseHow, Direction, NextStep, Outcome, Settlement, UpdateKind};
use regie_domain::command::{CallWish, JourneyCommand as C, VisitCommand as V};
use regie_domain::event::{ContactFacts, Window};
use regie_domain::ids::VisitId;
use regie_domain::journey::{Holder, State};
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::slot::{Asking, Day, Mark, MarkDay, SlotBook, SlotDesk, SlotRow};
use regie_domain::term::Term;
use regie_domain::testing::{World, amsterdam};
use regie_domain::visit::{OutcomeTold, VisitPlan, Wish};

use crate::support::play::{Play, promise, short};

const FRONT: usize = 0;
const BACK: usize = 1;
const ENGINEERS: usize = 2;

pub fn world() -> World {
    let week = [Monday, Tuesday, Wednesday, Thursday, Friday];
    let six = [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday];
    let mut world = World::new(&[
        &[(&week, "08:00-21:00"), (&[Saturday], "10:00-17:00")],
        &[(&week, "08:30-17:00")],
        &[(&six, "08:00-17:00")],
    ]);
    // The engineers come Mo-Sa in three windows; the customer may move a visit until 17:00 the day before.
    let at = |text: &str| text.parse().unwrap();
    let row = |hours: &str| SlotRow {
        days: Day::ALL[..6].to_vec(),
        hours: hours.parse().unwrap(),
        places: 2,
        kept: 1,
        kept_until: Mark { day: MarkDay::SameDay, at: at("07:00") },
    };
    let rows = ["08:00-11:00", "11:00-14:00", "14:00-17:00"].map(row).to_vec();
    let book = SlotBook { rows, ..SlotBook::empty(Mark { day: MarkDay::DayBefore, at: at("17:00") }) };
    world.slots = Some(SlotDesk { book, taken: Vec::new() });
    let team = world.team(ENGINEERS);
    world.blueprint.visit =
        Some(VisitPlan { team, urgent: true, by_customer: true, ball: BallGoes::Goes, cost: None, rest_days: Some(7) });
    world.blueprint.silence = Term::hours(24);
    world.blueprint.call_back = Term::working_hours(1);
    world.blueprint.next_news = Term::WorkingDays(1);
    world
}

/// Friday evening to Saturday 10:15: call-back, handover to a closed team, "you hear from us by …".
fn until_saturday(friday: &str, saturday: &str, told: &str) -> Play {
    let mut play = Play::new(world(), &format!("{friday} 21:05"));
    play.open(FRONT, Channel::Web, Play::by_mail());
    let wish = ContactFacts { channel: Channel::Web, ..play.incoming() };
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Soon });
    let call = play.promise(play.last_promise());
    assert_eq!(call.first.from, Some(amsterdam(&format!("{saturday} 10:00"))), "on the list when the desk opens");
    assert_eq!(call.first.until, amsterdam(&format!("{saturday} 11:00")));
    let promised = play.last_promise();
    play.at(&format!("{saturday} 10:00"));
    let called = ContactFacts { channel: Channel::Phone, ..play.outgoing() };
    play.member(FRONT, C::RecordContact { contact: called, answers: None });
    assert!(matches!(play.promise(promised).state, PromiseState::Kept { .. }));
    play.at(&format!("{saturday} 10:15"));
    let offer = play.offer(BACK, Some(BallGoes::Goes));
    play.member(FRONT, offer);
    play.member(FRONT, C::Promise { promise: promise(false, Some(told)) });
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(FRONT) });
    play
}

pub fn evening() -> Play {
    evening_told_by(ENGINEERS)
}

/// The whole evening; the outcome is told by who was there, or by the team that sent them and has the ball.
fn evening_told_by(teller: usize) -> Play {
    let mut play = until_saturday("2018-08-03", "2018-08-04", "2018-08-06 12:00");
    let monday_noon = play.last_promise();
    play.at("2018-08-06 08:10");
    let asks = ContactFacts { channel: Channel::Phone, asks: Asks::News, ..play.incoming() };
    let chaser = asks.contact;
    play.member(FRONT, C::RecordContact { contact: asks, answers: None });
    assert_eq!(play.journey().contacts[&chaser].facts.tied_to, Some(monday_noon));
    play.at("2018-08-06 08:50");
    for how in [CloseHow::Confirmed, CloseHow::NotObjected, CloseHow::Withdrawn] {
        assert_eq!(play.try_member(BACK, C::Close { how }).unwrap_err().code, Code::NotYourBall);
    }
    let asks = play.question(Some(play.pending()));
    let asked = play.write(false, None, Some(asks));
    play.member(BACK, asked);
    let question = play.journey().open_question().unwrap().1;
    assert_eq!(question.asker, play.world.team(FRONT), "asked in the giver's name");
    assert!(play.promise(monday_noon).is_open(), "the promise's clock keeps running");
    assert_eq!(play.try_member(BACK, play.accept(None)).unwrap_err().code, Code::StaleBall);
    play.at("2018-08-06 09:10");
    play.answer();
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(FRONT) }, "back to the asker");
    play.member(BACK, play.accept(None));
    let tuesday = window("2018-08-07 08:00", "2018-08-07 11:00");
    play.member(BACK, C::Visit(V::Book { window: tuesday, note: None, place: None }));
    let (visit, booked) = play.visit();
    assert_eq!(booked.movable_until, amsterdam("2018-08-06 17:00"));
    let leg = &play.journey().legs[&booked.leg.unwrap()];
    assert_eq!(
        (leg.team, leg.ball),
        (play.world.team(ENGINEERS), BallGoes::Stays),
        "the back office's own leg has the ball"
    );
    let kept = play.promise(monday_noon);
    assert_eq!(kept.state, PromiseState::Kept { at: amsterdam("2018-08-06 09:10") });
    assert_eq!(kept.early().unwrap().as_mins(), 170);
    repaired(&mut play, visit, "2018-08-07", teller);
    assert!(play.journey().legs.values().all(|leg| !leg.is_open()), "each piece of work ended with that outcome");
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(FRONT) }, "back to who directs");
    play.at("2018-08-07 11:20");
    play.by_customer(C::ConfirmSolved {});
    play
}

/// The morning of the visit: narrowed at half past seven, there at 08:05, done at 11:05 and told in the same command.
fn repaired(play: &mut Play, visit: VisitId, day: &str, teller: usize) {
    play.at(&format!("{day} 07:30"));
    let narrowed = window(&format!("{day} 08:00"), &format!("{day} 08:30"));
    play.member(ENGINEERS, C::Visit(V::Narrow { visit, window: narrowed }));
    let first = play.promise(play.visit().1.promise().unwrap()).first;
    assert_eq!(first, window(&format!("{day} 08:00"), &format!("{day} 11:00")), "what judges is what was chosen");
    play.at(&format!("{day} 08:05"));
    play.member(ENGINEERS, C::Visit(V::Arrive { visit, at: None }));
    play.at(&format!("{day} 11:05"));
    let told = OutcomeTold { outcome: Outcome::Solved, contact: play.outgoing(), amount: None };
    let done = V::Done {
        visit,
        arrived: None,
        at: None,
        first_time_right: true,
        missing: Vec::new(),
        text: None,
        told: Some(told),
    };
    play.member(teller, C::Visit(done));
    let promise = play.journey().visits[&visit].promise().unwrap();
    assert_eq!(play.promise(promise).state, PromiseState::Kept { at: amsterdam(&format!("{day} 08:05")) });
}

fn window(from: &str, until: &str) -> Window {
    Window { from: Some(amsterdam(from)), until: amsterdam(until) }
}

/// The same evening where the blueprint needs no line test: the customer chooses a window while reporting.
pub fn night() -> Play {
    let mut play = Play::new(world(), "2018-08-03 21:05");
    play.open(FRONT, Channel::Web, Play::by_mail());
    let asking = Asking { now: play.now, urgent: true, besides: None };
    let desk = play.world.slots.clone().unwrap();
    let free = desk.book.free(&play.world.teams[ENGINEERS].calendar, &desk.taken, asking);
    let first = free[0].slot.window();
    assert_eq!(first, window("2018-08-04 08:00", "2018-08-04 11:00"));
    play.by_customer(C::Visit(V::Book { window: first, note: None, place: None }));
    let (visit, _) = play.visit();
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(ENGINEERS) }, "a standing acceptance");
    repaired(&mut play, visit, "2018-08-04", ENGINEERS);
    let hours = play.journey().hours_per_holder(play.now);
    let total: i64 = hours.iter().map(|(_, time)| time.as_hours()).sum();
    assert_eq!(total, 14, "fourteen hours after the first contact");
    play
}

#[test]
fn no_signal_on_friday_night_a_window_in_the_first_contact_is_fourteen_hours() {
    let mut play = night();
    play.at("2018-08-04 11:20");
    play.by_customer(C::ConfirmSolved {});
    assert_eq!(play.journey().state, State::Closed { how: CloseHow::Confirmed, at: amsterdam("2018-08-04 11:20") });
    let mut play = night();
    let no = play.incoming();
    play.by_customer(C::NotSolved { contact: no });
    assert!(play.journey().is_open(), "no re-opens the same journey");
}

#[test]
fn no_signal_on_friday_night_is_told_as_the_story_tells_it() {
    let play = evening();
    assert_eq!(play.journey().state, State::Closed { how: CloseHow::Confirmed, at: amsterdam("2018-08-07 11:20") });
    assert_eq!(play.count(UpdateKind::NoNews), 1);
    assert_eq!((play.journey().chasers(), play.journey().fragments()), (1, 0));
    assert_eq!(play.moments("handover.overdue"), [""; 0]);
}

#[test]
fn no_signal_on_friday_night_the_team_with_the_ball_tells_the_outcome_for_who_was_there() {
    let (own, sender) = (evening(), evening_told_by(BACK));
    assert_eq!(own.rows, sender.rows, "one message either way");
    assert_eq!(own.journey().state, sender.journey().state);
}

#[test]
fn no_signal_on_friday_night_who_came_tells_no_outcome_while_the_ball_is_with_another_team() {
    let mut play = Play::new(world(), "2018-08-03 21:05");
    play.world.blueprint.visit.as_mut().unwrap().ball = BallGoes::Stays;
    play.open(FRONT, Channel::Web, Play::by_mail());
    play.at("2018-08-06 09:00");
    play.member(
        FRONT,
        C::Visit(V::Book { window: window("2018-08-07 08:00", "2018-08-07 11:00"), note: None, place: None }),
    );
    let visit = play.visit().0;
    play.hand_over(FRONT, BACK);
    play.at("2018-08-07 08:05");
    let told = OutcomeTold { outcome: Outcome::Solved, contact: play.outgoing(), amount: None };
    let done = |told| {
        let (missing, text) = (Vec::new(), Some(regie_domain::testing::id(77)));
        C::Visit(V::Done { visit, arrived: None, at: None, first_time_right: true, missing, text, told })
    };
    assert_eq!(play.try_member(ENGINEERS, done(Some(told))).unwrap_err().code, Code::NotYourBall);
    play.member(ENGINEERS, done(None));
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(BACK) }, "it goes on there");
}

#[test]
fn no_signal_on_friday_night_over_whitsun_is_silent_twice_and_then_someone_calls() {
    let mut play = until_saturday("2018-05-18", "2018-05-19", "2018-05-22 12:00");
    play.at("2018-05-22 08:30");
    let silent: Vec<_> = play.rows.iter().filter(|row| row.about == "no_news").map(|row| row.at.as_str()).collect();
    assert_eq!(silent, ["Sun 20-05 10:15", "Mon 21-05 10:15"]);
    assert_eq!(play.calls(), ["Tue 22-05 09:00"], "in the director's first hour");
    assert!(
        play.moments("deadline.passed").iter().all(|at| at != "Tue 22-05 08:00"),
        "nobody is late as the desk opens"
    );
}

#[test]
fn no_signal_on_friday_night_counts_elapsed_hours_over_a_clock_change() {
    for (friday, saturday, told, expected) in [
        ("2018-03-23", "2018-03-24", "2018-03-26 12:00", "Sun 25-03 11:15"),
        ("2018-10-26", "2018-10-27", "2018-10-29 12:00", "Sun 28-10 09:15"),
    ] {
        let mut play = until_saturday(friday, saturday, told);
        play.at(&told.replace("12:00", "08:00"));
        let silent: Vec<_> = play.rows.iter().filter(|row| row.about == "no_news").map(|row| row.at.as_str()).collect();
        assert_eq!(silent, [expected]);
    }
}

#[test]
fn no_signal_on_friday_night_a_wish_to_be_called_leaves_the_question_open() {
    let mut play = until_saturday("2018-08-03", "2018-08-04", "2018-08-06 12:00");
    play.ask(FRONT);
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Soon });
    assert!(play.asked().is_some());
    assert_eq!(play.journey().ball.holder, Holder::Customer);
    assert_eq!(short(play.promise(play.last_promise()).first.until), "Sat 04-08 11:15");
    // The call itself is noted as told: it keeps the promise of a call, not that of news by Monday alone.
    play.at("2018-08-04 10:30");
    let call = ContactFacts { direction: Direction::Out, channel: Channel::Phone, ..play.incoming() };
    play.member(FRONT, C::RecordContact { contact: call, answers: None });
    assert!(!play.promise(play.last_promise()).is_unsettled());
}

/// A visit on Tuesday that the customer chose on Friday evening.
fn of_tuesday() -> (Play, VisitId) {
    let mut play = Play::new(world(), "2018-08-03 21:05");
    play.open(FRONT, Channel::Web, Play::by_mail());
    play.by_customer(C::Visit(V::Book {
        window: window("2018-08-07 08:00", "2018-08-07 11:00"),
        note: None,
        place: None,
    }));
    let visit = play.visit().0;
    (play, visit)
}

#[test]
fn nobody_comes_finishes_or_says_when_exactly_before_the_day_of_the_visit() {
    let (mut play, visit) = of_tuesday();
    play.at("2018-08-06 23:55");
    let told = window("2018-08-07 08:00", "2018-08-07 08:30");
    let text = Some(regie_domain::testing::id(77));
    let done = |arrived, at| {
        C::Visit(V::Done { visit, arrived, at, first_time_right: true, missing: Vec::new(), text, told: None })
    };
    let early = [
        C::Visit(V::Narrow { visit, window: told }),
        C::Visit(V::Arrive { visit, at: None }),
        done(None, None),
        done(Some(amsterdam("2018-08-06 20:00")), None),
    ];
    for command in early {
        let refused = play.try_member(ENGINEERS, command).unwrap_err();
        assert_eq!((refused.code, refused.at), (Code::VisitTooEarly, Some(amsterdam("2018-08-07 08:00"))));
    }
    let promise = play.visit().1.promise().unwrap();
    assert!(play.promise(promise).is_open(), "nothing was kept");
    // On the day itself also before the window, by the clock of the team.
    play.at("2018-08-07 00:05");
    let refused = play.try_member(ENGINEERS, done(Some(amsterdam("2018-08-06 20:00")), None)).unwrap_err();
    assert_eq!(refused.code, Code::VisitTooEarly, "nor is it noted afterwards that somebody came the day before");
    play.member(ENGINEERS, C::Visit(V::Narrow { visit, window: told }));
    play.at("2018-08-07 07:50");
    play.member(ENGINEERS, C::Visit(V::Arrive { visit, at: None }));
    assert!(matches!(play.promise(promise).state, PromiseState::Kept { .. }));
}

#[test]
fn who_was_said_to_be_there_too_early_is_awaited_again_and_the_promise_is_judged_by_its_window() {
    let (mut play, visit) = of_tuesday();
    let promise = play.visit().1.promise().unwrap();
    play.at("2018-08-07 07:50");
    play.member(ENGINEERS, C::Visit(V::Arrive { visit, at: None }));
    let undo = || C::Visit(V::NotThereYet { visit });
    assert!(play.try_customer(undo()).is_err(), "only who comes, sends or directs says so");
    play.member(ENGINEERS, undo());
    assert!(play.visit().1.is_awaited() && play.promise(promise).is_open());
    assert_eq!(play.journey().expectation.as_ref().unwrap().next, NextStep::WeCome, "the customer waits for it again");
    assert!(play.member(ENGINEERS, undo()).events.is_empty(), "there is nothing to take back twice");
    // It may be moved, and somebody may really come.
    play.at("2018-08-07 08:30");
    play.member(ENGINEERS, C::Visit(V::Arrive { visit, at: None }));
    assert!(matches!(play.promise(promise).state, PromiseState::Kept { .. }));
    // Taken back after the window, nobody came in time: it breaks and the customer is told.
    play.at("2018-08-07 11:30");
    play.member(ENGINEERS, undo());
    play.at("2018-08-07 11:31");
    assert!(play.promise(promise).is_unsettled());
    assert_eq!(play.count(UpdateKind::PromiseBroken), 1);
    // What came late was late, and is so again after it was taken back.
    play.member(ENGINEERS, C::Visit(V::Arrive { visit, at: None }));
    assert_eq!(play.promise(promise).settled, Some(Settlement::FulfilledLate));
    play.member(ENGINEERS, undo());
    assert!(play.promise(promise).is_unsettled() && play.journey().is_missed(&play.visit().1));
    regie_domain::invariants::check(play.journey()).unwrap();
}

#[test]
fn after_a_visit_that_we_missed_the_customer_chooses_at_once_and_what_was_promised_stays_broken() {
    let (mut play, visit) = of_tuesday();
    let missed = play.visit().1.promise().unwrap();
    let thursday = window("2018-08-09 08:00", "2018-08-09 11:00");
    let another = || C::Visit(V::Move { visit, window: thursday, place: None, wish: Wish::Customer });
    play.at("2018-08-07 10:55");
    assert_eq!(play.try_customer(another()).unwrap_err().code, Code::TooLateToMove);
    play.at("2018-08-07 12:00");
    assert!(play.journey().is_missed(&play.visit().1));
    play.by_customer(another());
    let (broken, now) = (play.promise(missed), play.visit().1);
    assert!(matches!(broken.state, PromiseState::Broken { .. }));
    assert_eq!((broken.settled, broken.replaced_by), (Some(Settlement::Replaced), now.promise()));
    assert_eq!((now.window, play.journey().is_missed(&now)), (thursday, false));
}

#[test]
fn what_the_customer_asked_waits_on_whatever_becomes_of_the_visit() {
    let (mut play, visit) = of_tuesday();
    let waits = |play: &Play| play.journey().unread().count();
    play.at("2018-08-06 10:00");
    for asks in [Asks::Something, Asks::News] {
        let contact = ContactFacts { asks, ..play.incoming() };
        play.by_customer(C::RecordContact { contact, answers: None });
    }
    let wishes = [Wish::Ours { reason: regie_domain::codes::MoveReason::Capacity, text: None }, Wish::Customer];
    for (window, wish) in
        [window("2018-08-07 11:00", "2018-08-07 14:00"), window("2018-08-07 14:00", "2018-08-07 17:00")]
            .into_iter()
            .zip(wishes)
    {
        play.member(ENGINEERS, C::Visit(V::Move { visit, window, place: None, wish }));
        assert_eq!(waits(&play), 2, "another window answers no question");
    }
    play.at("2018-08-07 13:00");
    let told = window("2018-08-07 14:00", "2018-08-07 15:00");
    play.member(ENGINEERS, C::Visit(V::Narrow { visit, window: told }));
    assert_eq!(waits(&play), 2);
    play.at("2018-08-07 14:30");
    play.member(ENGINEERS, C::Visit(V::Arrive { visit, at: None }));
    let (missing, text) = (vec![regie_domain::codes::Missing::Part], Some(regie_domain::testing::id(77)));
    play.member(
        ENGINEERS,
        C::Visit(V::Done { visit, arrived: None, at: None, first_time_right: false, missing, text, told: None }),
    );
    assert_eq!(waits(&play), 2, "how the visit went is told by the program");
    // Only a person's words answer, or that somebody saw it.
    let holder =
        if play.journey().ball.holder == (Holder::Team { team: play.world.team(FRONT) }) { FRONT } else { ENGINEERS };
    let answer = play.write(true, None, None);
    play.member(holder, answer);
    assert_eq!(waits(&play), 0);
}
