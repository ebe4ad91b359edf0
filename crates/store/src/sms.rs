//! Which numbers got a text message lately, and which want none. A number stands here as a mark that only the installation
//! can make.

use jiff::Timestamp;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// A message left for the number.
pub const SENT: &str = "sent";
/// The number wants none.
pub const OUT: &str = "out";

/// Notes something of a number.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, mark: &str, what: &str, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO sms_mark (mark, what, at) VALUES ($1, $2, $3) ON CONFLICT (mark, what) DO UPDATE SET at = excluded.at";
    tx.execute(sql, args![mark, what, at]).await?;
    Ok(())
}

/// It is no longer so of a number.
///
/// # Errors
/// What the database says.
pub async fn forget(tx: &mut Tx, marks: &[String], what: &str) -> Result<()> {
    tx.execute("DELETE FROM sms_mark WHERE mark IN LIST($1) AND what = $2", &[Arg::list(marks), what.into()]).await?;
    Ok(())
}

/// Whether a number wants none.
///
/// # Errors
/// What the database says.
pub async fn is_out(tx: &mut Tx, marks: &[String]) -> Result<bool> {
    let sql = "SELECT 1 AS one FROM sms_mark WHERE mark IN LIST($1) AND what = $2";
    Ok(tx.first(sql, &[Arg::list(marks), OUT.into()]).await?.is_some())
}

/// When a number got one last.
///
/// # Errors
/// What the database says.
pub async fn last_sent(tx: &mut Tx, marks: &[String]) -> Result<Option<Timestamp>> {
    let sql = "SELECT at FROM sms_mark WHERE mark IN LIST($1) AND what = $2 ORDER BY at DESC LIMIT 1";
    let row = tx.first(sql, &[Arg::list(marks), SENT.into()]).await?;
    row.map(|row| row.instant("at")).transpose()
}
