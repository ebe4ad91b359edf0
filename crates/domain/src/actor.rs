//! Who acts, through which door, and in which role.

use serde::{Deserialize, Serialize};

use crate::ids::{MemberId, OrgId, ParticipantId, TeamId};

/// A team of an organisation: the smallest thing that can hold the ball or the direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TeamRef {
    /// The organisation, ours or a partner in the chain.
    pub org: OrgId,
    /// The team.
    pub team: TeamId,
}

/// Who did something. Every event names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "actor", rename_all = "snake_case")]
pub enum Actor {
    /// The program itself: a timer, a rule, a matching decision.
    System,
    /// A member, acting for one of the teams that the member is in.
    Member {
        /// The team acted for.
        team: TeamRef,
        /// The person.
        member: MemberId,
    },
    /// A participant of the journey, on the status page behind a link or by a mail that was matched.
    Participant {
        /// The participant.
        participant: ParticipantId,
    },
    /// Somebody outside who is not (yet) known to be a participant.
    Outsider,
}

impl Actor {
    /// The team that a member acts for.
    #[must_use]
    pub fn team(&self) -> Option<TeamRef> {
        match self {
            Self::Member { team, .. } => Some(*team),
            _ => None,
        }
    }

    /// The member, when a person of a team acts.
    #[must_use]
    pub fn member(&self) -> Option<MemberId> {
        match self {
            Self::Member { member, .. } => Some(*member),
            _ => None,
        }
    }

    /// The code stored in the event row.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Member { .. } => "member",
            Self::Participant { .. } => "participant",
            Self::Outsider => "outsider",
        }
    }
}

/// The door a command came in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// A page of the staff or of the customer.
    Page,
    /// An e-mail.
    Mail,
    /// A due moment.
    Timer,
    /// The HTTP interface.
    Api,
    /// The command line (import, demo).
    Program,
    /// A message on a social medium.
    Chat,
    /// A system that signs what it reports.
    Signed,
}

impl Door {
    /// The code stored in the event row.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Mail => "mail",
            Self::Timer => "timer",
            Self::Api => "api",
            Self::Program => "program",
            Self::Chat => "chat",
            Self::Signed => "signed",
        }
    }

    /// The door of a stored code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Page, Self::Mail, Self::Timer, Self::Api, Self::Program, Self::Chat, Self::Signed]
            .into_iter()
            .find(|door| door.code() == code)
    }
}

/// What a member may do in the organisation. A member holds one role per team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Works on journeys.
    Agent,
    /// Also sees the team's late offers and manages its calendar.
    TeamLead,
    /// Watches the direction over all teams (regisseur).
    Coordinator,
    /// Manages settings; sees no texts of journeys unless also in a team.
    Administrator,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order in which pages list them.
    pub const ALL: [Self; 5] = [Self::Agent, Self::TeamLead, Self::Coordinator, Self::Administrator, Self::Auditor];

    /// The code in settings, pages and locale keys.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::TeamLead => "team_lead",
            Self::Coordinator => "coordinator",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// The role of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}
