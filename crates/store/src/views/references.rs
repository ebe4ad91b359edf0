//! The numbers that people say.

use regie_domain::reference::Reference;

use crate::args;
use crate::error::{Result, StoreError};
use crate::sql::Tx;

/// The next number of a month (`YYMM`). Numbers of writes that were not kept are given out again.
///
/// # Errors
/// What the database says.
pub async fn next(tx: &mut Tx, month: u16) -> Result<Reference> {
    let sql = "INSERT INTO reference_counter (month, last) VALUES ($1, 1) \
        ON CONFLICT (month) DO UPDATE SET last = reference_counter.last + 1 RETURNING last";
    let last = tx.one(sql, args![month]).await?.int("last")?;
    Ok(Reference { month, number: u32::try_from(last).map_err(|_| StoreError::Damaged("a journey's number".into()))? })
}
