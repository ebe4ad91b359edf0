//! Every refusal can be reached, says who or when where that helps, and changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod by_hand;
mod chain;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use by_hand::{by_hand, of_customers};
use chain::{of_joining, of_passing_on, of_the_chain, said_again};
use regie_domain::actor::TeamRef;
use regie_domain::codes::{
    BallGoes, BreachWhat, CareAction, CareCause, CloseHow, DeclineReason, ForwardGround, HoldEnd, JoinReason,
    MoveReason, Outcome, ParticipantRole, ReopenReason, ShipmentStatus, SuspensionGround, TakeBackReason, TaskKind,
    VoidReason,
};
use regie_domain::command::{
    AgreementCommand as A, BreachCommand as B, CallWish, HoldCommand as H, JourneyCommand as C, NewForward, NewPromise,
    ShipmentCommand, SignalCommand as S, SurveyCommand, VisitCommand,
};
use regie_domain::customer::{self, CustomerCommand, Evidence, HandleKind, Language};
use regie_domain::event::{ContactFacts, Reach, Window};
use regie_domain::journey::Holder;
use regie_domain::money::Cents;
use regie_domain::partner::{Guest, PartnerKind};
use regie_domain::refusal::{Code, Refusal};
use regie_domain::survey::{NewResponse, PointedAt};
use regie_domain::term::Term;
use regie_domain::testing::{Simulation, World, amsterdam, id};
use support::Journal;
use support::play::{Play, opened, promise};

fn offered() -> Play {
    let mut play = opened();
    let offer = play.offer(1, Some(BallGoes::Goes));
    play.member(0, offer);
    play
}

/// The refusal of a member's act, which leaves the journey as it was.
fn refused(play: &mut Play, team: usize, command: C) -> Refusal {
    let before = play.journal.clone();
    let refusal = play.try_member(team, command).unwrap_err();
    assert_eq!(play.journal.journey, before.journey);
    assert_eq!(play.journal.events.len(), before.events.len());
    refusal
}

/// The refusals that the pure domain leaves to others: the store knows of newer versions, only who sees both journeys knows
/// whether they may be joined, and only who sees all knows on which one a shipment stands.
const ELSEWHERE: &[Code] = &[
    Code::NewerVersion,
    Code::JoinPeople,
    Code::JoinShielded,
    Code::JoinStrangers,
    Code::OfferQuota,
    Code::ShipmentKnown,
    // What partners say of an answer, and what they want to ask: `attribution.rs` reaches these.
    Code::NotYourPart,
    Code::Disputed,
    Code::NoDispute,
    // Improvements are a stream of their own: `improvement/tests.rs` reaches these.
    Code::NoImprovement,
    Code::ImprovementExists,
    Code::ImprovementFromNothing,
    Code::ImprovementOver,
    Code::ImprovementStarted,
    Code::ImprovementBesideItself,
    Code::ImprovementUnregistered,
    Code::ImprovementRuns,
    Code::ImprovementUntold,
];

#[test]
fn every_refusal_can_be_reached() {
    let mut reached: BTreeSet<&str> = ELSEWHERE.iter().map(|it| it.code()).collect();
    for seed in 0..400 {
        let mut simulation = Simulation::new(seed);
        let mut journal = Journal::new(simulation.journey);
        for _ in 0..50 {
            let (envelope, command, _) = simulation.next(journal.journey.as_ref());
            let facts = simulation.facts(&envelope);
            if let Err(refusal) = journal.run(&envelope, &command, &facts) {
                reached.insert(refusal.code.code());
            }
        }
    }
    reached.extend(by_hand().iter().map(|it| it.code()));
    reached.extend(of_customers().iter().map(|it| it.code()));
    reached.extend(of_the_chain().iter().map(|it| it.code()));
    reached.extend(of_legal_terms().iter().map(|it| it.code()));
    reached.extend(said_again().iter().map(|it| it.code()));
    reached.extend(of_agreements().iter().map(|it| it.code()));
    reached.extend(of_joining().iter().map(|it| it.code()));
    reached.extend(of_passing_on().iter().map(|it| it.code()));
    reached.extend(of_surveys().iter().map(|it| it.code()));
    let missing: Vec<_> = Code::ALL.iter().map(|it| it.code()).filter(|it| !reached.contains(it)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// What nobody asked, or asked otherwise, is not answered.
fn of_surveys() -> Vec<Code> {
    let answer = |given: Vec<(u16, u8)>, seq: Option<u64>| {
        let pointed = seq.map(|seq| PointedAt { seq, well: true }).into_iter().collect();
        C::Survey(SurveyCommand::Answer { response: NewResponse { given, pointed, ..NewResponse::default() } })
    };
    let mut play = Play::new(World::municipality().asking(), "2018-02-07 09:20");
    play.open(0, regie_domain::codes::Channel::Email, Play::by_mail());
    let outcome = play.propose();
    play.member(0, outcome);
    play.by_customer(C::ConfirmSolved {});
    let mut reached = Vec::new();
    let learned = SurveyCommand::Learn { cause: CareCause::Waited, action: CareAction::Explained, note: None };
    reached.push(refused(&mut play, 0, C::Survey(learned)).code);
    reached.push(refused(&mut play, 0, C::Survey(SurveyCommand::CallSilent {})).code);
    play.at("2018-02-08 19:00");
    for wrong in [answer(vec![], None), answer(vec![(9, 1)], None), answer(vec![(1, 11)], None)] {
        reached.push(play.try_customer(wrong).unwrap_err().code);
    }
    reached.push(play.try_customer(answer(vec![(1, 9)], Some(9_999))).unwrap_err().code);
    let mut late = Play::new(World::municipality(), "2018-02-07 09:20");
    (late.world, late.journal, late.now) = (play.world.clone(), play.journal.clone(), play.now);
    late.at("2018-03-07 09:00");
    reached.push(late.try_customer(answer(vec![(1, 9)], None)).unwrap_err().code);
    play.by_customer(answer(vec![(1, 9)], None));
    play.at("2018-02-10 09:00");
    // The second team did nothing of it.
    reached.push(refused(&mut play, 1, C::Survey(SurveyCommand::NotMe {})).code);
    reached.push(play.try_customer(answer(vec![(1, 9)], None)).unwrap_err().code);
    reached
}

/// What a legal term does not allow.
fn of_legal_terms() -> Vec<Code> {
    let longer = |weeks| C::ExtendLegal { weeks, reason: MoveReason::MoreWork, text: None };
    let begun = || {
        let mut world = World::municipality();
        world.blueprint.legal_weeks = Some(8);
        let mut play = Play::new(world, "2018-02-05 09:20");
        play.open(0, regie_domain::codes::Channel::Email, Play::by_mail());
        play
    };
    let mut play = begun();
    play.member(0, longer(2));
    let twice = refused(&mut play, 0, longer(2)).code;
    let mut play = begun();
    play.at("2018-04-04 09:00");
    let late = refused(&mut play, 0, longer(2)).code;
    assert_eq!((twice, late), (Code::LegalExtended, Code::LegalEnded));
    let mut play = begun();
    let pause = || C::SuspendLegal { ground: SuspensionGround::ForceMajeure, until: None, text: None };
    let runs = refused(&mut play, 0, C::ResumeLegal {}).code;
    play.member(0, pause());
    let still = refused(&mut play, 0, pause()).code;
    assert_eq!((runs, still), (Code::LegalRuns, Code::LegalStill));
    let mut play = begun();
    let agreed = C::SuspendLegal { ground: SuspensionGround::ApplicantAgreed, until: None, text: None };
    let day = refused(&mut play, 0, agreed).code;
    assert_eq!(day, Code::LegalDay);
    let complains = |play: &Play| C::MarkComplaint { contact: *play.journey().contacts.keys().next().unwrap() };
    let mut play = begun();
    let command = complains(&play);
    let apart = refused(&mut play, 0, command).code;
    let mut play = opened();
    let command = complains(&play);
    play.member(0, command.clone());
    let known = refused(&mut play, 0, command).code;
    assert_eq!((apart, known), (Code::ComplaintApart, Code::IsComplaint));
    vec![twice, late, runs, still, day, apart, known]
}

/// What agreements, holds, breaches and signals do not allow.
fn of_agreements() -> Vec<Code> {
    let mut codes = Vec::new();
    let mut see = |refusal: Refusal, code: Code| {
        assert_eq!(refusal.code, code);
        codes.push(code);
    };
    let mut play = opened();
    let (agreed, _) = play.agree(2, None);
    let mut many = play.terms(2, None);
    many.holds = vec![many.holds[0].clone(); 51];
    see(refused(&mut play, 0, C::Agreement(A::Make { terms: many })), Code::TooManyHolds);
    let actor = play.world.member(0, 0);
    let envelope = regie_domain::command::Envelope {
        command: id(42),
        actor,
        door: regie_domain::actor::Door::Page,
        key: None,
        cause: None,
        said_at: None,
        expects: regie_domain::command::Expects::default(),
    };
    let unknown = regie_domain::facts::Facts { tied: false, ..play.world.facts(play.now, actor) };
    see(play.journal.run(&envelope, &agreed, &unknown).unwrap_err(), Code::HandleUntied);
    play.member(0, agreed);
    let (agreement, hold) = (play.agreement(), play.hold());
    see(refused(&mut play, 0, C::Void { reason: VoidReason::Spam, duplicate_of: None }), Code::AgreementStands);
    see(
        refused(&mut play, 0, C::Hold(H::Release { hold: id(99), why: HoldEnd::Fulfilled, text: None, told: None })),
        Code::UnknownHold,
    );
    see(refused(&mut play, 2, C::Hold(H::AcknowledgeRelease { hold, at: None })), Code::HoldStands);
    see(refused(&mut play, 1, C::Hold(H::Acknowledge { hold, at: None })), Code::NotYourHold);
    play.member(0, C::Agreement(A::Keep { agreement, at: None }));
    see(refused(&mut play, 0, C::Hold(H::Extend { hold, until: None })), Code::HoldEnded);
    see(refused(&mut play, 0, C::Agreement(A::Keep { agreement, at: None })), Code::AgreementOver);
    let (text, other) = (play.content(), play.content());
    see(refused(&mut play, 0, C::Breach(B::Settle { breach: id(99), text })), Code::UnknownBreach);
    see(refused(&mut play, 0, C::Signal(S::AddLine { signal: id(99), text })), Code::UnknownSignal);
    let report = C::Breach(B::Report {
        agreement,
        hold: None,
        what: BreachWhat::Letter,
        at: None,
        text: None,
        evidence: Vec::new(),
    });
    play.member(1, report);
    let breach = *play.journey().breaches.keys().next().unwrap();
    let earlier = C::Breach(B::Report {
        agreement,
        hold: None,
        what: BreachWhat::Letter,
        at: Some(amsterdam("2010-01-01 12:00")),
        text: None,
        evidence: Vec::new(),
    });
    see(refused(&mut play, 1, earlier), Code::BreachBefore);
    let signal = *play.journey().signals.keys().next().unwrap();
    see(refused(&mut play, 1, C::Signal(S::Answer { signal, text, told: None })), Code::NotYourSignal);
    play.member(2, C::Signal(S::Answer { signal, text, told: None }));
    see(refused(&mut play, 1, C::Signal(S::AddLine { signal, text: other })), Code::SignalEnded);
    let close = C::Close { how: CloseHow::Withdrawn };
    let offers: Vec<_> = play.journey().pending().map(|(id, _)| id).collect();
    for handover in offers {
        play.member(0, C::Withdraw { handover });
    }
    see(refused(&mut play, 0, close.clone()), Code::BreachOpen);
    play.member(0, C::Breach(B::Settle { breach, text }));
    see(refused(&mut play, 0, C::Breach(B::Settle { breach, text })), Code::BreachEnded);
    see(refused(&mut play, 0, close.clone()), Code::HoldsOpen);

    let mut play = opened();
    let mut terms = play.terms(2, None);
    terms.leg = None;
    terms.holds[0].until = Some(amsterdam("2018-03-05 17:00"));
    play.member(0, C::Agreement(A::Make { terms }));
    let hold = play.hold();
    play.member(2, C::Hold(H::Acknowledge { hold, at: None }));
    see(refused(&mut play, 0, close), Code::HoldHasEnd);
    let shorter = H::Extend { hold, until: Some(amsterdam("2018-03-04 17:00")) };
    see(refused(&mut play, 0, C::Hold(shorter)), Code::HoldNotLonger);
    codes
}

#[test]
fn of_sixty_four_acceptances_one_wins_and_the_rest_are_told_who_and_when() {
    let mut play = offered();
    let (handover, now, offered) = (play.pending(), play.now, play.journal.clone());
    let mut winner = None;
    for number in 0..64_u64 {
        let actor = play.world.member(1, number);
        let envelope = regie_domain::command::Envelope {
            command: id(700 + number),
            actor,
            door: regie_domain::actor::Door::Page,
            key: None,
            cause: None,
            said_at: None,
            expects: regie_domain::command::Expects::default(),
        };
        let facts = play.world.facts(now, actor);
        match play.journal.run(&envelope, &C::Accept { handover, promise: None }, &facts) {
            Ok(_) => {
                assert_eq!(winner, None, "a second winner");
                winner = actor.member();
            }
            Err(refusal) => {
                assert_eq!(refusal.code, Code::AlreadyAccepted);
                assert_eq!((refusal.member, refusal.team, refusal.at), (winner, Some(play.world.team(1)), Some(now)));
            }
        }
    }
    assert_eq!(winner, Some(World::member_id(1, 0)));
    assert_eq!(play.journey().ball.epoch, offered.journey.unwrap().ball.epoch + 1, "the ball moved once");
    assert_eq!(play.journey().ball.assignee, winner);
}

#[test]
fn who_may_not_is_told_who_may() {
    let mut play = offered();
    let handover = play.pending();
    let write = play.offer(2, Some(BallGoes::Goes));
    let refusal = refused(&mut play, 1, write);
    assert_eq!((refusal.code, refusal.holder), (Code::NotYourBall, Some(Holder::Team { team: play.world.team(0) })));
    let refusal = refused(&mut play, 2, C::Accept { handover, promise: None });
    assert_eq!((refusal.code, refusal.team), (Code::NotReceiver, Some(play.world.team(1))));
    let refusal = refused(&mut play, 2, C::TakeBack { reason: TakeBackReason::TooSlow });
    assert_eq!((refusal.code, refusal.team), (Code::NotDirector, Some(play.world.team(0))));
    let mut bare = play.offer(2, Some(BallGoes::Stays));
    if let C::Offer { brief, .. } = &mut bare {
        brief[0] = None;
        brief[2] = None;
    }
    let refusal = refused(&mut play, 0, bare);
    assert_eq!((refusal.code, refusal.count), (Code::BriefIncomplete, Some(2)));
}

#[test]
fn a_void_journey_refuses_everything_but_being_taken_back() {
    let mut play = offered();
    play.member(0, C::Void { reason: VoidReason::Spam, duplicate_of: None });
    assert!(regie_domain::deadline::deadlines(play.journey()).is_empty());
    let contact = play.incoming();
    assert_eq!(refused(&mut play, 0, C::RecordContact { contact, answers: None }).code, Code::JourneyVoid);
    assert_eq!(refused(&mut play, 0, C::Reopen { why: ReopenReason::Member }).code, Code::JourneyVoid);
    let moved = C::MoveContactAway {
        contact: *play.journey().contacts.keys().next().unwrap(),
        to: id(60),
        why: JoinReason::Moved,
    };
    play.member(0, moved);
    play.member(0, C::Unvoid {});
    assert!(play.journey().is_open());
    let window = Window { from: Some(amsterdam("2018-02-08 10:00")), until: amsterdam("2018-02-07 10:00") };
    let reversed = NewPromise { window: Some(window), ..promise(true, None) };
    assert_eq!(refused(&mut play, 0, C::Promise { promise: reversed }).code, Code::WindowReversed);
    let moved = C::MovePromise {
        promise: play.last_promise(),
        window: Window::by(amsterdam("2018-02-09 17:00")),
        reason: MoveReason::Other,
        text: None,
        amount: None,
    };
    assert_eq!(refused(&mut play, 0, moved).code, Code::SilentClose);
}
