//! The events of participants.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! participant_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A person joined the journey.
            ParticipantAdded = "participant.added" [] {
                /// The participant.
                participant: ParticipantId,
                /// The role.
                role: ParticipantRole,
                /// The customer record of the person.
                customer: CustomerId,
                /// How messages reach the person.
                reach: Reach,
                /// Whether the person may act.
                may_act: bool,
            }
            /// A person left the journey.
            ParticipantRemoved = "participant.removed" [] {
                /// The participant.
                participant: ParticipantId,
            }
            /// How messages reach a person changed.
            ReachChanged = "participant.reach_changed" [] {
                /// The participant.
                participant: ParticipantId,
                /// The new way.
                reach: Reach,
            }
        }
    };
}
