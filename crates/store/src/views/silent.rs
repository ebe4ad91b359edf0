//! Customers who went through much and said nothing.

use jiff::Timestamp;
use regie_domain::ids::{CustomerId, JourneyId, TeamId};
use regie_domain::journey::Journey;

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

pub(super) const VIEW: View = View {
    table: Table {
        name: "silent_customer",
        columns: &[
            "journey_id",
            "of_journey",
            "customer_id",
            "director_team",
            "effort",
            "proposed_from",
            "proposed_until",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM silent_customer WHERE journey_id = $1 AND of_journey = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let Some(found) = journey.proposes_call() else { return Vec::new() };
    let effort = i64::try_from(found.effort).unwrap_or(i64::MAX);
    let team = journey.direction.team.team.0;
    vec![row![journey.id.0, journey.id.0, journey.customer.0, team, effort, found.from, found.until]]
}

/// A customer in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SilentRow {
    /// The journey.
    pub journey: JourneyId,
    /// Whose it is.
    pub customer: CustomerId,
    /// Who directs it, and would call.
    pub team: TeamId,
    /// What it cost the customer, in points.
    pub effort: u32,
}

/// Who is proposed now to some teams, most effort first.
///
/// # Errors
/// What the database says.
pub async fn of_teams(tx: &mut Tx, teams: &[TeamId], now: Timestamp, limit: u32) -> Result<Vec<SilentRow>> {
    let sql = "SELECT * FROM silent_customer WHERE director_team IN LIST($1) AND proposed_from <= $2 \
        AND (proposed_until IS NULL OR proposed_until > $2) ORDER BY effort DESC, journey_id LIMIT $3";
    tx.all(sql, &[Arg::list(teams), now.into(), limit.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<SilentRow> {
    Ok(SilentRow {
        journey: JourneyId(row.id("journey_id")?),
        customer: CustomerId(row.id("customer_id")?),
        team: TeamId(row.id("director_team")?),
        effort: u32::try_from(row.int("effort")?).unwrap_or(0),
    })
}
