//! The forms of telephone systems and of the gateway for text messages.

use regie_app::cti::settings::CtiForm;
use regie_app::sms::SmsForm;

use super::{Named, choices};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// A telephone system. `teams` are ids and names.
#[must_use]
pub fn connection(cx: &Cx, id: &str, values: &CtiForm, teams: &Named) -> Form {
    let (action, submit) = match id {
        "" => ("/settings/telephone/new".to_owned(), "cti-create"),
        id => (format!("/settings/telephone/{id}"), "cti-save"),
    };
    let mut form = Form::new(cx, "connection", action, submit)
        .cancel("/settings/telephone")
        .field("name", "cti-name", Input::Line("text"))
        .value(&values.name)
        .field("team", "cti-team", Input::Select(none_yet(cx, choices(teams), &values.team)))
        .hint("cti-team-hint")
        .value(&values.team)
        .field("active", "cti-active", Input::Check(values.active));
    for (team, name) in teams {
        let known = values.lines.iter().find(|(id, _)| id == team).map(|(_, lines)| lines.as_str());
        form = form
            .own_field(format!("lines.{team}"), cx.t1("cti-lines", "team", name), Input::Line("text"))
            .hint("cti-lines-hint")
            .value(known.unwrap_or_default())
            .optional();
    }
    form
}

/// The choices of something that nobody has chosen yet: none of them stands chosen.
fn none_yet(cx: &Cx, all: Vec<Choice>, chosen: &str) -> Vec<Choice> {
    let none = chosen.is_empty().then(|| Choice::new("", cx.t("cti-team-none")));
    none.into_iter().chain(all).collect()
}

/// The gateway for text messages.
#[must_use]
pub fn gateway(cx: &Cx, values: &SmsForm, stored: bool) -> Form {
    let form = Form::new(cx, "sms", "/settings/sms", "sms-save")
        .field("active", "sms-active", Input::Check(values.active))
        .hint("sms-active-hint")
        .field("url", "sms-url", Input::Line("text"))
        .hint("sms-url-hint")
        .value(&values.url)
        .field("body", "sms-body", Input::Area(3))
        .hint("sms-body-hint")
        .value(&values.body)
        .field("sender", "sms-sender", Input::Line("text"))
        .value(&values.sender)
        .field("every-hours", "sms-every", Input::Line("number"))
        .value(&values.every_hours)
        .field("header", "sms-header", Input::Line("text"))
        .value(&values.header)
        .optional()
        .field("secret", "sms-secret", Input::Line("password"))
        .autocomplete("new-password")
        .optional();
    if stored { form.hint("sms-secret-hint") } else { form }
}
