//! The people on journeys.

use regie_domain::event::Reach;
use regie_domain::ids::{CustomerId, HandleId, JourneyId, ParticipantId};
use regie_domain::journey::Journey;

use super::View;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::sql::Tx;
use crate::{args, row};

pub(super) const VIEW: View = View {
    table: Table {
        name: "participant",
        columns: &["participant_id", "journey_id", "customer_id", "role", "handle_id", "may_act"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM participant WHERE participant_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let present = journey.participants.iter().filter(|(_, person)| person.present);
    let rows = present.map(|(id, person)| {
        let handle = match person.reach {
            Reach::Email { handle } | Reach::Social { handle } => Some(handle.0),
            Reach::Text { .. } | Reach::Task { .. } | Reach::None => None,
        };
        row![id.0, journey.id.0, person.customer.0, person.role.code(), handle, person.may_act]
    });
    rows.collect()
}

/// The participant that a customer is on a journey.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, journey: JourneyId, customer: CustomerId) -> Result<Option<ParticipantId>> {
    let sql = "SELECT participant_id FROM participant WHERE journey_id = $1 AND customer_id = $2";
    let row = tx.first(sql, args![journey.0, customer.0]).await?;
    row.map(|row| Ok(ParticipantId(row.id("participant_id")?))).transpose()
}

/// The customer record of a participant and the handle that messages go to.
///
/// # Errors
/// What the database says.
pub async fn handle(
    tx: &mut Tx,
    journey: JourneyId,
    participant: ParticipantId,
) -> Result<Option<(CustomerId, Option<HandleId>)>> {
    let sql = "SELECT customer_id, handle_id FROM participant WHERE journey_id = $1 AND participant_id = $2";
    let row = tx.first(sql, args![journey.0, participant.0]).await?;
    row.map(|row| Ok((CustomerId(row.id("customer_id")?), row.opt_id("handle_id")?))).transpose()
}
