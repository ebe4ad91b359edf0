//! Mail from the raw bytes to its place, through a whole app: the rules R1-R22 and the bug classes E1-E22.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at once")]

mod archive;
mod classes;
mod dovecot;
mod erasure;
mod loops;
mod oauth_out;
mod rows;
mod rules_in;
mod rules_out;
mod support;
