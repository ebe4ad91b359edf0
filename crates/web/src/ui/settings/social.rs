//! Social channels: pages and numbers of ours, what opens them, and what was posted last.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::directory::Versioned;
use regie_app::social::settings::{SocialForm, SocialTry};
use regie_domain::codes::Medium;
use regie_domain::social::SocialConnection;
use uuid::Uuid;

use super::{Asked, CHANGE, READ, again, blueprints_of, changes, desk_teams_of, form_page, id, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::{Cell, Table, Tone};
use crate::pages::settings::{Block, Section, SettingsPage, TestResult, Went};
use crate::pages::settings_forms::social as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

/// How many postings are shown.
const LAST: u32 = 20;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/social", READ, "settings-social", list)
        .get("/settings/social/new", CHANGE, "settings-social-new", ask_new)
        .post("/settings/social/new", CHANGE, "create_social", create)
        .get("/settings/social/{id}", READ, "settings-social-one", show)
        .post("/settings/social/{id}", CHANGE, "change_social", change)
        .post("/settings/social/{id}/test", CHANGE, "try_social", test)
}

/// What a channel is called.
fn medium_name(visit: &Visit, medium: Medium) -> String {
    visit.cx.t(crate::words::medium_key(medium))
}

async fn list(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let cx = &visit.cx;
    let mut sheet = sheet(&web, &visit, Section::Social, asked.said.as_deref()).await?;
    if changes(&visit) {
        sheet.add = Some(("/settings/social/new".to_owned(), cx.t("social-new")));
    }
    if visit.directory.social.is_empty() {
        sheet.blocks.push(Block::Empty(cx.t("social-none")));
        return page(&sheet);
    }
    let rows = visit.directory.social.iter().map(|(id, found)| {
        let state = match found.value.active {
            true => Cell::tag(cx.t("team-active"), Tone::Ok),
            false => Cell::tag(cx.t("team-inactive"), Tone::Plain),
        };
        let name = Cell::link(&found.value.name, format!("/settings/social/{id}"));
        let team = visit.directory.team_name(found.value.team);
        vec![name, Cell::text(medium_name(&visit, found.value.medium)), Cell::text(team), state]
    });
    let columns = ["social-name", "social-medium", "social-team", "settings-state"].map(|key| cx.t(key)).to_vec();
    sheet.blocks.push(Block::Table(Table { columns, rows: rows.collect() }));
    page(&sheet)
}

fn stored<'a>(visit: &'a Visit, text: &str) -> Result<(Uuid, &'a Versioned<SocialConnection>), AppError> {
    let id = id(text)?;
    Ok((id, visit.directory.social.get(&id).ok_or(AppError::NotFound("connection"))?))
}

fn typed(web: &Web, posted: &Posted) -> SocialForm {
    let get = |name: &str| posted.get(name).to_owned();
    // A secret is taken as it was typed.
    let secret = |name: &str| {
        let found = posted.fields.iter().find(|(known, _)| known == name);
        found.and_then(|(_, plain)| web.app.seal_social(plain))
    };
    SocialForm {
        medium: get("medium"),
        name: get("name"),
        account: get("account"),
        base: get("base"),
        app_secret: secret("app-secret"),
        access_token: secret("access-token"),
        verify_token: secret("verify-token"),
        team: get("team"),
        blueprint: get("blueprint"),
        template: get("template"),
        template_language: get("template-language"),
        active: posted.some("active").is_some(),
    }
}

fn form(visit: &Visit, id: &str, found: Option<&Versioned<SocialConnection>>, values: &SocialForm) -> Form {
    let form = forms::connection(&visit.cx, id, values, (&desk_teams_of(visit), &blueprints_of(visit)));
    match found {
        Some(found) => form.with("version", found.version.to_string()),
        None => form,
    }
}

async fn ask_new(State(web): State<Web>, visit: Visit) -> Reply {
    let form = form(&visit, "", None, &SocialForm::of(None));
    page(&form_page(&web, &visit, (Section::Social, Some(visit.cx.t("social-new"))), form, None).await?)
}

async fn create(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (values, id) = (typed(&web, &posted), web.app.ports.uuid());
    match web.app.put_social(&visit.who()?, id, 0, values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/social/{id}"), "said-social")),
        Err(error) => {
            let at = (Section::Social, Some(visit.cx.t("social-new")));
            again(&web, &visit, at, form(&visit, "", None, &values), &posted, error).await
        }
    }
}

async fn about(web: &Web, visit: &Visit, text: &str, said: Option<&str>) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let (id, found) = stored(visit, text)?;
    let form = form(visit, text, Some(found), &SocialForm::of(Some(&found.value)));
    let at = (Section::Social, Some(found.value.name.clone()));
    let mut page_of = form_page(web, visit, at, form, said).await?;
    let fact = |name: &str, value: String| Fact { name: cx.t(name), value, href: None };
    let fields = match found.value.medium {
        Medium::Facebook => "social-fields-facebook",
        Medium::Whatsapp => "social-fields-whatsapp",
    };
    let facts = vec![
        fact("social-medium", medium_name(visit, found.value.medium)),
        fact("social-url", web.app.social_url(id)),
        fact("social-fields", cx.t(fields)),
        fact("social-signed", cx.t("social-signed-text")),
    ];
    page_of.blocks.insert(0, Block::Facts(cx.t("social-about"), facts));
    if changes(visit) {
        let test = Form::new(cx, "test", format!("/settings/social/{id}/test"), "social-test");
        page_of.blocks.push(Block::Form(Some(cx.t("social-test-title")), test));
    }
    let rows = web.app.social_noted(&visit.who()?, id, LAST).await?.into_iter().map(|event| {
        let sort = match event.event.as_str() {
            "message" => cx.t("social-event-message"),
            "state" => cx.t("social-event-state"),
            other => cx.t1("social-event-other", "sort", other),
        };
        let became = cx.t(match event.became.as_str() {
            "kept" => "social-became-kept",
            "before" => "social-became-before",
            _ => "social-became-left",
        });
        vec![Cell::text(sort), Cell::text(cx.near_text(&event.received_at)), Cell::text(became)]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let columns = ["social-event", "cti-when", "cti-became"].map(|key| cx.t(key)).to_vec();
    page_of.blocks.push(match rows.is_empty() {
        true => Block::Empty(cx.t("social-last-none")),
        false => Block::Under(cx.t("social-last"), Table { columns, rows }),
    });
    Ok(page_of)
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    page(&about(&web, &visit, &text, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let (id, found) = stored(&visit, &text)?;
    let values = typed(&web, &posted);
    match web.app.put_social(&visit.who()?, id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/social/{id}"), "said-social")),
        Err(error) => {
            let at = (Section::Social, Some(found.value.name.clone()));
            again(&web, &visit, at, form(&visit, &text, Some(found), &values), &posted, error).await
        }
    }
}

async fn test(State(web): State<Web>, visit: Visit, Path(text): Path<String>, _posted: Posted) -> Reply {
    let cx = &visit.cx;
    let (id, _) = stored(&visit, &text)?;
    let (went, detail) = match web.app.try_social(&visit.who()?, id).await? {
        SocialTry::Works(name) => (Went::Well, cx.t1("social-test-works", "name", name)),
        SocialTry::Refused(status, words) => (Went::Wrong, format!("HTTP {status} {words}")),
        SocialTry::Unreached(unreached) => (Went::Wrong, unreached.to_string()),
    };
    let advice = (went == Went::Wrong).then(|| cx.t("social-test-advice"));
    let mut page_of = about(&web, &visit, &text, None).await?;
    let result = TestResult { what: cx.t("social-test-what"), went, at: cx.now, detail, advice };
    page_of.blocks.insert(0, Block::Test(result));
    page(&page_of)
}
