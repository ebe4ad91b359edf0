//! The events of shipments: what a carrier brings, and what it said of it.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! shipment_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A shipment was given to a carrier: two linked promises.
            ShipmentRegistered = "shipment.registered" [] {
                /// The shipment.
                shipment: ShipmentId,
                /// Its tracking number.
                subject: HoldSubject,
                /// Who brings it.
                carrier: TeamRef,
                /// The sender's promise to the customer.
                promise: PromiseId,
                /// The carrier's promise to the sender.
                carriers: PromiseId,
                /// What must have been said of it in time.
                missing: ShipmentStatus,
                /// How many minutes before the end of the window.
                lead_minutes: u32,
                /// When the carrier has been silent for too long.
                silent_at: Option<Timestamp>,
            }
            /// The carrier said something of it, or a member noted that it did.
            ShipmentFact = "shipment.fact" [] {
                /// The shipment.
                shipment: ShipmentId,
                /// What.
                status: ShipmentStatus,
                /// When that happened.
                at: Timestamp,
                /// When the carrier has been silent for too long again.
                silent_at: Option<Timestamp>,
            }
            /// A shipment will hardly be there in time: something was not said of it by then, or the carrier said so.
            ShipmentAtRisk = "shipment.at_risk" [] {
                /// The shipment.
                shipment: ShipmentId,
                /// What was not said; nothing where the carrier itself said that it is late.
                missing: Option<ShipmentStatus>,
                /// When it was due.
                due: Timestamp,
            }
            /// Nobody said anything of a shipment for too long.
            ShipmentSilent = "shipment.silent" [] {
                /// The shipment.
                shipment: ShipmentId,
                /// When that was.
                due: Timestamp,
            }
            /// Something is wrong with a shipment: the director's team owes the customer word by a moment.
            ShipmentTrouble = "shipment.trouble" [] {
                /// The shipment.
                shipment: ShipmentId,
                /// That moment; nothing where one passed already and no other is made up.
                promise: Option<PromiseId>,
            }
            /// A claim on its carrier began, on a journey of its own.
            ShipmentClaimed = "shipment.claimed" [] {
                /// The shipment.
                shipment: ShipmentId,
                /// The journey of the claim.
                claim: JourneyId,
            }
            /// A broken promise turned out to have been kept: the fact came later than it happened.
            PromiseJudgedAgain = "promise.judged_again" [] {
                /// The promise.
                promise: PromiseId,
                /// When the fact happened.
                at: Timestamp,
            }
        }
    };
}
