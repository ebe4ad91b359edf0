//! Text messages: the gateway, a test message, and the numbers that want none.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::secrets;
use regie_app::sms::{SECRET, SmsForm};

use super::{Asked, CHANGE, READ, again, changes, form_page, version};
use crate::builder::Routes;
use crate::form::{Form, Input};
use crate::pages::settings::{Block, Section, SettingsPage};
use crate::pages::settings_forms::cti as forms;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::attempt::{Wrong, said};
use crate::ui::settings::cti::told;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/sms", READ, "settings-sms", show)
        .post("/settings/sms", CHANGE, "change_gateway", save)
        .post("/settings/sms/test", CHANGE, "try_sms", test)
        .post("/settings/sms/out", CHANGE, "opt_out", out)
}

fn form(visit: &Visit, values: &SmsForm) -> Form {
    let found = visit.directory.sms.as_ref();
    let stored = found.is_some_and(|found| found.value.secret.is_some());
    forms::gateway(&visit.cx, values, stored).with("version", found.map_or(0, |found| found.version).to_string())
}

fn asks_number(visit: &Visit, id: &'static str, label: &str, submit: &str) -> Form {
    Form::new(&visit.cx, id, format!("/settings/sms/{id}"), submit).field("number", label, Input::Line("tel"))
}

async fn whole(web: &Web, visit: &Visit, said: Option<&str>) -> Result<SettingsPage, Failure> {
    let values = SmsForm::of(visit.directory.sms.as_ref().map(|found| &found.value));
    let mut page_of = form_page(web, visit, (Section::Sms, None), form(visit, &values), said).await?;
    if changes(visit) {
        let cx = &visit.cx;
        if visit.directory.sms.is_some() {
            let test = asks_number(visit, "test", "sms-try-number", "sms-try");
            page_of.blocks.push(Block::Form(Some(cx.t("sms-try-title")), test));
        }
        let out = asks_number(visit, "out", "sms-out", "sms-out-save").hint("sms-out-hint");
        page_of.blocks.push(Block::Form(Some(cx.t("sms-out-title")), out));
    }
    Ok(page_of)
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    page(&whole(&web, &visit, asked.said.as_deref()).await?)
}

async fn save(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let typed = posted.fields.iter().find(|(name, value)| name == "secret" && !value.is_empty());
    let seal = |plain: &str| secrets::seal(&web.app.config, &web.app.ports, SECRET, plain).ok();
    let get = |name: &str| posted.get(name).to_owned();
    let values = SmsForm {
        url: get("url"),
        body: get("body"),
        header: get("header"),
        secret: typed.and_then(|(_, plain)| seal(plain)),
        sender: get("sender"),
        every_hours: get("every-hours"),
        active: posted.some("active").is_some(),
    };
    match web.app.put_gateway(&visit.who()?, version(&posted), values.clone()).await {
        Ok(_) => see(&said("/settings/sms", "said-sms")),
        Err(error) => again(&web, &visit, (Section::Sms, None), form(&visit, &values), &posted, error).await,
    }
}

async fn test(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let mut page_of = whole(&web, &visit, None).await?;
    match web.app.try_sms(&visit.who()?, posted.get("number")).await {
        Ok(outcome) => {
            let cx = &visit.cx;
            let result = told(cx, cx.t("sms-try-title"), outcome, cx.t("sms-test-advice"));
            page_of.blocks.insert(0, Block::Test(result));
            page(&page_of)
        }
        Err(error) => refused(&visit, page_of, "test", &posted, Wrong::of(&visit, error)?),
    }
}

async fn out(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    match web.app.opt_out(&visit.who()?, posted.get("number")).await {
        Ok(()) => see(&said("/settings/sms", "said-sms-out")),
        Err(error) => {
            let page_of = whole(&web, &visit, None).await?;
            refused(&visit, page_of, "out", &posted, Wrong::of(&visit, error)?)
        }
    }
}

/// The page again, with what is wrong at the form that was sent.
fn refused(visit: &Visit, mut page_of: SettingsPage, id: &str, posted: &Posted, wrong: Wrong) -> Reply {
    for block in &mut page_of.blocks {
        if let Block::Form(_, form) = block
            && form.id == id
        {
            *form = wrong.at(visit, form.clone(), posted);
        }
    }
    page_with(wrong.status(), &page_of)
}
