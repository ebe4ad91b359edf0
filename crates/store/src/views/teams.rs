//! Who of a team has what: how many open journeys each member took and how many nobody has, with the most urgent of each.

use jiff::Timestamp;
use regie_domain::ids::{JourneyId, MemberId, TeamId};

use super::journeys::{self, JourneyRow};
use super::promises::{self, PromiseRow, is_owed};
use crate::arg::Arg;
use crate::args;
use crate::error::{Result, StoreError};
use crate::sql::Tx;

/// How many open journeys of a team one of its members took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// The member; nothing for what nobody took.
    pub member: Option<MemberId>,
    /// How many.
    pub open: usize,
}

/// How many open journeys of a team each member took, in no order.
///
/// # Errors
/// What the database says.
pub async fn load(tx: &mut Tx, team: TeamId) -> Result<Vec<Load>> {
    let sql =
        "SELECT assignee, count(*) AS found FROM journey WHERE state = 'open' AND holder_team = $1 GROUP BY assignee";
    let rows = tx.all(sql, args![team.0]).await?;
    rows.iter()
        .map(|row| {
            let open = usize::try_from(row.int("found")?).map_err(|_| StoreError::Damaged("load".into()))?;
            Ok(Load { member: row.opt_id("assignee")?.map(MemberId), open })
        })
        .collect()
}

/// The most urgent open journeys of a team, so many of each member and of what nobody took.
///
/// # Errors
/// What the database says.
pub async fn held(tx: &mut Tx, team: TeamId, most: u32) -> Result<Vec<JourneyRow>> {
    let sql = concat!(
        "WITH placed AS (SELECT journey_id, row_number() OVER (PARTITION BY assignee ORDER BY ",
        soonest_first!(),
        ") AS place FROM journey WHERE state = 'open' AND holder_team = $1) \
         SELECT journey.* FROM placed JOIN journey ON journey.journey_id = placed.journey_id \
         WHERE place <= $2 ORDER BY assignee, place"
    );
    tx.all(sql, args![team.0, most]).await?.iter().map(journeys::read).collect()
}

/// The open journeys with the ball at one of these teams that nobody took and that there is something to do for, what
/// breaks first on top.
///
/// # Errors
/// What the database says.
pub async fn unassigned(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<JourneyId>> {
    let sql = concat!(
        "SELECT journey_id FROM journey WHERE state = 'open' AND holder_team IN LIST($1) AND assignee IS NULL \
         AND (objection_until IS NULL OR questioned OR unread) ORDER BY ",
        soonest_first!(),
        " LIMIT $2"
    );
    let rows = tx.all(sql, &[Arg::list(teams), limit.into()]).await?;
    rows.iter().map(|row| Ok(JourneyId(row.id("journey_id")?))).collect()
}

/// What a team owes before a moment, due first: so many at the most, of open journeys.
///
/// # Errors
/// What the database says.
pub async fn owes(tx: &mut Tx, team: TeamId, before: Timestamp, most: u32) -> Result<Vec<PromiseRow>> {
    let sql = on_open_journeys!(
        "promise",
        "promise.owner_team = $1 AND promise.due < $2 AND ",
        is_owed!(),
        " ORDER BY promise.due, promise.promise_id LIMIT $3"
    );
    tx.all(sql, args![team.0, before, most]).await?.iter().map(promises::read).collect()
}
