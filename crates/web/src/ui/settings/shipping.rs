//! What a blueprint wants to know of shipments: a page of its own beside the blueprint.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::settings::shipping::ShippingForm;
use regie_domain::blueprint::Blueprint;

use super::blueprints::present::Present;
use super::{Asked, CHANGE, READ, again, form_page, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::settings::Block;
use crate::pages::settings_forms::carriers as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;
use crate::words;

const TITLE: &str = "shipping-title";

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
    Block::Facts(cx.t(TITLE), vec![Fact { name: cx.t("shipping-row"), value, href }])
}

fn form(present: &Present<'_>, visit: &Visit, values: &ShippingForm) -> Form {
    present.changing(forms::shipping(&visit.cx, &present.id.to_string(), values))
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let present = Present::of(&visit, &text)?;
    let form = form(&present, &visit, &ShippingForm::of(present.newest));
    page(&form_page(&web, &visit, present.beside(&visit, TITLE), form, asked.said.as_deref()).await?)
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
            let form = form(&present, &visit, &values);
            again(&web, &visit, present.beside(&visit, TITLE), form, &posted, error).await
        }
    }
}
