//! Telephone systems: how they are connected, what they reported last, and a test that goes out and comes in again.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::cti::settings::CtiForm;
use regie_app::directory::Versioned;
use regie_app::ports::{HttpAnswer, SendError};
use regie_domain::cti::CtiConnection;
use uuid::Uuid;

use super::{Asked, CHANGE, READ, again, changes, desk_teams_of, form_page, id, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage, TestResult, Went};
use crate::pages::settings_forms::cti as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

/// How many reports are shown.
const LAST: u32 = 20;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/telephone", READ, "settings-telephone", list)
        .get("/settings/telephone/new", CHANGE, "settings-connection-new", ask_new)
        .post("/settings/telephone/new", CHANGE, "create_connection", create)
        .get("/settings/telephone/{id}", READ, "settings-connection", show)
        .post("/settings/telephone/{id}", CHANGE, "change_connection", change)
        .post("/settings/telephone/{id}/secret", CHANGE, "renew_secret", renew)
        .post("/settings/telephone/{id}/test", CHANGE, "try_connection", test)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Telephone, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/telephone/new".to_owned(), cx.t("cti-new")));
    }
    if visit.directory.connections.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("cti-none")));
        return page(&sheet);
    }
    let rows = visit.directory.connections.iter().map(|(id, found)| {
        let state = match found.value.active {
            true => Cell::tag(cx.t("team-active"), Tone::Ok),
            false => Cell::tag(cx.t("team-inactive"), Tone::Plain),
        };
        let name = Cell::link(&found.value.name, format!("/settings/telephone/{id}"));
        vec![name, Cell::text(visit.directory.team_name(found.value.team)), state]
    });
    let columns = ["cti-name", "cti-team", "settings-state"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

/// The connection of an address.
fn stored<'a>(visit: &'a Visit, text: &str) -> Result<(Uuid, &'a Versioned<CtiConnection>), AppError> {
    let id = id(text)?;
    Ok((id, visit.directory.connections.get(&id).ok_or(AppError::NotFound("connection"))?))
}

fn typed(visit: &Visit, posted: &Posted) -> CtiForm {
    let lines = desk_teams_of(visit).into_iter().map(|(team, _)| {
        let typed = posted.get(&format!("lines.{team}")).to_owned();
        (team, typed)
    });
    CtiForm {
        name: posted.get("name").to_owned(),
        team: posted.get("team").to_owned(),
        lines: lines.filter(|(_, typed)| !typed.is_empty()).collect(),
        active: posted.some("active").is_some(),
    }
}

fn form(visit: &Visit, id: &str, found: Option<&Versioned<CtiConnection>>, values: &CtiForm) -> Form {
    let form = forms::connection(&visit.cx, id, values, &desk_teams_of(visit));
    match found {
        Some(found) => form.with("version", found.version.to_string()),
        None => form,
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let form = form(&visit, "", None, &CtiForm { active: true, ..CtiForm::default() });
    page(&form_page(&web, &visit, (Section::Telephone, Some(visit.cx.t("cti-new"))), form, None).await?)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = typed(&visit, &posted);
    match web.app.create_connection(&visit.who()?, values.clone()).await {
        // The secret is shown here and never again, so there is no address to come back to.
        Ok((id, secret)) => {
            let fresh = visit_again(&web, &visit).await?;
            secret_page(&web, &fresh, id, &secret).await
        }
        Err(error) => {
            let at = (Section::Telephone, Some(visit.cx.t("cti-new")));
            again(&web, &visit, at, form(&visit, "", None, &values), &posted, error).await
        }
    }
}

/// The same visitor with the settings as they are now.
async fn visit_again(web: &Web, visit: &Visit) -> Result<Visit, Failure> {
    Ok(Visit { directory: web.app.directory().await?, ..visit.clone() })
}

async fn secret_page(web: &Web, visit: &Visit, id: Uuid, secret: &str) -> Reply {
    let mut page_of = about(web, visit, &id.to_string(), None).await?;
    let words = visit.cx.t1("cti-secret-once", "secret", secret);
    page_of.banners.insert(0, Banner::new(Tone::Warn, "lock", words));
    page(&page_of)
}

async fn about(web: &Web, visit: &Visit, text: &str, said: Option<&str>) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let (id, found) = stored(visit, text)?;
    let form = form(visit, text, Some(found), &CtiForm::of(&found.value));
    let at = (Section::Telephone, Some(found.value.name.clone()));
    let mut page_of = form_page(web, visit, at, form, said).await?;
    let fact = |name: &str, value: String| Fact { name: cx.t(name), value, href: None };
    let facts = vec![
        fact("cti-url", web.app.connection_url(id)),
        fact("cti-method", cx.t("cti-method-text")),
        fact("cti-signature", cx.t("cti-signature-text")),
    ];
    page_of.blocks.insert(0, Block::Facts(cx.t("cti-about"), facts));
    if changes(visit) {
        let doing = |what: &'static str, submit: &str| {
            Form::new(cx, what, format!("/settings/telephone/{id}/{what}"), submit)
                .with("version", found.version.to_string())
        };
        page_of.blocks.push(Block::Form(Some(cx.t("cti-test-title")), doing("test", "cti-test")));
        page_of.blocks.push(Block::Form(Some(cx.t("cti-renew-title")), doing("secret", "cti-renew").danger()));
    }
    let rows = web.app.reported(id, LAST).await?.into_iter().map(|report| {
        let event = cx.t(&format!("cti-event-{}", report.event));
        let became = cx.t(&format!("cti-became-{}", report.became.replace('_', "-")));
        let team = visit.directory.team_name(report.team);
        vec![Cell::text(event), Cell::text(cx.near_text(&report.received_at)), Cell::text(team), Cell::text(became)]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let columns = ["cti-event", "cti-when", "mailbox-team", "cti-became"].map(|key| cx.t(key)).to_vec();
    page_of.blocks.push(match rows.is_empty() {
        true => Block::Empty(cx.t("cti-last-none")),
        false => Block::Table(Table { columns, rows }),
    });
    Ok(page_of)
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    page(&about(&web, &visit, &text, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = typed(&visit, &posted);
    match web.app.put_connection(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/telephone/{id}"), "said-cti")),
        Err(error) => {
            let at = (Section::Telephone, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, &text, Some(found), &values), &posted, error).await
        }
    }
}

async fn renew(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    let secret = web.app.renew_secret(&visit.who()?, id, version(&posted)).await?;
    secret_page(&web, &visit_again(&web, &visit).await?, id, &secret).await
}

async fn test(State(web): State<Web>, visit: Visit, Path(text): Path<String>, _posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    let outcome = web.app.try_connection(&visit.who()?, id).await?;
    let mut page_of = about(&web, &visit, &text, None).await?;
    let cx = &visit.cx;
    let result = told(cx, cx.t("cti-test-what"), outcome, cx.t("cti-test-advice"));
    page_of.blocks.insert(0, Block::Test(result));
    page(&page_of)
}

/// What another program answered, for the page of a test.
pub(super) fn told(
    cx: &crate::cx::Cx,
    what: String,
    outcome: Result<HttpAnswer, SendError>,
    advice: String,
) -> TestResult {
    let fine = outcome.as_ref().is_ok_and(|answer| (200..300).contains(&answer.status));
    let detail = match outcome {
        Ok(answer) => format!("HTTP {} {}", answer.status, answer.body),
        Err(SendError::Temporary(words) | SendError::Permanent(words)) => words,
    };
    let went = if fine { Went::Well } else { Went::Wrong };
    TestResult { what, went, at: cx.now, detail, advice: (!fine).then_some(advice) }
}
