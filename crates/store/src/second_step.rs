//! The second step at signing in: the sealed secret of an authenticator app, and the marks of recovery codes. Both are good
//! once for each code: what was used is told by the row that changed.

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::journal::Hash;
use crate::sql::Tx;

/// What is kept of a member's second step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondStep {
    /// The secret that is asked, sealed.
    pub sealed: Option<String>,
    /// Since when it is asked.
    pub confirmed_at: Option<Timestamp>,
    /// A secret that no code was given for yet, sealed.
    pub pending: Option<String>,
    /// Since when.
    pub pending_at: Option<Timestamp>,
}

/// What is kept of a member's second step.
///
/// # Errors
/// What the database says.
pub async fn of(tx: &mut Tx, member_id: Uuid) -> Result<Option<SecondStep>> {
    let row = tx.first("SELECT * FROM second_step WHERE member_id = $1", args![member_id]).await?;
    row.map(|row| {
        Ok(SecondStep {
            sealed: row.opt_text("sealed")?,
            confirmed_at: row.opt_instant("confirmed_at")?,
            pending: row.opt_text("pending")?,
            pending_at: row.opt_instant("pending_at")?,
        })
    })
    .transpose()
}

/// Keeps a secret that a code must be given for before it is asked.
///
/// # Errors
/// What the database says.
pub async fn begin(tx: &mut Tx, member_id: Uuid, pending: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO second_step (member_id, last_step, pending, pending_at) VALUES ($1, -1, $2, $3) \
        ON CONFLICT (member_id) DO UPDATE SET pending = excluded.pending, pending_at = excluded.pending_at";
    tx.execute(sql, args![member_id, pending, now]).await?;
    Ok(())
}

/// Puts such a secret in use, given a code of one step of time; whether it was still the same.
///
/// # Errors
/// What the database says.
pub async fn confirm(tx: &mut Tx, member_id: Uuid, pending: &str, step: i64, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE second_step SET sealed = pending, confirmed_at = $4, last_step = $3, pending = NULL, pending_at = NULL \
        WHERE member_id = $1 AND pending = $2";
    Ok(tx.execute(sql, args![member_id, pending, step, now]).await? > 0)
}

/// Uses the code of one step of time; false where that one, or a later one, was used before.
///
/// # Errors
/// What the database says.
pub async fn use_step(tx: &mut Tx, member_id: Uuid, step: i64) -> Result<bool> {
    let sql =
        "UPDATE second_step SET last_step = $2 WHERE member_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL";
    Ok(tx.execute(sql, args![member_id, step]).await? > 0)
}

/// Takes a second step away, with its recovery codes; whether there was one.
///
/// # Errors
/// What the database says.
pub async fn end(tx: &mut Tx, member_id: Uuid) -> Result<bool> {
    tx.execute("DELETE FROM recovery_code WHERE member_id = $1", args![member_id]).await?;
    Ok(tx.execute("DELETE FROM second_step WHERE member_id = $1", args![member_id]).await? > 0)
}

/// Gives a member new recovery codes, in the place of those there were.
///
/// # Errors
/// What the database says.
pub async fn put_codes(tx: &mut Tx, member_id: Uuid, marks: &[Hash]) -> Result<()> {
    tx.execute("DELETE FROM recovery_code WHERE member_id = $1", args![member_id]).await?;
    for mark in marks {
        tx.execute("INSERT INTO recovery_code (member_id, mark) VALUES ($1, $2)", args![member_id, mark]).await?;
    }
    Ok(())
}

/// Uses a recovery code; false where there is none such, or it was used before.
///
/// # Errors
/// What the database says.
pub async fn use_code(tx: &mut Tx, member_id: Uuid, mark: &Hash, now: Timestamp) -> Result<bool> {
    let sql = "UPDATE recovery_code SET used_at = $3 WHERE member_id = $1 AND mark = $2 AND used_at IS NULL";
    Ok(tx.execute(sql, args![member_id, mark, now]).await? > 0)
}

/// How many recovery codes a member has left.
///
/// # Errors
/// What the database says.
pub async fn codes_left(tx: &mut Tx, member_id: Uuid) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM recovery_code WHERE member_id = $1 AND used_at IS NULL";
    tx.one(sql, args![member_id]).await?.int("n")
}
