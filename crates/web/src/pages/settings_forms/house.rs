//! The organisation, its teams and their opening hours.

use regie_app::locale::words::capital;
use regie_app::settings::forms::HoursForm;
pub use regie_app::settings::forms::WEEK;
use regie_app::settings::organisation::{COMPLAINTS, OrganisationForm, UNDO, complaints_code};
use regie_app::settings::teams::TeamForm;
use regie_domain::legal_term::LegalRule;

use super::{langs, words};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::words::legal_rule;

/// What an organisation says of itself; `prefix` stands before the names of the fields.
pub fn identity(form: Form, prefix: &str, values: &OrganisationForm) -> Form {
    let name = |field: &str| format!("{prefix}{field}");
    let form = form
        .field(name("name"), "org-name", Input::Line("text"))
        .value(&values.name)
        .autocomplete("organization")
        .field(name("phone"), "org-phone", Input::Line("tel"))
        .value(&values.phone)
        .autocomplete("tel")
        .optional();
    words(form, &name("word"), "org-word", &values.customer_word, &Input::Line("text"))
        .field(name("zone"), "org-zone", Input::Line("text"))
        .hint("org-zone-hint")
        .value(&values.zone)
        .field(name("language"), "org-language", Input::Radios(langs()))
        .value(&values.language)
}

/// The organisation.
pub fn organisation(cx: &Cx, values: &OrganisationForm) -> Form {
    identity(Form::new(cx, "organisation", "/settings/organisation", "settings-save"), "", values)
        .field("quiet-from", "org-quiet-from", Input::Line("time"))
        .value(&values.quiet_from)
        .group("org-quiet")
        .field("quiet-until", "org-quiet-until", Input::Line("time"))
        .value(&values.quiet_until)
        .beside()
        .field("undo", "org-undo", Input::Select(seconds(cx)))
        .hint("org-undo-hint")
        .value(&values.undo)
        .group("org-undo-group")
        .field("objections", "org-objections", Input::Line("text"))
        .hint("org-objections-hint")
        .value(&values.objections)
        .group("org-law")
        .optional()
        .field("complaints", "org-complaints", Input::Select(complaint_terms(cx, values)))
        .hint("org-complaints-hint")
        .value(&values.complaints)
}

/// Within which term a complaint is dealt with.
fn complaint_terms(cx: &Cx, values: &OrganisationForm) -> Vec<Choice> {
    let usual = LegalRule::usual_for_complaints(!values.objections.trim().is_empty());
    let usual = Choice::new("", cx.t1("org-complaints-usual", "term", legal_rule(cx, usual)));
    let one = |rule: LegalRule| Choice::new(complaints_code(rule), legal_rule(cx, rule));
    std::iter::once(usual).chain(COMPLAINTS.into_iter().map(one)).collect()
}

/// For how long a message may be taken back.
fn seconds(cx: &Cx) -> Vec<Choice> {
    let words = |seconds: u16| match seconds {
        0 => cx.t("org-undo-none"),
        seconds => cx.tn("org-undo-seconds", usize::from(seconds)),
    };
    UNDO.into_iter().map(|seconds| Choice::new(seconds.to_string(), words(seconds))).collect()
}

/// A team; `id` is empty for a new one.
pub fn team(cx: &Cx, id: &str, values: &TeamForm) -> Form {
    let id = if id.is_empty() { "new" } else { id };
    Form::new(cx, "team", format!("/settings/teams/{id}"), "settings-save")
        .cancel("/settings/teams")
        .field("name", "team-name", Input::Line("text"))
        .value(&values.name)
        .field("restricted", "team-restricted", Input::Check(values.restricted))
        .hint("restricted-hint")
}

/// Opening hours: a line a day as `08:30-12:00, 13:00-17:00`; closed and extra days one per line. `prefix` stands before
/// the names of the fields.
pub fn hours_fields(mut form: Form, prefix: &str, values: &HoursForm) -> Form {
    for (index, ((day, name), written)) in WEEK.into_iter().zip(&values.days).enumerate() {
        let label = capital(form.cx.lang.weekday(day));
        form = form.own_field(format!("{prefix}-{name}"), label, Input::Line("text")).value(written);
        if index == 0 {
            form = form.group("calendar-hours").hint("calendar-hours-hint");
        }
    }
    form.field(format!("{prefix}-holidays"), "calendar-holidays", Input::Check(values.holidays))
        .group("calendar-closed")
        .field(format!("{prefix}-closed-days"), "calendar-closed-days", Input::Area(3))
        .hint("calendar-closed-hint")
        .value(&values.closed_days)
        .optional()
        .field(format!("{prefix}-extra-days"), "calendar-extra-days", Input::Area(2))
        .hint("calendar-extra-hint")
        .value(&values.extra_days)
        .optional()
}

/// The opening hours of the organisation.
pub fn own_hours(cx: &Cx, values: &HoursForm) -> Form {
    let form = Form::new(cx, "calendar", "/settings/calendars/own", "settings-save").cancel("/settings/calendars");
    hours_fields(form, "hours", values)
}

/// The opening hours of a team: the organisation's or its own.
pub fn hours(cx: &Cx, id: &str, own: bool, values: &HoursForm) -> Form {
    let which = [("no", "calendar-same"), ("yes", "calendar-own")].map(|(code, key)| Choice::new(code, cx.t(key)));
    let form = Form::new(cx, "calendar", format!("/settings/calendars/{id}"), "settings-save")
        .cancel("/settings/calendars")
        .field("own", "calendar-which", Input::Radios(which.to_vec()))
        .value(if own { "yes" } else { "no" });
    hours_fields(form, "hours", values)
}
