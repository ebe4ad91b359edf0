//! The mirror and silent customers: whom an answer concerns, what a member may say of it, and who is proposed for a call.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use regie_domain::codes::{Asks, Channel, PromiseWhat, ReopenReason, SilentWhy};
use regie_domain::command::{JourneyCommand as C, SurveyCommand as S};
use regie_domain::event::JourneyEvent;
use regie_domain::refusal::Code;
use regie_domain::silent::{HIGH, SilentCare};
use regie_domain::survey::{NewResponse, PointedAt};
use regie_domain::testing::{World, amsterdam, id};
use support::play::Play;

/// A journey with an outcome told by the first team, called solved, and asked about.
fn asked(before: impl FnOnce(&mut Play)) -> Play {
    let mut play = Play::new(World::municipality().asking(), "2018-02-07 09:20");
    play.open(0, Channel::Email, Play::by_mail());
    before(&mut play);
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    play.at("2018-02-08 19:00");
    play
}

fn answer(pointed: Vec<PointedAt>, untraceable: bool) -> C {
    let given = vec![(1, 9)];
    C::Survey(S::Answer { response: NewResponse { given, pointed, untraceable, ..NewResponse::default() } })
}

fn contact_by_member(play: &Play) -> u64 {
    let told = |event: &JourneyEvent| matches!(event, JourneyEvent::ContactRecorded { .. });
    let mut own = play.journal.events.iter().filter(|it| it.meta.actor.member().is_some() && told(&it.event));
    own.next().unwrap().meta.seq
}

#[test]
fn an_answer_about_the_whole_concerns_who_carried_it_and_one_that_points_who_made_that_moment() {
    let mut whole = asked(|_| {});
    whole.by_customer(answer(Vec::new(), false));
    let concerned = whole.journey().concerned();
    assert_eq!(concerned.len(), 1, "{concerned:?}");
    assert!(concerned[0].pointed.is_empty());
    assert!(whole.journey().survey.as_ref().unwrap().response.as_ref().unwrap().praises());

    let mut pointed = asked(|_| {});
    let seq = contact_by_member(&pointed);
    pointed.by_customer(answer(vec![PointedAt { seq, well: true }], false));
    assert_eq!(pointed.journey().concerned()[0].pointed, [seq]);

    // What the customer or the program did is nobody's.
    let mut nobody = asked(|_| {});
    nobody.by_customer(answer(vec![PointedAt { seq: 1, well: false }], false));
    assert_eq!(nobody.journey().concerned(), []);
}

#[test]
fn an_answer_that_may_not_be_traced_concerns_nobody() {
    let mut play = asked(|_| {});
    play.by_customer(answer(Vec::new(), true));
    assert_eq!(play.journey().concerned(), []);
    assert_eq!(play.try_member(0, C::Survey(S::NotMe {})).unwrap_err().code, Code::NotYourMirror);
}

#[test]
fn who_it_concerns_may_reply_and_say_once_that_it_was_the_process() {
    let mut play = asked(|_| {});
    play.by_customer(answer(Vec::new(), false));
    play.member(0, C::Survey(S::MirrorReply { text: id(90) }));
    play.member(0, C::Survey(S::MirrorReply { text: id(91) }));
    play.member(0, C::Survey(S::NotMe {}));
    let before = play.journal.events.len();
    play.member(0, C::Survey(S::NotMe {}));
    assert_eq!(play.journal.events.len(), before);
    let mirror = &play.journey().mirror;
    assert_eq!(mirror.replies.values().map(|reply| reply.text).collect::<Vec<_>>(), [id(91)]);
    assert_eq!(mirror.not_me.len(), 1);
    assert_eq!(play.try_member(1, C::Survey(S::MirrorReply { text: id(92) })).unwrap_err().code, Code::NotYourMirror);
    play.at("2018-05-20 09:00");
    assert_eq!(play.try_member(0, C::Survey(S::NotMe {})).unwrap_err().code, Code::NotYourMirror, "it has faded");
}

/// The customer asks again and again.
fn comes_back(play: &mut Play, times: usize) {
    for day in 0..times {
        play.at(&format!("2018-02-07 {}:00", 10 + day));
        let contact = regie_domain::event::ContactFacts { asks: Asks::Something, ..play.incoming() };
        play.by_customer(C::RecordContact { contact, answers: None });
    }
}

#[test]
fn who_went_through_much_and_said_nothing_is_proposed_called_once_or_left_with_a_reason() {
    let mut play = asked(|play| comes_back(play, HIGH));
    let found = play.journey().proposes_call().expect("much effort");
    assert!(found.effort >= HIGH);
    assert_eq!(found.from, amsterdam("2018-02-13 18:00"), "five days after the ask");
    assert_eq!(play.try_member(0, C::Survey(S::CallSilent {})).unwrap_err().code, Code::NoCallProposed);
    play.at("2018-02-14 09:00");
    let mut left = Play::new(play.world.clone(), "2018-02-07 09:20");
    (left.journal, left.now) = (play.journal.clone(), play.now);
    left.member(0, C::Survey(S::LeaveSilent { why: SilentWhy::Spoken }));
    assert!(matches!(left.journey().silent, Some(SilentCare::Left { why: SilentWhy::Spoken, .. })));
    assert!(!left.journey().is_open());
    assert_eq!(left.try_member(0, C::Survey(S::CallSilent {})).unwrap_err().code, Code::NoCallProposed);

    play.member(0, C::Survey(S::CallSilent {}));
    let journey = play.journey();
    let Some(SilentCare::Called { promise, .. }) = journey.silent else { unreachable!() };
    assert_eq!(journey.promises[&promise].what, PromiseWhat::CallBack);
    assert_eq!((journey.is_open(), journey.reopened), (true, Some(ReopenReason::Effort)));
    assert_eq!(journey.proposes_call(), None);
}

#[test]
fn nobody_is_proposed_who_answered_who_said_no_or_whose_journey_cost_little() {
    let little = asked(|_| {});
    assert_eq!(little.journey().proposes_call(), None);
    let mut answered = asked(|play| comes_back(play, HIGH));
    answered.by_customer(answer(Vec::new(), false));
    assert_eq!(answered.journey().proposes_call(), None);
    // That nobody is proposed would tell that there is an answer that nobody may know of.
    let mut hidden = asked(|play| comes_back(play, HIGH));
    let before = hidden.journey().proposes_call();
    hidden.by_customer(answer(Vec::new(), true));
    assert!(before.is_some());
    assert_eq!(hidden.journey().proposes_call(), before);

    let mut world = World::municipality().asking();
    world.survey.as_mut().unwrap().asking.opted_out = true;
    let mut no = Play::new(world, "2018-02-07 09:20");
    no.open(0, Channel::Email, Play::by_mail());
    comes_back(&mut no, HIGH);
    let outcome = no.propose();
    no.member(0, outcome);
    no.by_customer(C::ConfirmSolved {});
    no.at("2018-02-20 19:00");
    assert_eq!(no.journey().proposes_call(), None);
}
