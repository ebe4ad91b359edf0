//! The reader's own page: name, language, look, shortcuts, password, and where one is signed in.

use askama::Template;
use regie_app::locale::Lang;

use crate::cx::{Cx, Theme};
use crate::form::{Choice, Form, Input};
use crate::pages::parts::Table;
use crate::pages::shell::Shell;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "profile/page.html")]
pub struct ProfilePage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The reader's choices.
    pub profile: Form,
    /// What stands under the reader's messages; none for who writes none.
    pub signature: Option<Form>,
    /// How a message then ends.
    pub looks: Option<String>,
    /// Where the reader says when they are away, and whether that is now or soon.
    pub absence: Option<(String, String)>,
    /// Whether the list of the first day was put away, and can be called back.
    pub first_day_away: bool,
    /// A new password.
    pub password: Form,
    /// The second step at signing in.
    pub second: SecondStep,
    /// Where one is signed in.
    pub sessions: Table,
    /// Ends the sessions elsewhere; none where there are none.
    pub elsewhere: Option<Form>,
}

/// What the own page says of the second step.
#[derive(Clone, Debug)]
pub struct SecondStep {
    /// What holds now.
    pub words: Vec<String>,
    /// What can be done.
    pub forms: Vec<Form>,
}

/// Begins to set up a second step.
pub fn second_begin(cx: &Cx) -> Form {
    Form::new(cx, "factor-begin", "/profile/second-step", "factor-set-up")
        .field("current", "profile-password-current", Input::Line("password"))
        .autocomplete("current-password")
}

/// Makes new recovery codes.
pub fn second_codes(cx: &Cx) -> Form {
    second_code(Form::new(cx, "second-codes", "/profile/second-step/codes", "factor-codes-new"))
}

/// Takes the second step away.
pub fn second_end(cx: &Cx) -> Form {
    second_code(Form::new(cx, "factor-end", "/profile/second-step/end", "factor-end").danger())
}

fn second_code(form: Form) -> Form {
    form.field("code", "factor-code", Input::Line("text")).hint("factor-code-hint").autocomplete("one-time-code")
}

/// The reader's own choices.
pub fn profile(cx: &Cx, name: &str, lang: Lang) -> Form {
    let langs = Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name()));
    let themes = Theme::ALL.map(|theme| Choice::new(theme.code(), cx.t(&format!("{}-name", theme.key()))));
    Form::new(cx, "profile", "/profile", "profile-save")
        .field("name", "access-name", Input::Line("text"))
        .autocomplete("name")
        .value(name)
        .field("language", "profile-language", Input::Radios(langs.to_vec()))
        .value(lang.code())
        .field("theme", "profile-theme", Input::Radios(themes.to_vec()))
        .value(cx.theme.code())
        .field("shortcuts", "profile-shortcuts", Input::Check(cx.shortcuts))
        .hint("profile-shortcuts-hint")
}

/// What stands under the reader's messages.
pub fn signature(cx: &Cx, text: &str) -> Form {
    Form::new(cx, "signature", "/profile/signature", "signature-save")
        .field("signature", "signature-text", Input::Area(4))
        .value(text)
        .hint("signature-hint")
        .optional()
        .also("preview", "yes", "signature-preview")
}

/// A new password for a reader who is signed in.
pub fn password(cx: &Cx) -> Form {
    Form::new(cx, "password", "/profile/password", "access-password-save")
        .field("current", "profile-password-current", Input::Line("password"))
        .autocomplete("current-password")
        .field("password", "access-password-new", Input::Line("password"))
        .hint("access-password-hint")
        .autocomplete("new-password")
}

/// Ends the sessions elsewhere.
pub fn elsewhere(cx: &Cx) -> Form {
    Form::new(cx, "elsewhere", "/profile/sessions/end", "profile-sessions-end")
}
