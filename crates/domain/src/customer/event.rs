//! What happened to a customer record.

use serde::{Deserialize, Serialize};

use super::{Evidence, HandleKind, Language};
use crate::ids::{ContentId, CustomerId, HandleId};
use crate::preference::{Preferences, SaidHow};

/// One thing that happened to a customer record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum CustomerEvent {
    /// The record began.
    #[serde(rename = "customer.registered")]
    Registered {
        /// The name, where one is known.
        name: Option<ContentId>,
        /// The language.
        language: Language,
    },
    /// The name was set.
    #[serde(rename = "customer.named")]
    Named {
        /// The name.
        name: ContentId,
    },
    /// The language was set.
    #[serde(rename = "customer.language_set")]
    LanguageSet {
        /// The language.
        language: Language,
    },
    /// A handle was tied to the customer.
    #[serde(rename = "handle.tied")]
    HandleTied {
        /// The handle.
        handle: HandleId,
        /// What it is.
        handle_kind: HandleKind,
        /// Its value.
        value: ContentId,
        /// Why it is believed.
        evidence: Evidence,
    },
    /// A handle was untied.
    #[serde(rename = "handle.untied")]
    HandleUntied {
        /// The handle.
        handle: HandleId,
    },
    /// The handle cannot be reached any more (a permanent bounce).
    #[serde(rename = "handle.failed")]
    HandleFailed {
        /// The handle.
        handle: HandleId,
    },
    /// The handle is believed to reach the customer after all.
    #[serde(rename = "handle.restored")]
    HandleRestored {
        /// The handle.
        handle: HandleId,
    },
    /// More than before ties a handle to the customer.
    #[serde(rename = "handle.verified")]
    HandleVerified {
        /// The handle.
        handle: HandleId,
        /// Why it is believed now.
        evidence: Evidence,
        /// As which other record's owner the customer proved to be, where that is how.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        as_of: Option<CustomerId>,
    },
    /// Another record is the same person.
    #[serde(rename = "customer.joined")]
    Joined {
        /// The other record.
        other: CustomerId,
    },
    /// It was not after all.
    #[serde(rename = "customer.unjoined")]
    Unjoined {
        /// The other record.
        other: CustomerId,
    },
    /// A member looked, and another record is somebody else: it is not suggested again.
    #[serde(rename = "customer.told_apart")]
    ToldApart {
        /// The other record.
        other: CustomerId,
    },
    /// That was taken back.
    #[serde(rename = "customer.apart_undone")]
    ApartUndone {
        /// The other record.
        other: CustomerId,
    },
    /// The person said how they want to hear from us.
    #[serde(rename = "customer.prefers")]
    Prefers {
        /// What.
        prefers: Preferences,
        /// How it was said.
        said: SaidHow,
    },
    /// That was taken back: what held before holds again.
    #[serde(rename = "customer.preference_undone")]
    PreferenceUndone {},
}

impl CustomerEvent {
    /// Every kind that this version knows.
    pub const KINDS: &'static [&'static str] = &[
        "customer.registered",
        "customer.named",
        "customer.language_set",
        "handle.tied",
        "handle.untied",
        "handle.failed",
        "handle.restored",
        "handle.verified",
        "customer.joined",
        "customer.unjoined",
        "customer.told_apart",
        "customer.apart_undone",
        "customer.prefers",
        "customer.preference_undone",
    ];

    /// The stored kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "customer.registered",
            Self::Named { .. } => "customer.named",
            Self::LanguageSet { .. } => "customer.language_set",
            Self::HandleTied { .. } => "handle.tied",
            Self::HandleUntied { .. } => "handle.untied",
            Self::HandleFailed { .. } => "handle.failed",
            Self::HandleRestored { .. } => "handle.restored",
            Self::HandleVerified { .. } => "handle.verified",
            Self::Joined { .. } => "customer.joined",
            Self::Unjoined { .. } => "customer.unjoined",
            Self::ToldApart { .. } => "customer.told_apart",
            Self::ApartUndone { .. } => "customer.apart_undone",
            Self::Prefers { .. } => "customer.prefers",
            Self::PreferenceUndone {} => "customer.preference_undone",
        }
    }

    /// The body in its two parts; all of a customer record stays inside.
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
