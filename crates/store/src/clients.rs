//! When programs last used the API. Beside the settings, since a use is no change of them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// When a program last used the API, by the clock of the machine.
///
/// # Errors
/// What the database says.
pub async fn last_use(tx: &mut Tx, client: Uuid) -> Result<Option<Timestamp>> {
    let row = tx.first("SELECT last_used_at FROM api_use WHERE client_id = $1", args![client]).await?;
    row.map(|row| row.instant("last_used_at")).transpose()
}

/// The same of all programs.
///
/// # Errors
/// What the database says.
pub async fn last_uses(tx: &mut Tx) -> Result<BTreeMap<Uuid, Timestamp>> {
    let rows = tx.all("SELECT client_id, last_used_at FROM api_use", &[]).await?;
    rows.iter().map(|row| Ok((row.id("client_id")?, row.instant("last_used_at")?))).collect()
}

/// Remembers a use. One that came before a later one changes nothing.
///
/// # Errors
/// What the database says.
pub async fn used(tx: &mut Tx, client: Uuid, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO api_use (client_id, last_used_at) VALUES ($1, $2) ON CONFLICT (client_id) DO UPDATE \
        SET last_used_at = excluded.last_used_at WHERE api_use.last_used_at < excluded.last_used_at";
    tx.execute(sql, args![client, at]).await?;
    Ok(())
}
