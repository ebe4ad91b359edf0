//! What the organisation states in public: how accessible its pages are, and what it does with personal data.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::blueprint::Words;

/// Both statements; one that nobody has filled in yet is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statements {
    /// How accessible the pages are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessibility: Option<Accessibility>,
    /// What happens with personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy: Option<Privacy>,
}

/// How far the pages meet the requirements, in the fixed grades of the Dutch model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AccessGrade {
    /// Fully.
    A,
    /// In part; what is missing is known and planned.
    B,
    /// First measures were taken.
    C,
    /// Not.
    D,
    /// Not looked into yet.
    E,
}

impl AccessGrade {
    /// All grades, best first.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::E];

    /// The letter in lower case: the value in forms and the last part of its locale key.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
            Self::E => "e",
        }
    }

    /// The grade of a letter.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == code)
    }

    /// Whether it can only be given after somebody looked into it.
    #[must_use]
    pub fn needs_research(self) -> bool {
        matches!(self, Self::A | Self::B)
    }
}

/// How accessible the pages are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accessibility {
    /// The grade.
    pub grade: AccessGrade,
    /// When it was looked into.
    pub researched_on: Option<Date>,
    /// What does not work yet, for whom, and what helps meanwhile.
    pub gaps: Words,
    /// Where to say that something does not work: an address or number.
    pub contact: String,
    /// The statement in a public register; empty where there is none.
    pub register: String,
    /// When this was last changed.
    pub stated_at: Timestamp,
}

/// What happens with personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Privacy {
    /// What it is used for.
    pub purposes: Words,
    /// Why that is allowed.
    pub grounds: Words,
    /// How long it is kept.
    pub term: Words,
    /// Who answers questions about it: an address or number.
    pub officer: String,
    /// What somebody may ask for; empty in a language says what the law gives everybody.
    pub rights: Words,
    /// When this was last changed.
    pub stated_at: Timestamp,
}
