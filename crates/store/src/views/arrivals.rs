//! What arrived and waits for a person: to confirm, quarantined, or too large. It has a team and a due moment (rule 15).

use jiff::Timestamp;
use regie_domain::ids::{ContactId, ContentId, JourneyId, TeamId};
use uuid::Uuid;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// Something that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its id.
    pub id: Uuid,
    /// The mailbox it came to.
    pub mailbox: Option<Uuid>,
    /// Who looks at it.
    pub team: TeamId,
    /// The mail as it came.
    pub raw: ContentId,
    /// What was read of it, as JSON.
    pub parsed: Option<ContentId>,
    /// The envelope's sender; empty for the null sender, nothing when not known.
    pub envelope_from: Option<String>,
    /// The addresses that it was delivered to, separated by spaces.
    pub recipients: String,
    /// The same mail has the same key.
    pub dedupe_key: String,
    /// The sender's address, normalised.
    pub sender: Option<String>,
    /// Its subject line.
    pub subject: Option<ContentId>,
    /// When it arrived.
    pub received_at: Timestamp,
    /// By when somebody must have looked.
    pub due: Timestamp,
    /// `waiting`, `placed` or `void`.
    pub state: String,
    /// Why it waits or where it was put, as a code.
    pub why: String,
    /// Whether its due moment passed.
    pub overdue: bool,
    /// The journey it may belong to.
    pub suggested: Option<JourneyId>,
    /// The journey it was put on.
    pub journey: Option<JourneyId>,
    /// The contact it became.
    pub contact: Option<ContactId>,
}

/// Keeps an arrival.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when the same mail is there already.
pub async fn put(tx: &mut Tx, arrival: &Arrival) -> Result<()> {
    let sql = "INSERT INTO arrival (arrival_id, mailbox_id, team_id, raw_id, dedupe_key, sender, subject_id, received_at, due, state, \
        why, overdue, suggested_journey, journey_id, contact_id, parsed_id, envelope_from, recipients) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
    let values = args![
        arrival.id,
        arrival.mailbox,
        arrival.team.0,
        arrival.raw.0,
        &arrival.dedupe_key,
        arrival.sender.as_ref(),
        arrival.subject.map(|subject| subject.0),
        arrival.received_at,
        arrival.due,
        &arrival.state,
        &arrival.why,
        arrival.overdue,
        arrival.suggested.map(|id| id.0),
        arrival.journey.map(|id| id.0),
        arrival.contact.map(|id| id.0),
        arrival.parsed.map(|id| id.0),
        arrival.envelope_from.as_ref(),
        &arrival.recipients,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Gives an arrival another key.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when another one has it.
pub async fn rename(tx: &mut Tx, arrival: Uuid, dedupe_key: &str) -> Result<()> {
    tx.execute("UPDATE arrival SET dedupe_key = $2 WHERE arrival_id = $1", args![arrival, dedupe_key]).await?;
    Ok(())
}

/// What was kept and not looked at yet, oldest first.
///
/// # Errors
/// What the database says.
pub async fn unplaced(tx: &mut Tx, limit: u32) -> Result<Vec<Arrival>> {
    let sql =
        "SELECT * FROM arrival WHERE state = 'waiting' AND why = 'received' ORDER BY received_at, arrival_id LIMIT $1";
    tx.all(sql, args![limit]).await?.iter().map(read).collect()
}

/// Says why an arrival waits for a person, of which team, and which journey it may belong to. False when somebody ended it first.
///
/// # Errors
/// What the database says.
pub async fn wait(tx: &mut Tx, arrival: &Arrival) -> Result<bool> {
    let sql = "UPDATE arrival SET why = $2, suggested_journey = $3, sender = $4, subject_id = $5, parsed_id = $6, due = $7, \
        team_id = $8 WHERE arrival_id = $1 AND state = 'waiting'";
    let values = args![
        arrival.id,
        &arrival.why,
        arrival.suggested.map(|id| id.0),
        arrival.sender.as_ref(),
        arrival.subject.map(|id| id.0),
        arrival.parsed.map(|id| id.0),
        arrival.due,
        arrival.team.0,
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// The bodies of an arrival become those of the customer, so that erasing the customer erases them.
///
/// # Errors
/// What the database says.
pub async fn adopt(tx: &mut Tx, arrival: Uuid, subject_kind: &str, subject: Uuid) -> Result<()> {
    let sql =
        "UPDATE content SET subject_kind = $2, subject_id = $3 WHERE subject_kind = 'arrival' AND subject_id = $1";
    tx.execute(sql, args![arrival, subject_kind, subject]).await?;
    Ok(())
}

/// Notes who sent a mail that ends without a place, so that it is found when its sender is erased.
///
/// # Errors
/// What the database says.
pub async fn note_sender(tx: &mut Tx, arrival: Uuid, sender: &str) -> Result<()> {
    tx.execute("UPDATE arrival SET sender = $2 WHERE arrival_id = $1", args![arrival, sender]).await?;
    Ok(())
}

/// Everything that came from one of some addresses, in lower case; looks at every arrival.
///
/// # Errors
/// What the database says.
pub async fn sent_by(tx: &mut Tx, addresses: &[String]) -> Result<Vec<Arrival>> {
    let sql = "SELECT * FROM arrival WHERE sender IN LIST($1) OR lower(envelope_from) IN LIST($1) ORDER BY arrival_id";
    tx.all(sql, &[Arg::list(addresses)]).await?.iter().map(read).collect()
}

/// The journeys that a sender's open mails began since a moment, newest first, with their titles.
///
/// # Errors
/// What the database says.
pub async fn begun_by(
    tx: &mut Tx,
    customer: regie_domain::ids::CustomerId,
    since: Timestamp,
) -> Result<Vec<(JourneyId, ContentId, Timestamp)>> {
    let sql = "SELECT journey_id, subject_id, opened_at FROM journey WHERE customer_id = $1 AND state = 'open' AND opened_at >= $2 \
        ORDER BY opened_at DESC LIMIT 50";
    let rows = tx.all(sql, args![customer.0, since]).await?;
    rows.iter()
        .map(|row| Ok((JourneyId(row.id("journey_id")?), ContentId(row.id("subject_id")?), row.instant("opened_at")?)))
        .collect()
}

/// The arrival with a key.
///
/// # Errors
/// What the database says.
pub async fn by_key(tx: &mut Tx, dedupe_key: &str) -> Result<Option<Arrival>> {
    tx.first("SELECT * FROM arrival WHERE dedupe_key = $1", args![dedupe_key]).await?.as_ref().map(read).transpose()
}

/// One arrival.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Arrival>> {
    tx.first("SELECT * FROM arrival WHERE arrival_id = $1", args![id]).await?.as_ref().map(read).transpose()
}

/// Ends the waiting. False when somebody else ended it first.
///
/// # Errors
/// What the database says.
pub async fn end(
    tx: &mut Tx,
    id: Uuid,
    state: &str,
    why: &str,
    placed: Option<(JourneyId, ContactId)>,
    now: Timestamp,
) -> Result<bool> {
    let sql = "UPDATE arrival SET state = $2, why = $3, journey_id = $4, contact_id = $5, ended_at = $6 \
        WHERE arrival_id = $1 AND state = 'waiting'";
    let values = args![id, state, why, placed.map(|(journey, _)| journey.0), placed.map(|(_, contact)| contact.0), now];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Brings a voided arrival back. False when it was not void, or has been erased.
///
/// # Errors
/// What the database says.
pub async fn unvoid(tx: &mut Tx, id: Uuid) -> Result<bool> {
    let sql = "UPDATE arrival SET state = 'waiting', ended_at = NULL WHERE arrival_id = $1 AND state = 'void' AND why <> 'erased'";
    Ok(tx.execute(sql, args![id]).await? == 1)
}

/// What waits for these teams, due first.
///
/// # Errors
/// What the database says.
pub async fn waiting(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<Arrival>> {
    let sql = "SELECT * FROM arrival WHERE state = 'waiting' AND team_id IN LIST($1) ORDER BY due LIMIT $2";
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// How many wait for these teams, by the reason that they wait for.
///
/// # Errors
/// What the database says.
pub async fn waiting_by_reason(tx: &mut Tx, teams: &[TeamId]) -> Result<Vec<(String, u64)>> {
    let sql = "SELECT why, count(*) AS many FROM arrival WHERE state = 'waiting' AND team_id IN LIST($1) GROUP BY why ORDER BY why";
    let rows = tx.all(sql, &[Arg::list(teams)]).await?;
    rows.iter().map(|row| Ok((row.text("why")?, u64::try_from(row.int("many")?).unwrap_or(0)))).collect()
}

/// What waits for these teams for one of some reasons, due first: so many rows after so many others.
///
/// # Errors
/// What the database says.
pub async fn waiting_for(
    tx: &mut Tx,
    teams: &[TeamId],
    reasons: &[String],
    after: u64,
    limit: u32,
) -> Result<Vec<Arrival>> {
    let sql = "SELECT * FROM arrival WHERE state = 'waiting' AND team_id IN LIST($1) AND why IN LIST($2) \
        ORDER BY due, arrival_id LIMIT $3 OFFSET $4";
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let values = [Arg::list(teams), Arg::list(reasons), limit.into(), after.into()];
    tx.all(sql, &values).await?.iter().map(read).collect()
}

/// What waits for one reason and came from a number whose person has an open journey, oldest first.
///
/// # Errors
/// What the database says.
pub async fn doors_with_a_journey(tx: &mut Tx, why: &str, limit: u32) -> Result<Vec<Arrival>> {
    let sql = "SELECT * FROM arrival WHERE state = 'waiting' AND why = $1 AND sender IN \
        (SELECT handle.value FROM handle JOIN participant ON participant.customer_id = handle.customer_id \
        JOIN journey ON journey.journey_id = participant.journey_id AND journey.state = 'open' WHERE handle.kind = 'phone') \
        ORDER BY received_at, arrival_id LIMIT $2";
    tx.all(sql, args![why, limit]).await?.iter().map(read).collect()
}

/// What may belong to a journey and waits to be confirmed.
///
/// # Errors
/// What the database says.
pub async fn suggested_for(tx: &mut Tx, journey: JourneyId) -> Result<Vec<Arrival>> {
    let sql = "SELECT * FROM arrival WHERE state = 'waiting' AND suggested_journey = $1 ORDER BY received_at";
    tx.all(sql, args![journey.0]).await?.iter().map(read).collect()
}

/// Marks what has waited past its due moment; returns how many were marked.
///
/// # Errors
/// What the database says.
pub async fn mark_overdue(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.execute(
        "UPDATE arrival SET overdue = TRUE WHERE state = 'waiting' AND overdue = FALSE AND due <= $1",
        args![now],
    )
    .await
}

/// Notes that the same mail reached another mailbox. False when that was known.
///
/// # Errors
/// What the database says.
pub async fn delivered_also(tx: &mut Tx, arrival: Uuid, mailbox: Uuid, now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO arrival_delivery (arrival_id, mailbox_id, received_at) VALUES ($1, $2, $3) \
        ON CONFLICT (arrival_id, mailbox_id) DO NOTHING";
    Ok(tx.execute(sql, args![arrival, mailbox, now]).await? == 1)
}

/// The other mailboxes that a mail reached.
///
/// # Errors
/// What the database says.
pub async fn deliveries(tx: &mut Tx, arrival: Uuid) -> Result<Vec<Uuid>> {
    let sql = "SELECT mailbox_id FROM arrival_delivery WHERE arrival_id = $1 ORDER BY received_at, mailbox_id";
    tx.all(sql, args![arrival]).await?.iter().map(|row| row.id("mailbox_id")).collect()
}

/// A mail that reached another mailbox besides the one that it is on a journey from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The journey that it is on.
    pub journey: JourneyId,
    /// The other mailbox.
    pub mailbox: Uuid,
    /// When it reached that.
    pub at: Timestamp,
}

/// The other mailboxes that some mails reached, by the mail as it came.
///
/// # Errors
/// What the database says.
pub async fn reached_also(tx: &mut Tx, raw: &[ContentId]) -> Result<Vec<(ContentId, Uuid)>> {
    let sql = "SELECT raw_id, arrival_delivery.mailbox_id FROM arrival JOIN arrival_delivery ON arrival_delivery.arrival_id = arrival.arrival_id \
        WHERE raw_id IN LIST($1) ORDER BY arrival_delivery.received_at, arrival_delivery.mailbox_id";
    let rows = tx.all(sql, &[Arg::list(raw)]).await?;
    rows.iter().map(|row| Ok((ContentId(row.id("raw_id")?), row.id("mailbox_id")?))).collect()
}

/// What reached these mailboxes too since a moment, is on an open journey, and was not answered by a person since; the
/// oldest first.
///
/// # Errors
/// What the database says.
pub async fn copies_at(tx: &mut Tx, mailboxes: &[Uuid], since: Timestamp, limit: u32) -> Result<Vec<Copied>> {
    let sql = "SELECT contact.journey_id, arrival_delivery.mailbox_id, arrival_delivery.received_at FROM arrival_delivery \
        JOIN arrival ON arrival.arrival_id = arrival_delivery.arrival_id \
        JOIN contact ON contact.contact_id = arrival.contact_id \
        JOIN journey ON journey.journey_id = contact.journey_id AND journey.state = 'open' \
        WHERE arrival_delivery.mailbox_id IN LIST($1) AND arrival_delivery.received_at > $2 \
        AND NOT EXISTS (SELECT 1 FROM contact AS said WHERE said.journey_id = contact.journey_id \
            AND said.direction = 'out' AND said.class = 'human' AND said.at > arrival_delivery.received_at) \
        ORDER BY arrival_delivery.received_at, contact.journey_id LIMIT $3";
    let rows = tx.all(sql, &[Arg::list(mailboxes), since.into(), limit.into()]).await?;
    rows.iter()
        .map(|row| {
            let journey = JourneyId(row.id("journey_id")?);
            Ok(Copied { journey, mailbox: row.id("mailbox_id")?, at: row.instant("received_at")? })
        })
        .collect()
}

fn read(row: &Row) -> Result<Arrival> {
    Ok(Arrival {
        id: row.id("arrival_id")?,
        mailbox: row.opt_id("mailbox_id")?,
        team: TeamId(row.id("team_id")?),
        raw: ContentId(row.id("raw_id")?),
        parsed: row.opt_id("parsed_id")?.map(ContentId),
        envelope_from: row.opt_text("envelope_from")?,
        recipients: row.text("recipients")?,
        dedupe_key: row.text("dedupe_key")?,
        sender: row.opt_text("sender")?,
        subject: row.opt_id("subject_id")?.map(ContentId),
        received_at: row.instant("received_at")?,
        due: row.instant("due")?,
        state: row.text("state")?,
        why: row.text("why")?,
        overdue: row.bool("overdue")?,
        suggested: row.opt_id("suggested_journey")?.map(JourneyId),
        journey: row.opt_id("journey_id")?.map(JourneyId),
        contact: row.opt_id("contact_id")?.map(ContactId),
    })
}
