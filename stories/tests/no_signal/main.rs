//! The story "no-signal-on-friday-night" through the public doors, on both databases: a form at night, pages without
//! JavaScript, mail, a telephone system that reports calls, and a gateway of text messages. At its end one
//! survey, and a call where the answer is an unhappy one.

#![expect(clippy::unwrap_used, reason = "a story stops at the first surprise")]

mod calendar;
mod customer;
mod feedback;
mod line_test;
mod outages;
mod window;

use regie_app::settings::fibre::Provider;

/// Regie at the fibre provider.
type World = regie_stories::World<Provider>;
