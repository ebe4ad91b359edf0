//! Links to the customer's status page: one per message, minted when it is sent, kept as a hash.

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::journal::Hash;
use crate::sql::{Row, Tx};

/// A link to the status page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusLink {
    /// SHA-256 of the token in the link.
    pub token_hash: Hash,
    /// Which journey it shows.
    pub journey_id: Uuid,
    /// To whom it was sent.
    pub participant_id: Uuid,
    /// In which message it was sent.
    pub message_id: Option<Uuid>,
    /// Since when it works.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// Keeps a minted link.
///
/// # Errors
/// What the database says.
pub async fn mint(tx: &mut Tx, link: &StatusLink) -> Result<()> {
    let sql = "INSERT INTO status_link (token_hash, journey_id, participant_id, message_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = args![
        &link.token_hash,
        link.journey_id,
        link.participant_id,
        link.message_id,
        link.created_at,
        link.expires_at
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// A link that works now.
///
/// # Errors
/// What the database says.
pub async fn resolve(tx: &mut Tx, token_hash: &Hash, now: Timestamp) -> Result<Option<StatusLink>> {
    let sql = "SELECT * FROM status_link WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL";
    tx.first(sql, args![token_hash, now]).await?.as_ref().map(read_link).transpose()
}

/// Makes the links of a participant on a journey useless, or of all when none is named; tells how many.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &mut Tx, journey_id: Uuid, participant_id: Option<Uuid>, now: Timestamp) -> Result<u64> {
    let sql = "UPDATE status_link SET revoked_at = $3 WHERE journey_id = $1 AND (participant_id = $2 OR $2 IS NULL) AND revoked_at IS NULL";
    tx.execute(sql, args![journey_id, participant_id, now]).await
}

/// Whether links of a participant on a journey were made useless since a moment.
///
/// # Errors
/// What the database says.
pub async fn taken_since(tx: &mut Tx, journey_id: Uuid, participant_id: Uuid, since: Timestamp) -> Result<bool> {
    let sql = "SELECT 1 FROM status_link WHERE journey_id = $1 AND participant_id = $2 AND revoked_at >= $3";
    Ok(tx.first(sql, args![journey_id, participant_id, since]).await?.is_some())
}

/// How many links of a participant on a journey work now, and until when the last of them does.
///
/// # Errors
/// What the database says.
pub async fn of_participant(
    tx: &mut Tx,
    journey_id: Uuid,
    participant_id: Uuid,
    now: Timestamp,
) -> Result<Option<(i64, Timestamp)>> {
    let sql = "SELECT COUNT(*) AS many, COALESCE(MAX(expires_at), 0) AS until FROM status_link \
        WHERE journey_id = $1 AND participant_id = $2 AND expires_at > $3 AND revoked_at IS NULL";
    let row = tx.one(sql, args![journey_id, participant_id, now]).await?;
    let many = row.int("many")?;
    Ok(if many > 0 { Some((many, row.instant("until")?)) } else { None })
}

/// Takes links away that ended before an instant; tells how many.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM status_link WHERE expires_at < $1", args![before]).await
}

fn read_link(row: &Row) -> Result<StatusLink> {
    Ok(StatusLink {
        token_hash: row.array("token_hash")?,
        journey_id: row.id("journey_id")?,
        participant_id: row.id("participant_id")?,
        message_id: row.opt_id("message_id")?,
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
    })
}
