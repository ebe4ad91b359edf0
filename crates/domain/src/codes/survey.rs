//! The vocabularies of surveys.

use serde::{Deserialize, Serialize};

codes! {
    /// Why somebody is asked later.
    AskLater {
        /// The person was asked too recently, by us or by another party of the chain.
        Budget = "budget",
        /// Something that weighs more will be asked first.
        Weightier = "weightier",
    }

    /// Why somebody is not asked.
    NotAsked {
        /// The person wants no surveys.
        OptedOut = "opted_out",
        /// The organisation allows itself no asking at all.
        NoBudget = "no_budget",
        /// No channel and no address is known.
        NoWay = "no_way",
        /// What happened is not fit to be asked about.
        NotFit = "not_fit",
        /// It could not be asked before it was too long ago.
        TooLate = "too_late",
        /// The person was, or is, asked something else so shortly before that it would be too late once it may be asked.
        Recent = "recent",
        /// The survey that the blueprint names is no longer used.
        NoSurvey = "no_survey",
        /// Another party of the chain holds the survey.
        Elsewhere = "elsewhere",
        /// The customer was asked already.
        AlreadyAsked = "already_asked",
        /// As many questions of partners go along as may.
        Full = "full",
        /// Nothing is asked after journeys of this kind.
        NotPlanned = "not_planned",
    }

    /// Why a customer who went through much and said nothing is not called.
    SilentWhy {
        /// Somebody spoke with the customer about it already.
        Spoken = "spoken",
        /// The customer does not want to be called.
        Unwanted = "unwanted",
        /// It had to be so, and the customer knew.
        Expected = "expected",
        /// The count does not fit what happened.
        Miscounted = "miscounted",
    }

    /// What went wrong, says who followed an unhappy answer up.
    CareCause {
        /// It took too long, or nothing was heard.
        Waited = "waited",
        /// The customer was sent from one to another.
        SentOn = "sent_on",
        /// A promise was not kept.
        Promise = "promise",
        /// The work was not good.
        Work = "work",
        /// It was not clear what would happen or why.
        Unclear = "unclear",
        /// How somebody was treated.
        Manner = "manner",
        /// What it cost.
        Cost = "cost",
        /// The rules leave no other outcome.
        Rules = "rules",
        /// Another party.
        Elsewhere = "elsewhere",
        /// Nothing that we can do something about.
        Nothing = "nothing",
    }

    /// What was done about it.
    CareAction {
        /// Explained.
        Explained = "explained",
        /// Apologised.
        Apologised = "apologised",
        /// Set right.
        SetRight = "set_right",
        /// Paid or waived.
        Paid = "paid",
        /// Something is going to change.
        Improvement = "improvement",
        /// The customer could not be reached.
        NotReached = "not_reached",
        /// Nothing.
        Nothing = "nothing",
    }

    /// What a question measures.
    Measure {
        /// How it went, compared with what was expected.
        Compared = "compared",
        /// How satisfied with the whole.
        Whole = "whole",
        /// Whether one would recommend the organisation. Only where people choose it.
        Recommend = "recommend",
        /// How much effort it took.
        Effort = "effort",
        /// How easy it was made.
        Easy = "easy",
        /// Whether one trusts the organisation.
        Trust = "trust",
        /// Whether it went fairly.
        Fairness = "fairness",
        /// How friendly people were.
        Friendly = "friendly",
        /// How competent people were.
        Competent = "competent",
        /// Something of the organisation's own.
        Own = "own",
    }

    /// The scale of an answer. It stands with every answer, so that figures of one are never made of answers on another.
    Scale {
        /// 0 to 10; high is good.
        ZeroTen = "zero_ten",
        /// 1 to 5; high is good.
        OneFive = "one_five",
        /// 1 to 5; low is good (effort, first form).
        LowFive = "low_five",
        /// 1 to 7; high is good.
        OneSeven = "one_seven",
        /// A school grade, 1 to 10; high is good.
        Grade = "grade",
        /// Much worse (1) to much better (5) than expected.
        Compared = "compared",
        /// One of a list, from 1; no order.
        Choice = "choice",
    }
}

impl Measure {
    /// Whether it is about the whole journey, so that a low answer asks to be followed up.
    #[must_use]
    pub fn is_of_whole(self) -> bool {
        !matches!(self, Self::Friendly | Self::Competent | Self::Own)
    }
}

impl Scale {
    /// The lowest and the highest answer; of a choice the highest is set by its list.
    #[must_use]
    pub const fn ends(self) -> (u8, u8) {
        match self {
            Self::ZeroTen => (0, 10),
            Self::OneFive | Self::LowFive | Self::Compared => (1, 5),
            Self::OneSeven => (1, 7),
            Self::Grade => (1, 10),
            Self::Choice => (1, u8::MAX),
        }
    }

    /// Whether an answer is a low one: somebody was let down.
    #[must_use]
    pub const fn is_low(self, answer: u8) -> bool {
        match self {
            Self::ZeroTen | Self::Grade => answer <= 5,
            Self::OneFive | Self::Compared => answer <= 2,
            Self::LowFive => answer >= 4,
            Self::OneSeven => answer <= 3,
            Self::Choice => false,
        }
    }

    /// Whether an answer is praise.
    #[must_use]
    pub const fn is_high(self, answer: u8) -> bool {
        match self {
            Self::ZeroTen | Self::Grade => answer >= 8,
            Self::OneFive | Self::Compared => answer >= 4,
            Self::LowFive => answer <= 2,
            Self::OneSeven => answer >= 6,
            Self::Choice => false,
        }
    }
}
