//! The vocabularies of a journey and who takes part.

use serde::{Deserialize, Serialize};

codes! {
    /// What kind of need a journey answers.
    JourneyKind {
        /// A question.
        Question = "question",
        /// A report that something is wrong.
        Report = "report",
        /// A complaint; it starts its own term.
        Complaint = "complaint",
        /// A compliment.
        Compliment = "compliment",
    }

    /// The role of a participant.
    ParticipantRole {
        /// The customer.
        Customer = "customer",
        /// Acts for the customer.
        Representative = "representative",
        /// Party to the contract.
        ContractParty = "contract_party",
        /// Only informed.
        Copied = "copied",
        /// Another body, to which the matter was forwarded.
        OtherBody = "other_body",
    }
}
