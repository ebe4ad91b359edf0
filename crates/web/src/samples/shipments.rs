//! Samples of shipments: the list, the card beside the timeline, the forms, the settings of carriers.

use regie_app::settings::shipping::ShippingForm;
use regie_app::shipments::FeedForm;
use regie_domain::carrier::FeedKind;
use regie_domain::codes::ShipmentStatus;

use super::{Pages, at, page, say, shell};
use crate::cx::Cx;
use crate::form::Form;
use crate::pages::acts::ActPage;
use crate::pages::parts::{Cell, JourneyRef, Tab, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::carriers as settings;
use crate::pages::shell::Nav;
use crate::pages::shipments::{self as forms, ShipmentCard, ShipmentLine, ShipmentsPage};
use crate::words;

/// A shipment that will hardly be there in time.
pub(super) fn card(cx: &Cx) -> ShipmentCard {
    let said = words::shipment(cx, ShipmentStatus::InTransit);
    ShipmentCard {
        what: "3SVOOR0001 · Vervoerder A".to_owned(),
        due: cx.cap(cx.by_text(&at("2018-02-08T18:00"))),
        stand: cx.t("shipment-is-at-risk"),
        tone: Tone::Warn,
        notes: vec![
            cx.t1("shipment-missing", "what", words::shipment(cx, ShipmentStatus::OutForDelivery)),
            cx.t2("shipment-last", "what", said, "when", cx.near_text(&at("2018-02-07T22:00"))),
            cx.t1("shipment-carriers-open", "team", "Vervoerder A"),
        ],
        acts: ["act-shipment-note", "act-shipment-claim"]
            .map(|key| (format!("/journeys/0482/shipments/01/{key}"), cx.t(key)))
            .to_vec(),
    }
}

fn line(cx: &Cx, tracking: &str, stand: &str, tone: Tone, due: &str) -> ShipmentLine {
    let said = words::shipment(cx, ShipmentStatus::InTransit);
    ShipmentLine {
        tracking: tracking.to_owned(),
        carrier: "Vervoerder A".to_owned(),
        journey: JourneyRef {
            id: "0482".to_owned(),
            reference: "R-1802-0482".to_owned(),
            title: say(cx, "Cursusmap boekhouden", "Course folder accounting").to_owned(),
            customer: "Cursist Voorbeeld".to_owned(),
        },
        stand: cx.t(stand),
        tone,
        last: Some(cx.t2("shipment-last", "what", said, "when", cx.near_text(&at("2018-02-07T22:00")))),
        due: at(due),
        runs: tone != Tone::Ok,
    }
}

pub(super) fn pages(cx: &Cx) -> Pages {
    let head = super::journey::head(cx);
    let carriers = [("t1".to_owned(), "Vervoerder A".to_owned()), ("t2".to_owned(), "Vervoerder B".to_owned())];
    let broken = [("p1".to_owned(), cx.t("promised-delivery"))];
    let all: [(&'static str, &str, Form); 3] = [
        ("shipment-new", "act-shipment", forms::register(cx, &head, &carriers, &broken)),
        ("shipment-note", "act-shipment-note", forms::note(cx, &head, "01")),
        ("shipment-claim", "act-shipment-claim", forms::claim(cx, &head, "01", &carriers)),
    ];
    let mut pages: Pages = all
        .into_iter()
        .map(|(name, title, form)| {
            page(name, ActPage::new(cx, shell(Nav::Journeys), head.clone(), super::journey::card(cx), title, form))
        })
        .collect();
    let tab = |href: &str, key: &str, current| Tab { href: href.to_owned(), label: cx.t(key), count: None, current };
    let columns = ["shipment-carrier", "shipments-promised", "shipments-in-time", "shipments-broken"];
    let row = |name: &str, kept: &str, broken: &str| {
        ["1000", kept, broken].into_iter().fold(vec![Cell::text(name)], |mut row, cell| {
            row.push(Cell::text(cell));
            row
        })
    };
    let list = |rows: Vec<ShipmentLine>, asked: &str| ShipmentsPage {
        cx: cx.clone(),
        shell: shell(Nav::Shipments),
        tabs: vec![tab("/shipments", "shipments-running", true), tab("/shipments?tab=all", "shipments-all", false)],
        asked: asked.to_owned(),
        rows,
        shielded: 1,
        table: Some(Table {
            columns: columns.map(|key| cx.t(key)).to_vec(),
            rows: vec![row("Vervoerder A", "900", "100"), row("Vervoerder B", "940", "60")],
        }),
        unknown: 2,
    };
    let rows = vec![
        line(cx, "3SVOOR0003", "shipment-is-trouble", Tone::Bad, "2018-02-07T18:00"),
        line(cx, "3SVOOR0001", "shipment-is-at-risk", Tone::Warn, "2018-02-08T18:00"),
        line(cx, "3SVOOR0002", "shipment-is-under-way", Tone::Wait, "2018-02-09T18:00"),
    ];
    pages.push(page("shipments", list(rows, "")));
    let none = ShipmentsPage { shielded: 0, table: None, unknown: 0, ..list(Vec::new(), "3SX1") };
    pages.push(page("shipments-none", none));
    let section = |section, form| SettingsPage {
        title: Some("PostNL".to_owned()),
        blocks: vec![Block::Form(None, form)],
        ..SettingsPage::new(cx, shell(Nav::Settings), section)
    };
    let asked = FeedForm { name: "PostNL".to_owned(), ..FeedForm::fresh(FeedKind::Postnl) };
    let feed = settings::feed(cx, "f1", FeedKind::Postnl, (&asked, ""), &carriers);
    pages.push(page("settings-carrier", section(Section::Carriers, feed)));
    let fresh = settings::feed(cx, "", FeedKind::Sendcloud, (&FeedForm::fresh(FeedKind::Sendcloud), ""), &carriers);
    pages.push(page("settings-carrier-new", section(Section::Carriers, fresh)));
    let plan =
        ShippingForm { ships: true, missing: "out_for_delivery".into(), lead: "180".into(), silence: "2d".into() };
    pages.push(page("settings-shipping", section(Section::Blueprints, settings::shipping(cx, "b1", &plan))));
    pages
}
