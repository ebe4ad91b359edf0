//! An event as it stands in the journal, the link that ties it to the one before it, and its row.

use std::borrow::Cow;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Hash, StreamKey};
use crate::error::{Result, StoreError};
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::Row;

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
    pub(super) fn digest(&self) -> Hash {
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

pub(super) const EVENT: Table = Table {
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

pub(super) fn row_of(event: &StoredEvent) -> Values {
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
