//! What survives a crash. The real program is killed with -9 while clients write; afterwards the clients' own record of
//! what they were told is compared with what the database holds and with the mail that left.
//!
//! The tour: a [`server`] is started and killed, [`writers`] send mail ([`lmtp`]) and post messages ([`page`]) and note in a
//! [`ledger`] what was acknowledged, outgoing mail lands in a [`sink`], and the [`checker`] compares all of it.

pub mod checker;
pub mod ledger;
pub mod lmtp;
pub mod page;
pub mod run;
pub mod server;
pub mod sink;
pub mod writers;
