//! Vocabularies about how somebody wants to hear.

use serde::{Deserialize, Serialize};

codes! {
    /// By which way somebody wants to hear.
    PreferredWay {
        /// By mail.
        Mail = "mail",
        /// By text message.
        Text = "text",
        /// A person calls.
        Call = "call",
        /// By letter.
        Letter = "letter",
    }

    /// How somebody said what they prefer.
    SaidHow {
        /// On their own page.
        Page = "page",
        /// By the link that was mailed to a new address.
        Proof = "proof",
        /// By a text message.
        Text = "text",
        /// On the telephone; a member noted it.
        Phone = "phone",
        /// At the counter; a member noted it.
        Counter = "counter",
        /// By mail; a member noted it.
        Mail = "mail",
        /// By letter; a member noted it.
        Letter = "letter",
    }
}
