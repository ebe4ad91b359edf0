//! How carriers tell us of shipments, and what a blueprint wants to know of them.

use regie_app::settings::shipping::ShippingForm;
use regie_app::shipments::FeedForm;
use regie_domain::carrier::FeedKind;
use regie_domain::codes::ShipmentStatus;

use super::blueprint::UNITS;
use super::{Named, choices, keyed};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::words;

/// A feed. `id` is empty for a new one; its kind stays what it was.
#[must_use]
pub fn feed(cx: &Cx, id: &str, kind: FeedKind, (values, sample): (&FeedForm, &str), carriers: &Named) -> Form {
    let action = if id.is_empty() { format!("new?kind={}", kind.code()) } else { id.to_owned() };
    let secret = if kind.pushes() { "carrier-secret" } else { "carrier-key" };
    let mut form = Form::new(cx, "carrier", format!("/settings/carriers/{action}"), "settings-save")
        .cancel("/settings/carriers")
        .with("kind", kind.code())
        .field("name", "carrier-name", Input::Line("text"))
        .value(&values.name)
        .field("secret", secret, Input::Line("password"))
        .hint(if id.is_empty() { "carrier-secret-hint" } else { "carrier-secret-stays" })
        .autocomplete("new-password");
    if !id.is_empty() {
        form = form.optional();
    }
    if !kind.pushes() {
        form = form
            .field("carrier", "carrier-team", Input::Select(choices(carriers)))
            .hint("carrier-team-hint")
            .chosen(&[&values.carrier])
            .field("every", "carrier-every", Input::Line("number"))
            .hint("carrier-every-hint")
            .value(&values.every)
            .field("address", "carrier-address", Input::Line("text"))
            .hint("carrier-address-hint")
            .value(&values.address)
            .field("table", "carrier-table", Input::Area(12))
            .hint("carrier-table-hint")
            .value(&values.table)
            .field("sample", "carrier-sample", Input::Area(8))
            .hint("carrier-sample-hint")
            .value(sample)
            .optional()
            .also("do", "try", "carrier-try");
    }
    form.field("active", "carrier-active", Input::Check(values.active))
}

/// What a blueprint wants to know of shipments.
#[must_use]
pub fn shipping(cx: &Cx, id: &str, values: &ShippingForm) -> Form {
    let steps = ShipmentStatus::ALL.iter().filter(|status| status.step().is_some());
    let steps = steps.map(|status| Choice::new(status.code(), cx.cap(words::shipment(cx, *status)))).collect();
    Form::new(cx, "shipping", format!("/settings/blueprints/{id}/shipping"), "settings-save")
        .cancel(format!("/settings/blueprints/{id}"))
        .field("ships", "shipping-ships", Input::Check(values.ships))
        .hint("shipping-ships-hint")
        .field("missing", "shipping-missing", Input::Select(steps))
        .hint("shipping-missing-hint")
        .chosen(&[&values.missing])
        .field("lead", "shipping-lead", Input::Line("number"))
        .hint("shipping-lead-hint")
        .value(&values.lead)
        .field("silence", "shipping-silence", Input::Term(keyed(cx, &UNITS)))
        .hint("shipping-silence-hint")
        .value(&values.silence)
        .optional()
}
