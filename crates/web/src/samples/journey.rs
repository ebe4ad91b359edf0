//! Samples of the page of a journey and of the forms about it.

use regie_app::live::Onlooker;
use regie_domain::codes::{SuspensionGround, TaskKind};

use super::{Page, at, page, say, shell};
use crate::cx::Cx;
use crate::form::{Choice, Drafting, Form};
use crate::pages::acts::{self, ActPage, BriefPart, Offering, Open, TeamChoice};
use crate::pages::composing::{self, CardDraft, CardField, Frame};
use crate::pages::journey::{
    Act, ActLink, BallCard, Composer, Fact, Holder, JourneyHead, JourneyPage, JourneyState, NextStep, SendingRow, Step,
    Told, WayStop,
};
use crate::pages::live::Onlookers;
use crate::pages::parts::{Banner, Channel, FileLink, PromiseRow, PromiseState, Tab, Tone};
use crate::pages::shell::Nav;
use crate::pages::timeline::{Delivery, Entry, Happened, Timeline};

pub(super) fn head(cx: &Cx) -> JourneyHead {
    JourneyHead {
        id: "0482".to_owned(),
        reference: "R-1802-0482".to_owned(),
        title: say(cx, "Geld terug voor een verstopt riool", "Money back for a blocked sewer").to_owned(),
        customer: "Bewoner Voorbeeld".to_owned(),
        wish: Some(("phone", cx.t("wish-call"))),
        blueprint: say(cx, "Vergoeding", "Reimbursement").to_owned(),
        opened: at("2018-02-05T09:20"),
        closed: None,
        state: JourneyState::Open,
        broken: 0,
        not_kept: 0,
        at_risk: 0,
        epoch: 4,
        seq: 12,
    }
}

pub(super) fn card(cx: &Cx) -> BallCard {
    BallCard {
        holder: Holder::Team { name: "Schadeafhandeling".to_owned(), assignee: Some("Collega Voorbeeld".to_owned()) },
        since: at("2018-02-08T09:10"),
        why: say(cx, "Overdracht aangenomen na 1 u 10 min.", "Handover accepted after 1 h 10 min.").to_owned(),
        offered: None,
        next: Some(NextStep {
            what: say(cx, "Besluit over de vergoeding", "Decision about the reimbursement").to_owned(),
            from: None,
            due: Some(at("2018-02-19T17:00")),
            note: Some(say(cx, "Oorzaak ligt in de straat.", "The cause is in the street.").to_owned()),
        }),
        told: Some(Told {
            at: at("2018-02-08T09:11"),
            what: say(cx, "Schadeafhandeling heeft uw vraag", "Claims has your question").to_owned(),
            channel: Channel::Email,
        }),
        news_by: Some(at("2018-02-13T17:00")),
    }
}

pub(super) fn promises(cx: &Cx) -> Vec<PromiseRow> {
    let row = |id: &str, what: &str, news, due: &str, state, done: Option<&str>| PromiseRow {
        id: id.to_owned(),
        what: what.to_owned(),
        news,
        owner: "Klantcontactcentrum".to_owned(),
        from: None,
        due: at(due),
        moved: None,
        state,
        done_at: done.map(at),
        cost: None,
        unsettled: state == PromiseState::Broken,
        journey: None,
        tell: None,
    };
    let outcome = say(cx, "U weet of u uw geld terugkrijgt", "You know if you get your money back");
    let news = say(cx, "U hoort van ons hoe het verder gaat", "You hear from us how it goes on");
    let photo = say(cx, "Wij bekijken de foto", "We look at the photo");
    vec![
        PromiseRow { cost: Some(0), ..row("1", outcome, false, "2018-02-19T17:00", PromiseState::Running, None) },
        PromiseRow {
            moved: Some((at("2018-02-06T17:00"), say(cx, "de keurder was ziek", "the inspector was ill").to_owned())),
            ..row("2", photo, false, "2018-02-08T17:00", PromiseState::AtRisk, None)
        },
        row("3", news, true, "2018-02-05T17:00", PromiseState::Kept, Some("2018-02-05T09:40")),
    ]
}

fn timeline(cx: &Cx) -> Timeline {
    let filter = |nl: &str, en: &str, code: &str| Tab {
        href: format!("/journeys/0482?show={code}"),
        label: say(cx, nl, en).to_owned(),
        count: None,
        current: code == "all",
    };
    let kcc = "Klantcontactcentrum".to_owned();
    let who = "Bewoner Voorbeeld".to_owned();
    let file = |name: &str, bytes| FileLink {
        href: format!("/files/{bytes}"),
        name: name.to_owned(),
        bytes,
        marks: Vec::new(),
    };
    let entries = vec![
        Entry {
            delivery: Some(Delivery::Sent),
            text: Some(
                say(
                    cx,
                    "Dag mevrouw Voorbeeld,\n\nDe oorzaak lag in de straat. Onze schadeafhandeling kijkt nu naar de rekening. U hoort uiterlijk maandag 19 februari om 17.00 uur of u uw geld terugkrijgt. U hoeft nu niets te doen.",
                    "Dear Ms Voorbeeld,\n\nThe cause was in the street. Our claims team now looks at the invoice. You hear by Monday 19 February 17:00 if you get your money back. You do not have to do anything now.",
                )
                .to_owned(),
            ),
            ..Entry::new("9", at("2018-02-08T09:11"), Happened::Update { channel: Channel::Email, left: true })
        },
        Entry::new("8", at("2018-02-08T09:10"), Happened::Accepted { by: "Schadeafhandeling".to_owned() }),
        Entry {
            facts: vec![
                say(cx, "Gevraagd: uitbetalen of uitleggen waarom niet.", "Asked: pay, or explain why not.").to_owned(),
                say(cx, "Antwoord uiterlijk do 09.30 uur.", "Answer by Thu 09:30.").to_owned(),
            ],
            ..Entry::new(
                "7",
                at("2018-02-07T14:30"),
                Happened::Offered {
                    from: "Technische dienst".to_owned(),
                    to: "Schadeafhandeling".to_owned(),
                    stays: false,
                },
            )
        },
        Entry {
            text: Some(say(cx, "Wortels in de huisaansluiting, maar op gemeentegrond.", "Roots in the connection, but on municipal ground.").to_owned()),
            ..Entry::new("6", at("2018-02-07T14:28"), Happened::Note { who: "Collega Voorbeeld".to_owned() })
        },
        Entry {
            why: vec![
                say(cx, "antwoord op ons bericht van 5 februari", "an answer to our message of 5 February").to_owned(),
                say(cx, "zelfde afzender", "same sender").to_owned(),
            ],
            undo: Some("/journeys/0482/events/5/undo".to_owned()),
            ..Entry::new("5", at("2018-02-05T20:16"), Happened::Joined { by_person: None })
        },
        Entry {
            text: Some(say(cx, "Hierbij de rekening en een foto van de put.", "Here are the invoice and a photo of the drain.").to_owned()),
            files: vec![file("rekening-loodgieter.pdf", 184_213), file("put.jpg", 2_134_871)],
            contact: Some("c5".to_owned()),
            ..Entry::new("4", at("2018-02-05T20:15"), Happened::In { who: who.clone(), channel: Channel::Web })
        },
        Entry {
            delivery: Some(Delivery::Failed),
            ..Entry::new("3", at("2018-02-05T09:40"), Happened::Out { who: kcc.clone(), channel: Channel::Email, left: true })
        },
        Entry::new("2", at("2018-02-05T09:40"), Happened::Promised { by: kcc }),
        Entry {
            text: Some(say(cx, "Ik heb € 180 betaald voor een verstopt riool, maar de oorzaak zat in de straat. Wat moet ik doen om dit terug te krijgen?", "I paid EUR 180 for a blocked sewer, but the cause was in the street. What must I do to get this back?").to_owned()),
            contact: Some("c1".to_owned()),
            ..Entry::new("1", at("2018-02-05T09:20"), Happened::In { who, channel: Channel::Email })
        },
    ];
    let filters = vec![
        filter("Alles", "All", "all"),
        filter("Contact", "Contact", "contact"),
        filter("Overdracht", "Handovers", "handovers"),
        filter("Toezeggingen", "Promises", "promises"),
    ];
    Timeline::new(cx, filters, entries, Some("/journeys/0482?before=1".to_owned()))
}

fn stop(name: &str, hours: i64, now: bool) -> WayStop {
    WayStop { name: name.to_owned(), seconds: hours * 3600 + 600, now }
}

fn step(cx: &Cx, nl: &str, en: &str, note: &str) -> Step {
    Step { name: say(cx, nl, en).to_owned(), now: false, note: note.to_owned(), late: false }
}

fn journey(cx: &Cx, compose: &str, form: Option<Form>) -> JourneyPage {
    let head = head(cx);
    let cards = if compose == "answer" {
        let name = say(cx, "Geld terugvragen", "Asking for money back").to_owned();
        vec![Tab { href: "?compose=answer&card=1#composer".to_owned(), label: name, count: None, current: true }]
    } else {
        Vec::new()
    };
    JourneyPage {
        agreements: super::agreements::cards(cx),
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        banners: Vec::new(),
        card: card(cx),
        acts: [
            Act::Handover,
            Act::Ask,
            Act::Outcome,
            Act::Contact,
            Act::Assign,
            Act::TakeBack,
            Act::Withdraw,
            Act::Void,
        ]
        .into_iter()
        .map(|act| ActLink::of(cx, &head.id, act))
        .collect(),
        may_promise: true,
        composer: Some(Composer {
            tabs: Composer::tabs(cx, &head, compose, true),
            cards,
            form,
            banners: Vec::new(),
            make_cards: None,
            drafts: vec![("?compose=note#composer".to_owned(), cx.t("compose-note"))],
        }),
        brief: vec![
            crate::pages::brief::BriefLine {
                icon: "handshake",
                tone: crate::pages::parts::Tone::Ok,
                text: cx.t1("brief-agreement", "what", "factuur 884213 vervalt"),
                href: None,
            },
            crate::pages::brief::BriefLine {
                icon: "flag",
                tone: crate::pages::parts::Tone::Plain,
                text: cx.t2("brief-other", "title", "Storing", "who", cx.t("brief-with-customer")),
                href: Some("/journeys/1".into()),
            },
        ],
        timeline: timeline(cx),
        visits: vec![super::visits::card(cx)],
        shipments: vec![super::shipments::card(cx)],
        promises: promises(cx),
        way: vec![
            stop("Klantcontactcentrum", 24, false),
            stop("Technische dienst", 47, false),
            stop("Schadeafhandeling", 0, true),
        ],
        steps: vec![
            step(cx, "Uw bericht", "Your message", "5 feb 09.20"),
            Step { now: true, ..step(cx, "De uitkomst", "The outcome", "19 feb 17.00") },
        ],
        one_matter: Some(crate::pages::journey::OneMatter {
            words: cx.t2("one-matter", "title", "Dubbele factuur", "when", "10.50"),
            other: ("/journeys/0483".to_owned(), "R-1802-0483".to_owned()),
            action: "/journeys/0483/join".to_owned(),
            into: "0482".to_owned(),
        }),
        feedback: Some(super::surveys::part(cx)),
        rate: Some(crate::pages::friendliness::AskMarks {
            partner: "Garage Voorbeeld".to_owned(),
            action: "/journeys/0482/partners/1".to_owned(),
        }),
        went: vec![
            Fact {
                name: say(cx, "Contact", "Contact").to_owned(),
                value: say(cx, "9 keer: 3 van de inwoner, 6 van ons", "9 times: 3 from the resident, 6 from us")
                    .to_owned(),
                href: None,
            },
            Fact { name: cx.t("know-fragments"), value: "1".to_owned(), href: None },
            Fact { name: cx.t1("went-with", "team", "Klantcontactcentrum"), value: cx.duration(90_000), href: None },
        ],
        facts: vec![
            Fact {
                name: say(cx, "Bereikbaar", "Reachable").to_owned(),
                value: "bewoner@example.org".to_owned(),
                href: None,
            },
            Fact { name: say(cx, "Kosten", "Cost").to_owned(), value: cx.money(&0), href: None },
            Fact {
                name: "Status".to_owned(),
                value: say(cx, "Pagina van de inwoner", "The resident’s page").to_owned(),
                href: Some("/journeys/0482/as-customer".to_owned()),
            },
        ],
        sending: vec![
            SendingRow::Waits { id: "s1".to_owned(), seconds: 10, undo: "/journeys/0482/sending/s1/undo".to_owned() },
            SendingRow::Refused {
                id: "s2".to_owned(),
                why: cx.t("sending-failed"),
                href: "?compose=message#composer".to_owned(),
            },
        ],
        onlookers: Onlookers::of(cx, &head.id, &onlookers()),
        head,
    }
}

/// One colleague who looks along and one who writes.
fn onlookers() -> Vec<Onlooker> {
    let colleague = |name: &str, writing| Onlooker { name: name.to_owned(), writing };
    vec![colleague("Collega Voorbeeld", true), colleague("Nog een collega", false)]
}

pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let head = head(cx);
    let frame = Frame {
        greeting: say(cx, "Beste Bewoner Voorbeeld,\n\n", "Dear Bewoner Voorbeeld,\n\n").to_owned(),
        language: Some(say(cx, "Engels", "English").to_owned()),
        news: Some(composing::News { at: at("2018-02-13T17:00"), before: None }),
    };
    let drafting = Drafting {
        href: "/journeys/0482/draft".to_owned(),
        form: "message".to_owned(),
        saved: Some(cx.t1("draft-kept", "when", cx.brief_text(&at("2018-02-08T09:58")))),
    };
    let written = Form { drafting: Some(drafting), ..composing::message(cx, &head, &frame) };
    let message = journey(cx, "message", Some(written));
    let fields = vec![
        CardField {
            name: "needed".to_owned(),
            label: say(cx, "Wat is er nodig?", "What is needed?").to_owned(),
            value: say(cx, "De rekening, een foto, uw IBAN", "The invoice, a photo, your IBAN").to_owned(),
            not_applicable: false,
        },
        CardField {
            name: "cost".to_owned(),
            label: say(cx, "Wat kost het?", "What does it cost?").to_owned(),
            value: String::new(),
            not_applicable: true,
        },
    ];
    let draft = CardDraft {
        code: "refund".to_owned(),
        fields,
        text: String::new(),
        asks: vec![("iban".to_owned(), "IBAN".to_owned())],
        promise: Some(cx.near_text(&at("2018-02-19T17:00"))),
        again: true,
        asked: false,
        frame,
    };
    let mut answer_form = composing::answer(cx, &head, &draft);
    answer_form
        .error("text", say(cx, "Schrijf de tekst die de inwoner leest.", "Write the text that the resident reads."));
    let answer = journey(cx, "answer", Some(answer_form));
    let mut promise = journey(cx, "promise", Some(composing::promise(cx, &head, Some(at("2018-02-19T17:00")))));
    promise.head.broken = 1;
    promise.promises[1].state = PromiseState::Broken;
    promise.promises[1].unsettled = true;
    promise.card.offered = Some(("Technische dienst".to_owned(), at("2018-02-08T13:10")));
    promise.banners = vec![Banner::new(
        Tone::Bad,
        "triangle-alert",
        say(cx, "Het bericht van 5 februari kwam niet aan.", "The message of 5 February was not delivered."),
    )];
    let mut closed = journey(cx, "note", Some(composing::note(cx, &head)));
    closed.head.state = JourneyState::Solved;
    closed.head.closed = Some(at("2018-02-08T09:30"));
    closed.card.holder = Holder::Nobody;
    closed.card.next = None;
    closed.composer = None;
    closed.acts = Vec::new();
    let mut pages = vec![
        page("journey", message),
        page("journey-answer", answer),
        page("journey-promise", promise),
        page("journey-closed", closed),
    ];
    pages.extend(act_pages(cx, &head));
    pages.extend(super::people::pages(cx, &head));
    pages
}

/// The page of a form about the journey.
pub(super) fn about(cx: &Cx, title: &str, form: Form) -> Box<dyn Page> {
    let mut page = ActPage::new(cx, shell(Nav::Handovers), head(cx), card(cx), title, form);
    page.facts = vec![Fact {
        name: say(cx, "Wat wordt gevraagd", "What is asked").to_owned(),
        value: say(cx, "Beoordeel de foto.", "Judge the photo.").to_owned(),
        href: None,
    }];
    Box::new(page)
}

fn act_pages(cx: &Cx, head: &JourneyHead) -> Vec<(&'static str, Box<dyn Page>)> {
    let team = |id: &str, name: &str, open| TeamChoice { id: id.to_owned(), name: name.to_owned(), open };
    let teams = [
        team("tech", "Technische dienst", Open::Until(at("2018-02-08T16:00"))),
        team("claims", "Schadeafhandeling", Open::From(at("2018-02-12T08:30"))),
        team("other", "Rioolbedrijf Proef", Open::Unknown),
    ];
    let part = |code: &str, nl, en| BriefPart {
        code: code.to_owned(),
        label: say(cx, nl, en).to_owned(),
        value: String::new(),
        required: code != "told",
    };
    let brief = [
        part("why", "Waarom", "Why"),
        part("what", "Wat wordt gevraagd", "What is asked"),
        part("told", "Wat is er al verteld", "What was told already"),
    ];
    let mut handover = acts::handover(cx, head, &teams, &brief, Offering { ball: true, direction: true });
    handover.error("brief.what", say(cx, "Schrijf wat je vraagt.", "Write what you ask."));
    handover.error("", say(cx, "De bal is intussen verplaatst.", "The ball has moved meanwhile."));
    let journeys = [("9".to_owned(), "R-1802-0009".to_owned())];
    let members = [("m1".to_owned(), "Medewerker Voorbeeld".to_owned()), ("m2".to_owned(), "Collega Test".to_owned())];
    let owed = [acts::Owed {
        id: "p1".to_owned(),
        what: say(cx, "U krijgt een nieuwe sleutel", "You get a new key").to_owned(),
        when: cx.near_text(&at("2018-02-12T17:00")),
        late: false,
        ticked: true,
    }];
    let forms: Vec<(&'static str, &str, Form)> = vec![
        ("act-handover", "act-handover", handover),
        ("act-question", "act-ask", acts::question(cx, head, "Beste Bewoner Voorbeeld,", true)),
        ("act-outcome", "act-outcome", acts::outcome(cx, head, "", &owed)),
        ("act-take-back", "act-take-back", acts::take_back(cx, head)),
        ("act-assign", "act-assign", acts::assign(cx, head, &members, "m1")),
        ("act-contact", "act-contact", acts::contact(cx, head)),
        ("act-void", "act-void", acts::void(cx, head, false)),
        ("act-undo-void", "act-undo-void", acts::plain(cx, head, Act::UndoVoid)),
        (
            "act-join",
            "act-join",
            acts::join(cx, head, vec![Choice::new("9", "R-1802-0009 Sleutel kwijt").hint("Klantcontactcentrum")]),
        ),
        ("act-join-nothing", "act-join", acts::join(cx, head, Vec::new())),
        ("act-unjoin", "act-unjoin", acts::plain(cx, head, Act::Unjoin)),
        ("act-just-thanks", "act-just-thanks", acts::plain(cx, head, Act::JustThanks)),
        ("act-seen", "act-seen", acts::plain(cx, head, Act::Seen)),
        ("act-withdraw", "act-withdraw", acts::close(cx, head)),
        ("act-agreed", "act-agreed", acts::plain(cx, head, Act::Agreed)),
        ("act-reopen", "act-reopen", acts::plain(cx, head, Act::Reopen)),
        ("act-withdraw-question", "act-withdraw-question", acts::plain(cx, head, Act::WithdrawQuestion)),
        ("act-not-solved", "act-not-solved", acts::not_solved(cx, head)),
        ("act-sent-around", "act-sent-around", acts::sent_around(cx, head)),
        ("act-extend-legal", "act-extend-legal", acts::extend_legal(cx, head, 4)),
        ("act-suspend-legal", "act-suspend-legal", acts::suspend_legal(cx, head, SuspensionGround::ALL)),
        ("act-resume-legal", "act-resume-legal", acts::resume_legal(cx, head)),
        ("act-forward", "act-forward", acts::forward(cx, head, &sendable(cx))),
        ("task", "task-call", acts::done_task(cx, head, "t1", TaskKind::Call)),
        ("task-letter", "task-letter", acts::done_task(cx, head, "t2", TaskKind::Letter)),
        ("offer-question", "act-ask", acts::question_through(cx, head, "o1", "", true)),
        ("promise-move", "promise-move-title", acts::move_promise(cx, head, "1", at("2018-02-21T17:00"))),
        ("promise-fulfil", "promise-fulfil-title", acts::fulfil_promise(cx, head, "1")),
        ("promise-replace", "promise-replace-title", acts::replace_promise(cx, head, "1", Some(0))),
        ("promise-release", "promise-release-title", acts::release_promise(cx, head, "1", None)),
        (
            "promise-release-ours",
            "promise-release-ours",
            acts::release_promise(cx, head, "2", Some("Vervoerder Voorbeeld")),
        ),
        ("undelivered", "undelivered-again", acts::send_again(cx, head, "u1", acts::Again::Dead("anja@example.net"))),
        ("contact-split", "contact-split", acts::split_contact(cx, head, "c1", "Twee keer betaald")),
        ("contact-move", "contact-move", acts::move_contact(cx, head, "c1", &journeys)),
    ];
    let holders = [
        Holder::Customer { asked_by: "Klantcontactcentrum".to_owned() },
        Holder::Partner { name: "Rioolbedrijf Proef".to_owned() },
    ];
    forms
        .into_iter()
        .enumerate()
        .map(|(index, (name, title, form))| {
            let mut card = card(cx);
            card.holder = holders[index % 2].clone();
            page(name, ActPage::new(cx, shell(Nav::Journeys), head.clone(), card, title, form))
        })
        .collect()
}

/// What can go along to another body.
fn sendable(cx: &Cx) -> acts::Sendable {
    let words = say(cx, "De sloot achter ons huis stinkt.", "The ditch behind our house smells.");
    let contact = Choice { chosen: true, ..Choice::new("c5", words).hint(cx.near_text(&at("2018-02-05T20:15"))) };
    acts::Sendable {
        contacts: vec![contact],
        files: vec![Choice::new("184213", "sloot.jpg").hint(cx.size(184_213_u64))],
    }
}
