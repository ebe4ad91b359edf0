//! What is asked of a customer record.

use serde::{Deserialize, Serialize};

use super::{Evidence, HandleKind, Language};
use crate::ids::{ContentId, CustomerId, HandleId};
use crate::preference::{Preferences, SaidHow};

/// What is asked of a customer record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum CustomerCommand {
    /// Begin a record.
    Register {
        /// The name.
        name: Option<ContentId>,
        /// The language.
        language: Language,
    },
    /// Set the name.
    Name {
        /// The name.
        name: ContentId,
    },
    /// Set the language.
    SetLanguage {
        /// The language.
        language: Language,
    },
    /// Tie a handle.
    TieHandle {
        /// The handle.
        handle: HandleId,
        /// What it is.
        handle_kind: HandleKind,
        /// Its value.
        value: ContentId,
        /// Why it is believed.
        evidence: Evidence,
    },
    /// Untie a handle.
    UntieHandle {
        /// The handle.
        handle: HandleId,
    },
    /// Note that a handle cannot be reached.
    FailHandle {
        /// The handle.
        handle: HandleId,
    },
    /// Believe again that a handle reaches the customer.
    RestoreHandle {
        /// The handle.
        handle: HandleId,
    },
    /// Note that more than before ties a handle to the customer.
    VerifyHandle {
        /// The handle.
        handle: HandleId,
        /// Why it is believed now.
        evidence: Evidence,
        /// As which other record's owner the customer proved to be, where that is how.
        as_of: Option<CustomerId>,
    },
    /// Join another record: an edge, undoable.
    Join {
        /// The other record.
        other: CustomerId,
    },
    /// Undo the joining.
    Unjoin {
        /// The other record.
        other: CustomerId,
    },
    /// Say that another record, which was suggested, is somebody else.
    TellApart {
        /// The other record.
        other: CustomerId,
    },
    /// Take that back.
    UndoApart {
        /// The other record.
        other: CustomerId,
    },
    /// Note how the person wants to hear from us.
    Prefer {
        /// What.
        prefers: Preferences,
        /// How it was said.
        said: SaidHow,
    },
    /// Take that back.
    UndoPreference {},
}
