//! Programs that use the API in the name of teams, and what each of them may.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::Role;
use crate::codes::codes;
use crate::customer::Language;
use crate::directory::Member;
use crate::ids::{MemberId, TeamId};
use crate::mandate::Mandate;

codes! {
    /// What a program may do. A scope never gives more than its teams may.
    ApiScope {
        /// Read journeys, the people on them, lists and search.
        JourneysRead = "journeys.read",
        /// Begin journeys and act on them, and keep the records of the people on them.
        JourneysWrite = "journeys.write",
        /// Read teams, calendars, members and blueprints.
        SettingsRead = "settings.read",
        /// Make and change teams, slot books and blueprints. What is shielded, and what programs may do, stays with
        /// administrators.
        SettingsWrite = "settings.write",
        /// Make and change members, with seats in the teams that the program acts for and no more.
        MembersWrite = "members.write",
        /// Ask what is held, and read the holds of the systems that the program speaks for.
        HoldsCheck = "holds.check",
        /// Acknowledge and release holds for the systems that the program speaks for, and report what was not kept to.
        HoldsWrite = "holds.write",
        /// Read which member did what; without it answers name teams only.
        AuditRead = "audit.read",
    }
}

/// A program that may use the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiClient {
    /// What the house calls it.
    pub name: String,
    /// The teams that it acts for.
    pub teams: Vec<TeamId>,
    /// Whether it watches over the journeys of all teams, as a coordinator does.
    pub watches: bool,
    /// What it may do.
    pub scopes: Vec<ApiScope>,
    /// The SHA-256 of its token, in hexadecimal. The token itself is shown once and kept nowhere.
    pub token_hash: String,
    /// When the token was made.
    pub made_at: Timestamp,
    /// When the token ends.
    pub expires_at: Timestamp,
    /// Whether it is let in.
    pub active: bool,
}

impl ApiClient {
    /// Whether its token is good at a moment.
    #[must_use]
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.active && now < self.expires_at
    }

    /// Whether it may do something.
    #[must_use]
    pub fn may(&self, scope: ApiScope) -> bool {
        self.scopes.contains(&scope)
    }

    /// The place that it has in the record: that of a member of its teams, who decides nothing about money.
    #[must_use]
    pub fn as_member(&self, id: MemberId) -> Member {
        Member {
            id,
            name: self.name.clone(),
            email: String::new(),
            teams: self.teams.iter().map(|team| (*team, Role::Agent)).collect(),
            roles: if self.watches { vec![Role::Coordinator] } else { Vec::new() },
            mandate: Mandate::default(),
            language: Language::En,
            shortcuts: false,
            active: self.active,
            absence: None,
            signature: String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_reads_its_own_code() {
        for scope in ApiScope::ALL.iter().copied() {
            assert_eq!(ApiScope::parse(scope.code()), Some(scope));
            assert_eq!(serde_json::to_value(scope).ok(), Some(serde_json::json!(scope.code())));
        }
        assert_eq!(ApiScope::parse("everything"), None);
    }
}
