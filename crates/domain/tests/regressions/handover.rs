//! Handovers and the ball.

use regie_domain::codes::{BallGoes, BallReason, DeclineReason, NextStep, TakeBackReason};
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::JourneyEvent as E;
use regie_domain::journey::Holder;
use regie_domain::refusal::Code;

use crate::support::play::{Play, opened, promise};

#[test]
fn the_reason_of_a_take_back_is_on_record_and_nobody_waits_for_the_customer_any_more() {
    let mut play = opened();
    play.hand_over(0, 1);
    play.ask(1);
    assert_eq!(play.journey().ball.holder, Holder::Customer);
    let decision = play.member(0, C::TakeBack { reason: TakeBackReason::WrongTeam });
    let why = decision.events.iter().find_map(|it| match it.event {
        E::BallMoved { reason, .. } => reason,
        _ => None,
    });
    assert_eq!(why, Some(TakeBackReason::WrongTeam));
    assert_ne!(play.journey().expectation.as_ref().unwrap().next, NextStep::YouAnswer);
}

#[test]
fn a_promise_made_with_a_consult_or_with_the_direction_is_told() {
    for ball in [Some(BallGoes::Stays), None] {
        let mut play = opened();
        let offer = play.offer(1, ball);
        play.member(0, offer);
        let told = play.rows.len();
        play.member(1, play.accept(Some(promise(true, Some("2018-02-05 16:00")))));
        assert_eq!(play.rows.len(), told + 1);
        let update = play.journey().updates.values().last().unwrap();
        assert!(play.journey().updates.values().any(|it| it.promise == Some(play.last_promise())), "{update:?}");
    }
}

#[test]
fn something_else_is_a_reason_for_giving_back_only_with_words() {
    let mut play = opened();
    play.hand_over(0, 1);
    let leg = play.leg();
    let silent = C::GiveLegBack { leg, reason: DeclineReason::Other, text: None };
    assert_eq!(play.try_member(1, silent).unwrap_err().code, Code::SilentClose);
}

#[test]
fn who_has_the_ball_owes_the_news() {
    let mut play = opened();
    play.hand_over(0, 1);
    play.ask(1);
    assert_eq!(
        play.journey().news.unwrap().owner,
        play.world.team(0),
        "the director's team, while the customer has it"
    );
    let by = play.journey().news.unwrap().by;
    play.answer();
    assert_eq!(play.journey().news.unwrap().owner, play.world.team(1));
    assert_eq!(play.journey().news.unwrap().by, by, "by the moment that stood");
}

#[test]
fn a_party_that_left_the_chain_gets_no_ball_and_its_offers_end() {
    let mut play = opened();
    play.hand_over(0, 1);
    play.ask(1);
    play.world.teams.remove(1);
    play.answer();
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(0) });
    assert_eq!(play.journey().ball.why, BallReason::PartyLost);
    assert!(play.journey().leg_with_ball().is_none());
}

/// A team takes the work on and gives it back; who gave it offers it to the next.
fn bounced(play: &mut Play, at: &str, to: usize) {
    play.at(at);
    play.hand_over(0, to);
    let (leg, text) = (play.leg(), Some(play.content()));
    play.member(to, C::GiveLegBack { leg, reason: DeclineReason::NotOurs, text });
}

#[test]
fn who_is_the_third_to_pass_it_on_undone_says_why_and_who_directs_hears_of_it() {
    let mut play = opened();
    let answer = play.write(true, None, None);
    play.member(0, answer);
    bounced(&mut play, "2018-02-05 10:00", 1);
    play.at("2018-02-05 11:00");
    let offer = play.offer(2, Some(BallGoes::Goes));
    play.member(0, offer);
    let handover = play.pending();
    play.member(2, C::Decline { handover, reason: DeclineReason::NotOurs, text: None });
    assert_eq!(play.journey().passed_around(), None, "twice may happen");
    play.at("2018-02-05 12:00");
    // Also where the blueprint asks for no brief.
    play.world.blueprint.brief.clear();
    let again =
        |play: &Play, brief| C::Offer { to: play.world.team(1), ball: Some(BallGoes::Goes), brief, respond_by: None };
    let (silent, why) = (again(&play, Vec::new()), again(&play, vec![Some(regie_domain::testing::id(77))]));
    assert_eq!(play.try_member(0, silent).unwrap_err().code, Code::HopUnexplained);
    play.member(0, why);
    let handover = play.pending();
    let passed = play.journey().passed_around().unwrap();
    assert_eq!((passed.times, passed.handover), (3, handover));
    play.member(1, play.accept(None));
    assert!(play.journey().passed_around().is_some(), "having it again is no deed");
    // Somebody does something: that was that, and the next hop is the first again.
    play.at("2018-02-05 13:00");
    let answer = play.write(true, None, None);
    play.member(1, answer);
    assert_eq!(play.journey().passed_around(), None);
    let (leg, text) = (play.leg(), Some(play.content()));
    play.member(1, C::GiveLegBack { leg, reason: DeclineReason::NotOurs, text });
    play.at("2018-02-05 14:00");
    play.hand_over(0, 2);
    assert_eq!(play.journey().passed_around(), None);
}

#[test]
fn who_directs_takes_back_what_is_passed_on_and_on() {
    let mut play = opened();
    for (at, to) in [("2018-02-05 10:00", 1), ("2018-02-05 11:00", 2)] {
        bounced(&mut play, at, to);
    }
    play.at("2018-02-05 12:00");
    play.hand_over(0, 1);
    assert_eq!(play.journey().passed_around().map(|passed| passed.times), Some(3));
    play.at("2018-02-05 12:30");
    play.member(0, C::TakeBack { reason: TakeBackReason::WrongTeam });
    assert_eq!(play.journey().passed_around(), None);
}
