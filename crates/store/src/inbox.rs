//! The inbox: what came in once does nothing the second time. The row is written in the transaction of the effect.

use jiff::Timestamp;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// Notes that a message came in, by an id that holds nothing personal; false when it came before, and then nothing may be
/// done with it.
///
/// # Errors
/// What the database says.
pub async fn accept(tx: &mut Tx, source: &str, message_id: &str, ref_id: Option<&str>, now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO inbox (source, message_id, received_at, ref_id) VALUES ($1, $2, $3, $4) ON CONFLICT (source, message_id) DO NOTHING";
    Ok(tx.execute(sql, args![source, message_id, now, ref_id]).await? == 1)
}

/// What an earlier message with one of these ids led to: `None` when none came, `Some(None)` when it led to nothing that
/// has an id.
///
/// # Errors
/// What the database says.
pub async fn find(tx: &mut Tx, source: &str, message_ids: &[String]) -> Result<Option<Option<String>>> {
    let sql = "SELECT ref_id FROM inbox WHERE source = $1 AND message_id IN LIST($2) LIMIT 1";
    let row = tx.first(sql, &[Arg::from(source), Arg::list(message_ids)]).await?;
    row.map(|row| row.opt_text("ref_id")).transpose()
}

/// Forgets what came in before an instant; tells how many. Keep longer than any sender repeats.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM inbox WHERE received_at < $1", args![before]).await
}
