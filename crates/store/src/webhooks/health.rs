//! How endpoints are doing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// How an endpoint is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// Since when it fails without a break.
    pub failing_since: Option<Timestamp>,
    /// How often in a row the message that fails longest was tried.
    pub rounds: u32,
    /// Until when it is left in peace.
    pub rest_until: Option<Timestamp>,
    /// When the administrators were warned.
    pub warned_at: Option<Timestamp>,
    /// When it last took something.
    pub last_ok_at: Option<Timestamp>,
    /// What is still to be queued again: after the first position of the feed, up to the second.
    pub again: Option<(i64, i64)>,
}

/// How each endpoint is doing; one of which nothing is known is not listed.
///
/// # Errors
/// What the database says.
pub async fn of_endpoints(tx: &mut Tx) -> Result<BTreeMap<Uuid, Health>> {
    let rows = tx.all("SELECT * FROM webhook_health", &[]).await?;
    rows.iter().map(|row| Ok((row.id("endpoint_id")?, read(row)?))).collect()
}

/// Writes down how an endpoint is doing; what is to be queued again stays as it is.
///
/// # Errors
/// What the database says.
pub async fn keep_health(tx: &mut Tx, endpoint: Uuid, health: &Health) -> Result<()> {
    let sql = "INSERT INTO webhook_health (endpoint_id, failing_since, rounds, rest_until, warned_at, last_ok_at) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (endpoint_id) DO UPDATE SET failing_since = excluded.failing_since, \
        rounds = excluded.rounds, rest_until = excluded.rest_until, warned_at = excluded.warned_at, \
        last_ok_at = excluded.last_ok_at";
    let rounds = health.rounds;
    let values = args![endpoint, health.failing_since, rounds, health.rest_until, health.warned_at, health.last_ok_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// An endpoint begins with a clean slate.
///
/// # Errors
/// What the database says.
pub async fn healthy(tx: &mut Tx, endpoint: Uuid) -> Result<()> {
    let sql = "UPDATE webhook_health SET failing_since = NULL, rounds = 0, rest_until = NULL, warned_at = NULL \
        WHERE endpoint_id = $1";
    tx.execute(sql, args![endpoint]).await?;
    Ok(())
}

/// An endpoint is left in peace no longer.
///
/// # Errors
/// What the database says.
pub async fn rested(tx: &mut Tx, endpoint: Uuid) -> Result<()> {
    tx.execute("UPDATE webhook_health SET rest_until = NULL WHERE endpoint_id = $1", args![endpoint]).await?;
    Ok(())
}

/// What is to be queued again for an endpoint; none when that is done.
///
/// # Errors
/// What the database says.
pub async fn again(tx: &mut Tx, endpoint: Uuid, stretch: Option<(i64, i64)>) -> Result<()> {
    let sql = "INSERT INTO webhook_health (endpoint_id, rounds, again_from, again_to) VALUES ($1, 0, $2, $3) \
        ON CONFLICT (endpoint_id) DO UPDATE SET again_from = excluded.again_from, again_to = excluded.again_to";
    tx.execute(sql, args![endpoint, stretch.map(|(from, _)| from), stretch.map(|(_, to)| to)]).await?;
    Ok(())
}

/// Nothing is known of an endpoint any more.
///
/// # Errors
/// What the database says.
pub async fn forget_health(tx: &mut Tx, endpoint: Uuid) -> Result<()> {
    tx.execute("DELETE FROM webhook_health WHERE endpoint_id = $1", args![endpoint]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Health> {
    Ok(Health {
        failing_since: row.opt_instant("failing_since")?,
        rounds: u32::try_from(row.int("rounds")?).unwrap_or(u32::MAX),
        rest_until: row.opt_instant("rest_until")?,
        warned_at: row.opt_instant("warned_at")?,
        last_ok_at: row.opt_instant("last_ok_at")?,
        again: row.opt_int("again_from")?.zip(row.opt_int("again_to")?),
    })
}
