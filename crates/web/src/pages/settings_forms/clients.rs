//! The form of a program that uses the API.

use regie_app::settings::clients::ClientForm;
use regie_domain::client::ApiScope;

use super::Named;
use crate::cx::Cx;
use crate::form::{Choice, Form, Input};

/// A program. `teams` are ids and names.
#[must_use]
pub fn client(cx: &Cx, id: &str, values: &ClientForm, teams: &Named) -> Form {
    let (action, submit) = match id {
        "" => ("/settings/api/new".to_owned(), "client-create"),
        id => (format!("/settings/api/{id}"), "client-save"),
    };
    let ticked = |value: &str, label: String, among: &[String]| Choice {
        chosen: among.iter().any(|one| one == value),
        ..Choice::new(value, label)
    };
    let teams = teams.iter().map(|(id, name)| ticked(id, name.clone(), &values.teams)).collect();
    let scopes = ApiScope::ALL.iter().copied().map(|scope| {
        let words = cx.t(&format!("client-scope-{}", scope.code().replace('.', "-")));
        ticked(scope.code(), format!("{words} ({})", scope.code()), &values.scopes)
    });
    Form::new(cx, "client", action, submit)
        .cancel("/settings/api")
        .field("name", "client-name", Input::Line("text"))
        .hint("client-name-hint")
        .value(&values.name)
        .field("teams", "client-teams", Input::Checks(teams))
        .hint("client-teams-hint")
        .field("watches", "client-watches", Input::Check(values.watches))
        .hint("client-watches-hint")
        .field("scopes", "client-scopes", Input::Checks(scopes.collect()))
        .field("days", "client-days", Input::Line("number"))
        .hint("client-days-hint")
        .value(&values.days)
        .field("active", "client-active", Input::Check(values.active))
}
