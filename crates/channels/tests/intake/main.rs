//! Mail from the raw bytes to its place, through a whole app: the rules R1-R22 and the bug classes E1-E22.
#![expect(clippy::unwrap_used, reason = "a test may stop at once")]

mod basics;
mod support;
