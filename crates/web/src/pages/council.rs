//! What a works council needs to know: one page of what holds now, for paper too.

use askama::Template;

use crate::cx::Cx;
use crate::pages::parts::Table;
use crate::pages::shell::Shell;

/// A part of the page.
#[derive(Clone, Debug)]
pub struct CouncilPart {
    /// Unique on the page.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What is said about it.
    pub text: Vec<String>,
    /// What holds, where that is a list.
    pub table: Option<Table>,
}

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "council/page.html")]
pub struct CouncilPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// Its parts.
    pub parts: Vec<CouncilPart>,
}
