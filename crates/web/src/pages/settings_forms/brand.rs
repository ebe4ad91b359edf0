//! The look of the customer's pages.

use regie_app::settings::brand::BrandForm;

use crate::cx::Cx;
use crate::form::{Form, Input};

/// Logo and colours. A logo that is there can be taken away.
pub fn brand(cx: &Cx, values: &BrandForm, has_logo: bool) -> Form {
    let form = Form::new(cx, "brand", "/settings/brand", "settings-save")
        .also("do", "preview", "brand-preview-do")
        .field("light", "brand-light", Input::Line("text"))
        .group("brand-colours")
        .hint("brand-light-hint")
        .value(&values.light)
        .optional()
        .field("on-light", "brand-on-light", Input::Line("text"))
        .hint("brand-on-hint")
        .value(&values.on_light)
        .optional()
        .beside()
        .field("dark", "brand-dark", Input::Line("text"))
        .hint("brand-dark-hint")
        .value(&values.dark)
        .optional()
        .field("on-dark", "brand-on-dark", Input::Line("text"))
        .hint("brand-on-hint")
        .value(&values.on_dark)
        .optional()
        .beside()
        .field("logo", "brand-logo", Input::Files("image/png,image/jpeg,image/webp"))
        .group("brand-logo-group")
        .hint("brand-logo-hint")
        .optional();
    if has_logo { form.field("no-logo", "brand-no-logo", Input::Check(values.no_logo)) } else { form }
}
