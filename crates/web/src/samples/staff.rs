//! Samples of what staff look over: a person, the board, the work of a team, absence.

use super::journey::{head, promises};
use super::work::journey_ref;
use super::{Page, at, page, say, shell};
use crate::cx::Cx;
use crate::pages::absence::{absence, back};
use crate::pages::board::{BoardCard, BoardPage, Column, Strip};
use crate::pages::customers::{ContactLine, CustomerPage, HandleCard, OwnJourney, Shown};
use crate::pages::journey::{Fact, JourneyState};
use crate::pages::journeys::JourneyRow;
use crate::pages::parts::{Channel, PromiseState, Tone};
use crate::pages::plain::FormPage;
use crate::pages::shell::Nav;
use crate::pages::teams::{HeldRow, Share, TeamPage, TeamsPage, WaitingOffer};
use crate::pages::work::{LoudRow, Reason};

fn customer(cx: &Cx) -> CustomerPage {
    let journey = |number: &str| journey_ref(number, &head(cx).title, "Bewoner Voorbeeld");
    let own = |number: &str, state: JourneyState, place: Option<&str>| OwnJourney {
        row: JourneyRow {
            journey: journey(number),
            person: None,
            state,
            holder: (state == JourneyState::Open).then(|| "Technische dienst".to_owned()),
            next: (state == JourneyState::Open).then(|| (String::new(), at("2018-02-19T17:00"))),
            opened: at("2018-02-05T09:20"),
            closed: (state != JourneyState::Open).then(|| at("2018-02-07T17:00")),
            found: Vec::new(),
        },
        place: place.map(str::to_owned),
    };
    let states = [PromiseState::Broken, PromiseState::Running, PromiseState::Kept];
    let promised = states.into_iter().enumerate().map(|(index, state)| {
        let mut row = promises(cx)[index % 3].clone();
        row.id = format!("p{index}");
        row.state = state;
        row.unsettled = state == PromiseState::Broken;
        row.journey = Some(journey("0482"));
        row
    });
    let said = |id: &str, theirs, channel, words: (&str, &str)| ContactLine {
        id: id.to_owned(),
        channel,
        theirs,
        at: at("2018-02-07T10:15"),
        words: say(cx, words.0, words.1).to_owned(),
        journey: journey("0482"),
    };
    let fact = |name: (&str, &str), value: (&str, &str)| Fact {
        name: say(cx, name.0, name.1).to_owned(),
        value: say(cx, value.0, value.1).to_owned(),
        href: None,
    };
    CustomerPage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        href: "/customers/01".to_owned(),
        name: "Bewoner Voorbeeld".to_owned(),
        begin: Some("/journeys/new?customer=01".to_owned()),
        part: false,
        agreements: vec![super::agreements::of_customer(cx)],
        open: Some(Shown::whole(vec![
            own("0482", JourneyState::Open, None),
            own("0491", JourneyState::Proposed { closes: at("2018-02-21T17:00") }, Some("Vertegenwoordiger")),
        ])),
        closed: Some(Shown {
            rows: vec![own("0311", JourneyState::Solved, None)],
            rest: Some(("/customers/01?show=closed".to_owned(), Some(4))),
        }),
        shielded: 1,
        promises: Some(Shown::whole(promised.collect())),
        contacts: Some(Shown {
            rows: vec![
                said("c1", true, Channel::Phone, ("Is er al nieuws?", "Any news yet?")),
                said("c2", false, Channel::Email, ("U hoort het uiterlijk maandag.", "You hear by Monday.")),
            ],
            rest: Some(("/customers/01?show=contacts&after=12".to_owned(), None)),
        }),
        handles: vec![
            HandleCard {
                icon: "mail",
                value: "bewoner@example.net".to_owned(),
                evidence: cx.t1("evidence-mail-proven", "when", say(cx, "maandag 5 februari", "Monday 5 February")),
                failed: None,
            },
            HandleCard {
                icon: "phone",
                value: "06-00000000".to_owned(),
                evidence: cx.t1("evidence-member", "when", say(cx, "maandag 5 februari", "Monday 5 February")),
                failed: Some(cx.t1("customer-failed", "when", say(cx, "dinsdag 6 februari", "Tuesday 6 February"))),
            },
        ],
        facts: vec![fact(("Taal", "Language"), ("Nederlands", "Dutch"))],
        said: None,
        prefer: Some("/customers/01/preferences".to_owned()),
        undo: true,
        records: vec![cx.t2("customer-record", "name", "B. Voorbeeld", "when", "2017")],
        alike: Some(crate::pages::parts::Banner {
            link: Some(("/customers/01/same-person".to_owned(), cx.t("likeness-look"))),
            ..crate::pages::parts::Banner::new(
                crate::pages::parts::Tone::Plain,
                "users",
                cx.t1("likeness-line", "name", "B. Voorbeeld"),
            )
        }),
    }
}

fn board(cx: &Cx) -> BoardPage {
    let card = |number: &str, assignee: Option<&str>, silent| BoardCard {
        journey: journey_ref(number, &head(cx).title, "Bewoner Voorbeeld"),
        next: promises(cx)[0].what.clone(),
        due: Some(at(if silent { "2018-02-07T17:00" } else { "2018-02-19T17:00" })),
        promised: !silent,
        silent,
        since: at("2018-02-07T17:00"),
        held: 61_200,
        assignee: assignee.map(str::to_owned),
        away: assignee.map(|_| cx.t1("absence-away", "when", say(cx, "vrijdag 9 februari", "Friday 9 February"))),
        handover: (!silent).then(|| format!("/journeys/{number}/handover")),
    };
    let column = |id: &str, name: &str, team, kind: Option<&str>, cards: Vec<BoardCard>| Column {
        id: id.to_owned(),
        name: name.to_owned(),
        kind: kind.map(str::to_owned),
        team,
        count: cards.len() + 3,
        cards,
        rest: Some((format!("/board?column={id}"), 3)),
        href: team.then(|| format!("/teams/{id}")),
    };
    let strip = |key: &str, count, tone, current| Strip {
        href: "/board?only=nobody".to_owned(),
        label: cx.t(key),
        count,
        icon: "bell",
        tone,
        current,
    };
    BoardPage {
        cx: cx.clone(),
        shell: shell(Nav::Board),
        strip: vec![
            strip("board-strip-nobody", 4, Tone::Warn, true),
            strip("board-strip-promise", 0, Tone::Warn, false),
            strip("board-strip-silent", 2, Tone::Bad, false),
        ],
        all: 41,
        table: false,
        views: ("/board".to_owned(), "/board?view=table".to_owned()),
        loud: vec![loud(cx)],
        columns: vec![
            column(
                "kcc",
                "Klantcontactcentrum",
                true,
                None,
                vec![card("0482", Some("M. Voorbeeld"), false), card("0483", None, true)],
            ),
            column("net", "Netwerk Noord", false, Some(say(cx, "Partner", "Partner")), vec![card("0484", None, false)]),
            column("customer", &cx.cap(&cx.one), false, None, vec![card("0485", None, false)]),
        ],
        idle: vec!["Burgerzaken".to_owned()],
        one: None,
        more: None,
    }
}

fn loud(cx: &Cx) -> LoudRow {
    LoudRow {
        id: "h1".to_owned(),
        journey: journey_ref("0484", &head(cx).title, "Bewoner Voorbeeld"),
        href: "/block-list#hold-h1".to_owned(),
        reason: Reason::HoldLate,
        due: Some(at("2018-02-07T17:00")),
        what: cx.t2("work-what-hold-late", "what", cx.t("subject-invoice"), "team", "Administratie"),
        team: "Administratie".to_owned(),
    }
}

fn team(cx: &Cx) -> TeamPage {
    let journey = |number: &str| journey_ref(number, &head(cx).title, "Bewoner Voorbeeld");
    let share = |id: &str, name: Option<&str>, count, rows: Vec<&str>| Share {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        away: name.map(|_| cx.t2("absence-away-with", "when", "9 februari", "name", "A. Proef")),
        count,
        rows: rows
            .into_iter()
            .map(|number| HeldRow { journey: journey(number), due: Some(at("2018-02-08T11:30")) })
            .collect(),
        absence: name.map(|_| format!("/absence/{id}")),
    };
    let offer = WaitingOffer {
        id: "1".to_owned(),
        journey: journey("0482"),
        href: "/journeys/0482/handovers/1".to_owned(),
        between: "Technische dienst → Klantcontactcentrum".to_owned(),
        due: at("2018-02-08T12:45"),
    };
    let mut today = promises(cx)[0].clone();
    today.id = "today".to_owned();
    today.journey = Some(journey("0482"));
    TeamPage {
        cx: cx.clone(),
        shell: shell(Nav::Teams),
        name: "Klantcontactcentrum".to_owned(),
        others: true,
        all: 6,
        shares: vec![
            share("nobody", None, 4, vec!["0501"]),
            share("a", Some("A. Proef"), 0, Vec::new()),
            share("m", Some("M. Voorbeeld"), 2, vec!["0502", "0503"]),
        ],
        loud: vec![loud(cx)],
        promises: vec![today],
        to: vec![offer],
        from: Vec::new(),
        shielded: 1,
    }
}

pub(super) fn pages(cx: &Cx) -> Vec<(&'static str, Box<dyn Page>)> {
    let whole = customer(cx);
    let mut part = whole.clone();
    (part.part, part.open, part.closed, part.promises) = (true, None, None, None);
    let mut stranger = whole.clone();
    stranger.open = Some(Shown::whole(Vec::new()));
    stranger.promises = Some(Shown::whole(Vec::new()));
    stranger.contacts = Some(Shown::whole(Vec::new()));
    (stranger.shielded, stranger.closed) = (0, Some(Shown::whole(Vec::new())));
    stranger.handles.clear();
    stranger.records.clear();
    let columns = board(cx);
    let mut table = columns.clone();
    table.table = true;
    let mut one = columns.clone();
    one.columns.truncate(1);
    one.columns[0].rest = None;
    (one.one, one.more) =
        (Some(("Klantcontactcentrum".to_owned(), "/board".to_owned())), Some("/board?after=40".to_owned()));
    let mut nothing = columns.clone();
    nothing.columns.clear();
    let mut calm = team(cx);
    (calm.promises, calm.to, calm.shielded, calm.others) = (Vec::new(), Vec::new(), 0, false);
    let colleagues = [("a".to_owned(), "A. Proef".to_owned())];
    let mut form = absence(cx, "/absence/m", ("2018-02-08", "2018-02-07", "a"), &colleagues).cancel("/profile");
    form.error("until", cx.t("invalid-absence-order"));
    let mut away = FormPage::new(cx, shell(Nav::Elsewhere), "absence-title", form);
    away.forms.push((Some(cx.t("absence-back")), back(cx, "/absence/m")));
    let teams = |teams| TeamsPage { cx: cx.clone(), shell: shell(Nav::Teams), teams };
    vec![
        page("customer", whole),
        page("customer-contacts", part),
        page("customer-new", stranger),
        page("board", columns),
        page("board-table", table),
        page("board-column", one),
        page("board-empty", nothing),
        page("team", team(cx)),
        page("team-calm", calm),
        page("teams", teams(vec![("/teams/1".to_owned(), "Klantcontactcentrum".to_owned(), 3)])),
        page("teams-none", teams(Vec::new())),
        page("absence", away),
    ]
}
