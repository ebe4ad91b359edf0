//! The list of promises over all journeys that the reader sees.

use askama::Template;

use crate::cx::Cx;
use crate::pages::parts::{PromiseRow, Tab};
use crate::pages::shell::Shell;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "promises/index.html")]
pub struct PromisesPage {
    /// Context.
    pub cx: Cx,
    /// Menu.
    pub shell: Shell,
    /// Open, broken and not settled, met.
    pub tabs: Vec<Tab>,
    /// The own teams or all teams, for a coordinator.
    pub teams: Vec<Tab>,
    /// The promises, due first; each with its journey.
    pub rows: Vec<PromiseRow>,
    /// The address of the rest.
    pub more: Option<String>,
}
