//! The vocabularies of improvements.

use serde::{Deserialize, Serialize};

codes! {
    /// What an improvement comes from.
    SourceKind {
        /// A member said that a process fails.
        Signal = "signal",
        /// Something was done against an agreement.
        Breach = "breach",
        /// A customer was let down, or the words needed a person at once.
        Answer = "answer",
        /// A customer pointed at the moment where it went wrong or right.
        Pointed = "pointed",
        /// Who followed an unhappy answer up said what went wrong and what was done.
        Learned = "learned",
        /// A figure that is counted from the record.
        Figure = "figure",
    }

    /// By which figure an improvement is measured; each is counted from the record of every journey.
    Gauge {
        /// Of all, how many closed as solved.
        Solved = "solved",
        /// Of those solved, how many without coming back within seven days.
        FirstContact = "first_contact",
        /// Of the contacts that customers began, how many came within seven days after the one before.
        Repeats = "repeats",
        /// Of the results promised, how many came by the date that was given first.
        Kept = "kept",
        /// Of the results promised, how many came late or not at all.
        Broken = "broken",
        /// Contacts of a journey.
        Contacts = "contacts",
        /// Times that a customer asked for news.
        Chasers = "chasers",
        /// Half answers.
        Fragments = "fragments",
        /// Times that a customer had to say the same again.
        Repeated = "repeated",
        /// Times that the work went from one to another.
        Handovers = "handovers",
        /// Hours of the longest silence.
        LongestSilence = "longest_silence",
        /// Points of effort.
        Effort = "effort",
    }

    /// Which way a figure is to go.
    Aim {
        /// Down.
        Lower = "lower",
        /// Up.
        Higher = "higher",
    }

    /// What came of an improvement.
    Verdict {
        /// The change that was expected is there.
        Worked = "worked",
        /// It is not: there is less of it than expected, or the figure went the other way.
        DidNot = "did_not",
        /// The figures do not tell.
        CannotTell = "cannot_tell",
    }

    /// What a verdict was read from.
    VerdictBy {
        /// A series of batches before and after.
        Series = "series",
        /// A control chart: too few batches for a series.
        Chart = "chart",
        /// Nothing: there is too little to show.
        TooLittle = "too_little",
    }

    /// How a customer hears what was done.
    HeardBy {
        /// By a message, and on the customer's page.
        Message = "message",
        /// On the customer's page only: no channel reaches the person.
        Page = "page",
        /// Not at all: the answer may not be traced, or the journey was set aside.
        Not = "not",
    }
}

impl Gauge {
    /// Whether it is a share of a whole; else it is a mean of a journey.
    #[must_use]
    pub fn is_share(self) -> bool {
        matches!(self, Self::Solved | Self::FirstContact | Self::Repeats | Self::Kept | Self::Broken)
    }
}
