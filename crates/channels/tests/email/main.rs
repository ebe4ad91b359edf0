//! E-mail from the outside: the golden corpus, hostile input, and conversations over loopback.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at once")]

mod corpus;
mod hostile;
mod imap;
mod sink;
mod smtp;
mod support;
mod tls;
