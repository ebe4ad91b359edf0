//! Social channels. Each is one file behind [`SocialChannel`]; what they share stands in `graph.rs`, as both are reached
//! through the same interface of the same company. How to add one stands in `docs/adding-a-channel.md`.

mod graph;
mod messenger;
#[cfg(test)]
mod tests;
mod whatsapp;

use std::sync::Arc;

use regie_app::social::SocialChannels;

pub use graph::sign;
pub use messenger::Messenger;
pub use whatsapp::Whatsapp;

/// All of them.
#[must_use]
pub fn all() -> SocialChannels {
    SocialChannels::new(vec![Arc::new(Messenger), Arc::new(Whatsapp)])
}
