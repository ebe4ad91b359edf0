//! What a blueprint wants to know of shipments: a page of its own beside the blueprint.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::shipping::ShippingForm;
use regie_domain::blueprint::Blueprint;
use regie_domain::ids::BlueprintId;

use super::{Asked, CHANGE, READ, again, form_page, id, spoken, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms::carriers as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;
use crate::words;

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/settings/blueprints/{id}/shipping", READ, "settings-shipping", show).post(
        "/settings/blueprints/{id}/shipping",
        CHANGE,
        "change_shipping",
        change,
    )
}

/// What stands of it on the blueprint's own page, with the way to change it.
pub(super) fn block(visit: &Visit, blueprint: &Blueprint) -> Block {
    let cx = &visit.cx;
    let value = match &blueprint.shipping {
        None => cx.t("shipping-none"),
        Some(plan) => {
            let (what, lead) = (words::shipment(cx, plan.missing), i64::from(plan.lead_minutes) * 60);
            cx.t2("shipping-row-text", "what", what, "lead", cx.duration(lead))
        }
    };
    let href = Some(format!("/settings/blueprints/{}/shipping", blueprint.id));
    Block::Facts(cx.t("shipping-title"), vec![Fact { name: cx.t("shipping-row"), value, href }])
}

struct Present<'a> {
    id: BlueprintId,
    record: i64,
    newest: &'a Blueprint,
}

impl Present<'_> {
    fn of<'a>(visit: &'a Visit, text: &str) -> Result<Present<'a>, AppError> {
        let id = BlueprintId(id(text)?);
        let found = visit.directory.blueprints.get(&id).ok_or(AppError::NotFound("blueprint"))?;
        let newest = found.value.last().ok_or(AppError::NotFound("blueprint"))?;
        Ok(Present { id, record: found.version, newest })
    }

    fn at(&self, visit: &Visit) -> (Section, Option<String>) {
        let title = format!("{}: {}", spoken(visit, &self.newest.name), visit.cx.t("shipping-title"));
        (Section::Blueprints, Some(title))
    }

    fn form(&self, visit: &Visit, values: &ShippingForm) -> Form {
        forms::shipping(&visit.cx, &self.id.to_string(), values).with("version", self.record.to_string())
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let present = Present::of(&visit, &text)?;
    let form = present.form(&visit, &ShippingForm::of(present.newest));
    page(&form_page(&web, &visit, present.at(&visit), form, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let present = Present::of(&visit, &text)?;
    let get = |name: &str| posted.get(name).to_owned();
    let values = ShippingForm {
        ships: posted.some("ships").is_some(),
        missing: get("missing"),
        lead: get("lead"),
        silence: crate::form::span(&posted.fields, "silence"),
    };
    match web.app.change_shipping(&visit.who()?, present.id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/blueprints/{}", present.id), "said-saved")),
        Err(error) => {
            let form = present.form(&visit, &values);
            again(&web, &visit, present.at(&visit), form, &posted, error).await
        }
    }
}
