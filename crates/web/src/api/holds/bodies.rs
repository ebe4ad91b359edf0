//! What is sent and answered about holds.

use jiff::Timestamp;
use regie_domain::codes::{BreachWhat, HoldAction, HoldEnd};
use regie_store::views::holds::{Held, HoldRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::vocabulary;

/// Which things to look up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HoldsToCheck {
    /// The code of the system that asks; without it the one that the program speaks for, where that is one.
    #[schema(min_length = 1, max_length = 32)]
    pub system: Option<String>,
    /// The things, as `sort:number`, such as `invoice:884213`. What stands here twice is answered twice.
    #[schema(min_items = 1, max_items = 10000)]
    pub subjects: Vec<String>,
}

/// Whether a thing is held.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoldCheck {
    /// The thing, as it was asked for.
    pub subject: String,
    /// Whether it is held. Treat what is not answered as held.
    pub held: bool,
    /// What must not be done with it, of the hold that lasts longest; so are `reason`, `holdId`, `agreementId` and `until`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = vocabulary::hold_action, required = false)]
    pub action: Option<HoldAction>,
    /// Why, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = vocabulary::hold_why, required = false)]
    pub reason: Option<String>,
    /// The hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub hold_id: Option<Uuid>,
    /// The agreement that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub agreement_id: Option<Uuid>,
    /// Until when somebody decides anew. It stays held after that until it is released.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub until: Option<Timestamp>,
    /// Everything that holds it, what lasts longest first: all of it must be kept to. Nothing for what is free.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub holds: Vec<HeldBy>,
}

/// What holds a thing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HeldBy {
    /// The hold.
    pub hold_id: Uuid,
    /// The agreement that it belongs to.
    pub agreement_id: Uuid,
    /// The system that must not act.
    pub system_id: Uuid,
    /// What must not be done with the thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = vocabulary::hold_action, required = false)]
    pub action: Option<HoldAction>,
    /// Why, as a code.
    #[schema(schema_with = vocabulary::hold_why)]
    pub reason: String,
    /// Until when somebody decides anew. It stays held after that until it is released.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub until: Option<Timestamp>,
}

impl HoldCheck {
    /// As it stands.
    pub(super) fn of(subject: String, holds: Option<&Vec<Held>>) -> Self {
        let one = |held: &Held| HeldBy {
            hold_id: held.hold.0,
            agreement_id: held.agreement.0,
            system_id: held.system.0,
            action: HoldAction::parse(&held.action),
            reason: held.why.clone(),
            until: held.until,
        };
        let holds: Vec<HeldBy> = holds.into_iter().flatten().map(one).collect();
        let first = holds.first();
        Self {
            subject,
            held: first.is_some(),
            action: first.and_then(|held| held.action),
            reason: first.map(|held| held.reason.clone()),
            hold_id: first.map(|held| held.hold_id),
            agreement_id: first.map(|held| held.agreement_id),
            until: first.and_then(|held| held.until),
            holds,
        }
    }
}

/// The answers, in the order of the questions.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoldChecks {
    /// One for each subject.
    pub items: Vec<HoldCheck>,
}

/// A system that obeys holds.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SystemReading {
    /// Its id.
    pub id: Uuid,
    /// What programs call it.
    pub code: String,
    /// What colleagues call it.
    pub name: String,
    /// The team that owns it.
    pub owner_team_id: Uuid,
    /// Whether a program speaks for it.
    pub connected: bool,
    /// Whether holds can be placed on it.
    pub active: bool,
    /// When it runs next, where that is known.
    pub next_run: Option<Timestamp>,
}

/// The systems that the program speaks for, by name.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SystemList {
    /// The systems.
    pub items: Vec<SystemReading>,
}

/// A hold of a system.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoldReading {
    /// Its id.
    pub id: Uuid,
    /// The system.
    pub system_id: Uuid,
    /// The agreement that it belongs to.
    pub agreement_id: Uuid,
    /// The journey that this is on.
    pub journey_id: Uuid,
    /// On what.
    pub subject: String,
    /// What must not be done with it, as a code.
    pub action: String,
    /// Why, as a code.
    pub reason: String,
    /// Until when somebody decides anew.
    pub until: Option<Timestamp>,
    /// `placed`, `acknowledged`, `released` (not yet acknowledged) or `ended`.
    pub state: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// By when placing or releasing it is to be acknowledged.
    pub acknowledge_by: Timestamp,
    /// Since when the system holds it.
    pub acknowledged_at: Option<Timestamp>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// Why, as a code.
    pub released_reason: Option<String>,
    /// Since when the system knows.
    pub release_acknowledged_at: Option<Timestamp>,
    /// Whether it was not acknowledged in time.
    pub overdue: bool,
}

impl HoldReading {
    /// As it stands.
    pub(super) fn of(row: HoldRow) -> Self {
        Self {
            id: row.id.0,
            system_id: row.system.0,
            agreement_id: row.agreement.0,
            journey_id: row.journey.0,
            subject: row.subject,
            action: row.action,
            reason: row.why,
            until: row.until,
            state: row.state,
            placed_at: row.placed_at,
            acknowledge_by: row.acknowledge_by,
            acknowledged_at: row.acknowledged_at,
            released_at: row.released_at,
            released_reason: row.released_why,
            release_acknowledged_at: row.release_acknowledged_at,
            overdue: row.overdue.is_some(),
        }
    }
}

/// How long a system took to acknowledge, in the last thirty days.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LatencyReading {
    /// How many holds were acknowledged.
    pub acknowledged: u64,
    /// How many were not yet, or their release was not.
    pub waiting: u64,
    /// The mean, in seconds.
    pub mean_seconds: i64,
    /// The longest, in seconds.
    pub longest_seconds: i64,
}

/// A part of a system's holds, in the order of their ids.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoldList {
    /// The holds.
    pub items: Vec<HoldReading>,
    /// How long the system takes to acknowledge.
    pub latency: LatencyReading,
    /// The `cursor` of the next part; nothing at the end.
    pub next: Option<String>,
}

/// Since when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Acknowledgement {
    /// Since when the system knows; without it now.
    pub at: Option<Timestamp>,
}

/// That a hold is done with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReleaseToMake {
    /// Why. A system says `fulfilled` or `mistaken`; `withdrawn` is for the team that made the agreement.
    #[schema(schema_with = vocabulary::hold_end)]
    pub reason: HoldEnd,
    /// In more words.
    #[schema(max_length = 50000)]
    pub text: Option<String>,
}

/// What was done all the same.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BreachToReport {
    /// What.
    #[schema(schema_with = vocabulary::breach_what)]
    pub what: BreachWhat,
    /// When; without it now.
    pub at: Option<Timestamp>,
    /// In more words; needed for `other`.
    #[schema(max_length = 50000)]
    pub text: Option<String>,
    /// The evidence in words: the letter as it went out, the number of the booking.
    #[schema(max_length = 50000)]
    pub evidence: Option<String>,
}
