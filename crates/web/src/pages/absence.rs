//! When a member is away and who stands in.

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// The form: first day, last day, who stands in. Colleagues are ids and names with what stands in the way.
pub fn absence(
    cx: &Cx,
    href: &str,
    (from, until, substitute): (&str, &str, &str),
    colleagues: &[(String, String)],
) -> Form {
    let nobody = Choice::new("", cx.t("absence-nobody"));
    let choices = std::iter::once(nobody).chain(colleagues.iter().map(|(id, name)| Choice::new(id, name))).collect();
    Form::new(cx, "absence", href, "absence-save")
        .field("from", "absence-from", Input::Line("date"))
        .value(from)
        .field("until", "absence-until", Input::Line("date"))
        .value(until)
        .beside()
        .field("substitute", "absence-substitute", Input::Select(choices))
        .value(substitute)
        .hint("absence-substitute-hint")
}

/// The form that ends it.
pub fn back(cx: &Cx, href: &str) -> Form {
    Form::new(cx, "back", format!("{href}/end"), "absence-end")
}
