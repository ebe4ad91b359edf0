//! What is asked of an improvement.

use serde::{Deserialize, Serialize};

use super::{Source, Terms};
use crate::actor::TeamRef;
use crate::codes::HeardBy;
use crate::ids::{ContentId, JourneyId};

/// What is asked of an improvement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum ImprovementCommand {
    /// Begin one, from what was gathered.
    Open {
        /// What it is about, in few words.
        title: ContentId,
        /// The team that does it.
        owner: TeamRef,
        /// What it comes from.
        sources: Vec<Source>,
    },
    /// Join something else that was gathered.
    AddSource {
        /// What.
        source: Source,
    },
    /// Say what was found.
    Investigate {
        /// What was found.
        text: ContentId,
    },
    /// Say, before it starts, what changes and what that is expected to do.
    Register {
        /// The terms.
        terms: Terms,
    },
    /// Say what came of it: by the program, from the figures.
    Measure {},
    /// Do not go on with it.
    Stop {
        /// Why.
        reason: ContentId,
    },
    /// Tell those who reported or answered what was done.
    Tell {
        /// In Dutch.
        nl: Option<ContentId>,
        /// In English.
        en: Option<ContentId>,
    },
    /// Note that the customer of a journey hears it: by the program.
    PassOn {
        /// Whose customer.
        journey: JourneyId,
        /// How.
        by: HeardBy,
    },
    /// Say that what was done was read, by a member who reported.
    Hear {},
}
