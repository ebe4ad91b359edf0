//! What happens in the demonstration, told as a table: who does what, and when (local time). Seven residents ask costs
//! back, as in the story `reimbursement`; each journey ends up in another state, so that a visitor sees them all.

use regie_domain::blueprint::AskKind;
use regie_domain::codes::Outcome;

use super::act::File;
pub use super::act::{Act, Case, Seat, Step, at};

/// When the visitor comes in: Thursday morning, all teams at work.
pub const PRESENT: &str = "2018-02-22T10:15";
/// When the municipality begins.
pub const BEGIN: &str = "2018-02-05T08:00";

pub(super) const PHOTO: File = ("foto-riool.png", "image/png", include_bytes!("photo.png"));
pub(super) const INVOICE: File =
    ("rekening-loodgieter.txt", "text/plain", b"Rekening 2018-014\nOntstoppen afvoer: EUR 180,00 incl. btw\n");

pub(super) const CARD: &str = "U wilt weten hoe u de kosten van de loodgieter terugkrijgt.\n\nWij hebben van u nodig: de rekening, een foto en uw \
    rekeningnummer (IBAN). U stuurt dit op uw veilige pagina, met de link in dit bericht.\n\nDaarna kijken wij of de oorzaak in de straat \
    ligt. Is dat zo? Dan betalen wij de kosten terug. U hoort de uitkomst binnen 10 werkdagen. Dit kost u niets.\n\nHebt u een vraag? Bel \
    het Klantcontactcentrum: 14 0000, op werkdagen van 8.30 tot 17.00 uur.";

pub(super) const SENT: &str = "Hierbij de rekening en een foto. Mijn rekeningnummer is NL13TEST0123456789.";

pub(super) const TO_TECHNICAL: &[&str] = &[
    "De inwoner vraagt de kosten van een loodgieter terug.",
    "Beoordeel de foto: ligt de oorzaak in de straat?",
    "De inwoner hoort de uitkomst binnen 10 werkdagen.",
];

pub(super) const TO_CLAIMS: &[&str] = &[
    "De oorzaak ligt in de straat, zie het oordeel van de technische dienst.",
    "Betaal de kosten van de loodgieter uit.",
    "De inwoner hoort de uitkomst binnen 10 werkdagen.",
];

/// What claims asks for after a bill of the plumber's.
pub(super) const NOT_ON_THE_BILL: &[(&str, AskKind)] =
    &[("Naam van de loodgieter", AskKind::Text), ("Datum van de reparatie", AskKind::Date)];

/// Where an application under the law is sent to.
pub(super) const APPLICATIONS: &str = "aanvragen@example.org";

/// All that happens.
pub const CASES: &[Case] = &[
    Case {
        code: "closed",
        name: "Anja de Wit",
        email: "anja.dewit@example.net",
        phone: "",
        steps: &[
            at(
                "2018-02-05T09:20",
                Act::Mails {
                    subject: "Verstopt riool: kosten terugvragen",
                    body: "Goedemorgen,\n\nVorige week was ons riool verstopt. De loodgieter kostte 180 euro en zegt dat het in de straat zat.\nWat moet ik doen om dit terug te krijgen?\n\nAnja de Wit",
                },
            ),
            at("2018-02-05T09:32", Act::Takes { who: Seat::Contact }),
            at("2018-02-05T09:40", Act::Answers { who: Seat::Contact, body: CARD }),
            at("2018-02-05T20:15", Act::OnPage { body: SENT, files: &[INVOICE, PHOTO] }),
            at("2018-02-06T08:45", Act::Offers { who: Seat::Contact, to: Seat::Technical, brief: TO_TECHNICAL }),
            at("2018-02-06T09:30", Act::Accepts { who: Seat::Technical }),
            at(
                "2018-02-07T14:28",
                Act::Finishes {
                    who: Seat::Technical,
                    body: "De oorzaak zat in de straat: een breuk in het hoofdriool bij nummer 12.",
                },
            ),
            at("2018-02-07T14:30", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
            at("2018-02-08T09:10", Act::Accepts { who: Seat::Claims }),
            at(
                "2018-02-09T11:00",
                Act::Asks {
                    who: Seat::Claims,
                    body: "Op uw rekening staan de naam van de loodgieter en de datum niet. Die hebben wij nodig om te betalen. Wilt u ze allebei aan ons doorgeven?",
                    items: NOT_ON_THE_BILL,
                },
            ),
            at(
                "2018-02-12T19:00",
                Act::OnPage { body: "De loodgieter is Van Dongen en hij kwam op 30 januari 2018.", files: &[] },
            ),
            at(
                "2018-02-14T10:00",
                Act::Tells {
                    who: Seat::Claims,
                    body: "Wij betalen u 180 euro terug. De verstopping kwam door een breuk in het riool in de straat, en dat riool is van ons. U hebt het geld binnen 3 werkdagen op uw rekening.",
                    outcome: Outcome::Solved,
                    euros: Some(180),
                },
            ),
            at(
                "2018-02-23T09:00",
                Act::SaysHow { given: &[(0, 5), (1, 9)], body: "Ik wist meteen wat ik moest sturen. Top." },
            ),
        ],
    },
    Case {
        code: "repaired",
        name: "Mehmet Aydın",
        email: "mehmet.aydin@example.net",
        phone: "",
        steps: &[
            at(
                "2018-02-05T14:00",
                Act::Mails {
                    subject: "Rekening loodgieter",
                    body: "Beste gemeente,\n\nOnze afvoer liep over. De loodgieter rekende 145 euro en zegt dat ik bij u moet zijn. Hoe vraag ik dat terug?\n\nMehmet Aydın",
                },
            ),
            at("2018-02-05T14:40", Act::Answers { who: Seat::Contact, body: CARD }),
            at("2018-02-06T10:00", Act::OnPage { body: SENT, files: &[INVOICE] }),
            at("2018-02-06T11:00", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
            at("2018-02-06T13:00", Act::Accepts { who: Seat::Claims }),
            at("2018-02-16T09:05", Act::Replies { body: "Is er al nieuws over mijn rekening?" }),
            at(
                "2018-02-20T09:30",
                Act::Promises {
                    who: Seat::Claims,
                    body: "Wij hadden u gisteren de uitkomst beloofd. Dat is niet gelukt: het dossier lag te wachten op een tweede handtekening. Dat spijt ons. U hoort de uitkomst nu uiterlijk op dinsdag 27 februari. Ik houd dit zelf in de gaten.",
                    until: "2018-02-27T17:00",
                },
            ),
            at(
                "2018-02-20T09:35",
                Act::Notes { who: Seat::Claims, body: "Tweede handtekening gevraagd bij Wouter. Woensdag nabellen." },
            ),
        ],
    },
    Case {
        code: "at-risk",
        name: "Corrie van den Berg",
        email: "corrie.vandenberg@example.net",
        phone: "",
        steps: &[
            at(
                "2018-02-08T10:00",
                Act::Mails {
                    subject: "Wateroverlast kelder",
                    body: "Door de verstopping in de straat stond mijn kelder blank. De loodgieter kostte 210 euro. Vergoedt u dat?\n\nMevrouw Van den Berg",
                },
            ),
            at("2018-02-08T10:30", Act::Answers { who: Seat::Contact, body: CARD }),
            at("2018-02-08T19:00", Act::OnPage { body: SENT, files: &[INVOICE, PHOTO] }),
            at("2018-02-09T09:00", Act::Offers { who: Seat::Contact, to: Seat::Technical, brief: TO_TECHNICAL }),
            at("2018-02-09T09:40", Act::Accepts { who: Seat::Technical }),
            at(
                "2018-02-14T11:00",
                Act::Finishes {
                    who: Seat::Technical,
                    body: "De leiding in de straat was verzakt. De oorzaak ligt bij de gemeente.",
                },
            ),
            at("2018-02-14T11:20", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
            at("2018-02-14T14:00", Act::Accepts { who: Seat::Claims }),
        ],
    },
    Case {
        code: "solved",
        name: "Daan Hoekstra",
        email: "daan.hoekstra@example.net",
        phone: "",
        steps: &[
            at(
                "2018-02-12T09:00",
                Act::Mails {
                    subject: "Ontstoppen van de put",
                    body: "Hallo, de put voor onze deur zat dicht en wij lieten hem op een zaterdag ontstoppen voor 95 euro. Kunnen wij dat terugkrijgen?\n\nDaan Hoekstra",
                },
            ),
            at("2018-02-12T09:30", Act::Answers { who: Seat::Contact, body: CARD }),
            at("2018-02-12T19:10", Act::OnPage { body: SENT, files: &[INVOICE, PHOTO] }),
            at("2018-02-13T08:35", Act::Offers { who: Seat::Contact, to: Seat::Technical, brief: TO_TECHNICAL }),
            at("2018-02-13T08:50", Act::Accepts { who: Seat::Technical }),
            at(
                "2018-02-14T15:00",
                Act::Finishes {
                    who: Seat::Technical,
                    body: "De put is van de gemeente en was op de lijst blijven staan.",
                },
            ),
            at("2018-02-14T15:10", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
            at("2018-02-15T09:20", Act::Accepts { who: Seat::Claims }),
            at(
                "2018-02-21T11:00",
                Act::Tells {
                    who: Seat::Claims,
                    body: "Wij betalen u 95 euro terug. De put is van ons en had eerder schoongemaakt moeten worden. U hebt het geld binnen 3 werkdagen op uw rekening.",
                    outcome: Outcome::Solved,
                    euros: Some(95),
                },
            ),
        ],
    },
    Case {
        code: "question",
        name: "Fatima El Idrissi",
        email: "fatima.elidrissi@example.net",
        phone: "",
        steps: &[
            at(
                "2018-02-16T11:00",
                Act::Mails {
                    subject: "Kosten rioolservice",
                    body: "Goedendag,\n\nIk heb 160 euro betaald aan een rioolservice. Volgens hen zat het probleem onder de stoep. Kan ik dat bij u declareren?\n\nFatima El Idrissi",
                },
            ),
            at("2018-02-16T11:20", Act::Answers { who: Seat::Contact, body: CARD }),
            at("2018-02-17T12:00", Act::OnPage { body: SENT, files: &[INVOICE] }),
            at("2018-02-19T09:05", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
            at("2018-02-19T10:30", Act::Accepts { who: Seat::Claims }),
            at(
                "2018-02-21T14:00",
                Act::Asks {
                    who: Seat::Claims,
                    body: "Op de rekening staat niet op welke dag de rioolservice bij u was. Wilt u die datum doorgeven? Dan kunnen wij betalen.",
                    items: &[("Datum van de reparatie", AskKind::Date)],
                },
            ),
        ],
    },
    Case {
        code: "pending",
        name: "Hanna Bouwmeester",
        email: "hanna.bouwmeester@example.net",
        phone: "",
        steps: &[
            at(
                "2018-02-21T09:10",
                Act::Mails {
                    subject: "Loodgieter op zondag",
                    body: "Zondag liep ons toilet over. De loodgieter (240 euro, zondagtarief) zegt dat de leiding in de straat dicht zat. Wat nu?\n\nHanna Bouwmeester",
                },
            ),
            at("2018-02-21T10:05", Act::Answers { who: Seat::Contact, body: CARD }),
            at("2018-02-21T15:30", Act::OnPage { body: SENT, files: &[INVOICE, PHOTO] }),
            at("2018-02-22T08:40", Act::Offers { who: Seat::Contact, to: Seat::Technical, brief: TO_TECHNICAL }),
        ],
    },
    Case {
        code: "fresh",
        name: "Pieter Bos",
        email: "pieter.bos@example.net",
        phone: "",
        steps: &[at(
            "2018-02-22T09:55",
            Act::Mails {
                subject: "Fiets kapot door gat in het fietspad",
                body: "Goedemorgen,\n\nGisteravond reed ik op de Molenweg door een diep gat. Mijn wiel is krom; de fietsenmaker vraagt 85 euro.\nBetaalt de gemeente dat?\n\nMet vriendelijke groet,\nPieter Bos",
            },
        )],
    },
    Case {
        code: "to-confirm",
        name: "Jaap Hoekstra",
        email: "jaap.hoekstra@example.net",
        phone: "",
        steps: &[at(
            "2018-02-22T09:30",
            Act::MailsAbout {
                case: "solved",
                subject: "Over de put van mijn zoon",
                body: "Mijn zoon Daan heeft bij u kosten teruggevraagd. Ik heb de loodgieter betaald, dus het geld moet naar mijn rekening.\n\nJaap Hoekstra",
            },
        )],
    },
    Case {
        code: "let-down",
        name: "Fatma Yılmaz",
        email: "fatma.yilmaz@example.net",
        phone: "06-00000032",
        steps: &[
            at(
                "2018-02-13T10:20",
                Act::Mails {
                    subject: "Loodgieter terugbetalen",
                    body: "Goedemorgen,\n\nDe loodgieter kostte mij 120 euro. Het riool in de straat zat dicht. Hoe krijg ik dat terug?\n\nFatma Yılmaz",
                },
            ),
            at("2018-02-13T11:00", Act::Answers { who: Seat::Contact, body: CARD }),
            at("2018-02-13T20:00", Act::OnPage { body: SENT, files: &[INVOICE, PHOTO] }),
            at("2018-02-14T09:20", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
            at("2018-02-14T11:00", Act::Accepts { who: Seat::Claims }),
            at("2018-02-16T10:30", Act::Replies { body: "Is er al nieuws?" }),
            at(
                "2018-02-19T15:00",
                Act::Tells {
                    who: Seat::Claims,
                    body: "Wij betalen u 120 euro terug. De verstopping zat in het riool van de gemeente. U hebt het geld binnen 3 werkdagen op uw rekening.",
                    outcome: Outcome::Solved,
                    euros: Some(120),
                },
            ),
            at("2018-02-19T19:30", Act::Confirms),
            at(
                "2018-02-21T20:40",
                Act::SaysHow {
                    given: &[(0, 2), (1, 4)],
                    body: "De mensen waren vriendelijk, maar ik moest zelf vragen of er nieuws was en het geld is er nog steeds niet.",
                },
            ),
        ],
    },
];

/// The status pages that are shown first: by code of their case.
pub const SHOWN: [&str; 5] = ["question", "repaired", "solved", "closed", "let-down"];

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::demo::player::moment;

    #[test]
    fn every_case_is_told_in_order_and_before_the_visitor_comes() {
        let (begin, present) = (moment(BEGIN).unwrap(), moment(PRESENT).unwrap());
        for case in CASES {
            let moments: Vec<_> = case.steps.iter().map(|step| moment(step.at).unwrap()).collect();
            assert!(moments.is_sorted(), "{}", case.code);
            // A story that the visitor plays goes on after that.
            let told = |at: &jiff::Timestamp| *at < present || (case.code == "closed" && *at > present);
            assert!(moments.iter().all(|at| *at > begin && told(at)), "{}", case.code);
            assert!(case.email.ends_with("@example.net"));
        }
        assert!(SHOWN.iter().all(|code| CASES.iter().any(|case| case.code == *code)));
    }
}
