//! The events of the legal term.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! legal_term_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// A legal term began beside the promises.
            LegalStarted = "legal.started" [] {
                /// By what rule.
                basis: LegalBasis,
                /// The day on which it began, in days since 1970-01-01; that day is not counted.
                start: i32,
                /// Its length in weeks.
                weeks: u32,
                /// Its end, and when it is at risk.
                moments: LegalMoments,
            }
            /// The legal term stands still.
            LegalSuspended = "legal.suspended" [] {
                /// The first day that does not count.
                from: i32,
                /// Why the law lets it.
                ground: SuspensionGround,
                /// The question whose answer is waited for; nothing where a member said that it stands still.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                question: Option<QuestionId>,
                /// Until when, where that is known.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                until: Option<StandsUntil>,
                /// Why, in a member's words.
                #[serde(default, skip_serializing_if = "Option::is_none")]
                text: Option<ContentId>,
            }
            /// The legal term runs again.
            LegalResumed = "legal.resumed" [] {
                /// The first day that counts again.
                until: i32,
                /// Its end, and when it is at risk.
                moments: LegalMoments,
            }
            /// The legal term was extended, and the customer is told.
            LegalExtended = "legal.extended" [] {
                /// The day on which that was decided.
                told_on: i32,
                /// By how many weeks.
                weeks: u32,
                /// Why.
                reason: MoveReason,
                /// In more words.
                text: Option<ContentId>,
                /// Its end, and when it is at risk; nothing while it stands still.
                moments: Option<LegalMoments>,
            }
            /// The legal term used half or four fifths of its working time.
            LegalAtRisk = "legal.at_risk" ["level"] {
                /// Which part.
                level: DeadlineKind,
                /// When that was.
                due: Timestamp,
            }
            /// The legal term ended with nothing decided.
            LegalPassed = "legal.passed" [] {
                /// When.
                due: Timestamp,
            }
        }
    };
}
