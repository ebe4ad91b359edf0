//! The story `reimbursement`, wholly in the pure domain.

use jiff::SignedDuration;
use regie_domain::codes::{
    Asks, BallGoes, Channel, CloseHow, MoveReason, Outcome, TakeBackReason, TaskKind, UpdateKind,
};
use regie_domain::command::{CallWish, JourneyCommand as C, NewPromise};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::handover::HandoverState;
use regie_domain::journey::{Holder, State};
use regie_domain::money::Cents;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::testing::{World, amsterdam};

use crate::support::play::{Play, promise, short};

const KCC: usize = 0;
const TECHNICAL: usize = 1;
const CLAIMS: usize = 2;

/// The main table; `done` plays what a person does to a message that no channel carries.
pub fn played(reach: Reach, done: fn(&mut Play)) -> Play {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    let channel = if matches!(reach, Reach::Email { .. }) { Channel::Email } else { Channel::Letter };
    play.open(KCC, channel, reach);
    play.at("2018-02-05 09:40");
    done(&mut play);
    let asks = play.question(None);
    let free = NewPromise { cost: Some(Cents(0)), ..promise(true, None) };
    let answer = play.write(true, Some(free), Some(asks));
    play.member(KCC, answer);
    // A letter keeps the first answer once it is posted, so it is posted before closing time.
    play.at("2018-02-05 16:00");
    done(&mut play);
    play.at("2018-02-05 20:15");
    play.answer();
    play.at("2018-02-06 08:45");
    done(&mut play);
    let offer = play.offer(TECHNICAL, Some(BallGoes::Goes));
    let told = play.rows.len();
    play.member(KCC, offer);
    assert_eq!(play.rows.len(), told, "nothing is told before the offer is accepted");
    play.at("2018-02-06 09:30");
    play.member(TECHNICAL, play.accept(None));
    done(&mut play);
    play.at("2018-02-07 14:30");
    let found = play.content();
    play.member(TECHNICAL, C::FinishLeg { leg: play.leg(), outcome: Some(Outcome::Solved), text: Some(found) });
    let offer = play.offer(CLAIMS, Some(BallGoes::Goes));
    let told = play.rows.len();
    play.member(KCC, offer);
    assert_eq!(play.rows.len(), told, "a leg that is done and an offer show on the page only");
    play.at("2018-02-08 09:10");
    play.member(CLAIMS, play.accept(None));
    done(&mut play);
    play.at("2018-02-09 11:00");
    play.ask(CLAIMS);
    done(&mut play);
    play.at("2018-02-12 19:00");
    play.answer();
    play.at("2018-02-14 10:00");
    let outcome = play.propose();
    play.member(CLAIMS, outcome);
    play.at("2018-02-14 15:00");
    done(&mut play);
    play.at("2018-02-22 12:00");
    play
}

pub fn main_table() -> Play {
    played(Play::by_mail(), |_| {})
}

#[test]
fn reimbursement_is_told_as_the_story_tells_it() {
    let play = main_table();
    let journey = play.journey();
    assert_eq!(journey.state, State::Closed { how: CloseHow::NotObjected, at: amsterdam("2018-02-21 17:00") });
    assert_eq!(play.rows.len(), 6, "{:#?}", play.rows);
    assert_eq!(journey.from_customer().count(), 3);
    assert_eq!((journey.fragments(), journey.chasers()), (0, 0));
    let accepted = journey.handovers.values().filter(|it| matches!(it.state, HandoverState::Accepted { .. })).count();
    assert_eq!(accepted, 2);
    assert!(journey.handovers.values().all(|offer| offer.overdue.is_none()));
    assert_eq!(journey.legal_end_day, None);
}

#[test]
fn reimbursement_keeps_its_promise_three_working_days_early() {
    let play = main_table();
    let result = play.journey().promises.values().find(|it| it.cost == Some(Cents(0))).unwrap();
    assert_eq!(short(result.first.until), "Mon 19-02 17:00");
    assert_eq!(result.state, PromiseState::Kept { at: amsterdam("2018-02-14 10:00") });
    let calendar = &play.world.teams[KCC].calendar;
    let close = calendar.closing_of_nth_open_day(amsterdam("2018-02-14 10:00"), 3);
    assert_eq!(close, result.first.until, "three working days lie between");
    let first = play.journey().promises.values().find(|it| it.made_at == amsterdam("2018-02-05 09:20")).unwrap();
    assert_eq!(short(first.first.until), "Mon 05-02 17:00");
    assert_eq!(first.state, PromiseState::Kept { at: amsterdam("2018-02-05 09:40") });
    assert!(play.journey().promises.values().all(|it| !it.is_open() && !it.is_unsettled()));
}

#[test]
fn reimbursement_accounts_for_every_hour() {
    let play = main_table();
    let journey = play.journey();
    let hours = journey.hours_per_holder(amsterdam("2018-02-21 17:00"));
    let sum: SignedDuration = hours.iter().map(|(_, time)| *time).sum();
    assert_eq!(sum, amsterdam("2018-02-21 17:00").duration_since(amsterdam("2018-02-05 09:20")));
    let of = |team: usize| {
        let holder = Holder::Team { team: play.world.team(team) };
        hours.iter().find(|(it, _)| *it == holder).map(|(_, time)| time.as_mins())
    };
    let customer = hours.iter().find(|(it, _)| *it == Holder::Customer).map(|(_, time)| time.as_mins());
    let between = |a: &str, b: &str| amsterdam(b).duration_since(amsterdam(a)).as_mins();
    assert_eq!(of(TECHNICAL), Some(between("2018-02-06 09:30", "2018-02-07 14:30")));
    let asked = between("2018-02-09 11:00", "2018-02-12 19:00");
    assert_eq!(of(CLAIMS), Some(between("2018-02-08 09:10", "2018-02-14 10:00") - asked));
    assert_eq!(customer, Some(asked + between("2018-02-05 09:40", "2018-02-05 20:15")));
}

#[test]
fn reimbursement_a_second_question_in_a_leg_asks_first_whether_it_is_the_last_and_counts() {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(KCC, Channel::Email, Play::by_mail());
    for (moment, last) in [("2018-02-05 10:00", false), ("2018-02-05 11:00", true)] {
        play.at(moment);
        let asks = play.question(None);
        let asked = play.write(false, None, Some(asks.clone()));
        if last {
            assert_eq!(play.try_member(KCC, asked).unwrap_err().code, Code::LastThingNeeded);
            let asks = regie_domain::command::NewQuestion { last_thing: true, ..asks };
            let asked = play.write(false, None, Some(asks));
            play.member(KCC, asked);
        } else {
            play.member(KCC, asked);
        }
        play.answer();
    }
    assert_eq!(play.journey().fragments(), 1);
}

#[test]
fn reimbursement_a_question_after_one_that_was_told_and_withdrawn_is_the_second() {
    // Told and taken back; failed before anybody read it; failed, and told by a person.
    for (case, fragments) in [("told", 1), ("failed", 0), ("called", 1)] {
        let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
        play.open(KCC, Channel::Email, Play::by_mail());
        play.at("2018-02-05 10:00");
        play.ask(KCC);
        let question = play.asked().unwrap();
        if case != "told" {
            let update = play.journey().updates.iter().find(|(_, it)| it.question == Some(question)).map(|(id, _)| *id);
            play.system(C::Failed { update: update.unwrap(), permanent: true });
        }
        if case == "called" {
            play.do_tasks(KCC);
        }
        play.at("2018-02-05 11:00");
        play.member(KCC, C::WithdrawQuestion { question });
        play.at("2018-02-05 12:00");
        let asks = regie_domain::command::NewQuestion { last_thing: fragments > 0, ..play.question(None) };
        let asked = play.write(false, None, Some(asks));
        play.member(KCC, asked);
        assert_eq!(play.journey().fragments(), fragments, "{case}");
    }
}

#[test]
fn reimbursement_as_it_goes_too_often_counts_five_fragments_and_three_chasers() {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(KCC, Channel::Email, Play::by_mail());
    for day in 6..=10 {
        play.at(&format!("2018-02-{day:02} 10:00"));
        if day <= 9 {
            let half = play.write(false, None, None);
            play.member(KCC, half);
        }
        play.at(&format!("2018-02-{day:02} 14:00"));
        let asks = if day <= 9 { Asks::Again } else { Asks::News };
        let again = ContactFacts { asks, ..play.incoming() };
        play.by_customer(C::RecordContact { contact: again, answers: None });
    }
    // Two more half answers, on the leg of another team; asking again there counts on that leg.
    play.at("2018-02-12 09:00");
    play.hand_over(KCC, TECHNICAL);
    for (day, asks) in [(12, Asks::News), (13, Asks::Again), (14, Asks::News)] {
        play.at(&format!("2018-02-{day} 10:00"));
        if day != 14 {
            let half = play.write(false, None, None);
            play.member(TECHNICAL, half);
        }
        play.at(&format!("2018-02-{day} 14:00"));
        let again = ContactFacts { asks, ..play.incoming() };
        play.by_customer(C::RecordContact { contact: again, answers: None });
    }
    assert_eq!((play.journey().fragments(), play.journey().chasers()), (5, 3));
    let loose = play.journey().from_customer().filter(|it| it.facts.asks == Asks::News && it.facts.tied_to.is_none());
    assert_eq!(loose.count(), 0, "each chaser is tied to the promise then current");

    // "Back and forth": the director's team takes the ball back and owes a call within two opening hours.
    play.at("2018-02-14 15:00");
    play.member(KCC, C::TakeBack { reason: TakeBackReason::BackAndForth });
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Soon });
    let call = play.promise(play.last_promise());
    assert_eq!((call.owner, short(call.first.until).as_str()), (play.world.team(KCC), "Wed 14-02 17:00"));
    assert_eq!(play.journey().fragments(), 5, "a wish to be called is no fragment");
}

#[test]
fn reimbursement_without_email_makes_every_message_a_letter_with_a_due_moment() {
    let mut play = played(Reach::Task { task: TaskKind::Letter }, |play| play.do_tasks(KCC));
    let journey = play.journey();
    assert_eq!(journey.state, State::Closed { how: CloseHow::NotObjected, at: amsterdam("2018-02-21 17:00") });
    let kinds: Vec<_> = play.rows.iter().map(|row| (row.to.as_str(), row.about)).collect();
    let expected = ["receipt", "answer", "now_with", "now_with", "question", "outcome"];
    assert_eq!(kinds, expected.map(|about| ("customer (letter)", about)));
    assert_eq!(journey.tasks.len(), 6);
    assert!(journey.tasks.values().all(|task| task.due > task.made_at && task.done_at.is_some()));
    play.at("2018-02-23 10:00");
    assert_eq!(play.rows.len(), 6);
}

#[test]
fn reimbursement_without_email_does_not_close_before_the_letter_with_the_outcome_was_written() {
    let mut play = played(Reach::Task { task: TaskKind::Letter }, |play| {
        if play.count(UpdateKind::Outcome) == 0 {
            play.do_tasks(KCC);
        }
    });
    assert!(play.journey().is_open(), "silence about an outcome that nobody told is no agreement");
    play.at("2018-02-23 10:00");
    play.do_tasks(KCC);
    play.at("2018-03-02 16:59");
    assert!(play.journey().is_open());
    play.at("2018-03-02 17:00");
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::NotObjected, .. }));
}

#[test]
fn reimbursement_under_the_general_terms_act_has_a_legal_term_beside_the_promise() {
    let mut world = World::municipality();
    world.blueprint.legal_weeks = Some(8);
    let mut play = Play::new(world, "2018-02-05 09:20");
    play.open(KCC, Channel::Email, Play::by_mail());
    let end = jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::ToSpan::days(i64::from(play.journey().legal_end_day.unwrap())))
        .unwrap();
    // Eight weeks end on Easter Monday; the term ends the day after.
    assert_eq!(end, jiff::civil::date(2018, 4, 3));
    let answer = play.write(true, Some(promise(true, None)), None);
    play.member(KCC, answer);
    assert_eq!(short(play.promise(play.last_promise()).first.until), "Mon 19-02 17:00");
    let moved = C::MovePromise {
        promise: play.last_promise(),
        window: regie_domain::event::Window::by(amsterdam("2018-02-20 17:00")),
        reason: MoveReason::MoreWork,
        text: None,
        amount: None,
    };
    play.member(KCC, moved);
    assert_eq!(play.journey().legal_end_day, Some(17_624), "moving a promise leaves the term alone");
}
