//! The legal term of a journey, in the pure domain: variation C of the story `reimbursement`, complaints, extensions, and
//! what is watched.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes, clippy::disallowed_methods, dead_code)]

mod support;

use jiff::civil::date;
use regie_domain::codes::{
    Channel, DeadlineKind, JourneyKind, LegalBasis, MoveReason, SuspensionGround, TaskKind, UpdateKind,
};
use regie_domain::command::JourneyCommand as C;
use regie_domain::deadline::deadlines;
use regie_domain::event::Reach;
use regie_domain::legal_term::{LegalClock, LegalRule, objection_until};
use regie_domain::refusal::Code;
use regie_domain::testing::{World, amsterdam};
use support::play::{Play, promise, short};

const KCC: usize = 0;

fn application() -> World {
    let mut world = World::municipality();
    world.blueprint.legal_weeks = Some(8);
    world
}

fn opened(world: World, reach: Reach) -> Play {
    let mut play = Play::new(world, "2018-02-05 09:20");
    play.open(KCC, Channel::Email, reach);
    play
}

fn clock(play: &Play) -> &LegalClock {
    play.journey().legal.as_ref().unwrap()
}

fn watched(play: &Play) -> Vec<DeadlineKind> {
    let legal = [DeadlineKind::LegalHalf, DeadlineKind::LegalFourFifths, DeadlineKind::LegalDue];
    let mut all: Vec<_> =
        deadlines(play.journey()).into_iter().map(|it| it.kind).filter(|it| legal.contains(it)).collect();
    all.sort();
    all
}

#[test]
fn variation_c_of_the_story() {
    let mut play = opened(application(), Play::by_mail());
    assert_eq!(clock(&play).term.unshifted_end(), Some(date(2018, 4, 2)));
    assert_eq!(clock(&play).last_day(), Some(date(2018, 4, 3)), "Easter Monday is passed");
    assert_eq!(short(clock(&play).moments.ends_at), "Wed 04-04 00:00");
    play.at("2018-02-05 09:40");
    let asks = play.question(None);
    let answer = play.write(true, Some(promise(true, None)), Some(asks));
    play.member(KCC, answer);
    let promised = play.last_promise();
    assert_eq!(clock(&play).still_since(), Some(date(2018, 2, 6)));
    play.at("2018-02-05 20:15");
    play.answer();
    assert_eq!(clock(&play).last_day(), Some(date(2018, 4, 3)), "answered the same day, no day stood still");
    play.at("2018-02-09 11:00");
    let mut asks = play.question(None);
    asks.last_thing = true;
    let ask = play.write(false, None, Some(asks));
    play.member(KCC, ask);
    assert_eq!((clock(&play).still_since(), clock(&play).last_day()), (Some(date(2018, 2, 10)), None));
    assert!(watched(&play).is_empty(), "nothing is watched while nobody can know the end");
    play.at("2018-02-12 19:00");
    play.answer();
    let ran = clock(&play);
    let stop = ran.term.suspensions().last().unwrap();
    assert_eq!((stop.from, stop.until), (date(2018, 2, 10), Some(date(2018, 2, 12))));
    assert_eq!(stop.ground, SuspensionGround::IncompleteApplication);
    assert_eq!((ran.term.suspended_days(), ran.last_day()), (2, Some(date(2018, 4, 4))));
    assert_eq!(short(play.promise(promised).first.until), "Mon 19-02 17:00", "the promise does not move");
    assert_eq!(play.promise(promised).version, 1);
    play.at("2018-02-14 10:00");
    let outcome = play.propose();
    play.member(KCC, outcome);
    assert!(play.journey().is_open_to_objection() && watched(&play).is_empty());
    let zone = jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap();
    assert_eq!(objection_until(amsterdam("2018-02-14 10:00"), &zone), Some(date(2018, 3, 28)));
}

#[test]
fn what_lapses_or_is_withdrawn_lets_the_term_run_again() {
    let mut play = opened(application(), Play::by_mail());
    play.at("2018-02-05 10:00");
    play.ask(KCC);
    let due = play.journey().open_question().unwrap().1.due;
    assert_eq!(short(due), "Mon 19-02 17:00");
    play.at("2018-02-20 09:00");
    let stop = *clock(&play).term.suspensions().last().unwrap();
    assert_eq!((stop.from, stop.until), (date(2018, 2, 6), Some(date(2018, 2, 20))), "the day after the term it gave");
    play.at("2018-02-21 09:00");
    let mut again = play.question(None);
    again.last_thing = true;
    let ask = play.write(false, None, Some(again));
    play.member(KCC, ask);
    play.at("2018-02-26 09:00");
    let question = play.asked().unwrap();
    play.member(KCC, C::WithdrawQuestion { question });
    let stop = *clock(&play).term.suspensions().last().unwrap();
    assert_eq!((stop.from, stop.until), (date(2018, 2, 22), Some(date(2018, 2, 26))));
}

#[test]
fn a_question_that_never_arrived_suspends_nothing_and_a_letter_from_the_day_after_it_was_sent() {
    let mut play = opened(application(), Play::by_mail());
    play.at("2018-02-05 10:00");
    play.ask(KCC);
    let asked = play.journey().updates.iter().find(|(_, it)| it.about == UpdateKind::Question).map(|(id, _)| *id);
    play.system(C::Failed { update: asked.unwrap(), permanent: true });
    assert!(!clock(&play).stands_still() && clock(&play).term.suspended_days() == 0);

    let mut play = opened(application(), Reach::Task { task: TaskKind::Call });
    play.at("2018-02-05 10:00");
    play.ask(KCC);
    let letter = play.journey().tasks.values().filter(|it| it.kind == TaskKind::Letter && it.update.is_some()).count();
    assert_eq!(letter, 1, "what suspends a term is asked in writing");
    assert!(!clock(&play).stands_still());
    play.at("2018-02-06 10:00");
    play.do_tasks(KCC);
    assert_eq!(clock(&play).still_since(), Some(date(2018, 2, 7)));
}

#[test]
fn it_is_watched_like_a_promise_and_never_told_to_the_customer() {
    let mut play = opened(application(), Play::by_mail());
    assert_eq!(watched(&play), [DeadlineKind::LegalHalf, DeadlineKind::LegalFourFifths, DeadlineKind::LegalDue]);
    let moments = clock(&play).moments;
    play.at("2018-04-03 23:59");
    assert_eq!(clock(&play).risk, Some(DeadlineKind::LegalFourFifths));
    assert_eq!(clock(&play).passed, None);
    play.at("2018-04-04 00:00");
    assert_eq!(clock(&play).passed, Some(moments.ends_at));
    assert!(watched(&play).is_empty());
    let told = play.rows.iter().filter(|row| row.because.starts_with("legal")).count();
    assert_eq!(told, 0);
}

#[test]
fn it_is_extended_once_before_it_ends_and_told_in_writing() {
    let mut play = opened(application(), Reach::Task { task: TaskKind::Call });
    let longer = |weeks| C::ExtendLegal { weeks, reason: MoveReason::MoreWork, text: None };
    for weeks in [0, 9] {
        assert_eq!(play.try_member(KCC, longer(weeks)).unwrap_err().code, Code::LegalTooLong);
    }
    play.member(KCC, longer(4));
    assert_eq!(clock(&play).last_day(), Some(date(2018, 4, 30)));
    let told = play.journey().updates.values().find(|it| it.about == UpdateKind::LegalExtended).unwrap();
    assert_eq!(told.reach, Reach::Task { task: TaskKind::Letter });
    assert_eq!(play.try_member(KCC, longer(1)).unwrap_err().code, Code::LegalExtended);

    let mut play = opened(application(), Play::by_mail());
    play.at("2018-04-04 09:00");
    assert_eq!(play.try_member(KCC, longer(1)).unwrap_err().code, Code::LegalEnded);
    let mut plain = opened(World::municipality(), Play::by_mail());
    assert_eq!(plain.try_member(KCC, longer(1)).unwrap_err().code, Code::NoLegalTerm);
}

#[test]
fn a_complaint_has_six_weeks_and_four_more_and_its_receipt_is_in_writing() {
    let mut world = application();
    world.blueprint.kind = JourneyKind::Complaint;
    (world.blueprint.legal_weeks, world.blueprint.legal_basis) = (Some(6), LegalBasis::Complaint);
    let mut play = Play::new(world, "2018-02-05 09:20");
    play.open(KCC, Channel::Phone, Reach::Task { task: TaskKind::Call });
    assert_eq!(clock(&play).rule, LegalRule::COMPLAINT);
    assert_eq!(clock(&play).last_day(), Some(date(2018, 3, 19)));
    let receipt = play.journey().updates.values().find(|it| it.about == UpdateKind::Receipt).unwrap();
    assert_eq!(receipt.reach, Reach::Task { task: TaskKind::Letter });
    play.at("2018-02-06 10:00");
    play.do_tasks(KCC);
    play.ask(KCC);
    assert!(!clock(&play).stands_still(), "a question does not suspend it");
    let longer = |weeks| C::ExtendLegal { weeks, reason: MoveReason::Capacity, text: None };
    assert_eq!(play.try_member(KCC, longer(5)).unwrap_err().code, Code::LegalTooLong);
    play.member(KCC, longer(4));
    assert_eq!(clock(&play).last_day(), Some(date(2018, 4, 16)));
}

fn suspend(ground: SuspensionGround, until: Option<&str>) -> C {
    let day = |written: &str| regie_domain::legal_term::day_number(written.parse().unwrap());
    C::SuspendLegal { ground, until: until.map(day), text: Some(regie_domain::testing::id(77)) }
}

#[test]
fn a_member_lets_a_term_stand_still_until_a_day_and_it_goes_on_by_itself() {
    let mut play = opened(application(), Play::by_mail());
    play.at("2018-02-12 10:00");
    let agreed = SuspensionGround::ApplicantAgreed;
    for (command, code) in [
        (suspend(agreed, None), Code::LegalDay),
        (suspend(agreed, Some("2018-02-12")), Code::LegalDay),
        (suspend(SuspensionGround::IncompleteApplication, None), Code::LegalGround),
        (C::ResumeLegal {}, Code::LegalRuns),
    ] {
        assert_eq!(play.try_member(KCC, command).unwrap_err().code, code);
    }
    play.member(KCC, suspend(agreed, Some("2018-02-26")));
    assert_eq!((clock(&play).still_since(), clock(&play).last_day()), (Some(date(2018, 2, 12)), None));
    assert_eq!(clock(&play).expected_last_day(), Some(date(2018, 4, 16)), "fourteen days onto Monday 2 April");
    let told = play.journey().updates.values().find(|it| it.about == UpdateKind::LegalSuspended);
    assert!(told.is_some_and(|it| matches!(it.reach, Reach::Email { .. })));
    assert_eq!(play.try_member(KCC, suspend(agreed, Some("2018-03-26"))).unwrap_err().code, Code::LegalStill);
    play.at("2018-02-26 00:30");
    assert_eq!((clock(&play).still_since(), clock(&play).last_day()), (None, Some(date(2018, 4, 16))));
    let resumed = play.journey().updates.values().filter(|it| it.about == UpdateKind::LegalResumed).count();
    assert_eq!(resumed, 0, "the customer knew the day");
}

#[test]
fn a_member_lets_it_run_again_and_a_question_that_is_still_open_keeps_it_still() {
    let mut play = opened(application(), Reach::Task { task: TaskKind::Call });
    play.at("2018-02-12 10:00");
    play.member(KCC, suspend(SuspensionGround::ForceMajeure, None));
    assert_eq!(clock(&play).expected_last_day(), None, "nobody knows");
    assert!(play.journey().tasks.values().any(|it| it.kind == TaskKind::Letter), "told in writing");
    play.at("2018-02-15 10:00");
    play.member(KCC, C::ResumeLegal {});
    assert_eq!((clock(&play).stands_still(), clock(&play).term.suspended_days()), (false, 3));
    assert!(play.journey().updates.values().any(|it| it.about == UpdateKind::LegalResumed));

    let mut play = opened(application(), Play::by_mail());
    play.at("2018-02-12 10:00");
    play.member(KCC, suspend(SuspensionGround::ForeignInformation, None));
    assert_eq!(clock(&play).still_since(), Some(date(2018, 2, 13)), "from the day after it was told");
    play.ask(KCC);
    assert_eq!(clock(&play).waits_for(), None);
    play.at("2018-02-14 10:00");
    play.member(KCC, C::ResumeLegal {});
    assert_eq!(clock(&play).still_since(), Some(date(2018, 2, 14)), "now for the question");
    assert_eq!(play.try_member(KCC, C::ResumeLegal {}).unwrap_err().code, Code::LegalRuns);
    play.answer();
    assert!(!clock(&play).stands_still());
    assert_eq!(clock(&play).term.suspended_days(), 1);
}

#[test]
fn a_complaint_stands_still_only_by_agreement() {
    let mut world = World::municipality();
    world.blueprint.kind = JourneyKind::Complaint;
    world.blueprint.legal_weeks = Some(6);
    world.blueprint.legal_basis = LegalBasis::Complaint;
    let mut play = opened(world, Play::by_mail());
    play.at("2018-02-12 10:00");
    let refused = play.try_member(KCC, suspend(SuspensionGround::ForceMajeure, None)).unwrap_err().code;
    assert_eq!(refused, Code::LegalGround);
    play.member(KCC, suspend(SuspensionGround::ApplicantAgreed, Some("2018-02-20")));
    assert!(clock(&play).stands_still());
}

#[test]
fn a_complaint_has_a_term_also_where_no_blueprint_names_one() {
    let mut world = World::municipality();
    world.blueprint.kind = JourneyKind::Complaint;
    let play = opened(world, Play::by_mail());
    assert_eq!(clock(&play).rule, LegalRule::COMPLAINT, "the organisation's own term");
    assert_eq!(clock(&play).last_day(), Some(date(2018, 3, 19)));

    let own = |weeks| LegalRule { basis: LegalBasis::Own, weeks };
    let mut by_law = World::municipality().blueprint;
    by_law.legal_weeks = Some(8);
    let of = |by_blueprint, usual| LegalRule::of_complaint(&by_law, by_blueprint, usual);
    assert_eq!(of(None, own(2)), LegalRule::COMPLAINT, "who decides on applications is bound by the law");
    let with_committee = LegalRule { weeks: 10, ..LegalRule::COMPLAINT };
    assert_eq!(of(None, with_committee), with_committee);
    assert_eq!(of(Some(own(3)), with_committee), own(3), "a blueprint for complaints goes first");
    by_law.kind = JourneyKind::Complaint;
    by_law.legal_basis = LegalBasis::Own;
    assert_eq!(LegalRule::of_complaint(&by_law, Some(own(3)), own(2)), own(8), "and its own most of all");
    assert_eq!(LegalRule::usual_for_complaints(true), LegalRule::COMPLAINT);
    assert_eq!(LegalRule::usual_for_complaints(false), own(6));
}

#[test]
fn what_runs_becomes_a_complaint_with_a_term_from_the_day_of_the_message() {
    let mut play = opened(World::municipality(), Play::by_mail());
    let first = *play.journey().contacts.keys().next().unwrap();
    assert!(play.journey().legal.is_none() && play.journey().may_become_complaint());
    play.at("2018-02-07 10:00");
    let unknown = C::MarkComplaint { contact: regie_domain::testing::id(4_711) };
    assert_eq!(play.try_member(KCC, unknown).unwrap_err().code, Code::UnknownContact);
    let told = play.journey().updates.len();
    play.member(KCC, C::MarkComplaint { contact: first });
    assert_eq!(play.journey().kind, JourneyKind::Complaint);
    assert_eq!((clock(&play).rule, clock(&play).term.start()), (LegalRule::COMPLAINT, date(2018, 2, 5)));
    assert_eq!(clock(&play).last_day(), Some(date(2018, 3, 19)));
    let receipt = play.journey().updates.values().filter(|it| it.about == UpdateKind::Receipt).count();
    assert_eq!((receipt, play.journey().updates.len()), (2, told + 1), "confirmed in writing");
    assert_eq!(watched(&play), [DeadlineKind::LegalHalf, DeadlineKind::LegalFourFifths, DeadlineKind::LegalDue]);
    let again = play.try_member(KCC, C::MarkComplaint { contact: first }).unwrap_err().code;
    assert_eq!(again, Code::IsComplaint);
}

#[test]
fn a_term_that_runs_is_kept_and_the_complaint_goes_apart() {
    let mut play = opened(application(), Play::by_mail());
    let first = *play.journey().contacts.keys().next().unwrap();
    let refused = play.try_member(KCC, C::MarkComplaint { contact: first }).unwrap_err().code;
    assert_eq!(refused, Code::ComplaintApart);
    assert_eq!(clock(&play).rule.basis, LegalBasis::Application);
}

#[test]
fn who_complains_after_the_outcome_is_not_closed_for_want_of_a_word() {
    let mut play = opened(World::municipality(), Play::by_mail());
    let first = *play.journey().contacts.keys().next().unwrap();
    play.at("2018-02-07 10:00");
    let outcome = play.propose();
    play.member(KCC, outcome);
    play.member(KCC, C::MarkComplaint { contact: first });
    let proposal = play.journey().proposal.clone().unwrap();
    assert_eq!(proposal.questioned, Some(first));
    play.at("2018-03-12 10:00");
    assert!(play.journey().is_open(), "somebody looks first");
}
