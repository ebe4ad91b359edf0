//! Shipments: registered by a program or a member, on a journey that is there or on one that begins with it; and what
//! carriers say of them, whichever way it comes. What is said twice has one effect, and what is said before a shipment is
//! registered counts once it is.

mod claim;
mod facts;
mod feeds;
mod lists;
mod register;

pub use claim::{Claimed, NewClaim};
pub(crate) use facts::hear;
pub use facts::{Heard, ShipmentSaid};
pub use feeds::{Asked, FeedForm, SHIPMENTS};
pub use lists::{CarrierFigures, CarrierKept, ShipmentList};
pub use register::{NewShipment, Registered};
