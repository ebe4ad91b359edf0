//! The handlers of the pages, a file a noun. Each reads with a scope and writes through the app only.

pub mod access;
pub mod arrivals;
pub mod attempt;
pub mod demo;
pub mod first_run;
pub mod handovers;
pub mod journey;
pub mod journeys;
pub mod kept;
pub mod letter;
pub mod links;
pub mod names;
pub mod part;
pub mod plain;
pub mod profile;
pub mod promises;
pub mod settings;
pub mod shell;
pub mod status;
pub mod uploads;
pub mod work;

use crate::builder::Routes;
use crate::state::Web;

/// All routes of the pages.
pub fn routes(routes: Routes<Web>, demo: bool) -> Routes<Web> {
    let routes = links::routes(status::routes(routes));
    let routes = access::routes(plain::routes(routes));
    let routes = profile::routes(settings::routes(first_run::routes(routes)));
    let routes = journey::routes(journeys::routes(work::routes(routes)));
    let routes = arrivals::routes(promises::routes(handovers::routes(routes)));
    if demo { demo::routes(routes) } else { routes }
}
