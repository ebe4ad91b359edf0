//! Legal terms that run out, or that ended with nothing decided.

use jiff::Timestamp;
use regie_domain::codes::DeadlineKind;
use regie_domain::ids::{JourneyId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::legal_term::LegalClock;

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A legal term in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalRow {
    /// Its journey.
    pub journey: JourneyId,
    /// By what rule it runs, as a code.
    pub basis: String,
    /// Its end: the last moment of its last day.
    pub ends_at: Timestamp,
    /// How far it is gone, as the code of a due moment.
    pub level: String,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "legal_term",
        columns: &["term_id", "journey_id", "basis", "ends_at", "level"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM legal_term WHERE term_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let loud = |clock: &&LegalClock| clock.is_undecided() && !clock.stands_still();
    let one = |clock: &LegalClock| {
        let level = clock.passed.map(|_| DeadlineKind::LegalDue).or(clock.risk)?;
        Some(row![journey.id.0, journey.id.0, clock.rule.basis.code(), clock.moments.ends_at, level.code()])
    };
    journey.legal.as_ref().filter(loud).and_then(one).into_iter().collect()
}

/// Those of open journeys that these teams direct or work on; what ends first comes first.
///
/// # Errors
/// What the database says.
pub async fn of(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<LegalRow>> {
    let sql = on_open_journeys!(
        "legal_term",
        "(journey.holder_team IN LIST($1) OR journey.director_team IN LIST($1)) ORDER BY ends_at LIMIT $2"
    );
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<LegalRow> {
    Ok(LegalRow {
        journey: JourneyId(row.id("journey_id")?),
        basis: row.text("basis")?,
        ends_at: row.instant("ends_at")?,
        level: row.text("level")?,
    })
}
