//! How a journey stands, and the tag that says it.

use jiff::Timestamp;

use crate::pages::parts::Tone;

/// How a journey stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variant says what its fields are")]
pub enum JourneyState {
    /// Running.
    Open,
    /// An outcome was told; it closes then, unless the customer objects.
    Proposed { closes: Timestamp },
    /// Closed as solved.
    Solved,
    /// The customer withdrew.
    Withdrawn,
    /// No answer after reminders.
    NoAnswer,
    /// Out of an archive, where it had ended.
    Historic,
    /// It went to another body.
    Forwarded,
    /// Set aside.
    Void,
}

impl JourneyState {
    /// Text key of its tag.
    pub const fn key(self) -> &'static str {
        match self {
            JourneyState::Open => "journey-open",
            JourneyState::Proposed { .. } => "journey-proposed",
            JourneyState::Solved => "journey-solved",
            JourneyState::Withdrawn => "journey-withdrawn",
            JourneyState::NoAnswer => "journey-no-answer",
            JourneyState::Historic => "journey-historic",
            JourneyState::Forwarded => "journey-forwarded",
            JourneyState::Void => "journey-void",
        }
    }

    /// Icon of its tag.
    pub const fn icon(self) -> &'static str {
        match self {
            JourneyState::Open => "clock",
            JourneyState::Proposed { .. } => "hourglass",
            JourneyState::Solved => "circle-check",
            JourneyState::Withdrawn | JourneyState::NoAnswer | JourneyState::Historic => "archive",
            JourneyState::Forwarded => "send",
            JourneyState::Void => "ban",
        }
    }

    /// Look of its tag.
    pub const fn tone(self) -> Tone {
        match self {
            JourneyState::Open | JourneyState::Proposed { .. } => Tone::Wait,
            JourneyState::Solved => Tone::Ok,
            JourneyState::Withdrawn
            | JourneyState::NoAnswer
            | JourneyState::Historic
            | JourneyState::Forwarded
            | JourneyState::Void => Tone::Plain,
        }
    }
}
