//! The numbers that people say.

use regie_domain::reference::Reference;

use crate::error::{Result, StoreError};
use crate::late::{Known, Table};
use crate::sql::Tx;
use crate::{args, row};

const COUNTER: Table = Table { name: "reference_counter", columns: &["month", "last"], known: Known::Replace(1) };

/// The next number of a month (`YYMM`). Numbers of writes that were not kept are given out again.
///
/// # Errors
/// What the database says.
pub async fn next(tx: &mut Tx, month: u16) -> Result<Reference> {
    let last = match tx.seen.numbers.get(&month) {
        // The row of the month is locked since the first one.
        Some(last) => {
            let next = last + 1;
            tx.put(&COUNTER, row![month, next]).await?;
            next
        }
        None => {
            let sql = "INSERT INTO reference_counter (month, last) VALUES ($1, 1) \
                ON CONFLICT (month) DO UPDATE SET last = reference_counter.last + 1 RETURNING last";
            tx.one(sql, args![month]).await?.int("last")?
        }
    };
    tx.seen.numbers.insert(month, last);
    Ok(Reference { month, number: u32::try_from(last).map_err(|_| StoreError::Damaged("a journey's number".into()))? })
}
