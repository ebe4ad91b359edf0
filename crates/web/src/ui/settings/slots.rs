//! Slot books: when a team comes by. A team lead fills in the own team's.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::slots::{SlotBookForm, SlotRowForm};
use regie_domain::actor::Role;
use regie_domain::ids::TeamId;
use regie_domain::slot::SlotCount;

use super::{Asked, READ, again, changes, form_page, id, sheet, version};
use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::slots as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::visit::Visit;

const CHANGE: Access = Access::Member(&[Role::TeamLead, Role::Administrator]);
/// So many windows of the coming days are listed.
const LISTED: usize = 24;
/// More rows than anybody fills in.
const MOST_ROWS: usize = 60;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/slots", READ, "settings-slots", list)
        .get("/settings/slots/{id}", READ, "settings-slot-book", show)
        .post("/settings/slots/{id}", CHANGE, "change_slot_book", change)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Slots, asked.said.as_deref()).await?;
    let rows = super::teams_of(&visit).into_iter().map(|(id, name)| {
        let book = TeamId::parse(&id).ok().and_then(|id| visit.directory.slot_books.get(&id));
        let windows = book.map_or(0, |book| book.value.rows.len());
        vec![Cell::link(name, format!("/settings/slots/{id}")), Cell::text(cx.tn("slots-windows-n", windows))]
    });
    let columns = ["slots-team", "slots-windows"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

/// The book of a team, as it is stored or still empty.
struct Book {
    team: TeamId,
    name: String,
    version: i64,
    values: SlotBookForm,
    locked: bool,
}

impl Book {
    fn of(visit: &Visit, text: &str) -> Result<Self, AppError> {
        let team = TeamId(id(text)?);
        let found = visit.directory.teams.get(&team).ok_or(AppError::NotFound("team"))?;
        let book = visit.directory.slot_books.get(&team);
        let leads = visit.member()?.teams.contains(&(team, Role::TeamLead));
        Ok(Self {
            team,
            name: found.value.name.clone(),
            version: book.map_or(0, |book| book.version),
            values: book.map_or_else(SlotBookForm::empty, |book| SlotBookForm::of(&book.value)),
            locked: !leads && !changes(visit),
        })
    }

    fn form(&self, visit: &Visit, values: &SlotBookForm) -> Form {
        forms::slot_book(&visit.cx, &self.team.to_string(), values)
            .with("version", self.version.to_string())
            .locked(self.locked)
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let book = Book::of(&visit, &text)?;
    let form = book.form(&visit, &book.values);
    let mut sheet = book_page(&web, &visit, &book, form, asked.said.as_deref()).await?;
    let counts = web.app.slot_counts(&visit.who()?, book.team).await?;
    if !counts.is_empty() {
        let columns = ["slots-counts", "slots-window", "slots-free"].map(|key| visit.cx.t(key)).to_vec();
        let rows = counts.iter().take(LISTED).map(|count| row(&visit, count)).collect();
        sheet.blocks.push(Block::Table(Table { columns, rows }));
    }
    page(&sheet)
}

/// A window of the coming days: how many places are left in it.
fn row(visit: &Visit, count: &SlotCount) -> Vec<Cell> {
    let cx = &visit.cx;
    let zoned = |at: jiff::Timestamp| at.to_zoned(cx.zone.clone());
    let hours = format!("{}–{}", cx.lang.clock(&zoned(count.slot.from)), cx.lang.time(&zoned(count.slot.until)));
    let free = usize::from(count.places).saturating_sub(count.taken);
    let words = match count.kept {
        _ if count.taken > usize::from(count.places) => {
            let words = cx.t2("slots-overfull", "taken", count.taken, "places", count.places);
            return vec![Cell::text(day(visit, count)), Cell::text(hours), Cell::tag(words, Tone::Bad)];
        }
        0 => cx.t2("slots-free-of", "free", free, "places", count.places),
        kept => cx.lang.t(
            "slots-free-kept",
            &[
                ("free", regie_app::locale::Arg::Number(i64::try_from(free).unwrap_or(0))),
                ("places", regie_app::locale::Arg::Number(i64::from(count.places))),
                ("kept", regie_app::locale::Arg::Number(i64::from(kept))),
            ],
        ),
    };
    vec![Cell::text(day(visit, count)), Cell::text(hours), Cell::text(words)]
}

fn day(visit: &Visit, count: &SlotCount) -> String {
    let cx = &visit.cx;
    cx.cap(cx.lang.date_near(count.slot.date, cx.day(&cx.now)))
}

/// A team lead is no administrator, but may change these.
async fn book_page(
    web: &Web,
    visit: &Visit,
    book: &Book,
    form: Form,
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let mut page = form_page(web, visit, (Section::Slots, Some(book.name.clone())), form, said).await?;
    if !book.locked {
        page.banners.clear();
        for block in &mut page.blocks {
            if let Block::Form(_, form) = block {
                form.locked = false;
            }
        }
    }
    Ok(page)
}

/// From when until when, as it is written: `08:00-11:00`. Whoever writes both in one field is understood too.
fn hours(posted: &Posted, at: usize) -> String {
    let from = posted.get(&format!("slots-{at}-hours"));
    match posted.get(&format!("slots-{at}-until")) {
        "" => from.to_owned(),
        until => format!("{from}-{until}"),
    }
}

/// What was typed.
fn typed(posted: &Posted) -> SlotBookForm {
    let get = |name: &str| posted.get(name).to_owned();
    let row = |at: usize| SlotRowForm {
        hours: hours(posted, at),
        days: posted.all(&format!("slots-{at}-days")).map(str::to_owned).collect(),
        places: get(&format!("slots-{at}-places")),
        kept: get(&format!("slots-{at}-kept")),
        kept_day: get(&format!("slots-{at}-kept-day")),
        kept_at: get(&format!("slots-{at}-kept-at")),
    };
    let there = |at: &usize| posted.fields.iter().any(|(field, _)| *field == format!("slots-{at}-hours"));
    SlotBookForm {
        rows: (0..MOST_ROWS).take_while(there).map(row).collect(),
        move_day: get("move-day"),
        move_at: get("move-at"),
        notice: get("notice"),
        ahead: get("ahead"),
    }
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let book = Book::of(&visit, &text)?;
    let values = typed(&posted);
    match web.app.change_slot_book(&visit.who()?, book.team, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/slots/{}", book.team), "said-saved")),
        Err(error) => {
            let form = book.form(&visit, &values);
            if changes(&visit) {
                return again(&web, &visit, (Section::Slots, Some(book.name.clone())), form, &posted, error).await;
            }
            let wrong = Wrong::of(&visit, error)?;
            let form = wrong.at(&visit, form, &posted);
            page_with(wrong.status(), &book_page(&web, &visit, &book, form, None).await?)
        }
    }
}
