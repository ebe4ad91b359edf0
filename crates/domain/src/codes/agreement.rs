//! The vocabularies of agreements, holds and breaches.

use serde::{Deserialize, Serialize};

codes! {
    /// What a system must not do with the subject of a hold.
    HoldAction {
        /// Debit, remind, dun, pass to an agency, or suspend the service.
        Collect = "collect",
        /// Send or deliver.
        Deliver = "deliver",
        /// Write, call or advertise by itself.
        Approach = "approach",
        /// Change or end a contract.
        Change = "change",
    }

    /// Why a hold was placed.
    HoldWhy {
        /// We made a mistake.
        OurMistake = "our_mistake",
        /// The customer disputes it.
        Disputed = "disputed",
        /// The customer pays or does it otherwise, as was arranged.
        Arrangement = "arrangement",
        /// We look into it first.
        Inquiry = "inquiry",
        /// Something else, told in the words of the agreement.
        Other = "other",
    }

    /// Why a hold is released.
    HoldEnd {
        /// What was agreed has been done.
        Fulfilled = "fulfilled",
        /// The agreement does not hold any more, and the customer was told.
        Withdrawn = "withdrawn",
        /// It was placed on the wrong thing, or on one that is not there.
        Mistaken = "mistaken",
    }

    /// Why an agreement holds no more, though it was not carried out.
    AgreementEnd {
        /// It was taken back.
        Withdrawn = "withdrawn",
        /// Another one stands in its place.
        Replaced = "replaced",
    }

    /// What was done against an agreement.
    BreachWhat {
        /// A letter or another message went out.
        Letter = "letter",
        /// Money was taken.
        Debit = "debit",
        /// It was passed to an agency.
        Agency = "agency",
        /// The service was stopped.
        Suspended = "suspended",
        /// Something was sent or delivered.
        Delivered = "delivered",
        /// Something else, told in the text.
        Other = "other",
    }
}
