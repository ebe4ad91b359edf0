//! The vocabulary of shipments: one list, whatever a carrier calls it.

use serde::{Deserialize, Serialize};

codes! {
    /// Where a shipment stands, as its carrier said.
    ShipmentStatus {
        /// The carrier has it.
        Accepted = "accepted",
        /// On its way.
        InTransit = "in_transit",
        /// With whoever brings it today.
        OutForDelivery = "out_for_delivery",
        /// It is there.
        Delivered = "delivered",
        /// Later than was foreseen.
        Delayed = "delayed",
        /// Something is the matter.
        Exception = "exception",
        /// Nobody knows where it is.
        Lost = "lost",
        /// It is damaged.
        Damaged = "damaged",
        /// It goes back, or went back, to the sender.
        Returned = "returned",
    }
}
