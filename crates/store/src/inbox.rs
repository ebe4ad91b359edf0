//! The inbox: what came in once does nothing the second time. The row is written in the transaction of the effect.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table};
use crate::sql::Tx;
use crate::{args, row};

const INBOX: Table =
    Table { name: "inbox", columns: &["source", "message_id", "received_at", "ref_id"], known: Known::Refuse };

/// Notes that a message came in, by an id that holds nothing personal; false when it came before, and then nothing may be
/// done with it.
///
/// # Errors
/// What the database says.
pub async fn accept(tx: &mut Tx, source: &str, message_id: &str, ref_id: Option<&str>, now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO inbox (source, message_id, received_at, ref_id) VALUES ($1, $2, $3, $4) ON CONFLICT (source, message_id) DO NOTHING";
    Ok(tx.execute(sql, args![source, message_id, now, ref_id]).await? == 1)
}

/// Which of these ids came in before: for many at once, each of which is then noted with [`note`].
///
/// # Errors
/// What the database says.
pub async fn known(tx: &mut Tx, source: &str, message_ids: &[String]) -> Result<HashSet<String>> {
    let sql = "SELECT message_id FROM inbox WHERE source = $1 AND message_id IN LIST($2)";
    let rows = tx.all(sql, &[Arg::from(source), Arg::list(message_ids)]).await?;
    rows.iter().map(|row| row.text("message_id")).collect()
}

/// Notes that a message came in which [`known`] did not name. When another writer noted it meanwhile, the closure is run again.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, source: &str, message_id: &str, now: Timestamp) -> Result<()> {
    tx.put(&INBOX, row![source, message_id, now, None::<&str>]).await
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
