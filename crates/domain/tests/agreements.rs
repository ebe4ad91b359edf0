//! Agreements as the story `double-billing` tells them, with its variations: what binds, who acknowledges by when, what
//! happens when somebody does not keep to it, and what stands in the way of closing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
use regie_domain::agreement::{AgreementState, Confirmed};
use regie_domain::calendar::Calendar;
use regie_domain::closing::obstacle;
use regie_domain::codes::{
    BallGoes, BallReason, BreachWhat, Channel, DeadlineKind, HoldEnd, Outcome, ReopenReason, TaskKind, UpdateKind,
};
use regie_domain::command::{
    AgreementCommand as A, BreachCommand as B, HoldCommand as H, JourneyCommand as C, SignalCommand as S,
};
use regie_domain::journey::{Holder, State};
use regie_domain::money::Cents;
use regie_domain::promise::PromiseState;
use regie_domain::refusal::Code;
use regie_domain::testing::{World, amsterdam};
use support::play::{Play, short};

const WEEK: [jiff::civil::Weekday; 5] = [Monday, Tuesday, Wednesday, Thursday, Friday];
const ALL_DAYS: [jiff::civil::Weekday; 7] = [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
const SOCIAL: usize = 0;
const PHONE: usize = 1;
const ADMINISTRATION: usize = 2;

/// The telecom provider on Tuesday 29 August 2017, 10:20: what was agreed has just been made.
fn agreed() -> Play {
    let mut play = asked();
    let (agreed, _) = play.agree(ADMINISTRATION, Some("2017-09-07 17:00"));
    play.member(SOCIAL, agreed);
    play
}

fn asked() -> Play {
    let world = World::new(&[
        &[(&ALL_DAYS, "08:00-22:00")],
        &[(&WEEK, "08:00-21:00"), (&[Saturday], "10:00-17:00")],
        &[(&WEEK, "09:00-17:00")],
    ]);
    let mut play = Play::new(world, "2017-08-29 10:12");
    play.world.mandate.amount = Cents(7_500);
    play.open(SOCIAL, Channel::Social, Play::by_mail());
    play.at("2017-08-29 10:20");
    play
}

fn code(play: &Play) -> Option<Code> {
    obstacle(play.journey()).map(|refusal| refusal.code)
}

fn report(play: &Play, what: BreachWhat) -> C {
    let (agreement, hold) = (play.agreement(), Some(play.hold()));
    C::Breach(B::Report { agreement, hold, what, at: None, text: None, evidence: Vec::new() })
}

#[test]
fn an_agreement_has_two_halves_and_is_kept_when_the_work_is_done() {
    let mut play = agreed();
    let (agreement, hold) = (play.agreement(), play.hold());
    let made = play.journey().agreements[&agreement].clone();
    let bound = made.bound.clone().unwrap();
    assert_eq!((made.state, made.amount, bound.mandate), (AgreementState::Standing, Cents(3_450), Cents(7_500)));
    assert_eq!((bound.promise, bound.told), (Some(play.last_promise()), Some(Play::customer())));
    assert_eq!(play.count(UpdateKind::Agreement), 1, "in writing, in the same channel");
    let offer = &play.journey().handovers[&bound.handover.unwrap()];
    assert_eq!(short(offer.respond_by), "Tue 29-08 14:20", "four of its business hours");
    let held = &play.journey().holds[&hold];
    assert_eq!((held.subject.to_string(), held.until, held.state()), ("invoice:884213".into(), None, "placed"));
    assert_eq!(play.journey().confirmed(agreement), Confirmed::Awaits(1));

    play.at("2017-08-29 10:21");
    let acknowledge = C::Hold(H::Acknowledge { hold, at: None });
    play.member(ADMINISTRATION, acknowledge.clone());
    assert!(play.member(ADMINISTRATION, acknowledge).events.is_empty(), "twice is one effect");
    assert_eq!(play.journey().confirmed(agreement), Confirmed::All);
    assert_eq!(code(&play), Some(Code::PromisesOpen));

    play.at("2017-08-29 13:30");
    play.member(ADMINISTRATION, play.accept(None));
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(ADMINISTRATION) });
    play.at("2017-09-06 11:00");
    let (leg, text) = (play.leg(), play.content());
    play.member(ADMINISTRATION, C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) });
    let promise = play.promise(bound.promise.unwrap());
    assert!(matches!(promise.state, PromiseState::Kept { .. }));
    assert_eq!(promise.early().unwrap().as_mins(), 30 * 60, "one day and six hours early");
    assert!(matches!(play.journey().agreements[&agreement].state, AgreementState::Kept { .. }));
    assert_eq!(play.journey().holds[&hold].released.unwrap().why, HoldEnd::Fulfilled);

    let outcome = play.propose();
    play.member(SOCIAL, outcome);
    assert_eq!(play.try_customer(C::ConfirmSolved {}).unwrap_err().code, Code::HoldsOpen, "a release, too");
    let known = C::Hold(H::AcknowledgeRelease { hold, at: None });
    play.member(ADMINISTRATION, known.clone());
    assert!(play.member(ADMINISTRATION, known).events.is_empty());
    play.by_customer(C::ConfirmSolved {});
    assert!(matches!(play.journey().state, State::Closed { .. }));
}

#[test]
fn variation_a_what_is_not_acknowledged_becomes_louder_and_keeps_the_journey_open() {
    let mut play = agreed();
    play.at("2017-09-01 09:00");
    assert_eq!(play.moments("hold.overdue"), ["Wed 30-08 17:00", "Thu 31-08 17:00"]);
    assert_eq!(play.journey().holds[&play.hold()].overdue, Some(DeadlineKind::HoldLead));
    let offer = play.pending();
    play.member(SOCIAL, C::Withdraw { handover: offer });
    let refusal = play.try_member(SOCIAL, C::Close { how: regie_domain::codes::CloseHow::Withdrawn }).unwrap_err();
    assert_eq!((refusal.code, refusal.team), (Code::HoldsOpen, Some(play.world.team(ADMINISTRATION))));
    let hold = play.hold();
    play.member(ADMINISTRATION, C::Hold(H::Acknowledge { hold, at: Some(amsterdam("2017-08-31 12:00")) }));
    let held = &play.journey().holds[&hold];
    assert_eq!((held.overdue, held.acknowledged), (None, Some(amsterdam("2017-08-31 12:00"))), "ticked with its date");
}

/// What follows on a breach, whoever said it.
fn follows(play: &Play, reported: &str) {
    let journey = play.journey();
    assert_eq!(journey.ball.holder, Holder::Team { team: play.world.team(SOCIAL) });
    assert_eq!(journey.ball.why, BallReason::Breach);
    let leg = journey.legs.values().next().unwrap();
    assert!(leg.is_open() && leg.ball == BallGoes::Stays, "the credit leg goes on without the ball");
    let found = journey.breaches.values().next().unwrap();
    assert_eq!(short(found.reported_at), reported);
    let urgent = &journey.handovers[&found.handover.unwrap()];
    assert_eq!((urgent.to, urgent.takes_ball()), (play.world.team(ADMINISTRATION), false));
    assert_eq!(journey.tasks.values().filter(|it| it.kind == TaskKind::Apology).count(), 1);
    assert_eq!(journey.signals.len(), 1);
    assert_eq!(play.count(UpdateKind::Breach), 1);
}

fn accepted() -> Play {
    let mut play = agreed();
    let hold = play.hold();
    play.member(ADMINISTRATION, C::Hold(H::Acknowledge { hold, at: None }));
    play.at("2017-08-29 13:30");
    play.member(ADMINISTRATION, play.accept(None));
    play
}

#[test]
fn variation_b1_the_system_reports_a_letter_at_night_and_the_customer_hears_at_eight() {
    let mut play = accepted();
    play.at("2017-09-04 02:10");
    let letter = report(&play, BreachWhat::Letter);
    play.member(ADMINISTRATION, letter);
    follows(&play, "Mon 04-09 02:10");
    let told = play.journey().updates.values().find(|it| it.about == UpdateKind::Breach).unwrap();
    assert_eq!(short(told.not_before), "Mon 04-09 08:00", "at the end of quiet hours");
    let (breach, found) = play.journey().breaches.iter().next().map(|(id, it)| (*id, it.clone())).unwrap();
    assert_eq!(short(play.journey().handovers[&found.handover.unwrap()].respond_by), "Mon 04-09 11:00");
    assert_eq!(short(found.apologise_by), "Mon 04-09 10:00", "two opening hours");
    let signal = play.journey().signals.values().next().unwrap();
    assert_eq!(short(signal.answer_by), "Mon 18-09 17:00");
    let text = play.content();
    let settle = C::Breach(B::Settle { breach, text });
    assert_eq!(play.try_member(SOCIAL, settle.clone()).unwrap_err().code, Code::BreachUntold);
    play.at("2017-09-04 08:30");
    let contact = play.outgoing();
    play.member(SOCIAL, C::Breach(B::Apologise { breach, contact }));
    assert!(play.journey().was_apologised(breach));
    assert!(play.moments("promise.broken").is_empty(), "the apology keeps the moment that was given");
    play.member(SOCIAL, settle);
    assert!(!play.journey().breaches[&breach].is_open());
}

#[test]
fn variation_b2_anybody_says_that_it_was_not_kept_to_and_hears_what_was_done() {
    let mut play = accepted();
    play.at("2017-09-05 12:40");
    let letter = report(&play, BreachWhat::Letter);
    play.member(PHONE, letter.clone());
    follows(&play, "Tue 05-09 12:40");
    let told = play.journey().updates.values().find(|it| it.about == UpdateKind::Breach).unwrap();
    assert_eq!(short(told.not_before), "Tue 05-09 12:40", "within five minutes");
    // The system says it, too: more is known of the same breach.
    play.member(ADMINISTRATION, letter);
    assert_eq!((play.journey().breaches.len(), play.count(UpdateKind::Breach)), (1, 1));
    assert_eq!(play.journey().breaches.values().next().unwrap().said.len(), 2);
    let (signal, text) = (*play.journey().signals.keys().next().unwrap(), play.content());
    play.member(PHONE, C::Signal(S::AddLine { signal, text }));
    assert_eq!(short(play.journey().signals[&signal].lines[0].answer_by), "Tue 19-09 17:00");
    play.at("2017-09-22 09:00");
    let louder = ["Tue 19-09 17:00", "Wed 20-09 17:00", "Thu 21-09 17:00"];
    assert_eq!(play.moments("signal.overdue"), louder, "no answer comes back louder");
    let (text, told) = (play.content(), play.outgoing());
    play.member(ADMINISTRATION, C::Signal(S::Answer { signal, text, told: Some(told) }));
    let listeners: Vec<_> = play.journey().signals[&signal].listeners().collect();
    assert!(listeners.contains(&World::member_id(PHONE, 0)));
    assert!(!play.journey().signals[&signal].is_open());
}

#[test]
fn a_breach_opens_a_closed_journey_and_withdraws_what_was_proposed() {
    let mut play = accepted();
    let (leg, text) = (play.leg(), play.content());
    play.member(ADMINISTRATION, C::FinishLeg { leg, outcome: Some(Outcome::Solved), text: Some(text) });
    let hold = play.hold();
    play.member(ADMINISTRATION, C::Hold(H::AcknowledgeRelease { hold, at: None }));
    let outcome = play.propose();
    play.member(SOCIAL, outcome);
    let proposed = play.journal.clone();
    let letter = report(&play, BreachWhat::Debit);
    play.member(PHONE, letter.clone());
    assert!(play.journey().proposal.is_none() && code(&play).is_some());
    play.journal = proposed;
    play.by_customer(C::ConfirmSolved {});
    play.at("2017-12-29 12:00");
    play.member(PHONE, letter);
    assert_eq!(play.journey().reopened, Some(ReopenReason::Breach), "also long after closing");
    assert!(play.journey().is_open());
}

#[test]
fn over_the_mandate_a_second_member_approves_and_nothing_binds_before() {
    let mut play = asked();
    let mut terms = play.terms(ADMINISTRATION, Some("2017-09-07 17:00"));
    terms.amount = Cents(9_000);
    play.member(SOCIAL, C::Agreement(A::Make { terms }));
    let agreement = play.agreement();
    assert!(play.journey().holds.is_empty() && play.journey().pending().next().is_none());
    assert_eq!(play.count(UpdateKind::AgreementProposed), 1, "the customer hears what happens meanwhile");
    assert_eq!(code(&play), Some(Code::PromisesOpen));
    let approve = || C::Agreement(A::Approve { agreement, promise: None });
    play.world.mandate.amount = Cents(50_000);
    assert_eq!(play.try_member(SOCIAL, approve()).unwrap_err().code, Code::OwnAgreement);
    assert_eq!(play.try_member(PHONE, approve()).unwrap_err().code, Code::NotYourAgreement);
    play.world.mandate.amount = Cents(7_500);
    assert_eq!(play.try_as(SOCIAL, 1, approve()).unwrap_err().code, Code::OverMandate);
    play.at("2017-08-29 15:00");
    assert_eq!(play.moments("agreement.overdue"), ["Tue 29-08 14:20"], "it comes back louder and stays");
    play.world.mandate.amount = Cents(50_000);
    play.try_as(SOCIAL, 1, approve()).unwrap();
    let found = &play.journey().agreements[&agreement];
    let bound = found.bound.as_ref().unwrap();
    assert_eq!((found.member, bound.approved_by), (Some(World::member_id(0, 0)), Some(World::member_id(0, 1))));
    assert_eq!((play.journey().holds.len(), play.count(UpdateKind::Agreement)), (1, 1));
    assert_eq!(play.try_as(SOCIAL, 1, approve()).unwrap_err().code, Code::AgreementOver);
}

#[test]
fn what_nobody_decides_on_comes_to_the_team_the_lead_and_the_coordinator_and_the_customer_gets_a_new_moment() {
    let mut play = asked();
    let mut terms = play.terms(ADMINISTRATION, Some("2017-09-07 17:00"));
    terms.amount = Cents(9_000);
    play.member(SOCIAL, C::Agreement(A::Make { terms }));
    let agreement = play.agreement();
    play.at("2017-08-29 14:25");
    assert_eq!(play.count(UpdateKind::PromiseBroken), 1, "the customer hears that it takes longer");
    let next = play.promise(play.last_promise());
    assert!(next.is_open() && next.current.until > play.now, "and by when there is news");
    play.at("2017-08-30 12:00");
    let louder = ["Tue 29-08 14:20", "Tue 29-08 16:20", "Tue 29-08 18:20"];
    assert_eq!(play.moments("agreement.overdue"), louder, "each with a moment of its own");
    let loud = |play: &Play| play.journey().agreements[&agreement].proposal.as_ref().unwrap().overdue;
    assert_eq!(loud(&play), Some(DeadlineKind::AgreementCoordinator));
    play.at("2017-09-20 12:00");
    assert_eq!(play.moments("agreement.overdue").len(), 3, "there it ends, and it can still be decided on");
    play.world.mandate.amount = Cents(50_000);
    let promise = Some(support::play::promise(true, Some("2017-09-25 17:00")));
    play.try_as(SOCIAL, 1, C::Agreement(A::Approve { agreement, promise })).unwrap();
    assert!(play.journey().agreements[&agreement].stands());
}

#[test]
fn what_is_not_approved_never_bound_and_the_customer_hears_it() {
    let mut play = asked();
    let mut terms = play.terms(ADMINISTRATION, None);
    terms.amount = Cents(9_000);
    play.member(SOCIAL, C::Agreement(A::Make { terms }));
    let (agreement, text, told) = (play.agreement(), play.content(), play.outgoing());
    let refuse = C::Agreement(A::Refuse { agreement, text, told });
    play.try_as(SOCIAL, 1, refuse.clone()).unwrap();
    assert!(matches!(play.journey().agreements[&agreement].state, AgreementState::Refused { .. }));
    assert_eq!(play.count(UpdateKind::Message), 1);
    assert!(play.journey().holds.is_empty());
    assert!(play.try_as(SOCIAL, 1, refuse).unwrap().events.is_empty(), "twice is one effect");
}

/// A hold until Friday 15 September 17:00, acknowledged, on work that came back half done.
fn ending() -> Play {
    let mut play = asked();
    let mut terms = play.terms(ADMINISTRATION, None);
    terms.holds[0].until = Some(amsterdam("2017-09-15 17:00"));
    play.member(SOCIAL, C::Agreement(A::Make { terms }));
    let hold = play.hold();
    play.member(ADMINISTRATION, C::Hold(H::Acknowledge { hold, at: None }));
    play
}

#[test]
fn an_end_date_never_simply_runs_out() {
    let mut play = ending();
    let hold = play.hold();
    play.at("2017-09-14 12:00");
    assert_eq!(play.moments("hold.ending"), ["Wed 13-09 08:00"], "two working days before, the maker's team chooses");
    assert!(play.journey().holds[&hold].awaits_choice());
    let before = play.journal.clone();
    let until = Some(amsterdam("2017-10-02 17:00"));
    play.member(SOCIAL, C::Hold(H::Extend { hold, until }));
    let held = &play.journey().holds[&hold];
    assert!(!held.awaits_choice() && held.awaits_acknowledgement(), "the system acknowledges the new end");
    play.journal = before;

    play.at("2017-09-18 12:00");
    assert_eq!(play.moments("hold.stays"), ["Fri 15-09 17:00"]);
    assert!(play.journey().holds[&hold].stands(), "no choice keeps the hold");
    let release = |told| C::Hold(H::Release { hold, why: HoldEnd::Withdrawn, text: None, told });
    assert_eq!(play.try_member(SOCIAL, release(None)).unwrap_err().code, Code::OutcomeNotTold);
    let told = play.outgoing();
    play.member(SOCIAL, release(Some(told)));
    assert_eq!(play.journey().holds[&hold].state(), "released");
}

#[test]
fn what_a_system_held_before_an_extension_is_not_what_it_holds_now() {
    let mut play = ending();
    let hold = play.hold();
    play.at("2017-09-14 12:00");
    play.member(SOCIAL, C::Hold(H::Extend { hold, until: Some(amsterdam("2017-10-02 17:00")) }));
    play.member(ADMINISTRATION, C::Hold(H::Acknowledge { hold, at: Some(amsterdam("2017-09-13 12:00")) }));
    let held = &play.journey().holds[&hold];
    assert_eq!((short(held.asked_at), held.acknowledged), ("Thu 14-09 12:00".into(), Some(held.asked_at)));
    assert_eq!(short(held.placed_at), "Tue 29-08 10:20");
}

#[test]
fn words_that_tell_of_a_release_are_never_dropped_in_silence() {
    let mut play = ending();
    let (hold, told, other) = (play.hold(), play.outgoing(), play.outgoing());
    let release = |told| C::Hold(H::Release { hold, why: HoldEnd::Withdrawn, text: None, told });
    play.member(SOCIAL, release(Some(told.clone())));
    assert!(play.member(SOCIAL, release(Some(told))).events.is_empty(), "the same words, and one effect");
    assert!(play.member(SOCIAL, release(None)).events.is_empty());
    assert_eq!(play.try_member(SOCIAL, release(Some(other))).unwrap_err().code, Code::HoldEnded);
}

#[test]
fn no_choice_opens_a_closed_journey_again_with_the_directors_team() {
    let mut play = ending();
    let (handover, text) = (play.pending(), play.content());
    play.member(ADMINISTRATION, C::AnswerOffer { handover, outcome: Outcome::Partly, text });
    let outcome = play.propose();
    play.member(SOCIAL, outcome);
    play.by_customer(C::ConfirmSolved {});
    assert!(!play.journey().is_open(), "the work is done, so the hold outlives the closing");
    play.at("2017-09-18 12:00");
    assert_eq!(play.journey().reopened, Some(ReopenReason::HoldEnds));
    assert_eq!(play.journey().ball.holder, Holder::Team { team: play.world.team(SOCIAL) });
}

#[test]
fn work_that_comes_back_undone_is_offered_again_for_the_same_agreement() {
    let mut play = agreed();
    let agreement = play.agreement();
    let handover = play.pending();
    let text = Some(play.content());
    play.member(ADMINISTRATION, C::Decline { handover, reason: regie_domain::codes::DeclineReason::NotInTime, text });
    assert!(play.journey().is_uncarried(agreement));
    let leg = play.terms(ADMINISTRATION, None).leg.unwrap();
    play.member(SOCIAL, C::Agreement(A::Carry { agreement, leg }));
    let handover = play.pending();
    let text = play.content();
    play.member(ADMINISTRATION, C::AnswerOffer { handover, outcome: Outcome::Solved, text });
    assert!(matches!(play.journey().agreements[&agreement].state, AgreementState::Kept { .. }));
}

#[test]
fn an_agreement_that_ends_releases_its_holds_and_the_customer_is_told() {
    let mut play = agreed();
    let (agreement, told) = (play.agreement(), play.outgoing());
    let why = regie_domain::codes::AgreementEnd::Replaced;
    let end = |told| C::Agreement(A::End { agreement, why, text: None, told });
    play.member(SOCIAL, end(told.clone()));
    assert!(play.member(SOCIAL, end(told)).events.is_empty(), "twice is one effect");
    let other = play.outgoing();
    assert_eq!(play.try_member(SOCIAL, end(other)).unwrap_err().code, Code::AgreementOver);
    assert_eq!(play.journey().holds[&play.hold()].released.unwrap().why, HoldEnd::Withdrawn);
    assert_eq!(play.count(UpdateKind::Message), 1);
}

#[test]
fn the_day_before_is_counted_over_weekends_and_holidays() {
    let week = World::municipality().teams[0].calendar.clone();
    let before =
        |calendar: &Calendar, at: &str, days| short(calendar.opening_of_nth_open_day_before(amsterdam(at), days));
    assert_eq!(before(&week, "2018-02-12 17:00", 2), "Thu 08-02 08:30", "over a weekend");
    assert_eq!(before(&week, "2018-04-03 09:00", 1), "Fri 30-03 08:30", "over Easter Monday");
}

#[test]
fn a_hold_follows_its_system_to_another_team_which_gets_the_time_that_every_team_gets() {
    let mut play = asked();
    let terms = play.terms(ADMINISTRATION, None);
    play.member(SOCIAL, C::Agreement(A::Make { terms }));
    let hold = play.hold();
    let follow = || C::Hold(H::Follow { hold });
    assert_eq!(play.try_member(SOCIAL, follow()).unwrap_err().code, Code::MembersOnly, "the program's own act");
    assert!(play.system(follow()).events.is_empty(), "it is still the same team's");
    play.at("2017-08-31 12:00");
    assert_eq!(play.moments("hold.overdue"), ["Wed 30-08 17:00"]);
    play.world.systems_to = Some(PHONE);
    play.system(follow());
    let held = &play.journey().holds[&hold];
    assert_eq!((held.owner, held.overdue), (play.world.team(PHONE), None));
    assert_eq!(short(held.acknowledge_by), "Fri 01-09 21:00", "the end of its first working day");
    assert!(play.system(follow()).events.is_empty(), "told once");
    let acknowledge = || C::Hold(H::Acknowledge { hold, at: None });
    assert_eq!(play.try_member(ADMINISTRATION, acknowledge()).unwrap_err().code, Code::NotYourHold);
    play.member(PHONE, acknowledge());
    // What is held already only changes hands.
    play.world.systems_to = None;
    play.system(follow());
    let held = &play.journey().holds[&hold];
    assert!(held.owner == play.world.team(ADMINISTRATION) && !held.awaits_acknowledgement());
}

#[test]
fn who_listens_to_a_signal_is_told_until_they_have_read_it() {
    let mut play = accepted();
    play.at("2017-09-05 12:40");
    let letter = report(&play, BreachWhat::Letter);
    play.member(PHONE, letter);
    let (signal, text) = (*play.journey().signals.keys().next().unwrap(), play.content());
    play.member(PHONE, C::Signal(S::AddLine { signal, text }));
    assert!(play.journey().signals[&signal].unheard().is_empty(), "there is no answer yet");
    let text = play.content();
    play.member(ADMINISTRATION, C::Signal(S::Answer { signal, text, told: None }));
    let waits = |play: &Play| play.journey().signals[&signal].unheard();
    assert!(waits(&play).contains(&World::member_id(PHONE, 0)));
    play.member(ADMINISTRATION, C::Signal(S::Hear { signal }));
    assert!(waits(&play).contains(&World::member_id(PHONE, 0)), "read by somebody else");
    play.member(PHONE, C::Signal(S::Hear { signal }));
    assert!(waits(&play).is_empty());
    assert!(play.member(PHONE, C::Signal(S::Hear { signal })).events.is_empty(), "said twice has one effect");
}

#[test]
fn what_nobody_of_a_team_would_read_falls_to_the_team_that_directs() {
    let mut play = agreed();
    play.at("2017-09-01 09:00");
    play.world.teams[ADMINISTRATION].staffed = false;
    let (hold, agreement) = (Some(play.hold()), play.agreement());
    let what = BreachWhat::Letter;
    let report = B::Report { agreement, hold, what, at: None, text: None, evidence: Vec::new() };
    play.member(PHONE, C::Breach(report));
    let (journey, director) = (play.journey(), play.world.team(SOCIAL));
    let breach = journey.breaches.values().next().unwrap();
    assert_eq!((breach.owner, breach.handover), (director, None), "nobody there would take the urgent offer");
    assert_eq!(journey.signals.values().next().unwrap().owner, director);
    // A member's own signal, too.
    let (owner, text) = (play.world.team(ADMINISTRATION), play.content());
    play.member(
        PHONE,
        C::Signal(S::Open { owner, text: Some(text), reason: None, evidence: Vec::new(), unnamed: false }),
    );
    assert!(play.journey().signals.values().all(|signal| signal.owner == director));
}
