//! What the customer is told, and what counts as told: faults that were found, one test each, named after what must hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::codes::{
    Asks, Channel, CloseHow, DeadlineKind, MoveReason, NextStep, PromiseWhat, Settlement, TaskKind, UpdateKind,
    VoidReason,
};
use regie_domain::command::{CallWish, JourneyCommand as C, NewPromise};
use regie_domain::event::{JourneyEvent as E, Reach, Window};
use regie_domain::ids::{PromiseId, UpdateId};
use regie_domain::journey::State;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::testing::{World, amsterdam};
use support::play::{Play, opened, promise, short};

/// A result was promised by Wednesday, in an answer of Monday.
fn promised() -> (Play, PromiseId) {
    let mut play = opened();
    let answer = play.write(true, Some(promise(true, Some("2018-02-07 17:00"))), None);
    play.member(0, answer);
    let result = play.last_promise();
    (play, result)
}

fn about(play: &Play) -> Vec<(String, &'static str)> {
    play.rows.iter().map(|row| (row.at.clone(), row.about)).collect()
}

fn first_answer(play: &Play) -> PromiseId {
    *play.journey().promises.iter().find(|(_, it)| it.what == PromiseWhat::FirstAnswer).unwrap().0
}

fn last_update(play: &Play, about: UpdateKind) -> UpdateId {
    let found = play.journey().updates.iter().filter(|(_, it)| it.about == about).max_by_key(|(_, it)| it.planned_at);
    *found.unwrap().0
}

#[test]
fn a_broken_promise_is_told_twice_at_most_and_then_people_are_told_louder() {
    let (mut play, result) = promised();
    play.at("2018-03-01 09:00");
    let sorry: Vec<_> =
        about(&play).into_iter().filter(|(_, what)| *what == "promise_broken").map(|(at, _)| at).collect();
    assert_eq!(sorry, ["Wed 07-02 17:00", "Thu 08-02 17:00"]);
    let later = about(&play).into_iter().filter(|(_, what)| *what == "no_news").count();
    assert!(later >= 4, "the silence limit goes on speaking: {:?}", play.rows);
    let journey = play.journey();
    assert!(journey.promises[&result].is_unsettled());
    let told = journey.expectation.as_ref().unwrap();
    assert_eq!(
        (told.promise, told.next),
        (Some(result), NextStep::WeTell),
        "what was promised, not the moment of news"
    );
    assert_eq!(told.by, journey.news.map(|news| news.by));
    assert_eq!(journey.broken_word().unwrap().0, result);
    let moments: Vec<_> = journey.promises.values().filter(|it| it.after == Some(result)).collect();
    assert_eq!(moments.len(), 1, "one moment, and no other is made up");
    assert_eq!(moments[0].risk, Some(DeadlineKind::PromiseCoordinator));
    assert!(moments[0].is_unsettled(), "it stands in the list of the team until somebody speaks");
    assert_eq!(
        play.moments("promise.at_risk").iter().filter(|at| *at == "Thu 08-02 17:00").count(),
        1,
        "the team lead, at once"
    );
    assert_eq!(journey.next_promise(), None);
}

#[test]
fn the_moment_that_the_last_apology_names_is_the_one_at_which_the_program_speaks() {
    for silence in ["2 wd", "30 h", "9 wh"] {
        let mut world = World::municipality();
        world.blueprint.silence = silence.parse().unwrap();
        let mut play = Play::new(world, "2018-02-05 09:20");
        play.open(0, Channel::Email, Play::by_mail());
        let answer = play.write(true, Some(promise(true, Some("2018-02-07 17:00"))), None);
        play.member(0, answer);
        play.at("2018-02-08 16:59");
        assert_eq!(play.journey().limit_told(), None, "{silence}: a moment of news stands");
        // Decided on, and handed to its channel a little later.
        play.held = true;
        play.at("2018-02-08 17:00");
        let mut told = play.journey().limit_told().expect("the apology names the limit");
        play.at("2018-02-08 17:10");
        play.let_go();
        let end = amsterdam("2018-03-01 09:00");
        let mut heard = 0;
        while told < end {
            let journey = play.journey();
            assert_eq!(journey.limit_told(), Some(told), "{silence}: handing it over moves nothing");
            assert_eq!(journey.expectation.as_ref().unwrap().by, Some(told), "{silence}");
            assert!(told > play.now && journey.expectation_stands(), "{silence}");
            let before = play.count(UpdateKind::NoNews);
            play.at(&told
                .to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap())
                .strftime("%F %H:%M")
                .to_string());
            assert_eq!(play.count(UpdateKind::NoNews), before + 1, "{silence}: by {}", short(told));
            assert_eq!(play.journey().last_told(), Some(told), "{silence}: by then, not after");
            // The update names the next one, likewise.
            told = play.journey().limit_told().unwrap();
            heard += 1;
        }
        assert!(heard >= 4, "{silence}: {:?}", play.rows);
    }
}

#[test]
fn an_apology_of_the_night_names_the_limit_that_counts_from_the_morning() {
    let (mut play, _) = promised();
    play.held = true;
    play.at("2018-02-08 16:59");
    // The moment of news is handled after downtime, in quiet hours.
    play.now = amsterdam("2018-02-08 23:30");
    play.held = false;
    play.at("2018-02-09 07:59");
    let told = play.journey().limit_told().unwrap();
    play.at("2018-02-09 08:05");
    assert_eq!(play.journey().limit_told(), Some(told));
    assert_eq!(play.journey().last_told(), Some(amsterdam("2018-02-09 08:00")));
    let term = play.world.blueprint.silence;
    let facts = play.world.facts(play.now, regie_domain::actor::Actor::System);
    assert_eq!(told, term.due(amsterdam("2018-02-09 08:00"), &facts.calendar(play.journey().news_owner())));
}

#[test]
fn who_speaks_settles_the_moment_and_the_program_goes_on_from_there() {
    let (mut play, result) = promised();
    play.at("2018-02-12 09:00");
    let word = play.write(false, None, None);
    play.member(0, word);
    let journey = play.journey();
    assert!(journey.let_down().is_none());
    let moment = journey.promises.values().find(|it| it.after == Some(result)).unwrap();
    assert_eq!(moment.settled, Some(Settlement::FulfilledLate));
    assert_eq!(journey.next_promise().unwrap().1.what, PromiseWhat::News, "news by the blueprint's term");
    assert!(journey.promises[&result].is_unsettled(), "the result is owed still");
}

#[test]
fn a_promise_in_the_place_of_a_broken_one_leaves_no_moment_of_news_behind() {
    for wait in ["2018-02-08 10:00", "2018-02-12 10:00"] {
        let (mut play, result) = promised();
        play.at(wait);
        let again = NewPromise { replaces: Some(result), ..promise(true, Some("2018-02-20 17:00")) };
        play.member(0, C::Promise { promise: again });
        let journey = play.journey();
        let standing: Vec<_> = journey.promises.values().filter(|it| it.is_open() || it.is_unsettled()).collect();
        assert_eq!(standing.len(), 1, "{wait}");
        assert_eq!(journey.promises[&result].replaced_by, Some(play.last_promise()));
        assert_eq!(
            journey.broken_word().unwrap().0,
            result,
            "it stays one that was not kept, while the new one is owed"
        );
        assert_eq!(journey.expectation.as_ref().unwrap().promise, Some(play.last_promise()));
    }
    // Done after all, and let go by the customer, likewise.
    for release in [false, true] {
        let mut play = opened();
        let deed = NewPromise { what: PromiseWhat::Other, ..promise(true, Some("2018-02-07 17:00")) };
        let answer = play.write(true, Some(deed), None);
        play.member(0, answer);
        let result = play.last_promise();
        play.at("2018-02-12 10:00");
        match release {
            true => drop(play.by_customer(C::Release { promise: result })),
            false => drop(play.member(0, C::Fulfil { promise: result, at: None })),
        }
        assert_eq!(play.journey().promises.values().filter(|it| it.is_unsettled()).count(), 0);
        assert!(play.journey().let_down().is_none() && play.journey().next_promise().is_some());
    }
}

#[test]
fn two_promises_that_break_share_one_moment() {
    let (mut play, _) = promised();
    play.member(0, C::Promise { promise: promise(true, Some("2018-02-08 12:00")) });
    play.at("2018-02-08 16:00");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 2, "each is told");
    assert_eq!(play.journey().promises.values().filter(|it| it.after.is_some()).count(), 1);
}

#[test]
fn a_message_that_is_held_is_not_told() {
    let mut play = opened();
    let first = first_answer(&play);
    play.held = true;
    play.at("2018-02-05 10:00");
    let answer = play.write(false, None, None);
    play.member(0, answer);
    let update = last_update(&play, UpdateKind::Message);
    let contact = play.journey().updates[&update].contact.unwrap();
    let journey = play.journey();
    assert!(journey.promises[&first].is_open() && journey.is_waiting(update) && journey.awaits_sending(contact));
    assert_eq!(journey.last_told(), Some(amsterdam("2018-02-05 09:20")), "the receipt");
    assert_ne!(journey.next_promise().unwrap().0, first, "what is on the page is not awaited any more");
    assert_ne!(journey.expectation.as_ref().unwrap().promise, Some(first));
    // It leaves the next day: the promise broke, and is settled late.
    play.at("2018-02-06 10:00");
    assert!(play.promise(first).is_unsettled());
    play.let_go();
    assert_eq!(play.promise(first).settled, Some(Settlement::FulfilledLate));
    assert_eq!(play.journey().last_told(), Some(amsterdam("2018-02-06 10:00")));
}

#[test]
fn the_time_that_handing_over_takes_makes_nobody_late() {
    let mut play = opened();
    let first = first_answer(&play);
    play.held = true;
    play.at("2018-02-05 16:59");
    let answer = play.write(false, None, None);
    play.member(0, answer);
    play.at("2018-02-05 17:04");
    assert!(play.promise(first).is_open(), "the message is being handed over");
    play.let_go();
    assert_eq!(play.promise(first).state, PromiseState::Kept { at: amsterdam("2018-02-05 16:59") });
}

#[test]
fn silence_behind_a_held_message_piles_up_nothing_and_asks_a_person() {
    let (mut play, _) = promised();
    play.at("2018-02-06 10:00");
    play.held = true;
    let word = play.write(false, None, None);
    play.member(0, word);
    play.at("2018-02-20 10:00");
    assert_eq!(play.count(UpdateKind::NoNews), 0, "no message about nothing behind one that says something");
    assert_eq!(play.calls().len(), 1, "one call, however long it lasts");
    assert!(play.moments("deadline.passed").len() > 1);
    assert_eq!(play.journey().news.unwrap().without_news, 0);
}

#[test]
fn the_silence_limit_begins_when_the_message_leaves() {
    let (mut play, _) = promised();
    let before = play.journey().news.unwrap().by;
    play.at("2018-02-06 10:00");
    play.held = true;
    let word = play.write(false, None, None);
    play.member(0, word);
    assert_eq!(play.journey().news.unwrap().by, before);
    play.at("2018-02-07 10:00");
    play.let_go();
    assert_eq!(short(play.journey().news.unwrap().by), "Mon 12-02 17:00");
}

#[test]
fn solved_on_the_page_keeps_what_the_held_outcome_tells() {
    let (mut play, result) = promised();
    play.at("2018-02-06 10:00");
    play.held = true;
    let outcome = play.propose();
    play.member(0, outcome);
    assert!(play.promise(result).is_open());
    assert_eq!(regie_domain::closing::obstacle(play.journey()), None, "what is told already stands in nobody's way");
    assert_eq!(play.journey().expectation.as_ref().unwrap().next, NextStep::YouConfirm);
    play.at("2018-02-06 12:00");
    play.by_customer(C::ConfirmSolved {});
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::Confirmed, .. }));
    assert_eq!(play.promise(result).state, PromiseState::Kept { at: amsterdam("2018-02-06 12:00") });
}

#[test]
fn what_promises_asks_or_concludes_is_never_overtaken() {
    let (mut play, _) = promised();
    play.held = true;
    play.member(0, C::Promise { promise: promise(true, Some("2018-02-09 12:00")) });
    let update = last_update(&play, UpdateKind::PromiseMade);
    assert!(play.system(C::Overtaken { update }).events.is_empty());
    assert!(play.journey().is_waiting(update));
}

#[test]
fn setting_aside_needs_who_has_it_or_directs_it_and_no_promise_of_a_person() {
    let (mut play, result) = promised();
    let void = C::Void { reason: VoidReason::Duplicate, duplicate_of: None };
    assert_eq!(play.try_member(2, void.clone()).unwrap_err().code, Code::NotYourBall);
    let refusal = play.try_member(0, void.clone()).unwrap_err();
    assert_eq!((refusal.code, refusal.count), (Code::VoidPromised, Some(1)));
    assert_eq!(refusal.at, Some(amsterdam("2018-02-07 17:00")));
    play.by_customer(C::Release { promise: result });
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Soon });
    assert_eq!(play.try_member(0, void.clone()).unwrap_err().code, Code::VoidPromised, "a call is awaited");
    let call = play.last_promise();
    play.by_customer(C::Release { promise: call });
    play.member(0, void);
    play.member(0, C::Unvoid {});
    assert!(play.journey().is_open());
}

#[test]
fn a_call_needs_a_number_or_a_wish_and_a_later_mail_settles_what_nobody_asked_for() {
    let mut play = opened();
    play.world.callable = false;
    let update = last_update(&play, UpdateKind::Receipt);
    play.system(C::Failed { update, permanent: false });
    let kinds = |play: &Play| -> Vec<TaskKind> {
        play.journey().tasks.values().filter(|it| it.done_at.is_none()).map(|it| it.kind).collect()
    };
    assert_eq!(kinds(&play), [TaskKind::Letter]);
    play.member(0, C::MakeTask { way: TaskKind::Call });
    play.at("2018-02-05 11:00");
    let word = play.write(false, None, None);
    play.member(0, word);
    assert_eq!(kinds(&play), [TaskKind::Call], "what a member put on the list stays");
    // Who asked to be called gave a number.
    let wish = play.incoming();
    play.by_customer(C::RequestCall { contact: wish, when: CallWish::Soon });
    let update = last_update(&play, UpdateKind::PromiseMade);
    play.system(C::Failed { update, permanent: false });
    assert_eq!(kinds(&play), [TaskKind::Call, TaskKind::Call]);
}

#[test]
fn an_apology_of_which_only_thanks_remain_still_closes() {
    let (mut play, _) = promised();
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-06 10:00");
    let contact = play.incoming();
    let thanks = contact.contact;
    play.by_customer(C::RecordContact { contact, answers: None });
    play.at("2018-02-12 10:00");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 2);
    play.member(0, C::JustThanks { contact: thanks });
    assert!(matches!(play.journey().state, State::Closed { how: CloseHow::JustThanks, .. }));
    assert_eq!(play.journey().contacts[&thanks].facts.asks, Asks::Thanks);
    let closed = play.journal.events.iter().any(|it| matches!(it.event, E::Closed { how: CloseHow::JustThanks }));
    assert!(closed);
}

#[test]
fn a_message_that_did_not_arrive_kept_nothing() {
    let mut play = opened();
    let promise = first_answer(&play);
    play.at("2018-02-05 11:00");
    let word = play.write(true, None, None);
    play.member(0, word);
    assert!(matches!(play.promise(promise).state, PromiseState::Kept { .. }), "{:?}", play.promise(promise));
    let update = last_update(&play, UpdateKind::Answer);
    play.at("2018-02-05 12:00");
    play.system(C::Failed { update, permanent: true });
    assert!(play.promise(promise).is_open(), "the customer heard nothing");
    // It goes again and gets there: then it is kept after all.
    play.member(0, C::SendAgain { update });
    assert!(matches!(play.promise(promise).state, PromiseState::Kept { .. }));
    play.system(C::Failed { update, permanent: true });
    play.at("2018-03-01 10:00");
    assert!(matches!(play.promise(promise).state, PromiseState::Broken { .. }), "nobody told it by then");
}

#[test]
fn a_message_that_failed_goes_again_once_and_settles_its_call_when_it_arrives() {
    let mut play = opened();
    let update = last_update(&play, UpdateKind::Receipt);
    play.system(C::Failed { update, permanent: true });
    assert!(play.journey().may_go_again(update));
    play.held = true;
    play.at("2018-02-05 09:50");
    play.member(0, C::SendAgain { update });
    let journey = play.journey();
    assert_eq!(journey.updates[&update].planned_at, amsterdam("2018-02-05 09:50"));
    assert!(journey.is_waiting(update), "on its way, not told yet");
    assert!(journey.tasks.values().any(|task| task.done_at.is_none()), "until it has left, a person still must");
    let refusal = play.try_member(0, C::SendAgain { update }).unwrap_err();
    assert_eq!(refusal.code, Code::NotAgain);
    play.let_go();
    assert!(play.journey().tasks.values().all(|task| task.done_at.is_some()));
    assert!(!play.journey().may_go_again(update));
}

#[test]
fn what_a_person_told_or_a_newer_message_overtook_does_not_go_again() {
    let mut play = opened();
    let update = last_update(&play, UpdateKind::Receipt);
    play.system(C::Failed { update, permanent: true });
    play.do_tasks(0);
    assert!(!play.journey().may_go_again(update), "a person told it");
    let mut play = opened();
    let update = last_update(&play, UpdateKind::Receipt);
    play.system(C::Failed { update, permanent: true });
    let word = play.write(false, None, None);
    play.member(0, word);
    assert!(!play.journey().may_go_again(update), "a later message reached the same person");
    assert_eq!(play.try_member(0, C::SendAgain { update }).unwrap_err().code, Code::NotAgain);
}

#[test]
fn what_is_not_solved_stays_with_the_member_who_had_it() {
    let (mut play, _) = promised();
    let member = World::member_id(0, 1);
    play.member(0, C::Assign { member: Some(member) });
    let outcome = play.propose();
    play.member(0, outcome);
    let contact = play.incoming();
    play.by_customer(C::NotSolved { contact });
    assert_eq!(play.journey().ball.assignee, Some(member));
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    let contact = play.incoming();
    play.by_customer(C::NotSolved { contact });
    assert_eq!(play.journey().ball.assignee, Some(member), "also after closing");
}

/// A journey of somebody who gets letters; the receipt is posted.
fn by_letter() -> Play {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Letter, Reach::Task { task: TaskKind::Letter });
    play.do_tasks(0);
    play
}

#[test]
fn who_is_asked_by_letter_has_the_days_of_the_post_besides() {
    let due = |mut play: Play| {
        play.at("2018-02-06 10:00");
        play.ask(0);
        play.journey().open_question().unwrap().1.due
    };
    let mut mail = Play::new(World::municipality(), "2018-02-05 09:20");
    mail.open(0, Channel::Email, Play::by_mail());
    let world = World::municipality();
    let calendar = world.facts(amsterdam("2018-02-06 10:00"), regie_domain::actor::Actor::System);
    let (mail, letter) = (due(mail), due(by_letter()));
    let hours = calendar.calendar(world.team(0));
    assert_eq!(letter, regie_domain::term::Term::WorkingDays(4).due(mail, &hours), "two days there and two back");
}

#[test]
fn a_letter_keeps_a_promise_only_when_a_person_says_that_it_was_posted() {
    let mut play = by_letter();
    let first = first_answer(&play);
    play.at("2018-02-07 10:00");
    let answer = play.write(false, None, None);
    play.member(0, answer);
    let journey = play.journey();
    assert!(journey.promises[&first].is_open(), "written is not told");
    let letter = journey.tasks.values().find(|it| it.done_at.is_none()).unwrap();
    assert_eq!(letter.due, journey.promises[&first].current.until, "it leaves by the moment that was promised");
    assert_eq!(journey.last_told(), Some(amsterdam("2018-02-05 09:20")), "the receipt");
    let fulfil = C::Fulfil { promise: first, at: None };
    assert_eq!(play.try_member(0, fulfil).unwrap_err().code, Code::KeptByTelling, "nor is it by saying so");
    play.at("2018-02-07 15:00");
    play.do_tasks(0);
    assert_eq!(play.promise(first).state, PromiseState::Kept { at: amsterdam("2018-02-07 15:00") });
    assert_eq!(play.journey().last_told(), Some(amsterdam("2018-02-07 15:00")));
}

#[test]
fn a_letter_that_is_posted_late_is_late() {
    let mut play = by_letter();
    let first = first_answer(&play);
    play.at("2018-02-07 16:55");
    let answer = play.write(false, None, None);
    play.member(0, answer);
    // No time for handing over, as a mail has.
    play.at("2018-02-07 17:05");
    assert!(play.promise(first).is_unsettled());
    play.do_tasks(0);
    assert_eq!(play.promise(first).settled, Some(Settlement::FulfilledLate));
}

#[test]
fn of_moves_that_wait_only_the_last_state_is_told_and_nothing_unheard_is_apologised_for() {
    let mut play = opened();
    let shift = |play: &mut Play, promise: PromiseId, day: &str| {
        let window = Window::by(amsterdam(day));
        play.member(0, C::MovePromise { promise, window, reason: MoveReason::MoreWork, text: None, amount: None });
    };
    let waiting = |play: &Play| -> Vec<UpdateKind> {
        let journey = play.journey();
        journey.updates.iter().filter(|(id, _)| journey.is_waiting(**id)).map(|(_, it)| it.about).collect()
    };
    // Never told: it moves three times before anything left.
    play.held = true;
    play.at("2018-02-05 10:00");
    play.member(0, C::Promise { promise: promise(true, Some("2018-02-07 10:00")) });
    let made = play.last_promise();
    for day in ["2018-02-07 11:00", "2018-02-07 12:00", "2018-02-07 13:00"] {
        shift(&mut play, made, day);
    }
    assert_eq!(waiting(&play), [UpdateKind::PromiseMade]);
    assert_eq!(play.count(UpdateKind::PromiseMoved), 0);
    play.let_go();
    // Told once: the moves after that are one message.
    play.held = true;
    for day in ["2018-02-07 14:00", "2018-02-07 15:00"] {
        shift(&mut play, made, day);
    }
    assert_eq!(waiting(&play), [UpdateKind::PromiseMoved]);
    let withdrawn = play.journal.events.iter().filter(|it| matches!(it.event, E::UpdateWithdrawn { .. })).count();
    assert_eq!(withdrawn, 4, "the record says what did not leave");
    assert_eq!(play.promise(made).version, 6, "and every move is kept");
}
