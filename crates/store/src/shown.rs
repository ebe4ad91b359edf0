//! What was shown of figures, kept as it was shown first. It is no view: that something was shown is in no journal. Only sums of
//! groups that may be shown stand here.

use jiff::Timestamp;
use regie_domain::ids::{BlueprintId, TeamId};

use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// A batch of weeks of which was decided what may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptBatch {
    /// The first week.
    pub from: i64,
    /// The first week after.
    pub until: i64,
}

/// What was shown of a group in a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptGroup {
    /// The first week of the batch.
    pub from: i64,
    /// Of which blueprint; of all without one.
    pub blueprint: Option<BlueprintId>,
    /// Of which team; of all without one.
    pub team: Option<TeamId>,
    /// Its sums, as JSON.
    pub sums: String,
}

/// The batches that begin in some weeks, oldest first.
///
/// # Errors
/// What the database says.
pub async fn batches(tx: &mut Tx, kind: &str, from: i64, until: i64) -> Result<Vec<KeptBatch>> {
    let sql = "SELECT from_week, until_week FROM figure_batch WHERE kind = $1 AND from_week >= $2 AND from_week < $3 \
        ORDER BY from_week";
    let rows = tx.all(sql, args![kind, from, until]).await?;
    rows.iter().map(|row| Ok(KeptBatch { from: row.int("from_week")?, until: row.int("until_week")? })).collect()
}

/// What is shown of one group in the batches that begin in some weeks.
///
/// # Errors
/// What the database says.
pub async fn of_group(
    tx: &mut Tx,
    kind: &str,
    (from, until): (i64, i64),
    (blueprint, team): (Option<BlueprintId>, Option<TeamId>),
) -> Result<Vec<(i64, String)>> {
    let sql = "SELECT from_week, sums FROM figure_group WHERE kind = $1 AND from_week >= $2 AND from_week < $3 \
        AND blueprint_id = $4 AND director_team = $5 ORDER BY from_week";
    let rows = tx.all(sql, args![kind, from, until, name(blueprint.map(|id| id.0)), name(team.map(|id| id.0))]).await?;
    rows.iter().map(|row| Ok((row.int("from_week")?, row.text("sums")?))).collect()
}

/// The groups of which something is shown in the batch that begins in a week.
///
/// # Errors
/// What the database says.
pub async fn groups(tx: &mut Tx, kind: &str, from: i64) -> Result<Vec<KeptGroup>> {
    let sql = "SELECT blueprint_id, director_team, sums FROM figure_group WHERE kind = $1 AND from_week = $2 \
        ORDER BY blueprint_id, director_team";
    let id = |text: String| uuid::Uuid::parse_str(&text).ok();
    let read = |row: &Row| {
        Ok(KeptGroup {
            from,
            blueprint: id(row.text("blueprint_id")?).map(BlueprintId),
            team: id(row.text("director_team")?).map(TeamId),
            sums: row.text("sums")?,
        })
    };
    tx.all(sql, args![kind, from]).await?.iter().map(read).collect()
}

/// Keeps what is shown of a batch; false where somebody did so before: then that stands.
///
/// # Errors
/// What the database says.
pub async fn keep(tx: &mut Tx, kind: &str, batch: KeptBatch, groups: &[KeptGroup], now: Timestamp) -> Result<bool> {
    let sql = "INSERT INTO figure_batch (kind, from_week, until_week, decided_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (kind, from_week) DO NOTHING";
    if tx.execute(sql, args![kind, batch.from, batch.until, now]).await? == 0 {
        return Ok(false);
    }
    let sql =
        "INSERT INTO figure_group (kind, from_week, blueprint_id, director_team, sums) VALUES ($1, $2, $3, $4, $5)";
    for group in groups {
        let (blueprint, team) = (name(group.blueprint.map(|id| id.0)), name(group.team.map(|id| id.0)));
        tx.execute(sql, args![kind, batch.from, blueprint, team, &group.sums]).await?;
    }
    Ok(true)
}

/// Empty for all, so that it can be part of a key.
fn name(id: Option<uuid::Uuid>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}
