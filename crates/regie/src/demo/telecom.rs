//! What happened at the telecom provider before the visitor comes in, on the Tuesday of `double-billing`: a few questions about
//! invoices; and the people whom its record of customers knows.

use super::act::{Act, Case, Seat, at};

/// When the visitor comes in: Tuesday morning, before the customer of the story writes.
pub const PRESENT: &str = "2017-08-29T10:00";
/// When the provider begins.
pub const BEGIN: &str = "2017-08-28T08:00";

/// Somebody whom the record of customers knows: name, address, telephone number, number there, postal address.
pub type Known = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// The people whom the record of customers knows. Who somebody on Facebook is, is compared with it.
pub const PEOPLE: [Known; 5] = [
    ("Anja Vermeer", "anja.vermeer@example.net", "06-00000061", "48213377", "Voorbeeldlaan 12\n1234 AB Voorbeeldstad"),
    ("Ben Claassen", "ben.claassen@example.net", "06-00000062", "48213378", "Voorbeeldlaan 14\n1234 AC Voorbeeldstad"),
    ("Carla Simons", "carla.simons@example.net", "06-00000063", "48213379", "Voorbeeldlaan 16\n1234 AD Voorbeeldstad"),
    ("Dirk Jonker", "dirk.jonker@example.net", "06-00000064", "48213380", "Voorbeeldlaan 18\n1234 AE Voorbeeldstad"),
    ("Els Dekker", "els.dekker@example.net", "06-00000067", "48213381", "Voorbeeldlaan 20\n1234 AG Voorbeeldstad"),
];

/// All that happened.
pub const CASES: &[Case] = &[
    Case {
        code: "asked",
        name: "Eva Linden",
        email: "eva.linden@example.net",
        phone: "06-00000065",
        steps: &[at(
            "2017-08-29T09:20",
            Act::Mails {
                subject: "Factuur 883900",
                body: "Goedemorgen,\n\nOp factuur 883900 staat een pakket dat ik niet heb. Kunt u dat uitleggen?\n\nEva Linden",
            },
        )],
    },
    Case {
        code: "offered",
        name: "Farid Nasser",
        email: "farid.nasser@example.net",
        phone: "06-00000066",
        steps: &[
            at(
                "2017-08-28T11:00",
                Act::Mails {
                    subject: "Incasso mislukt",
                    body: "Hallo,\n\nDe incasso van factuur 883777 is mislukt, maar er stond genoeg op mijn rekening. Wilt u het nog eens proberen?\n\nFarid Nasser",
                },
            ),
            at("2017-08-28T11:20", Act::Takes { who: Seat::Web }),
            at(
                "2017-08-28T11:25",
                Act::Offers {
                    who: Seat::Web,
                    to: Seat::Administration,
                    brief: &[
                        "De incasso van factuur 883777 is mislukt; de klant zegt dat er saldo was.",
                        "Zoek uit waarom, en bied de incasso opnieuw aan.",
                        "De klant hoort deze week hoe het afloopt.",
                    ],
                },
            ),
            at("2017-08-28T13:40", Act::Accepts { who: Seat::Administration }),
        ],
    },
];

/// The status pages that are shown first: by code of their case.
pub const SHOWN: [&str; 2] = ["offered", "asked"];
