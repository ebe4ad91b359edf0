//! `reimbursement`, and its variations: half answers, no e-mail, and an application under the law.

use regie_domain::codes::{Outcome, PromiseWhat, UpdateKind};

use super::super::act::{Act, Case, Seat, at};
use super::super::cases::{APPLICATIONS, CARD, CASES, INVOICE, NOT_ON_THE_BILL, PHOTO, SENT, TO_CLAIMS, TO_TECHNICAL};
use super::super::house::Scene;
use super::Look::{Board, Feedback, Handovers, Journey, Mail, Page, Promises, Work};
use super::Tick::{
    Accepted, Answered, Asked, Called, Chased, Closed, Finished, Heard, Offered, Opened, Posted, SaidHow, Surveyed,
    TakenBack, Told,
};
use super::{Look, Stop, Story, Tick};

/// Variation A: six half answers, after five of which the resident must ask again, and three times she only asks for news.
const HALF: Case = Case {
    code: "tour-half-answers",
    name: "Ria Post",
    email: "ria.post@example.net",
    phone: "06-00000031",
    steps: &[
        at(
            "2018-02-05T09:20",
            Act::Mails {
                subject: "Geld terug van de loodgieter",
                body: "Ik betaalde 180 euro aan de loodgieter. De oorzaak zat in de straat. Wat moet ik doen om dit terug te krijgen?\n\nRia Post",
            },
        ),
        at("2018-02-05T09:40", Act::Writes { who: Seat::Contact, body: "Wij hebben in elk geval de rekening nodig." }),
        at("2018-02-05T14:00", Act::Replies { body: "Waar stuur ik die rekening naartoe?" }),
        at("2018-02-06T10:00", Act::Writes { who: Seat::Contact, body: "U stuurt de rekening op uw eigen pagina." }),
        at("2018-02-06T14:00", Act::Replies { body: "Hebt u nog meer nodig dan de rekening?" }),
        at("2018-02-07T10:00", Act::Writes { who: Seat::Contact, body: "Ja, ook een foto." }),
        at("2018-02-07T14:00", Act::Replies { body: "Hoe lang duurt het als u alles hebt?" }),
        at("2018-02-08T10:00", Act::Writes { who: Seat::Contact, body: "Dat hangt af van de technische dienst." }),
        at("2018-02-08T14:00", Act::Replies { body: "Wie kan mij dat dan vertellen?" }),
        at("2018-02-09T14:00", Act::Replies { body: "Is er al nieuws?" }),
        at("2018-02-12T09:00", Act::Offers { who: Seat::Contact, to: Seat::Technical, brief: TO_TECHNICAL }),
        at("2018-02-12T09:30", Act::Accepts { who: Seat::Technical }),
        at("2018-02-12T14:00", Act::Replies { body: "Is er al nieuws?" }),
        at("2018-02-13T10:00", Act::Writes { who: Seat::Technical, body: "Wij kijken ernaar." }),
        at("2018-02-13T14:00", Act::Replies { body: "Naar wat kijkt u precies?" }),
        at("2018-02-14T10:00", Act::Writes { who: Seat::Technical, body: "Naar de plek waar het riool stuk is." }),
        at("2018-02-14T14:00", Act::Replies { body: "Is er al nieuws over mijn geld?" }),
        at("2018-02-14T14:30", Act::SentAround { body: "Ik word van het kastje naar de muur gestuurd." }),
        at("2018-02-14T14:50", Act::TakesBack { who: Seat::Contact }),
        at(
            "2018-02-14T15:20",
            Act::Calls {
                who: Seat::Contact,
                body: "Mevrouw Post gebeld. Ik doe dit nu zelf en zorg dat zij in één keer het hele antwoord krijgt.",
            },
        ),
        at("2018-02-14T15:40", Act::Answers { who: Seat::Contact, body: CARD }),
    ],
};

/// Variation B: somebody without e-mail.
const LETTERS: Case = Case {
    code: "tour-by-letter",
    name: "Truus Smit",
    email: "",
    phone: "",
    steps: &[
        at(
            "2018-02-05T09:20",
            Act::LetterComes {
                who: Seat::Contact,
                subject: "Kosten loodgieter",
                body: "Ik betaalde 180 euro aan een loodgieter. De oorzaak zat in de straat. Hoe krijg ik dit terug?",
                address: "Voorbeeldlaan 1\n1234 AB Voorbeeldstad",
                dated: "2018-02-02",
            },
        ),
        at("2018-02-05T09:30", Act::Posts { who: Seat::Contact }),
        at("2018-02-05T09:40", Act::Answers { who: Seat::Contact, body: CARD }),
        at("2018-02-05T10:00", Act::Posts { who: Seat::Contact }),
        at(
            "2018-02-07T10:15",
            Act::Hands {
                who: Seat::Contact,
                body: "Mevrouw Smit bracht de rekening, een foto en haar rekeningnummer langs.",
                files: &[INVOICE, PHOTO],
            },
        ),
        at("2018-02-07T10:30", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
        at("2018-02-07T13:00", Act::Accepts { who: Seat::Claims }),
        at("2018-02-07T13:30", Act::Posts { who: Seat::Claims }),
        at("2018-02-13T09:15", Act::Posts { who: Seat::Claims }),
        at(
            "2018-02-14T10:00",
            Act::Tells {
                who: Seat::Claims,
                body: "Wij betalen u 180 euro terug. De verstopping kwam door een breuk in het riool in de straat. U hebt het geld binnen 3 werkdagen op uw rekening.",
                outcome: Outcome::Solved,
                euros: Some(180),
            },
        ),
        at("2018-02-14T10:20", Act::Posts { who: Seat::Claims }),
    ],
};

/// Variation C: an application under the law.
const BY_LAW: Case = Case {
    code: "tour-legal-term",
    name: "Karim Bouzid",
    email: "karim.bouzid@example.net",
    phone: "",
    steps: &[
        at(
            "2018-02-05T09:20",
            Act::MailsTo {
                to: APPLICATIONS,
                subject: "Aanvraag vergoeding loodgieter",
                body: "Hierbij vraag ik een vergoeding aan van 180 euro voor de loodgieter. De verstopping zat in de straat.\n\nKarim Bouzid",
            },
        ),
        at("2018-02-05T09:40", Act::Answers { who: Seat::Contact, body: CARD }),
        at("2018-02-05T20:15", Act::OnPage { body: SENT, files: &[INVOICE, PHOTO] }),
        at("2018-02-06T08:45", Act::Offers { who: Seat::Contact, to: Seat::Claims, brief: TO_CLAIMS }),
        at("2018-02-06T09:30", Act::Accepts { who: Seat::Claims }),
        at(
            "2018-02-09T11:00",
            Act::Asks {
                who: Seat::Claims,
                body: "Op uw rekening staan de naam van de loodgieter en de datum niet. Die hebben wij nodig om te beslissen. Wilt u ze allebei aan ons doorgeven?",
                items: NOT_ON_THE_BILL,
            },
        ),
        at(
            "2018-02-12T19:00",
            Act::OnPage { body: "De loodgieter is Van Dongen, en hij kwam op 30 januari 2018.", files: &[] },
        ),
        at(
            "2018-02-14T10:00",
            Act::Tells {
                who: Seat::Claims,
                body: "Wij betalen u 180 euro. De verstopping kwam door een breuk in het riool in de straat.",
                outcome: Outcome::Solved,
                euros: Some(180),
            },
        ),
    ],
};

use Seat::{Claims, Contact, Technical};

const fn stop(code: &'static str, at: &'static str, ticks: &'static [Tick], look: &'static [Look]) -> Stop {
    Stop { code, at, ticks, look }
}

const fn story(code: &'static str, case: &'static Case, stops: &'static [Stop]) -> Story {
    Story { code, scene: Scene::Opening, case, then: None, stops }
}

/// The stories.
pub const STORIES: &[Story] = &[
    story(
        "reimbursement",
        &CASES[0],
        &[
            stop("costs-mail", "2018-02-05T09:20", &[Opened], &[Mail, Work(Contact)]),
            stop("costs-answer", "2018-02-05T09:40", &[Told(UpdateKind::Answer, 1)], &[Mail, Page, Journey(Contact)]),
            stop("costs-sent", "2018-02-05T20:15", &[Answered(1)], &[Page, Journey(Contact)]),
            stop("costs-offered", "2018-02-06T08:45", &[Offered(Technical)], &[Handovers(Technical), Page]),
            stop("costs-accepted", "2018-02-06T09:30", &[Accepted(Technical)], &[Mail, Page]),
            stop("costs-cause", "2018-02-07T14:30", &[Finished(Technical), Offered(Claims)], &[Handovers(Claims)]),
            stop("costs-claims", "2018-02-08T09:10", &[Accepted(Claims)], &[Mail, Page]),
            stop("costs-question", "2018-02-09T11:00", &[Asked(2)], &[Mail, Page]),
            stop("costs-reply", "2018-02-12T19:00", &[Answered(2)], &[Page, Work(Claims)]),
            stop("costs-outcome", "2018-02-14T10:00", &[Told(UpdateKind::Outcome, 1)], &[Mail, Page]),
            stop("costs-closed", "2018-02-21T17:00", &[Closed], &[Journey(Contact), Work(Technical)]),
            stop("costs-asked-how", "2018-02-22T18:00", &[Surveyed], &[Mail, Feedback]),
            stop("costs-said-how", "2018-02-23T09:00", &[SaidHow], &[Journey(Contact), Journey(Technical)]),
        ],
    ),
    story(
        "half-answers",
        &HALF,
        &[
            stop("half-mail", "2018-02-05T09:20", &[Opened], &[Mail, Work(Contact)]),
            stop("half-first", "2018-02-05T14:00", &[Heard(2)], &[Mail, Journey(Contact)]),
            stop("half-more", "2018-02-08T14:00", &[Heard(5)], &[Journey(Contact)]),
            stop("half-chaser", "2018-02-09T14:00", &[Chased(1)], &[Journey(Contact), Promises(Contact)]),
            stop("half-other-team", "2018-02-13T14:00", &[Accepted(Technical), Heard(8)], &[Journey(Technical)]),
            stop("half-again", "2018-02-14T14:00", &[Chased(3)], &[Journey(Contact), Page]),
            stop(
                "half-around",
                "2018-02-14T14:30",
                &[Tick::Promised(PromiseWhat::CallBack)],
                &[Page, Work(Contact), Journey(Contact)],
            ),
            stop("half-taken-back", "2018-02-14T14:50", &[TakenBack], &[Journey(Contact), Board]),
            stop("half-whole", "2018-02-14T15:40", &[Called(1), Told(UpdateKind::Answer, 1)], &[Mail, Page]),
        ],
    ),
    story(
        "by-letter",
        &LETTERS,
        &[
            stop("letter-in", "2018-02-05T09:20", &[Opened], &[Journey(Contact), Work(Contact)]),
            stop("letter-receipt", "2018-02-05T09:30", &[Posted(1)], &[Journey(Contact)]),
            stop("letter-answer", "2018-02-05T10:00", &[Told(UpdateKind::Answer, 1), Posted(2)], &[Journey(Contact)]),
            stop("letter-counter", "2018-02-07T10:15", &[Answered(1)], &[Journey(Contact)]),
            stop("letter-claims", "2018-02-07T13:30", &[Accepted(Claims), Posted(3)], &[Journey(Claims)]),
            stop("letter-silence", "2018-02-13T09:15", &[Told(UpdateKind::NoNews, 1), Posted(4)], &[Journey(Claims)]),
            stop("letter-outcome", "2018-02-14T10:20", &[Told(UpdateKind::Outcome, 1), Posted(5)], &[Journey(Claims)]),
            stop("letter-closed", "2018-02-21T17:00", &[Closed], &[Journey(Contact)]),
        ],
    ),
    story(
        "legal-term",
        &BY_LAW,
        &[
            stop("law-mail", "2018-02-05T09:20", &[Opened], &[Mail, Journey(Contact)]),
            stop(
                "law-answer",
                "2018-02-05T20:15",
                &[Told(UpdateKind::Answer, 1), Answered(1)],
                &[Page, Journey(Contact)],
            ),
            stop("law-claims", "2018-02-06T09:30", &[Accepted(Claims)], &[Mail, Page]),
            stop("law-question", "2018-02-09T11:00", &[Asked(2), Tick::Suspended], &[Mail, Page, Journey(Claims)]),
            stop("law-reply", "2018-02-12T19:00", &[Answered(2), Tick::Resumed], &[Page, Journey(Claims)]),
            stop("law-outcome", "2018-02-14T10:00", &[Told(UpdateKind::Outcome, 1)], &[Mail, Page]),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use regie_app::asks::asks_of;
    use regie_domain::codes::Asks;

    use super::*;

    /// The figures at its end are those of the story: six half answers, five of them fragments, and three chasers.
    #[test]
    fn half_answers_are_played_as_the_story_counts_them() {
        let replies = |wanted: Asks| {
            let asked = HALF.steps.iter().filter_map(|step| match step.act {
                Act::Replies { body } => Some(asks_of(body)),
                _ => None,
            });
            asked.filter(|asks| *asks == wanted).count()
        };
        let half = HALF.steps.iter().filter(|step| matches!(step.act, Act::Writes { .. })).count();
        assert_eq!((half, replies(Asks::Again), replies(Asks::News), replies(Asks::Something)), (6, 5, 3, 0));
    }
}
