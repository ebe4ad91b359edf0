//! The vocabulary of signals.

use serde::{Deserialize, Serialize};

codes! {
    /// What is wrong, says who gives a signal.
    SignalReason {
        /// Nobody at hand may decide it.
        NoMandate = "no_mandate",
        /// What one must know to help cannot be found.
        NoInformation = "no_information",
        /// What one department aims for works against another.
        Goals = "goals",
        /// A system does not do what it should.
        System = "system",
        /// A partner in the chain.
        Partner = "partner",
        /// Something else.
        Other = "other",
    }
}
