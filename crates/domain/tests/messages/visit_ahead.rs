//! An agreed visit is the news: no "no news yet" beside it, a reminder on the open day before, and the silence limit again as
//! soon as the visit is not ahead any more (rule 5: as far as the blueprint lets it).

use regie_domain::codes::{Channel, TaskKind, UpdateKind, VisitCancel};
use regie_domain::command::{JourneyCommand as C, VisitCommand as V};
use regie_domain::event::{Reach, Window};
use regie_domain::testing::amsterdam;

use super::no_signal::world;
use crate::support::play::{Play, short};

const FRONT: usize = 0;

/// Booked by the customer on Friday evening, for five days later.
fn booked(rest_days: Option<u32>, reach: Reach) -> Play {
    let mut world = world();
    world.blueprint.visit.as_mut().unwrap().rest_days = rest_days;
    let mut play = Play::new(world, "2018-08-03 20:05");
    play.open(FRONT, Channel::Web, reach);
    play.by_customer(C::Visit(V::Book { window: wednesday(), note: None, place: None }));
    play
}

fn wednesday() -> Window {
    Window { from: Some(amsterdam("2018-08-08 11:00")), until: amsterdam("2018-08-08 14:00") }
}

/// The same, until shortly before somebody comes.
pub fn five_days_later() -> Play {
    let mut play = booked(Some(7), Play::by_mail());
    play.at("2018-08-08 10:55");
    play
}

fn told(play: &Play, about: UpdateKind) -> Vec<String> {
    let mut all: Vec<_> = play.journey().updates.values().filter(|it| it.about == about).collect();
    all.sort_by_key(|update| update.seq);
    all.into_iter().map(|it| short(it.planned_at)).collect()
}

#[test]
fn beside_an_agreed_visit_nobody_says_that_there_is_no_news_and_the_open_day_before_it_is_told_again() {
    let mut play = booked(Some(7), Play::by_mail());
    let news = play.journey().news.unwrap();
    assert_eq!(news.rests, play.journey().booked_visit().unwrap().1.promise(), "the record says why it rests");
    play.at("2018-08-08 10:55");
    assert_eq!(play.count(UpdateKind::NoNews), 0, "{:?}", play.rows);
    assert_eq!(told(&play, UpdateKind::VisitAhead), ["Tue 07-08 08:00"], "while another time can still be chosen");
    assert!(play.calls().is_empty(), "nobody is called");
    // Nobody came: that is told, and from then on the limit runs.
    play.at("2018-08-08 14:05");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 1);
    assert_eq!(play.journey().news.unwrap().rests, None);
}

#[test]
fn without_a_maximum_pause_in_the_blueprint_the_limit_runs_on() {
    let mut play = booked(None, Play::by_mail());
    play.at("2018-08-07 20:00");
    assert!(play.count(UpdateKind::NoNews) >= 2, "{:?}", play.rows);
    assert_eq!(play.count(UpdateKind::VisitAhead), 0);
}

#[test]
fn a_visit_farther_off_than_the_pause_is_told_again_when_it_ends() {
    let mut play = booked(Some(2), Play::by_mail());
    play.at("2018-08-08 10:55");
    assert_eq!(play.count(UpdateKind::NoNews), 0, "{:?}", play.rows);
    // Two days after the booking, and on the open day before.
    assert_eq!(told(&play, UpdateKind::VisitAhead), ["Sun 05-08 20:05", "Tue 07-08 08:00"]);
    assert!(play.calls().is_empty());
}

#[test]
fn a_visit_that_is_off_lets_nothing_rest_any_more() {
    let mut play = booked(Some(7), Play::by_mail());
    play.at("2018-08-04 12:00");
    let visit = play.visit().0;
    play.by_customer(C::Visit(V::Cancel { visit, why: VisitCancel::OtherTime, text: None }));
    let news = play.journey().news.unwrap();
    assert_eq!((news.rests, news.by), (None, amsterdam("2018-08-05 12:00")), "24 hours, as ever");
    play.at("2018-08-05 13:00");
    assert_eq!((play.count(UpdateKind::NoNews), play.count(UpdateKind::VisitAhead)), (1, 0));
}

#[test]
fn while_something_is_asked_the_question_is_told_and_not_the_date() {
    let mut play = booked(Some(7), Play::by_mail());
    play.at("2018-08-04 10:30");
    let asks = play.question(None);
    let asked = play.write(false, None, Some(asks));
    play.member(2, asked);
    assert_eq!(play.journey().news.unwrap().rests, None);
    play.at("2018-08-06 09:00");
    assert!(play.count(UpdateKind::NoNews) >= 1, "{:?}", play.rows);
}

#[test]
fn who_is_reached_by_telephone_is_not_called_to_hear_the_same_date() {
    let mut play = booked(Some(7), Reach::Task { task: TaskKind::Call });
    let task = *play.journey().tasks.iter().find(|(_, task)| task.is_open()).unwrap().0;
    play.at("2018-08-03 20:30");
    play.member(FRONT, C::DoneTask { task, reached: true, note: None });
    let calls = play.calls().len();
    play.at("2018-08-08 10:55");
    assert_eq!(play.calls().len(), calls, "{:?}", play.rows);
    assert_eq!((play.count(UpdateKind::NoNews), play.count(UpdateKind::VisitAhead)), (0, 0));
}
