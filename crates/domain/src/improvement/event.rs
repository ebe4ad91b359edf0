//! What happened to an improvement.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Judged, Source, Terms};
use crate::actor::TeamRef;
use crate::codes::HeardBy;
use crate::ids::{ContentId, JourneyId, MemberId};

/// One thing that happened to an improvement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum ImprovementEvent {
    /// It began.
    #[serde(rename = "improvement.opened")]
    Opened {
        /// What it is about.
        title: ContentId,
        /// The team that does it.
        owner: TeamRef,
        /// What it comes from.
        sources: Vec<Source>,
        /// By when the owner says what is done.
        answer_by: Timestamp,
    },
    /// Something else that was gathered joined it.
    #[serde(rename = "improvement.source_added")]
    SourceAdded {
        /// What.
        source: Source,
    },
    /// Somebody looked into it.
    #[serde(rename = "improvement.investigated")]
    Investigated {
        /// What was found.
        text: ContentId,
    },
    /// What changes and what is expected of it was said before it starts.
    #[serde(rename = "improvement.registered")]
    Registered {
        /// The terms.
        terms: Terms,
    },
    /// The figures were looked at.
    #[serde(rename = "improvement.measured")]
    Measured {
        /// What they said.
        judged: Judged,
    },
    /// It does not go on.
    #[serde(rename = "improvement.stopped")]
    Stopped {
        /// Why.
        reason: ContentId,
    },
    /// Those who reported or answered are told what was done.
    #[serde(rename = "improvement.told")]
    Told {
        /// In Dutch.
        nl: Option<ContentId>,
        /// In English.
        en: Option<ContentId>,
        /// The members who reported and were named.
        members: Vec<MemberId>,
    },
    /// The customer of a journey hears it, or does not.
    #[serde(rename = "improvement.passed_on")]
    PassedOn {
        /// Whose customer.
        journey: JourneyId,
        /// How.
        by: HeardBy,
    },
    /// A member who reported has read what was done.
    #[serde(rename = "improvement.heard")]
    Heard {},
}

impl ImprovementEvent {
    /// Every kind that this version knows.
    pub const KINDS: &'static [&'static str] = &[
        "improvement.opened",
        "improvement.source_added",
        "improvement.investigated",
        "improvement.registered",
        "improvement.measured",
        "improvement.stopped",
        "improvement.told",
        "improvement.passed_on",
        "improvement.heard",
    ];

    /// The stored kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "improvement.opened",
            Self::SourceAdded { .. } => "improvement.source_added",
            Self::Investigated { .. } => "improvement.investigated",
            Self::Registered { .. } => "improvement.registered",
            Self::Measured { .. } => "improvement.measured",
            Self::Stopped { .. } => "improvement.stopped",
            Self::Told { .. } => "improvement.told",
            Self::PassedOn { .. } => "improvement.passed_on",
            Self::Heard {} => "improvement.heard",
        }
    }

    /// The body in its two parts; all of an improvement stays inside.
    ///
    /// # Errors
    /// Only when serialisation fails, which no event of this enum does.
    pub fn parts(&self) -> Result<(String, String), serde_json::Error> {
        Ok((format!("{{\"kind\":\"{}\"}}", self.kind()), serde_json::to_string(self)?))
    }

    /// Puts the two parts together again.
    ///
    /// # Errors
    /// When the parts are not an event of this version.
    pub fn from_parts(shared: &str, internal: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_value(crate::event::join(shared, internal)?)
    }
}
