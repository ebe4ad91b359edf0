//! E-mail, in and out.
//!
//! In: bytes from a door ([`smtp_in`], [`imap`], [`mbox`]) are stored raw by the caller, then read by [`parse()`] within hard
//! limits, and placed by the app ([`intake`]). Out: [`out`] is the app's way out; [`compose`] makes the message, [`smtp_out`]
//! hands it to a server. [`token`] ties an answer to its journey, [`reply`] puts it into addresses. [`accounts`] opens the
//! stored settings of mailboxes.

pub mod accounts;
pub mod address;
pub mod attachment;
pub mod auth_results;
mod back_on;
pub mod bounce;
pub mod cause;
pub mod classify;
pub mod compose;
mod decode;
mod headers;
mod html;
pub mod imap;
pub mod import;
pub mod intake;
pub mod mbox;
pub mod oauth;
pub mod out;
pub mod parse;
pub mod poll;
mod quote;
pub mod reply;
mod sanitise;
pub mod scan;
pub mod sink;
pub mod smtp_in;
pub mod smtp_out;
mod smtp_session;
mod smtp_wire;
pub mod subject;
mod tls;
pub mod token;

pub use address::EmailAddress;
pub use html::html_to_text;
pub use parse::{ParseContext, ParsedMail, parse};
pub use sanitise::{Sanitised, sanitise};
