//! `double-billing` at a provider whose system that bills is connected: the story itself, and its variations A (the system does
//! not confirm), B1 (it sends a reminder all the same, and says so) and C (two channels within an hour);
//! and one on which a second member decides.

use regie_domain::codes::{DeadlineKind, UpdateKind};

use super::super::act::{Act, Case, Seat, Step, at};
use super::super::house::Scene;
use super::Look::{Arrivals, Chat, Feedback, Handovers, Journey, Mail, Page, Signals, Work};
use super::Tick::{
    Accepted, Agreed, Answered, Apologised, Closed, Confirmed, Heard, Kept, NotConfirmed, NotKept, Opened, Proposed,
    PutRight, SaidHow, Sent, Stranger, Surveyed, Told,
};
use super::{Stop, Story};

const fn writes(from: &'static str, body: &'static str) -> Step {
    at("2017-08-29T10:12", Act::OnFacebook { from, body })
}

const fn says(number: &'static str, postcode: &'static str) -> Step {
    at("2017-08-29T10:17", Act::SaysWho { number, postcode })
}

const fn agrees(invoice: &'static str) -> Step {
    at(
        "2017-08-29T10:20",
        Act::Agrees {
            who: Seat::Web,
            invoice,
            with: Seat::Administration,
            until: "2017-09-07T17:00",
            body: "U hebt gelijk: augustus was al betaald. Deze factuur geldt als niet verstuurd. U hoeft niets te doen.",
        },
    )
}

const WHO: Step = at("2017-08-29T10:15", Act::AsksWho { who: Seat::Web });
const CONFIRMS: Step = at("2017-08-29T10:21", Act::BillingConfirms);
const ACCEPTS: Step = at("2017-08-29T13:30", Act::Accepts { who: Seat::Administration });

const MAIN: Case = Case {
    code: "tour-billing-facebook",
    name: "Anja Vermeer",
    email: "anja.vermeer@example.net",
    phone: "06-00000061",
    steps: &[
        writes("900001", "Ik zie twee keer abonnementsgeld voor augustus. Factuur 884213 kan toch niet kloppen?"),
        WHO,
        says("48213377", "1234 AB"),
        agrees("884213"),
        CONFIRMS,
        ACCEPTS,
        at("2017-09-06T11:00", Act::BillingReports { what: "invoice.credited", invoice: "884213" }),
        at("2017-09-06T11:01", Act::BillingConfirms),
        at("2017-09-06T18:00", Act::Confirms),
        at(
            "2017-09-07T12:00",
            Act::SaysHow { given: &[(0, 4), (1, 9)], body: "Ik hoefde mijn verhaal maar één keer te doen." },
        ),
    ],
};

const SILENT: Case = Case {
    code: "tour-billing-silent",
    name: "Ben Claassen",
    email: "ben.claassen@example.net",
    phone: "06-00000062",
    steps: &[
        writes("900002", "Factuur 884214 heb ik al betaald met de vorige. Hoe kan dat?"),
        WHO,
        says("48213378", "1234 AC"),
        agrees("884214"),
        ACCEPTS,
        at("2017-09-01T09:30", Act::BillingConfirms),
    ],
};

const LETTER: Case = Case {
    code: "tour-billing-letter",
    name: "Carla Simons",
    email: "carla.simons@example.net",
    phone: "06-00000063",
    steps: &[
        writes("900003", "Jullie rekenen augustus dubbel. Ik kreeg factuur 884215 en had al betaald."),
        WHO,
        says("48213379", "1234 AD"),
        agrees("884215"),
        CONFIRMS,
        ACCEPTS,
        at("2017-09-04T02:10", Act::BillingReports { what: "letter.sent", invoice: "884215" }),
        at(
            "2017-09-04T09:30",
            Act::Apologises {
                who: Seat::Web,
                body: "Dat had niet mogen gebeuren. Wij spraken af dat u niets hoeft te betalen, en dat geldt nog steeds. Het spijt mij dat u toch een aanmaning kreeg.",
            },
        ),
        at(
            "2017-09-04T10:00",
            Act::AnswersOffer {
                who: Seat::Administration,
                body: "De run vroeg vannacht niet wat er is afgesproken. De aanmaning is ingetrokken.",
            },
        ),
        at("2017-09-04T10:05", Act::PutsRight { who: Seat::Web, body: "De aanmaning is ingetrokken." }),
    ],
};

const TWO: Case = Case {
    code: "tour-billing-two-channels",
    name: "Dirk Jonker",
    email: "dirk.jonker@example.net",
    phone: "06-00000064",
    steps: &[
        writes("900004", "Ik heb twee keer betaald voor augustus, factuur 884216."),
        WHO,
        says("48213380", "1234 AE"),
        at(
            "2017-08-29T10:50",
            Act::MailsOn {
                by: None,
                subject: "Factuur 884216",
                body: "Ik schreef u net op Facebook. Hierbij ook per mail: de betaling van augustus was op 3 augustus.",
            },
        ),
        at(
            "2017-08-29T10:55",
            Act::MailsOn {
                by: Some(&STRANGER),
                subject: "Factuur 884216",
                body: "Stuur mij alles wat u over deze factuur hebt.",
            },
        ),
        at(
            "2017-08-29T11:10",
            Act::Writes {
                who: Seat::Web,
                body: "Wij zien uw betaling van 3 augustus. Factuur 884216 laten wij vervallen; u hoort vandaag hoe.",
            },
        ),
    ],
};

const SECOND: Case = Case {
    code: "tour-billing-second",
    name: "Els Dekker",
    email: "els.dekker@example.net",
    phone: "06-00000067",
    steps: &[
        writes("900005", "Jullie schreven factuur 884217 drie keer af. Ik sta nu rood en betaal daar rente over."),
        WHO,
        says("48213381", "1234 AG"),
        at(
            "2017-08-29T10:20",
            Act::Proposes {
                who: Seat::Web,
                cents: 9_000,
                wording: "Wij betalen de rente en de kosten van het rood staan terug.",
                until: "2017-09-05T17:00",
                body: "U hebt gelijk: de factuur is drie keer afgeschreven. Wij betalen u de kosten daarvan terug.",
            },
        ),
        at("2017-08-29T16:40", Act::Approves { who: Seat::WebLead }),
    ],
};

/// Somebody who knows the number of a journey and nothing else.
const STRANGER: Case = Case { code: "", name: "Iemand Anders", email: "iemand@example.net", phone: "", steps: &[] };

const WROTE: Stop = Stop {
    code: "chat-wrote",
    at: "2017-08-29T10:12",
    ticks: &[Opened],
    look: &[Chat, Work(Seat::Web), Journey(Seat::Web)],
};
const KNOWN: Stop =
    Stop { code: "chat-known", at: "2017-08-29T10:17", ticks: &[Answered(1)], look: &[Chat, Journey(Seat::Web), Page] };
const AGREED: Stop = Stop {
    code: "chat-agreed",
    at: "2017-08-29T10:20",
    ticks: &[Agreed, Told(UpdateKind::Agreement, 1)],
    look: &[Chat, Page, Journey(Seat::Web), Handovers(Seat::Administration)],
};
const CONFIRMED: Stop =
    Stop { code: "chat-confirmed", at: "2017-08-29T10:21", ticks: &[Confirmed], look: &[Journey(Seat::Web), Page] };
const TAKEN: Stop = Stop {
    code: "chat-accepted",
    at: "2017-08-29T13:30",
    ticks: &[Accepted(Seat::Administration)],
    look: &[Journey(Seat::Web), Chat],
};

const fn story(code: &'static str, case: &'static Case, stops: &'static [Stop]) -> Story {
    Story { code, scene: Scene::AtWork, case, then: None, stops }
}

/// The stories of the telecom provider.
pub const STORIES: &[Story] = &[
    story(
        "billing-facebook",
        &MAIN,
        &[
            WROTE,
            KNOWN,
            AGREED,
            CONFIRMED,
            TAKEN,
            Stop {
                code: "chat-no-news",
                at: "2017-09-01T17:00",
                ticks: &[Told(UpdateKind::NoNews, 1)],
                look: &[Mail, Page, Journey(Seat::Phone)],
            },
            Stop {
                code: "chat-credited",
                at: "2017-09-06T11:01",
                ticks: &[Kept, Told(UpdateKind::Outcome, 1)],
                look: &[Mail, Page, Journey(Seat::Web)],
            },
            Stop { code: "chat-solved", at: "2017-09-06T18:00", ticks: &[Closed], look: &[Page, Journey(Seat::Web)] },
            Stop { code: "chat-asked-how", at: "2017-09-07T10:00", ticks: &[Surveyed], look: &[Mail, Feedback] },
            Stop {
                code: "chat-praise",
                at: "2017-09-07T12:00",
                ticks: &[SaidHow],
                look: &[Feedback, Journey(Seat::Web), Journey(Seat::Phone)],
            },
        ],
    ),
    story(
        "billing-silent",
        &SILENT,
        &[
            WROTE,
            KNOWN,
            AGREED,
            TAKEN,
            Stop {
                code: "silent-teams",
                at: "2017-08-30T17:00",
                ticks: &[NotConfirmed(DeadlineKind::HoldTeam)],
                look: &[Work(Seat::Web), Work(Seat::Administration), Journey(Seat::Web)],
            },
            Stop {
                code: "silent-lead",
                at: "2017-08-31T17:00",
                ticks: &[NotConfirmed(DeadlineKind::HoldLead)],
                look: &[Work(Seat::AdministrationLead), Journey(Seat::Web)],
            },
            Stop {
                code: "silent-confirmed",
                at: "2017-09-01T09:30",
                ticks: &[Confirmed],
                look: &[Journey(Seat::Web), Page],
            },
        ],
    ),
    story(
        "billing-letter",
        &LETTER,
        &[
            WROTE,
            KNOWN,
            AGREED,
            CONFIRMED,
            TAKEN,
            Stop {
                code: "letter-reported",
                at: "2017-09-04T02:10",
                ticks: &[NotKept],
                look: &[Journey(Seat::Web), Signals(Seat::Administration)],
            },
            Stop {
                code: "letter-told",
                at: "2017-09-04T08:00",
                ticks: &[Sent(UpdateKind::Breach, 1)],
                look: &[Mail, Page, Work(Seat::Web), Handovers(Seat::Administration)],
            },
            Stop {
                code: "letter-apology",
                at: "2017-09-04T09:30",
                ticks: &[Apologised],
                look: &[Mail, Journey(Seat::Web)],
            },
            Stop {
                code: "letter-put-right",
                at: "2017-09-04T10:05",
                ticks: &[PutRight],
                look: &[Page, Journey(Seat::Web), Signals(Seat::Administration)],
            },
        ],
    ),
    story(
        "billing-second",
        &SECOND,
        &[
            WROTE,
            KNOWN,
            Stop {
                code: "second-proposed",
                at: "2017-08-29T10:20",
                ticks: &[Proposed, Told(UpdateKind::AgreementProposed, 1)],
                look: &[Chat, Page, Work(Seat::WebLead), Journey(Seat::Web)],
            },
            Stop {
                code: "second-late",
                at: "2017-08-29T14:20",
                ticks: &[Told(UpdateKind::PromiseBroken, 1)],
                look: &[Chat, Page, Work(Seat::WebLead)],
            },
            Stop {
                code: "second-approved",
                at: "2017-08-29T16:40",
                ticks: &[Agreed, Told(UpdateKind::Agreement, 1)],
                look: &[Chat, Page, Journey(Seat::WebLead)],
            },
        ],
    ),
    story(
        "billing-two-channels",
        &TWO,
        &[
            WROTE,
            KNOWN,
            Stop { code: "two-mail", at: "2017-08-29T10:50", ticks: &[Heard(3)], look: &[Journey(Seat::Web), Page] },
            Stop {
                code: "two-stranger",
                at: "2017-08-29T10:55",
                ticks: &[Stranger],
                look: &[Arrivals(Seat::Web), Work(Seat::Web)],
            },
            Stop {
                code: "two-answer",
                at: "2017-08-29T11:10",
                ticks: &[Told(UpdateKind::Message, 1)],
                look: &[Chat, Mail, Page],
            },
        ],
    ),
];
