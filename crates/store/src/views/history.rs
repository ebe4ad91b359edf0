//! What a person has had to do with us: the journeys, promises and contacts of some records that are one person.

use jiff::Timestamp;
use regie_domain::ids::{ContactId, ContentId, CustomerId, HandleId, JourneyId};

use super::journeys::{self, JourneyRow};
use super::promises::{self, PromiseRow, is_owed};
use crate::arg::Arg;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// A contact in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// The contact.
    pub id: ContactId,
    /// Its journey.
    pub journey: JourneyId,
    /// `in` or `out`.
    pub direction: String,
    /// By which way.
    pub channel: String,
    /// When.
    pub at: Timestamp,
    /// Its words.
    pub text: ContentId,
    /// What it asks for.
    pub asks: String,
}

/// As what a person is on a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The journey.
    pub journey: JourneyId,
    /// The role, as a code.
    pub role: String,
    /// The address that mail goes to; nothing where no mail goes.
    pub handle: Option<HandleId>,
}

/// The journeys of some records or that they take part in, not set aside unless another one goes on with them: open ones
/// first, then by last contact.
///
/// # Errors
/// What the database says.
pub async fn journeys(tx: &mut Tx, customers: &[CustomerId], limit: u32) -> Result<Vec<JourneyRow>> {
    let sql = "SELECT * FROM journey WHERE journey_id IN (SELECT journey_id FROM journey WHERE customer_id IN LIST($1) \
        UNION SELECT journey_id FROM participant WHERE customer_id IN LIST($1)) AND (state <> 'void' OR ended_how = 'joined') \
        ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, last_contact_at DESC, journey_id LIMIT $2";
    tx.all(sql, &[Arg::list(customers), limit.into()]).await?.iter().map(journeys::read).collect()
}

/// As what some records are on some journeys.
///
/// # Errors
/// What the database says.
pub async fn places(tx: &mut Tx, journeys: &[JourneyId], customers: &[CustomerId]) -> Result<Vec<Place>> {
    let sql = "SELECT journey_id, role, handle_id FROM participant WHERE journey_id IN LIST($1) AND customer_id IN LIST($2) \
        ORDER BY participant_id";
    let rows = tx.all(sql, &[Arg::list(journeys), Arg::list(customers)]).await?;
    let read = |row: &Row| {
        let handle = row.opt_id("handle_id")?.map(HandleId);
        Ok(Place { journey: JourneyId(row.id("journey_id")?), role: row.text("role")?, handle })
    };
    rows.iter().map(read).collect()
}

/// The promises on some journeys to the customer's side: what is owed first, due first, then the rest, newest first.
///
/// # Errors
/// What the database says.
pub async fn promises(tx: &mut Tx, journeys: &[JourneyId], limit: u32) -> Result<Vec<PromiseRow>> {
    let sql = concat!(
        "SELECT * FROM promise WHERE journey_id IN LIST($1) AND to_customer ORDER BY CASE WHEN ",
        is_owed!(),
        " THEN 0 ELSE 1 END, CASE WHEN ",
        is_owed!(),
        " THEN due ELSE -due END, promise_id LIMIT $2"
    );
    tx.all(sql, &[Arg::list(journeys), limit.into()]).await?.iter().map(promises::read).collect()
}

/// What was said on some journeys by or to some records, newest first. What no participant is known of counts too.
///
/// # Errors
/// What the database says.
pub async fn contacts(
    tx: &mut Tx,
    journeys: &[JourneyId],
    customers: &[CustomerId],
    (after, limit): (u64, u32),
) -> Result<Vec<ContactRow>> {
    let sql = "SELECT * FROM contact WHERE journey_id IN LIST($1) AND class = 'human' AND (participant_id IS NULL OR participant_id IN \
        (SELECT participant_id FROM participant WHERE customer_id IN LIST($2))) ORDER BY at DESC, contact_id DESC LIMIT $3 OFFSET $4";
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let values = [Arg::list(journeys), Arg::list(customers), limit.into(), after.into()];
    tx.all(sql, &values).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<ContactRow> {
    Ok(ContactRow {
        id: ContactId(row.id("contact_id")?),
        journey: JourneyId(row.id("journey_id")?),
        direction: row.text("direction")?,
        channel: row.text("channel")?,
        at: row.instant("at")?,
        text: ContentId(row.id("text_id")?),
        asks: row.text("asks")?,
    })
}
