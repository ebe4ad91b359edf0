//! The vocabularies of how a journey ends and opens again.

use serde::{Deserialize, Serialize};

codes! {
    /// How a leg or the journey came out.
    Outcome {
        /// Done as asked.
        Solved = "solved",
        /// Partly.
        Partly = "partly",
        /// Refused, with the reason in the text.
        Refused = "refused",
        /// The question was answered.
        Answered = "answered",
        /// Nothing was wrong, or it went away.
        NothingToDo = "nothing_to_do",
    }

    /// How a journey closed.
    CloseHow {
        /// The customer said so.
        Confirmed = "confirmed",
        /// Nobody objected in the closing period.
        NotObjected = "not_objected",
        /// The customer withdrew.
        Withdrawn = "withdrawn",
        /// No answer after reminders.
        NoAnswer = "no_answer",
        /// It came from an archive, already ended.
        Historic = "historic",
        /// A last message was only thanks.
        JustThanks = "just_thanks",
        /// The call that opened it again after an answer is not wanted any more.
        CallNotWanted = "call_not_wanted",
        /// It was another body's, and went there.
        Forwarded = "forwarded",
    }

    /// Why a journey is void.
    VoidReason {
        /// Spam.
        Spam = "spam",
        /// It is another journey already.
        Duplicate = "duplicate",
        /// Not meant for us.
        NotOurs = "not_ours",
        /// It was joined into another journey, which goes on with what it owes.
        Joined = "joined",
    }

    /// Why a journey opened again.
    ReopenReason {
        /// The customer said "not solved".
        NotSolved = "not_solved",
        /// A human contact came in.
        Contact = "contact",
        /// A member opened it.
        Member = "member",
        /// A message could not reach the customer.
        Unreachable = "unreachable",
        /// It came out of an archive and is still going on.
        Imported = "imported",
        /// The body to which it was forwarded wrote.
        OtherBody = "other_body",
        /// An agreement was not kept to.
        Breach = "breach",
        /// The end of a hold passed, and nobody had chosen what comes after it.
        HoldEnds = "hold_ends",
        /// Something went wrong with a shipment.
        Shipment = "shipment",
        /// The customer answered that it did not go well.
        Feedback = "feedback",
        /// The customer went through much and said nothing: somebody calls.
        Effort = "effort",
        /// There was to be a call; what brought it may not be known any more.
        Call = "call",
    }
}
