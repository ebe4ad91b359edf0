//! What was agreed on a journey, what was done against it, and what fails.

use jiff::Timestamp;
use regie_app::read::Loaded;
use regie_domain::agreement::{Agreement, AgreementState};
use regie_domain::breach::Breach;
use regie_domain::codes::{BreachWhat, HoldAction, HoldWhy, SignalReason};
use regie_domain::hold::Hold;
use regie_domain::ids::{AgreementId, BreachId, HoldId, SignalId};
use regie_domain::signal::Signal;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{team, words};
use crate::api::call::Call;
use crate::api::vocabulary;

/// A hold of an agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreedHold {
    /// Its id.
    pub id: Uuid,
    /// The system.
    pub system_id: Uuid,
    /// On what.
    pub subject: String,
    /// What must not be done with it.
    #[schema(schema_with = vocabulary::hold_action)]
    pub action: HoldAction,
    /// Why.
    #[schema(schema_with = vocabulary::hold_why)]
    pub reason: HoldWhy,
    /// Until when somebody decides anew.
    pub until: Option<Timestamp>,
    /// `placed`, `acknowledged`, `released` (not yet acknowledged) or `ended`.
    pub state: String,
    /// By when placing or releasing it is to be acknowledged.
    pub acknowledge_by: Timestamp,
    /// Since when the system holds it.
    pub acknowledged_at: Option<Timestamp>,
    /// Whether the maker's team is to choose what comes after its end.
    pub awaits_choice: bool,
}

impl AgreedHold {
    fn of((id, hold): (HoldId, &Hold)) -> Self {
        Self {
            id: id.0,
            system_id: hold.system.0,
            subject: hold.subject.to_string(),
            action: hold.action,
            reason: hold.why,
            until: hold.until,
            state: hold.state().to_owned(),
            acknowledge_by: hold.acknowledge_by,
            acknowledged_at: hold.acknowledged,
            awaits_choice: hold.awaits_choice(),
        }
    }
}

/// An agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgreementReading {
    /// Its id.
    pub id: Uuid,
    /// What was agreed.
    pub wording: Option<String>,
    /// `proposed`, `standing`, `refused`, `kept` or `ended`.
    pub state: String,
    /// When that came about.
    pub state_at: Option<Timestamp>,
    /// Whose member made it.
    pub team_id: Uuid,
    /// Who made it, for a token with `audit.read`.
    pub member_id: Option<Uuid>,
    /// Who approved it, for a token with `audit.read`.
    pub approved_by_id: Option<Uuid>,
    /// What it costs us, in cents of a euro.
    pub amount_cents: i64,
    /// Since when it binds.
    pub made_at: Option<Timestamp>,
    /// When somebody decides on it at the latest, while it is proposed.
    pub decide_by: Option<Timestamp>,
    /// What systems must not do.
    pub holds: Vec<AgreedHold>,
    /// The offer of the work that carries it out.
    pub handover_id: Option<Uuid>,
    /// That work, once it was accepted.
    pub leg_id: Option<Uuid>,
    /// What was promised with it.
    pub promise_id: Option<Uuid>,
}

impl AgreementReading {
    /// As it stands.
    #[must_use]
    pub fn of(call: &Call, loaded: &Loaded, id: AgreementId, found: &Agreement) -> Self {
        let bound = found.bound.as_ref();
        let state_at = match found.state {
            AgreementState::Proposed => found.proposed_at,
            AgreementState::Standing => bound.map(|bound| bound.at),
            AgreementState::Refused { at, .. } | AgreementState::Kept { at } | AgreementState::Ended { at, .. } => {
                Some(at)
            }
        };
        Self {
            id: id.0,
            wording: words(loaded, found.wording),
            state: found.state_code().to_owned(),
            state_at,
            team_id: team(found.team),
            member_id: call.member(found.member),
            approved_by_id: call.member(bound.and_then(|bound| bound.approved_by)),
            amount_cents: found.amount.0,
            made_at: bound.map(|bound| bound.at),
            decide_by: found.proposal.as_ref().map(|waits| waits.decide_by),
            holds: loaded.journey.holds_of(id).map(AgreedHold::of).collect(),
            handover_id: bound.and_then(|bound| bound.handover).map(|id| id.0),
            leg_id: bound.and_then(|bound| bound.leg).map(|id| id.0),
            promise_id: bound.and_then(|bound| bound.promise).map(|id| id.0),
        }
    }
}

/// A breach of an agreement.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BreachReading {
    /// Its id.
    pub id: Uuid,
    /// The agreement.
    pub agreement_id: Uuid,
    /// The hold that was not kept to.
    pub hold_id: Option<Uuid>,
    /// What was done.
    #[schema(schema_with = vocabulary::breach_what)]
    pub what: BreachWhat,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// What was said of it, in words.
    pub said: Vec<Option<String>>,
    /// By when somebody apologises in person.
    pub apologise_by: Timestamp,
    /// Whether somebody did.
    pub apologised: bool,
    /// Whether the customer was told.
    pub told: bool,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
}

impl BreachReading {
    /// As it stands.
    #[must_use]
    pub fn of(loaded: &Loaded, id: BreachId, found: &Breach) -> Self {
        Self {
            id: id.0,
            agreement_id: found.agreement.0,
            hold_id: found.hold.map(|hold| hold.0),
            what: found.what(),
            reported_at: found.reported_at,
            said: found.said.iter().filter_map(|said| said.text).map(|text| words(loaded, text)).collect(),
            apologise_by: found.apologise_by,
            apologised: loaded.journey.was_apologised(id),
            told: loaded.journey.breach_told(id),
            settled_at: found.settled.map(|(at, _)| at),
        }
    }
}

/// A line under a signal.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignalLineReading {
    /// The line.
    pub text: Option<String>,
    /// When it was added.
    pub at: Timestamp,
    /// By which team.
    pub team_id: Option<Uuid>,
    /// When its writer hears the answer at the latest.
    pub answer_by: Timestamp,
}

/// A signal that a process fails.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignalReading {
    /// Its id.
    pub id: Uuid,
    /// The breach that opened it.
    pub breach_id: Option<Uuid>,
    /// The team that owes an answer.
    pub owner_team_id: Uuid,
    /// What fails.
    pub text: Option<String>,
    /// What is wrong, where a member chose.
    #[schema(schema_with = vocabulary::signal_reason)]
    pub reason: Option<SignalReason>,
    /// Whether it is not kept who gave it.
    pub unnamed: bool,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is answered at the latest.
    pub answer_by: Timestamp,
    /// Whether that moment passed without an answer.
    pub overdue: bool,
    /// What members added, oldest first.
    pub lines: Vec<SignalLineReading>,
    /// What was done.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
}

impl SignalReading {
    /// As it stands.
    #[must_use]
    pub fn of(loaded: &Loaded, id: SignalId, found: &Signal) -> Self {
        let line = |line: &regie_domain::signal::SignalLine| SignalLineReading {
            text: words(loaded, line.text),
            at: line.at,
            team_id: line.team.map(team),
            answer_by: line.answer_by,
        };
        Self {
            id: id.0,
            breach_id: found.breach.map(|breach| breach.0),
            owner_team_id: team(found.owner),
            text: found.text.and_then(|text| words(loaded, text)),
            reason: found.reason,
            unnamed: found.is_unnamed(),
            opened_at: found.opened_at,
            answer_by: found.answer_by,
            overdue: found.overdue.is_some(),
            lines: found.lines.iter().map(line).collect(),
            answer: found.answer.and_then(|answer| words(loaded, answer.text)),
            answered_at: found.answer.map(|answer| answer.at),
        }
    }
}
