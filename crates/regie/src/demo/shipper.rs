//! What happened at the training firm before the visitor comes in, on the Monday of `lost-parcel`: shipments in other states
//! than the one of the story.

use regie_domain::codes::ShipmentStatus;

use super::act::{Act, Case, Seat, at};

/// When the visitor comes in: Monday morning, before the parcel of the story is sent.
pub const PRESENT: &str = "2019-03-11T09:45";
/// When the firm begins.
pub const BEGIN: &str = "2019-03-04T08:00";
/// The Dutch name of what is claimed of a carrier.
pub const CLAIM: &str = "Claim bij vervoerder";
/// Where carrier A takes claims.
pub const CLAIMS_DESK: &str = "claims@vervoerder-a.example.net";

/// What carrier A's pushes call what it scans.
pub mod scanned {
    /// The driver has it.
    pub const ACCEPTED: i64 = 22;
    /// It is on its way to the sorting centre.
    pub const IN_TRANSIT: i64 = 3;
    /// It is on the van.
    pub const OUT_FOR_DELIVERY: i64 = 92;
    /// It is there.
    pub const DELIVERED: i64 = 11;
}

use scanned::{ACCEPTED, DELIVERED, IN_TRANSIT, OUT_FOR_DELIVERY};

const fn scan(moment: &'static str, tracking: &'static str, status: i64) -> super::act::Step {
    at(moment, Act::Scans { tracking, status })
}

/// All that happened.
pub const CASES: &[Case] = &[
    Case {
        code: "delivered",
        name: "Hugo Maas",
        email: "hugo.maas@example.net",
        phone: "06-00000041",
        steps: &[
            at(
                "2019-03-04T10:00",
                Act::Ships {
                    who: Seat::Sender,
                    carrier: Seat::CarrierA,
                    tracking: "3SVOOR0090",
                    until: "2019-03-06T18:00",
                    title: "Cursusmap projectleiding",
                },
            ),
            scan("2019-03-04T16:10", "3SVOOR0090", ACCEPTED),
            scan("2019-03-05T06:30", "3SVOOR0090", IN_TRANSIT),
            scan("2019-03-06T08:40", "3SVOOR0090", OUT_FOR_DELIVERY),
            scan("2019-03-06T14:10", "3SVOOR0090", DELIVERED),
        ],
    },
    Case {
        code: "delivered-b",
        name: "Fleur Timmer",
        email: "fleur.timmer@example.net",
        phone: "06-00000042",
        steps: &[
            at(
                "2019-03-06T11:00",
                Act::Ships {
                    who: Seat::Sender,
                    carrier: Seat::CarrierB,
                    tracking: "B-76990",
                    until: "2019-03-08T18:00",
                    title: "Lesboek Frans voor op kantoor",
                },
            ),
            at("2019-03-08T09:05", Act::NotesShipment { who: Seat::Sender, status: ShipmentStatus::OutForDelivery }),
            at("2019-03-08T11:30", Act::NotesShipment { who: Seat::Sender, status: ShipmentStatus::Delivered }),
        ],
    },
    Case {
        code: "late",
        name: "Omar Haddad",
        email: "omar.haddad@example.net",
        phone: "06-00000043",
        steps: &[
            at(
                "2019-03-06T15:00",
                Act::Ships {
                    who: Seat::Sender,
                    carrier: Seat::CarrierA,
                    tracking: "3SVOOR0094",
                    until: "2019-03-08T18:00",
                    title: "Examenbundel loonadministratie",
                },
            ),
            scan("2019-03-06T17:20", "3SVOOR0094", ACCEPTED),
            scan("2019-03-07T07:10", "3SVOOR0094", IN_TRANSIT),
            at("2019-03-11T09:10", Act::Rings { who: Seat::Sender, body: "Is er al nieuws over mijn examenbundel?" }),
        ],
    },
    Case {
        code: "under-way",
        name: "Lieke Bakker",
        email: "lieke.bakker@example.net",
        phone: "06-00000044",
        steps: &[
            at(
                "2019-03-08T15:00",
                Act::Ships {
                    who: Seat::Sender,
                    carrier: Seat::CarrierA,
                    tracking: "3SVOOR0098",
                    until: "2019-03-12T18:00",
                    title: "Cursusmap presenteren",
                },
            ),
            scan("2019-03-08T17:05", "3SVOOR0098", ACCEPTED),
        ],
    },
];

/// The status pages that are shown first: by code of their case.
pub const SHOWN: [&str; 3] = ["late", "under-way", "delivered-b"];
