//! Which journeys a member did something on, to look at a few of them for what somebody does on a first day.

use regie_domain::ids::{JourneyId, MemberId};

use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// Some journeys on which a member accepted an offer, or wrote a contact down or sent one; in no order.
///
/// # Errors
/// What the database says.
pub async fn worked_on(tx: &mut Tx, member: MemberId, limit: u32) -> Result<Vec<JourneyId>> {
    let sql = "SELECT DISTINCT stream_id FROM event WHERE actor_member = $1 \
        AND kind IN ('handover.accepted', 'contact.recorded') AND stream_kind = 'journey' LIMIT $2";
    let rows = tx.all(sql, args![member.0, limit]).await?;
    rows.iter().map(|row| Ok(JourneyId(row.id("stream_id")?))).collect()
}
