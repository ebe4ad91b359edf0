//! The demonstration: invented organisations, their journeys played through the public use cases on a clock of their own,
//! served to a visitor who can turn that clock and follow the stories step by step.
//!
//! `house` says who is there, `cases`, `provider`, `shipper`, `lease` and `telecom` what happens when, `tour` which of it is a
//! story to follow; `player` does it; `template` keeps a played database so that the next start is quick, and `kept` what a
//! visitor did with it; `stage` holds the running demonstration and swaps it for a fresh one; `clock_port` is the door for tests.

mod act;
mod bin;
pub mod cases;
pub mod clock_port;
mod cookies;
pub mod house;
mod kept;
mod lease;
pub mod player;
mod provider;
mod public;
mod seen;
mod shipper;
mod sink;
pub mod stage;
mod telecom;
pub mod template;
mod time;
mod tour;

pub use bin::MailBin;
pub use sink::DemoSink;
pub use stage::Demonstration;
pub use time::run_until;

/// The codes of the stories of a house, in the order in which they are shown.
pub fn story_codes(house: house::HouseKind) -> impl Iterator<Item = &'static str> {
    tour::stories(house).iter().map(|story| story.code)
}
