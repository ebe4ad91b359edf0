//! What the organisation states in public: how accessible its pages are, and what it does with personal data.

use askama::Template;

use crate::cx::Cx;
use crate::pages::shell::CustomerShell;

/// One of the two statements.
#[derive(Clone, Debug, Template)]
#[template(path = "statements/page.html")]
pub struct StatementPage {
    /// Context.
    pub cx: Cx,
    /// Name, help and look of the organisation.
    pub shell: CustomerShell,
    /// The heading, in words.
    pub title: String,
    /// What comes first: what it is about, or that nobody has filled it in yet.
    pub intro: String,
    /// Its parts.
    pub parts: Vec<StatementPart>,
    /// When it was last changed.
    pub stated_at: Option<jiff::Timestamp>,
}

/// A part of a statement.
#[derive(Clone, Debug)]
pub struct StatementPart {
    /// Its heading, in words.
    pub title: String,
    /// What it says; paragraphs are kept.
    pub words: String,
    /// Where it leads: address and words.
    pub link: Option<(String, String)>,
}

impl StatementPart {
    /// A part; `title` is a text key.
    pub fn new(cx: &Cx, title: &str, words: impl Into<String>) -> Self {
        StatementPart { title: cx.t(title), words: words.into(), link: None }
    }

    /// With where it leads.
    #[must_use]
    pub fn leading(self, href: impl Into<String>, words: impl Into<String>) -> Self {
        StatementPart { link: Some((href.into(), words.into())), ..self }
    }
}
