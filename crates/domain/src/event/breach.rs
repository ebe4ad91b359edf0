//! The events of breaches: something was done against an agreement.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! breach_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// Something was done against an agreement.
            BreachReported = "breach.reported" ["text", "evidence"] {
                /// The breach.
                breach: BreachId,
                /// The agreement.
                agreement: AgreementId,
                /// The hold that was not kept to, where it is known.
                hold: Option<HoldId>,
                /// What was done.
                what: BreachWhat,
                /// When it was done.
                at: Timestamp,
                /// In more words.
                text: Option<ContentId>,
                /// Letters, photos, files.
                evidence: Vec<ContentId>,
                /// The team whose system or work it was.
                owner: TeamRef,
                /// The urgent offer to that team, where it is not the director's own.
                handover: Option<HandoverId>,
                /// By when somebody apologises in person.
                apologise_by: Timestamp,
                /// The team that should have been asked, where nobody is in it.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                unreached: Option<TeamRef>,
            }
            /// More is known of a breach.
            BreachAdded = "breach.added" ["text", "evidence"] {
                /// The breach.
                breach: BreachId,
                /// What was done.
                what: BreachWhat,
                /// When it was done.
                at: Timestamp,
                /// In more words.
                text: Option<ContentId>,
                /// Letters, photos, files.
                evidence: Vec<ContentId>,
            }
            /// What was done is undone, and the customer was told.
            BreachSettled = "breach.settled" ["text"] {
                /// The breach.
                breach: BreachId,
                /// How it was undone.
                text: ContentId,
            }
        }
    };
}
