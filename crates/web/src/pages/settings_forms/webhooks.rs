//! The forms of webhooks: an endpoint, how messages name where they come from, and what is sent again.

use regie_app::settings::webhooks::{WebhookForm, nouns};
use regie_domain::webhook::{WebhookNames, WebhookScheme};

use super::{Named, choices};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// The words for what a noun of the journal is about; the noun itself where there are none.
fn noun_words(cx: &Cx, noun: &str) -> String {
    if !cx.lang.has(&format!("webhook-noun-{noun}")) {
        return noun.to_owned();
    }
    cx.t(&format!("webhook-noun-{noun}"))
}

/// An endpoint. `programs` are the programs at the API.
#[must_use]
pub fn webhook(cx: &Cx, id: &str, values: &WebhookForm, programs: &Named) -> Form {
    let (action, submit) = match id {
        "" => ("/settings/webhooks/new".to_owned(), "webhook-create"),
        id => (format!("/settings/webhooks/{id}"), "webhook-save"),
    };
    let ticked = |value: &str, label: String| Choice {
        chosen: values.nouns.iter().any(|noun| noun == value),
        ..Choice::new(value, label)
    };
    let all = ticked("*", cx.t("webhook-nouns-all"));
    let mut each: Vec<Choice> = nouns().into_iter().map(|noun| ticked(noun, noun_words(cx, noun))).collect();
    each.sort_by_key(|choice| choice.label.to_lowercase());
    let mut looks = vec![Choice::new("", cx.t("webhook-client-none"))];
    looks.extend(choices(programs));
    let form = Form::new(cx, "webhook", action, submit)
        .cancel("/settings/webhooks")
        .field("name", "webhook-name", Input::Line("text"))
        .hint("webhook-name-hint")
        .value(&values.name)
        .field("url", "webhook-url", Input::Line("text"))
        .hint("webhook-url-hint")
        .value(&values.url)
        .field("anyway", "webhook-anyway", Input::Check(values.anyway))
        .hint("webhook-anyway-hint")
        .field("nouns", "webhook-nouns", Input::Checks(std::iter::once(all).chain(each).collect()))
        .field("kinds", "webhook-kinds", Input::Line("text"))
        .hint("webhook-kinds-hint")
        .value(&values.kinds)
        .optional()
        .field("client", "webhook-client", Input::Select(looks))
        .hint("webhook-client-hint")
        .chosen(&[&values.client]);
    if !id.is_empty() {
        return form;
    }
    let schemes =
        WebhookScheme::ALL.map(|one| Choice::new(one.code(), cx.t(&format!("webhook-scheme-{}", one.code()))));
    form.field("scheme", "webhook-scheme", Input::Radios(schemes.to_vec()))
        .hint("webhook-scheme-hint")
        .chosen(&[&values.scheme])
}

/// How messages name where they come from.
#[must_use]
pub fn names(cx: &Cx, names: &WebhookNames, version: i64) -> Form {
    Form::new(cx, "names", "/settings/webhooks/names", "webhook-names-save")
        .with("version", version.to_string())
        .field("source", "webhook-source", Input::Line("text"))
        .hint("webhook-source-hint")
        .value(&names.source)
        .field("prefix", "webhook-prefix", Input::Line("text"))
        .hint("webhook-prefix-hint")
        .value(&names.prefix)
}

/// Sends again what was to be told from a moment on.
#[must_use]
pub fn replay(cx: &Cx, id: &str, since: &str) -> Form {
    let what = [("missed", "webhook-replay-missed"), ("all", "webhook-replay-all")];
    let what = what.map(|(code, key)| Choice::new(code, cx.t(key))).to_vec();
    Form::new(cx, "replay", format!("/settings/webhooks/{id}/replay"), "webhook-replay-do")
        .field("since", "webhook-replay-since", Input::Line("datetime-local"))
        .hint("webhook-replay-since-hint")
        .value(since)
        .field("what", "webhook-replay-what", Input::Radios(what))
        .chosen(&["missed"])
}
