//! The small closed vocabularies of events and commands. They are data for ever: add, never rename.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $code)] $variant),* }

        impl $name {
            /// All values, in the order in which pages list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored code; also the last part of its locale key.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }

            /// The value of a code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    )*};
}

pub(crate) use codes;

mod agreement;
mod closing;
mod contact;
mod deadline;
mod handover;
mod improvement;
mod journey;
mod legal;
mod preference;
mod promise;
mod shipment;
mod signal;
mod survey;
mod update;
mod visit;

pub use agreement::{AgreementEnd, BreachWhat, HoldAction, HoldEnd, HoldWhy};
pub use closing::{CloseHow, Outcome, ReopenReason, VoidReason};
pub use contact::{Asks, Channel, ContactClass, Direction, FileMark, JoinReason, MailCheck, Medium};
pub use deadline::{DeadlineKind, TaskKind};
pub use handover::{BallGoes, BallReason, DeclineReason, TakeBackReason};
pub use improvement::{Aim, Gauge, HeardBy, SourceKind, Verdict, VerdictBy};
pub use journey::{JourneyKind, ParticipantRole};
pub use legal::{ForwardGround, LegalBasis, SuspensionGround};
pub use preference::{PreferredWay, SaidHow};
pub use promise::{MoveReason, PromiseKind, PromiseWhat, ReleaseReason, Settlement};
pub use shipment::ShipmentStatus;
pub use signal::SignalReason;
pub use survey::{AskLater, CareAction, CareCause, Measure, NotAsked, Scale, SilentWhy};
pub use update::{FailWhy, HoldReason, NextStep, UpdateKind};
pub use visit::{Missing, VisitCancel};
