//! The journal: append-only streams of events, each chained to the one before it.
//!
//! **The hash of an event** is `SHA-256(previous ‖ header ‖ shared_digest ‖ internal_digest)`, where `previous` is the
//! hash of the event before it in the stream (32 zero bytes for the first), `shared_digest = SHA-256(salt ‖ body)` over
//! the exact stored bytes of the part that partners may see, and `internal_digest` the same for the part they may not.
//! Bodies and salts can be erased; digests stay, so the chain stays verifiable, also by a partner who holds only the
//! shared parts. The **header** is `"regie-event-1"` and then every field of the row in the order of [`header`], each
//! as a 4-byte big-endian length and its bytes; an absent field has length `0xFFFFFFFF`. Numbers and instants (µs UTC)
//! are 8 bytes big-endian, ids are 16 bytes. So no two different rows have the same header.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::feed;
use crate::late::{Known, Table, Values};
use crate::sql::{Row, Tx};
use crate::{args, row};

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

/// Who did it, as ids and a code.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredActor {
    /// `member`, `participant`, `partner`, `system`, …
    pub kind: Cow<'static, str>,
    /// The organisation acted for.
    pub org: Option<Uuid>,
    /// The team acted for.
    pub team: Option<Uuid>,
    /// The person of an organisation.
    pub member: Option<Uuid>,
    /// The person on the journey.
    pub participant: Option<Uuid>,
}

/// What all events of one command share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// When the journal was told.
    pub recorded_at: Timestamp,
    /// The command that led to the events.
    pub command_id: Uuid,
    /// The event that led to the command, for reactions.
    pub caused_by: Option<Uuid>,
    /// The installation where the command was accepted.
    pub origin_org: Uuid,
    /// Who did it.
    pub actor: StoredActor,
    /// `page`, `api`, `email`, `timer`, …
    pub door: Cow<'static, str>,
}

/// One of the two bodies of an event: exact bytes (JSON by habit) and the salt that hides them once erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// The bytes, kept exactly.
    pub bytes: Vec<u8>,
    /// Sixteen random bytes, fresh for each body.
    pub salt: [u8; 16],
}

impl Body {
    fn digest(&self) -> Hash {
        Sha256::new().chain_update(self.salt).chain_update(&self.bytes).finalize().into()
    }
}

/// An event to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// A fresh id (UUID v7).
    pub event_id: Uuid,
    /// What happened, as a code.
    pub kind: Cow<'static, str>,
    /// The version of that kind's body.
    pub version: u32,
    /// When it happened, which may be earlier than when it was recorded.
    pub occurred_at: Timestamp,
    /// The journey's ball epoch after this event; 0 for other streams.
    pub ball_epoch: i64,
    /// The journey's direction epoch after this event; 0 for other streams.
    pub direction_epoch: i64,
    /// What partners in the chain may see.
    pub shared: Body,
    /// What only this organisation may see.
    pub internal: Body,
}

/// An event as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent {
    /// Its stream.
    pub stream: StreamKey,
    /// Its place in the stream, from 1.
    pub seq: i64,
    /// Its id.
    pub event_id: Uuid,
    /// What happened.
    pub kind: Cow<'static, str>,
    /// The version of the body.
    pub version: u32,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// When, by whom, through which door it came.
    pub origin: Origin,
    /// The ball epoch after it.
    pub ball_epoch: i64,
    /// The direction epoch after it.
    pub direction_epoch: i64,
    /// `None` once erased.
    pub shared: Option<Body>,
    /// `None` once erased.
    pub internal: Option<Body>,
    /// `SHA-256(salt ‖ bytes)` of the shared body, kept after erasure.
    pub shared_digest: Hash,
    /// The same of the internal body.
    pub internal_digest: Hash,
    /// The link of the chain.
    pub hash: Hash,
}

impl StoredEvent {
    /// The hash that this event must have after `previous`.
    #[must_use]
    pub fn hash_after(&self, previous: &Hash) -> Hash {
        Sha256::new()
            .chain_update(previous)
            .chain_update(header(self))
            .chain_update(self.shared_digest)
            .chain_update(self.internal_digest)
            .finalize()
            .into()
    }
}

/// The canonical header of an event. The order of the fields is part of the format.
#[must_use]
pub fn header(event: &StoredEvent) -> Vec<u8> {
    let origin = &event.origin;
    let actor = &origin.actor;
    let mut header = b"regie-event-1".to_vec();
    let mut field = |bytes: Option<&[u8]>| match bytes {
        Some(bytes) => {
            header.extend((bytes.len() as u32).to_be_bytes());
            header.extend(bytes);
        }
        None => header.extend(u32::MAX.to_be_bytes()),
    };
    field(Some(event.stream.kind.as_bytes()));
    field(Some(event.stream.id.as_bytes()));
    field(Some(&event.seq.to_be_bytes()));
    field(Some(event.event_id.as_bytes()));
    field(Some(event.kind.as_bytes()));
    field(Some(&i64::from(event.version).to_be_bytes()));
    field(Some(&origin.recorded_at.as_microsecond().to_be_bytes()));
    field(Some(&event.occurred_at.as_microsecond().to_be_bytes()));
    field(Some(origin.command_id.as_bytes()));
    field(origin.caused_by.as_ref().map(|id| id.as_bytes().as_slice()));
    field(Some(origin.origin_org.as_bytes()));
    field(Some(actor.kind.as_bytes()));
    for id in [&actor.org, &actor.team, &actor.member, &actor.participant] {
        field(id.as_ref().map(|id| id.as_bytes().as_slice()));
    }
    field(Some(origin.door.as_bytes()));
    field(Some(&event.ball_epoch.to_be_bytes()));
    field(Some(&event.direction_epoch.to_be_bytes()));
    header
}

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
    if let Some(events) = tx.seen.begun.get(stream) {
        return Ok(events.clone());
    }
    if tx.has_many_writers() {
        let head = lock(tx, stream).await?;
        return if head.seq == 0 { Ok(Vec::new()) } else { read(tx, stream, 0).await };
    }
    // A lone writer holds every lock, and the last event is the head.
    let events = read(tx, stream, 0).await?;
    let head = events.last().map_or(Head::NONE, |last| Head { seq: last.seq, hash: last.hash });
    tx.seen.heads.insert(stream.clone(), head);
    Ok(events)
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
    // The head goes first: on PostgreSQL it makes a second writer of a new stream wait here, and find it taken.
    let sql = if expected == 0 {
        "INSERT INTO stream (stream_kind, stream_id, last_seq, head_hash) SELECT $1, $2, $3, $4 \
         WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE stream_kind = $1 AND stream_id = $2) \
         ON CONFLICT (stream_kind, stream_id) DO NOTHING"
    } else {
        "UPDATE stream SET last_seq = $3, head_hash = $4 WHERE stream_kind = $1 AND stream_id = $2"
    };
    if tx.execute(sql, args![&stream.kind, stream.id, last.seq, &last.hash]).await? != 1 {
        let destroyed = expected == 0 && is_destroyed(tx, stream).await?;
        return Err(if destroyed { StoreError::Destroyed } else { StoreError::Conflict });
    }
    tx.seen.heads.insert(stream.clone(), Head { seq: last.seq, hash: last.hash });
    if expected == 0 {
        tx.seen.begun.insert(stream.clone(), stored.clone());
    } else if let Some(events) = tx.seen.begun.get_mut(stream) {
        events.extend(stored.iter().cloned());
    }
    for event in &stored {
        tx.put(&EVENT, row_of(event)).await?;
        feed::announce(tx, event).await?;
    }
    Ok(stored)
}

async fn is_destroyed(tx: &mut Tx, stream: &StreamKey) -> Result<bool> {
    let sql = "SELECT 1 AS found FROM tombstone WHERE stream_kind = $1 AND stream_id = $2";
    Ok(tx.first(sql, args![&stream.kind, stream.id]).await?.is_some())
}

const EVENT: Table = Table {
    name: "event",
    columns: &[
        "stream_kind",
        "stream_id",
        "seq",
        "event_id",
        "kind",
        "version",
        "recorded_at",
        "occurred_at",
        "command_id",
        "caused_by",
        "origin_org",
        "actor_kind",
        "actor_org",
        "actor_team",
        "actor_member",
        "actor_participant",
        "door",
        "ball_epoch",
        "direction_epoch",
        "shared_body",
        "shared_salt",
        "shared_digest",
        "internal_body",
        "internal_salt",
        "internal_digest",
        "hash",
    ],
    known: Known::Refuse,
};

fn row_of(event: &StoredEvent) -> Values {
    let origin = &event.origin;
    let actor = &origin.actor;
    row![
        &event.stream.kind,
        event.stream.id,
        event.seq,
        event.event_id,
        &event.kind,
        event.version,
        origin.recorded_at,
        event.occurred_at,
        origin.command_id,
        origin.caused_by,
        origin.origin_org,
        &actor.kind,
        actor.org,
        actor.team,
        actor.member,
        actor.participant,
        &origin.door,
        event.ball_epoch,
        event.direction_epoch,
        event.shared.as_ref().map(|body| &body.bytes),
        event.shared.as_ref().map(|body| body.salt.as_slice()),
        &event.shared_digest,
        event.internal.as_ref().map(|body| &body.bytes),
        event.internal.as_ref().map(|body| body.salt.as_slice()),
        &event.internal_digest,
        &event.hash,
    ]
}

/// Reads an event from a row that holds all columns of the table `event`.
pub(crate) fn read_event(row: &Row) -> Result<StoredEvent> {
    Ok(StoredEvent {
        stream: StreamKey { kind: row.text("stream_kind")?.into(), id: row.id("stream_id")? },
        seq: row.int("seq")?,
        event_id: row.id("event_id")?,
        kind: row.text("kind")?.into(),
        version: u32::try_from(row.int("version")?).map_err(|_| StoreError::Damaged("version".into()))?,
        occurred_at: row.instant("occurred_at")?,
        origin: Origin {
            recorded_at: row.instant("recorded_at")?,
            command_id: row.id("command_id")?,
            caused_by: row.opt_id("caused_by")?,
            origin_org: row.id("origin_org")?,
            actor: StoredActor {
                kind: row.text("actor_kind")?.into(),
                org: row.opt_id("actor_org")?,
                team: row.opt_id("actor_team")?,
                member: row.opt_id("actor_member")?,
                participant: row.opt_id("actor_participant")?,
            },
            door: row.text("door")?.into(),
        },
        ball_epoch: row.int("ball_epoch")?,
        direction_epoch: row.int("direction_epoch")?,
        shared: read_body(row, "shared_body", "shared_salt")?,
        internal: read_body(row, "internal_body", "internal_salt")?,
        shared_digest: row.array("shared_digest")?,
        internal_digest: row.array("internal_digest")?,
        hash: row.array("hash")?,
    })
}

fn read_body(row: &Row, bytes: &str, salt: &str) -> Result<Option<Body>> {
    let (Some(bytes), Some(salt)) = (row.opt_bytes(bytes)?, row.opt_bytes(salt)?) else { return Ok(None) };
    let salt = salt.try_into().map_err(|_| StoreError::Damaged("a salt is not 16 bytes long".into()))?;
    Ok(Some(Body { bytes, salt }))
}
