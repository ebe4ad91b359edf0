//! Erasing in the journal itself: the bodies of an event, or a whole stream by law. The hashes stay, so chains, heads
//! and daily roots can still be checked.

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::deadlines;
use crate::erasure::{self, Target};
use crate::error::{Result, StoreError};
use crate::journal::{Hash, StreamKey, lock};
use crate::sql::{Row, Tx};
use crate::traces;

/// What is left of a destroyed stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The stream.
    pub stream: StreamKey,
    /// Its last event.
    pub last_seq: i64,
    /// The hash of its last event.
    pub head_hash: Hash,
    /// The hash of every event, in order.
    pub hashes: Vec<Hash>,
    /// The place of every event in the feed; `i64::MAX` for one that had none yet.
    pub positions: Vec<i64>,
    /// Why, as a code.
    pub ground: String,
    /// When.
    pub destroyed_at: Timestamp,
}

/// Erases both bodies and salts of an event; its digests and hash stay. Tells whether there was anything to erase.
///
/// # Errors
/// What the database says.
pub async fn erase_event(tx: &mut Tx, event_id: Uuid, ground: &str, now: Timestamp) -> Result<bool> {
    erasure::record(tx, Target::Event(event_id), ground, now).await?;
    wipe_event(tx, event_id).await
}

pub(crate) async fn wipe_event(tx: &mut Tx, event_id: Uuid) -> Result<bool> {
    let sql = "UPDATE event SET shared_body = NULL, shared_salt = NULL, internal_body = NULL, internal_salt = NULL \
        WHERE event_id = $1 AND (shared_body IS NOT NULL OR internal_body IS NOT NULL)";
    tx.seen.whole.clear();
    Ok(tx.execute(sql, args![event_id]).await? == 1)
}

/// Destroys a stream with the rows that it led to, and leaves its tombstone. Content rows are the caller's to erase in the
/// same transaction.
///
/// # Errors
/// [`StoreError::Destroyed`] when it was destroyed before or never existed.
pub async fn destroy(tx: &mut Tx, stream: &StreamKey, ground: &str, now: Timestamp) -> Result<()> {
    erasure::record(tx, Target::Stream(stream.clone()), ground, now).await?;
    if raze(tx, stream, ground, now).await? { Ok(()) } else { Err(StoreError::Destroyed) }
}

pub(crate) async fn raze(tx: &mut Tx, stream: &StreamKey, ground: &str, now: Timestamp) -> Result<bool> {
    let head = lock(tx, stream).await?;
    if head.seq == 0 {
        return Ok(false);
    }
    let key = args![&stream.kind, stream.id];
    let sql = "SELECT event.hash AS hash, feed.position AS position FROM event LEFT JOIN feed ON feed.event_id = event.event_id \
        WHERE event.stream_kind = $1 AND event.stream_id = $2 ORDER BY event.seq";
    let mut hashes = Vec::new();
    let mut positions = Vec::new();
    for row in tx.all(sql, key).await? {
        hashes.extend(row.bytes("hash")?);
        positions.extend(row.opt_int("position")?.unwrap_or(i64::MAX).to_be_bytes());
    }
    let sql = "INSERT INTO tombstone (stream_kind, stream_id, last_seq, head_hash, hashes, positions, ground, destroyed_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.execute(sql, args![&stream.kind, stream.id, head.seq, &head.hash, &hashes, &positions, ground, now]).await?;
    tx.execute("DELETE FROM event WHERE stream_kind = $1 AND stream_id = $2", key).await?;
    tx.execute("DELETE FROM stream WHERE stream_kind = $1 AND stream_id = $2", key).await?;
    tx.seen.heads.remove(stream);
    tx.seen.whole.remove(stream);
    tx.seen.minted.remove(stream);
    deadlines::clear_all(tx, stream).await?;
    traces::of_stream(tx, stream).await?;
    Ok(true)
}

/// All tombstones, in the order of their keys.
///
/// # Errors
/// What the database says.
pub async fn all(tx: &mut Tx) -> Result<Vec<Tombstone>> {
    let rows = tx.all("SELECT * FROM tombstone", &[]).await?;
    let mut stones = rows.iter().map(read_stone).collect::<Result<Vec<_>>>()?;
    stones.sort_by(|a, b| a.stream.cmp(&b.stream));
    Ok(stones)
}

fn read_stone(row: &Row) -> Result<Tombstone> {
    let (hashes, positions) = (row.bytes("hashes")?, row.bytes("positions")?);
    let (hashes, rest) = hashes.as_chunks::<32>();
    let (positions, more) = positions.as_chunks::<8>();
    if !rest.is_empty() || !more.is_empty() || hashes.len() != positions.len() {
        return Err(StoreError::Damaged("the hashes of a tombstone".into()));
    }
    Ok(Tombstone {
        stream: StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? },
        last_seq: row.int("last_seq")?,
        head_hash: row.array("head_hash")?,
        hashes: hashes.to_vec(),
        positions: positions.iter().map(|bytes| i64::from_be_bytes(*bytes)).collect(),
        ground: row.text("ground")?,
        destroyed_at: row.instant("destroyed_at")?,
    })
}
