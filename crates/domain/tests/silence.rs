//! The silence watcher while the customer is asked something, and the calls and letters that it makes: only where no mail
//! tells the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::codes::{Asks, Channel, HoldReason, TaskKind, UpdateKind};
use regie_domain::command::JourneyCommand;
use regie_domain::contact::ContactFacts;
use regie_domain::journey::Task;
use regie_domain::promise::PromiseState;
use regie_domain::testing::World;
use support::play::{Play, promise};

fn opened(callable: bool) -> Play {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.world.callable = callable;
    play.open(0, Channel::Email, Play::by_mail());
    play
}

fn open_tasks(play: &Play) -> Vec<&Task> {
    play.journey().tasks.values().filter(|task| task.done_at.is_none()).collect()
}

#[test]
fn while_the_customer_is_asked_the_question_is_told_again_and_nobody_is_called() {
    let mut play = opened(true);
    let asks = play.question(None);
    let asked = play.write(true, Some(promise(true, Some("2018-03-30 17:00"))), Some(asks));
    play.member(0, asked);
    let question = play.asked();
    assert!(question.is_some());
    play.at("2018-02-16 12:00");
    let again: Vec<_> = play.journey().updates.values().filter(|it| it.about == UpdateKind::NoNews).collect();
    assert!(again.len() >= 2, "{:?}", play.rows);
    assert!(again.iter().all(|update| update.question == question), "each tells the question");
    assert!(open_tasks(&play).is_empty(), "a mail that asks needs no call beside it");
    // Nobody was silent to the customer meanwhile: the first silence after the answer is the first.
    play.answer();
    play.at("2018-02-20 12:00");
    assert!(play.journey().updates.values().any(|it| it.about == UpdateKind::NoNews && it.question.is_none()));
    assert!(open_tasks(&play).is_empty(), "{:?}", play.rows);
    play.at("2018-02-23 12:00");
    assert_eq!(open_tasks(&play).len(), 1, "two in a row, and somebody calls");
}

#[test]
fn what_the_customer_writes_has_a_moment_that_no_message_of_the_program_moves() {
    let mut play = opened(true);
    let word = play.write(false, Some(promise(true, Some("2018-03-30 17:00"))), None);
    play.member(0, word);
    assert_eq!(play.journey().look_by(), None, "what began it is answered");
    // Tuesday after closing time: the first answer is due by the end of the next working day at the latest.
    play.at("2018-02-06 20:00");
    let says = play.incoming();
    play.by_customer(JourneyCommand::RecordContact { contact: says, answers: None });
    let by = play.journey().look_by().unwrap();
    let facts = play.world.facts(play.now, regie_domain::actor::Actor::System);
    assert_eq!(by, play.world.blueprint.first_answer.due(play.now, &facts.calendar(play.journey().news_owner())));
    assert!(by > play.now);
    play.at("2018-02-08 09:00");
    let more = play.incoming();
    play.by_customer(JourneyCommand::RecordContact { contact: more, answers: None });
    play.at("2018-02-16 12:00");
    assert!(play.count(UpdateKind::NoNews) >= 1, "{:?}", play.rows);
    assert_eq!(play.journey().look_by(), Some(by), "neither a second message nor the program's own moves it");
    assert!(by < play.now, "it is late");
    // Seen up to the first, the second one has its own; answered, none.
    let (first, second) = {
        let mut waits = play.journey().unread().map(|(id, contact)| (id, contact.facts.look_by));
        (waits.next().unwrap(), waits.next().unwrap())
    };
    assert!(first.1 < second.1);
    play.member(0, JourneyCommand::SeeContact { contact: first.0 });
    assert_eq!(play.journey().look_by(), second.1);
    let word = play.write(false, None, None);
    play.member(0, word);
    assert_eq!(play.journey().look_by(), None);
    // Thanks ask for nothing.
    let thanks = ContactFacts { asks: Asks::Thanks, ..play.incoming() };
    play.by_customer(JourneyCommand::RecordContact { contact: thanks, answers: None });
    assert_eq!(play.journey().look_by(), None);
}

#[test]
fn what_nobody_read_in_time_is_a_broken_promise_told_once_with_a_new_moment() {
    let mut play = opened(true);
    let word = play.write(false, Some(promise(true, Some("2018-03-30 17:00"))), None);
    play.member(0, word);
    play.at("2018-02-06 10:00");
    let says = play.incoming();
    play.by_customer(JourneyCommand::RecordContact { contact: says, answers: None });
    let by = play.journey().look_by().unwrap();
    play.at("2018-02-06 16:30");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 0);
    play.at("2018-02-06 17:10");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 1, "{:?} {by}", play.rows);
    let read = play.journey().promises.values().find(|it| it.is_of_reading()).unwrap().clone();
    assert_eq!((read.state, read.settled), (PromiseState::Broken { due: by }, None));
    let moment = play.journey().promises.values().find(|it| it.after.is_some());
    assert!(moment.is_some_and(|it| it.is_open() && it.current.until > play.now), "{:?}", play.journey().promises);
    // Nobody speaks by then either: that is told once, and no other moment is made up.
    play.at("2018-02-14 12:00");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 2, "{:?}", play.rows);
    assert_eq!(play.journey().promises.values().filter(|it| it.is_of_reading()).count(), 1);
    // A person answers: both are settled.
    let word = play.write(false, None, None);
    play.member(0, word);
    play.at("2018-02-14 13:00");
    assert!(play.journey().promises.values().all(|it| !it.is_unsettled()), "{:?}", play.journey().promises);
}

#[test]
fn what_a_member_acted_on_since_was_read() {
    let mut play = opened(true);
    let word = play.write(false, Some(promise(true, Some("2018-03-30 17:00"))), None);
    play.member(0, word);
    play.at("2018-02-06 10:00");
    let says = play.incoming();
    play.by_customer(JourneyCommand::RecordContact { contact: says, answers: None });
    play.at("2018-02-06 12:00");
    play.hand_over(0, 1);
    play.at("2018-02-07 12:00");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 0, "{:?}", play.rows);
}

#[test]
fn a_question_at_night_goes_back_at_once_to_who_wrote_that_night_and_waits_for_all_others() {
    for (wrote, held) in [("2018-02-06 22:50", false), ("2018-02-06 20:30", true)] {
        let mut play = opened(true);
        let word = play.write(false, Some(promise(true, Some("2018-03-30 17:00"))), None);
        play.member(0, word);
        play.at(wrote);
        let says = play.incoming();
        play.by_customer(JourneyCommand::RecordContact { contact: says, answers: None });
        play.at("2018-02-06 23:00");
        play.ask(0);
        let asked = play.journey().updates.values().find(|it| it.about == UpdateKind::Question).unwrap().clone();
        assert_eq!(asked.held == HoldReason::QuietHours, held, "{wrote}");
        assert_eq!(asked.not_before == play.now, !held, "{wrote}");
    }
}

#[test]
fn an_answer_is_looked_at_by_who_asked_in_their_own_hours() {
    let mut play = opened(true);
    let word = play.write(false, Some(promise(true, Some("2018-03-30 17:00"))), None);
    play.member(0, word);
    play.hand_over(0, 1);
    play.ask(1);
    play.at("2018-02-06 20:00");
    play.answer();
    let facts = play.world.facts(play.now, regie_domain::actor::Actor::System);
    let due = play.world.blueprint.first_answer.due(play.now, &facts.calendar(play.world.team(1)));
    assert_eq!(play.journey().look_by(), Some(due));
}

#[test]
fn the_call_after_two_silences_is_one_and_on_the_list_of_who_directs() {
    let mut play = opened(true);
    let word = play.write(false, Some(promise(true, Some("2018-03-30 17:00"))), None);
    play.member(0, word);
    play.hand_over(0, 1);
    play.at("2018-03-01 12:00");
    assert!(play.count(UpdateKind::NoNews) >= 4, "{:?}", play.rows);
    let calls: Vec<_> = open_tasks(&play).iter().map(|task| task.owner).collect();
    assert_eq!(calls, [play.world.team(0)], "one call, and not with whoever is at work on it");
    // Not reached, the same team tries again.
    let task = *play.journey().tasks.iter().find(|(_, task)| task.done_at.is_none()).unwrap().0;
    play.member(0, JourneyCommand::DoneTask { task, reached: false, note: None });
    assert_eq!(open_tasks(&play)[0].owner, play.world.team(0));
}

#[test]
fn a_letter_beside_a_mail_that_arrives_is_never_asked_for() {
    let mut play = opened(false);
    let word = play.write(false, Some(promise(true, Some("2018-03-30 17:00"))), None);
    play.member(0, word);
    play.at("2018-03-01 12:00");
    assert!(play.count(UpdateKind::NoNews) >= 3, "{:?}", play.rows);
    assert!(play.journey().tasks.is_empty());
}

#[test]
fn who_was_to_tell_what_is_held_back_need_not_once_it_leaves() {
    for callable in [true, false] {
        let mut play = opened(callable);
        play.at("2018-02-05 11:00");
        play.held = true;
        play.ask(0);
        play.at("2018-02-14 12:00");
        let kinds: Vec<TaskKind> = open_tasks(&play).iter().map(|task| task.kind).collect();
        assert_eq!(kinds, [if callable { TaskKind::Call } else { TaskKind::Letter }]);
        play.let_go();
        assert!(open_tasks(&play).is_empty(), "the mail told it after all");
    }
}
