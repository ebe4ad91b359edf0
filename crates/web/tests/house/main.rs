//! The house in public: its look, its statements, and what stands at the foot of every page of a customer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod blueprint;
mod brand;
mod statements;
#[path = "../support/mod.rs"]
mod support;
mod texts;
