//! The demonstration: an invented municipality, its journeys played through the public use cases on a clock of their own,
//! served to a visitor who can turn that clock.
//!
//! `cases` says what happens when; `player` does it; `template` keeps a played database so that the next start is quick;
//! `stage` holds the running demonstration and swaps it for a fresh one; `clock_port` is the door for tests.

mod bin;
pub mod cases;
pub mod clock_port;
pub mod player;
mod seen;
mod sink;
pub mod stage;
pub mod template;
mod time;

pub use bin::MailBin;
pub use sink::DemoSink;
pub use stage::Demonstration;
pub use time::run_until;
