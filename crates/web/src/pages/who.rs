//! The page on which somebody who wrote on a social channel says who they are: behind a link in the conversation, never in
//! the conversation itself.

use askama::Template;

use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::shell::CustomerShell;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "social/who.html")]
pub struct WhoPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The address of the page that it belongs to.
    pub back: String,
    /// The form, while it is asked.
    pub form: Option<Form>,
    /// What became of it, in words, where nothing is asked any more.
    pub done: Option<String>,
}

/// The form.
#[must_use]
pub fn form(cx: &Cx, token: &str) -> Form {
    Form::new(cx, "who", format!("/s/{token}/who"), "who-send")
        .field("number", "who-number", Input::Line("text"))
        .hint("who-number-hint")
        .autocomplete("off")
        .field("postcode", "who-postcode", Input::Line("text"))
        .hint("who-postcode-hint")
        .autocomplete("postal-code")
}
