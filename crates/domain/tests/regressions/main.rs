//! Faults that were found in the rules, one test each, named after what must hold.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::allow_attributes)]

mod closing;
mod contact;
mod handover;
mod promise;
mod sent_around;
#[path = "../support/mod.rs"]
mod support;
mod update;
mod voiding;

use regie_domain::codes::Asks;
use regie_domain::command::JourneyCommand as C;
use regie_domain::event::ContactFacts;
use support::play::Play;

/// The customer writes.
fn says(play: &mut Play, asks: Asks) -> regie_domain::ids::ContactId {
    let contact = ContactFacts { asks, ..play.incoming() };
    let said = contact.contact;
    play.by_customer(C::RecordContact { contact, answers: None });
    said
}
