//! The pages: for each a struct that holds what it shows, and a template that shows it. Nothing here knows the store.

pub mod absence;
pub mod access;
pub mod acts;
pub mod agreements;
pub mod arrivals;
pub mod ask;
pub mod board;
pub mod brief;
pub mod calls;
pub mod composing;
pub mod customers;
pub mod demo;
pub mod errors;
pub mod facts;
pub mod figures;
pub mod handovers;
pub mod journey;
pub mod journeys;
pub mod letters;
pub mod likeness;
pub mod live;
pub mod participants;
pub mod partners;
pub mod parts;
pub mod picture;
pub mod plain;
pub mod practice;
pub mod preferences;
pub mod profile;
pub mod promises;
pub mod settings;
pub mod settings_forms;
pub mod setup;
pub mod shell;
pub mod shipments;
pub mod statements;
pub mod status;
pub mod surveys;
pub mod teams;
pub mod timeline;
pub mod tour;
pub mod visits;
pub mod who;
pub mod work;

#[cfg(test)]
mod tests;
