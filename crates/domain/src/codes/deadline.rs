//! The vocabularies of what is due.

use serde::{Deserialize, Serialize};

codes! {
    /// What a person must do because the program cannot: reach the customer where no channel does, or read what it could
    /// not take in.
    TaskKind {
        /// Call.
        Call = "call",
        /// Write a letter.
        Letter = "letter",
        /// Take a message out of the mailbox that was too large to fetch.
        Fetch = "fetch",
        /// Apologise in person, because an agreement was not kept to.
        Apology = "apology",
    }

    /// A due moment that the program watches.
    DeadlineKind {
        /// A promise has used half of its working time.
        PromiseHalf = "promise_half",
        /// A promise has used four fifths of its working time.
        PromiseFourFifths = "promise_four_fifths",
        /// A promise's current window ends.
        PromiseDue = "promise_due",
        /// Nobody spoke by the moment that was given after a broken promise: the team lead.
        PromiseLead = "promise_lead",
        /// Still nobody when the silence limit came: the coordinator.
        PromiseCoordinator = "promise_coordinator",
        /// The customer has heard nothing for the silence limit.
        Silence = "silence",
        /// An offer was not answered: the receiver's team.
        OfferTeam = "offer_team",
        /// Still not: the team lead.
        OfferLead = "offer_lead",
        /// Still not: the coordinator.
        OfferCoordinator = "offer_coordinator",
        /// The customer did not answer a question.
        QuestionDue = "question_due",
        /// The closing period ends.
        Closing = "closing",
        /// A call or letter is due.
        TaskDue = "task_due",
        /// A legal term has used half of its working time.
        LegalHalf = "legal_half",
        /// A legal term has used four fifths of its working time.
        LegalFourFifths = "legal_four_fifths",
        /// A legal term ends.
        LegalDue = "legal_due",
        /// A legal term that stood still until a day goes on.
        LegalGoesOn = "legal_goes_on",
        /// A second member has not decided on a proposed agreement.
        AgreementTeam = "agreement_team",
        /// Still not: the team lead.
        AgreementLead = "agreement_lead",
        /// Still not: the coordinator.
        AgreementCoordinator = "agreement_coordinator",
        /// An amount that was asked for a piece of work was not decided on: its giver.
        AmountTeam = "amount_team",
        /// Still not: the giver's team lead.
        AmountLead = "amount_lead",
        /// Still not: the coordinator.
        AmountCoordinator = "amount_coordinator",
        /// A hold or its release was not acknowledged: its maker and the team that owns the system.
        HoldTeam = "hold_team",
        /// Still not: the team lead.
        HoldLead = "hold_lead",
        /// A hold ends in two working days: the maker's team chooses.
        HoldEnding = "hold_ending",
        /// A hold's end comes and nobody chose.
        HoldEnds = "hold_ends",
        /// A signal was not answered: the team that owns it.
        SignalTeam = "signal_team",
        /// Still not: the team lead.
        SignalLead = "signal_lead",
        /// Still not: the coordinator.
        SignalCoordinator = "signal_coordinator",
        /// The time to answer on a social medium ends soon, and nobody has answered.
        SocialWindow = "social_window",
        /// Something was not said of a shipment in time.
        ShipmentRisk = "shipment_risk",
        /// Nobody said anything of a shipment for too long.
        ShipmentSilent = "shipment_silent",
        /// It is decided whether the customer is asked how it went.
        SurveyDue = "survey_due",
        /// A partner that was told to ask later is answered anew.
        WishDue = "wish_due",
        /// Nobody read in time what the customer's side wrote.
        LookDue = "look_due",
    }
}
