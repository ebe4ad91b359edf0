//! What happened at the lease company before the visitor comes in, on the Monday of `damaged-lease-car`: damage in other
//! states than that of the story.

use regie_domain::codes::Outcome;

use super::act::{Act, Case, Seat, at};

/// When the visitor comes in: Monday morning, before the driver of the story rings.
pub const PRESENT: &str = "2018-10-01T08:30";
/// When the lease company begins.
pub const BEGIN: &str = "2018-09-24T08:00";
/// The Dutch name of damage to a car.
pub const DAMAGE: &str = "Schade";

/// All that happened.
pub const CASES: &[Case] = &[
    Case {
        code: "solved",
        name: "Karin Smit",
        email: "karin.smit@example.net",
        phone: "06-00000051",
        steps: &[
            at(
                "2018-09-24T09:00",
                Act::Opens {
                    who: Seat::Alarm,
                    topic: DAMAGE,
                    title: "Barst in de voorruit, kenteken 00-YY-01",
                    body: "Mevrouw Smit belt: een steentje van een vrachtwagen, de barst groeit.",
                },
            ),
            at(
                "2018-09-24T09:05",
                Act::Offers {
                    who: Seat::Alarm,
                    to: Seat::Shop,
                    brief: &[
                        "Barst in de voorruit, zichtveld van de bestuurder.",
                        "Vervang de voorruit.",
                        "De berijder hoort vandaag wanneer de auto klaar is.",
                    ],
                },
            ),
            at(
                "2018-09-24T10:10",
                Act::PartnerAccepts {
                    who: Seat::Shop,
                    promise: Some(("2018-09-26T17:00", 75)),
                    body: "Uw auto staat klaar met een nieuwe voorruit.",
                },
            ),
            at(
                "2018-09-26T14:40",
                Act::PartnerDone { who: Seat::Shop, body: "De voorruit is vervangen. Het eigen risico is EUR 75." },
            ),
            at(
                "2018-09-26T14:55",
                Act::Tells {
                    who: Seat::Alarm,
                    body: "De voorruit van uw auto is vervangen. U kunt uw auto ophalen bij Garage Voorbeeld, tot 17.30 uur.",
                    outcome: Outcome::Solved,
                    euros: None,
                },
            ),
            at("2018-09-26T17:20", Act::Confirms),
        ],
    },
    Case {
        code: "repair",
        name: "Willem de Groot",
        email: "willem.degroot@example.net",
        phone: "06-00000052",
        steps: &[
            at(
                "2018-09-28T14:00",
                Act::Opens {
                    who: Seat::Alarm,
                    topic: DAMAGE,
                    title: "Kras over de achterbumper, kenteken 00-ZZ-02",
                    body: "Meneer De Groot belt: bij het inparkeren een muurtje geraakt.",
                },
            ),
            at(
                "2018-09-28T14:05",
                Act::Offers {
                    who: Seat::Alarm,
                    to: Seat::Shop,
                    brief: &[
                        "Kras over de hele achterbumper, de auto rijdt.",
                        "Spuit de bumper.",
                        "De berijder hoort vandaag wanneer de auto klaar is.",
                    ],
                },
            ),
            at(
                "2018-09-28T15:20",
                Act::PartnerAccepts {
                    who: Seat::Shop,
                    promise: Some(("2018-10-02T17:00", 135)),
                    body: "De bumper van uw auto is gespoten.",
                },
            ),
        ],
    },
    Case {
        code: "asked",
        name: "Sofia Peters",
        email: "sofia.peters@example.net",
        phone: "06-00000053",
        steps: &[at(
            "2018-10-01T08:05",
            Act::Mails {
                subject: "Krijg ik een andere auto mee?",
                body: "Goedemorgen,\n\nVolgende week gaat mijn auto naar de garage. Krijg ik dan een andere auto mee, en kost mij dat iets?\n\nSofia Peters",
            },
        )],
    },
];

/// The status pages that are shown first: by code of their case.
pub const SHOWN: [&str; 3] = ["repair", "solved", "asked"];
