//! The feed: all committed events in one order, for readers with a durable cursor.
//!
//! Numbers that PostgreSQL hands out become visible out of order: a transaction that took a low number may commit after
//! one with a higher number, and a reader that had passed would miss it. So on PostgreSQL an append only leaves a row in
//! `feed_pending`, and [`sequence`] gives what is *committed* its position, one sequencer at a time. SQLite has one
//! writer, so there the append takes the position itself.

use crate::db::Store;
use crate::error::{Result, StoreError};
use crate::journal::{StoredEvent, read_event};
use crate::late::{Known, Table};
use crate::sql::{Conn, Tx};
use crate::{args, row};

/// The most events that get a position in one go.
const BATCH: i64 = 1000;

/// An event with its position in the feed.
#[derive(Debug, Clone)]
pub struct FeedEvent {
    /// Its position, from 1, without order to the clock.
    pub position: i64,
    /// The event.
    pub event: StoredEvent,
}

/// SQLite counts the positions by itself, in the order of the rows.
const FEED: Table =
    Table { name: "feed", columns: &["event_id", "stream_kind", "stream_id", "seq"], known: Known::Refuse };
const PENDING: Table = Table { name: "feed_pending", ..FEED };

/// Announces an appended event, in the transaction of the append.
pub(crate) async fn announce(tx: &mut Tx, event: &StoredEvent) -> Result<()> {
    let table = if tx.has_many_writers() { &PENDING } else { &FEED };
    tx.put(table, row![event.event_id, &event.stream.kind, event.stream.id, event.seq]).await
}

/// Gives committed events their positions and tells how many got one. Safe to call from anywhere, at any time; call it
/// before reading. Events of one stream keep their order: a writer takes its pending number while it holds the stream.
///
/// # Errors
/// What the database says.
pub async fn sequence(store: &Store) -> Result<u64> {
    if store.is_sqlite() {
        return Ok(0);
    }
    if pending(store).await? == 0 {
        return Ok(0);
    }
    let mut total = 0;
    loop {
        let placed = store.write(|tx| Box::pin(place_batch(tx))).await?;
        total += placed;
        if placed < BATCH as u64 {
            return Ok(total);
        }
    }
}

/// How many committed events have no position yet.
///
/// # Errors
/// What the database says.
pub async fn pending(store: &Store) -> Result<i64> {
    let mut tx = store.begin_read().await?;
    tx.one("SELECT count(*) AS n FROM (SELECT 1 FROM feed_pending LIMIT 1000) AS waiting", &[]).await?.int("n")
}

/// Places one batch. On SQLite only a copy from PostgreSQL leaves something to place.
pub(crate) async fn place_batch(tx: &mut Tx) -> Result<u64> {
    // The next statement begins after the lock is had, so it sees all that an earlier sequencer placed.
    tx.lock_name("feed").await?;
    if matches!(tx.conn, Conn::Postgres(_)) {
        let sql = "WITH taken AS (DELETE FROM feed_pending WHERE ord IN (SELECT ord FROM feed_pending ORDER BY ord LIMIT $1) \
            RETURNING ord, event_id, stream_kind, stream_id, seq) \
            INSERT INTO feed (position, event_id, stream_kind, stream_id, seq) \
            SELECT (SELECT COALESCE(MAX(position), 0) FROM feed) + row_number() OVER (ORDER BY ord), event_id, stream_kind, stream_id, seq FROM taken";
        return tx.execute(sql, args![BATCH]).await;
    }
    let sql = "INSERT INTO feed (position, event_id, stream_kind, stream_id, seq) \
        SELECT (SELECT COALESCE(MAX(position), 0) FROM feed) + row_number() OVER (ORDER BY ord), event_id, stream_kind, stream_id, seq \
        FROM (SELECT * FROM feed_pending ORDER BY ord LIMIT $1)";
    let placed = tx.execute(sql, args![BATCH]).await?;
    tx.execute(
        "DELETE FROM feed_pending WHERE ord IN (SELECT ord FROM feed_pending ORDER BY ord LIMIT $1)",
        args![BATCH],
    )
    .await?;
    Ok(placed)
}

/// The position of a reader: the last one it has dealt with; 0 for a new reader.
///
/// # Errors
/// What the database says.
pub async fn cursor(tx: &mut Tx, reader: &str) -> Result<i64> {
    let row = tx.first("SELECT position FROM feed_cursor WHERE reader = $1", args![reader]).await?;
    row.map_or(Ok(0), |row| row.int("position"))
}

/// The events after a position, oldest first. Events of destroyed streams are passed over.
///
/// # Errors
/// What the database says.
pub async fn read_after(tx: &mut Tx, position: i64, limit: u32) -> Result<Vec<FeedEvent>> {
    let sql = "SELECT feed.position AS position, event.* FROM feed JOIN event ON event.event_id = feed.event_id \
        WHERE feed.position > $1 ORDER BY feed.position LIMIT $2";
    let rows = tx.all(sql, args![position, limit]).await?;
    rows.iter().map(|row| Ok(FeedEvent { position: row.int("position")?, event: read_event(row)? })).collect()
}

/// Moves a reader on, in the transaction of what it did.
///
/// # Errors
/// [`StoreError::Conflict`] when the reader already stands at or past `to`, or elsewhere than at `from`: another process
/// did the same work first, so this one must not be kept.
pub async fn advance(tx: &mut Tx, reader: &str, from: i64, to: i64) -> Result<()> {
    let moved = if from == 0 {
        let sql = "INSERT INTO feed_cursor (reader, position) VALUES ($1, $2) \
            ON CONFLICT (reader) DO UPDATE SET position = excluded.position WHERE feed_cursor.position = 0";
        tx.execute(sql, args![reader, to]).await?
    } else {
        let sql = "UPDATE feed_cursor SET position = $3 WHERE reader = $1 AND position = $2";
        tx.execute(sql, args![reader, from, to]).await?
    };
    if moved == 1 && to > from { Ok(()) } else { Err(StoreError::Conflict) }
}

/// Puts a reader at a position: 0 to read everything again, [`last_position`] to skip what is past.
///
/// # Errors
/// What the database says.
pub async fn reset(tx: &mut Tx, reader: &str, position: i64) -> Result<()> {
    let sql = "INSERT INTO feed_cursor (reader, position) VALUES ($1, $2) ON CONFLICT (reader) DO UPDATE SET position = excluded.position";
    tx.execute(sql, args![reader, position]).await?;
    Ok(())
}

/// The position of the newest event; 0 when there is none.
///
/// # Errors
/// What the database says.
pub async fn last_position(tx: &mut Tx) -> Result<i64> {
    tx.one("SELECT COALESCE(MAX(position), 0) AS last FROM feed", &[]).await?.int("last")
}
