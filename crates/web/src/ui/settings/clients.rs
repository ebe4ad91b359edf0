//! Programs that use the API: who they act for, what they may, when they last came. A token is shown once.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::settings::clients::ClientForm;
use regie_domain::client::ApiClient;
use uuid::Uuid;

use super::{Asked, CHANGE, READ, again, changes, form_page, id, sheet, teams_of, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Banner, Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::clients as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

/// For how many days a token is good, unless somebody says otherwise.
const USUAL_DAYS: &str = "365";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/api", READ, "settings-api", list)
        .get("/settings/api/new", CHANGE, "settings-client-new", ask_new)
        .post("/settings/api/new", CHANGE, "create_client", create)
        .get("/settings/api/{id}", READ, "settings-client", show)
        .post("/settings/api/{id}", CHANGE, "change_client", change)
        .post("/settings/api/{id}/token", CHANGE, "renew_token", renew)
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Api, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/api/new".to_owned(), cx.t("client-new")));
    }
    let about = Fact {
        name: cx.t("client-reference"),
        value: "/api/reference".to_owned(),
        href: Some("/api/reference".to_owned()),
    };
    sheet.blocks.push(Block::Facts(cx.t("client-about"), vec![about]));
    if visit.directory.clients.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("client-none")));
        return page(&sheet);
    }
    let uses = web.app.client_uses(&visit.who()?).await?;
    let rows = visit.directory.clients.iter().map(|(id, found)| {
        let client = &found.value;
        let last = uses.get(id).map_or_else(|| cx.t("client-never"), |at| cx.near_text(at));
        let name = Cell::link(&client.name, format!("/settings/api/{id}"));
        vec![name, state(&web, &visit, client), Cell::text(cx.near_text(&client.expires_at)), Cell::text(last)]
    });
    let columns = ["client-name", "settings-state", "client-until", "client-last"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

/// Whether a program is let in, and if not, why.
fn state(web: &Web, visit: &Visit, client: &ApiClient) -> Cell {
    let cx = &visit.cx;
    if !client.active {
        return Cell::tag(cx.t("team-inactive"), Tone::Plain);
    }
    if !client.is_valid(web.app.ports.clock.machine()) {
        return Cell::tag(cx.t("client-ended"), Tone::Warn);
    }
    Cell::tag(cx.t("team-active"), Tone::Ok)
}

/// The program of an address.
fn stored<'a>(visit: &'a Visit, text: &str) -> Result<(Uuid, &'a Versioned<ApiClient>), AppError> {
    let id = id(text)?;
    Ok((id, visit.directory.clients.get(&id).ok_or(AppError::NotFound("client"))?))
}

fn typed(posted: &Posted) -> ClientForm {
    ClientForm {
        name: posted.get("name").to_owned(),
        teams: posted.all("teams").map(str::to_owned).collect(),
        watches: posted.some("watches").is_some(),
        scopes: posted.all("scopes").map(str::to_owned).collect(),
        days: posted.get("days").to_owned(),
        active: posted.some("active").is_some(),
    }
}

fn form(visit: &Visit, id: &str, found: Option<&Versioned<ApiClient>>, values: &ClientForm) -> Form {
    let form = forms::client(&visit.cx, id, values, &teams_of(visit));
    match found {
        Some(found) => form.with("version", found.version.to_string()),
        None => form,
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let values = ClientForm { active: true, days: USUAL_DAYS.to_owned(), ..ClientForm::default() };
    let form = form(&visit, "", None, &values);
    page(&form_page(&web, &visit, (Section::Api, Some(visit.cx.t("client-new"))), form, None).await?)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let values = typed(&posted);
    match web.app.create_client(&visit.who()?, values.clone()).await {
        Ok((id, token)) => token_page(&web, &visit, id, &token).await,
        Err(error) => {
            let at = (Section::Api, Some(visit.cx.t("client-new")));
            again(&web, &visit, at, form(&visit, "", None, &values), &posted, error).await
        }
    }
}

/// The token is shown here and never again, so there is no address to come back to.
async fn token_page(web: &Web, visit: &Visit, id: Uuid, token: &str) -> Reply {
    let fresh = Visit { directory: web.app.directory().await?, ..visit.clone() };
    let mut page_of = about(web, &fresh, &id.to_string(), None).await?;
    page_of.banners.insert(0, Banner::new(Tone::Warn, "lock", fresh.cx.t1("client-token-once", "token", token)));
    page(&page_of)
}

async fn about(web: &Web, visit: &Visit, text: &str, said: Option<&str>) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let (id, found) = stored(visit, text)?;
    let client = &found.value;
    let form = form(visit, text, Some(found), &ClientForm::of(client));
    let mut page_of = form_page(web, visit, (Section::Api, Some(client.name.clone())), form, said).await?;
    let last = web.app.client_uses(&visit.who()?).await?.get(&id).copied();
    let fact = |name: &str, value: String| Fact { name: cx.t(name), value, href: None };
    let facts = vec![
        fact("client-made", cx.near_text(&client.made_at)),
        fact("client-until", cx.near_text(&client.expires_at)),
        fact("client-last", last.map_or_else(|| cx.t("client-never"), |at| cx.near_text(&at))),
    ];
    page_of.blocks.insert(0, Block::Facts(cx.t("client-token"), facts));
    if changes(visit) {
        let renew = Form::new(cx, "token", format!("/settings/api/{id}/token"), "client-renew");
        let renew = renew.with("version", found.version.to_string()).danger();
        page_of.blocks.push(Block::Form(Some(cx.t("client-renew-title")), renew));
    }
    Ok(page_of)
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    page(&about(&web, &visit, &text, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = typed(&posted);
    match web.app.put_client(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/api/{id}"), "said-client")),
        Err(error) => {
            let at = (Section::Api, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, &text, Some(found), &values), &posted, error).await
        }
    }
}

async fn renew(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, _) = stored(&visit, &text)?;
    let token = web.app.renew_token(&visit.who()?, id, version(&posted)).await?;
    token_page(&web, &visit, id, &token).await
}
