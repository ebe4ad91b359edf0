//! What the customer is told and asked.

use regie_domain::codes::{Asks, Channel, ParticipantRole, TaskKind, UpdateKind};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::journey::Holder;
use regie_domain::term::Term;
use regie_domain::testing::{World, id};

use crate::support::play::{Play, opened, promise, short};

#[test]
fn two_people_on_the_customers_side_count_one_silence() {
    let mut play = opened();
    let second = C::AddParticipant {
        participant: id(40),
        role: ParticipantRole::Representative,
        customer: id(41),
        reach: Reach::Email { handle: id(42) },
        may_act: true,
    };
    play.member(0, second);
    let answer = play.write(true, Some(promise(true, None)), None);
    play.member(0, answer);
    play.at("2018-02-08 17:00");
    assert_eq!(play.count(UpdateKind::NoNews), 2, "both are told");
    assert_eq!(play.journey().news.unwrap().without_news, 1);
    assert_eq!(play.calls(), [""; 0]);
}

#[test]
fn a_customer_whom_no_channel_reaches_is_called() {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Letter, Reach::None);
    assert_eq!(play.rows[0].to, "customer (call)");
    assert_eq!(play.calls().len(), 1);
}

#[test]
fn the_receipt_of_a_call_task_keeps_no_first_answer() {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Letter, Reach::Task { task: TaskKind::Letter });
    play.do_tasks(0);
    assert!(play.promise(play.last_promise()).is_open());
}

#[test]
fn a_short_limit_at_night_does_not_speak_at_once() {
    let mut world = World::municipality();
    world.blueprint.silence = Term::hours(1);
    let mut play = Play::new(world, "2018-02-05 22:00");
    play.open(0, Channel::Email, Play::by_mail());
    assert_eq!(short(play.journey().news.unwrap().by), "Tue 06-02 08:00");
    play.at("2018-02-05 23:30");
    assert_eq!(play.count(UpdateKind::NoNews), 0);
}

#[test]
fn a_question_back_is_neither_an_answer_nor_asked_again_after_one() {
    let mut play = opened();
    play.ask(0);
    let back = ContactFacts { asks: Asks::Again, ..play.incoming() };
    let contact = back.contact;
    play.by_customer(C::RecordContact { contact: back, answers: None });
    assert_eq!(play.journey().ball.holder, Holder::Customer, "the question stays open");
    assert_eq!(play.journey().contacts[&contact].facts.asks, Asks::Something, "a question of ours is no half answer");
    assert_eq!(play.journey().fragments(), 0);
    play.answer();
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(0) });
}
