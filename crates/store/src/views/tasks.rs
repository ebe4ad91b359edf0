//! Calls and letters that people must make.

use jiff::Timestamp;
use regie_domain::ids::{JourneyId, TaskId, TeamId};
use regie_domain::journey::{Journey, Task};

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A task in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRow {
    /// The task.
    pub id: TaskId,
    /// Its journey.
    pub journey: JourneyId,
    /// `call` or `letter`.
    pub kind: String,
    /// Who owes it.
    pub owner: TeamId,
    /// By when.
    pub due: Timestamp,
    /// Whether that moment passed.
    pub overdue: bool,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "task",
        columns: &["task_id", "journey_id", "kind", "owner_team", "due", "overdue", "done_at"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM task WHERE task_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, task): (&TaskId, &Task)| {
        row![id.0, journey.id.0, task.kind.code(), task.owner.team.0, task.due, task.overdue, task.done_at]
    };
    journey.tasks.iter().map(one).collect()
}

/// What these teams still have to do, due first.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<TaskRow>> {
    let sql = "SELECT * FROM task WHERE owner_team IN LIST($1) AND done_at IS NULL ORDER BY due LIMIT $2";
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<TaskRow> {
    Ok(TaskRow {
        id: TaskId(row.id("task_id")?),
        journey: JourneyId(row.id("journey_id")?),
        kind: row.text("kind")?,
        owner: TeamId(row.id("owner_team")?),
        due: row.instant("due")?,
        overdue: row.bool("overdue")?,
    })
}
