//! How carriers tell us of shipments: which push and which are asked, and how that went last.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::shipments::FeedForm;
use regie_domain::carrier::{CarrierFeed, FeedKind, ReadingTable};
use regie_domain::codes::ShipmentStatus;
use serde::Deserialize;
use uuid::Uuid;

use super::{Asked, CHANGE, READ, again, changes, form_page, id, sheet, teams_of, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms::carriers as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;
use crate::words;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/carriers", READ, "settings-carriers", list)
        .get("/settings/carriers/new", CHANGE, "settings-carrier-new", ask_new)
        .post("/settings/carriers/new", CHANGE, "create_carrier_feed", create)
        .get("/settings/carriers/{id}", READ, "settings-carrier", show)
        .post("/settings/carriers/{id}", CHANGE, "change_carrier_feed", change)
}

/// Of what kind a new one is.
#[derive(Deserialize)]
struct New {
    #[serde(default)]
    kind: String,
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Carriers, asked.said.as_deref()).await?;
    let feeds = &visit.directory.carrier_feeds;
    if feeds.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("carrier-none")));
    } else {
        let mut failing: BTreeSet<Uuid> = BTreeSet::new();
        for id in feeds.keys() {
            let round = web.app.carrier_round(*id).await?;
            failing.extend(round.is_some_and(|round| round.trouble.is_some()).then_some(*id));
        }
        let row = |(id, found): (&Uuid, &Versioned<CarrierFeed>)| {
            let feed = &found.value;
            let state = match (feed.active, failing.contains(id)) {
                (true, false) => Cell::tag(cx.t("team-active"), Tone::Ok),
                (true, true) => Cell::tag(cx.t("carrier-fails"), Tone::Bad),
                (false, _) => Cell::tag(cx.t("team-inactive"), Tone::Plain),
            };
            let how = if feed.kind.pushes() { "carrier-pushes" } else { "carrier-is-asked" };
            vec![
                Cell::link(&feed.name, format!("/settings/carriers/{id}")),
                Cell::text(cx.t(kind_key(feed.kind))),
                Cell::text(cx.t(how)),
                state,
            ]
        };
        let columns = ["carrier-name", "carrier-kind", "carrier-how", "settings-state"];
        let rows = feeds.iter().map(row).collect();
        sheet.blocks.push(Block::Table(Table { columns: columns.map(|key| cx.t(key)).to_vec(), rows }));
    }
    if changes(&visit) {
        let way = |kind: &FeedKind| {
            let how = if kind.pushes() { "carrier-pushes-text" } else { "carrier-is-asked-text" };
            (format!("/settings/carriers/new?kind={}", kind.code()), cx.t(kind_key(*kind)), cx.t(how))
        };
        sheet.blocks.push(Block::Ways(cx.t("carrier-new"), FeedKind::ALL.iter().map(way).collect()));
    }
    page(&sheet)
}

fn kind_key(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Sendcloud => "carrier-kind-sendcloud",
        FeedKind::Aftership => "carrier-kind-aftership",
        FeedKind::Dhl => "carrier-kind-dhl",
        FeedKind::Postnl => "carrier-kind-postnl",
    }
}

/// What went wrong when a carrier was asked, in words.
fn trouble(visit: &Visit, code: &str) -> String {
    let cx = &visit.cx;
    let key = match code {
        "http-429" => "carrier-trouble-often",
        "http-401" | "http-403" => "carrier-trouble-key",
        "unreadable" => "carrier-trouble-unreadable",
        "time" => "carrier-trouble-time",
        "address" => "carrier-trouble-address",
        "name" | "connection" => "carrier-trouble-connection",
        other => match other.strip_prefix("http-") {
            Some(status) => return cx.t1("carrier-trouble-status", "status", status),
            None => "carrier-trouble-connection",
        },
    };
    cx.t(key)
}

/// The feed of an address.
fn stored<'a>(visit: &'a Visit, text: &str) -> Result<(Uuid, &'a Versioned<CarrierFeed>), AppError> {
    let id = id(text)?;
    Ok((id, visit.directory.carrier_feeds.get(&id).ok_or(AppError::NotFound("carrier"))?))
}

fn form(visit: &Visit, id: &str, version: i64, values: &FeedForm, sample: &str) -> Form {
    let kind = FeedKind::parse(&values.kind).unwrap_or(FeedKind::Sendcloud);
    forms::feed(&visit.cx, id, kind, (values, sample), &teams_of(visit)).with("version", version.to_string())
}

fn typed(posted: &Posted) -> FeedForm {
    let get = |name: &str| posted.get(name).to_owned();
    FeedForm {
        kind: get("kind"),
        name: get("name"),
        secret: get("secret"),
        carrier: get("carrier"),
        address: get("address"),
        table: get("table"),
        every: get("every"),
        active: posted.some("active").is_some(),
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit, Query(new): Query<New>) -> Reply {
    let kind = FeedKind::parse(&new.kind).unwrap_or(FeedKind::Sendcloud);
    let form = form(&visit, "", 0, &FeedForm::fresh(kind), "");
    let title = visit.cx.t(kind_key(kind));
    page(&form_page(&web, &visit, (Section::Carriers, Some(title)), form, None).await?)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (id, values) = (web.app.ports.uuid(), typed(&posted));
    if posted.get("do") == "try" {
        let kind = FeedKind::parse(&values.kind).unwrap_or(FeedKind::Sendcloud);
        let form = form(&visit, "", 0, &values, posted.get("sample"));
        return attempt(&web, &visit, visit.cx.t(kind_key(kind)), form, &values, &posted).await;
    }
    match web.app.put_carrier_feed(&visit.who()?, id, 0, values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/carriers/{id}"), "said-carrier")),
        Err(error) => {
            let kind = FeedKind::parse(&values.kind).unwrap_or(FeedKind::Sendcloud);
            let at = (Section::Carriers, Some(visit.cx.t(kind_key(kind))));
            again(&web, &visit, at, form(&visit, "", 0, &values, posted.get("sample")), &posted, error).await
        }
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let (cx, feed) = (&visit.cx, &found.value);
    let form = form(&visit, &text, found.version, &FeedForm::of(feed), "");
    let at = (Section::Carriers, Some(feed.name.clone()));
    let mut page_of = form_page(&web, &visit, at, form, asked.said.as_deref()).await?;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let mut facts = vec![fact("carrier-kind", cx.t(kind_key(feed.kind)))];
    if feed.kind.pushes() {
        facts.push(fact("carrier-url", web.app.carrier_feed_url(id)));
        facts.push(fact("carrier-header", regie_channels::carriers::signature_header(feed.kind).to_owned()));
    } else {
        match web.app.carrier_round(id).await? {
            None => facts.push(fact("carrier-asked", cx.t("carrier-never"))),
            Some(round) => {
                facts.push(fact("carrier-asked", cx.near_text(&round.asked_at)));
                let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
                facts.push(fact("carrier-round", cx.tn("carrier-shipments-n", count(round.shipments))));
                facts.push(fact("carrier-news", cx.tn("carrier-facts-n", count(round.facts))));
                facts.extend(round.trouble.as_deref().map(|code| fact("carrier-trouble", trouble(&visit, code))));
                let waits = round.wait_until.filter(|until| *until > cx.now);
                facts.extend(waits.map(|until| fact("carrier-waits", cx.near_text(&until))));
            }
        }
    }
    page_of.blocks.insert(0, Block::Facts(cx.t("carrier-about"), facts));
    page(&page_of)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = FeedForm { kind: found.value.kind.code().to_owned(), ..typed(&posted) };
    if posted.get("do") == "try" {
        let form = form(&visit, &text, version(&posted), &values, posted.get("sample"));
        return attempt(&web, &visit, found.value.name.clone(), form, &values, &posted).await;
    }
    match web.app.put_carrier_feed(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/carriers/{id}"), "said-carrier")),
        Err(error) => {
            let at = (Section::Carriers, Some(found.value.name.clone()));
            let form = form(&visit, &text, found.version, &values, posted.get("sample"));
            again(&web, &visit, at, form, &posted, error).await
        }
    }
}

/// What an answer of the carrier would tell by the table as it was typed. Nothing is kept of it.
async fn attempt(web: &Web, visit: &Visit, title: String, form: Form, values: &FeedForm, posted: &Posted) -> Reply {
    let mut page_of = form_page(web, visit, (Section::Carriers, Some(title)), form, None).await?;
    let (tone, words, read) = tried(visit, values, posted.get("sample").trim());
    let icon = match tone {
        Tone::Ok => "circle-check",
        Tone::Bad => "circle-x",
        _ => "info",
    };
    page_of.banners.insert(0, Banner::new(tone, icon, format!("{words} {}", visit.cx.t("carrier-try-nothing"))));
    if !read.is_empty() {
        let row = |(status, at): (ShipmentStatus, jiff::Timestamp)| {
            vec![Cell::text(visit.cx.near_text(&at)), Cell::text(visit.cx.cap(words::shipment(&visit.cx, status)))]
        };
        let columns = ["carrier-try-when", "carrier-try-what"].map(|key| visit.cx.t(key)).to_vec();
        let table = Table { columns, rows: read.into_iter().map(row).collect() };
        page_of.blocks.insert(0, Block::Under(visit.cx.t("carrier-try-title"), table));
    }
    page(&page_of)
}

/// How reading a sample went, in words, and what was read.
fn tried(visit: &Visit, values: &FeedForm, sample: &str) -> (Tone, String, Vec<(ShipmentStatus, jiff::Timestamp)>) {
    let cx = &visit.cx;
    let Ok(table) = ReadingTable::parse(&values.table) else {
        return (Tone::Bad, cx.t("invalid-carrier-table"), Vec::new());
    };
    if sample.is_empty() {
        return (Tone::Bad, cx.t("carrier-try-empty"), Vec::new());
    }
    match regie_channels::carriers::poll::read(&table, sample.as_bytes(), &cx.zone) {
        Err(_) => (Tone::Bad, cx.t("carrier-try-unreadable"), Vec::new()),
        Ok(read) if read.is_empty() => (Tone::Warn, cx.t("carrier-try-none"), Vec::new()),
        Ok(read) => (Tone::Ok, cx.tn("carrier-try-read", read.len()), read),
    }
}
