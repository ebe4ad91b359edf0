//! `damaged-lease-car`: three organisations and one journey; and its variation, in which what was agreed about data ends in
//! the middle.

use regie_domain::codes::{PromiseWhat, UpdateKind};

use super::super::act::{Act, Case, Seat, Step, at};
use super::super::house::Scene;
use super::super::lease::DAMAGE;
use super::Look::{Feedback, Journey, Mail, Page, Partner, PartnerMail, PartnerSettings, Work};
use super::Tick::{
    Accepted, Closed, Erased, Heard, KeptAfterMove, LeadAccepted, LeadOffered, Lost, Moved, Offered, Opened, Promised,
    SaidHow, Surveyed, Told,
};
use super::{Stop, Story};

const BEGUN: Step = at(
    "2018-10-01T08:40",
    Act::Opens {
        who: Seat::Alarm,
        topic: DAMAGE,
        title: "Deuk in het portier",
        body: "De bestuurder zegt: ik reed tegen een paaltje. De auto rijdt nog, het portier sluit niet goed.",
    },
);
const OFFERED: Step = at(
    "2018-10-01T08:45",
    Act::Offers {
        who: Seat::Alarm,
        to: Seat::Shop,
        brief: &[
            "Deuk in het portier links, het portier sluit niet goed.",
            "Herstel het portier links.",
            "De berijder hoort vandaag wanneer de auto klaar is en wat het eigen risico is.",
        ],
    },
);
const ACCEPTED: Step = at(
    "2018-10-01T11:00",
    Act::PartnerAccepts {
        who: Seat::Shop,
        promise: Some(("2018-10-04T17:00", 135)),
        body: "Uw auto is hersteld en staat klaar.",
    },
);

const CHAIN: Case = Case {
    code: "tour-damaged-lease-car",
    name: "Bas Bestuurder",
    email: "bas.bestuurder@example.net",
    phone: "06-00000054",
    steps: &[
        BEGUN,
        OFFERED,
        ACCEPTED,
        at(
            "2018-10-03T14:00",
            Act::PartnerMoves {
                who: Seat::Shop,
                until: "2018-10-05T17:00",
                euros: 150,
                body: "Een onderdeel is later binnen. U krijgt van ons drie dagen vervangend vervoer; dat kost u niets.",
            },
        ),
        at(
            "2018-10-03T15:00",
            Act::OffersLead {
                who: Seat::Lease,
                to: Seat::Shop,
                brief: &[
                    "De auto staat bij jullie tot hij klaar is.",
                    "Willen jullie het geheel leiden?",
                    "De berijder weet dat de auto vrijdag klaar is.",
                ],
            },
        ),
        at("2018-10-03T15:10", Act::PartnerAccepts { who: Seat::Shop, promise: None, body: "" }),
        at(
            "2018-10-03T15:30",
            Act::Rings { who: Seat::Alarm, body: "Mag de vervangende auto ook in het weekend mee?" },
        ),
        at(
            "2018-10-05T16:30",
            Act::PartnerDone {
                who: Seat::Shop,
                body: "Uw auto staat klaar. U kunt hem tot 17.30 uur ophalen bij Garage Voorbeeld. Het eigen risico is EUR 135.",
            },
        ),
        at("2018-10-05T16:50", Act::Confirms),
        at("2018-10-06T11:00", Act::SaysHow { given: &[(0, 4), (1, 8)], body: "Ik wist steeds wie ermee bezig was." }),
    ],
};

const ENDED: Case = Case {
    code: "tour-agreement-ended",
    name: "Nadia Bennani",
    email: "nadia.bennani@example.net",
    phone: "06-00000055",
    steps: &[
        BEGUN,
        OFFERED,
        ACCEPTED,
        at("2018-10-02T10:00", Act::EndsSharing { with: Seat::Shop }),
        at("2018-10-02T14:30", Act::NotesErasure { with: Seat::Shop }),
    ],
};

const REPORTED: Stop = Stop {
    code: "lease-reported",
    at: "2018-10-01T08:40",
    ticks: &[Opened],
    look: &[Journey(Seat::Alarm), Page, Mail],
};
const ASKED: Stop = Stop {
    code: "lease-offered",
    at: "2018-10-01T08:45",
    ticks: &[Offered(Seat::Shop)],
    look: &[PartnerMail, Partner(Seat::Shop), Journey(Seat::Alarm)],
};
const TAKEN: Stop = Stop {
    code: "lease-accepted",
    at: "2018-10-01T11:00",
    ticks: &[Accepted(Seat::Shop), Promised(PromiseWhat::Result)],
    look: &[Page, Mail, Partner(Seat::Shop), Journey(Seat::Alarm)],
};

/// The stories of the lease company.
pub const STORIES: &[Story] = &[
    Story {
        code: "damaged-lease-car",
        scene: Scene::AtWork,
        case: &CHAIN,
        then: None,
        stops: &[
            REPORTED,
            ASKED,
            TAKEN,
            Stop {
                code: "lease-moved",
                at: "2018-10-03T14:00",
                ticks: &[Moved, Told(UpdateKind::PromiseMoved, 1)],
                look: &[Mail, Page, Partner(Seat::Shop)],
            },
            Stop {
                code: "lease-lead-offered",
                at: "2018-10-03T15:00",
                ticks: &[LeadOffered(Seat::Shop)],
                look: &[Partner(Seat::Shop), Journey(Seat::Lease)],
            },
            Stop {
                code: "lease-lead",
                at: "2018-10-03T15:10",
                ticks: &[LeadAccepted(Seat::Shop), Told(UpdateKind::NowLeads, 1)],
                look: &[Partner(Seat::Shop), Mail, Page],
            },
            Stop {
                code: "lease-call",
                at: "2018-10-03T15:30",
                ticks: &[Heard(2)],
                look: &[Journey(Seat::Alarm), Work(Seat::Alarm)],
            },
            Stop {
                code: "lease-ready",
                at: "2018-10-05T16:30",
                ticks: &[KeptAfterMove, Told(UpdateKind::Outcome, 1)],
                look: &[Mail, Page, Partner(Seat::Shop)],
            },
            Stop {
                code: "lease-solved",
                at: "2018-10-05T16:50",
                ticks: &[Closed],
                look: &[Page, Journey(Seat::Lease)],
            },
            Stop { code: "lease-asked-how", at: "2018-10-05T18:00", ticks: &[Surveyed], look: &[Mail, Feedback] },
            Stop {
                code: "lease-said-how",
                at: "2018-10-06T11:00",
                ticks: &[SaidHow],
                look: &[Feedback, Journey(Seat::Lease)],
            },
        ],
    },
    Story {
        code: "agreement-ended",
        scene: Scene::AtWork,
        case: &ENDED,
        then: None,
        stops: &[
            REPORTED,
            ASKED,
            TAKEN,
            Stop {
                code: "lease-ended",
                at: "2018-10-02T10:00",
                ticks: &[Lost, Told(UpdateKind::PartyLeft, 1)],
                look: &[
                    Page,
                    Mail,
                    Partner(Seat::Shop),
                    Journey(Seat::Lease),
                    PartnerMail,
                    PartnerSettings(Seat::Shop),
                ],
            },
            Stop {
                code: "lease-erased",
                at: "2018-10-02T14:30",
                ticks: &[Erased(Seat::Shop)],
                look: &[PartnerSettings(Seat::Shop)],
            },
        ],
    },
];
