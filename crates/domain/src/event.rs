//! The events of a journey. A body holds ids, codes, numbers, instants, money and content references; never words, names
//! or addresses (rule 8). Events are data for ever: add kinds and optional fields, never change or reuse one.
//!
//! Each noun lists its own events in `event/NOUN.rs`. Together they are one enum, so that whoever folds or judges them has
//! to say something about every kind.

#[macro_use]
mod agreement;
#[macro_use]
mod attribution;
#[macro_use]
mod ball;
#[macro_use]
mod breach;
#[macro_use]
mod closing;
#[macro_use]
mod contact;
#[macro_use]
mod handover;
#[macro_use]
mod hold;
#[macro_use]
mod journey;
#[macro_use]
mod legal_term;
#[macro_use]
mod mirror;
#[macro_use]
mod participant;
#[macro_use]
mod promise;
#[macro_use]
mod question;
#[macro_use]
mod shipment;
#[macro_use]
mod signal;
#[macro_use]
mod survey;
#[macro_use]
mod task;
#[macro_use]
mod update;
#[macro_use]
mod visit;
mod record;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::actor::TeamRef;
use crate::attribution::{DisputeOutcome, PartRef};
use crate::blueprint::BlueprintRef;
use crate::codes::{
    AgreementEnd, AskLater, Asks, BallReason, BreachWhat, CareAction, CareCause, CloseHow, DeadlineKind, DeclineReason,
    FailWhy, ForwardGround, HoldAction, HoldEnd, HoldReason, HoldWhy, JoinReason, JourneyKind, LegalBasis, Medium,
    Missing, MoveReason, NextStep, NotAsked, Outcome, ParticipantRole, PromiseKind, PromiseWhat, ReleaseReason,
    ReopenReason, Scale, Settlement, ShipmentStatus, SignalReason, SilentWhy, SuspensionGround, TakeBackReason,
    TaskKind, UpdateKind, VisitCancel, VoidReason,
};
use crate::ids::{
    AgreementId, AskId, BreachId, ContactId, ContentId, CustomerId, HandoverId, HoldId, ImprovementId, JourneyId,
    LegId, MemberId, ParticipantId, PromiseId, QuestionId, ShipmentId, SignalId, SurveyId, SystemId, TaskId, UpdateId,
    VisitId,
};
use crate::joining::{Carried, JoinedPromise};
use crate::journey::Holder;
use crate::legal_term::{LegalMoments, StandsUntil};
use crate::money::Cents;
use crate::reference::Reference;

pub use crate::agreement::Terms;
pub use crate::contact::ContactFacts;
pub use crate::handover::{AmountMoments, Subject};
pub use crate::hold::HoldSubject;
pub use crate::participant::Reach;
pub use crate::promise::{Promisee, Window};
pub use crate::question::Asked;
pub use crate::survey::{GivenAnswer, PointedAt, SaidAnswer, SurveyRef, WishAnswer};
pub use record::{Meta, Recorded, join, split};

/// One enum of all lists: each list hands what came before it, and its own events, to the next.
macro_rules! journey_enum {
    ([] $($(#[$doc:meta])* $name:ident = $kind:literal [$($internal:literal),*] { $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)? })*) => {
        /// One thing that happened on a journey.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum JourneyEvent {
            $($(#[$doc])* #[serde(rename = $kind)] $name { $($(#[$fdoc])* $field: $type),* }),*
        }

        impl JourneyEvent {
            /// Every kind that this version knows.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The stored kind.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind),* }
            }

            /// The fields that stay within the organisation; all others may be shared with a partner on the journey.
            #[must_use]
            pub fn internal_fields(kind: &str) -> &'static [&'static str] {
                match kind { $($kind => &[$($internal),*],)* _ => &[] }
            }
        }
    };
}

// The stored kind, and between brackets the fields that stay within the organisation.
journey_events! { [
    participant_events contact_events ball_events handover_events question_events promise_events
    legal_term_events visit_events agreement_events hold_events breach_events signal_events shipment_events survey_events mirror_events attribution_events update_events task_events
    closing_events journey_enum
] }

impl JourneyEvent {
    /// The body in its two parts, each a JSON object: what partners on the journey may see, and what stays inside.
    ///
    /// # Errors
    /// Only when serialisation fails, which no event of this enum does.
    pub fn parts(&self) -> Result<(String, String), serde_json::Error> {
        split(serde_json::to_value(self)?, Self::internal_fields(self.kind()))
    }

    /// Puts the two parts together again.
    ///
    /// # Errors
    /// When the parts are not an event of this version.
    pub fn from_parts(shared: &str, internal: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_value(join(shared, internal)?)
    }
}
