//! `double-billing`, with its variation B: an agreement, the block list of a system that is not connected, a dunning letter
//! all the same, and how that is put right.

use regie_domain::codes::{Outcome, UpdateKind};

use super::super::act::{Act, Case, Seat, at};
use super::super::house::Scene;
use super::super::provider::INVOICE;
use super::Look::{BlockList, Handovers, Journey, Mail, Page, Signals, Work};
use super::Tick::{Accepted, Agreed, Apologised, Closed, Confirmed, Kept, NotKept, Offered, Opened, PutRight, Told};
use super::{Look, Stop, Story};

const CASE: Case = Case {
    code: "tour-double-billing",
    name: "Anja de Wit",
    email: "anja.dewit@example.net",
    phone: "06-00000023",
    steps: &[
        at(
            "2018-08-03T21:10",
            Act::Form {
                topic: INVOICE,
                body: "Ik zie twee keer abonnementsgeld voor augustus. Factuur 871006 heb ik betaald; nu krijg ik ook factuur 884213.",
                first_window: false,
            },
        ),
        at(
            "2018-08-04T10:20",
            Act::Agrees {
                who: Seat::Front,
                invoice: "884213",
                with: Seat::Back,
                until: "2018-08-13T17:00",
                body: "U hebt gelijk: augustus was al betaald. Factuur 884213 geldt als niet verstuurd. U hoeft niets te doen.",
            },
        ),
        at("2018-08-06T08:40", Act::Ticks { who: Seat::Back }),
        at("2018-08-06T08:45", Act::Accepts { who: Seat::Back }),
        at(
            "2018-08-07T12:40",
            Act::NotKept {
                who: Seat::Front,
                dated: "2018-08-06",
                body: "Mevrouw De Wit belt: er ligt een aanmaning van maandag op de mat.",
            },
        ),
        at(
            "2018-08-07T13:10",
            Act::Apologises {
                who: Seat::Front,
                body: "Dat had niet mogen gebeuren. Wij spraken af dat u niets hoeft te betalen, en dat geldt nog steeds. Het spijt mij dat u toch een aanmaning kreeg.",
            },
        ),
        at(
            "2018-08-07T14:00",
            Act::AnswersOffer {
                who: Seat::Back,
                body: "De run van maandag sloeg de lijst over. De aanmaning is ingetrokken.",
            },
        ),
        at("2018-08-07T14:05", Act::PutsRight { who: Seat::Front, body: "De aanmaning is ingetrokken." }),
        at("2018-08-08T11:00", Act::CarriesOut { who: Seat::Back, body: "Creditnota gemaakt voor factuur 884213." }),
        at("2018-08-08T11:05", Act::Ticks { who: Seat::Back }),
        at(
            "2018-08-08T11:30",
            Act::Tells {
                who: Seat::Front,
                body: "De creditnota voor factuur 884213 is gemaakt. Er staat niets meer open.",
                outcome: Outcome::Solved,
                euros: None,
            },
        ),
        at("2018-08-08T18:00", Act::Confirms),
    ],
};

/// The story.
pub const STORY: Story = Story {
    code: "double-billing",
    scene: Scene::AtWork,
    case: &CASE,
    then: None,
    stops: &[
        Stop { code: "billing-form", at: "2018-08-03T21:10", ticks: &[Opened], look: &[Look::Form, Page, Mail] },
        Stop {
            code: "billing-agreed",
            at: "2018-08-04T10:20",
            ticks: &[Agreed, Offered(Seat::Back), Told(UpdateKind::Agreement, 1)],
            look: &[Journey(Seat::Front), Page, Mail, BlockList(Seat::Back)],
        },
        Stop {
            code: "billing-confirmed",
            at: "2018-08-06T08:45",
            ticks: &[Confirmed, Accepted(Seat::Back)],
            look: &[Journey(Seat::Front), BlockList(Seat::Back), Page],
        },
        Stop {
            code: "billing-not-kept",
            at: "2018-08-07T12:40",
            ticks: &[NotKept, Told(UpdateKind::Breach, 1)],
            look: &[Mail, Page, Work(Seat::Front), Handovers(Seat::Back), Signals(Seat::Back)],
        },
        Stop {
            code: "billing-apology",
            at: "2018-08-07T13:10",
            ticks: &[Apologised],
            look: &[Mail, Journey(Seat::Front)],
        },
        Stop {
            code: "billing-put-right",
            at: "2018-08-07T14:05",
            ticks: &[PutRight],
            look: &[Page, Journey(Seat::Front)],
        },
        Stop {
            code: "billing-kept",
            at: "2018-08-08T11:30",
            ticks: &[Kept, Told(UpdateKind::Outcome, 1)],
            look: &[Page, Mail, BlockList(Seat::Back)],
        },
        Stop {
            code: "billing-solved",
            at: "2018-08-08T18:00",
            ticks: &[Closed],
            look: &[Page, Journey(Seat::Front), Signals(Seat::Back)],
        },
    ],
};
