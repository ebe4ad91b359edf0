//! What the contract tests share: events, streams and instants made up on the spot.
#![allow(dead_code, reason = "each test file uses its share")]

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use regie_store::journal::{self, Body, NewEvent, Origin, StoredActor, StoredEvent, StreamKey};
use regie_store::{Store, StoreError};
use uuid::Uuid;

/// An instant, in seconds after some evening in 2026.
pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

/// The shape of an id; how many were made stands in its last part.
const FIRST: u128 = 0x0190_0000_0000_7000_8000_0000_0000_0000;
static MADE: AtomicU64 = AtomicU64::new(1);

/// A fresh id, later ones above earlier ones: the same ones each time that a test is run by itself.
pub fn id() -> Uuid {
    Uuid::from_u128(FIRST | u128::from(MADE.fetch_add(1, Ordering::SeqCst)))
}

/// A fresh stream.
pub fn stream() -> StreamKey {
    StreamKey::new("journey", id())
}

/// Where test events come from.
pub fn origin() -> Origin {
    Origin {
        recorded_at: at(1),
        command_id: id(),
        caused_by: None,
        origin_org: id(),
        actor: StoredActor { kind: "member".into(), org: Some(id()), member: Some(id()), ..StoredActor::default() },
        door: "api".into(),
    }
}

/// An event with a body.
pub fn event(shared: &str) -> NewEvent {
    NewEvent {
        event_id: id(),
        kind: "noted".into(),
        version: 1,
        occurred_at: at(0),
        ball_epoch: 1,
        direction_epoch: 1,
        shared: Body { bytes: shared.as_bytes().to_vec(), salt: *id().as_bytes() },
        internal: Body { bytes: b"{\"secret\":1}".to_vec(), salt: *id().as_bytes() },
    }
}

/// Appends events to a stream in a write of its own.
pub async fn append(
    store: &Store,
    stream: &StreamKey,
    expected: i64,
    bodies: &[&str],
) -> Result<Vec<StoredEvent>, StoreError> {
    let events: Vec<NewEvent> = bodies.iter().map(|body| event(body)).collect();
    store
        .write_with((stream.clone(), origin(), events), move |tx, (stream, origin, events)| {
            Box::pin(async move { journal::append(tx, stream, expected, origin, events.clone()).await })
        })
        .await
}
