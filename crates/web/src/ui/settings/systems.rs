//! Systems that obey holds: which there are, who owns them, whether they ask by themselves, when they run, and how fast they
//! say that they know.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::settings::systems::{RunForm, SystemForm};
use regie_domain::client::ApiScope;
use regie_domain::codes::HoldAction;
use regie_domain::hold::HoldSubject;
use regie_domain::ids::SystemId;
use regie_domain::system::System;
use regie_store::views::holds::HoldRow;

use super::{Asked, CHANGE, READ, again, changes, form_page, id, sheet, teams_of, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms::systems as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::journeys;
use crate::visit::Visit;
use crate::words;

/// The most holds that the page of a system lists.
const LISTED: usize = 60;
/// More moments than anybody fills in.
const MOST_ROWS: usize = 60;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/systems", READ, "settings-systems", list)
        .get("/settings/systems/new", CHANGE, "settings-system-new", ask_new)
        .post("/settings/systems/new", CHANGE, "create_system", create)
        .get("/settings/systems/{id}", READ, "settings-system", show)
        .post("/settings/systems/{id}", CHANGE, "change_system", change)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Systems, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/systems/new".to_owned(), cx.t("system-new")));
    }
    if visit.directory.systems.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("system-none")));
        return page(&sheet);
    }
    let row = |(id, found): (&SystemId, &Versioned<System>)| {
        let system = &found.value;
        let next = system.next_run(cx.now, &cx.zone).map_or_else(|| cx.t("system-no-run"), |at| cx.near_text(&at));
        vec![
            Cell::link(&system.name, format!("/settings/systems/{id}")),
            Cell::text(&system.code),
            Cell::text(visit.directory.team_name(system.owner)),
            connection(&visit, system),
            Cell::text(next),
        ]
    };
    let columns = ["system-name", "system-code", "system-owner", "settings-state", "blocks-next-run"];
    let rows = visit.directory.systems.iter().map(row).collect();
    sheet.blocks.push(Block::Table(Table { columns: columns.map(|key| cx.t(key)).to_vec(), rows }));
    page(&sheet)
}

/// Whether a system asks by itself.
fn connection(visit: &Visit, system: &System) -> Cell {
    let cx = &visit.cx;
    match (system.active, system.is_connected()) {
        (false, _) => Cell::tag(cx.t("team-inactive"), Tone::Plain),
        (true, true) => Cell::tag(cx.t("system-connected"), Tone::Ok),
        (true, false) => Cell::tag(cx.t("system-paper"), Tone::Wait),
    }
}

/// The system of an address.
fn stored<'a>(visit: &'a Visit, text: &str) -> Result<(SystemId, &'a Versioned<System>), AppError> {
    let id = SystemId(id(text)?);
    Ok((id, visit.directory.systems.get(&id).ok_or(AppError::NotFound("system"))?))
}

fn form(visit: &Visit, id: &str, version: i64, values: &SystemForm) -> Form {
    let programs = visit.directory.clients.iter().filter(|(_, found)| found.value.may(ApiScope::HoldsCheck));
    let programs: Vec<_> = programs.map(|(id, found)| (id.to_string(), found.value.name.clone())).collect();
    forms::system(&visit.cx, id, values, (&teams_of(visit), &programs)).with("version", version.to_string())
}

fn typed(posted: &Posted) -> SystemForm {
    let get = |name: &str| posted.get(name).to_owned();
    let run = |at: usize| RunForm { day: get(&format!("runs-{at}-day")), at: get(&format!("runs-{at}-at")) };
    let there = |at: &usize| posted.fields.iter().any(|(field, _)| *field == format!("runs-{at}-at"));
    SystemForm {
        code: get("code"),
        name: get("name"),
        owner: get("owner"),
        client: get("client"),
        runs: (0..MOST_ROWS).take_while(there).map(run).collect(),
        active: posted.some("active").is_some(),
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let form = form(&visit, "", 0, &SystemForm { active: true, ..SystemForm::default() });
    page(&form_page(&web, &visit, (Section::Systems, Some(visit.cx.t("system-new"))), form, None).await?)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (id, values) = (web.app.ports.id::<SystemId>(), typed(&posted));
    match web.app.put_system(&visit.who()?, id, 0, values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/systems/{id}"), "said-system")),
        Err(error) => {
            let at = (Section::Systems, Some(visit.cx.t("system-new")));
            again(&web, &visit, at, form(&visit, "", 0, &values), &posted, error).await
        }
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let (cx, system) = (&visit.cx, &found.value);
    let form = form(&visit, &text, found.version, &SystemForm::of(system));
    let at = (Section::Systems, Some(system.name.clone()));
    let mut page_of = form_page(&web, &visit, at, form, asked.said.as_deref()).await?;
    if visit.directory.team_ref(system.owner).is_some_and(|team| visit.directory.reads_nobody(team)) {
        let words = cx.t1("system-owner-nobody", "team", visit.directory.team_name(system.owner));
        page_of.banners.push(Banner::new(Tone::Warn, "triangle-alert", words));
    }
    let held = web.app.held_in(&visit.who()?, id).await?;
    let fact = |key: &str, value: String| Fact { name: cx.t(key), value, href: None };
    let long = |seconds: Option<i64>| seconds.map_or_else(|| cx.t("system-never"), |seconds| cx.duration(seconds));
    let mut facts = vec![
        fact("system-acknowledged", cx.tn("system-acknowledged-n", held.acknowledged)),
        fact("system-waiting", cx.tn("system-waiting-n", held.waiting)),
        fact("system-median", long(held.median)),
        fact("system-slowest", long(held.slowest)),
    ];
    let rows = visit.directory.fact_doors.get(&id.0).map(|found| found.value.table.rows.len());
    facts.push(Fact {
        href: Some(format!("/settings/systems/{id}/facts")),
        ..fact(
            "fact-settings-link",
            rows.map_or_else(|| cx.t("fact-settings-none"), |rows| cx.tn("fact-settings-some", rows)),
        )
    });
    facts.extend(system.next_run(cx.now, &cx.zone).map(|at| fact("blocks-next-run", cx.near_text(&at))));
    page_of.blocks.insert(0, Block::Facts(cx.t("system-figures"), facts));
    let rows: Vec<Vec<Cell>> = held
        .holds
        .rows
        .iter()
        .take(LISTED)
        .filter_map(|row| {
            let journey = held.holds.journeys.get(&row.journey)?;
            let journey = journeys::reference(&visit, journey, &held.holds.labels);
            Some(cells(&visit, row, Cell::link(&journey.reference, journey.href())))
        })
        .collect();
    if !rows.is_empty() {
        let columns = ["hold-value", "hold-action", "settings-state", "blocks-since", "board-journey"];
        page_of.blocks.push(Block::Table(Table { columns: columns.map(|key| cx.t(key)).to_vec(), rows }));
    }
    page(&page_of)
}

fn cells(visit: &Visit, row: &HoldRow, journey: Cell) -> Vec<Cell> {
    let cx = &visit.cx;
    let subject = row.subject.parse::<HoldSubject>().map(|subject| words::subject(cx, &subject));
    let action = HoldAction::parse(&row.action).map(|action| words::hold_action(cx, action));
    let late = row.overdue.is_some();
    let waits = |key: &str| Cell::tag(cx.t(key), if late { Tone::Bad } else { Tone::Warn });
    let state = match row.state.as_str() {
        "acknowledged" => Cell::tag(cx.t("hold-is-held"), Tone::Ok),
        "placed" => waits("hold-is-waiting"),
        "released" => waits("hold-is-released"),
        _ => Cell::tag(cx.t("hold-is-over"), Tone::Plain),
    };
    vec![
        Cell::text(subject.unwrap_or_else(|_| row.subject.clone())),
        Cell::text(action.unwrap_or_default()),
        state,
        Cell::text(cx.near_text(&row.released_at.unwrap_or(row.placed_at))),
        journey,
    ]
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = typed(&posted);
    match web.app.put_system(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/systems/{id}"), "said-system")),
        Err(error) => {
            let at = (Section::Systems, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, &text, found.version, &values), &posted, error).await
        }
    }
}
