//! A page of staff that is a heading with one or more forms, and perhaps facts beside them: answering an offer, a new
//! journey.

use askama::Template;

use crate::cx::Cx;
use crate::form::Form;
use crate::pages::journey::Fact;
use crate::pages::parts::Banner;
use crate::pages::shell::Shell;

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

    /// A page that hangs under another; `words` is a text key.
    pub fn under(mut self, href: impl Into<String>, words: &str) -> Self {
        self.under = Some((href.into(), self.cx.t(words)));
        self
    }
}
