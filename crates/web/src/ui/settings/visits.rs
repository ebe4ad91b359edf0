//! How a blueprint plans visits: a page of its own beside the blueprint.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::settings::visits::VisitPlanForm;
use regie_domain::blueprint::Blueprint;

use super::blueprints::present::Present;
use super::{Asked, CHANGE, READ, again, form_page, teams_of, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::settings::Block;
use crate::pages::settings_forms::slots as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

const TITLE: &str = "plan-title";

pub(super) fn routes(routes: Routes<Web>) -> Routes<Web> {
    routes.get("/settings/blueprints/{id}/visits", READ, "settings-visits", show).post(
        "/settings/blueprints/{id}/visits",
        CHANGE,
        "change_visit_plan",
        change,
    )
}

/// What stands of it on the blueprint's own page, with the way to change it.
pub(super) fn block(visit: &Visit, blueprint: &Blueprint) -> Block {
    let cx = &visit.cx;
    let who = blueprint.visit.as_ref().map(|plan| visit.directory.team_name(plan.team.team));
    let value = who.unwrap_or_else(|| cx.t("plan-none"));
    let href = Some(format!("/settings/blueprints/{}/visits", blueprint.id));
    Block::Facts(cx.t(TITLE), vec![Fact { name: cx.t("plan-row"), value, href }])
}

fn form(present: &Present<'_>, visit: &Visit, values: &VisitPlanForm) -> Form {
    present.changing(forms::visit_plan(&visit.cx, &present.id.to_string(), values, &teams_of(visit)))
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let present = Present::of(&visit, &text)?;
    let form = form(&present, &visit, &VisitPlanForm::of(present.newest));
    page(&form_page(&web, &visit, present.beside(&visit, TITLE), form, asked.said.as_deref()).await?)
}

async fn change(State(web): State<Web>, visit: Visit, Path(text): Path<String>, posted: Posted) -> Reply {
    let present = Present::of(&visit, &text)?;
    let values = VisitPlanForm {
        team: posted.get("team").to_owned(),
        urgent: posted.some("urgent").is_some(),
        by_customer: posted.some("by-customer").is_some(),
        ball: posted.some("ball").is_some(),
        cost: posted.get("cost").to_owned(),
        rest: posted.get("rest").to_owned(),
    };
    match web.app.change_visit_plan(&visit.who()?, present.id, version(&posted), values.clone()).await {
        Ok(_) => see(&said(&format!("/settings/blueprints/{}", present.id), "said-saved")),
        Err(error) => {
            let form = form(&present, &visit, &values);
            again(&web, &visit, present.beside(&visit, TITLE), form, &posted, error).await
        }
    }
}
