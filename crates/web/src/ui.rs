//! The handlers of the pages, a file a noun. Each reads with a scope and writes through the app only.

pub mod absence;
pub mod access;
pub mod arrivals;
pub mod ask;
pub mod attempt;
pub mod attribution;
pub mod blocks;
pub mod board;
pub mod brief;
pub mod calls;
pub mod carriers;
pub mod chain;
pub mod council;
pub mod cti;
pub mod customers;
pub mod demo;
pub mod facts;
pub mod figures;
pub mod first_run;
mod fixed;
pub mod friendliness;
pub mod handovers;
pub mod improvements;
pub mod journey;
pub mod journeys;
pub mod kept;
pub mod letter;
pub mod letters;
pub mod likeness;
pub mod links;
pub mod live;
pub mod mirror;
pub mod names;
pub mod part;
pub mod partners;
pub mod plain;
pub mod practice;
pub mod profile;
pub mod promises;
pub mod second_step;
pub mod settings;
pub mod shell;
pub mod shipments;
pub mod signals;
pub mod social;
pub mod statements;
pub mod status;
pub mod teams;
pub mod tour;
pub mod uploads;
pub mod work;

use crate::builder::Routes;
use crate::state::Web;

/// All routes of the pages; those of a demo and of a practice room where it is one.
pub fn routes(routes: Routes<Web>, demo: bool, room: bool) -> Routes<Web> {
    let routes = ask::routes(links::routes(status::routes(routes)));
    let routes = crate::brand::routes(statements::routes(routes));
    let routes = second_step::routes(access::routes(plain::routes(partners::routes(routes))));
    let routes = profile::routes(settings::routes(first_run::routes(routes)));
    let routes = journey::routes(journeys::routes(work::routes(routes)));
    let routes = arrivals::routes(promises::routes(handovers::routes(routes)));
    let routes = absence::routes(teams::routes(board::routes(likeness::routes(customers::routes(routes)))));
    let routes = letters::routes(calls::routes(facts::routes(social::routes(cti::routes(routes)))));
    let routes = brief::routes(signals::routes(blocks::routes(routes)));
    let routes = mirror::routes(council::routes(attribution::routes(routes)));
    let routes = friendliness::routes(chain::routes(improvements::routes(routes)));
    let routes = figures::routes(shipments::routes(carriers::routes(routes)));
    let routes = crate::api::routes(live::routes(routes));
    let routes = if demo { tour::routes(demo::routes(routes)) } else { routes };
    if room { practice::routes(routes) } else { routes }
}
