//! Legal terms and a matter of another body, in the pure domain.

use regie_domain::codes::{Channel, ForwardGround, JourneyKind, LegalBasis, MoveReason};
use regie_domain::command::{JourneyCommand as C, NewForward};
use regie_domain::event::Reach;
use regie_domain::testing::{World, id};

use crate::support::play::Play;

/// A complaint whose term is extended once.
pub fn complaint() -> Play {
    let mut world = World::municipality();
    world.blueprint.kind = JourneyKind::Complaint;
    (world.blueprint.legal_weeks, world.blueprint.legal_basis) = (Some(6), LegalBasis::Complaint);
    let mut play = Play::new(world, "2018-02-05 09:20");
    play.open(0, Channel::Email, Play::by_mail());
    play.at("2018-02-05 10:00");
    let answer = play.write(false, None, None);
    play.member(0, answer);
    play.member(0, C::ExtendLegal { weeks: 4, reason: MoveReason::MoreWork, text: None });
    play
}

/// A matter that is another body's.
pub fn forwarded() -> Play {
    let mut play = Play::new(World::municipality(), "2018-02-05 09:20");
    play.open(0, Channel::Email, Play::by_mail());
    play.at("2018-02-05 10:00");
    let forward = NewForward {
        body: id(900),
        record: id(901),
        reach: Reach::Email { handle: id(902) },
        name: play.content(),
        reachable: play.content(),
        ground: ForwardGround::Duty,
        contact: play.outgoing(),
        told: None,
        shared: None,
    };
    play.member(0, C::Forward { forward });
    play
}
