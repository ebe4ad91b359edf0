//! What the organisation states in public: two forms on one page, each saved on its own.

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::statements::{AccessibilityForm, PrivacyForm};
use regie_domain::blueprint::Words;

use super::{Asked, CHANGE, READ, changes, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::statements as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::visit::Visit;

const HERE: &str = "/settings/statements";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/statements", READ, "settings-statements", show)
        .post("/settings/statements/accessibility", CHANGE, "state_accessibility", accessibility)
        .post("/settings/statements/privacy", CHANGE, "state_privacy", privacy)
}

/// The two forms with what is stated now.
fn present(visit: &Visit) -> (i64, AccessibilityForm, PrivacyForm) {
    let Some(found) = &visit.directory.statements else {
        return (
            0,
            AccessibilityForm { grade: "e".to_owned(), ..AccessibilityForm::default() },
            PrivacyForm::default(),
        );
    };
    let access = found.value.accessibility.as_ref().map(AccessibilityForm::of);
    let access = access.unwrap_or_else(|| AccessibilityForm { grade: "e".to_owned(), ..AccessibilityForm::default() });
    let privacy = found.value.privacy.as_ref().map(PrivacyForm::of).unwrap_or_default();
    (found.version, access, privacy)
}

async fn page_of(
    web: &Web,
    visit: &Visit,
    [access, privacy]: [Form; 2],
    said: Option<&str>,
) -> Result<SettingsPage, Failure> {
    let cx = &visit.cx;
    let mut page = sheet(web, visit, Section::Statements, said).await?;
    let locked = !changes(visit);
    for (title, form) in [("statement-access", access), ("statement-privacy", privacy)] {
        page.blocks.push(Block::Form(Some(cx.t(title)), form.locked(locked)));
    }
    Ok(page)
}

fn both(visit: &Visit) -> [Form; 2] {
    let (version, access, privacy) = present(visit);
    let with = |form: Form| form.with("version", version.to_string());
    [with(forms::accessibility(&visit.cx, &access)), with(forms::privacy(&visit.cx, &privacy))]
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    page(&page_of(&web, &visit, both(&visit), asked.said.as_deref()).await?)
}

async fn accessibility(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let get = |name: &str| posted.get(name).to_owned();
    let form = AccessibilityForm {
        grade: get("grade"),
        researched_on: get("researched-on"),
        gaps: words(&posted, "gaps"),
        contact: get("contact"),
        register: get("register"),
    };
    let done = web.app.state_accessibility(&visit.who()?, version(&posted), form).await;
    answer(&web, &visit, &posted, done, 0).await
}

async fn privacy(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let form = PrivacyForm {
        purposes: words(&posted, "purposes"),
        grounds: words(&posted, "grounds"),
        term: words(&posted, "term"),
        officer: posted.get("officer").to_owned(),
        rights: words(&posted, "rights"),
    };
    let done = web.app.state_privacy(&visit.who()?, version(&posted), form).await;
    answer(&web, &visit, &posted, done, 1).await
}

fn words(posted: &Posted, name: &str) -> Words {
    Words::new(posted.get(&format!("{name}-nl")), posted.get(&format!("{name}-en")))
}

/// Back to the page; or the page again, with what is wrong at the form that was sent.
async fn answer(web: &Web, visit: &Visit, posted: &Posted, done: Result<i64, AppError>, at: usize) -> Reply {
    let Err(error) = done else { return see(&said(HERE, "said-saved")) };
    let wrong = Wrong::of(visit, error)?;
    let mut forms = both(visit);
    forms[at] = wrong.at(visit, forms[at].clone(), posted);
    if matches!(wrong, Wrong::Changed) {
        forms[at] = forms[at].clone().problem(visit.cx.t("settings-conflict"));
    }
    let status: StatusCode = wrong.status();
    page_with(status, &page_of(web, visit, forms, None).await?)
}
