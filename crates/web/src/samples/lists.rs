//! Samples of lists: journeys, search, handovers, promises, arrivals.

use regie_domain::codes::FileMark;

use super::journey::{head, promises};
use super::work::journey_ref;
use super::{Page, at, page, say, shell};
use crate::cx::Cx;
use crate::pages::arrivals::{
    ArrivalPage, ArrivalRow, ArrivalState, ArrivalsPage, Suggestion, Ways, join_arrival, open_arrival, unvoid_arrival,
    void_arrival,
};
use crate::pages::handovers::{HandoversPage, OfferAct, OfferActs, OfferCard, OfferState, answer_offer};
use crate::pages::journey::JourneyState;
use crate::pages::journeys::{JourneyRow, JourneysPage, new_journey};
use crate::pages::parts::{FileLink, PromiseState, Tab};
use crate::pages::plain::FormPage;
use crate::pages::promises::PromisesPage;
use crate::pages::shell::Nav;

fn tab(cx: &Cx, href: &str, nl: &str, en: &str, count: Option<usize>, current: bool) -> Tab {
    Tab { href: href.to_owned(), label: say(cx, nl, en).to_owned(), count, current }
}

fn blueprints(cx: &Cx) -> Vec<(String, String)> {
    vec![
        ("b1".to_owned(), say(cx, "Vergoeding", "Reimbursement").to_owned()),
        ("b2".to_owned(), say(cx, "Algemene vraag", "General question").to_owned()),
    ]
}

fn journeys(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let states = [
        JourneyState::Open,
        JourneyState::Proposed { closes: at("2018-02-21T17:00") },
        JourneyState::Solved,
        JourneyState::Withdrawn,
        JourneyState::NoAnswer,
        JourneyState::Void,
    ];
    let rows: Vec<JourneyRow> = states
        .into_iter()
        .enumerate()
        .map(|(index, state)| JourneyRow {
            journey: journey_ref(&format!("01{index}0"), &head(cx).title, "Bewoner Voorbeeld"),
            person: Some("/customers/01".to_owned()),
            state,
            holder: (index < 2).then(|| "Technische dienst".to_owned()),
            next: (index < 2).then(|| (promises(cx)[0].what.clone(), at("2018-02-19T17:00"))),
            opened: at("2018-02-05T09:20"),
            closed: (index >= 2).then(|| at("2018-02-07T17:00")),
            found: Vec::new(),
        })
        .collect();
    let list = JourneysPage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        search: false,
        tabs: vec![
            tab(cx, "/journeys", "Lopend", "Open", Some(41), true),
            tab(cx, "/journeys?state=closed", "Gesloten", "Closed", None, false),
        ],
        rows: rows.clone(),
        shielded: 1,
        more: Some("/journeys?after=1".to_owned()),
    };
    let mut found = list.clone();
    found.search = true;
    found.tabs.clear();
    found.shell.query = "riool".to_owned();
    found.rows.truncate(2);
    found.rows[0].found = vec![
        (false, say(cx, "… betaald voor een verstopt ", "… paid for a blocked ").to_owned()),
        (true, say(cx, "riool", "sewer").to_owned()),
        (false, " …".to_owned()),
    ];
    let mut nothing = found.clone();
    nothing.rows.clear();
    let mut none = list.clone();
    none.rows.clear();
    let mut form = new_journey(cx, &blueprints(cx));
    form.error("name", say(cx, "Vul een naam in.", "Enter a name."));
    vec![
        page("journeys", list),
        page("journeys-empty", none),
        page("search", found),
        page("search-empty", nothing),
        page("journey-new", FormPage::new(cx, shell(Nav::Journeys), "journey-new", form)),
    ]
}

fn offer(cx: &Cx, id: &str, state: OfferState, stays: bool) -> OfferCard {
    OfferCard {
        id: id.to_owned(),
        journey: journey_ref("0482", &head(cx).title, "Bewoner Voorbeeld"),
        from: "Klantcontactcentrum".to_owned(),
        asks: "Klantcontactcentrum".to_owned(),
        to: "Technische dienst".to_owned(),
        offered: at("2018-02-08T08:45"),
        respond_by: Some(at(if state == OfferState::Overdue { "2018-02-08T09:45" } else { "2018-02-08T12:45" })),
        brief: vec![
            (
                say(cx, "Waarom", "Why").to_owned(),
                say(
                    cx,
                    "De loodgieter zegt dat de oorzaak in de straat ligt. Foto en rekening zitten erbij.",
                    "The plumber says that the cause is in the street. Photo and invoice are attached.",
                )
                .to_owned(),
            ),
            (
                say(cx, "Wat wordt gevraagd", "What is asked").to_owned(),
                say(cx, "Beoordeel de foto: ligt de oorzaak bij ons?", "Judge the photo: is the cause ours?")
                    .to_owned(),
            ),
            (
                say(cx, "Wat is er al verteld", "What was told already").to_owned(),
                say(
                    cx,
                    "U hoort uiterlijk 19 februari of u uw geld terugkrijgt.",
                    "You hear by 19 February if you get your money back.",
                )
                .to_owned(),
            ),
        ],
        direction: false,
        stays,
        shared: vec![cx.tn("offer-shared-contacts", 4), cx.t1("offer-shared-person", "name", "Bewoner Voorbeeld")],
        ended: matches!(state, OfferState::Done | OfferState::Declined).then(|| at("2018-02-08T09:15")),
        promises: vec![(promises(cx)[0].what.clone(), at("2018-02-19T17:00"))],
        state,
        thread: Vec::new(),
        leg: Some("l1".to_owned()),
        epoch: 3,
        acts: OfferActs { answer: true, ask_customer: true, ..OfferActs::default() },
    }
}

fn handovers(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let tabs = vec![
        tab(cx, "/handovers", "Aan mij", "To me", Some(2), true),
        tab(cx, "/handovers?tab=from", "Van mij", "From me", Some(1), false),
        tab(cx, "/handovers?tab=settled", "Afgehandeld", "Settled", None, false),
    ];
    let waiting = HandoversPage {
        cx: cx.clone(),
        shell: shell(Nav::Handovers),
        tabs: tabs.clone(),
        offers: vec![offer(cx, "1", OfferState::Overdue, false), offer(cx, "2", OfferState::Pending, true)],
        more: Some("/handovers?after=30".to_owned()),
    };
    let states = [
        OfferState::Asked,
        OfferState::Accepted,
        OfferState::Done,
        OfferState::Answered,
        OfferState::Returned,
        OfferState::Declined,
        OfferState::Withdrawn,
    ];
    let settled = states.into_iter().enumerate().map(|(index, state)| OfferCard {
        acts: OfferActs { clarify: index == 0, withdraw: index == 0, finish: index == 1, ..OfferActs::default() },
        thread: vec![(
            "Technische dienst".to_owned(),
            say(cx, "Oorzaak in de straat.", "Cause in the street.").to_owned(),
        )],
        ..offer(cx, &format!("s{index}"), state, false)
    });
    let settled = HandoversPage { offers: settled.collect(), ..waiting.clone() };
    let empty = HandoversPage { offers: Vec::new(), ..waiting.clone() };
    let mut pages =
        vec![page("handovers", waiting), page("handovers-settled", settled), page("handovers-empty", empty)];
    for act in OfferAct::ALL {
        let form = answer_offer(cx, &offer(cx, "1", OfferState::Pending, false), act);
        pages.push((act.key(), super::journey::about(cx, act.key(), form)));
    }
    pages
}

fn arrivals(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let row = |id: &str, state, due: &str| ArrivalRow {
        id: id.to_owned(),
        at: at("2018-02-08T07:12"),
        from: "onbekend@example.net".to_owned(),
        checked: Some(say(cx, "Afzender bewezen: DMARC in orde.", "Sender proven: DMARC in order.").to_owned()),
        subject: say(cx, "Over mijn rekening R-1802-0482", "About my invoice R-1802-0482").to_owned(),
        excerpt: say(cx, "Kunt u mij zeggen hoe het met de rekening staat?", "Can you tell me how my invoice stands?")
            .to_owned(),
        state,
        why: vec![
            say(cx, "de afzender noemt een nummer", "the sender quotes a number").to_owned(),
            say(cx, "dit adres is niet bekend bij die klantreis", "this address is not known on that journey")
                .to_owned(),
        ],
        team: "Klantcontactcentrum".to_owned(),
        due: Some(at(due)),
    };
    let list = ArrivalsPage {
        cx: cx.clone(),
        shell: shell(Nav::Arrivals),
        tabs: vec![
            tab(cx, "/arrivals", "Te bevestigen", "To confirm", Some(1), true),
            tab(cx, "/arrivals?tab=quarantine", "Quarantaine", "Quarantine", Some(1), false),
        ],
        rows: vec![
            row("1", ArrivalState::Confirm, "2018-02-08T09:12"),
            row("2", ArrivalState::Quarantine, "2018-02-08T12:12"),
            row("3", ArrivalState::Parked, "2018-02-08T13:12"),
        ],
        more: None,
    };
    let empty = ArrivalsPage { rows: Vec::new(), ..list.clone() };
    let suggestions = [Suggestion {
        journey: journey_ref("0482", &head(cx).title, "Bewoner Voorbeeld"),
        why: say(cx, "het nummer in het onderwerp", "the number in the subject").to_owned(),
    }];
    let one = ArrivalPage {
        cx: cx.clone(),
        shell: shell(Nav::Arrivals),
        row: row("1", ArrivalState::Confirm, "2018-02-08T09:12"),
        text: "Goedemorgen,\n\nKunt u mij zeggen hoe het met de rekening staat?\n\n<script>alert(1)</script>"
            .to_owned(),
        files: vec![FileLink {
            href: "/files/1".to_owned(),
            name: "scan.pdf".to_owned(),
            bytes: 90_112,
            marks: vec![FileMark::LockedArchive],
        }],
        raw: "/arrivals/1/raw".to_owned(),
        also: Vec::new(),
        untold: Some(cx.t("arrival-no-receipt")),
        ways: Some(Ways {
            join: join_arrival(cx, "1", &suggestions),
            open: open_arrival(cx, "1"),
            void: void_arrival(cx, "1"),
        }),
        back: None,
    };
    let void = ArrivalPage { untold: None, ways: None, back: Some(unvoid_arrival(cx, "1")), ..one.clone() };
    vec![page("arrivals", list), page("arrivals-empty", empty), page("arrival", one), page("arrival-void", void)]
}

pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let mut pages = journeys(cx);
    pages.extend(handovers(cx));
    pages.extend(arrivals(cx));
    let states = [
        PromiseState::Broken,
        PromiseState::AtRisk,
        PromiseState::Running,
        PromiseState::KeptAfterMove,
        PromiseState::FulfilledLate,
        PromiseState::Replaced,
        PromiseState::Released,
    ];
    let rows = states.into_iter().enumerate().map(|(index, state)| {
        let mut row = promises(cx)[index % 3].clone();
        row.id = format!("p{index}");
        row.state = state;
        row.unsettled = state == PromiseState::Broken;
        row.journey = Some(journey_ref("0482", &head(cx).title, "Bewoner Voorbeeld"));
        row
    });
    let list = PromisesPage {
        teams: Vec::new(),
        cx: cx.clone(),
        shell: shell(Nav::Promises),
        tabs: vec![
            tab(cx, "/promises", "Lopend", "Open", Some(3), true),
            tab(cx, "/promises?tab=broken", "Af te handelen", "To settle", Some(1), false),
        ],
        rows: rows.collect(),
        more: None,
    };
    let empty = PromisesPage { rows: Vec::new(), ..list.clone() };
    pages.push(page("promises", list));
    pages.push(page("promises-empty", empty));
    pages
}
