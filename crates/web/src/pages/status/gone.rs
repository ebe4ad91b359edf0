//! Pages behind a link that leads to nothing any more.

use askama::Template;

use crate::cx::Cx;
use crate::form::{Form, Input};
use crate::pages::shell::CustomerShell;

/// The page behind a link to a journey that was set aside: nothing is promised there any more.
#[derive(Clone, Debug, Template)]
#[template(path = "status/aside.html")]
pub struct AsidePage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The number of the journey.
    pub reference: String,
    /// The address at which we read mail about it, where there is one.
    pub mail: Option<String>,
    /// What was typed on a page that was set aside meanwhile.
    pub kept: Option<String>,
}

impl AsidePage {
    /// Where to go when that is not right: our mail and our telephone, as far as we have them.
    pub fn wrong(&self) -> String {
        let phone = self.shell.phone.as_deref().unwrap_or("none");
        self.cx.t2("aside-wrong", "phone", phone, "mail", self.mail.as_deref().unwrap_or("none"))
    }
}

/// The page behind a link that no longer works.
#[derive(Clone, Debug, Template)]
#[template(path = "status/expired.html")]
pub struct LinkExpiredPage {
    /// Context.
    pub cx: Cx,
    /// Name and help of the organisation.
    pub shell: CustomerShell,
    /// The form to ask for a new link; `None` once it was asked, whoever asked.
    pub form: Option<Form>,
    /// Whether it stands in the place of a page whose link does not work.
    pub expired: bool,
    /// What was typed on a page whose link ended meanwhile.
    pub kept: Option<String>,
}

impl LinkExpiredPage {
    /// The text key of its heading.
    pub fn title(&self) -> &'static str {
        if self.expired { "link-title" } else { "link-title-ask" }
    }

    /// The form to ask for a new link, posted to `action`.
    pub fn form(cx: &Cx, action: &str) -> Form {
        Form::new(cx, "link", action, "link-send")
            .field("email", "link-email", Input::Line("email"))
            .hint("link-email-hint")
            .autocomplete("email")
            .field("reference", "link-reference", Input::Line("text"))
            .optional()
    }
}
