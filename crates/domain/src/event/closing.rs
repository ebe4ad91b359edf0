//! The events of the end of a journey: its outcome, and what called it into question.
//! Types are named as `event.rs` knows them, where the lists become one enum.

macro_rules! closing_events {
    ([$next:ident $($after:ident)*] $($before:tt)*) => {
        $next! {
            [$($after)*] $($before)*

            /// An outcome was told and is proposed as the end.
            OutcomeProposed = "outcome.proposed" [] {
                /// How it came out.
                outcome: Outcome,
                /// The outcome and its reason in plain words.
                text: ContentId,
                /// What is paid to or waived for the customer, in cents.
                amount: Option<Cents>,
                /// Until when the customer may object.
                objection_until: Timestamp,
            }
            /// The proposal was called into question by a contact; closing waits until somebody looked.
            OutcomeQuestioned = "outcome.questioned" [] {
                /// The contact.
                contact: ContactId,
            }
            /// Somebody looked: it was only thanks; the closing period goes on.
            QuestioningDismissed = "outcome.questioning_dismissed" [] {
                /// The contact.
                contact: ContactId,
            }
            /// The proposal no longer stands.
            ProposalWithdrawn = "outcome.proposal_withdrawn" [] {
                /// Why.
                why: ReopenReason,
            }
        }
    };
}
