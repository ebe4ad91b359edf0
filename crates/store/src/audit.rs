//! Who changed which plain row, when, from what to what. Written in the transaction of the change.

use std::borrow::Cow;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::args;
use crate::error::Result;
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
    let sql = "INSERT INTO audit (audit_id, at, actor_kind, actor_id, action, subject_kind, subject_id, before_json, after_json) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (audit_id) DO NOTHING";
    let values = args![
        id_of(stamp, &change),
        stamp.at,
        &stamp.actor_kind,
        stamp.actor_id,
        change.action,
        change.subject_kind,
        change.subject_id,
        change.before,
        change.after,
    ];
    tx.execute(sql, values).await?;
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

/// All changes before an instant, newest first.
///
/// # Errors
/// What the database says.
pub async fn before(tx: &mut Tx, instant: Timestamp, limit: u32) -> Result<Vec<AuditRow>> {
    let sql = "SELECT * FROM audit WHERE at < $1 ORDER BY at DESC, audit_id DESC LIMIT $2";
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
