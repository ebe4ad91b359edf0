//! Who changed which plain row, when, from what to what, and who looked at whom. Written in the transaction of the change, in
//! one chain: each row's hash covers the row and the hash before it, so that a row that was changed, taken out or put in is
//! seen. Where the chain ended is kept each day; an end that was cut off is missed there.

use std::borrow::Cow;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::args;
use crate::db::Store;
use crate::error::Result;
use crate::journal::Hash;
use crate::sql::{Row, Tx};

/// Who acts, when, by which command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The command.
    pub command_id: Uuid,
    /// When.
    pub at: Timestamp,
    /// `member`, `system`, `import`, …
    pub actor_kind: Cow<'static, str>,
    /// The person, when it is one.
    pub actor_id: Option<Uuid>,
}

/// One change to record.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// `create`, `update`, `archive`, `erase`, `export`, …
    pub action: &'a str,
    /// The noun: `team`, `calendar`, …
    pub subject_kind: &'a str,
    /// Its id, or a natural key such as the name of a setting.
    pub subject_id: &'a str,
    /// JSON before, for a change of something that was there.
    pub before: Option<&'a str>,
    /// JSON after, for something that is still there.
    pub after: Option<&'a str>,
}

/// One recorded change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its id.
    pub audit_id: Uuid,
    /// When.
    pub at: Timestamp,
    /// The kind of actor.
    pub actor_kind: String,
    /// The person, when it is one.
    pub actor_id: Option<Uuid>,
    /// What was done.
    pub action: String,
    /// The noun.
    pub subject_kind: String,
    /// Its id.
    pub subject_id: String,
    /// JSON before.
    pub before: Option<String>,
    /// JSON after.
    pub after: Option<String>,
}

/// Records a change. The same change by the same command is recorded once.
///
/// # Errors
/// What the database says.
pub async fn record(tx: &mut Tx, stamp: &Stamp, change: Change<'_>) -> Result<()> {
    let audit_id = id_of(stamp, &change);
    // Writers take their place in the chain one after another.
    tx.lock_name("audit").await?;
    if is_recorded(tx, audit_id).await? {
        return Ok(());
    }
    let (last, previous) = end(tx).await?.unwrap_or((0, [0; 32]));
    let row = AuditRow {
        audit_id,
        at: stamp.at,
        actor_kind: stamp.actor_kind.to_string(),
        actor_id: stamp.actor_id,
        action: change.action.to_owned(),
        subject_kind: change.subject_kind.to_owned(),
        subject_id: change.subject_id.to_owned(),
        before: change.before.map(str::to_owned),
        after: change.after.map(str::to_owned),
    };
    let hash = hash_of(&previous, last + 1, &row);
    let sql = "INSERT INTO audit (audit_id, at, actor_kind, actor_id, action, subject_kind, subject_id, before_json, after_json, \
        seq, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = args![
        audit_id,
        stamp.at,
        &stamp.actor_kind,
        stamp.actor_id,
        change.action,
        change.subject_kind,
        change.subject_id,
        change.before,
        change.after,
        last + 1,
        &hash,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Whether a row is there.
async fn is_recorded(tx: &mut Tx, audit_id: Uuid) -> Result<bool> {
    Ok(tx.first("SELECT audit_id FROM audit WHERE audit_id = $1", args![audit_id]).await?.is_some())
}

/// Whether a change that follows from its stamp was recorded before.
///
/// # Errors
/// What the database says.
pub async fn knows(tx: &mut Tx, stamp: &Stamp, change: &Change<'_>) -> Result<bool> {
    is_recorded(tx, id_of(stamp, change)).await
}

/// The number and the hash of the last row of the chain.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx) -> Result<Option<(i64, Hash)>> {
    let row = tx.first("SELECT seq, hash FROM audit WHERE seq IS NOT NULL ORDER BY seq DESC LIMIT 1", &[]).await?;
    row.map(|row| Ok((row.int("seq")?, row.array("hash")?))).transpose()
}

/// What stands between the hash before and this one: every field, none of which can run into the next.
fn hash_of(previous: &Hash, seq: i64, row: &AuditRow) -> Hash {
    let mut hash = Sha256::new().chain_update(b"regie audit 1").chain_update(previous).chain_update(seq.to_be_bytes());
    let (at, actor) = (row.at.as_microsecond().to_be_bytes(), row.actor_id.map(Uuid::into_bytes));
    let fields: [Option<&[u8]>; 9] = [
        Some(row.audit_id.as_bytes()),
        Some(&at),
        Some(row.actor_kind.as_bytes()),
        actor.as_ref().map(<[u8; 16]>::as_slice),
        Some(row.action.as_bytes()),
        Some(row.subject_kind.as_bytes()),
        Some(row.subject_id.as_bytes()),
        row.before.as_deref().map(str::as_bytes),
        row.after.as_deref().map(str::as_bytes),
    ];
    for field in fields {
        // Nothing is not the same as an empty text.
        let length = field.map_or(u64::MAX, |bytes| bytes.len() as u64);
        hash.update(length.to_be_bytes());
        hash.update(field.unwrap_or_default());
    }
    hash.finalize().into()
}

/// Something in the log that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A row is not the one that was hashed, or does not follow the one before it.
    #[error("row {0} of the audit log was changed, or does not follow the one before it")]
    Changed(i64),
    /// A number of the chain is not there.
    #[error("row {0} of the audit log is missing")]
    Missing(i64),
    /// The log ends before a place that it had reached on a day, or has something else there.
    #[error("the audit log had reached row {1} on {0}: it ends before it, or another row stands there")]
    CutOff(String, i64),
}

/// What was checked and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Rows of the chain.
    pub rows: u64,
    /// Rows of before there was a chain.
    pub unchained: u64,
    /// Days whose end was compared.
    pub days: u64,
    /// Where the chain ends now.
    pub end: Option<(i64, Hash)>,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

/// How many rows are looked at in one read transaction.
const PAGE: u32 = 1_000;

/// Checks the whole log; `noted` is an end that somebody wrote down before, to be found in it.
///
/// # Errors
/// What the database says.
pub async fn verify(store: &Store, noted: Option<(i64, Hash)>) -> Result<Checked> {
    let mut checked = Checked::default();
    let (mut last, mut previous): (i64, Hash) = (0, [0; 32]);
    let mut kept = Vec::new();
    {
        let mut tx = store.begin_read().await?;
        checked.unchained =
            tx.one("SELECT COUNT(*) AS n FROM audit WHERE seq IS NULL", &[]).await?.int("n")?.unsigned_abs();
        for row in tx.all("SELECT day, seq, hash FROM audit_root ORDER BY seq", &[]).await? {
            kept.push((row.text("day")?, row.int("seq")?, row.array::<32>("hash")?));
        }
    }
    checked.days = kept.len() as u64;
    kept.extend(noted.map(|(seq, hash)| ("the day it was noted".to_owned(), seq, hash)));
    loop {
        let mut tx = store.begin_read().await?;
        let rows = tx.all("SELECT * FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2", args![last, PAGE]).await?;
        drop(tx);
        for row in &rows {
            let seq = row.int("seq")?;
            checked.findings.extend((last + 1..seq).take(20).map(Finding::Missing));
            let found: Hash = row.array("hash")?;
            // After a gap the hash before is not known: the gap is told, and the chain is taken up again here.
            if seq == last + 1 && hash_of(&previous, seq, &read_row(row)?) != found {
                checked.findings.push(Finding::Changed(seq));
            }
            let astray = kept.extract_if(.., |(_, at, _)| *at == seq).filter(|(.., hash)| *hash != found);
            checked.findings.extend(astray.map(|(day, at, _)| Finding::CutOff(day, at)));
            (last, previous) = (seq, found);
            checked.rows += 1;
        }
        if rows.len() < PAGE as usize {
            break;
        }
    }
    checked.findings.extend(kept.into_iter().map(|(day, seq, _)| Finding::CutOff(day, seq)));
    checked.end = (last > 0).then_some((last, previous));
    Ok(checked)
}

/// Keeps where the chain ends, as the end of a day; the first that is kept of a day stays.
///
/// # Errors
/// What the database says.
pub async fn keep_day(tx: &mut Tx, day: &str) -> Result<()> {
    let Some((seq, hash)) = end(tx).await? else { return Ok(()) };
    let sql = "INSERT INTO audit_root (day, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING";
    tx.execute(sql, args![day, seq, &hash]).await?;
    Ok(())
}

/// The changes of one thing, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_subject(tx: &mut Tx, kind: &str, id: &str, limit: u32) -> Result<Vec<AuditRow>> {
    let sql =
        "SELECT * FROM audit WHERE subject_kind = $1 AND subject_id = $2 ORDER BY at DESC, audit_id DESC LIMIT $3";
    tx.all(sql, args![kind, id, limit]).await?.iter().map(read_row).collect()
}

/// Who looked at some things, newest first.
///
/// # Errors
/// What the database says.
pub async fn looks(tx: &mut Tx, kind: &str, ids: &[String], limit: u32) -> Result<Vec<AuditRow>> {
    let mut all = Vec::new();
    for id in ids {
        let sql = "SELECT * FROM audit WHERE subject_kind = $1 AND subject_id = $2 AND action IN ('look', 'look-reason') \
            ORDER BY at DESC LIMIT $3";
        for row in tx.all(sql, args![kind, id, limit]).await? {
            all.push(read_row(&row)?);
        }
    }
    all.sort_by_key(|row| std::cmp::Reverse(row.at));
    all.truncate(limit as usize);
    Ok(all)
}

/// What somebody said last of why one thing is opened, not before a moment.
///
/// # Errors
/// What the database says.
pub async fn reason(tx: &mut Tx, kind: &str, id: &str, actor: Uuid, since: Timestamp) -> Result<Option<AuditRow>> {
    let sql = "SELECT * FROM audit WHERE subject_kind = $1 AND subject_id = $2 AND at >= $4 AND action = 'look-reason' \
        AND actor_id = $3 ORDER BY at DESC LIMIT 1";
    tx.first(sql, args![kind, id, actor, since]).await?.as_ref().map(read_row).transpose()
}

/// All changes before an instant, newest first, without who only looked.
///
/// # Errors
/// What the database says.
pub async fn before(tx: &mut Tx, instant: Timestamp, limit: u32) -> Result<Vec<AuditRow>> {
    let sql = "SELECT * FROM audit WHERE at < $1 AND action <> 'look' ORDER BY at DESC, audit_id DESC LIMIT $2";
    tx.all(sql, args![instant, limit]).await?.iter().map(read_row).collect()
}

fn read_row(row: &Row) -> Result<AuditRow> {
    Ok(AuditRow {
        audit_id: row.id("audit_id")?,
        at: row.instant("at")?,
        actor_kind: row.text("actor_kind")?,
        actor_id: row.opt_id("actor_id")?,
        action: row.text("action")?,
        subject_kind: row.text("subject_kind")?,
        subject_id: row.text("subject_id")?,
        before: row.opt_text("before_json")?,
        after: row.opt_text("after_json")?,
    })
}

/// An id that follows from the change, so that the store needs no randomness.
fn id_of(stamp: &Stamp, change: &Change<'_>) -> Uuid {
    let mut hash = Sha256::new().chain_update(stamp.command_id.as_bytes());
    for part in
        [change.action, change.subject_kind, change.subject_id, change.before.unwrap_or(""), change.after.unwrap_or("")]
    {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
