//! A parcel whose carrier pushes what it scans: under way, late, lost, and what the customer hears of it.

use jiff::civil::Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
use regie_domain::codes::{Channel, ShipmentStatus as S};
use regie_domain::command::{JourneyCommand as C, ShipmentCommand};
use regie_domain::event::Window;
use regie_domain::shipment::tracking;
use regie_domain::term::Term;
use regie_domain::testing::{World, amsterdam};

use super::support::play::Play;

/// Delivery by Wednesday 13 March 2019, 18:00; it does not come, and on Thursday the carrier says that it is lost.
pub fn pushed() -> Play {
    let week = [Monday, Tuesday, Wednesday, Thursday, Friday];
    let mut world = World::new(&[&[(&week, "08:30-17:30")], &[(&week, "08:00-18:00")]]);
    world.blueprint.silence = Term::WorkingDays(1);
    world.blueprint.closing = Term::WorkingDays(2);
    world.blueprint.after_broken = Term::WorkingMinutes(210);
    let mut play = Play::new(world, "2019-03-11 10:00");
    play.open(0, Channel::Web, Play::by_mail());
    let (subject, carrier) = (tracking("3S1").unwrap(), play.world.team(1));
    let window = Window::by(amsterdam("2019-03-13 18:00"));
    play.member(0, C::Shipment(ShipmentCommand::Register { subject, carrier, window, replaces: None }));
    for (status, at) in [
        (S::Accepted, "2019-03-11 16:00"),
        (S::InTransit, "2019-03-12 06:10"),
        (S::OutForDelivery, "2019-03-13 08:40"),
        (S::Lost, "2019-03-14 09:30"),
    ] {
        play.at(at);
        let shipment = *play.journey().shipments.keys().next().unwrap();
        let at = Some(amsterdam(at));
        play.system(C::Shipment(ShipmentCommand::Fact { shipment, status, at, signed: true, told: None }));
    }
    play
}
