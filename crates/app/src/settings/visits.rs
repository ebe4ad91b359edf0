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
    /// How many days an agreed visit lets the silence limit rest at most; empty is none. Field `rest`.
    pub rest: String,
}

/// What a new plan proposes: a week.
const USUAL_REST: &str = "7";
/// Whoever hears nothing for longer has forgotten what was agreed.
const MOST_REST: u32 = 31;

impl VisitPlanForm {
    /// The form of a blueprint.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Self {
        let Some(plan) = &blueprint.visit else {
            let rest = USUAL_REST.to_owned();
            return Self { by_customer: true, ball: true, rest, ..Self::default() };
        };
        Self {
            team: plan.team.team.to_string(),
            urgent: plan.urgent,
            by_customer: plan.by_customer,
            ball: plan.ball == BallGoes::Goes,
            cost: plan.cost.map(|cost| format!("{},{:02}", cost.0 / 100, cost.0 % 100)).unwrap_or_default(),
            rest: plan.rest_days.map(|days| days.to_string()).unwrap_or_default(),
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
        let rest_days = match self.rest.trim() {
            "" => None,
            days => Some(faults.number("rest", days, 1, MOST_REST)),
        };
        Some(VisitPlan { team, urgent: self.urgent, by_customer: self.by_customer, ball, cost, rest_days })
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
