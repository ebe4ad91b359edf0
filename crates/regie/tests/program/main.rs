//! The built program, driven as a person or a mail server drives it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod backup;
mod config;
mod copy;
mod demo;
mod erase;
mod import;
mod mail_in;
mod practice;
mod serve;
mod support;
mod swaks;
mod verify;
