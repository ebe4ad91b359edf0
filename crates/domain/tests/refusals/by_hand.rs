//! What no plain play reaches: refusals that need a state made by hand, and those of customers.

use super::*;

/// The corners that random commands seldom turn.
pub(super) fn by_hand() -> Vec<Code> {
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

pub(super) fn of_customers() -> Vec<Code> {
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
