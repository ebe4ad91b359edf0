//! What waits to be told to systems of others, each try, and how those systems are doing.
//!
//! The order: messages about one journey to one endpoint go one after the other. A message that waits for its next try
//! takes those behind it along, so that the earliest `next_try` of an endpoint is always that of a message that may go.

mod health;
mod log;

use std::borrow::Cow;

use jiff::Timestamp;
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::journal::{StoredEvent, read_event};
use crate::late::{Known, Table};
use crate::sql::{Row, Tx};
use crate::{args, row};

pub use health::{Health, again, forget_health, healthy, keep_health, of_endpoints, rested};
pub use log::{attempts, counts, get, log, replay, replay_since};

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Waits for its time or its next try.
    Pending,
    /// The receiver took it.
    Sent,
    /// Given up.
    Failed,
    /// Not to be told any more.
    Withdrawn,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Sent, Self::Failed, Self::Withdrawn];

    /// The stored code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// Something to tell an endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    /// Its id.
    pub id: Uuid,
    /// The endpoint.
    pub endpoint: Uuid,
    /// The event.
    pub event: Announced,
}

/// An event of the feed, as far as it decides who hears of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announced {
    /// Its position in the feed.
    pub position: i64,
    /// The event.
    pub event: Uuid,
    /// What happened.
    pub kind: String,
    /// The kind of its stream.
    pub stream_kind: String,
    /// Its stream.
    pub stream: Uuid,
    /// When the journal was told.
    pub recorded_at: Timestamp,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Through which door it came.
    pub door: String,
}

/// Something that is told to an endpoint, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: Uuid,
    /// The endpoint.
    pub endpoint: Uuid,
    /// The position of the event in the feed.
    pub position: i64,
    /// The event.
    pub event: Uuid,
    /// What happened.
    pub kind: String,
    /// The journey.
    pub stream: Uuid,
    /// When the journal was told.
    pub recorded_at: Timestamp,
    /// When it was queued.
    pub created_at: Timestamp,
    /// When it is tried next.
    pub next_try: Timestamp,
    /// How often it failed.
    pub tries: u32,
    /// Where it stands.
    pub state: DeliveryState,
    /// The last HTTP status.
    pub status: Option<i64>,
    /// The code of the last failure.
    pub error: Option<String>,
    /// When it was taken or given up.
    pub done_at: Option<Timestamp>,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: Uuid,
    /// The delivery.
    pub delivery: Uuid,
    /// When.
    pub at: Timestamp,
    /// How long the other side took, in milliseconds.
    pub took_ms: i64,
    /// The HTTP status, where there was an answer.
    pub status: Option<i64>,
    /// The code of the failure.
    pub error: Option<Cow<'static, str>>,
}

const DELIVERY: Table = Table {
    name: "webhook_delivery",
    columns: &[
        "delivery_id",
        "endpoint_id",
        "position",
        "event_id",
        "kind",
        "stream_id",
        "recorded_at",
        "created_at",
        "next_try",
        "tries",
        "state",
    ],
    known: Known::Refuse,
};

/// The events after a position, oldest first; no bodies are read.
///
/// # Errors
/// What the database says.
pub async fn announced_after(tx: &mut Tx, position: i64, limit: u32) -> Result<Vec<Announced>> {
    let sql = "SELECT feed.position AS position, event.event_id AS event_id, event.kind AS kind, feed.stream_kind AS stream_kind, \
        feed.stream_id AS stream_id, event.recorded_at AS recorded_at, event.occurred_at AS occurred_at, event.door AS door \
        FROM feed JOIN event ON event.event_id = feed.event_id WHERE feed.position > $1 ORDER BY feed.position LIMIT $2";
    let read = |row: &Row| {
        Ok(Announced {
            position: row.int("position")?,
            event: row.id("event_id")?,
            kind: row.text("kind")?,
            stream_kind: row.text("stream_kind")?,
            stream: row.id("stream_id")?,
            recorded_at: row.instant("recorded_at")?,
            occurred_at: row.instant("occurred_at")?,
            door: row.text("door")?,
        })
    };
    tx.all(sql, args![position, limit]).await?.iter().map(read).collect()
}

/// The last position whose event was written down before a moment. Positions follow the clock closely enough for that.
///
/// # Errors
/// What the database says.
pub async fn position_before(tx: &mut Tx, moment: Timestamp) -> Result<i64> {
    let (mut low, mut high) = (0, crate::feed::last_position(tx).await?);
    let sql = "SELECT feed.position AS position, event.recorded_at AS recorded_at FROM feed \
        JOIN event ON event.event_id = feed.event_id WHERE feed.position > $1 ORDER BY feed.position LIMIT 1";
    while low < high {
        let middle = low + (high - low) / 2;
        match tx.first(sql, args![middle]).await? {
            Some(row) if row.instant("recorded_at")? < moment => low = row.int("position")?,
            _ => high = middle,
        }
    }
    Ok(low)
}

/// The event of a delivery; none where its stream was destroyed.
///
/// # Errors
/// What the database says.
pub async fn event(tx: &mut Tx, id: Uuid) -> Result<Option<StoredEvent>> {
    tx.first("SELECT * FROM event WHERE event_id = $1", args![id]).await?.as_ref().map(read_event).transpose()
}

/// Queues something for an endpoint, once per event; it waits behind what waits for the same journey. Tells whether it is new.
///
/// # Errors
/// What the database says.
pub async fn queue(tx: &mut Tx, new: &NewDelivery, now: Timestamp) -> Result<bool> {
    let event = &new.event;
    let known = "SELECT 1 AS one FROM webhook_delivery WHERE endpoint_id = $1 AND event_id = $2";
    if tx.first(known, args![new.endpoint, event.event]).await?.is_some() {
        return Ok(false);
    }
    let behind = "SELECT MAX(next_try) AS last FROM webhook_delivery \
        WHERE endpoint_id = $1 AND stream_id = $2 AND state = 'pending' AND position < $3";
    let last = tx.one(behind, args![new.endpoint, event.stream, event.position]).await?.opt_instant("last")?;
    let next_try = last.map_or(now, |last| last.max(now));
    let values = row![
        new.id,
        new.endpoint,
        event.position,
        event.event,
        &event.kind,
        event.stream,
        event.recorded_at,
        now,
        next_try,
        0,
        "pending",
    ];
    tx.put(&DELIVERY, values).await?;
    Ok(true)
}

/// What may go to an endpoint now, oldest first.
///
/// # Errors
/// What the database says.
pub async fn due(tx: &mut Tx, endpoint: Uuid, now: Timestamp, limit: u32) -> Result<Vec<Delivery>> {
    let sql = "SELECT * FROM webhook_delivery WHERE endpoint_id = $1 AND state = 'pending' AND next_try <= $2 \
        ORDER BY position LIMIT $3";
    tx.all(sql, args![endpoint, now, limit]).await?.iter().map(read_delivery).collect()
}

/// The newest that may go to an endpoint and have nothing before them about the same journey.
///
/// # Errors
/// What the database says.
pub async fn newest(tx: &mut Tx, endpoint: Uuid, now: Timestamp, limit: u32) -> Result<Vec<Delivery>> {
    let sql = "SELECT due.* FROM webhook_delivery AS due WHERE due.endpoint_id = $1 AND due.state = 'pending' AND due.next_try <= $2 \
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery AS other WHERE other.endpoint_id = due.endpoint_id \
         AND other.stream_id = due.stream_id AND other.state = 'pending' AND other.position < due.position) \
        ORDER BY due.position DESC LIMIT $3";
    tx.all(sql, args![endpoint, now, limit]).await?.iter().map(read_delivery).collect()
}

/// When the next message to an endpoint may go; none when nothing waits.
///
/// # Errors
/// What the database says.
pub async fn next_due(tx: &mut Tx, endpoint: Uuid) -> Result<Option<Timestamp>> {
    let sql = "SELECT MIN(next_try) AS next FROM webhook_delivery WHERE endpoint_id = $1 AND state = 'pending'";
    tx.one(sql, args![endpoint]).await?.opt_instant("next")
}

/// What became of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// The receiver took it.
    Sent,
    /// To be tried again then.
    Again(Timestamp),
    /// Given up.
    Failed,
    /// Not to be told any more.
    Withdrawn,
}

/// Writes down a try and what became of the delivery.
///
/// # Errors
/// [`StoreError::Conflict`] when another process dealt with it meanwhile.
pub async fn tried(tx: &mut Tx, delivery: &Delivery, attempt: &Attempt, became: Became, now: Timestamp) -> Result<()> {
    let (state, next_try, counts, done_at) = match became {
        Became::Sent => (DeliveryState::Sent, delivery.next_try, true, Some(now)),
        Became::Again(at) => (DeliveryState::Pending, at, true, None),
        Became::Failed => (DeliveryState::Failed, delivery.next_try, true, Some(now)),
        Became::Withdrawn => (DeliveryState::Withdrawn, delivery.next_try, false, Some(now)),
    };
    let error = attempt.error.as_deref();
    let tries = i64::from(delivery.tries) + i64::from(counts);
    let sql = "UPDATE webhook_delivery SET state = $3, next_try = $4, tries = $5, last_status = $6, last_error = $7, done_at = $8 \
        WHERE delivery_id = $1 AND tries = $2 AND state = 'pending'";
    let values =
        args![delivery.id, i64::from(delivery.tries), state.code(), next_try, tries, attempt.status, error, done_at];
    if tx.execute(sql, values).await? != 1 {
        return Err(StoreError::Conflict);
    }
    if let Became::Again(at) = became {
        let sql = "UPDATE webhook_delivery SET next_try = $4 WHERE endpoint_id = $1 AND stream_id = $2 AND state = 'pending' \
            AND position > $3 AND next_try < $4";
        tx.execute(sql, args![delivery.endpoint, delivery.stream, delivery.position, at]).await?;
    }
    if became == Became::Withdrawn {
        return Ok(());
    }
    let sql = "INSERT INTO webhook_attempt (attempt_id, delivery_id, at, took_ms, status, error) VALUES ($1, $2, $3, $4, $5, $6)";
    tx.execute(sql, args![attempt.id, delivery.id, attempt.at, attempt.took_ms, attempt.status, error]).await?;
    Ok(())
}

/// An endpoint is no more: what waits for it goes, and all that is known of it.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, endpoint: Uuid) -> Result<()> {
    let sql = "DELETE FROM webhook_attempt WHERE delivery_id IN (SELECT delivery_id FROM webhook_delivery WHERE endpoint_id = $1)";
    tx.execute(sql, args![endpoint]).await?;
    tx.execute("DELETE FROM webhook_delivery WHERE endpoint_id = $1", args![endpoint]).await?;
    forget_health(tx, endpoint).await
}

/// Takes away what was dealt with before a moment, and gives up what waits since before another.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, done_before: Timestamp, waits_since: Timestamp, now: Timestamp) -> Result<u64> {
    let sql = "UPDATE webhook_delivery SET state = 'failed', last_error = 'too-old', done_at = $2 \
        WHERE state = 'pending' AND created_at < $1";
    tx.execute(sql, args![waits_since, now]).await?;
    let sql = "DELETE FROM webhook_attempt WHERE delivery_id IN (SELECT delivery_id FROM webhook_delivery WHERE done_at < $1)";
    tx.execute(sql, args![done_before]).await?;
    tx.execute("DELETE FROM webhook_delivery WHERE done_at < $1", args![done_before]).await
}

fn read_delivery(row: &Row) -> Result<Delivery> {
    let state = row.text("state")?;
    Ok(Delivery {
        id: row.id("delivery_id")?,
        endpoint: row.id("endpoint_id")?,
        position: row.int("position")?,
        event: row.id("event_id")?,
        kind: row.text("kind")?,
        stream: row.id("stream_id")?,
        recorded_at: row.instant("recorded_at")?,
        created_at: row.instant("created_at")?,
        next_try: row.instant("next_try")?,
        tries: u32::try_from(row.int("tries")?).unwrap_or(u32::MAX),
        state: DeliveryState::parse(&state).ok_or_else(|| StoreError::Damaged(format!("delivery state {state}")))?,
        status: row.opt_int("last_status")?,
        error: row.opt_text("last_error")?,
        done_at: row.opt_instant("done_at")?,
    })
}
