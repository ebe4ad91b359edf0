//! What went along with a system to another team: told to that team once. Plain rows, one a system, gone once somebody there
//! has seen it.

use jiff::Timestamp;
use regie_domain::ids::{SystemId, TeamId};

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// A system that went to another team with what was held in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SystemMove {
    /// The system.
    pub system: SystemId,
    /// The team that owns it now.
    pub team: TeamId,
    /// The team that owned it.
    pub from: TeamId,
    /// How many holds went along.
    pub holds: u64,
    /// When.
    pub at: Timestamp,
}

/// Notes that holds went along; more of the same move are counted together.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, moved: SystemMove) -> Result<()> {
    let sql = "INSERT INTO system_move (system_id, team_id, from_team, holds, moved_at) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (system_id) DO UPDATE SET holds = CASE WHEN system_move.team_id = excluded.team_id \
        THEN system_move.holds + excluded.holds ELSE excluded.holds END, team_id = excluded.team_id, \
        from_team = excluded.from_team, moved_at = excluded.moved_at";
    let holds = i64::try_from(moved.holds).unwrap_or(i64::MAX);
    tx.execute(sql, args![moved.system.0, moved.team.0, moved.from.0, holds, moved.at]).await?;
    Ok(())
}

/// What some teams have not seen yet, oldest first.
///
/// # Errors
/// What the database says.
pub async fn of_teams(tx: &mut Tx, teams: &[TeamId]) -> Result<Vec<SystemMove>> {
    let sql = "SELECT * FROM system_move WHERE team_id IN LIST($1) ORDER BY moved_at, system_id";
    let one = |row: &Row| {
        Ok(SystemMove {
            system: SystemId(row.id("system_id")?),
            team: TeamId(row.id("team_id")?),
            from: TeamId(row.id("from_team")?),
            holds: u64::try_from(row.int("holds")?).unwrap_or(0),
            at: row.instant("moved_at")?,
        })
    };
    tx.all(sql, &[Arg::list(teams)]).await?.iter().map(one).collect()
}

/// A team has seen it.
///
/// # Errors
/// What the database says.
pub async fn seen(tx: &mut Tx, system: SystemId, team: TeamId) -> Result<()> {
    tx.execute("DELETE FROM system_move WHERE system_id = $1 AND team_id = $2", args![system.0, team.0]).await?;
    Ok(())
}
