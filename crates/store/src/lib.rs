//! The store: the only room with SQL. One text for SQLite and PostgreSQL, one door for every write.
//!
//! A walk through it, in the order of a command:
//!
//! 1. [`Store::open`] ([`db`]) opens `sqlite:PATH` or `postgres://…`; [`Store::migrate`] ([`migrate`]) brings it up to date.
//! 2. [`Store::write`] ([`write`](mod@write)) is the door: a re-runnable closure gets a [`Tx`] ([`sql`], parameters in [`arg`]), and
//!    its answer is given after the commit that covers it. Rows go many to a statement ([`late`]). [`Store::begin_read`] and [`Store::read`] are for looking.
//! 3. Inside: [`journal::load`] locks and reads a stream, [`journal::append`] adds events to its hash chain. Beside
//!    them, in the same transaction: views, [`deadlines`], [`outbox`], [`inbox`], [`idempotency`], [`content`]
//!    (texts and files), [`directory`] (plain rows) with their [`audit`] rows.
//! 4. After the commit, [`feed::sequence`] gives events their position and readers go on from their cursor
//!    ([`feed::read_after`], [`feed::advance`]); [`Store::commits`] wakes them. [`search`] is filled by such a reader.
//! 5. Looking after it: [`verify`] checks chains, heads and daily roots; [`erasure`] and [`tombstone`] forget lawfully;
//!    [`backup`] copies while serving and moves between the two databases.
//! 6. [`sessions`], [`links`] and [`leases`] keep who is signed in, who may see a status page, and who does a job; [`ask`]
//!    keeps what somebody writes on the public form until it is sent.
//!
//! Time and randomness are parameters everywhere: instants, ids, salts and tokens come from the caller. Instants are kept
//! in microseconds; hand in instants that are whole microseconds, so that what is decided equals what is read back.
//! [`testing`] gives tests of every crate a fresh database of either kind.

pub mod arg;
pub mod ask;
pub mod audit;
pub mod backup;
pub mod chain;
pub mod clients;
pub mod content;
pub mod cti;
pub mod db;
pub mod deadlines;
pub mod directory;
pub mod drafts;
pub mod erasure;
pub mod error;
pub mod facts;
pub mod feed;
pub mod friendliness;
mod hex;
pub mod idempotency;
pub mod inbox;
pub mod journal;
pub mod late;
pub mod leases;
pub mod links;
pub mod live;
pub mod migrate;
pub mod outbox;
pub mod partners;
pub mod practice;
pub mod proofs;
pub mod search;
pub mod second_step;
pub mod sending;
pub mod sessions;
pub mod shown;
pub mod sms;
pub mod social;
pub mod sql;
pub mod system_moves;
pub mod testing;
pub mod tombstone;
mod traces;
pub mod verify;
pub mod views;
pub mod webhooks;
pub mod write;

pub use arg::Arg;
pub use db::{Durability, Store};
pub use error::{Result, StoreError};
pub use hex::hex;
pub use late::{Known, Table};
pub use sql::{Row, Tx};
