//! The vocabularies of promises.

use serde::{Deserialize, Serialize};

codes! {
    /// The kind of a promise.
    PromiseKind {
        /// A result. Only these count in kept figures.
        Outcome = "outcome",
        /// "You hear from us by then".
        News = "news",
    }

    /// What is promised.
    PromiseWhat {
        /// A first answer.
        FirstAnswer = "first_answer",
        /// News about where things stand.
        News = "news",
        /// The result of the journey or leg.
        Result = "result",
        /// A telephone call.
        CallBack = "call_back",
        /// Something else, told in the text.
        Other = "other",
        /// Somebody comes.
        Visit = "visit",
        /// A carrier brings something.
        Delivery = "delivery",
    }

    /// Why a promise moved.
    MoveReason {
        /// Waiting for the customer.
        Customer = "customer",
        /// Waiting for a partner.
        Partner = "partner",
        /// More work than foreseen.
        MoreWork = "more_work",
        /// A part or document is late.
        Material = "material",
        /// Illness or lack of people.
        Capacity = "capacity",
        /// Something else, told in the text.
        Other = "other",
    }

    /// How a broken promise was settled (rule 3).
    Settlement {
        /// Done after all.
        FulfilledLate = "fulfilled_late",
        /// A new promise stands in its place.
        Replaced = "replaced",
        /// The one it was made to let it go.
        Released = "released",
    }

    /// Why a promise was let go, where the one it was made to did not.
    ReleaseReason {
        /// The journey was set aside.
        Aside = "aside",
        /// The journey was set aside for another one, which goes on with it.
        Moved = "moved",
        /// It is owed, or came out, on another journey that was joined with this one. It does not stand again here.
        Elsewhere = "elsewhere",
    }
}
