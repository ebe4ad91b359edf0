//! `lost-parcel`: a shipment that does not come, and a firm that says so before its student asks.

use regie_domain::codes::{ShipmentStatus, UpdateKind};

use super::super::act::{Act, Case, Seat, at};
use super::super::house::Scene;
use super::super::shipper::scanned::{ACCEPTED, IN_TRANSIT};
use super::super::shipper::{CLAIM, CLAIMS_DESK};
use super::Look::{Board, Claim, Feedback, Handovers, Journey, Mail, Page, Shipments, Work};
use super::Tick::{
    AnsweredBy, AtRisk, Broken, Chased, Claimed, Closed, Delivered, GaveNews, LetGo, Louder, Offered, Opened, SaidHow,
    Scanned, Shipped, Surveyed, Told,
};
use super::{Stop, Story};

const CASE: Case = Case {
    code: "tour-lost-parcel",
    name: "Sanne Bos",
    email: "sanne.bos@example.net",
    phone: "06-00000045",
    steps: &[
        at(
            "2019-03-11T10:00",
            Act::Ships {
                who: Seat::Sender,
                carrier: Seat::CarrierA,
                tracking: "3SVOOR0001",
                until: "2019-03-13T18:00",
                title: "Cursusmap boekhouden",
            },
        ),
        at("2019-03-11T16:00", Act::Scans { tracking: "3SVOOR0001", status: ACCEPTED }),
        at("2019-03-12T09:00", Act::Scans { tracking: "3SVOOR0001", status: IN_TRANSIT }),
        at("2019-03-14T09:10", Act::Rings { who: Seat::Sender, body: "Is er al nieuws? Waar blijft mijn cursusmap?" }),
        at(
            "2019-03-14T09:20",
            Act::Offers {
                who: Seat::Sender,
                to: Seat::CarrierA,
                brief: &[
                    "Zending 3SVOOR0001 is niet bezorgd en sinds dinsdag niet meer gezien.",
                    "Waar is deze zending?",
                    "De cursist hoort vandaag om 12.00 uur meer.",
                ],
            },
        ),
        at(
            "2019-03-14T11:58",
            Act::WritesNews {
                who: Seat::Sender,
                body: "Uw cursusmap is nog niet gevonden. Wij vragen het na bij de vervoerder. Vandaag om 16.30 uur beslissen wij of wij een nieuwe map sturen.",
                until: "2019-03-14T16:30",
            },
        ),
        at(
            "2019-03-14T14:05",
            Act::Rings { who: Seat::Sender, body: "Is er al nieuws over mijn cursusmap? Maandag begint de cursus." },
        ),
        at(
            "2019-03-14T16:00",
            Act::AnswersOffer {
                who: Seat::CarrierA,
                body: "Kwijtgeraakt en teruggevonden in het sorteercentrum, beschadigd. De zending was niet verzekerd.",
            },
        ),
        at(
            "2019-03-14T16:10",
            Act::SendsAgain {
                who: Seat::Sender,
                carrier: Seat::CarrierB,
                tracking: "B-77001",
                until: "2019-03-15T18:00",
            },
        ),
        at(
            "2019-03-14T16:11",
            Act::LetsGo {
                who: Seat::Sender,
                body: "De zending is bij vervoerder A beschadigd; B brengt een nieuwe map.",
            },
        ),
        at("2019-03-15T15:20", Act::NotesShipment { who: Seat::Sender, status: ShipmentStatus::Delivered }),
        at("2019-03-15T15:40", Act::Confirms),
        at(
            "2019-03-16T11:00",
            Act::SaysHow {
                given: &[(0, 3), (1, 7)],
                body: "Jammer van de eerste zending. Fijn dat jullie zelf lieten weten hoe het zat.",
            },
        ),
        at(
            "2019-03-18T10:00",
            Act::Claims {
                who: Seat::Sender,
                blueprint: CLAIM,
                email: CLAIMS_DESK,
                body: "Wij vragen de waarde van zending 3SVOOR0001 terug: EUR 85.",
            },
        ),
    ],
};

/// The claim on the carrier, a journey of its own that follows the delivery's.
pub const CLAIMED: Case =
    Case { code: "tour-lost-parcel-claim", name: "Vervoerder A", email: CLAIMS_DESK, phone: "", steps: &[] };

/// The stories of the training firm.
pub const STORIES: &[Story] = &[Story {
    code: "lost-parcel",
    scene: Scene::AtWork,
    case: &CASE,
    then: Some(&CLAIMED),
    stops: &[
        Stop {
            code: "parcel-sent",
            at: "2019-03-11T10:00",
            ticks: &[Opened, Shipped(1)],
            look: &[Page, Mail, Journey(Seat::Sender), Shipments(Seat::Sender)],
        },
        Stop {
            code: "parcel-scanned",
            at: "2019-03-12T09:00",
            ticks: &[Scanned(2), Told(UpdateKind::Shipment, 1)],
            look: &[Page, Mail, Journey(Seat::Sender)],
        },
        Stop {
            code: "parcel-at-risk",
            at: "2019-03-13T15:00",
            ticks: &[AtRisk],
            look: &[Shipments(Seat::Sender), Journey(Seat::Sender), Page],
        },
        Stop {
            code: "parcel-late",
            at: "2019-03-13T18:05",
            ticks: &[Broken, Told(UpdateKind::PromiseBroken, 1)],
            look: &[Mail, Page, Shipments(Seat::Sender)],
        },
        Stop { code: "parcel-first-call", at: "2019-03-14T09:10", ticks: &[Chased(1)], look: &[Journey(Seat::Sender)] },
        Stop {
            code: "parcel-asked",
            at: "2019-03-14T09:20",
            ticks: &[Offered(Seat::CarrierA)],
            look: &[Journey(Seat::Sender), Handovers(Seat::CarrierA)],
        },
        Stop { code: "parcel-word", at: "2019-03-14T11:58", ticks: &[GaveNews], look: &[Mail, Page] },
        Stop {
            code: "parcel-louder",
            at: "2019-03-14T13:20",
            ticks: &[Louder(Seat::CarrierA)],
            look: &[Work(Seat::Sender), Handovers(Seat::CarrierA), Board],
        },
        Stop {
            code: "parcel-second-call",
            at: "2019-03-14T14:05",
            ticks: &[Chased(2)],
            look: &[Journey(Seat::Sender), Shipments(Seat::Sender)],
        },
        Stop {
            code: "parcel-answered",
            at: "2019-03-14T16:00",
            ticks: &[AnsweredBy(Seat::CarrierA)],
            look: &[Journey(Seat::Sender), Page],
        },
        Stop {
            code: "parcel-again",
            at: "2019-03-14T16:11",
            ticks: &[Shipped(2), LetGo],
            look: &[Mail, Page, Journey(Seat::Sender)],
        },
        Stop {
            code: "parcel-there",
            at: "2019-03-15T15:20",
            ticks: &[Delivered, Told(UpdateKind::Outcome, 1)],
            look: &[Mail, Page, Shipments(Seat::Sender)],
        },
        Stop { code: "parcel-solved", at: "2019-03-15T15:40", ticks: &[Closed], look: &[Page, Journey(Seat::Sender)] },
        Stop { code: "parcel-asked-how", at: "2019-03-15T18:00", ticks: &[Surveyed], look: &[Mail, Feedback] },
        Stop {
            code: "parcel-said-how",
            at: "2019-03-16T11:00",
            ticks: &[SaidHow],
            look: &[Feedback, Journey(Seat::Sender)],
        },
        Stop { code: "parcel-claim", at: "2019-03-18T10:00", ticks: &[Claimed], look: &[Claim(Seat::Sender), Mail] },
    ],
}];
