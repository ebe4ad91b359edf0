//! The vocabularies of what the customer is told.

use serde::{Deserialize, Serialize};

codes! {
    /// What happens next, as the customer was told.
    NextStep {
        /// We answer.
        WeAnswer = "we_answer",
        /// The named team works on it.
        TeamWorks = "team_works",
        /// The customer answers our question.
        YouAnswer = "you_answer",
        /// We tell how it stands.
        WeTell = "we_tell",
        /// We call.
        WeCall = "we_call",
        /// We come with the result.
        WeFinish = "we_finish",
        /// The customer says whether it is solved.
        YouConfirm = "you_confirm",
        /// Somebody comes.
        WeCome = "we_come",
        /// A carrier brings it.
        WeDeliver = "we_deliver",
    }

    /// What a message from the organisation is about.
    UpdateKind {
        /// We have your message.
        Receipt = "receipt",
        /// Your message is too large to take in; here is how to send the rest.
        TooLarge = "too_large",
        /// Another team or party accepted.
        NowWith = "now_with",
        /// Another team directs the whole.
        NowLeads = "now_leads",
        /// Who worked on it is no longer in the chain; who has it now.
        PartyLeft = "party_left",
        /// A question.
        Question = "question",
        /// A promise.
        PromiseMade = "promise_made",
        /// A promise has another date.
        PromiseMoved = "promise_moved",
        /// A promise was not kept.
        PromiseBroken = "promise_broken",
        /// The outcome.
        Outcome = "outcome",
        /// Nothing new yet.
        NoNews = "no_news",
        /// It closes again without the answer that was announced: the message was only thanks.
        ClosedAgain = "closed_again",
        /// Words a member wrote.
        Message = "message",
        /// An answer in which every field of a card is filled or does not apply.
        Answer = "answer",
        /// A visit was agreed on.
        VisitBooked = "visit_booked",
        /// A visit has another window.
        VisitMoved = "visit_moved",
        /// When exactly somebody comes, within the window.
        VisitNarrowed = "visit_narrowed",
        /// A visit that was agreed on stands: when somebody comes, told once more.
        VisitAhead = "visit_ahead",
        /// A visit is off.
        VisitCancelled = "visit_cancelled",
        /// How a visit went, where that was not the outcome.
        VisitEnded = "visit_ended",
        /// A legal term is extended.
        LegalExtended = "legal_extended",
        /// A legal term stands still.
        LegalSuspended = "legal_suspended",
        /// A legal term runs again.
        LegalResumed = "legal_resumed",
        /// Another body has it now.
        Forwarded = "forwarded",
        /// To that body: here is what is yours.
        ForwardedTo = "forwarded_to",
        /// What was agreed, in a member's words.
        Agreement = "agreement",
        /// A colleague decides on what was asked; what happens meanwhile.
        AgreementProposed = "agreement_proposed",
        /// What was agreed was not kept to; nothing has to be done.
        Breach = "breach",
        /// Where a shipment stands.
        Shipment = "shipment",
        /// How did it go?
        Survey = "survey",
        /// You said, we did.
        WeDid = "we_did",
    }

    /// Why a message waits.
    HoldReason {
        /// It does not wait.
        None = "none",
        /// Quiet hours.
        QuietHours = "quiet_hours",
        /// For a moment, for what may take its place.
        Newest = "newest",
    }

    /// Why a message did not get there by the way that it went.
    FailWhy {
        /// It came back.
        Returned = "returned",
        /// It was refused.
        Refused = "refused",
        /// The time to answer there is over.
        Window = "window",
        /// Its receiver takes no messages there any more.
        Blocked = "blocked",
        /// The channel does not let us in.
        Access = "access",
    }
}
