//! The list of shipments: what asks for attention first, one by its number, and how carriers keep their promises.

use axum::extract::State;
use axum_extra::extract::Query;
use jiff::{SignedDuration, Timestamp};
use regie_app::shipments::CarrierFigures;
use regie_domain::codes::ShipmentStatus;
use regie_domain::shipment::Stand;
use regie_store::views::shipments::ShipmentRow;
use serde::Deserialize;

use crate::builder::{Access, Routes};
use crate::cx::Cx;
use crate::gate::READERS;
use crate::pages::parts::{Cell, Tab, Table, Tone};
use crate::pages::shell::Nav;
use crate::pages::shipments::{ShipmentLine, ShipmentsPage};
use crate::reply::{Reply, page};
use crate::state::Web;
use crate::ui::figures::share_of;
use crate::ui::{journeys, shell};
use crate::visit::Visit;
use crate::words;

/// The figures are those of so long.
const MEASURED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The list.
#[must_use]
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/shipments", Access::Member(READERS), "shipments", list)
}

/// What the address asks to see.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    tab: String,
    number: String,
    said: Option<String>,
}

/// Whether the house sends anything: then there is a list.
#[must_use]
pub fn has_some(visit: &Visit) -> bool {
    let ships = |blueprints: &Vec<regie_domain::blueprint::Blueprint>| {
        blueprints.last().is_some_and(|blueprint| blueprint.shipping.is_some())
    };
    !visit.directory.carrier_feeds.is_empty() || visit.directory.blueprints.values().any(|found| ships(&found.value))
}

/// How a shipment stands, in words and in looks.
#[must_use]
pub fn stand(cx: &Cx, stand: Stand) -> (String, Tone) {
    let (key, tone) = match stand {
        Stand::Trouble => ("shipment-is-trouble", Tone::Bad),
        Stand::Late => ("shipment-is-late", Tone::Bad),
        Stand::AtRisk => ("shipment-is-at-risk", Tone::Warn),
        Stand::UnderWay => ("shipment-is-under-way", Tone::Wait),
        Stand::Delivered => ("shipment-is-delivered", Tone::Ok),
        Stand::Over => ("shipment-is-over", Tone::Plain),
    };
    (cx.cap(cx.t(key)), tone)
}

/// What a carrier said last, and when.
#[must_use]
pub fn said(cx: &Cx, status: ShipmentStatus, at: Timestamp) -> String {
    cx.cap(cx.t2("shipment-last", "what", words::shipment(cx, status), "when", cx.near_text(&at)))
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let (cx, all) = (&visit.cx, asked.tab == "all");
    let number = asked.number.trim();
    let found = web.app.shipments(&visit.scope()?, all, Some(number).filter(|number| !number.is_empty())).await?;
    let line = |row: &ShipmentRow| {
        let journey = journeys::reference(&visit, found.journeys.get(&row.journey)?, &found.labels);
        let (stand, tone) = stand(cx, row.stand);
        let last = row.status.zip(row.status_at).map(|(status, at)| said(cx, status, at));
        let (tracking, carrier) = (row.tracking.clone(), visit.directory.team_name(row.carrier));
        let runs = row.stand < Stand::Delivered;
        Some(ShipmentLine { tracking, carrier, journey, stand, tone, last, due: row.due, runs })
    };
    let rows = found.rows.iter().filter_map(line).collect();
    let tab = |href: &str, key: &str, current| Tab { href: href.to_owned(), label: cx.t(key), count: None, current };
    let since = cx.now.checked_sub(MEASURED).unwrap_or(cx.now);
    page(&ShipmentsPage {
        cx: cx.clone(),
        shell: shell::staff(&web, &visit, Nav::Shipments, asked.said.as_deref()).await?,
        tabs: vec![
            tab("/shipments", "shipments-running", !all && number.is_empty()),
            tab("/shipments?tab=all", "shipments-all", all && number.is_empty()),
        ],
        asked: number.to_owned(),
        rows,
        shielded: found.shielded,
        table: kept(&visit, web.app.carriers_shown(&visit.scope()?, since, cx.now).await?),
        unknown: usize::try_from(web.app.unknown_shipments().await?).unwrap_or(0),
    })
}

fn kept(visit: &Visit, all: Vec<CarrierFigures>) -> Option<Table> {
    let cx = &visit.cx;
    let number = |count: u64| Cell::text(count.to_string());
    let row = |CarrierFigures { name, kept, share }| {
        let share = share.map(|share| share_of(cx, share));
        vec![
            Cell::text(name),
            number(kept.promised),
            number(kept.kept),
            number(kept.kept_after_move),
            number(kept.broken),
            Cell::text(share.unwrap_or_else(|| cx.t("shipments-no-share"))),
            number(kept.chasers),
            Cell::text(cx.duration(kept.without_news / 1_000_000 / i64::try_from(kept.promised.max(1)).unwrap_or(1))),
        ]
    };
    let rows: Vec<Vec<Cell>> = all.into_iter().map(row).collect();
    let columns = [
        "shipment-carrier",
        "shipments-promised",
        "shipments-in-time",
        "shipments-after-move",
        "shipments-broken",
        "shipments-share",
        "shipments-chasers",
        "shipments-without-news",
    ];
    (!rows.is_empty()).then(|| Table { columns: columns.map(|key| cx.t(key)).to_vec(), rows })
}
