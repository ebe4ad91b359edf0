//! What a blueprint wants to know of shipments, and when it notices that it does not.

use regie_domain::blueprint::Blueprint;
use regie_domain::codes::ShipmentStatus;
use regie_domain::ids::BlueprintId;
use regie_domain::shipment::ShippingPlan;

use super::Permit;
use super::forms::{Faults, term_text};
use crate::App;
use crate::authorise::Who;
use crate::error::Result;

/// What a person wrote about the shipments of a blueprint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShippingForm {
    /// Whether its journeys begin with shipments.
    pub ships: bool,
    /// What the carrier must have said. Field `missing`.
    pub missing: String,
    /// How many minutes before the end of the window. Field `lead`.
    pub lead: String,
    /// How long a carrier may say nothing; empty for ever. Field `silence`.
    pub silence: String,
}

impl ShippingForm {
    /// The form of a blueprint; with what is usual, where it says nothing.
    #[must_use]
    pub fn of(blueprint: &Blueprint) -> Self {
        let plan = blueprint.shipping.unwrap_or_default();
        Self {
            ships: blueprint.shipping.is_some(),
            missing: plan.missing.code().to_owned(),
            lead: plan.lead_minutes.to_string(),
            silence: plan.silence.map(term_text).unwrap_or_default(),
        }
    }

    fn read(&self, faults: &mut Faults) -> Option<ShippingPlan> {
        if !self.ships {
            return None;
        }
        let step = ShipmentStatus::parse(self.missing.trim()).filter(|status| status.step().is_some());
        Some(ShippingPlan {
            missing: faults.choice("missing", step, ShipmentStatus::OutForDelivery),
            lead_minutes: faults.number("lead", &self.lead, 0, ShippingPlan::MOST_LEAD),
            silence: faults.optional_term("silence", &self.silence),
        })
    }
}

impl App {
    /// Changes what a blueprint wants to know of shipments: appends a version, which journeys that begin from now on run
    /// under. A form that changes nothing makes no version.
    ///
    /// # Errors
    /// Every fault of the form, a denial, or a conflict with another change.
    pub async fn change_shipping(&self, who: &Who, id: BlueprintId, expected: i64, form: ShippingForm) -> Result<i64> {
        self.edit(who, Permit::Administrator, (id, expected, form), |tx, edit, (id, expected, form)| {
            Box::pin(async move {
                let changed = |newest: &Blueprint, faults: &mut Faults| Blueprint {
                    shipping: form.read(faults),
                    ..newest.clone()
                };
                edit.append_version(tx, *id, *expected, changed).await
            })
        })
        .await
    }
}
