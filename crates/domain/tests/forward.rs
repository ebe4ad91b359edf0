//! A matter of another body, in the pure domain: it goes there with our words, the customer is told who has it, the journey
//! ends as forwarded, and opens again when somebody writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes, clippy::disallowed_methods, dead_code)]

mod support;

use regie_domain::codes::{
    BallGoes, Channel, CloseHow, Direction, ForwardGround, ParticipantRole, ReopenReason, TaskKind, UpdateKind,
};
use regie_domain::command::{JourneyCommand as C, NewForward};
use regie_domain::event::{ContactFacts, Reach};
use regie_domain::ids::ParticipantId;
use regie_domain::journey::State;
use regie_domain::promise::Promise;
use regie_domain::refusal::Code;
use regie_domain::testing::{World, id};
use support::play::{Play, promise};

const KCC: usize = 0;

fn body() -> ParticipantId {
    id(900)
}

fn forward(play: &mut Play, reach: Reach) -> C {
    let forward = NewForward {
        body: body(),
        record: id(901),
        reach,
        name: play.content(),
        reachable: play.content(),
        ground: ForwardGround::Duty,
        contact: play.outgoing(),
        told: None,
        shared: None,
    };
    C::Forward { forward }
}

fn opened() -> Play {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(KCC, Channel::Email, Play::by_mail());
    play
}

#[test]
fn both_are_told_and_nothing_is_owed_any_more() {
    let mut play = opened();
    play.at("2018-02-05 09:40");
    let answer = play.write(false, Some(promise(true, None)), None);
    play.member(KCC, answer);
    let command = forward(&mut play, Reach::Email { handle: id(902) });
    play.member(KCC, command);
    let journey = play.journey();
    assert!(matches!(journey.state, State::Closed { how: CloseHow::Forwarded, .. }), "{:?}", journey.state);
    assert!(journey.is_with_other_body().is_some() && journey.is_other_body(body()));
    assert!(!journey.promises.values().any(Promise::is_owed));
    let to = |about| journey.updates.values().filter(move |it| it.about == about).map(|it| it.participant);
    assert_eq!(to(UpdateKind::ForwardedTo).collect::<Vec<_>>(), [body()]);
    assert_eq!(to(UpdateKind::Forwarded).collect::<Vec<_>>(), [Play::customer()]);
    let there = &journey.participants[&body()];
    assert_eq!((there.role, there.reach, there.may_act), (ParticipantRole::OtherBody, Reach::None, false));
}

#[test]
fn it_is_not_forwarded_while_somebody_is_at_work_on_it_and_never_into_nowhere() {
    let mut play = opened();
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(KCC, offer);
    let command = forward(&mut play, Reach::Email { handle: id(902) });
    assert_eq!(play.try_member(KCC, command.clone()).unwrap_err().code, Code::LegsOpen);
    assert!(play.try_customer(command).is_err());
    let nowhere = forward(&mut opened(), Reach::None);
    assert_eq!(opened().try_member(KCC, nowhere).unwrap_err().code, Code::NoAddress);
}

#[test]
fn what_never_arrived_there_is_ours_again() {
    let mut play = opened();
    let command = forward(&mut play, Reach::Email { handle: id(902) });
    play.member(KCC, command);
    let sent = play.journey().updates.iter().find(|(_, it)| it.about == UpdateKind::ForwardedTo).map(|(id, _)| *id);
    play.system(C::Failed { update: sent.unwrap(), permanent: true });
    let journey = play.journey();
    assert_eq!((journey.is_open(), journey.reopened), (true, Some(ReopenReason::Unreachable)));
    assert!(journey.tasks.values().any(|task| task.kind == TaskKind::Letter && task.update == sent));
}

#[test]
fn it_goes_by_letter_where_no_address_is_known() {
    let mut play = opened();
    let command = forward(&mut play, Reach::Task { task: TaskKind::Letter });
    play.member(KCC, command);
    let letters = play.journey().tasks.values().filter(|task| task.kind == TaskKind::Letter && task.is_open()).count();
    assert_eq!(letters, 1);
    play.at("2018-02-06 09:00");
    play.do_tasks(KCC);
    assert!(!play.journey().is_open(), "the letter closes nothing and opens nothing");
}

#[test]
fn it_opens_again_when_the_customer_or_the_body_writes() {
    for (writer, why) in [(Play::customer(), ReopenReason::Contact), (body(), ReopenReason::OtherBody)] {
        let mut play = opened();
        let command = forward(&mut play, Reach::Email { handle: id(902) });
        play.member(KCC, command);
        play.at("2018-02-12 10:00");
        let told = play.rows.len();
        let contact = ContactFacts { participant: Some(writer), direction: Direction::In, ..play.incoming() };
        play.system(C::RecordContact { contact, answers: None });
        let journey = play.journey();
        assert!(journey.is_open() && journey.is_with_other_body().is_none());
        assert_eq!(journey.reopened, Some(why));
        assert_eq!(play.rows.len(), told + 1, "only the customer is told what comes next");
        assert_eq!(play.journey().updates.values().filter(|it| it.participant == body()).count(), 1);
    }
}
