//! What open pages ask: which streams changed after a position of the feed, and who looks at a journey at this moment.
//!
//! Presence is no history: a row says until when somebody is there, is written over, and goes when that moment is past.

use jiff::Timestamp;
use regie_domain::ids::{JourneyId, MemberId};
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// One event of the feed, as far as open pages care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Its position in the feed.
    pub position: i64,
    /// The kind of its stream: `journey`, `customer`.
    pub stream_kind: String,
    /// Its stream.
    pub stream: Uuid,
    /// The kind of event.
    pub kind: String,
}

/// What happened after a position, oldest first; no bodies are read.
///
/// # Errors
/// What the database says.
pub async fn changed_after(tx: &mut Tx, position: i64, limit: u32) -> Result<Vec<Changed>> {
    let sql = "SELECT feed.position AS position, feed.stream_kind AS stream_kind, feed.stream_id AS stream_id, event.kind AS kind \
        FROM feed JOIN event ON event.event_id = feed.event_id WHERE feed.position > $1 ORDER BY feed.position LIMIT $2";
    let read = |row: &Row| {
        Ok(Changed {
            position: row.int("position")?,
            stream_kind: row.text("stream_kind")?,
            stream: row.id("stream_id")?,
            kind: row.text("kind")?,
        })
    };
    tx.all(sql, args![position, limit]).await?.iter().map(read).collect()
}

/// Somebody who looks at a journey now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Present {
    /// The journey.
    pub journey: JourneyId,
    /// Who.
    pub member: MemberId,
    /// Whether that member is writing.
    pub writing: bool,
}

/// Somebody looks at a journey, and may be writing: both by the machine's clock, until then. Who is no longer there at `now`
/// is forgotten with it.
///
/// # Errors
/// What the database says.
pub async fn here(
    tx: &mut Tx,
    journey: JourneyId,
    member: MemberId,
    now: Timestamp,
    (until, writing_until): (Timestamp, Timestamp),
) -> Result<()> {
    forget_gone(tx, now).await?;
    let sql = "INSERT INTO presence (journey_id, member_id, until, writing_until) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (journey_id, member_id) DO UPDATE SET until = excluded.until, writing_until = excluded.writing_until";
    tx.execute(sql, args![journey, member, until, writing_until]).await?;
    Ok(())
}

/// Somebody went away.
///
/// # Errors
/// What the database says.
pub async fn gone(tx: &mut Tx, journey: JourneyId, member: MemberId) -> Result<()> {
    tx.execute("DELETE FROM presence WHERE journey_id = $1 AND member_id = $2", args![journey, member]).await?;
    Ok(())
}

/// Who is there at a moment of the machine's clock, over all journeys.
///
/// # Errors
/// What the database says.
pub async fn present(tx: &mut Tx, now: Timestamp) -> Result<Vec<Present>> {
    let sql = "SELECT journey_id, member_id, writing_until FROM presence WHERE until > $1 \
        ORDER BY journey_id, member_id LIMIT 5000";
    let read = |row: &Row| {
        let writing = row.instant("writing_until")? > now;
        Ok(Present { journey: row.id("journey_id")?, member: row.id("member_id")?, writing })
    };
    tx.all(sql, args![now]).await?.iter().map(read).collect()
}

/// Takes away who is no longer there; tells how many rows.
///
/// # Errors
/// What the database says.
pub async fn forget_gone(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM presence WHERE until <= $1", args![now]).await
}
