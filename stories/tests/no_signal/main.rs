//! The story "no-signal-on-friday-night" through the public doors, on both databases: a form at night, pages without
//! JavaScript, mail, a telephone system that reports calls, and a gateway of text messages. Without survey, loop and journey
//! map, which come later.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

mod calendar;
mod customer;
mod line_test;
mod outages;
mod window;

use regie_app::settings::fibre::Provider;

/// Regie at the fibre provider.
type World = regie_stories::World<Provider>;
