//! What systems of others report, and what that means here. A [`FactTable`] is a list of rows that an administrator writes:
//! which reports a row is for, and what is then done. Reading a report with it is pure: the same report means the same.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::codes::{BreachWhat, Channel, Direction, HoldAction, PromiseWhat, ShipmentStatus};
use crate::webhook::WebhookSecret;

mod path;
mod plan;
mod print;
mod text;

pub use path::{FactPath, FactWords};
pub use plan::{Aimed, FactDeed, FactLack, FactPlan};
pub use text::{FactFault, FactFaultWhat, KEYS};

/// The most rows of a table.
pub const MOST_ROWS: usize = 100;
/// The most letters of a table in words.
pub const MOST_TEXT: usize = 64 * 1024;
/// The most letters of what a report says in one place, where that is told or titled.
const MOST_WORDS: usize = 10_000;

/// How a system signs what it reports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "snake_case")]
pub enum FactSigning {
    /// As Standard Webhooks say: HMAC-SHA-256 over id, moment and body.
    #[default]
    Standard,
    /// HMAC-SHA-256 over the body alone, in a header of this name: for systems that know no other way.
    Body {
        /// The name of the header, in small letters.
        header: String,
    },
}

/// The door of a system: how what it reports is signed, and what it means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactDoor {
    /// How it signs.
    pub signing: FactSigning,
    /// The secrets, the present one last; encrypted at rest.
    pub secrets: Vec<WebhookSecret>,
    /// What its reports mean.
    pub table: FactTable,
    /// Whether they are taken.
    pub active: bool,
}

impl FactDoor {
    /// The secrets that are good at a moment, the present one first.
    pub fn good(&self, now: Timestamp) -> impl Iterator<Item = &WebhookSecret> {
        self.secrets.iter().rev().filter(move |secret| secret.ends_at.is_none_or(|ends| now < ends))
    }
}

/// What the reports of a system mean: the first row that fits counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactTable {
    /// The rows, in order.
    pub rows: Vec<FactRow>,
}

/// One row: which reports, and what is done then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow {
    /// What colleagues call it.
    pub name: String,
    /// A remark for colleagues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What must be so in the report; all of it.
    pub when: Vec<FactCondition>,
    /// When it happened; without it the report's own `$.time`, else the moment at which it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FactPath>,
    /// What happens to a report that is about nothing that is known here.
    #[serde(default)]
    pub none: IfNone,
    /// What is done.
    pub act: FactAct,
}

/// Something that must be so in a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactCondition {
    /// Where.
    pub path: FactPath,
    /// What.
    pub test: FactTest,
}

/// What must be so in one place of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactTest {
    /// It says one of these, letter by letter.
    OneOf(Vec<String>),
    /// It says anything.
    Exists,
}

/// What happens to a report that is about nothing that is known here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IfNone {
    /// It waits for a person of the team that owns the system.
    #[default]
    Wait,
    /// It is let go: most of what the system reports is about nothing that was ever a question here.
    Ignore,
}

/// The thing that a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactSubject {
    /// It says the sort and the number together: `invoice:884213`.
    Whole(FactWords),
    /// The sort is known, and it says the number.
    Of {
        /// The sort, such as `invoice`.
        kind: String,
        /// The number.
        value: FactWords,
    },
}

/// By what the journey is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactAbout {
    /// By something that is or was held in this system.
    Subject(FactSubject),
    /// By the number that people say.
    Reference(FactWords),
}

crate::codes::codes! {
    /// What a customer did afterwards, as another system knows.
    CustomerDid {
        /// Ended the contract.
        Left = "left",
        /// Ordered again.
        Ordered = "ordered",
    }
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum FactAct {
    /// Something was said between the customer and us: it stands on the journey.
    Contact {
        /// Which journey.
        about: FactAbout,
        /// By which channel.
        channel: Channel,
        /// In or out.
        direction: Direction,
        /// What was said; without it the name of the row.
        text: Option<FactWords>,
    },
    /// The work that carries an agreement out is done: the agreement and its promise are kept, its holds released, and the
    /// system knows of that; the customer is told, and the journey proposed as solved.
    LegDone {
        /// What is held by the agreement.
        subject: FactSubject,
        /// What the customer is told, in Dutch and in English; without it the words of the agreement.
        tell: Option<[FactWords; 2]>,
    },
    /// A promise was kept: that of the agreement, or the only one of the journey.
    PromiseKept {
        /// Which journey.
        about: FactAbout,
        /// What was promised, where there may be several.
        what: Option<PromiseWhat>,
    },
    /// Something was done against a hold.
    Breach {
        /// What is held.
        subject: FactSubject,
        /// What was done.
        what: BreachWhat,
        /// Only holds that forbid this.
        hold: Option<HoldAction>,
        /// In more words.
        text: Option<FactWords>,
    },
    /// A journey begins.
    Journey {
        /// The name of its blueprint.
        blueprint: String,
        /// The customer's e-mail address.
        email: Option<FactWords>,
        /// The customer's telephone number.
        phone: Option<FactWords>,
        /// The customer's name.
        name: Option<FactWords>,
        /// Its title; without it the name of the row.
        title: Option<FactWords>,
        /// What happened, in words; without it the name of the row.
        text: Option<FactWords>,
    },
    /// Word of a shipment.
    Shipment {
        /// Its tracking number.
        tracking: FactWords,
        /// Where it stands.
        status: ShipmentStatus,
    },
    /// A customer left or ordered again: it counts in figures, and nothing is done on any journey.
    Customer {
        /// Which of both.
        did: CustomerDid,
        /// A journey of that customer.
        about: Option<FactAbout>,
        /// The customer's e-mail address.
        email: Option<FactWords>,
        /// The customer's telephone number.
        phone: Option<FactWords>,
    },
    /// It is known, and nothing has to be done.
    Nothing,
}

impl FactAct {
    /// The codes of all that can be done, in the order in which pages list them.
    pub const CODES: [&'static str; 8] =
        ["contact", "leg_done", "promise_kept", "breach", "journey", "shipment", "customer", "nothing"];

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Contact { .. } => "contact",
            Self::LegDone { .. } => "leg_done",
            Self::PromiseKept { .. } => "promise_kept",
            Self::Breach { .. } => "breach",
            Self::Journey { .. } => "journey",
            Self::Shipment { .. } => "shipment",
            Self::Customer { .. } => "customer",
            Self::Nothing => "nothing",
        }
    }
}

#[cfg(test)]
#[path = "fact/tests.rs"]
mod tests;
