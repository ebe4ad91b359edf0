//! Contacts.

use jiff::Timestamp;
use regie_domain::contact::Contact;
use regie_domain::ids::{ContactId, ContentId, JourneyId};
use regie_domain::journey::Journey;

use super::View;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::sql::Tx;
use crate::{args, row};

pub(super) const VIEW: View = View {
    table: Table {
        name: "contact",
        columns: &[
            "contact_id",
            "journey_id",
            "direction",
            "channel",
            "class",
            "at",
            "participant_id",
            "text_id",
            "raw_id",
            "why",
            "asks",
            "moved_to",
        ],
        known: Known::Replace(1),
    },
    // One that moved away stands on another journey by now.
    remove: "DELETE FROM contact WHERE contact_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, contact): (&ContactId, &Contact)| {
        let facts = &contact.facts;
        row![
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
        ]
    };
    // A contact that moved away stands in the rows of the journey it is on now.
    journey.contacts.iter().filter(|(_, contact)| contact.moved_to.is_none()).map(one).collect()
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
