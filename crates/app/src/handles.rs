//! Whose an address or number is, for somebody who asks: a person who is known through shielded journeys only is a stranger
//! to all who may not see these.

use regie_domain::customer::HandleKind;
use regie_domain::ids::CustomerId;
use regie_store::Tx;
use regie_store::views::customers::{self, HandleRow};

use crate::authorise::Scope;
use crate::error::Result;

/// Whose a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nobody's.
    Nobody,
    /// Somebody's who is out of sight: for the asker it is nobody's, and is kept apart where it is noted.
    OutOfSight,
    /// This one's.
    Known(HandleRow),
}

/// Looks a value up. Where several records have it, one of `own` comes first.
pub(crate) async fn find(
    tx: &mut Tx,
    scope: &Scope,
    kind: HandleKind,
    value: &str,
    own: &[CustomerId],
) -> Result<Found> {
    let mut rows = customers::all_by_handle(tx, kind, value).await?;
    if rows.is_empty() {
        return Ok(Found::Nobody);
    }
    rows.sort_by_key(|row| !own.contains(&row.customer));
    for row in rows {
        if own.contains(&row.customer) || scope.knows(tx, row.customer).await? {
            return Ok(Found::Known(row));
        }
    }
    Ok(Found::OutOfSight)
}
