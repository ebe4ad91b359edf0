//! A member notes how somebody wants to hear from us, and how that was said; the last choice can be taken back.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use regie_app::preferences::{By, Standing};
use regie_app::{AppError, Who};
use regie_domain::ids::CustomerId;
use regie_domain::preference::SaidHow;

use crate::form::Form;
use crate::pages::plain::FormPage;
use crate::pages::preferences;
use crate::pages::shell::Nav;
use crate::posted::Posted;
use crate::reply::{Failure, Reply, page, page_with, see};
use crate::state::Web;
use crate::ui::shell;
use crate::ui::status::preferences::{faults, wish};
use crate::visit::Visit;

/// The form.
pub(super) async fn ask(State(web): State<Web>, visit: Visit, Path(id): Path<String>) -> Reply {
    let (id, standing) = opened(&web, &visit, &id).await?;
    let form = preferences::noting(&visit.cx, &id.to_string(), &standing);
    page(&assemble(&web, &visit, id, form).await?)
}

/// Notes it.
pub(super) async fn note(State(web): State<Web>, visit: Visit, Path(id): Path<String>, posted: Posted) -> Reply {
    let (id, standing) = opened(&web, &visit, &id).await?;
    let mut form = preferences::noting(&visit.cx, &id.to_string(), &standing).fill(&posted.fields);
    let said = SaidHow::parse(posted.get("said")).filter(|said| said.is_noted());
    match (said, wish(&posted, standing.language)) {
        (Some(said), Some(wish)) => {
            let who: Who = visit.who()?;
            match web.app.prefer(By::Member { who, customer: id, said }, wish).await {
                Ok(_) => return see(&format!("/customers/{id}?said=prefer-staff-kept")),
                Err(error) => faults(&visit, &mut form, error)?,
            }
        }
        (None, _) => form.error("said", visit.cx.t("invalid-choice")),
        (_, None) => form.error("way", visit.cx.t("invalid-choice")),
    }
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &assemble(&web, &visit, id, form).await?)
}

/// Takes the last choice back.
pub(super) async fn undo(State(web): State<Web>, visit: Visit, Path(id): Path<String>, _: Posted) -> Reply {
    let (id, _) = opened(&web, &visit, &id).await?;
    match web.app.undo_preference(visit.who()?, id).await {
        // Pressed twice: it is taken back already.
        Ok(()) | Err(AppError::Refused(_)) => see(&format!("/customers/{id}?said=prefer-staff-undone")),
        Err(error) => Err(error.into()),
    }
}

/// The record, for a reader who may know it.
async fn opened(web: &Web, visit: &Visit, id: &str) -> Result<(CustomerId, Standing), Failure> {
    let id = CustomerId::parse(id).map_err(|_| AppError::NotFound("customer"))?;
    web.app.customer(&visit.scope()?, id, (0, 1)).await?;
    Ok((id, web.app.standing_for(&visit.scope()?, id).await?))
}

async fn assemble(web: &Web, visit: &Visit, id: CustomerId, form: Form) -> Result<FormPage, Failure> {
    let file = web.app.customer(&visit.scope()?, id, (0, 1)).await?;
    let name = file.name().map_or_else(|| visit.cx.t("someone"), str::to_owned);
    let shell = shell::staff(web, visit, Nav::Journeys, None).await?;
    let mut page = FormPage::new(&visit.cx, shell, "prefer-staff-title", form);
    page.under = Some((format!("/customers/{id}"), name));
    page.intro = Some(visit.cx.t("prefer-staff-intro"));
    Ok(page)
}
