//! The events of contacts and notes.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! contact_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// An exchange took place.
            ContactRecorded = "contact.recorded" [] {
                /// The exchange.
                #[serde(flatten)]
                facts: ContactFacts,
            }
            /// What a contact asks for was corrected.
            ContactTagged = "contact.tagged" [] {
                /// The contact.
                contact: ContactId,
                /// What it asks for.
                asks: Asks,
                /// The promise it is tied to, where it is a chaser.
                tied_to: Option<PromiseId>,
            }
            /// A member has seen a contact and all before it: they need no answer.
            ContactSeen = "contact.seen" [] {
                /// The contact.
                contact: ContactId,
            }
            /// A member marked the text of a contact for the partners in the chain, or took that back.
            ContactForChain = "contact.for_chain" [] {
                /// The contact.
                contact: ContactId,
                /// Whether they may read it.
                marked: bool,
            }
            /// What the customer wrote on a social medium can soon be answered there no more, and nobody has.
            WindowCloses = "contact.window_closes" [] {
                /// The contact.
                contact: ContactId,
                /// Where.
                medium: Medium,
                /// When.
                closes: Timestamp,
                /// The team that is warned.
                owner: TeamRef,
            }
            /// A contact was taken off this journey.
            ContactMovedAway = "contact.moved_away" ["to"] {
                /// The contact.
                contact: ContactId,
                /// Where it stands now.
                to: JourneyId,
                /// Split or moved.
                why: JoinReason,
            }
            /// A note for colleagues.
            NoteAdded = "note.added" ["note"] {
                /// The note.
                note: ContentId,
            }
        }
    };
}
