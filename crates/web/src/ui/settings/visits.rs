//! How a blueprint plans visits: a page of its own beside the blueprint.

use axum::extract::{Path, State};
use axum_extra::extract::Query;
use regie_app::AppError;
use regie_app::settings::visits::VisitPlanForm;
use regie_domain::blueprint::Blueprint;
use regie_domain::ids::BlueprintId;

use super::{Asked, CHANGE, READ, again, form_page, id, spoken, teams_of, version};
use crate::builder::Routes;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::settings::{Block, Section};
use crate::pages::settings_forms::slots as forms;
use crate::posted::Posted;
use crate::reply::{Reply, page, see};
use crate::state::Web;
use crate::ui::attempt::said;
use crate::visit::Visit;

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
    Block::Facts(cx.t("plan-title"), vec![Fact { name: cx.t("plan-row"), value, href }])
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
        let title = format!("{}: {}", spoken(visit, &self.newest.name), visit.cx.t("plan-title"));
        (Section::Blueprints, Some(title))
    }

    fn form(&self, visit: &Visit, values: &VisitPlanForm) -> Form {
        forms::visit_plan(&visit.cx, &self.id.to_string(), values, &teams_of(visit))
            .with("version", self.record.to_string())
    }
}

async fn show(State(web): State<Web>, visit: Visit, Path(text): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let present = Present::of(&visit, &text)?;
    let form = present.form(&visit, &VisitPlanForm::of(present.newest));
    page(&form_page(&web, &visit, present.at(&visit), form, asked.said.as_deref()).await?)
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
            let form = present.form(&visit, &values);
            again(&web, &visit, present.at(&visit), form, &posted, error).await
        }
    }
}
