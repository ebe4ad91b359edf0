//! What an endpoint was told, and telling it again.

use std::borrow::Cow;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Attempt, Delivery, DeliveryState, read_delivery};
use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// One delivery.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Delivery>> {
    let row = tx.first("SELECT * FROM webhook_delivery WHERE delivery_id = $1", args![id]).await?;
    row.as_ref().map(read_delivery).transpose()
}

/// The deliveries of an endpoint before a position, newest first; of one state, where one is named.
///
/// # Errors
/// What the database says.
pub async fn log(
    tx: &mut Tx,
    endpoint: Uuid,
    state: Option<DeliveryState>,
    before: i64,
    limit: u32,
) -> Result<Vec<Delivery>> {
    let states: Vec<&str> =
        state.map_or(DeliveryState::ALL.to_vec(), |one| vec![one]).iter().map(|one| one.code()).collect();
    let sql = "SELECT * FROM webhook_delivery WHERE endpoint_id = $1 AND position < $2 AND state IN LIST($3) \
        ORDER BY position DESC LIMIT $4";
    let values = [Arg::from(endpoint), before.into(), Arg::list(&states), limit.into()];
    tx.all(sql, &values).await?.iter().map(read_delivery).collect()
}

/// The tries of a delivery, oldest first.
///
/// # Errors
/// What the database says.
pub async fn attempts(tx: &mut Tx, delivery: Uuid) -> Result<Vec<Attempt>> {
    let sql = "SELECT * FROM webhook_attempt WHERE delivery_id = $1 ORDER BY at, attempt_id LIMIT 200";
    let read = |row: &Row| {
        Ok(Attempt {
            id: row.id("attempt_id")?,
            delivery: row.id("delivery_id")?,
            at: row.instant("at")?,
            took_ms: row.int("took_ms")?,
            status: row.opt_int("status")?,
            error: row.opt_text("error")?.map(Cow::Owned),
        })
    };
    tx.all(sql, args![delivery]).await?.iter().map(read).collect()
}

/// How many deliveries of an endpoint wait, were taken and were given up.
///
/// # Errors
/// What the database says.
pub async fn counts(tx: &mut Tx, endpoint: Uuid) -> Result<[i64; 3]> {
    let sql = "SELECT count(*) FILTER (WHERE state = 'pending') AS pending, count(*) FILTER (WHERE state = 'sent') AS sent, \
        count(*) FILTER (WHERE state = 'failed') AS failed FROM webhook_delivery WHERE endpoint_id = $1";
    let row = tx.one(sql, args![endpoint]).await?;
    Ok([row.int("pending")?, row.int("sent")?, row.int("failed")?])
}

/// Sends a delivery once more, as if it were new and with the same message id; one that waits goes now.
///
/// # Errors
/// What the database says.
pub async fn replay(tx: &mut Tx, id: Uuid, now: Timestamp) -> Result<()> {
    let sql = "UPDATE webhook_delivery SET state = 'pending', next_try = $2, tries = 0, done_at = NULL WHERE delivery_id = $1";
    tx.execute(sql, args![id, now]).await?;
    Ok(())
}

/// The same for all of an endpoint about what was written down from a moment on: those that were given up, or all. Tells how many.
///
/// # Errors
/// What the database says.
pub async fn replay_since(tx: &mut Tx, endpoint: Uuid, since: Timestamp, all: bool, now: Timestamp) -> Result<u64> {
    let states: &[&str] = if all { &["failed", "sent"] } else { &["failed"] };
    let sql = "UPDATE webhook_delivery SET state = 'pending', next_try = $3, tries = 0, done_at = NULL \
        WHERE endpoint_id = $1 AND recorded_at >= $2 AND state IN LIST($4)";
    tx.execute(sql, &[Arg::from(endpoint), since.into(), now.into(), Arg::list(states)]).await
}
