//! What a system reports: how it signs, what its reports mean, and a report to try that on.

use regie_app::facts::settings::{BODY_SCHEME, STANDARD_SCHEME};

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// What stands in the form.
#[derive(Clone, Debug, Default)]
pub struct Door {
    /// How it signs.
    pub scheme: String,
    /// The header that holds a signature over the body.
    pub header: String,
    /// What its reports mean, as it is written.
    pub table: String,
    /// Whether they are taken.
    pub active: bool,
    /// A report to try the table on.
    pub sample: String,
}

/// The door of a system, with the id of the system.
#[must_use]
pub fn door(cx: &Cx, id: &str, values: &Door) -> Form {
    let schemes = [(STANDARD_SCHEME, "fact-scheme-standard"), (BODY_SCHEME, "fact-scheme-body")];
    let schemes = schemes.map(|(code, key)| Choice::new(code, cx.t(key)).hint(cx.t(&format!("{key}-hint"))));
    Form::new(cx, "facts", format!("/settings/systems/{id}/facts"), "settings-save")
        .cancel(format!("/settings/systems/{id}"))
        .field("table", "fact-table", Input::Area(18))
        .hint("fact-table-hint")
        .value(&values.table)
        .optional()
        .field("sample", "fact-sample", Input::Area(8))
        .hint("fact-sample-hint")
        .value(&values.sample)
        .optional()
        .field("scheme", "fact-scheme", Input::Radios(schemes.to_vec()))
        .group("fact-signing")
        .chosen(&[&values.scheme])
        .field("header", "fact-header", Input::Line("text"))
        .hint("fact-header-hint")
        .value(&values.header)
        .optional()
        .field("active", "fact-active", Input::Check(values.active))
        .group("fact-use")
        .hint("fact-active-hint")
        .also("do", "try", "fact-try")
}
