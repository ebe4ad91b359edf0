//! The ways from a customer's own page to the form: something new by somebody who is known, and the question of the receipt
//! whether what was sent is about something that runs already.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::AppError;
use regie_app::sessions::throttle;
use regie_domain::ids::JourneyId;
use regie_store::links::StatusLink;

use super::questions::choices;
use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::gate::set;
use crate::pages::ask::{AskPage, AskStep};
use crate::pages::status::LinkExpiredPage;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::security::{CookieKind, set_cookie};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::ui::{shell, status};
use crate::visit::Visit;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    let link = Access::CustomerLink;
    routes.post("/s/{token}/ask", link, "begin_ask", begin).get("/s/{token}/same", link, "ask-same", same).post(
        "/s/{token}/same",
        link,
        "join_asked",
        join,
    )
}

/// The link of a token that works.
async fn opened(web: &Web, visit: &Visit, token: &str) -> Result<StatusLink, Failure> {
    match web.app.resolve_link(token).await? {
        Some(link) => Ok(link),
        None => Err(gone(visit, token)),
    }
}

fn gone(visit: &Visit, token: &str) -> Failure {
    let form = LinkExpiredPage::form(&visit.cx, &format!("/s/{}/link", status::plain(token)));
    Failure::instead(StatusCode::GONE, &status::expired_page(visit, form))
}

/// Something new, by somebody who is known by the link: name and address are not asked again.
async fn begin(State(web): State<Web>, visit: Visit, Path(token): Path<String>, _posted: Posted) -> Reply {
    let link = opened(&web, &visit, &token).await?;
    throttle::may_begin_ask(&web.app, visit.address).await?;
    let begun = match web.app.ask_from(&link).await {
        Ok(begun) => begun,
        Err(AppError::NotFound(_)) => return Err(gone(&visit, &token)),
        Err(error) => return Err(error.into()),
    };
    let mut answer = see(AskStep::Topic.path())?;
    set(&mut answer, set_cookie(CookieKind::Ask, &begun, web.transport));
    Ok(answer)
}

async fn same(State(web): State<Web>, visit: Visit, Path(token): Path<String>) -> Reply {
    let link = opened(&web, &visit, &token).await?;
    let Some(form) = form(&web, &visit, &link, &token).await? else { return see(&format!("/s/{token}")) };
    page(&question(&visit, form))
}

/// What runs already, to choose from; nothing where there is nothing to choose.
async fn form(web: &Web, visit: &Visit, link: &StatusLink, token: &str) -> Result<Option<Form>, Failure> {
    let alike = match web.app.alike_to(link).await {
        Ok(alike) => alike,
        Err(AppError::NotFound(_)) => return Err(gone(visit, token)),
        Err(error) => return Err(error.into()),
    };
    let action = format!("/s/{token}/same");
    Ok((!alike.is_empty()).then(|| AskPage::same(&visit.cx, &action, choices(&visit.cx, &alike))))
}

fn question(visit: &Visit, form: Form) -> AskPage {
    AskPage {
        cx: visit.cx.clone(),
        shell: shell::customer(visit),
        step: AskStep::Same,
        place: None,
        back: None,
        desk: None,
        said: None,
        files: Vec::new(),
        take_off: "/ask/files/remove",
        kept: false,
        form,
    }
}

async fn join(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let link = opened(&web, &visit, &token).await?;
    let back = |key: &str| see(&said(&format!("/s/{token}"), key));
    let Some(asked) = form(&web, &visit, &link, &token).await? else { return see(&format!("/s/{token}")) };
    if posted.get("about") == "none" {
        return back("said-status-apart");
    }
    let mut asked = asked.fill(&posted.fields);
    let Ok(other) = JourneyId::parse(posted.get("about")) else {
        asked.error("about", visit.cx.t("invalid-choice"));
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &question(&visit, asked));
    };
    match web.app.join_asked(&link, other).await {
        Ok(path) => see(&said(&path, "said-status-joined")),
        Err(AppError::Invalid(_) | AppError::Refused(_)) => back("said-status-apart"),
        Err(error) => Err(error.into()),
    }
}
