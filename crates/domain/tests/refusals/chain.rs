//! What is refused where work, or a journey, goes from one to another.

use super::*;

/// Work that nobody directs, or that is passed on and on in silence.
pub(super) fn of_passing_on() -> Vec<Code> {
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
    guest.guest =
        Some(Guest { kind: PartnerKind::Desk, respond: Term::working_hours(4), term, reads: false, calls: false });
    let mut play = Play::new(world, "2018-02-05 09:20");
    let undirected = play.try_open(1, regie_domain::codes::Channel::Phone, Play::by_mail()).unwrap_err().code;
    assert_eq!((unexplained, undirected), (Code::HopUnexplained, Code::NoDirector));
    vec![unexplained, undirected]
}

/// What does not travel with a journey that is joined into another one.
pub(super) fn of_joining() -> Vec<Code> {
    let join = || C::JoinInto { to: id(61) };
    let mut play = opened();
    play.ask(0);
    let question = refused(&mut play, 0, join()).code;
    let mut play = opened();
    let text = play.content();
    let open = |text| S::Open { text, reason: None, owner: play.world.team(2), evidence: vec![], unnamed: false };
    let (silent, signal) = (open(None), open(Some(text)));
    let silent = refused(&mut play, 0, C::Signal(silent)).code;
    play.member(0, C::Signal(signal));
    let signal = refused(&mut play, 0, join()).code;
    let mut play = opened();
    let outcome = play.propose();
    play.member(0, outcome);
    let proposed = refused(&mut play, 0, join()).code;
    let mut play = opened();
    let (subject, carrier) = ("shipment:3SABC123".parse().unwrap(), play.world.team(1));
    let window = Window::by(amsterdam("2018-02-08 18:00"));
    play.member(0, C::Shipment(ShipmentCommand::Register { subject, carrier, window, replaces: None }));
    let shipment = refused(&mut play, 0, join()).code;
    let mut play = opened();
    play.member(0, C::MakeTask { way: regie_domain::codes::TaskKind::Call });
    let task = refused(&mut play, 0, join()).code;
    assert_eq!(task, Code::JoinTask);
    assert_eq!((question, signal, shipment), (Code::JoinQuestion, Code::JoinSignal, Code::JoinShipment));
    assert_eq!((silent, proposed), (Code::EmptySignal, Code::JoinProposed));
    vec![question, signal, shipment, silent, proposed, task]
}

/// What may not be offered to a partner, and what is no shipment.
pub(super) fn of_the_chain() -> Vec<Code> {
    let with = |kind, agreed: bool| {
        let mut world = World::municipality();
        let guest = &mut world.teams[1];
        guest.team = TeamRef { org: id(5), team: guest.team.team };
        let term = agreed.then(|| (amsterdam("2018-01-01 00:00"), None));
        guest.guest = Some(Guest { kind, respond: Term::working_hours(4), term, reads: false, calls: false });
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
pub(super) fn said_again() -> Vec<Code> {
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
