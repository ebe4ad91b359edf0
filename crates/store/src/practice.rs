//! The database of a practice room: emptied and filled with what an organisation says of its house, and the mail that would
//! have left it. A row of the directory marks such a database. Without that mark nothing is ever emptied, and nothing else
//! writes it.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};
use uuid::Uuid;

use crate::args;
use crate::backup;
use crate::content::{self, NewContent};
use crate::directory::{self, Entry};
use crate::error::{Result, StoreError};
use crate::sql::Tx;

/// The kind of the marking row in the directory.
const KIND: &str = "practice";
/// Whose the kept mail is, as contents see it.
const SUBJECT: &str = "practice";

/// What marks a practice room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When it was last filled, by the machine's clock.
    pub filled_at: Timestamp,
    /// How far its clock runs ahead of the machine's.
    pub ahead: SignedDuration,
}

#[derive(Serialize, Deserialize)]
struct Body {
    /// In microseconds.
    ahead: i64,
}

/// The mark of a database; none where it is no practice room.
///
/// # Errors
/// What the database says.
pub async fn mark(tx: &mut Tx) -> Result<Option<Mark>> {
    let Some(entry) = directory::get(tx, KIND, Uuid::nil()).await? else { return Ok(None) };
    let ahead = SignedDuration::from_micros(entry.parse::<Body>()?.ahead);
    Ok(Some(Mark { filled_at: entry.updated_at, ahead }))
}

/// Whether nobody ever used a database: no setting and no record.
///
/// # Errors
/// What the database says.
pub async fn is_unused(tx: &mut Tx) -> Result<bool> {
    let sql = "SELECT (SELECT count(*) FROM directory) + (SELECT count(*) FROM stream) AS n";
    Ok(tx.one(sql, &[]).await?.int("n")? == 0)
}

/// Notes how far the clock of the room runs ahead of the machine's.
///
/// # Errors
/// What the database says.
pub async fn put_ahead(tx: &mut Tx, ahead: SignedDuration) -> Result<()> {
    let body = body_of(ahead)?;
    tx.execute("UPDATE directory SET body = $2 WHERE kind = $1", args![KIND, body]).await?;
    Ok(())
}

fn body_of(ahead: SignedDuration) -> Result<String> {
    let ahead = i64::try_from(ahead.as_micros()).map_err(|_| StoreError::Damaged("a clock too far ahead".into()))?;
    Ok(serde_json::to_string(&Body { ahead })?)
}

/// Takes everything out of a practice room, or out of a database that was never used, and marks it as filled at this
/// moment. What is to be in it is put in the same write.
///
/// # Errors
/// [`StoreError::Unusable`] for a database in use that is no practice room: it is left as it is.
pub async fn begin_anew(tx: &mut Tx, now: Timestamp) -> Result<()> {
    if mark(tx).await?.is_none() && !is_unused(tx).await? {
        return Err(StoreError::Unusable("this database is in use and is no practice room".into()));
    }
    for table in backup::table_names(tx).await? {
        tx.execute_built(AssertSqlSafe(format!("DELETE FROM \"{table}\"")).into_sql_str(), &[]).await?;
    }
    // The version makes the sum of all versions another one than before, by which a change of the directory is seen.
    let mark = Entry {
        kind: KIND.to_owned(),
        id: Uuid::nil(),
        version: now.as_microsecond(),
        lookup: None,
        parent_id: None,
        body: body_of(SignedDuration::ZERO)?,
        archived: false,
        updated_at: now,
    };
    put(tx, &mark).await
}

/// Puts a row of the directory as it is in the organisation's own one, with its version.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let sql = "INSERT INTO directory (kind, id, version, lookup, parent_id, body, archived, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let lookup = entry.lookup.as_deref();
    let values = args![
        &entry.kind,
        entry.id,
        entry.version,
        lookup,
        entry.parent_id,
        &entry.body,
        entry.archived,
        entry.updated_at,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Keeps what would have left, once: the same id a second time changes nothing.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, id: Uuid, body: &[u8], salt: [u8; 16], now: Timestamp) -> Result<()> {
    if content::info(tx, id).await?.is_some() {
        return Ok(());
    }
    let new = NewContent {
        id,
        kind: "practice-mail".into(),
        media_type: "application/json".into(),
        file_name: None,
        salt,
        subject_kind: SUBJECT.into(),
        subject_id: Uuid::nil(),
        bytes: Cow::Borrowed(body),
    };
    content::put(tx, &new, now).await?;
    Ok(())
}

/// The newest of what would have left, newest first.
///
/// # Errors
/// What the database says.
pub async fn kept(tx: &mut Tx, most: usize) -> Result<Vec<(Uuid, Timestamp, Vec<u8>)>> {
    let mut found = Vec::new();
    for info in content::of_subject(tx, SUBJECT, Uuid::nil()).await?.into_iter().rev().take(most) {
        if let Some(body) = content::bytes(tx, info.id).await? {
            found.push((info.id, info.created_at, body));
        }
    }
    Ok(found)
}

/// One of them.
///
/// # Errors
/// What the database says.
pub async fn kept_one(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>> {
    let known = content::info(tx, id).await?.is_some_and(|info| info.subject_kind == SUBJECT);
    if known { content::bytes(tx, id).await } else { Ok(None) }
}
