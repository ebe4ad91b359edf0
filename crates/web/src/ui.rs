//! The handlers of the pages, a file a noun. Each reads with a scope and writes through the app only.

pub mod shell;

use crate::builder::Routes;
use crate::state::Web;

/// All routes of the pages.
pub fn routes(routes: Routes<Web>, demo: bool) -> Routes<Web> {
    let _ = demo;
    routes
}
