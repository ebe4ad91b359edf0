//! The stories, played through the public doors: mail over LMTP and SMTP, pages over HTTP, and a clock that the player
//! moves. Nothing is put into the database past them.

pub mod billing;
pub mod browser;
pub mod desk;
pub mod facebook;
pub mod mailbox;
pub mod played;
mod running;
pub mod surveys;
pub mod telephone;
pub mod world;

pub use browser::Browser;
pub use mailbox::{Letter, Received};
pub use telephone::{Telephone, TextGateway};
pub use world::World;
