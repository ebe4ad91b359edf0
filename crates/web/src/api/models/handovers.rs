//! What was offered, who does which piece, and who had the ball when.

use jiff::Timestamp;
use regie_app::read::Loaded;
use regie_domain::codes::{BallGoes, BallReason};
use regie_domain::handover::{Handover, HandoverState, Leg, LegState, Subject};
use regie_domain::ids::{HandoverId, LegId};
use regie_domain::journey::{Holder, Spell};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{team, words};
use crate::api::call::Call;
use crate::api::vocabulary;

/// An offer of a leg or of the direction.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandoverReading {
    /// Its id.
    pub id: Uuid,
    /// The leg that is offered; nothing for the direction.
    pub leg_id: Option<Uuid>,
    /// Whether the ball goes along; nothing for the direction.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = vocabulary::ball_goes, required = false)]
    pub ball: Option<BallGoes>,
    /// The giver.
    pub from_team_id: Uuid,
    /// The receiver.
    pub to_team_id: Uuid,
    /// Who offered it, for a token with `audit.read`.
    pub member_id: Option<Uuid>,
    /// The brief, and later the giver's answers.
    pub brief: Vec<Option<String>>,
    /// What the receiver asked.
    pub asked: Vec<Option<String>>,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// By when the receiver answers.
    pub respond_by: Timestamp,
    /// Whether that moment passed without an answer.
    pub overdue: bool,
    /// `pending`, `accepted`, `answered`, `declined` or `withdrawn`.
    pub state: String,
    /// When that came about.
    pub state_at: Option<Timestamp>,
}

impl HandoverReading {
    /// As it stands.
    #[must_use]
    pub fn of(call: &Call, loaded: &Loaded, id: HandoverId, offer: &Handover) -> Self {
        let (state, state_at) = match offer.state {
            HandoverState::Pending => ("pending", None),
            HandoverState::Accepted { at, .. } => ("accepted", Some(at)),
            HandoverState::Answered { at, .. } => ("answered", Some(at)),
            HandoverState::Declined { at, .. } => ("declined", Some(at)),
            HandoverState::Withdrawn { at } => ("withdrawn", Some(at)),
        };
        let (leg_id, ball) = match offer.subject {
            Subject::Leg { leg, ball } => (Some(leg.0), Some(ball)),
            Subject::Direction => (None, None),
        };
        Self {
            id: id.0,
            leg_id,
            ball,
            from_team_id: team(offer.from),
            to_team_id: team(offer.to),
            member_id: call.member(offer.member),
            brief: offer.brief.iter().map(|text| words(loaded, *text)).collect(),
            asked: offer.asked.iter().map(|text| words(loaded, *text)).collect(),
            offered_at: offer.offered_at,
            respond_by: offer.respond_by,
            overdue: offer.overdue.is_some(),
            state: state.to_owned(),
            state_at,
        }
    }
}

/// A piece of the journey done by a team.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LegReading {
    /// Its id.
    pub id: Uuid,
    /// The offer that it came by.
    pub handover_id: Uuid,
    /// Who gave it.
    pub giver_team_id: Uuid,
    /// Who does it.
    pub team_id: Uuid,
    /// Whether the ball went along.
    #[schema(schema_with = vocabulary::ball_goes)]
    pub ball: BallGoes,
    /// Since when.
    pub accepted_at: Timestamp,
    /// `open`, `done`, `returned` or `declined`.
    pub state: String,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it came out, as a code.
    pub outcome: Option<String>,
    /// What was found or done, or the question that it came back with.
    pub text: Option<String>,
}

impl LegReading {
    /// As it stands.
    #[must_use]
    pub fn of(loaded: &Loaded, id: LegId, leg: &Leg) -> Self {
        let (state, ended_at, outcome, text) = match leg.state {
            LegState::Open => ("open", None, None, None),
            LegState::Done { at, outcome, text } => ("done", Some(at), Some(outcome.code().to_owned()), Some(text)),
            LegState::Returned { at, text } => ("returned", Some(at), None, Some(text)),
            LegState::Declined { at, text, .. } => ("declined", Some(at), None, text),
        };
        Self {
            id: id.0,
            handover_id: leg.handover.0,
            giver_team_id: team(leg.giver),
            team_id: team(leg.team),
            ball: leg.ball,
            accepted_at: leg.accepted_at,
            state: state.to_owned(),
            ended_at,
            outcome,
            text: text.and_then(|text| words(loaded, text)),
        }
    }
}

/// A stretch in which one party had the ball.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SpellReading {
    /// The team; nothing for the customer.
    pub holder_team_id: Option<Uuid>,
    /// From.
    pub since: Timestamp,
    /// Until; nothing for the present one.
    pub until: Option<Timestamp>,
    /// Why it came there.
    #[schema(schema_with = vocabulary::ball_reason)]
    pub why: BallReason,
}

impl SpellReading {
    /// Of a stretch.
    #[must_use]
    pub fn of(spell: &Spell) -> Self {
        let holder_team_id = match spell.holder {
            Holder::Team { team: holder } => Some(team(holder)),
            Holder::Customer => None,
        };
        Self { holder_team_id, since: spell.since, until: spell.until, why: spell.why }
    }
}
