//! The vocabularies of visits.

use serde::{Deserialize, Serialize};

codes! {
    /// Why a visit is off, as the customer's side said or agreed to. When it is we who cannot come, the visit moves.
    VisitCancel {
        /// It works again.
        Solved = "solved",
        /// It could be solved from here.
        Remote = "remote",
        /// Nobody can be there then: another time is still to be chosen.
        OtherTime = "other_time",
        /// The customer wants no visit.
        Unwanted = "unwanted",
        /// The customer withdrew the whole matter.
        Withdrawn = "withdrawn",
        /// Something else, told in the text.
        Other = "other",
    }

    /// What was missing, so that one visit was not enough.
    Missing {
        /// A part or material.
        Part = "part",
        /// A tool.
        Tool = "tool",
        /// Information about the place or the fault.
        Information = "information",
        /// Access to the building, meter or cable.
        Access = "access",
        /// Somebody with another skill.
        Skill = "skill",
        /// Time.
        Time = "time",
        /// Work that somebody else has to do first.
        Others = "others",
        /// Something else, told in the text.
        Other = "other",
    }
}
