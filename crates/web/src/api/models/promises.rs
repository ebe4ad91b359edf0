//! What was promised.

use jiff::Timestamp;
use regie_app::read::Loaded;
use regie_domain::codes::{PromiseKind, PromiseWhat};
use regie_domain::ids::PromiseId;
use regie_domain::promise::{Promise, PromiseState, Promisee};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{team, words};
use crate::api::call::Call;
use crate::api::vocabulary;

/// A stretch of time: "by" has no beginning.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WindowState {
    /// Not before.
    pub from: Option<Timestamp>,
    /// Not after.
    pub until: Timestamp,
}

impl From<regie_domain::promise::Window> for WindowState {
    fn from(window: regie_domain::promise::Window) -> Self {
        Self { from: window.from, until: window.until }
    }
}

/// A promise.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PromiseReading {
    /// Its id.
    pub id: Uuid,
    /// Raised by every move, from 1.
    pub version: u32,
    /// Outcome or news.
    #[schema(schema_with = vocabulary::promise_kind)]
    pub kind: PromiseKind,
    /// What is promised.
    #[schema(schema_with = vocabulary::promise_what)]
    pub what: PromiseWhat,
    /// In more words.
    pub text: Option<String>,
    /// The team that owes it.
    pub owner_team_id: Uuid,
    /// The team that it was made to; nothing for the customer.
    pub to_team_id: Option<Uuid>,
    /// Who made it, for a token with `audit.read`.
    pub member_id: Option<Uuid>,
    /// When it was made.
    pub made_at: Timestamp,
    /// The window that judges it.
    pub first: WindowState,
    /// The window that is watched and told.
    pub current: WindowState,
    /// What it costs the customer, in cents of a euro.
    pub cost_cents: Option<i64>,
    /// `open`, `kept`, `kept_after_move`, `broken` or `released`.
    pub state: String,
    /// When that came about; for a broken one, when it was due.
    pub state_at: Option<Timestamp>,
    /// How a broken one was settled, as a code.
    pub settled: Option<String>,
    /// The broken promise in whose place it stands.
    pub replaces_id: Option<Uuid>,
    /// The promise that stands in its place.
    pub replaced_by_id: Option<Uuid>,
}

impl PromiseReading {
    /// As it stands.
    #[must_use]
    pub fn of(call: &Call, loaded: &Loaded, id: PromiseId, promise: &Promise) -> Self {
        let (state, state_at) = match promise.state {
            PromiseState::Open => ("open", None),
            PromiseState::Kept { at } => ("kept", Some(at)),
            PromiseState::KeptAfterMove { at } => ("kept_after_move", Some(at)),
            PromiseState::Broken { due } => ("broken", Some(due)),
            PromiseState::Released { at } => ("released", Some(at)),
        };
        let to_team_id = match promise.to {
            Promisee::Customer => None,
            Promisee::Team { team: to } => Some(team(to)),
        };
        Self {
            id: id.0,
            version: promise.version,
            kind: promise.kind,
            what: promise.what,
            text: promise.text.and_then(|text| words(loaded, text)),
            owner_team_id: team(promise.owner),
            to_team_id,
            member_id: call.member(promise.member),
            made_at: promise.made_at,
            first: promise.first.into(),
            current: promise.current.into(),
            cost_cents: promise.cost.map(|cost| cost.0),
            state: state.to_owned(),
            state_at,
            settled: promise.settled.map(|how| how.code().to_owned()),
            replaces_id: promise.replaces.map(|id| id.0),
            replaced_by_id: promise.replaced_by.map(|id| id.0),
        }
    }
}
