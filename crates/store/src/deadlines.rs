//! Deadlines: one row per moment that something must happen. A deadline that fires becomes a command; that command
//! clears or moves the row in its own transaction, so a crash in between only means that it fires again.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::error::Result;
use crate::journal::StreamKey;
use crate::late::{Known, Table};
use crate::sql::Tx;
use crate::{args, row};

/// A moment that something must happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Whose it is.
    pub stream: StreamKey,
    /// What must happen, as a code.
    pub kind: Cow<'static, str>,
    /// To which promise, offer, leg, …; empty for the stream itself.
    pub ref_id: Cow<'static, str>,
    /// When.
    pub due: Timestamp,
    /// How often it was claimed without being cleared; read only.
    pub attempts: i64,
}

const DEADLINE: Table = Table {
    name: "deadline",
    columns: &["stream_kind", "stream_id", "kind", "ref_id", "due", "next_try", "attempts"],
    known: Known::Replace(4),
};

/// Sets a deadline, or moves the one with the same stream, kind and reference.
///
/// # Errors
/// What the database says.
pub async fn set(tx: &mut Tx, stream: &StreamKey, kind: &str, ref_id: &str, due: Timestamp) -> Result<()> {
    tx.put(&DEADLINE, row![&stream.kind, stream.id, kind, ref_id, due, due, 0]).await
}

/// Takes a deadline away; none is fine.
///
/// # Errors
/// What the database says.
pub async fn clear(tx: &mut Tx, stream: &StreamKey, kind: &str, ref_id: &str) -> Result<()> {
    tx.take(&DEADLINE, row![&stream.kind, stream.id, kind, ref_id]).await
}

/// Takes all deadlines of a stream away.
///
/// # Errors
/// What the database says.
pub async fn clear_all(tx: &mut Tx, stream: &StreamKey) -> Result<()> {
    let sql = "DELETE FROM deadline WHERE stream_kind = $1 AND stream_id = $2";
    tx.execute(sql, args![&stream.kind, stream.id]).await?;
    Ok(())
}

/// The deadlines of a stream, earliest first.
///
/// # Errors
/// What the database says.
pub async fn of_stream(tx: &mut Tx, stream: &StreamKey) -> Result<Vec<Deadline>> {
    let sql = "SELECT * FROM deadline WHERE stream_kind = $1 AND stream_id = $2 ORDER BY due, kind, ref_id";
    let rows = tx.all(sql, args![&stream.kind, stream.id]).await?;
    rows.iter().map(read_deadline).collect()
}

/// Claims what is due, earliest first. A claimed deadline comes back at `retry_at` unless it was cleared or moved by
/// then, so choose it well after the time that the command takes.
///
/// # Errors
/// What the database says.
pub async fn claim_due(tx: &mut Tx, now: Timestamp, retry_at: Timestamp, limit: u32) -> Result<Vec<Deadline>> {
    let sql = tx.pick(
        "UPDATE deadline SET next_try = $2, attempts = attempts + 1 WHERE (stream_kind, stream_id, kind, ref_id) IN \
         (SELECT stream_kind, stream_id, kind, ref_id FROM deadline WHERE next_try <= $1 ORDER BY next_try LIMIT $3) RETURNING *",
        "UPDATE deadline SET next_try = $2, attempts = attempts + 1 WHERE (stream_kind, stream_id, kind, ref_id) IN \
         (SELECT stream_kind, stream_id, kind, ref_id FROM deadline WHERE next_try <= $1 ORDER BY next_try LIMIT $3 \
          FOR UPDATE SKIP LOCKED) RETURNING *",
    );
    let rows = tx.all(sql, args![now, retry_at, limit]).await?;
    let mut due = rows.iter().map(read_deadline).collect::<Result<Vec<_>>>()?;
    due.sort_by(|a, b| (a.due, &a.stream, &a.kind, &a.ref_id).cmp(&(b.due, &b.stream, &b.kind, &b.ref_id)));
    Ok(due)
}

/// Puts a claimed deadline off until an instant, after a failure. One that was cleared or moved meanwhile stays so.
///
/// # Errors
/// What the database says.
pub async fn put_off(tx: &mut Tx, claimed: &Deadline, until: Timestamp) -> Result<()> {
    let sql = "UPDATE deadline SET next_try = $6 WHERE stream_kind = $1 AND stream_id = $2 AND kind = $3 AND ref_id = $4 AND due = $5";
    let stream = &claimed.stream;
    let values = args![&stream.kind, stream.id, &claimed.kind, &claimed.ref_id, claimed.due, until];
    tx.execute(sql, values).await?;
    Ok(())
}

/// When the next deadline wants attention, to sleep until then.
///
/// # Errors
/// What the database says.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    tx.one("SELECT MIN(next_try) AS next FROM deadline", &[]).await?.opt_instant("next")
}

/// The deadline that wants attention next.
///
/// # Errors
/// What the database says.
pub async fn first(tx: &mut Tx) -> Result<Option<Deadline>> {
    let row = tx.first("SELECT * FROM deadline ORDER BY next_try, stream_id, kind, ref_id LIMIT 1", &[]).await?;
    row.as_ref().map(read_deadline).transpose()
}

fn read_deadline(row: &crate::sql::Row) -> Result<Deadline> {
    Ok(Deadline {
        stream: StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? },
        kind: row.text("kind")?.into(),
        ref_id: row.text("ref_id")?.into(),
        due: row.instant("due")?,
        attempts: row.int("attempts")?,
    })
}
