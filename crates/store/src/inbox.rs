//! The inbox: what came in once does nothing the second time. The row is written in the transaction of the effect.

use jiff::Timestamp;

use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// Notes that a message came in; false when it came before, and then nothing may be done with it.
///
/// # Errors
/// What the database says.
pub async fn accept(tx: &mut Tx, source: &str, message_id: &str, ref_id: Option<&str>, now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO inbox (source, message_id, received_at, ref_id) VALUES ($1, $2, $3, $4) ON CONFLICT (source, message_id) DO NOTHING";
    Ok(tx.execute(sql, args![source, message_id, now, ref_id]).await? == 1)
}

/// What an earlier message led to: `None` when it never came, `Some(None)` when it led to nothing that has an id.
///
/// # Errors
/// What the database says.
pub async fn find(tx: &mut Tx, source: &str, message_id: &str) -> Result<Option<Option<String>>> {
    let row =
        tx.first("SELECT ref_id FROM inbox WHERE source = $1 AND message_id = $2", args![source, message_id]).await?;
    row.map(|row| row.opt_text("ref_id")).transpose()
}

/// Forgets what came in before an instant; tells how many. Keep longer than any sender repeats.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM inbox WHERE received_at < $1", args![before]).await
}
