//! Idempotency keys: the same request with the same key has its effect once and gets the same answer again.

use jiff::Timestamp;

use crate::args;
use crate::error::{Result, StoreError};
use crate::journal::Hash;
use crate::sql::Tx;

/// The answer that a key got before, as JSON; `None` for a fresh key. `scope` names who sent it, so that nobody can read
/// another's answer.
///
/// # Errors
/// [`StoreError::KeyReused`] when the key came with another command.
pub async fn recall(tx: &mut Tx, scope: &str, key: &str, command: &Hash) -> Result<Option<String>> {
    let sql = "SELECT command_digest, result FROM idempotency WHERE scope = $1 AND key = $2";
    let Some(row) = tx.first(sql, args![scope, key]).await? else { return Ok(None) };
    if row.bytes("command_digest")? != command {
        return Err(StoreError::KeyReused);
    }
    row.text("result").map(Some)
}

/// Keeps the answer to a key, in the transaction of its effect. Two at once: the second is run again and recalls.
///
/// # Errors
/// [`StoreError::Conflict`] when the key is taken.
pub async fn remember(tx: &mut Tx, scope: &str, key: &str, command: &Hash, result: &str, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO idempotency (scope, key, command_digest, result, created_at) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, args![scope, key, command, result, now]).await?;
    Ok(())
}

/// The answer that a key got before, whatever command it came with.
///
/// # Errors
/// What the database says.
pub async fn result(tx: &mut Tx, scope: &str, key: &str) -> Result<Option<String>> {
    let row = tx.first("SELECT result FROM idempotency WHERE scope = $1 AND key = $2", args![scope, key]).await?;
    row.map(|row| row.text("result")).transpose()
}

/// Forgets keys older than an instant; tells how many.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM idempotency WHERE created_at < $1", args![before]).await
}
