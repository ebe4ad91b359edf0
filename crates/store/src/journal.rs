//! The journal: append-only streams of events, each chained to the one before it.
//!
//! **The hash of an event** is `SHA-256(previous ‖ header ‖ shared_digest ‖ internal_digest)`, where `previous` is the
//! hash of the event before it in the stream (32 zero bytes for the first), `shared_digest = SHA-256(salt ‖ body)` over
//! the exact stored bytes of the part that partners may see, and `internal_digest` the same for the part they may not.
//! Bodies and salts can be erased; digests stay, so the chain stays verifiable, also by a partner who holds only the
//! shared parts. The **header** is `"regie-event-1"` and then every field of the row in the order of [`header`], each
//! as a 4-byte big-endian length and its bytes; an absent field has length `0xFFFFFFFF`. Numbers and instants (µs UTC)
//! are 8 bytes big-endian, ids are 16 bytes. So no two different rows have the same header.

mod event;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::event::{EVENT, row_of};
use crate::arg::Arg;
use crate::error::{Result, StoreError};
use crate::feed;
use crate::late::{Known, Table};
use crate::sql::{Row, Tx};
use crate::{args, row};

pub(crate) use self::event::read_event;
pub use self::event::{Body, NewEvent, Origin, StoredActor, StoredEvent, header};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Names a stream: what it is about, and which one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StreamKey {
    /// `journey`, `customer`, …
    pub kind: Cow<'static, str>,
    /// The id of the journey, the customer, …
    pub id: Uuid,
}

impl StreamKey {
    /// Names a stream.
    pub fn new(kind: &'static str, id: impl Into<Uuid>) -> Self {
        Self { kind: Cow::Borrowed(kind), id: id.into() }
    }
}

impl std::fmt::Display for StreamKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

const STREAM: Table =
    Table { name: "stream", columns: &["stream_kind", "stream_id", "last_seq", "head_hash"], known: Known::Replace(2) };

/// The last event of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its place; 0 for a stream that does not exist yet.
    pub seq: i64,
    /// Its hash; zeros for a stream that does not exist yet.
    pub hash: Hash,
}

impl Head {
    /// The head of a stream without events.
    pub const NONE: Head = Head { seq: 0, hash: [0; 32] };
}

/// The head of a stream, without locking it.
///
/// # Errors
/// What the database says.
pub async fn head(tx: &mut Tx, stream: &StreamKey) -> Result<Head> {
    let sql = "SELECT last_seq, head_hash FROM stream WHERE stream_kind = $1 AND stream_id = $2";
    read_head(tx.first(sql, args![&stream.kind, stream.id]).await?)
}

/// The head of a stream, locked until the transaction ends, so that loading and appending see one state; a stream that
/// does not exist yet is locked by its name. Lock two streams at most, in the order of their keys.
///
/// # Errors
/// What the database says.
pub async fn lock(tx: &mut Tx, stream: &StreamKey) -> Result<Head> {
    if let Some(head) = tx.seen.heads.get(stream) {
        return Ok(head.clone());
    }
    let head = lock_row(tx, stream).await?;
    tx.seen.heads.insert(stream.clone(), head.clone());
    Ok(head)
}

async fn lock_row(tx: &mut Tx, stream: &StreamKey) -> Result<Head> {
    let sql = tx.pick(
        "SELECT last_seq, head_hash FROM stream WHERE stream_kind = $1 AND stream_id = $2",
        "SELECT last_seq, head_hash FROM stream WHERE stream_kind = $1 AND stream_id = $2 FOR UPDATE",
    );
    let head = read_head(tx.first(sql, args![&stream.kind, stream.id]).await?)?;
    if head.seq > 0 || !tx.has_many_writers() {
        return Ok(head);
    }
    // There is no row to lock: whoever had the name may have made one by now.
    tx.lock_name(&format!("stream {stream}")).await?;
    read_head(tx.first(sql, args![&stream.kind, stream.id]).await?)
}

fn read_head(row: Option<Row>) -> Result<Head> {
    match row {
        Some(row) => Ok(Head { seq: row.int("last_seq")?, hash: row.array("head_hash")? }),
        None => Ok(Head::NONE),
    }
}

/// Locks a stream and reads all its events. An unknown stream has none.
///
/// # Errors
/// What the database says.
pub async fn load(tx: &mut Tx, stream: &StreamKey) -> Result<Vec<StoredEvent>> {
    if let Some(events) = tx.seen.whole.get(stream) {
        return Ok(events.clone());
    }
    // A lone writer holds every lock, and the last event is the head.
    let is_new = tx.has_many_writers() && lock(tx, stream).await?.seq == 0;
    let events = if is_new { Vec::new() } else { read(tx, stream, 0).await? };
    know(tx, stream.clone(), events.clone());
    Ok(events)
}

/// Locks streams of one kind and reads them in one query, so that [`load`] has them at hand.
///
/// # Errors
/// What the database says.
pub async fn load_ahead(tx: &mut Tx, kind: &'static str, ids: impl IntoIterator<Item = Uuid>) -> Result<()> {
    let mut streams: BTreeMap<Uuid, Vec<StoredEvent>> = ids.into_iter().map(|id| (id, Vec::new())).collect();
    streams.retain(|id, _| !tx.seen.whole.contains_key(&StreamKey::new(kind, *id)));
    let ids: Vec<String> = streams.keys().map(Uuid::to_string).collect();
    if tx.has_many_writers() {
        let sql = "SELECT stream_id FROM stream WHERE stream_kind = $1 AND stream_id IN LIST($2) ORDER BY stream_id FOR UPDATE";
        let locked: Vec<Uuid> = tx
            .all(sql, &[Arg::from(kind), Arg::list(&ids)])
            .await?
            .iter()
            .map(|row| row.id("stream_id"))
            .collect::<Result<_>>()?;
        // One that does not exist has no row to lock.
        streams.retain(|id, _| locked.contains(id));
    }
    let sql = "SELECT * FROM event WHERE stream_kind = $1 AND stream_id IN LIST($2) ORDER BY stream_id, seq";
    for row in tx.all(sql, &[Arg::from(kind), Arg::list(&ids)]).await? {
        let event = read_event(&row)?;
        if let Some(events) = streams.get_mut(&event.stream.id) {
            events.push(event);
        }
    }
    for (id, events) in streams {
        know(tx, StreamKey::new(kind, id), events);
    }
    Ok(())
}

/// Says that the id of a stream was made in this very transaction: nobody else has one of that name, so nobody is asked.
pub fn minted(tx: &mut Tx, stream: StreamKey) {
    tx.seen.minted.insert(stream.clone());
    know(tx, stream, Vec::new());
}

/// Remembers a stream that this transaction has locked or made.
fn know(tx: &mut Tx, stream: StreamKey, events: Vec<StoredEvent>) {
    let head = events.last().map_or(Head::NONE, |last| Head { seq: last.seq, hash: last.hash });
    tx.seen.heads.insert(stream.clone(), head);
    tx.seen.whole.insert(stream, events);
}

/// Reads the events of a stream after a place in it, without a lock: for read-only transactions.
///
/// # Errors
/// What the database says.
pub async fn read(tx: &mut Tx, stream: &StreamKey, after: i64) -> Result<Vec<StoredEvent>> {
    let sql = "SELECT * FROM event WHERE stream_kind = $1 AND stream_id = $2 AND seq > $3 ORDER BY seq";
    let rows = tx.all(sql, args![&stream.kind, stream.id, after]).await?;
    rows.iter().map(read_event).collect()
}

/// The ids of the streams of a kind after one of them (the nil id to begin), in order: to walk over all of them.
///
/// # Errors
/// What the database says.
pub async fn streams(tx: &mut Tx, kind: &str, after: Uuid, limit: u32) -> Result<Vec<Uuid>> {
    let sql = "SELECT stream_id FROM stream WHERE stream_kind = $1 AND stream_id > $2 ORDER BY stream_id LIMIT $3";
    tx.all(sql, args![kind, after, limit]).await?.iter().map(|row| row.id("stream_id")).collect()
}

/// Reads one event by its id.
///
/// # Errors
/// What the database says.
pub async fn event(tx: &mut Tx, event_id: Uuid) -> Result<Option<StoredEvent>> {
    let row = tx.first("SELECT * FROM event WHERE event_id = $1", args![event_id]).await?;
    row.as_ref().map(read_event).transpose()
}

/// Appends events after `expected`, the last place that the caller decided upon (0 for a new stream).
///
/// # Errors
/// [`StoreError::Conflict`] when the stream is elsewhere by now, [`StoreError::Destroyed`] when only a tombstone is left.
pub async fn append(
    tx: &mut Tx,
    stream: &StreamKey,
    expected: i64,
    origin: &Origin,
    events: Vec<NewEvent>,
) -> Result<Vec<StoredEvent>> {
    let head = if expected > 0 { lock(tx, stream).await? } else { Head::NONE };
    if head.seq != expected {
        return Err(StoreError::Conflict);
    }
    let mut previous = head.hash;
    let mut stored = Vec::with_capacity(events.len());
    for (new, seq) in events.into_iter().zip(expected + 1..) {
        let mut event = StoredEvent {
            stream: stream.clone(),
            seq,
            event_id: new.event_id,
            kind: new.kind,
            version: new.version,
            occurred_at: new.occurred_at,
            origin: origin.clone(),
            ball_epoch: new.ball_epoch,
            direction_epoch: new.direction_epoch,
            shared_digest: new.shared.digest(),
            internal_digest: new.internal.digest(),
            shared: Some(new.shared),
            internal: Some(new.internal),
            hash: [0; 32],
        };
        event.hash = event.hash_after(&previous);
        previous = event.hash;
        stored.push(event);
    }
    let Some(last) = stored.last() else { return Ok(stored) };
    let head = Head { seq: last.seq, hash: last.hash };
    put_head(tx, stream, expected == 0, &head).await?;
    if expected == 0 {
        tx.seen.whole.insert(stream.clone(), stored.clone());
    } else if let Some(events) = tx.seen.whole.get_mut(stream) {
        events.extend(stored.iter().cloned());
    }
    tx.seen.heads.insert(stream.clone(), head);
    for event in &stored {
        tx.put(&EVENT, row_of(event)).await?;
        feed::announce(tx, event).await?;
    }
    Ok(stored)
}

/// Writes where a stream is now. The head of a new one goes before its events: on PostgreSQL it makes a second writer of the
/// same name wait here, and find it taken.
async fn put_head(tx: &mut Tx, stream: &StreamKey, is_new: bool, head: &Head) -> Result<()> {
    if !is_new || tx.seen.minted.contains(stream) {
        return tx.put(&STREAM, row![&stream.kind, stream.id, head.seq, &head.hash]).await;
    }
    let sql = "INSERT INTO stream (stream_kind, stream_id, last_seq, head_hash) SELECT $1, $2, $3, $4 \
         WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE stream_kind = $1 AND stream_id = $2) \
         ON CONFLICT (stream_kind, stream_id) DO NOTHING";
    if tx.execute(sql, args![&stream.kind, stream.id, head.seq, &head.hash]).await? == 1 {
        return Ok(());
    }
    Err(if is_destroyed(tx, stream).await? { StoreError::Destroyed } else { StoreError::Conflict })
}

async fn is_destroyed(tx: &mut Tx, stream: &StreamKey) -> Result<bool> {
    let sql = "SELECT 1 AS found FROM tombstone WHERE stream_kind = $1 AND stream_id = $2";
    Ok(tx.first(sql, args![&stream.kind, stream.id]).await?.is_some())
}
