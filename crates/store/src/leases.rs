//! Leases: a named job is done by one process at a time. Who holds the lease works until it ends; the next one takes
//! over after that. Work under a lease stays idempotent all the same, for a holder may be slow to notice.

use jiff::Timestamp;

use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// Takes or prolongs a lease; false while another holds it.
///
/// # Errors
/// What the database says.
pub async fn acquire(tx: &mut Tx, name: &str, holder: &str, now: Timestamp, until: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $4) ON CONFLICT (name) DO UPDATE \
        SET holder = excluded.holder, until = excluded.until WHERE lease.holder = excluded.holder OR lease.until <= $3";
    Ok(tx.execute(sql, args![name, holder, now, until]).await? == 1)
}

/// Ends all leases: for a program that knows that nobody else is at work.
///
/// # Errors
/// What the database says.
pub async fn end_all(tx: &mut Tx) -> Result<u64> {
    tx.execute("DELETE FROM lease", &[]).await
}

/// Gives a lease back early.
///
/// # Errors
/// What the database says.
pub async fn release(tx: &mut Tx, name: &str, holder: &str) -> Result<()> {
    tx.execute("DELETE FROM lease WHERE name = $1 AND holder = $2", args![name, holder]).await?;
    Ok(())
}
