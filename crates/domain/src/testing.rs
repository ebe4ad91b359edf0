//! For tests of every room: a small organisation with its calendars, a clock face to write moments down with, and random
//! commands that are plausible, wrong and late in turn. Pure, and repeatable by seed. Behind the feature `testing`.

mod agreements;
mod choices;
mod dice;
mod parts;
mod shipments;
mod simulation;
mod surveys;
mod visits;
mod world;

pub use dice::Dice;
pub use simulation::Simulation;
pub use world::{World, amsterdam, contact, id};
