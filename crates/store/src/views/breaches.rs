//! Breaches that are not settled.

use jiff::Timestamp;
use regie_domain::breach::Breach;
use regie_domain::ids::{AgreementId, BreachId, JourneyId, TeamId};
use regie_domain::journey::Journey;

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A breach in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachRow {
    /// The breach.
    pub id: BreachId,
    /// Its journey.
    pub journey: JourneyId,
    /// The agreement.
    pub agreement: AgreementId,
    /// The team whose system or work it was.
    pub owner: TeamId,
    /// Who directs the journey.
    pub director: TeamId,
    /// What was done, as a code.
    pub what: String,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// By when somebody apologises in person.
    pub apologise_by: Timestamp,
    /// When it was settled.
    pub settled_at: Option<Timestamp>,
    /// The team that should have been asked, where nobody is in it.
    pub unreached: Option<TeamId>,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "breach",
        columns: &[
            "breach_id",
            "journey_id",
            "agreement_id",
            "owner_team",
            "director_team",
            "what",
            "reported_at",
            "apologise_by",
            "settled_at",
            "unreached_team",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM breach WHERE breach_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, found): (&BreachId, &Breach)| {
        row![
            id.0,
            journey.id.0,
            found.agreement.0,
            found.owner.team.0,
            journey.direction.team.team.0,
            found.what().code(),
            found.reported_at,
            found.apologise_by,
            found.settled.map(|(at, _)| at),
            found.unreached.map(|team| team.team.0)
        ]
    };
    journey.breaches.iter().map(one).collect()
}

/// What is not settled, of journeys that these teams direct or by systems that they own; oldest first.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<BreachRow>> {
    let sql = "SELECT * FROM breach WHERE settled_at IS NULL AND (director_team IN LIST($1) OR owner_team IN LIST($1)) \
        ORDER BY reported_at, breach_id LIMIT $2";
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// What was reported since a moment, newest first.
///
/// # Errors
/// What the database says.
pub async fn since(tx: &mut Tx, since: Timestamp, limit: u32) -> Result<Vec<BreachRow>> {
    let sql = "SELECT * FROM breach WHERE reported_at >= $1 ORDER BY reported_at DESC, breach_id LIMIT $2";
    tx.all(sql, &[Arg::from(since), Arg::from(limit)]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<BreachRow> {
    Ok(BreachRow {
        id: BreachId(row.id("breach_id")?),
        journey: JourneyId(row.id("journey_id")?),
        agreement: AgreementId(row.id("agreement_id")?),
        owner: TeamId(row.id("owner_team")?),
        director: TeamId(row.id("director_team")?),
        what: row.text("what")?,
        reported_at: row.instant("reported_at")?,
        apologise_by: row.instant("apologise_by")?,
        settled_at: row.opt_instant("settled_at")?,
        unreached: row.opt_id("unreached_team")?,
    })
}
