//! The directory: organisations, teams, members, calendars, blueprints, texts, mailboxes, settings. Plain rows with a
//! version, changed in place; every change leaves an audit row in the same transaction.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::arg::Arg;
use crate::args;
use crate::audit::{self, Change, Stamp};
use crate::error::{Result, StoreError};
use crate::sql::{Row, Tx};

/// One row of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The noun: `organisation`, `team`, `member`, …
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// Rises by one with each change, from 1.
    pub version: i64,
    /// A natural key, unique within the kind: an e-mail address in lower case, a short name.
    pub lookup: Option<String>,
    /// What it belongs to: the organisation of a team, the team of a member.
    pub parent_id: Option<Uuid>,
    /// The rest, as JSON.
    pub body: String,
    /// No longer in use; kept because events name it.
    pub archived: bool,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Entry {
    /// Reads the body.
    ///
    /// # Errors
    /// When the stored JSON does not fit the type.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        Ok(serde_json::from_str(&self.body)?)
    }
}

/// A row to write.
#[derive(Debug, Clone)]
pub struct Put<'a> {
    /// The noun.
    pub kind: Cow<'a, str>,
    /// Its id.
    pub id: Uuid,
    /// The version that the writer saw; 0 to create.
    pub expected: i64,
    /// The natural key, if the kind has one.
    pub lookup: Option<Cow<'a, str>>,
    /// What it belongs to.
    pub parent_id: Option<Uuid>,
    /// The rest, as JSON.
    pub body: Cow<'a, str>,
    /// No longer in use.
    pub archived: bool,
}

/// Writes a row and its audit row, and returns the new version. Nothing is written when nothing would change.
///
/// # Errors
/// [`StoreError::Conflict`] when the row has another version by now, or the natural key is taken.
pub async fn put(tx: &mut Tx, stamp: &Stamp, put: Put<'_>) -> Result<i64> {
    let sql = tx.pick(
        "SELECT * FROM directory WHERE kind = $1 AND id = $2",
        "SELECT * FROM directory WHERE kind = $1 AND id = $2 FOR UPDATE",
    );
    let current = tx.first(sql, args![&put.kind, put.id]).await?.as_ref().map(read_entry).transpose()?;
    let version = current.as_ref().map_or(0, |entry| entry.version);
    if version != put.expected {
        return Err(StoreError::Conflict);
    }
    if let Some(entry) = &current
        && entry.body == put.body
        && entry.archived == put.archived
        && entry.parent_id == put.parent_id
        && entry.lookup.as_deref() == put.lookup.as_deref()
    {
        return Ok(version);
    }
    let sql = match current {
        None => {
            "INSERT INTO directory (kind, id, version, lookup, parent_id, body, archived, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        }
        Some(_) => {
            "UPDATE directory SET version = $3, lookup = $4, parent_id = $5, body = $6, archived = $7, updated_at = $8 \
             WHERE kind = $1 AND id = $2"
        }
    };
    let lookup = put.lookup.as_deref();
    tx.execute(sql, args![&put.kind, put.id, version + 1, lookup, put.parent_id, &put.body, put.archived, stamp.at])
        .await?;
    let action = match (&current, put.archived) {
        (None, _) => "create",
        (Some(before), true) if !before.archived => "archive",
        (Some(before), false) if before.archived => "restore",
        _ => "update",
    };
    let id = put.id.to_string();
    let before = current.as_ref().map(|entry| entry.body.as_str());
    audit::record(
        tx,
        stamp,
        Change { action, subject_kind: &put.kind, subject_id: &id, before, after: Some(&put.body) },
    )
    .await?;
    Ok(version + 1)
}

/// One row by its id.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, kind: &str, id: Uuid) -> Result<Option<Entry>> {
    let row = tx.first("SELECT * FROM directory WHERE kind = $1 AND id = $2", args![kind, id]).await?;
    row.as_ref().map(read_entry).transpose()
}

/// Several rows by their ids, archived ones too, in no order.
///
/// # Errors
/// What the database says.
pub async fn get_many(tx: &mut Tx, kind: &str, ids: &[Uuid]) -> Result<Vec<Entry>> {
    let rows = tx
        .all("SELECT * FROM directory WHERE kind = $1 AND id IN LIST($2)", &[Arg::from(kind), Arg::list(ids)])
        .await?;
    rows.iter().map(read_entry).collect()
}

/// One row by its natural key, archived or not.
///
/// # Errors
/// What the database says.
pub async fn find(tx: &mut Tx, kind: &str, lookup: &str) -> Result<Option<Entry>> {
    let row = tx.first("SELECT * FROM directory WHERE kind = $1 AND lookup = $2", args![kind, lookup]).await?;
    row.as_ref().map(read_entry).transpose()
}

/// All rows of a kind, by id. The directory is small by nature: people and settings, never customers.
///
/// # Errors
/// What the database says.
pub async fn list(tx: &mut Tx, kind: &str, with_archived: bool) -> Result<Vec<Entry>> {
    let sql = "SELECT * FROM directory WHERE kind = $1 AND (archived = FALSE OR $2) ORDER BY id";
    tx.all(sql, args![kind, with_archived]).await?.iter().map(read_entry).collect()
}

/// The rows in use of a kind that belong to a parent, by id.
///
/// # Errors
/// What the database says.
pub async fn children(tx: &mut Tx, kind: &str, parent_id: Uuid) -> Result<Vec<Entry>> {
    let sql = "SELECT * FROM directory WHERE parent_id = $2 AND kind = $1 AND archived = FALSE ORDER BY id";
    tx.all(sql, args![kind, parent_id]).await?.iter().map(read_entry).collect()
}

fn read_entry(row: &Row) -> Result<Entry> {
    Ok(Entry {
        kind: row.text("kind")?,
        id: row.id("id")?,
        version: row.int("version")?,
        lookup: row.opt_text("lookup")?,
        parent_id: row.opt_id("parent_id")?,
        body: row.text("body")?,
        archived: row.bool("archived")?,
        updated_at: row.instant("updated_at")?,
    })
}

/// A number that changes with every change of the directory.
///
/// # Errors
/// What the database says.
pub async fn stamp(tx: &mut Tx) -> Result<i64> {
    tx.one("SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) AS stamp FROM directory", &[]).await?.int("stamp")
}
