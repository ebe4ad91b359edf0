//! The vocabularies of legal terms, and of matters that are another body's.

use serde::{Deserialize, Serialize};

codes! {
    /// By what rule a term runs beside the promises.
    LegalBasis {
        /// An application for a decision (Awb 4:13): a question to complete it suspends the term, and the decision is open to
        /// objection.
        Application = "application",
        /// A complaint about conduct (Awb 9:11).
        Complaint = "complaint",
        /// A term of the organisation's own, or of its branch.
        Own = "own",
    }

    /// Why the law lets a term stand still.
    SuspensionGround {
        /// The applicant was asked to complete the application (Awb 4:15, first paragraph, a).
        IncompleteApplication = "incomplete_application",
        /// Information was asked from a foreign authority (Awb 4:15, first paragraph, b).
        ForeignInformation = "foreign_information",
        /// The applicant agreed in writing to a delay (Awb 4:15, second paragraph, a).
        ApplicantAgreed = "applicant_agreed",
        /// The delay can be put down to the applicant (Awb 4:15, second paragraph, b).
        CausedByApplicant = "caused_by_applicant",
        /// Force majeure (Awb 4:15, second paragraph, c).
        ForceMajeure = "force_majeure",
    }

    /// Why what the customer sent may go to another body.
    ForwardGround {
        /// The law says so: it is for that body (Awb 2:3).
        Duty = "duty",
        /// The customer agreed.
        Agreed = "agreed",
    }
}
