//! The pages before one is inside: sign in, accept an invitation, a forgotten password.

use askama::Template;

use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::html::Html;
use crate::pages::parts::{Banner, Tone};

/// One of these pages.
#[derive(Clone, Debug, Template)]
#[template(path = "access/page.html")]
pub struct AccessPage {
    /// Context.
    pub cx: Cx,
    /// The organisation.
    pub organisation: Option<String>,
    /// The heading, in words.
    pub title: String,
    /// A line under it, in words.
    pub intro: Option<String>,
    /// What was just done or went wrong with the whole.
    pub banner: Option<Banner>,
    /// The form, when there is something to fill in.
    pub form: Option<Form>,
    /// Where else one may want to go: address and words.
    pub links: Vec<(String, String)>,
    /// A key to put into an authenticator app: its picture, and as one types it.
    pub key: Option<(Html, String)>,
    /// Recovery codes, shown this once.
    pub codes: Vec<String>,
}

impl AccessPage {
    fn new(cx: &Cx, organisation: &str, title: &str, intro: &str, form: Option<Form>) -> Self {
        AccessPage {
            cx: cx.clone(),
            organisation: Some(organisation.to_owned()),
            title: cx.t1(title, "organisation", organisation),
            intro: Some(cx.t1(intro, "organisation", organisation)),
            banner: None,
            form,
            links: Vec::new(),
            key: None,
            codes: Vec::new(),
        }
    }

    /// The code of the second step.
    pub fn second(cx: &Cx, organisation: &str, form: Form) -> Self {
        let page = AccessPage::new(cx, organisation, "factor-title", "factor-intro", Some(form));
        AccessPage { links: vec![("/sign-in?other=yes".to_owned(), cx.t("factor-other"))], ..page }
    }

    /// A second step that has to be set up before one goes on; `form` begins it.
    pub fn second_required(cx: &Cx, organisation: &str, form: Form) -> Self {
        let page = AccessPage::new(cx, organisation, "factor-required-title", "factor-required-intro", Some(form));
        AccessPage { links: vec![("/sign-in?other=yes".to_owned(), cx.t("factor-other"))], ..page }
    }

    /// The key of a second step, and the form for its first code. `picture` is the key as a telephone reads it.
    pub fn second_key(cx: &Cx, organisation: &str, picture: Html, key: &str, form: Form) -> Self {
        let spaced: Vec<&str> = (0..key.len()).step_by(4).map(|at| &key[at..key.len().min(at + 4)]).collect();
        let page = AccessPage::new(cx, organisation, "factor-key-title", "factor-key-intro", Some(form));
        AccessPage { key: Some((picture, spaced.join(" "))), ..page }
    }

    /// Recovery codes, this once; `on` is where one goes on.
    pub fn second_codes(cx: &Cx, organisation: &str, codes: Vec<String>, on: &str) -> Self {
        let page = AccessPage::new(cx, organisation, "factor-codes-title", "factor-codes-intro", None);
        AccessPage { codes, links: vec![(on.to_owned(), cx.t("factor-codes-on"))], ..page }
    }

    /// Nobody is half-way any more.
    pub fn second_gone(cx: &Cx, organisation: &str) -> Self {
        let page = AccessPage::new(cx, organisation, "factor-title", "factor-gone", None);
        AccessPage { links: vec![("/sign-in".to_owned(), cx.t("access-back"))], ..page }
    }

    /// Sign in.
    pub fn sign_in(cx: &Cx, organisation: &str, form: Form) -> Self {
        let forgot = ("/password/forgot".to_owned(), cx.t("access-forgot"));
        let page = AccessPage::new(cx, organisation, "sign-in", "access-sign-in-intro", Some(form));
        AccessPage { links: vec![forgot], ..page }
    }

    /// A forgotten password; without a form once the link was asked for, whether or not the address is known.
    pub fn forgot(cx: &Cx, organisation: &str, form: Option<Form>) -> Self {
        let sent = form.is_none().then(|| Banner::new(Tone::Ok, "mail-check", cx.t("access-reset-sent")));
        let back = ("/sign-in".to_owned(), cx.t("access-back"));
        let page = AccessPage::new(cx, organisation, "access-reset-title", "access-reset-intro", form);
        AccessPage { banner: sent, links: vec![back], ..page }
    }

    /// Choose a new password; without a form when the link was used or has expired.
    pub fn reset(cx: &Cx, organisation: &str, form: Option<Form>) -> Self {
        let used = form.is_none().then(|| Banner::new(Tone::Bad, "circle-x", cx.t("access-link-used")));
        let forgot = ("/password/forgot".to_owned(), cx.t("access-forgot"));
        let page = AccessPage::new(cx, organisation, "access-reset-title", "access-choose-intro", form);
        AccessPage { links: used.iter().map(|_| forgot.clone()).collect(), banner: used, ..page }
    }

    /// Accept an invitation; without a form when the link was used or has expired.
    pub fn invitation(cx: &Cx, organisation: &str, form: Option<Form>) -> Self {
        let used = form.is_none().then(|| Banner::new(Tone::Bad, "circle-x", cx.t("access-link-used")));
        let page = AccessPage::new(cx, organisation, "access-invitation-title", "access-invitation-intro", form);
        AccessPage { banner: used, ..page }
    }
}

/// Sign in. `back` is a checked address inside Regie (see [`crate::security::safe_return`]).
pub fn sign_in(cx: &Cx, back: &str) -> Form {
    Form::new(cx, "sign-in", "/sign-in", "sign-in")
        .with("return", back)
        .field("email", "access-email", Input::Line("email"))
        .autocomplete("username")
        .field("password", "access-password", Input::Line("password"))
        .autocomplete("current-password")
}

/// The code of the second step. `back` is a checked address inside Regie.
pub fn second(cx: &Cx, back: &str) -> Form {
    Form::new(cx, "second", "/sign-in/second", "factor-do")
        .with("return", back)
        .field("code", "factor-code", Input::Line("text"))
        .hint("factor-code-hint")
        .autocomplete("one-time-code")
}

/// Begins to set up what the organisation asks.
pub fn second_begin(cx: &Cx, back: &str) -> Form {
    Form::new(cx, "second", "/sign-in/second/begin", "factor-begin").with("return", back)
}

/// The first code of a new key, posted to `action`.
pub fn second_confirm(cx: &Cx, action: &str, back: &str) -> Form {
    Form::new(cx, "second", action, "factor-confirm")
        .with("return", back)
        .field("code", "factor-code-app", Input::Line("text"))
        .hint("factor-code-app-hint")
        .autocomplete("one-time-code")
}

/// Ask for a link to choose a new password.
pub fn ask_reset(cx: &Cx) -> Form {
    Form::new(cx, "forgot", "/password/forgot", "access-reset-send")
        .field("email", "access-email", Input::Line("email"))
        .autocomplete("username")
}

/// Choose a new password, behind such a link.
pub fn reset_password(cx: &Cx, token: &str) -> Form {
    new_password(Form::new(cx, "reset", format!("/password/reset/{token}"), "access-password-save"))
}

/// Accept an invitation.
pub fn accept_invitation(cx: &Cx, token: &str, name: &str) -> Form {
    let form = Form::new(cx, "invitation", format!("/invitation/{token}"), "access-invitation-accept")
        .field("name", "access-name", Input::Line("text"))
        .autocomplete("name")
        .value(name);
    new_password(form)
}

fn new_password(form: Form) -> Form {
    form.field("password", "access-password-new", Input::Line("password"))
        .hint("access-password-hint")
        .autocomplete("new-password")
        .field("again", "access-password-again", Input::Line("password"))
        .autocomplete("new-password")
}
