//! What is known already when somebody makes contact: a block of five lines at most, on the page of a journey, in the
//! telephone note, and on a page of its own that My work opens in place.

use askama::Template;

use crate::cx::Cx;
use crate::pages::parts::Tone;
use crate::pages::shell::Shell;

/// A line of a brief.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BriefLine {
    /// Its icon.
    pub icon: &'static str,
    /// How it looks.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// A brief on a page of its own.
#[derive(Clone, Debug, Template)]
#[template(path = "brief/page.html")]
pub struct BriefPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// The address of the journey, its number and its title.
    pub journey: (String, String, String),
    /// The lines.
    pub brief: Vec<BriefLine>,
}
