//! What the API answers about journeys. Ids, codes and moments as the record has them; words beside them.

mod agreements;
mod contacts;
mod handovers;
mod journey;
mod messages;
mod promises;

use regie_app::read::Loaded;
use regie_domain::actor::TeamRef;
use regie_domain::ids::ContentId;
use uuid::Uuid;

pub use agreements::{AgreementReading, BreachReading, SignalReading};
pub use contacts::{ContactState, FileState};
pub use handovers::{HandoverReading, LegReading, SpellReading};
pub use journey::{BallState, ExpectationState, Journey, JourneySummary, ParticipantState, ProposalState};
pub use messages::{QuestionReading, TaskReading, UpdateReading, VisitReading};
pub use promises::{PromiseReading, WindowState};

fn team(team: TeamRef) -> Uuid {
    team.team.0
}

fn words(loaded: &Loaded, id: ContentId) -> Option<String> {
    loaded.texts.get(&id).cloned()
}
