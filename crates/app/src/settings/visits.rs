//! Whether a blueprint's journeys are planned by visit, from which slot book, and how.

use regie_domain::blueprint::Blueprint;
use regie_domain::codes::BallGoes;
use regie_domain::ids::BlueprintId;
use regie_domain::money::Cents;
use regie_domain::visit::VisitPlan;

use super::forms::Faults;
use super::{Edit, Permit};
use crate::App;
use crate::authorise::Who;
use crate::error::Result;

/// What a person wrote about the visits of a blueprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitPlanForm {
    /// The id of the team that comes; empty where there are no visits. Field `team`.
    pub team: String,
    /// Whether it is an outage. Field `urgent`.
    pub urgent: bool,
    /// Whether the customer may choose the first window. Field `by-customer`.
    pub by_customer: bool,
    /// Whether the ball goes along. Field `ball`.
    pub ball: bool,
    /// What a visit costs, in euros; empty is unknown. Field `cost`.
    pub cost: String,
}

impl VisitPlanForm {
    /// The form of a blueprint.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Self {
        let Some(plan) = &blueprint.visit else { return Self { by_customer: true, ball: true, ..Self::default() } };
        Self {
            team: plan.team.team.to_string(),
            urgent: plan.urgent,
            by_customer: plan.by_customer,
            ball: plan.ball == BallGoes::Goes,
            cost: plan.cost.map(|cost| format!("{},{:02}", cost.0 / 100, cost.0 % 100)).unwrap_or_default(),
        }
    }

    fn read(&self, edit: &Edit, faults: &mut Faults) -> Option<VisitPlan> {
        if self.team.trim().is_empty() {
            return None;
        }
        let team = faults.team("team", &self.team, &edit.directory);
        // Without windows nothing could ever be offered.
        if edit.directory.team(team.team).is_some() && !edit.directory.slot_books.contains_key(&team.team) {
            faults.add("team", "invalid-no-slot-book");
        }
        let cost: Option<Cents> = match self.cost.trim() {
            "" => None,
            cost => Some(faults.amount("cost", cost)),
        };
        let ball = if self.ball { BallGoes::Goes } else { BallGoes::Stays };
        Some(VisitPlan { team, urgent: self.urgent, by_customer: self.by_customer, ball, cost })
    }
}

impl App {
    /// Changes how a blueprint plans visits: appends a version, which journeys that begin from now on run under. A form that
    /// changes nothing makes no version.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_visit_plan(
        &self,
        who: &Who,
        id: BlueprintId,
        expected: i64,
        form: VisitPlanForm,
    ) -> Result<i64> {
        self.edit(who, Permit::House, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                let changed = |newest: &Blueprint, faults: &mut Faults| Blueprint {
                    visit: form.read(edit, faults),
                    ..newest.clone()
                };
                edit.append_version(tx, *id, *expected, changed).await
            })
        })
        .await
    }
}
