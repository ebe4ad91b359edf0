//! The organisation itself, and the switch on its outgoing mail.

use axum::extract::State;
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::organisation::OrganisationForm;
use regie_domain::blueprint::Words;
use regie_domain::directory::Outgoing;

use super::{Asked, CHANGE, READ, again, form_page, sheet, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms as forms;
use crate::pages::shell::MailState;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes
        .get("/settings/organisation", READ, "settings-organisation", show)
        .post("/settings/organisation", CHANGE, "change_organisation", change)
        .get("/settings/outgoing", READ, "settings-outgoing", show_outgoing)
        .post("/settings/outgoing", CHANGE, "switch_outgoing", switch)
}

/// What was typed about an organisation; `prefix` stands before the names of the fields.
pub fn typed(posted: &Posted, prefix: &str) -> OrganisationForm {
    let get = |name: &str| posted.get(&format!("{prefix}{name}")).to_owned();
    OrganisationForm {
        name: get("name"),
        customer_word: Words { nl: get("word-nl"), en: get("word-en") },
        zone: get("zone"),
        language: get("language"),
        phone: get("phone"),
        hours: super::calendars::typed(posted, &format!("{prefix}hours")),
        quiet_from: get("quiet-from"),
        quiet_until: get("quiet-until"),
    }
}

fn present(visit: &Visit) -> Result<(i64, OrganisationForm), AppError> {
    let found = visit.directory.organisation.as_ref().ok_or(AppError::NotFound("organisation"))?;
    Ok((found.version, OrganisationForm::of(&found.value)))
}

fn form(visit: &Visit, version: i64, values: &OrganisationForm) -> Form {
    forms::organisation(&visit.cx, values).with("version", version.to_string())
}

async fn show(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let (version, values) = present(&visit)?;
    let form = form(&visit, version, &values);
    page(&form_page(&web, &visit, (Section::Organisation, None), form, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let (now, present) = present(&visit)?;
    let values = OrganisationForm { hours: present.hours, ..typed(&posted, "") };
    match web.app.change_organisation(&visit.who()?, version(&posted), values.clone()).await {
        Ok(_) => see(&said("/settings/organisation", "said-saved")),
        Err(error) => {
            again(&web, &visit, (Section::Organisation, None), form(&visit, now, &values), &posted, error).await
        }
    }
}

async fn show_outgoing(State(web): State<Web>, visit: Visit, Query(asked): Query<Asked>) -> Reply {
    let mut sheet = sheet(&web, &visit, Section::Outgoing, asked.said.as_deref()).await?;
    let state = match visit.directory.organisation()?.outgoing {
        Outgoing::Trial => MailState::Trial,
        Outgoing::Live => MailState::Live,
        Outgoing::Paused => MailState::Paused,
    };
    let waiting = web.app.held_mails(&visit.who()?).await?;
    sheet.blocks.push(Block::Switches(state, waiting));
    page(&sheet)
}

async fn switch(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let outgoing = match posted.get("state") {
        "trial" => Outgoing::Trial,
        "live" => Outgoing::Live,
        "paused" => Outgoing::Paused,
        _ => return Err(AppError::invalid("state", "invalid-choice").into()),
    };
    let (version, _) = present(&visit)?;
    web.app.switch_outgoing(&visit.who()?, version, outgoing).await?;
    see(&said("/settings/outgoing", "said-switched"))
}
