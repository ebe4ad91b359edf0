//! Commands: what the doors ask for. One enum, versioned like events; every door builds it, and it holds no words: texts
//! travel beside it as content and are named by id.

mod journey;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::{Actor, Door};
use crate::customer::CustomerCommand;
use crate::event::Window;
use crate::ids::{CommandId, CustomerId, EventId, ImprovementId, JourneyId};
use crate::improvement::ImprovementCommand;

pub use crate::agreement::{AgreementCommand, NewLeg, Terms};
pub use crate::breach::BreachCommand;
pub use crate::forward::NewForward;
pub use crate::hold::{HoldCommand, NewHold};
pub use crate::promise::NewPromise;
pub use crate::question::NewQuestion;
pub use crate::shipment::ShipmentCommand;
pub use crate::signal::SignalCommand;
pub use crate::survey::SurveyCommand;
pub use crate::visit::VisitCommand;
pub use journey::JourneyCommand;

/// The version of the command enum.
pub const COMMAND_VERSION: u16 = 1;

/// What stands around a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// This run; ids of new things are derived from it.
    pub command: CommandId,
    /// Who acts.
    pub actor: Actor,
    /// Through which door.
    pub door: Door,
    /// The same key twice has one effect.
    pub key: Option<String>,
    /// The event that caused it.
    pub cause: Option<EventId>,
    /// When a partner that does not take part said it, where a member notes that.
    #[serde(default)]
    pub said_at: Option<Timestamp>,
    /// What the actor saw.
    pub expects: Expects,
}

/// Guards: a command on an older state is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Expects {
    /// The ball's epoch that the actor saw.
    pub ball_epoch: Option<u32>,
    /// The direction's epoch that the actor saw.
    pub direction_epoch: Option<u32>,
    /// The version of the promise that the actor saw.
    pub promise_version: Option<u32>,
}

/// A command for one stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stream", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "nearly every command is one for a journey, and few are held at once")]
pub enum Command {
    /// For a journey.
    Journey {
        /// The journey.
        journey: JourneyId,
        /// What is asked.
        #[serde(flatten)]
        command: JourneyCommand,
    },
    /// For a customer.
    Customer {
        /// The customer.
        customer: CustomerId,
        /// What is asked.
        #[serde(flatten)]
        command: CustomerCommand,
    },
    /// For an improvement.
    Improvement {
        /// The improvement.
        improvement: ImprovementId,
        /// What is asked.
        #[serde(flatten)]
        command: ImprovementCommand,
    },
}

/// When somebody wants to be called.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wish", rename_all = "snake_case")]
pub enum CallWish {
    /// As soon as may be: by the blueprint's term.
    #[default]
    Soon,
    /// In a window within the opening hours of the team that calls.
    Within {
        /// The window.
        window: Window,
    },
    /// At a moment in words, that a person must read: the team lets the customer know when it calls.
    Agree,
}

impl CallWish {
    /// Whether no moment was chosen.
    #[must_use]
    pub fn is_soon(&self) -> bool {
        *self == Self::Soon
    }
}
