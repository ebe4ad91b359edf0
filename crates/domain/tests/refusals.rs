//! Every refusal can be reached, says who or when where that helps, and changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod support;

use std::collections::BTreeSet;

use regie_domain::actor::TeamRef;
use regie_domain::codes::{
    BallGoes, BreachWhat, CareAction, CareCause, CloseHow, DeclineReason, ForwardGround, HoldEnd, JoinReason, MoveReason, Outcome,
    ParticipantRole, ReopenReason, ShipmentStatus, SuspensionGround, TakeBackReason, TaskKind, VoidReason,
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

/// Work that nobody directs, or that is passed on and on in silence.
fn of_passing_on() -> Vec<Code> {
    let mut play = opened();
    for moment in ["2018-02-05 09:30", "2018-02-05 09:40"] {
        play.at(moment);
        let offer = play.offer(1, Some(BallGoes::Goes));
        play.member(0, offer);
        let handover = play.pending();
        play.member(1, C::Decline { handover, reason: DeclineReason::NotOurs, text: None });
    }
    play.world.blueprint.brief.clear();
    let silent = C::Offer { to: play.world.team(2), ball: Some(BallGoes::Goes), brief: Vec::new(), respond_by: None };
    let unexplained = refused(&mut play, 0, silent).code;
    let mut world = World::municipality();
    world.blueprint.director = None;
    let guest = &mut world.teams[1];
    guest.team = TeamRef { org: id(5), team: guest.team.team };
    let term = Some((amsterdam("2018-01-01 00:00"), None));
    guest.guest = Some(Guest { kind: PartnerKind::Desk, respond: Term::working_hours(4), term });
    let mut play = Play::new(world, "2018-02-05 09:20");
    let undirected = play.try_open(1, regie_domain::codes::Channel::Phone, Play::by_mail()).unwrap_err().code;
    assert_eq!((unexplained, undirected), (Code::HopUnexplained, Code::NoDirector));
    vec![unexplained, undirected]
}

/// What does not travel with a journey that is joined into another one.
fn of_joining() -> Vec<Code> {
    let join = || C::JoinInto { to: id(61) };
    let mut play = opened();
    play.ask(0);
    let question = refused(&mut play, 0, join()).code;
    let mut play = opened();
    let text = play.content();
    let signal = S::Open { text, owner: play.world.team(2), evidence: vec![] };
    play.member(0, C::Signal(signal));
    let signal = refused(&mut play, 0, join()).code;
    let mut play = opened();
    let (subject, carrier) = ("shipment:3SABC123".parse().unwrap(), play.world.team(1));
    let window = Window::by(amsterdam("2018-02-08 18:00"));
    play.member(0, C::Shipment(ShipmentCommand::Register { subject, carrier, window, replaces: None }));
    let shipment = refused(&mut play, 0, join()).code;
    assert_eq!((question, signal, shipment), (Code::JoinQuestion, Code::JoinSignal, Code::JoinShipment));
    vec![question, signal, shipment]
}

/// What may not be offered to a partner, and what is no shipment.
fn of_the_chain() -> Vec<Code> {
    let with = |kind, agreed: bool| {
        let mut world = World::municipality();
        let guest = &mut world.teams[1];
        guest.team = TeamRef { org: id(5), team: guest.team.team };
        let term = agreed.then(|| (amsterdam("2018-01-01 00:00"), None));
        guest.guest = Some(Guest { kind, respond: Term::working_hours(4), term });
        let mut play = Play::new(world, "2018-02-05 09:20");
        play.open(0, regie_domain::codes::Channel::Email, Play::by_mail());
        play
    };
    let offered = |kind, agreed| {
        let mut play = with(kind, agreed);
        let offer = play.offer(1, Some(BallGoes::Goes));
        refused(&mut play, 0, offer).code
    };
    let (unshared, outside) = (offered(PartnerKind::Leg, false), offered(PartnerKind::Outside, true));
    assert_eq!((unshared, outside), (Code::NoSharing, Code::PartnerOutside));
    let mut play = opened();
    let said = ShipmentCommand::Fact {
        shipment: id(99),
        status: ShipmentStatus::Delivered,
        at: None,
        signed: true,
        told: None,
    };
    let unknown = refused(&mut play, 0, C::Shipment(said)).code;
    assert_eq!(unknown, Code::UnknownShipment);
    vec![unshared, outside, unknown]
}

/// What was moved away or stands against an outcome.
fn said_again() -> Vec<Code> {
    let mut play = opened();
    let contact = play.incoming();
    let came = contact.contact;
    play.system(C::RecordContact { contact, answers: None });
    let away = C::MoveContactAway { contact: came, to: id(77), why: JoinReason::Split };
    play.member(0, away.clone());
    let gone = refused(&mut play, 0, away).code;
    let mut play = support::play::proposed();
    let contact = play.incoming();
    play.by_customer(C::RecordContact { contact, answers: None });
    let objects = refused(&mut play, 0, C::Close { how: CloseHow::NotObjected }).code;
    assert_eq!((gone, objects), (Code::ContactGone, Code::ObjectionOpen));
    vec![gone, objects]
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

/// The corners that random commands seldom turn.
fn by_hand() -> Vec<Code> {
    let mut codes = Vec::new();
    let mut see = |refusal: Refusal, code: Code| {
        assert_eq!(refusal.code, code);
        codes.push(code);
    };
    let mut play = opened();
    // A blueprint that plans no visits.
    let window = Window { from: Some(amsterdam("2018-02-07 08:00")), until: amsterdam("2018-02-07 11:00") };
    see(refused(&mut play, 0, C::Visit(VisitCommand::Book { window, note: None, place: None })), Code::NoVisits);
    let mut stray = play.offer(1, Some(BallGoes::Goes));
    if let C::Offer { to, .. } = &mut stray {
        to.team = id(99);
    }
    see(refused(&mut play, 0, stray), Code::UnknownTeam);
    see(refused(&mut play, 0, C::Unvoid {}), Code::NotVoid);
    let forward = NewForward {
        body: id(71),
        record: id(72),
        reach: Reach::None,
        name: id(73),
        reachable: id(74),
        ground: ForwardGround::Duty,
        contact: play.outgoing(),
        told: None,
        shared: None,
    };
    see(refused(&mut play, 0, C::Forward { forward }), Code::NoAddress);
    let leg = C::FinishLeg { leg: id(99), outcome: Some(Outcome::Solved), text: Some(id(98)) };
    see(refused(&mut play, 0, leg), Code::UnknownLeg);
    let early = promise(true, Some("2018-02-05 09:20"));
    see(refused(&mut play, 0, C::Promise { promise: early }), Code::PromiseInPast);
    see(refused(&mut play, 0, C::Promise { promise: promise(true, Some("2030-01-01 10:00")) }), Code::ImplausibleTime);
    let night = Window { from: Some(amsterdam("2018-02-05 22:00")), until: amsterdam("2018-02-06 09:00") };
    let call = C::RequestCall { contact: play.incoming(), when: CallWish::Within { window: night } };
    see(refused(&mut play, 0, call), Code::OutsideHours);
    let priced = NewPromise { cost: Some(Cents(-1)), ..promise(true, None) };
    see(refused(&mut play, 0, C::Promise { promise: priced }), Code::AmountNegative);
    let ahead = ContactFacts { occurred_at: Some(amsterdam("2018-02-06 10:00")), ..play.incoming() };
    see(refused(&mut play, 0, C::RecordContact { contact: ahead, answers: None }), Code::ImplausibleTime);

    let mut play = offered();
    play.member(1, play.accept(None));
    let accepted = *play.journey().handovers.keys().next().unwrap();
    see(refused(&mut play, 1, C::Accept { handover: accepted, promise: None }), Code::AlreadyAccepted);
    let leg = play.leg();
    let text = play.content();
    let decide = C::DecideAmount { leg, granted: false, text: Some(text) };
    see(refused(&mut play, 0, decide.clone()), Code::AmountEnded);
    play.member(1, C::AskAmount { leg, amount: Cents(70_000), text });
    see(refused(&mut play, 1, C::AskAmount { leg, amount: Cents(70_000), text }), Code::AmountWaits);
    play.member(0, decide);
    play.member(1, C::ReturnLeg { leg, text });
    see(refused(&mut play, 1, C::ReturnLeg { leg, text }), Code::LegEnded);
    let other = C::GiveLegBack { leg, reason: DeclineReason::Other, text: None };
    see(refused(&mut play, 1, other), Code::SilentClose);

    let mut play = offered();
    let handover = play.pending();
    play.member(1, C::Decline { handover, reason: DeclineReason::NotOurs, text: None });
    see(refused(&mut play, 1, C::Accept { handover, promise: None }), Code::HandoverEnded);

    let mut play = opened();
    let outcome = play.propose();
    play.member(0, outcome);
    let again = play.propose();
    let refusal = refused(&mut play, 0, again);
    assert_eq!(refusal.at, Some(play.now));
    see(refusal, Code::AlreadyProposed);
    let refusal = refused(&mut play, 0, C::Close { how: CloseHow::NotObjected });
    assert_eq!(refusal.at, Some(amsterdam("2018-02-12 17:00")), "it says until when");
    see(refusal, Code::ClosingPeriod);

    let mut play = opened();
    play.member(0, C::MakeTask { way: TaskKind::Call });
    let task = *play.journey().tasks.keys().next().unwrap();
    play.member(0, C::DoneTask { task, reached: true, note: None });
    see(refused(&mut play, 0, C::DoneTask { task, reached: true, note: None }), Code::TaskEnded);

    let mut play = opened();
    let copied = C::AddParticipant {
        participant: id(40),
        role: ParticipantRole::Copied,
        customer: id(41),
        reach: Reach::None,
        may_act: false,
    };
    play.member(0, copied);
    let envelope = regie_domain::command::Envelope {
        command: id(42),
        actor: regie_domain::actor::Actor::Participant { participant: id(40) },
        door: regie_domain::actor::Door::Page,
        key: None,
        cause: None,
        said_at: None,
        expects: regie_domain::command::Expects::default(),
    };
    let facts = play.world.facts(play.now, envelope.actor);
    let close = C::Close { how: CloseHow::Withdrawn };
    see(play.journal.run(&envelope, &close, &facts).unwrap_err(), Code::MayNotAct);
    codes
}

fn of_customers() -> Vec<Code> {
    use CustomerCommand as K;
    let register = K::Register { name: None, language: Language::Nl };
    let tie =
        K::TieHandle { handle: id(20), handle_kind: HandleKind::Email, value: id(21), evidence: Evidence::MailFrom };
    let mut events = Vec::new();
    let mut run = |command: &K| -> Result<(), Refusal> {
        let customer = customer::fold(id(3), &events);
        for event in customer::decide(customer.as_ref(), id(3), command)? {
            let seq = u64::try_from(events.len()).unwrap() + 1;
            events.push(regie_domain::event::Recorded { meta: meta(seq), event });
        }
        Ok(())
    };
    let mut codes = Vec::new();
    let mut no = |outcome: Result<(), Refusal>| codes.push(outcome.unwrap_err().code);
    no(run(&K::Name { name: id(22) }));
    run(&register).unwrap();
    no(run(&register));
    run(&tie).unwrap();
    no(run(&tie));
    no(run(&K::UntieHandle { handle: id(24) }));
    no(run(&K::Join { other: id(3) }));
    no(run(&K::Unjoin { other: id(23) }));
    run(&K::Join { other: id(23) }).unwrap();
    no(run(&K::Join { other: id(23) }));
    run(&K::Unjoin { other: id(23) }).unwrap();
    no(run(&K::UndoApart { other: id(23) }));
    run(&K::TellApart { other: id(23) }).unwrap();
    run(&K::TellApart { other: id(23) }).unwrap();
    run(&K::UndoApart { other: id(23) }).unwrap();
    no(run(&K::UndoPreference {}));
    assert_eq!(codes.len(), 9);
    codes
}

fn meta(seq: u64) -> regie_domain::event::Meta {
    regie_domain::event::Meta {
        event_id: id(500 + seq),
        seq,
        recorded_at: amsterdam("2018-02-05 09:20"),
        occurred_at: amsterdam("2018-02-05 09:20"),
        command: id(400),
        caused_by: None,
        actor: regie_domain::actor::Actor::System,
        door: regie_domain::actor::Door::Program,
    }
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
