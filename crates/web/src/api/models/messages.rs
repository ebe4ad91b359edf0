//! What the customer was asked and told, and what a person or a visit is to bring.

use jiff::Timestamp;
use regie_app::read::Loaded;
use regie_domain::codes::{TaskKind, UpdateKind};
use regie_domain::ids::{QuestionId, TaskId, UpdateId, VisitId};
use regie_domain::journey::Task;
use regie_domain::question::{Question, QuestionState};
use regie_domain::update::{Update, UpdateState};
use regie_domain::visit::{Visit, VisitState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::promises::WindowState;
use super::{team, words};
use crate::api::call::Call;
use crate::api::vocabulary;

/// A question to the customer.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QuestionReading {
    /// Its id.
    pub id: Uuid,
    /// In whose name; the ball comes back there.
    pub asker_team_id: Uuid,
    /// Who asked it, for a token with `audit.read`.
    pub member_id: Option<Uuid>,
    /// Its words.
    pub text: Option<String>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// When it lapses.
    pub due: Timestamp,
    /// `open`, `answered`, `withdrawn` or `lapsed`.
    pub state: String,
    /// The contact that holds the answer.
    pub answer_contact_id: Option<Uuid>,
    /// Whether the customer had answered it before, here or on another journey, and had to say it again.
    pub repeats: bool,
}

impl QuestionReading {
    /// As it stands.
    #[must_use]
    pub fn of(call: &Call, loaded: &Loaded, id: QuestionId, question: &Question) -> Self {
        let (state, answer_contact_id) = match question.state {
            QuestionState::Open => ("open", None),
            QuestionState::Answered { contact, .. } => ("answered", Some(contact.0)),
            QuestionState::Withdrawn => ("withdrawn", None),
            QuestionState::Lapsed => ("lapsed", None),
        };
        Self {
            id: id.0,
            asker_team_id: team(question.asker),
            member_id: call.member(question.member),
            text: words(loaded, question.text),
            asked_at: question.asked_at,
            due: question.due,
            state: state.to_owned(),
            answer_contact_id,
            repeats: question.repeats,
        }
    }
}

/// A message from the organisation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdateReading {
    /// Its id.
    pub id: Uuid,
    /// What it is about.
    #[schema(schema_with = vocabulary::update_kind)]
    pub about: UpdateKind,
    /// To whom.
    pub participant_id: Uuid,
    /// When it was decided on.
    pub planned_at: Timestamp,
    /// When it may go.
    pub not_before: Timestamp,
    /// `planned`, `sent`, `failed` or `withdrawn`.
    pub state: String,
    /// When that came about.
    pub state_at: Option<Timestamp>,
    /// The words as they went out.
    pub text: Option<String>,
    /// The promise that it tells.
    pub promise_id: Option<Uuid>,
    /// The question that it asks.
    pub question_id: Option<Uuid>,
}

impl UpdateReading {
    /// As it stands.
    #[must_use]
    pub fn of(loaded: &Loaded, id: UpdateId, update: &Update) -> Self {
        let (state, state_at, text) = match update.state {
            UpdateState::Planned => ("planned", None, None),
            UpdateState::Sent { at, text } => ("sent", Some(at), words(loaded, text)),
            UpdateState::Failed { at } => ("failed", Some(at), None),
            UpdateState::Withdrawn { at } => ("withdrawn", Some(at), None),
        };
        Self {
            id: id.0,
            about: update.about,
            participant_id: update.participant.0,
            planned_at: update.planned_at,
            not_before: update.not_before,
            state: state.to_owned(),
            state_at,
            text,
            promise_id: update.promise.map(|id| id.0),
            question_id: update.question.map(|id| id.0),
        }
    }
}

/// A call or letter that a person must make.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TaskReading {
    /// Its id.
    pub id: Uuid,
    /// Call, letter, or something to fetch.
    #[schema(schema_with = vocabulary::task_kind)]
    pub kind: TaskKind,
    /// The message that it carries.
    pub update_id: Option<Uuid>,
    /// The team that owes it.
    pub owner_team_id: Uuid,
    /// By when.
    pub due: Timestamp,
    /// When it was made.
    pub made_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
    /// Whether its due moment passed.
    pub overdue: bool,
}

impl TaskReading {
    /// As it stands.
    #[must_use]
    pub fn of(id: TaskId, task: &Task) -> Self {
        Self {
            id: id.0,
            kind: task.kind,
            update_id: task.update.map(|id| id.0),
            owner_team_id: team(task.owner),
            due: task.due,
            made_at: task.made_at,
            done_at: task.done_at,
            overdue: task.overdue,
        }
    }
}

/// A visit.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct VisitReading {
    /// Its id.
    pub id: Uuid,
    /// Who comes.
    pub team_id: Uuid,
    /// The window that was chosen.
    pub window: WindowState,
    /// More exactly, once that was told.
    pub narrowed: Option<WindowState>,
    /// Until when the customer may pick another window.
    pub movable_until: Timestamp,
    /// Whether somebody is still to come.
    pub booked: bool,
    /// When the team came.
    pub arrived_at: Option<Timestamp>,
    /// The promise that it is.
    pub promise_id: Option<Uuid>,
}

impl VisitReading {
    /// As it stands.
    #[must_use]
    pub fn of(id: VisitId, visit: &Visit) -> Self {
        Self {
            id: id.0,
            team_id: team(visit.team),
            window: visit.window.into(),
            narrowed: visit.narrowed.map(Into::into),
            movable_until: visit.movable_until,
            booked: visit.state == VisitState::Booked,
            arrived_at: visit.arrived,
            promise_id: visit.promises.last().map(|id| id.0),
        }
    }
}
