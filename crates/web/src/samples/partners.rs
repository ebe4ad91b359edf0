//! Samples of a partner's own page and of its settings.

use regie_app::settings::partners::{PartnerForm, SharingForm};

use super::{Pages, at, customer_shell, page, say, shell};
use crate::cx::Cx;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::partners::{
    self as forms, OwnPartPage, OwnWork, PartnerChain, PartnerGonePage, PartnerLead, PartnerLeg, PartnerOffer,
    PartnerPage,
};
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::partners as settings;
use crate::pages::shell::Nav;

const TOKEN: &str = "sample";

pub(super) fn pages(cx: &Cx) -> Pages {
    let gone = |form| PartnerGonePage { cx: cx.clone(), shell: customer_shell(cx), form };
    let link = Form::new(cx, "link", "/p/sample/link", "partner-gone-send");
    vec![
        page("partner-offer", offered(cx)),
        page("partner-leg", at_work(cx)),
        page("partner-over", over(cx)),
        page("partner-own", own(cx)),
        page("partner-gone", gone(Some(link))),
        page("partner-gone-sent", gone(None)),
    ]
}

fn base(cx: &Cx, heading: &str, lead: &str) -> PartnerPage {
    let shell = customer_shell(cx);
    let fact = |key: &str, value: &str| Fact { name: cx.t(key), value: value.to_owned(), href: None };
    PartnerPage {
        said: None,
        problem: None,
        number: "R-1810-0031".to_owned(),
        title: Some(say(cx, "Deuk in het portier", "Dent in the door").to_owned()),
        heading: cx.t(heading),
        lead: cx.t1(lead, "organisation", &shell.organisation),
        offers: Vec::new(),
        legs: Vec::new(),
        direction: None,
        customer: Vec::new(),
        next: None,
        parts: Some(("/p/sample/parts".to_owned(), cx.t("partner-parts-link"))),
        chain_table: Some("/p/sample/chain".to_owned()),
        friendly: Some("/p/sample/friendliness".to_owned()),
        promises: Vec::new(),
        told: Vec::new(),
        said_by: Vec::new(),
        find: forms::find(cx, TOKEN),
        found: None,
        chain: None,
        agreed: vec![
            fact("sharing-purpose", say(cx, "Schade herstellen", "To repair damage")),
            fact("partner-agreed-fields", &cx.t("shared-field-title")),
            fact("sharing-figures", &cx.t("figure-use-chain")),
        ],
        cx: cx.clone(),
        shell,
    }
}

fn own(cx: &Cx) -> OwnPartPage {
    let all = at_work(cx);
    let promised = say(cx, "Uw auto is hersteld.", "Your car is repaired.");
    OwnPartPage {
        cx: cx.clone(),
        shell: shell(Nav::Journeys),
        number: all.number,
        title: all.title.unwrap_or_default(),
        lead: cx.t("partner-own-none"),
        work: vec![OwnWork {
            heading: cx.t("partner-offer"),
            by: Some(at("2018-10-01T12:45")),
            brief: vec![promised.to_owned()],
            href: "/journeys/j1/handovers/h1".to_owned(),
        }],
        own: vec![(promised.to_owned(), Some("/journeys/j1/promises/p1/move".to_owned()))],
        next: all.next,
        promises: all.promises,
        told: all.told,
        said_by: all.said_by,
        customer: all.customer,
        chain: all.chain,
        agreed: all.agreed,
    }
}

fn offered(cx: &Cx) -> PartnerPage {
    let promise = Some(("2018-10-04T17:00".to_owned(), "135".to_owned()));
    let mut decline = forms::decline(cx, TOKEN, 0, "h1");
    decline.error("reason", cx.t("invalid-choice"));
    PartnerPage {
        offers: vec![PartnerOffer {
            heading: cx.t("partner-offer"),
            by: at("2018-10-01T12:45"),
            late: false,
            brief: vec![say(cx, "Portier links herstellen.", "Repair the door on the left.").to_owned()],
            asked: vec![say(cx, "Is er een tweede sleutel?", "Is there a second key?").to_owned()],
            accept: forms::accept(cx, TOKEN, 0, "h1", promise),
            ask: forms::ask(cx, TOKEN, 0, "h1"),
            answer: Some(forms::answer(cx, TOKEN, 0, "h1")),
            decline,
        }],
        next: Some(say(cx, "U hoort vandaag van ons.", "You hear from us today.").to_owned()),
        ..base(cx, "partner-head-offer", "partner-lead-offer")
    }
}

fn at_work(cx: &Cx) -> PartnerPage {
    let said = say(cx, "U hoort de uitkomst uiterlijk donderdag.", "You will hear the outcome by Thursday.");
    PartnerPage {
        said: Some(cx.t("said-partner-accepted")),
        legs: vec![PartnerLeg {
            since: at("2018-10-01T11:00"),
            brief: vec![say(cx, "Portier links herstellen.", "Repair the door on the left.").to_owned()],
            promises: vec![(
                said.to_owned(),
                forms::shift(cx, TOKEN, 0, "p1", "2018-10-05T17:00".to_owned(), Some("€ 150".to_owned())),
            )],
            call: Some((cx.t1("partner-call-by", "when", "17:00"), forms::called(cx, TOKEN, "l1"))),
            done: forms::done(cx, TOKEN, 0, "l1", true),
            question: forms::question(cx, TOKEN, 0, "l1"),
            back: forms::back(cx, TOKEN, 0, "l1"),
            asked: vec![
                cx.t1("partner-amount-refused", "amount", "€ 600"),
                say(cx, "Nieuw portier", "A new door").to_owned(),
            ],
            amount: Some(forms::amount(cx, TOKEN, 0, "l1", "€ 150".to_owned())),
        }],
        direction: Some(PartnerLead {
            stands: vec![cx.t2("partner-lead-offered", "team", "Lease Voorbeeld", "when", "11:00")],
            call: None,
            promises: Vec::new(),
            done: Some(forms::done(cx, TOKEN, 2, "", true)),
            give: None,
            clarify: Some(forms::clarify_lead(cx, TOKEN, "h2")),
            keep: Some(forms::keep_lead(cx, TOKEN, "h2")),
        }),
        promises: vec![said.to_owned()],
        told: vec![(at("2018-10-01T11:00"), "Lease Voorbeeld".to_owned(), said.to_owned())],
        said_by: vec![(
            at("2018-10-01T08:40"),
            cx.t("partner-customer"),
            say(cx, "De krassen lopen door tot het achterwiel.", "The scratches run on to the rear wheel.").to_owned(),
        )],
        found: Some(vec![("/p/other".to_owned(), "R-1810-0040".to_owned(), "Anja Voorbeeld".to_owned())]),
        customer: vec![
            Fact { name: cx.t("partner-customer-name"), value: "Anja Voorbeeld".to_owned(), href: None },
            Fact {
                name: cx.t("partner-customer-phone"),
                value: "000 000 00 00".to_owned(),
                href: Some("tel:0000000000".to_owned()),
            },
        ],
        chain: Some(PartnerChain {
            parties: vec![("Lease Voorbeeld".to_owned(), vec![cx.t1("partner-party-ball", "when", "08:40")])],
            lines: vec![(at("2018-10-01T08:40"), cx.t1("partner-line-in", "channel", cx.t("channel-phone")))],
            way: vec![(at("2018-10-01T08:40"), "Lease Voorbeeld".to_owned(), cx.t("ball-why-opened"))],
        }),
        ..base(cx, "partner-head-leg", "partner-lead-leg")
    }
}

fn over(cx: &Cx) -> PartnerPage {
    let late = PartnerOffer {
        heading: cx.t("partner-offer-direction"),
        by: at("2018-02-01T12:45"),
        late: true,
        brief: Vec::new(),
        asked: Vec::new(),
        accept: forms::accept(cx, TOKEN, 0, "h1", None),
        ask: forms::ask(cx, TOKEN, 0, "h1"),
        answer: None,
        decline: forms::decline(cx, TOKEN, 0, "h1"),
    };
    PartnerPage {
        problem: Some(cx.t("partner-not-now")),
        title: None,
        offers: vec![late],
        ..base(cx, "partner-head-over", "partner-lead-over")
    }
}

pub(super) fn settings_pages(cx: &Cx) -> Pages {
    let values = PartnerForm {
        name: "Garage Voorbeeld".to_owned(),
        kind: "leg".to_owned(),
        named: "own".to_owned(),
        person: "Balie".to_owned(),
        email: "balie@garage.example.net".to_owned(),
        phone: String::new(),
        language: "nl".to_owned(),
        respond: "4h".to_owned(),
        blueprints: Vec::new(),
        active: true,
    };
    let sharing = SharingForm {
        purpose: say(cx, "Schade herstellen", "To repair damage").to_owned(),
        ground: "contract".to_owned(),
        offered: vec!["title".to_owned()],
        accepted: vec!["name".to_owned()],
        figures: "chain".to_owned(),
        compares: false,
        mandate: "150".to_owned(),
        from: "2018-01-01".to_owned(),
        until: String::new(),
    };
    let blueprints = [("b1".to_owned(), "Schade".to_owned())];
    let row = vec![
        Cell::link("Garage Voorbeeld", "/settings/partners/p1"),
        Cell::text(cx.t("partner-kind-leg")),
        Cell::tag(cx.t("sharing-stands"), Tone::Ok),
    ];
    let columns = ["partner-name", "partner-kind", "partner-sharing"].map(|key| cx.t(key)).to_vec();
    let empty = SettingsPage::new(cx, shell(Nav::Settings), Section::Partners);
    let list = SettingsPage { blocks: vec![Block::Table(Table { columns, rows: vec![row] })], ..empty.clone() };
    let one = SettingsPage {
        title: Some("Garage Voorbeeld".to_owned()),
        blocks: vec![
            Block::Form(None, settings::partner(cx, "p1", &values, &blueprints)),
            Block::Form(Some(cx.t("sharing-agree")), settings::sharing(cx, "p1", false, &sharing)),
            Block::Form(Some(cx.t("sharing-end")), settings::end(cx, "p1")),
            Block::Form(Some(cx.t("sharing-erased")), settings::erased(cx, "p1")),
            Block::Form(None, settings::team(cx, "p1")),
        ],
        ..empty
    };
    vec![page("settings-partners", list), page("settings-partner", one)]
}
