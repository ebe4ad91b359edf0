//! What customers wrote on social channels and nobody has answered, with the moment until which it can be answered there.

use jiff::Timestamp;
use regie_domain::codes::Medium;
use regie_domain::ids::{JourneyId, TeamId};
use regie_domain::journey::Journey;

use super::View;
use crate::arg::Arg;
use crate::error::{Result, StoreError};
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A window that closes soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WindowRow {
    /// The journey.
    pub journey: JourneyId,
    /// The team that is to answer.
    pub owner: TeamId,
    /// Where.
    pub medium: Medium,
    /// Until when.
    pub closes: Timestamp,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "social_window",
        columns: &["contact_id", "journey_id", "owner_team", "medium", "closes", "warned"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM social_window WHERE contact_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let Some(window) = journey.window_at_stake().filter(|_| journey.is_open()) else { return Vec::new() };
    let warned = journey.window_warned == Some(window.contact);
    let owner = journey.news_owner().team;
    vec![row![window.contact.0, journey.id.0, owner.0, window.medium.code(), window.closes, warned]]
}

/// What these teams were warned of and has not closed at a moment, the soonest first.
///
/// # Errors
/// What the database says.
pub async fn closing(tx: &mut Tx, teams: &[TeamId], now: Timestamp, limit: u32) -> Result<Vec<WindowRow>> {
    let sql =
        "SELECT * FROM social_window WHERE warned AND owner_team IN LIST($1) AND closes > $2 ORDER BY closes LIMIT $3";
    tx.all(sql, &[Arg::list(teams), now.into(), limit.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<WindowRow> {
    let medium = row.text("medium")?;
    Ok(WindowRow {
        journey: JourneyId(row.id("journey_id")?),
        owner: TeamId(row.id("owner_team")?),
        medium: Medium::parse(&medium).ok_or_else(|| StoreError::Damaged(format!("medium {medium}")))?,
        closes: row.instant("closes")?,
    })
}
