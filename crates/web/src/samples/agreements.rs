//! Samples of agreements: the card in all its states, the forms, the block list, signals.

use regie_app::settings::systems::{RunForm, SystemForm};

use super::{Pages, at, page, say, shell};
use crate::cx::Cx;
use crate::pages::acts::{ActPage, BriefPart, Open, TeamChoice};
use crate::pages::agreements::forms::{self, Making, Working};
use crate::pages::agreements::{
    AgreementCard, BlockGroup, BlockLine, BlockListPage, BreachCard, HoldLine, SaidLine, SignalLine, SignalPage,
    SignalsPage,
};
use crate::pages::journey::Fact;
use crate::pages::parts::{FileLink, JourneyRef, Tab, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::systems::system;
use crate::pages::shell::Nav;
use crate::pages::status::{Agreed, AgreedBreach};

fn journey(cx: &Cx) -> JourneyRef {
    JourneyRef {
        id: "0482".to_owned(),
        reference: "R-1802-0482".to_owned(),
        title: say(cx, "Dubbele rekening", "Billed twice").to_owned(),
        customer: "Bewoner Voorbeeld".to_owned(),
    }
}

/// What the customer reads of them.
pub(super) fn agreed(cx: &Cx) -> Vec<Agreed> {
    let words = say(cx, "Factuur 884213 geldt als niet verstuurd.", "Invoice 884213 counts as not sent.");
    let when = cx.near_text(&at("2018-02-08T09:21"));
    let one = |breach| Agreed {
        words: words.to_owned(),
        tone: Tone::Ok,
        lines: vec![
            cx.t2("status-agreed-by", "team", "Klantcontactcentrum", "when", &when),
            cx.t("status-agreed-stands"),
        ],
        promise: Some(say(cx, "De creditnota, uiterlijk maandag.", "The credit note, by Monday.").to_owned()),
        breach,
        waits: false,
    };
    let broken = vec![
        say(cx, "U hoeft niets te betalen voor factuur 884213.", "You do not have to pay anything for invoice 884213.")
            .to_owned(),
        cx.t("status-breach-still"),
        cx.t1("status-breach-apology", "when", cx.by_text(&at("2018-02-08T12:00"))),
        cx.t1("status-breach-apology-late", "when", cx.by_text(&at("2018-02-05T12:00"))),
    ];
    let settled = AgreedBreach { open: false, lines: vec![cx.t1("status-breach-settled", "when", &when)] };
    vec![one(Some(AgreedBreach { open: true, lines: broken })), one(Some(settled))]
}

/// The cards on the page of a journey: one that stands, one that was not kept to.
pub(super) fn cards(cx: &Cx) -> Vec<AgreementCard> {
    vec![broken(cx), standing(cx)]
}

/// One on the page of a customer.
pub(super) fn of_customer(cx: &Cx) -> AgreementCard {
    AgreementCard { journey: Some(journey(cx)), ..standing(cx) }
}

fn standing(cx: &Cx) -> AgreementCard {
    let hold = |state: String, tone| HoldLine {
        what: format!("{} 884213 · Facturatie · {}", cx.t("subject-invoice"), cx.t("hold-action-collect")),
        notes: vec![format!("{}. {}.", cx.t("hold-why-our-mistake"), cx.t("hold-until-released"))],
        state,
        tone,
        acts: vec![("/journeys/0482/holds/1/choose".to_owned(), cx.t("hold-release"))],
    };
    let when = cx.near_text(&at("2018-02-08T09:21"));
    AgreementCard {
        cx: cx.clone(),
        id: "a1".to_owned(),
        journey: None,
        wording: say(cx, "Factuur 884213 geldt als niet verstuurd.", "Invoice 884213 counts as not sent.").to_owned(),
        state: cx.tn("agreement-state-awaits", 1),
        tone: Tone::Warn,
        facts: vec![
            cx.t2("agreement-by", "who", "Medewerker Voorbeeld", "team", "Klantcontactcentrum"),
            when.clone(),
            cx.t1("agreement-costs", "amount", cx.money(&3450)),
            cx.t1("agreement-mandate", "amount", cx.money(&7500)),
        ],
        reason: None,
        breaches: Vec::new(),
        holds: vec![
            hold(cx.t2("hold-state-confirmed", "system", "Facturatie", "when", &when), Tone::Ok),
            hold(cx.t1("hold-state-waits", "when", &when), Tone::Warn),
        ],
        leg: Some((
            cx.t2("agreement-leg-offered", "team", "Administratie", "when", cx.by_brief_text(&at("2018-02-08T14:20"))),
            Some("/journeys/0482/handovers/1".to_owned()),
        )),
        next: Some((cx.t("agreement-next-acknowledge"), at("2018-02-09T17:00"))),
        acts: vec![
            ("/journeys/0482/agreements/a1/not-kept".to_owned(), cx.t("agreement-not-kept")),
            ("/journeys/0482/agreements/a1/keep".to_owned(), cx.t("agreement-keep")),
        ],
    }
}

fn broken(cx: &Cx) -> AgreementCard {
    let what = cx.t2("breach-said", "what", cx.t("breach-letter"), "when", "5 feb");
    AgreementCard {
        id: "a2".to_owned(),
        state: cx.t("agreement-state-breach"),
        tone: Tone::Bad,
        breaches: vec![BreachCard {
            what,
            notes: vec![
                cx.t("breach-told"),
                cx.t1("breach-apologise-by", "when", cx.by_brief_text(&at("2018-02-08T12:00"))),
            ],
            files: vec![FileLink {
                href: "/journeys/0482/files/1".to_owned(),
                name: "brief.jpg".to_owned(),
                bytes: 340_000,
                marks: Vec::new(),
            }],
            open: true,
            acts: vec![("/journeys/0482/breaches/b1/apologise".to_owned(), cx.t("breach-apologise"))],
        }],
        holds: Vec::new(),
        leg: None,
        next: None,
        reason: Some(cx.t("agreement-end-replaced")),
        ..standing(cx)
    }
}

fn working() -> Working {
    let team =
        TeamChoice { id: "t2".to_owned(), name: "Administratie".to_owned(), open: Open::Until(at("2018-02-08T17:00")) };
    let part = |code: &str, label: &str| BriefPart {
        code: code.to_owned(),
        label: label.to_owned(),
        value: String::new(),
        required: true,
    };
    Working {
        teams: vec![team],
        team: "t2".to_owned(),
        work: "credit",
        brief: vec![part("why", "Waarom"), part("what", "Wat"), part("told", "Verteld"), part("x", "Iets")],
        ball: true,
    }
}

pub(super) fn pages(cx: &Cx) -> Pages {
    let head = super::journey::head(cx);
    let making = Making {
        greeting: say(cx, "Beste Bewoner Voorbeeld,\n\n", "Dear Bewoner Voorbeeld,\n\n").to_owned(),
        mandate: cx.t1("agreement-mandate-most", "amount", cx.money(&7500)),
        systems: vec![("s1".to_owned(), "Facturatie".to_owned())],
        holds: 2,
        work: working(),
    };
    let holds = [("h1".to_owned(), "Factuur 884213".to_owned()), ("h2".to_owned(), "Factuur 884214".to_owned())];
    let teams = [("t1".to_owned(), "Administratie".to_owned())];
    let forms = [
        ("agreement-new", "act-agreement", forms::make(cx, &head, &making)),
        ("agreement-approve", "agreement-approve", forms::approve(cx, &head, "a1", Some("2018-02-19T17:00"))),
        ("agreement-refuse", "agreement-refuse", forms::refuse(cx, &head, "a1", &making.greeting)),
        ("agreement-carry", "agreement-carry", forms::carry(cx, &head, "a1", &working())),
        ("agreement-keep", "agreement-keep", forms::keep(cx, &head, "a1")),
        ("agreement-end", "agreement-end", forms::end(cx, &head, "a1", &making.greeting)),
        ("hold-choose", "hold-choose", forms::choose(cx, &head, "h1", &making.greeting, true, true)),
        ("hold-acknowledge", "hold-placed-done", forms::acknowledge(cx, &head, "h1", false)),
        ("agreement-not-kept", "agreement-not-kept", forms::not_kept(cx, &head, "a1", &holds)),
        ("breach-settle", "breach-settle", forms::settle(cx, &head, "b1")),
        ("breach-apologise", "breach-apologise", forms::apologise(cx, &head, "b1", &making.greeting)),
        ("signal-new", "act-signal", forms::signal(cx, &head, &teams)),
    ];
    let form_page = |(name, title, form)| {
        let card = super::journey::card(cx);
        let mut shown = ActPage::new(cx, shell(Nav::Journeys), head.clone(), card, title, form);
        if name == "agreement-new" {
            let words = say(cx, "Factuur 884213 hoeft u niet te betalen.", "You do not have to pay invoice 884213.");
            shown.preview = Some((say(cx, "Onze afspraak", "Our agreement").to_owned(), words.to_owned()));
        }
        page(name, shown)
    };
    let mut all: Pages = forms.into_iter().map(form_page).collect();
    all.push(page("settings-systems", systems(cx)));
    all.push(page("block-list", block_list(cx)));
    all.push(page("signals", signals(cx)));
    all.push(page("signal", signal(cx)));
    all
}

fn systems(cx: &Cx) -> SettingsPage {
    let run = RunForm { day: "mon".to_owned(), at: "02:00".to_owned() };
    let values = SystemForm {
        code: "billing".to_owned(),
        name: "Facturatie".to_owned(),
        owner: "t1".to_owned(),
        runs: vec![run],
        active: true,
        ..SystemForm::default()
    };
    let (teams, programs) =
        ([("t1".to_owned(), "Administratie".to_owned())], [("c1".to_owned(), "Facturen".to_owned())]);
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let facts = vec![fact("system-median", cx.duration(60)), fact("system-slowest", cx.t("system-never"))];
    SettingsPage {
        title: Some("Facturatie".to_owned()),
        blocks: vec![
            Block::Facts(cx.t("system-figures"), facts),
            Block::Form(None, system(cx, "s1", &values, (&teams, &programs))),
        ],
        ..SettingsPage::new(cx, shell(Nav::Settings), Section::Systems)
    }
}

fn block_list(cx: &Cx) -> BlockListPage {
    let line = |id: &str, released, done: Option<&str>| BlockLine {
        id: id.to_owned(),
        journey: Some(("/journeys/0482".to_owned(), "R-1802-0482".to_owned())),
        subject: format!("{} 884213", cx.t("subject-invoice")),
        action: cx.t(if released { "blocks-free" } else { "hold-action-collect" }),
        why: cx.t("hold-why-our-mistake"),
        until: cx.t("hold-until-released"),
        next_run: Some(at("2018-02-12T02:00")),
        since: at("2018-02-08T09:20"),
        released,
        done: done.map(at),
        late: false,
        tick: done.is_none().then(|| format!("/block-list/{id}/done")),
    };
    let group = |id: &str, rows| BlockGroup {
        id: id.to_owned(),
        name: "Facturatie".to_owned(),
        team: "Administratie".to_owned(),
        next_run: Some(at("2018-02-12T02:00")),
        rows,
    };
    let tab = |href: &str, key: &str, current| Tab { href: href.to_owned(), label: cx.t(key), count: None, current };
    BlockListPage {
        cx: cx.clone(),
        shell: shell(Nav::Blocks),
        tabs: vec![tab("/block-list", "blocks-waiting", true), tab("/block-list?tab=all", "blocks-all", false)],
        groups: vec![
            group(
                "s1",
                vec![line("h1", false, None), line("h2", true, None), line("h3", false, Some("2018-02-08T09:40"))],
            ),
            group("s2", Vec::new()),
        ],
        more: Some("/block-list?after=x".to_owned()),
        csv: "/block-list.csv".to_owned(),
        today: "2018-02-08".to_owned(),
        problem: Some(cx.t("invalid-date")),
    }
}

fn signals(cx: &Cx) -> SignalsPage {
    let line = |id: &str, answered: Option<&str>| SignalLine {
        href: format!("/signals/{id}"),
        words: say(cx, "De aanmaning ging uit ondanks de blokkade", "The reminder went out despite the hold")
            .to_owned(),
        owner: "Administratie".to_owned(),
        journey: journey(cx),
        opened: at("2018-02-05T10:00"),
        answer_by: at("2018-02-19T17:00"),
        answered: answered.map(at),
        lines: 1,
    };
    let tab = |href: &str, key: &str, current| Tab { href: href.to_owned(), label: cx.t(key), count: Some(1), current };
    SignalsPage {
        cx: cx.clone(),
        shell: shell(Nav::Signals),
        tabs: vec![tab("/signals", "signals-open", true), tab("/signals?tab=answered", "signals-answered", false)],
        rows: vec![line("1", None), line("2", Some("2018-02-07T10:00"))],
        shielded: 1,
        more: Some("/signals?after=x".to_owned()),
    }
}

fn signal(cx: &Cx) -> SignalPage {
    let said = |words: &str, note| SaidLine {
        who: "Medewerker Voorbeeld (Klantcontactcentrum)".to_owned(),
        at: at("2018-02-05T10:00"),
        words: words.to_owned(),
        note,
    };
    SignalPage {
        cx: cx.clone(),
        shell: shell(Nav::Signals),
        journey: journey(cx),
        agreement: Some(
            say(cx, "Factuur 884213 geldt als niet verstuurd.", "Invoice 884213 counts as not sent.").to_owned(),
        ),
        owner: "Administratie".to_owned(),
        answer_by: at("2018-02-19T17:00"),
        open: true,
        said: vec![
            said(say(cx, "De brief lag op de mat.", "The letter lay on the mat."), None),
            said(
                say(cx, "De klant belde.", "The customer called."),
                Some(cx.t1("signal-hears-by", "when", cx.by_text(&at("2018-02-19T17:00")))),
            ),
        ],
        files: Vec::new(),
        answer: Some(said(say(cx, "De run vraagt het nu eerst.", "The run asks first now."), None)),
        respond: Some(forms::respond(cx, "1")),
        add: Some(forms::line(cx, "1")),
        heard: Some("/signals/1/heard".to_owned()),
    }
}
