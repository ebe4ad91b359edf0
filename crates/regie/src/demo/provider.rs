//! What happened at the fibre provider before the visitor comes in, on the Friday of `no-signal-on-friday-night`: a few
//! journeys in other states than the two of the story.

use regie_domain::codes::Outcome;

use super::act::{Act, Case, Seat, at};

/// When the visitor comes in: Friday evening, the desk has just closed.
pub const PRESENT: &str = "2018-08-03T21:00";
/// When the provider begins.
pub const BEGIN: &str = "2018-08-02T08:30";
/// The Dutch name of the outage that the customer plans at once.
pub const OUTAGE: &str = "Storing";
/// The Dutch name of the outage for which the line is tested first.
pub const TESTED: &str = "Storing op een gedeelde lijn";

/// The Dutch name of a question about an invoice.
pub const INVOICE: &str = "Vraag over een factuur";

/// All that happened.
pub const CASES: &[Case] = &[
    Case {
        code: "visit",
        name: "Bart Visser",
        email: "bart.visser@example.net",
        phone: "06-00000011",
        steps: &[
            at(
                "2018-08-03T14:10",
                Act::Form {
                    topic: OUTAGE,
                    body: "Sinds vanmiddag doet de televisie het niet meer. Ik ben tot en met dinsdag niet thuis.",
                    first_window: false,
                },
            ),
            at(
                "2018-08-03T14:30",
                Act::Books { who: Seat::Front, from: "2018-08-08T11:00", until: "2018-08-08T14:00" },
            ),
        ],
    },
    Case {
        code: "solved",
        name: "Els Mulder",
        email: "els.mulder@example.net",
        phone: "06-00000012",
        steps: &[
            at(
                "2018-08-02T10:05",
                Act::Mails {
                    subject: "Internet valt steeds uit",
                    body: "Goedemorgen,\n\nOns internet valt sinds gisteren elk uur even uit. Kunt u daar iets aan doen?\n\nEls Mulder",
                },
            ),
            at("2018-08-02T10:30", Act::Takes { who: Seat::Front }),
            at(
                "2018-08-02T10:40",
                Act::Offers {
                    who: Seat::Front,
                    to: Seat::Back,
                    brief: &["Het internet valt elk uur even uit.", "Meet de lijn en zeg of er iemand langs moet."],
                },
            ),
            at("2018-08-02T11:15", Act::Accepts { who: Seat::Back }),
            at(
                "2018-08-03T15:30",
                Act::Finishes {
                    who: Seat::Back,
                    body: "De poort in de wijkkast was los. Die is vastgezet; de lijn is nu schoon.",
                },
            ),
            at(
                "2018-08-03T15:50",
                Act::Tells {
                    who: Seat::Front,
                    body: "Wij vonden een losse aansluiting in de wijkkast en zetten die vast. Uw lijn is sinds 15.20 uur zonder storing.",
                    outcome: Outcome::Solved,
                    euros: None,
                },
            ),
        ],
    },
    Case {
        code: "offered",
        name: "Youssef Amrani",
        email: "youssef.amrani@example.net",
        phone: "06-00000013",
        steps: &[
            at(
                "2018-08-03T15:40",
                Act::Form {
                    topic: TESTED,
                    body: "In ons bedrijfspand is het internet sinds drie uur heel traag. De buren hebben er ook last van.",
                    first_window: false,
                },
            ),
            at(
                "2018-08-03T16:05",
                Act::Calls {
                    who: Seat::Front,
                    body: "Meneer Amrani gebeld: het hele pand is traag. Ik vraag de backoffice om de lijn te meten.",
                },
            ),
            at(
                "2018-08-03T16:10",
                Act::Offers {
                    who: Seat::Front,
                    to: Seat::Back,
                    brief: &["Traag internet in een heel bedrijfspand.", "Meet de gedeelde lijn."],
                },
            ),
            at("2018-08-03T16:40", Act::Accepts { who: Seat::Back }),
        ],
    },
    Case {
        code: "agreed",
        name: "Ingrid Postma",
        email: "ingrid.postma@example.net",
        phone: "06-00000014",
        steps: &[
            at(
                "2018-08-03T10:50",
                Act::Form {
                    topic: INVOICE,
                    body: "Ik kreeg factuur 884101 voor augustus, maar augustus had ik al betaald met factuur 870992.",
                    first_window: false,
                },
            ),
            at(
                "2018-08-03T11:10",
                Act::Agrees {
                    who: Seat::Front,
                    invoice: "884101",
                    with: Seat::Back,
                    until: "2018-08-13T17:00",
                    body: "U hebt gelijk: augustus staat er twee keer op. U hoeft factuur 884101 niet te betalen. Wij schrijven hem niet af en sturen u geen aanmaning.",
                },
            ),
            at("2018-08-03T13:20", Act::Accepts { who: Seat::Back }),
        ],
    },
    Case {
        code: "broken-agreement",
        name: "Karel Vink",
        email: "karel.vink@example.net",
        phone: "06-00000015",
        steps: &[
            at(
                "2018-08-02T09:05",
                Act::Form {
                    topic: INVOICE,
                    body: "Factuur 884077 is voor een abonnement dat ik in juni heb opgezegd. Kunt u die weghalen?",
                    first_window: false,
                },
            ),
            at(
                "2018-08-02T09:25",
                Act::Agrees {
                    who: Seat::Front,
                    invoice: "884077",
                    with: Seat::Back,
                    until: "2018-08-10T17:00",
                    body: "Uw opzegging is bij ons binnen. U hoeft factuur 884077 niet te betalen; wij maken een creditnota.",
                },
            ),
            at("2018-08-02T10:10", Act::Ticks { who: Seat::Back }),
            at("2018-08-02T10:15", Act::Accepts { who: Seat::Back }),
            at(
                "2018-08-03T16:20",
                Act::NotKept {
                    who: Seat::Front,
                    dated: "2018-08-02",
                    body: "Meneer Vink belt: vandaag lag er een aanmaning van 2 augustus op de mat.",
                },
            ),
        ],
    },
];

/// The status pages that are shown first: by code of their case.
pub const SHOWN: [&str; 4] = ["visit", "solved", "offered", "agreed"];
