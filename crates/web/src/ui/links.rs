//! Asking for a new link to the customer's page. Whoever asks, and whatever is known: the answer is the same, and a link
//! goes only to an address that is known to belong to a customer.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::AppError;
use regie_app::journeys::plausible_email;

use crate::builder::{Access, Routes};
use crate::form::Form;
use crate::pages::status::LinkExpiredPage;
use crate::posted::Posted;
use crate::reply::{Reply, page, page_with};
use crate::state::Web;
use crate::ui::{shell, status};
use crate::visit::Visit;

/// The routes.
pub fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/link", Access::Public, "link", form).post("/link", Access::Public, "ask_link", ask)
}

async fn form(State(_): State<Web>, visit: Visit) -> Reply {
    page(&asking(&visit, Some(LinkExpiredPage::form(&visit.cx, "/link"))))
}

async fn ask(State(web): State<Web>, visit: Visit, posted: Posted) -> Reply {
    let form = LinkExpiredPage::form(&visit.cx, "/link").fill(&posted.fields);
    match asked(&web, &visit, &posted, form).await? {
        None => page(&asking(&visit, None)),
        Some(form) => page_with(StatusCode::UNPROCESSABLE_ENTITY, &asking(&visit, Some(form))),
    }
}

/// The same form in the place of a page whose link does not work: it needs no cookie.
pub(super) async fn ask_here(State(web): State<Web>, visit: Visit, Path(token): Path<String>, posted: Posted) -> Reply {
    let form = LinkExpiredPage::form(&visit.cx, &format!("/s/{}/link", status::plain(&token))).fill(&posted.fields);
    match asked(&web, &visit, &posted, form).await? {
        None => page(&asking(&visit, None)),
        Some(form) => page_with(StatusCode::GONE, &status::expired_page(&visit, form)),
    }
}

fn asking(visit: &Visit, form: Option<Form>) -> LinkExpiredPage {
    LinkExpiredPage { cx: visit.cx.clone(), shell: shell::customer(visit), form, expired: false, kept: None }
}

/// Asks for the link; the form comes back when no address was typed in it.
async fn asked(web: &Web, visit: &Visit, posted: &Posted, mut form: Form) -> Result<Option<Form>, AppError> {
    let email = posted.get("email");
    if !plausible_email(email) {
        form.error("email", visit.cx.t(if email.is_empty() { "invalid-required" } else { "invalid-email" }));
        return Ok(Some(form));
    }
    // Counted before anything is looked up, known or not.
    regie_app::sessions::throttle::may_ask(&web.app, visit.address).await?;
    web.app.ask_link(email, posted.some("reference")).await?;
    Ok(None)
}
