//! How far outside mail has been read: folders at mail servers, and archives that are imported. Plain rows, written in the
//! transaction that keeps the mail.

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::error::{Result, StoreError};
use crate::sql::{Row, Tx};

/// A folder at a mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderState {
    /// The mailbox.
    pub mailbox: Uuid,
    /// The folder.
    pub folder: String,
    /// The generation of numbers and the last number kept in it; nothing before the first look.
    pub cursor: Option<(u32, u32)>,
    /// When a look last went well, to some minutes.
    pub ok_at: Option<Timestamp>,
    /// Why the last look failed, and since when it does.
    pub error: Option<FolderError>,
}

/// Why a folder cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderError {
    /// Where it goes wrong, as a code.
    pub stage: String,
    /// In the server's own words.
    pub words: String,
    /// Since when.
    pub since: Timestamp,
}

/// A folder's state, where it was looked at before.
///
/// # Errors
/// What the database says.
pub async fn folder(tx: &mut Tx, mailbox: Uuid, folder: &str) -> Result<Option<FolderState>> {
    let sql = "SELECT * FROM mail_folder WHERE mailbox_id = $1 AND folder = $2";
    tx.first(sql, args![mailbox, folder]).await?.as_ref().map(read).transpose()
}

/// All folders that were looked at.
///
/// # Errors
/// What the database says.
pub async fn folders(tx: &mut Tx) -> Result<Vec<FolderState>> {
    tx.all("SELECT * FROM mail_folder ORDER BY mailbox_id, folder", &[]).await?.iter().map(read).collect()
}

/// Moves the cursor of a folder.
///
/// # Errors
/// What the database says.
pub async fn move_cursor(tx: &mut Tx, mailbox: Uuid, folder: &str, (validity, uid): (u32, u32)) -> Result<()> {
    let sql = "INSERT INTO mail_folder (mailbox_id, folder, uid_validity, uid) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (mailbox_id, folder) DO UPDATE SET uid_validity = excluded.uid_validity, uid = excluded.uid";
    tx.execute(sql, args![mailbox, folder, validity, uid]).await?;
    Ok(())
}

/// Notes that a look went well.
///
/// # Errors
/// What the database says.
pub async fn went_well(tx: &mut Tx, mailbox: Uuid, folder: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO mail_folder (mailbox_id, folder, uid, ok_at) VALUES ($1, $2, 0, $3) \
        ON CONFLICT (mailbox_id, folder) DO UPDATE SET ok_at = excluded.ok_at, error_stage = NULL, error_words = NULL, error_since = NULL";
    tx.execute(sql, args![mailbox, folder, now]).await?;
    Ok(())
}

/// Notes that a look failed; the moment of the first failure in a row stays.
///
/// # Errors
/// What the database says.
pub async fn failed(tx: &mut Tx, mailbox: Uuid, folder: &str, stage: &str, words: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO mail_folder (mailbox_id, folder, uid, error_stage, error_words, error_since) VALUES ($1, $2, 0, $3, $4, $5) \
        ON CONFLICT (mailbox_id, folder) DO UPDATE SET error_stage = excluded.error_stage, error_words = excluded.error_words, \
        error_since = COALESCE(mail_folder.error_since, excluded.error_since)";
    tx.execute(sql, args![mailbox, folder, stage, words, now]).await?;
    Ok(())
}

/// An archive that is imported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportState {
    /// Where to go on.
    pub resume_at: Option<String>,
    /// Mails read so far.
    pub seen: i64,
    /// Of those put on journeys.
    pub imported: i64,
    /// Of those known before.
    pub duplicates: i64,
    /// Of those that nothing could be read of.
    pub set_aside: i64,
    /// Journeys made.
    pub journeys: i64,
    /// When the end was reached.
    pub finished_at: Option<Timestamp>,
}

/// How far an archive has been imported.
///
/// # Errors
/// What the database says.
pub async fn import(tx: &mut Tx, source: &str) -> Result<Option<ImportState>> {
    let row = tx.first("SELECT * FROM mail_import WHERE source = $1", args![source]).await?;
    row.map(|row| {
        Ok(ImportState {
            resume_at: row.opt_text("resume_at")?,
            seen: row.int("seen")?,
            imported: row.int("imported")?,
            duplicates: row.int("duplicates")?,
            set_aside: row.int("set_aside")?,
            journeys: row.int("journeys")?,
            finished_at: row.opt_instant("finished_at")?,
        })
    })
    .transpose()
}

/// Writes how far an archive has been imported.
///
/// # Errors
/// What the database says.
pub async fn put_import(tx: &mut Tx, source: &str, state: &ImportState) -> Result<()> {
    let sql = "INSERT INTO mail_import (source, resume_at, seen, imported, duplicates, set_aside, journeys, finished_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (source) DO UPDATE SET resume_at = excluded.resume_at, seen = excluded.seen, \
        imported = excluded.imported, duplicates = excluded.duplicates, set_aside = excluded.set_aside, journeys = excluded.journeys, \
        finished_at = excluded.finished_at";
    let values = args![
        source,
        state.resume_at.as_ref(),
        state.seen,
        state.imported,
        state.duplicates,
        state.set_aside,
        state.journeys,
        state.finished_at,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

fn read(row: &Row) -> Result<FolderState> {
    let small = |n: i64| u32::try_from(n).map_err(|_| StoreError::Damaged(format!("mail cursor {n}")));
    let cursor = match row.opt_int("uid_validity")? {
        Some(validity) => Some((small(validity)?, small(row.int("uid")?)?)),
        None => None,
    };
    let error = match (row.opt_text("error_stage")?, row.opt_text("error_words")?, row.opt_instant("error_since")?) {
        (Some(stage), Some(words), Some(since)) => Some(FolderError { stage, words, since }),
        _ => None,
    };
    Ok(FolderState {
        mailbox: row.id("mailbox_id")?,
        folder: row.text("folder")?,
        cursor,
        ok_at: row.opt_instant("ok_at")?,
        error,
    })
}
