//! The erasure ledger: what was erased or destroyed, when and on what ground. It is replayed on every restore, so that
//! an old backup never brings back what had to go.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::args;
use crate::content;
use crate::db::{Backend, Store};
use crate::error::{Result, StoreError};
use crate::journal::StreamKey;
use crate::sql::{Row, Tx};
use crate::tombstone;

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A content row.
    Content(Uuid),
    /// The bodies of one event.
    Event(Uuid),
    /// A whole stream.
    Stream(StreamKey),
}

/// One line of the ledger; as JSON it is a line of the file kept outside the backups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// What.
    pub target: Target,
    /// Why, as a code.
    pub ground: String,
    /// When.
    pub erased_at: Timestamp,
}

/// Writes a line; the first one for a target stays.
pub(crate) async fn record(tx: &mut Tx, target: Target, ground: &str, now: Timestamp) -> Result<()> {
    let (kind, of, id) = match &target {
        Target::Content(id) => ("content", "", id),
        Target::Event(id) => ("event", "", id),
        Target::Stream(stream) => ("stream", stream.kind.as_ref(), &stream.id),
    };
    let sql = "INSERT INTO erasure (target_kind, target_type, target_id, ground, erased_at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (target_kind, target_type, target_id) DO NOTHING";
    tx.execute(sql, args![kind, of, id, ground, now]).await?;
    Ok(())
}

/// The whole ledger, oldest first. It holds ids only: keep a copy of it outside the backups.
///
/// # Errors
/// What the database says.
pub async fn ledger(tx: &mut Tx) -> Result<Vec<Erasure>> {
    let rows = tx.all("SELECT * FROM erasure ORDER BY erased_at, target_kind, target_id", &[]).await?;
    rows.iter().map(read_line).collect()
}

/// Erases again what the ledger names, and keeps its lines; tells how much came back and had to go again.
///
/// # Errors
/// What the database says.
pub async fn replay(tx: &mut Tx, ledger: &[Erasure]) -> Result<u64> {
    let mut again = 0;
    for line in ledger {
        record(tx, line.target.clone(), &line.ground, line.erased_at).await?;
        again += u64::from(match &line.target {
            Target::Content(id) => content::wipe(tx, *id, &line.ground, line.erased_at).await?,
            Target::Event(id) => tombstone::wipe_event(tx, *id).await?,
            Target::Stream(stream) => tombstone::raze(tx, stream, &line.ground, line.erased_at).await?,
        });
    }
    Ok(again)
}

/// Takes out of a database's files what they keep of erased rows for a while: SQLite's log beside the file is emptied (in
/// the file itself freed bytes are overwritten at once), PostgreSQL gives up dead rows. False when somebody was reading all
/// the time and the log could not be emptied: ask again later. Safe while serving.
///
/// # Errors
/// What the database says.
pub async fn scrub(store: &Store) -> Result<bool> {
    match &store.shared.backend {
        Backend::Sqlite { write, .. } => {
            let (busy, _, _): (i64, i64, i64) =
                sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(write).await?;
            Ok(busy == 0)
        }
        Backend::Postgres(pool) => {
            sqlx::raw_sql("VACUUM content, content_chunk, search_doc, handle, arrival, mail_id, outbox, auto_mail")
                .execute(pool)
                .await?;
            Ok(true)
        }
    }
}

fn read_line(row: &Row) -> Result<Erasure> {
    let id = row.id("target_id")?;
    let target = match row.text("target_kind")?.as_str() {
        "content" => Target::Content(id),
        "event" => Target::Event(id),
        "stream" => Target::Stream(StreamKey { kind: row.text("target_type")?.into(), id }),
        other => return Err(StoreError::Damaged(format!("erasure of {other}"))),
    };
    Ok(Erasure { target, ground: row.text("ground")?, erased_at: row.instant("erased_at")? })
}
