//! What a caller may mean: the journeys of a number, and the one that it is likely about.

use jiff::{SignedDuration, Timestamp};
use regie_domain::closing::reopens_until;
use regie_domain::ids::{CustomerId, JourneyId};
use regie_store::Tx;
use regie_store::views::journeys::{self, JourneyRow};

use crate::authorise::Scope;
use crate::directory::Directory;
use crate::error::Result;
use crate::handles::records_of;
use crate::run::journey_of;

/// The most journeys that a number offers.
const OFFERED: usize = 6;
/// A journey that ended within this time may be what a caller comes back to.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The journeys that a person may call about, and how many are shielded.
pub(super) async fn meant(
    tx: &mut Tx,
    scope: &Scope,
    customer: CustomerId,
    now: Timestamp,
) -> Result<(Vec<JourneyRow>, usize)> {
    let records = records_of(tx, customer).await?;
    let ids = journeys::touching(tx, &records).await?;
    let mut rows = journeys::get_many(tx, &ids).await?;
    let lately = |at: Timestamp| now.duration_since(at) <= LATELY;
    rows.retain(|row| row.state == "open" || row.state == "closed" && row.ended_at.is_some_and(lately));
    let shielded = scope.shield(tx, &mut rows).await?;
    rows.sort_by_key(|row| (row.state != "open", std::cmp::Reverse((row.last_contact_at, row.id))));
    rows.truncate(OFFERED);
    Ok((rows, shielded))
}

/// The journey that somebody calls about when nobody says which: the one of the last contact among those that are open or
/// that a contact opens again.
pub(super) async fn likely(
    tx: &mut Tx,
    directory: &Directory,
    rows: &[JourneyRow],
    now: Timestamp,
) -> Result<Option<JourneyId>> {
    let mut latest: Vec<&JourneyRow> = rows.iter().collect();
    latest.sort_by_key(|row| std::cmp::Reverse((row.last_contact_at, row.state == "open", row.id)));
    for row in latest {
        let opens_again = match row.ended_at.filter(|_| row.state != "open") {
            None => true,
            Some(at) => {
                let found = journey_of(tx, row.id).await?;
                let days = found.and_then(|it| Some(directory.blueprint_version(it.blueprint)?.reopen_days));
                days.is_some_and(|days| now <= reopens_until(at, days))
            }
        };
        if opens_again {
            return Ok(Some(row.id));
        }
    }
    Ok(None)
}
