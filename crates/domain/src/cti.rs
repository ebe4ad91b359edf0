//! Telephone systems that report calls.

use serde::{Deserialize, Serialize};

use crate::ids::TeamId;

/// A telephone system that may report calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CtiConnection {
    /// What the house calls it.
    pub name: String,
    /// The team whose calls it reports where no line says otherwise.
    pub team: TeamId,
    /// Which line or extension rings with which team.
    pub lines: Vec<(String, TeamId)>,
    /// The secret that it signs with, encrypted at rest.
    pub secret: String,
    /// Whether its reports are taken.
    pub active: bool,
}

impl CtiConnection {
    /// The team that a line rings with.
    #[must_use]
    pub fn team_of(&self, line: Option<&str>) -> TeamId {
        let known = |line: &str| self.lines.iter().find(|(known, _)| known == line).map(|(_, team)| *team);
        line.map(str::trim).and_then(known).unwrap_or(self.team)
    }
}

/// What a telephone system reports of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CtiEvent {
    /// It rings.
    New,
    /// Somebody took it.
    Answered,
    /// It is over.
    Ended,
    /// It came in outside opening hours: nobody could take it.
    OutsideHours,
}

impl CtiEvent {
    /// The code, as it is sent and stored.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Answered => "answered",
            Self::Ended => "ended",
            Self::OutsideHours => "outside-hours",
        }
    }
}
