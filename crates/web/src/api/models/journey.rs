//! A journey, whole and in a list.

use jiff::Timestamp;
use regie_app::read::{Labels, Loaded};
use regie_domain::codes::{BallReason, JourneyKind, NextStep, Outcome, ParticipantRole};
use regie_domain::journey::{Expectation, Journey as Folded, State};
use regie_store::views::journeys::JourneyRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{team, words};
use crate::api::call::Call;
use crate::api::vocabulary;

/// A journey in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JourneySummary {
    /// Its id.
    pub id: Uuid,
    /// The number that people say.
    pub reference: String,
    /// `open`, `closed` or `void`.
    pub state: String,
    /// Its title; nothing once erased.
    pub title: Option<String>,
    /// Whose it is.
    pub customer_id: Uuid,
    /// The name of that person, or the address that is known instead.
    pub customer_name: Option<String>,
    /// The blueprint that it runs by.
    pub blueprint_id: Uuid,
    /// The team with the ball; nothing when the customer has it.
    pub holder_team_id: Option<Uuid>,
    /// Since when the ball is there.
    pub ball_since: Timestamp,
    /// The team that directs.
    pub director_team_id: Uuid,
    /// What the customer expects by when.
    pub expected_by: Option<Timestamp>,
    /// By when the customer must have heard something.
    pub news_by: Option<Timestamp>,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// When there was contact last.
    pub last_contact_at: Timestamp,
    /// Whether the customer's side wrote something that nobody has answered or seen.
    pub unread: bool,
    /// Until when somebody looks at the oldest of that.
    pub look_by: Option<Timestamp>,
}

impl JourneySummary {
    /// Of a row.
    #[must_use]
    pub fn of(row: &JourneyRow, labels: &Labels) -> Self {
        Self {
            id: row.id.0,
            reference: row.reference.to_string(),
            state: row.state.clone(),
            title: labels.titles.get(&row.id).cloned(),
            customer_id: row.customer.0,
            customer_name: labels.customers.get(&row.id).cloned(),
            blueprint_id: row.blueprint.0,
            holder_team_id: row.holder.map(|team| team.0),
            ball_since: row.ball_since,
            director_team_id: row.director.0,
            expected_by: row.expected_by,
            news_by: row.news_by,
            opened_at: row.opened_at,
            ended_at: row.ended_at,
            last_contact_at: row.last_contact_at,
            unread: row.unread,
            look_by: row.look_by,
        }
    }
}

/// Who has the ball.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BallState {
    /// The team; nothing when the customer has it.
    pub holder_team_id: Option<Uuid>,
    /// The member who took it, for a token with `audit.read`.
    pub assignee_id: Option<Uuid>,
    /// Since when.
    pub since: Timestamp,
    /// Raised by every move.
    pub epoch: u32,
    /// Why it is there.
    #[schema(schema_with = vocabulary::ball_reason)]
    pub why: BallReason,
}

/// What the customer was last told.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExpectationState {
    /// When it reached the customer: a message handed to its channel and not refused or returned since, a call or letter
    /// that was done, or the conversation in which it was said. Null while it waits, when its message did not arrive, and
    /// when it stands on the customer's page only.
    pub told_at: Option<Timestamp>,
    /// What happens next.
    #[schema(schema_with = vocabulary::next_step)]
    pub next: NextStep,
    /// By which team.
    pub team_id: Option<Uuid>,
    /// By when.
    pub by: Option<Timestamp>,
    /// At what cost, in cents of a euro.
    pub cost_cents: Option<i64>,
    /// The promise that backs it.
    pub promise_id: Option<Uuid>,
    /// Whether it still holds.
    pub stands: bool,
}

impl ExpectationState {
    /// As it was told, at the moment it reached the customer.
    #[must_use]
    pub fn of(told: &Expectation, reached: Option<Timestamp>, stands: bool) -> Self {
        Self {
            told_at: reached,
            next: told.next,
            team_id: told.team.map(team),
            by: told.by,
            cost_cents: told.cost.map(|cost| cost.0),
            promise_id: told.promise.map(|id| id.0),
            stands,
        }
    }
}

/// An outcome that was told and waits for the customer's yes or no.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProposalState {
    /// When it was told.
    pub at: Timestamp,
    /// How it came out.
    #[schema(schema_with = vocabulary::outcome)]
    pub outcome: Outcome,
    /// In which words.
    pub text: Option<String>,
    /// What is paid or waived, in cents of a euro.
    pub amount_cents: Option<i64>,
    /// Until when the customer may object.
    pub objection_until: Timestamp,
}

/// Somebody on a journey.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ParticipantState {
    /// The place on the journey.
    pub id: Uuid,
    /// As what.
    #[schema(schema_with = vocabulary::participant_role)]
    pub role: ParticipantRole,
    /// The person's record.
    pub customer_id: Uuid,
    /// The name, or the address that is known instead.
    pub name: Option<String>,
    /// Whether the person may act.
    pub may_act: bool,
    /// Whether the person still takes part.
    pub present: bool,
}

/// A journey.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Journey {
    /// Its id.
    pub id: Uuid,
    /// The number of its last event: the version for `If-Match`.
    pub version: u64,
    /// The number that people say.
    pub reference: String,
    /// `open`, `closed` or `void`.
    pub state: String,
    /// Why it closed or was set aside, as a code.
    pub ended_how: Option<String>,
    /// The kind of need.
    #[schema(schema_with = vocabulary::journey_kind)]
    pub kind: JourneyKind,
    /// Its title; nothing once erased.
    pub title: Option<String>,
    /// Whose it is.
    pub customer_id: Uuid,
    /// The blueprint that it runs by.
    pub blueprint_id: Uuid,
    /// The version of that blueprint.
    pub blueprint_version: u32,
    /// The earlier journey that it follows.
    pub follows_id: Option<Uuid>,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who has the ball.
    pub ball: BallState,
    /// The team that directs.
    pub director_team_id: Uuid,
    /// Raised whenever the direction moves.
    pub direction_epoch: u32,
    /// What the customer was last told.
    pub expectation: Option<ExpectationState>,
    /// The outcome that waits for a yes or no.
    pub proposal: Option<ProposalState>,
    /// By when the customer must have heard something.
    pub news_by: Option<Timestamp>,
    /// The people.
    pub participants: Vec<ParticipantState>,
}

fn state_of(journey: &Folded) -> (String, Option<String>) {
    match journey.state {
        State::Open => ("open".to_owned(), None),
        State::Closed { how, .. } => ("closed".to_owned(), Some(how.code().to_owned())),
        State::Void { reason, .. } => ("void".to_owned(), Some(reason.code().to_owned())),
    }
}

impl Journey {
    /// As it stands.
    #[must_use]
    pub fn of(call: &Call, loaded: &Loaded) -> Self {
        let journey = &loaded.journey;
        let (state, ended_how) = state_of(journey);
        let stands = journey.expectation_stands();
        let reached = journey.expectation_reached();
        let expectation = journey.expectation.as_ref().map(|told| ExpectationState::of(told, reached, stands));
        let proposal = journey.proposal.as_ref().map(|proposal| ProposalState {
            at: proposal.at,
            outcome: proposal.outcome,
            text: words(loaded, proposal.text),
            amount_cents: proposal.amount.map(|amount| amount.0),
            objection_until: proposal.objection_until,
        });
        let participants = journey.participants.iter().map(|(id, person)| ParticipantState {
            id: id.0,
            role: person.role,
            customer_id: person.customer.0,
            name: loaded.name_of(Some(*id)).map(str::to_owned),
            may_act: person.may_act,
            present: person.present,
        });
        Self {
            id: journey.id.0,
            version: journey.seq,
            reference: journey.reference.to_string(),
            state,
            ended_how,
            kind: journey.kind,
            title: words(loaded, journey.subject),
            customer_id: journey.customer.0,
            blueprint_id: journey.blueprint.id.0,
            blueprint_version: journey.blueprint.version,
            follows_id: journey.follows.map(|id| id.0),
            opened_at: journey.began(),
            ended_at: journey.ended(),
            ball: BallState {
                holder_team_id: journey.ball.holder.team().map(team),
                assignee_id: call.member(journey.ball.assignee),
                since: journey.ball.since,
                epoch: journey.ball.epoch,
                why: journey.ball.why,
            },
            director_team_id: team(journey.direction.team),
            direction_epoch: journey.direction.epoch,
            expectation,
            proposal,
            news_by: journey.news.map(|news| news.by),
            participants: participants.collect(),
        }
    }
}
