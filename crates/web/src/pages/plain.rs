//! A page of staff that is a heading with one or more forms, and perhaps facts beside them: answering an offer, a new
//! journey, the profile.

use askama::Template;

use crate::cx::Cx;
use crate::form::{Choice, Form, Input};
use crate::pages::journey::Fact;
use crate::pages::parts::Banner;
use crate::pages::shell::Shell;
use regie_app::locale::Lang;

use crate::cx::Theme;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "parts/formpage.html")]
pub struct FormPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// Where this page hangs: address and words.
    pub under: Option<(String, String)>,
    /// The heading, in words.
    pub title: String,
    /// A few lines, in words.
    pub intro: Option<String>,
    /// What to know before.
    pub banners: Vec<Banner>,
    /// The forms, each with a heading of its own where there is more than one.
    pub forms: Vec<(Option<String>, Form)>,
    /// Facts beside them.
    pub facts: Vec<Fact>,
}

impl FormPage {
    /// A page with one form; `title` is a text key.
    pub fn new(cx: &Cx, shell: Shell, title: &str, form: Form) -> Self {
        FormPage {
            cx: cx.clone(),
            shell,
            under: None,
            title: cx.t(title),
            intro: None,
            banners: Vec::new(),
            forms: vec![(None, form)],
            facts: Vec::new(),
        }
    }

    /// The reader's own page.
    pub fn profile(cx: &Cx, shell: Shell, profile: Form, password: Form) -> Self {
        let mut page = FormPage::new(cx, shell, "nav-profile", profile);
        page.forms.push((Some(cx.t("profile-password")), password));
        page
    }

    /// A page that hangs under another; `words` is a text key.
    pub fn under(mut self, href: impl Into<String>, words: &str) -> Self {
        self.under = Some((href.into(), self.cx.t(words)));
        self
    }
}

/// The reader's own choices.
pub fn profile(cx: &Cx, name: &str) -> Form {
    let langs = Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name()));
    let themes = Theme::ALL.map(|theme| Choice::new(theme.code(), cx.t(theme.key())));
    Form::new(cx, "profile", "/profile", "profile-save")
        .field("name", "access-name", Input::Line("text"))
        .autocomplete("name")
        .value(name)
        .field("lang", "profile-language", Input::Radios(langs.to_vec()))
        .value(cx.lang.code())
        .field("theme", "profile-theme", Input::Radios(themes.to_vec()))
        .value(cx.theme.code())
        .field("shortcuts", "profile-shortcuts", Input::Check(cx.shortcuts))
        .hint("profile-shortcuts-hint")
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
