//! `no-signal-on-friday-night`: a window in the first contact, and the same evening where the line is tested first.

use regie_domain::blueprint::AskKind;
use regie_domain::codes::{CareAction, CareCause, PromiseWhat, UpdateKind};

use super::super::act::{Act, Case, Seat, at};
use super::super::house::Scene;
use super::super::provider::{OUTAGE, TESTED};
use super::{Look, Stop, Story, Tick};

const WINDOW: Case = Case {
    code: "tour-window",
    name: "Joris Dekker",
    email: "joris.dekker@example.net",
    phone: "06-00000021",
    steps: &[
        at(
            "2018-08-03T21:05",
            Act::Form {
                topic: OUTAGE,
                body: "Sinds negen uur vanavond heb ik geen beeld en geen internet. Het kastje heb ik al uit- en aangezet.",
                first_window: true,
            },
        ),
        at(
            "2018-08-04T07:30",
            Act::Narrows { who: Seat::Engineer, from: "2018-08-04T08:00", until: "2018-08-04T08:30" },
        ),
        at("2018-08-04T08:05", Act::Arrives { who: Seat::Engineer }),
        at(
            "2018-08-04T11:05",
            Act::Repairs {
                who: Seat::Engineer,
                body: "De glasvezel was gebroken in de meterkast. Ik heb een nieuw stuk gelegd. Beeld en internet doen het weer.",
            },
        ),
        at("2018-08-04T11:20", Act::Confirms),
        at(
            "2018-08-04T20:10",
            Act::SaysHow { given: &[(0, 5), (1, 9), (3, 10), (4, 9)], body: "De volgende ochtend al gemaakt. Prima." },
        ),
    ],
};

const LINE_TEST: Case = Case {
    code: "tour-line-test",
    name: "Marit Jansen",
    email: "marit.jansen@example.net",
    phone: "06-00000022",
    steps: &[
        at("2018-08-03T21:03", Act::RingsInVain),
        at(
            "2018-08-03T21:05",
            Act::Form {
                topic: TESTED,
                body: "Geen beeld en geen internet sinds negen uur. Wij wonen in een flat; bij de buren is het ook weg.",
                first_window: false,
            },
        ),
        at("2018-08-03T21:06", Act::WantsCall { body: "Wilt u mij morgen bellen? Ik ben de hele ochtend thuis." }),
        at(
            "2018-08-04T10:00",
            Act::Calls {
                who: Seat::Front,
                body: "Mevrouw Jansen gebeld: alles ligt eruit, ook bij de buren. De lijn moet eerst gemeten worden.",
            },
        ),
        at(
            "2018-08-04T10:14",
            Act::Offers {
                who: Seat::Front,
                to: Seat::Back,
                brief: &[
                    "Geen beeld en geen internet in een flat, ook niet bij de buren.",
                    "Meet de lijn en boek een monteur als dat nodig is.",
                ],
            },
        ),
        at("2018-08-04T10:15", Act::PromisesNews { who: Seat::Front, until: "2018-08-06T12:00" }),
        at("2018-08-06T08:10", Act::Rings { who: Seat::Front, body: "Is er al nieuws over de storing?" }),
        at(
            "2018-08-06T08:50",
            Act::AsksThrough {
                who: Seat::Back,
                body: "Om de lijn te meten hebben wij het nummer nodig dat op het glasvezelkastje staat. Wilt u dat nummer aan ons doorgeven?",
                items: &[("Nummer op het kastje", AskKind::Text)],
            },
        ),
        at("2018-08-06T09:10", Act::OnPage { body: "Op het kastje staat ONT-204711.", files: &[] }),
        at("2018-08-06T09:11", Act::Accepts { who: Seat::Back }),
        at("2018-08-06T09:12", Act::Books { who: Seat::Back, from: "2018-08-07T08:00", until: "2018-08-07T11:00" }),
        at(
            "2018-08-07T07:30",
            Act::Narrows { who: Seat::Engineer, from: "2018-08-07T08:00", until: "2018-08-07T08:30" },
        ),
        at("2018-08-07T08:05", Act::Arrives { who: Seat::Engineer }),
        at(
            "2018-08-07T11:05",
            Act::Repairs {
                who: Seat::Back,
                body: "De monteur verving de aansluiting in de kelder. Beeld en internet doen het weer in de hele flat.",
            },
        ),
        at("2018-08-07T11:20", Act::Confirms),
        at(
            "2018-08-07T20:40",
            Act::SaysHow {
                given: &[(0, 1), (1, 3), (3, 9), (4, 9)],
                body: "Iedereen was aardig, maar wij zaten vier avonden zonder internet en niemand deed iets.",
            },
        ),
        at(
            "2018-08-08T09:30",
            Act::Calls {
                who: Seat::Front,
                body: "Mevrouw Jansen gebeld. Excuses gemaakt en uitgelegd waarom de lijntest tot maandag wachtte. Zij krijgt vier dagen abonnement terug.",
            },
        ),
        at(
            "2018-08-08T09:40",
            Act::Learns {
                who: Seat::Front,
                cause: CareCause::Waited,
                action: CareAction::Apologised,
                body: "De lijntest wachtte het hele weekend, omdat alleen de backoffice mag meten.",
            },
        ),
    ],
};

/// The stories.
pub const STORIES: &[Story] = &[
    Story {
        code: "window",
        scene: Scene::AtWork,
        case: &WINDOW,
        then: None,
        stops: &[
            Stop {
                code: "window-report",
                at: "2018-08-03T21:05",
                ticks: &[Tick::Opened, Tick::Booked],
                look: &[Look::Form, Look::Page, Look::Mail, Look::Journey(Seat::Engineer)],
            },
            Stop {
                code: "window-narrowed",
                at: "2018-08-04T07:30",
                ticks: &[Tick::Narrowed],
                look: &[Look::Page, Look::Mail],
            },
            Stop {
                code: "window-arrived",
                at: "2018-08-04T08:05",
                ticks: &[Tick::Arrived],
                look: &[Look::Journey(Seat::Engineer), Look::Page],
            },
            Stop {
                code: "window-repaired",
                at: "2018-08-04T11:05",
                ticks: &[Tick::Repaired, Tick::Told(UpdateKind::Outcome, 1)],
                look: &[Look::Page, Look::Mail],
            },
            Stop {
                code: "window-solved",
                at: "2018-08-04T11:20",
                ticks: &[Tick::Closed],
                look: &[Look::Page, Look::Journey(Seat::Front)],
            },
            Stop {
                code: "window-asked",
                at: "2018-08-04T18:00",
                ticks: &[Tick::Surveyed],
                look: &[Look::Mail, Look::Feedback],
            },
            Stop {
                code: "window-praise",
                at: "2018-08-04T20:10",
                ticks: &[Tick::SaidHow],
                look: &[Look::Journey(Seat::Engineer), Look::Feedback],
            },
        ],
    },
    Story {
        code: "line-test",
        scene: Scene::AtWork,
        case: &LINE_TEST,
        then: None,
        stops: &[
            Stop {
                code: "test-rings",
                at: "2018-08-03T21:03",
                ticks: &[Tick::Texted],
                look: &[Look::Text, Look::Work(Seat::Front)],
            },
            Stop {
                code: "test-form",
                at: "2018-08-03T21:05",
                ticks: &[Tick::Opened, Tick::ClosedDoor],
                look: &[Look::Form, Look::Page, Look::Mail, Look::Journey(Seat::Front)],
            },
            Stop {
                code: "test-wants-call",
                at: "2018-08-03T21:06",
                ticks: &[Tick::Promised(PromiseWhat::CallBack)],
                look: &[Look::Page, Look::Promises(Seat::Front)],
            },
            Stop {
                code: "test-called",
                at: "2018-08-04T10:00",
                ticks: &[Tick::Called(1)],
                look: &[Look::Work(Seat::Front), Look::Journey(Seat::Front)],
            },
            Stop {
                code: "test-offered",
                at: "2018-08-04T10:15",
                ticks: &[Tick::Offered(Seat::Back), Tick::Told(UpdateKind::PromiseMade, 2)],
                look: &[Look::Page, Look::Mail, Look::Handovers(Seat::Back)],
            },
            Stop {
                code: "test-no-news",
                at: "2018-08-05T10:15",
                ticks: &[Tick::Told(UpdateKind::NoNews, 1)],
                look: &[Look::Mail, Look::Board],
            },
            Stop {
                code: "test-chaser",
                at: "2018-08-06T08:10",
                ticks: &[Tick::Chased(1)],
                look: &[Look::Journey(Seat::Front)],
            },
            Stop {
                code: "test-question",
                at: "2018-08-06T08:50",
                ticks: &[Tick::Asked(1)],
                look: &[Look::Page, Look::Mail, Look::Journey(Seat::Back)],
            },
            Stop {
                code: "test-answer",
                at: "2018-08-06T09:10",
                ticks: &[Tick::Answered(1)],
                look: &[Look::Page, Look::Handovers(Seat::Back)],
            },
            Stop {
                code: "test-booked",
                at: "2018-08-06T09:12",
                ticks: &[Tick::Accepted(Seat::Back), Tick::Booked],
                look: &[Look::Page, Look::Mail, Look::Journey(Seat::Back)],
            },
            Stop {
                code: "test-narrowed",
                at: "2018-08-07T07:30",
                ticks: &[Tick::Narrowed],
                look: &[Look::Page, Look::Mail],
            },
            Stop {
                code: "test-repaired",
                at: "2018-08-07T11:05",
                ticks: &[Tick::Arrived, Tick::Repaired, Tick::Told(UpdateKind::Outcome, 1)],
                look: &[Look::Page, Look::Mail],
            },
            Stop {
                code: "test-solved",
                at: "2018-08-07T11:20",
                ticks: &[Tick::Closed],
                look: &[Look::Page, Look::Journey(Seat::Front)],
            },
            Stop {
                code: "test-asked-how",
                at: "2018-08-07T18:00",
                ticks: &[Tick::Surveyed],
                look: &[Look::Mail, Look::Feedback],
            },
            Stop {
                code: "test-unhappy",
                at: "2018-08-07T20:40",
                ticks: &[Tick::SaidHow],
                look: &[
                    Look::Feedback,
                    Look::Work(Seat::Front),
                    Look::CallBack(Seat::Front),
                    Look::Journey(Seat::Back),
                ],
            },
            Stop {
                code: "test-called-back",
                at: "2018-08-08T09:40",
                ticks: &[Tick::Called(2), Tick::Learned],
                look: &[Look::CallBack(Seat::Front), Look::Page],
            },
        ],
    },
    super::billing::STORY,
];
