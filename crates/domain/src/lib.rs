//! The rules of Regie: pure, without I/O, clock or SQL.
//!
//! A journey is the fold of its events ([`fold`]); a command is decided against it ([`decide`]) and leads to events or to
//! a refusal that names the rule. One noun is one file, here and in every other room.

pub mod absence;
pub mod actor;
pub mod agreement;
pub mod back;
mod ball;
pub mod blueprint;
pub mod brand;
pub mod breach;
pub mod calendar;
pub mod client;
pub mod closing;
pub mod codes;
pub mod command;
pub mod contact;
pub mod cti;
pub mod customer;
pub mod deadline;
pub mod decide;
pub mod directory;
mod dispatch;
pub mod event;
pub mod facts;
pub mod fold;
pub mod forward;
pub mod handover;
pub mod hold;
pub mod holidays;
pub mod iban;
pub mod ids;
pub mod invariants;
pub mod journey;
mod leg;
pub mod legal_term;
pub mod letters;
pub mod mandate;
pub mod measure;
pub mod money;
mod opening;
pub mod participant;
pub mod phone;
pub mod preference;
pub mod promise;
pub mod question;
pub mod quiet;
pub mod reference;
pub mod refusal;
pub mod second_thing;
pub mod sent_around;
pub mod signal;
pub mod slot;
pub mod sms;
pub mod statements;
pub mod system;
mod task;
pub mod term;
#[cfg(feature = "testing")]
pub mod testing;
pub mod told;
pub mod update;
pub mod visit;
pub mod webhook;
pub mod wording;
