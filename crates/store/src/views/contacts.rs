//! Contacts.

use jiff::Timestamp;
use regie_domain::ids::{ContactId, ContentId, JourneyId};
use regie_domain::journey::Journey;

use crate::args;
use crate::error::Result;
use crate::sql::Tx;

pub(crate) async fn put(tx: &mut Tx, journey: &Journey) -> Result<()> {
    tx.execute("DELETE FROM contact WHERE journey_id = $1", args![journey.id.0]).await?;
    // A contact that moved away stands in the rows of the journey it is on now.
    for (id, contact) in journey.contacts.iter().filter(|(_, contact)| contact.moved_to.is_none()) {
        let facts = &contact.facts;
        let sql = "INSERT INTO contact (contact_id, journey_id, direction, channel, class, at, participant_id, text_id, raw_id, why, \
            asks, moved_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let values = args![
            id.0,
            journey.id.0,
            facts.direction.code(),
            facts.channel.code(),
            facts.class.code(),
            contact.at,
            facts.participant.map(|person| person.0),
            facts.text.0,
            facts.raw.map(|raw| raw.0),
            facts.why.code(),
            facts.asks.code(),
            contact.moved_to.map(|to| to.0),
        ];
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// The journey that a contact stands on.
///
/// # Errors
/// What the database says.
pub async fn journey_of(tx: &mut Tx, contact: ContactId) -> Result<Option<JourneyId>> {
    let row = tx.first("SELECT journey_id FROM contact WHERE contact_id = $1", args![contact.0]).await?;
    row.map(|row| Ok(JourneyId(row.id("journey_id")?))).transpose()
}

/// The last contact of each journey: its text and its moment.
///
/// # Errors
/// What the database says.
pub async fn last(tx: &mut Tx, journey: JourneyId) -> Result<Option<(ContentId, Timestamp)>> {
    let sql = "SELECT text_id, at FROM contact WHERE journey_id = $1 ORDER BY at DESC, contact_id DESC LIMIT 1";
    let row = tx.first(sql, args![journey.0]).await?;
    row.map(|row| Ok((ContentId(row.id("text_id")?), row.instant("at")?))).transpose()
}
