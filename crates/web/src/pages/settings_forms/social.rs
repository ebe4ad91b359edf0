//! The form of a page or number of ours on a social channel.

use regie_app::social::settings::SocialForm;
use regie_domain::codes::Medium;

use super::{Named, choices};
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::words::medium_key;

/// A page or number. `teams` and `blueprints` are ids and names.
#[must_use]
pub fn connection(cx: &Cx, id: &str, values: &SocialForm, (teams, blueprints): (&Named, &Named)) -> Form {
    let (action, submit) = match id {
        "" => ("/settings/social/new".to_owned(), "social-create"),
        id => (format!("/settings/social/{id}"), "social-save"),
    };
    let stored = !id.is_empty();
    let form = Form::new(cx, "social", action, submit).cancel("/settings/social");
    let form = if stored {
        form.with("medium", &values.medium)
    } else {
        let media = Medium::ALL.iter().map(|medium| Choice::new(medium.code(), cx.t(medium_key(*medium))));
        form.field("medium", "social-medium", Input::Radios(media.collect())).value(&values.medium)
    };
    let form = form
        .field("name", "social-name", Input::Line("text"))
        .value(&values.name)
        .field("account", "social-account", Input::Line("text"))
        .hint("social-account-hint")
        .value(&values.account)
        .field("team", "social-team", Input::Select(choices(teams)))
        .hint("social-team-hint")
        .value(&values.team)
        .field("blueprint", "social-blueprint", Input::Select(choices(blueprints)))
        .value(&values.blueprint)
        .field("active", "social-active", Input::Check(values.active))
        .hint("social-active-hint");
    let secrets = [
        ("app-secret", "social-app-secret", "social-app-secret-hint"),
        ("access-token", "social-access-token", "social-access-token-hint"),
        ("verify-token", "social-verify-token", "social-verify-token-hint"),
    ];
    let form = secrets.into_iter().fold(form, |form, (name, label, hint)| {
        let form = form.field(name, label, Input::Line("password")).autocomplete("new-password");
        if stored { form.hint("social-secret-kept").optional() } else { form.hint(hint) }
    });
    let form = form.field("base", "social-base", Input::Line("text")).hint("social-base-hint").value(&values.base);
    if stored && values.medium == Medium::Facebook.code() {
        return form;
    }
    form.field("template", "social-template", Input::Line("text"))
        .hint("social-template-hint")
        .value(&values.template)
        .optional()
        .field("template-language", "social-template-language", Input::Line("text"))
        .value(&values.template_language)
        .optional()
}
