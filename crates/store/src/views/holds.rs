//! Holds: what is held, asked by thousands in one statement; what a system or a team has yet to acknowledge; what ends.

use jiff::Timestamp;
use regie_domain::hold::{Hold, HoldEnding};
use regie_domain::ids::{AgreementId, HoldId, JourneyId, SystemId, TeamId};
use regie_domain::journey::Journey;

use super::View;
use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A hold in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// The hold.
    pub id: HoldId,
    /// Its journey.
    pub journey: JourneyId,
    /// The agreement that it belongs to.
    pub agreement: AgreementId,
    /// The system.
    pub system: SystemId,
    /// On what: `invoice:884213`.
    pub subject: String,
    /// What must not be done, as a code.
    pub action: String,
    /// Why, as a code.
    pub why: String,
    /// Until when somebody decides anew.
    pub until: Option<Timestamp>,
    /// The team that owns the system.
    pub owner: TeamId,
    /// The team whose member made the agreement.
    pub maker: TeamId,
    /// Who directs the journey.
    pub director: TeamId,
    /// `placed`, `acknowledged`, `released` or `ended`.
    pub state: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When placing or releasing it is acknowledged at the latest.
    pub acknowledge_by: Timestamp,
    /// Since when the system holds it.
    pub acknowledged_at: Option<Timestamp>,
    /// When it was released.
    pub released_at: Option<Timestamp>,
    /// Why, as a code.
    pub released_why: Option<String>,
    /// Since when the system knows.
    pub release_acknowledged_at: Option<Timestamp>,
    /// How loud a missing acknowledgement has become, as the code of a due moment.
    pub overdue: Option<String>,
    /// `asked` once the maker's team is to choose what comes after the end, `passed` once nobody did.
    pub ending: Option<String>,
}

/// What holds a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The hold.
    pub hold: HoldId,
    /// Its journey.
    pub journey: JourneyId,
    /// The agreement.
    pub agreement: AgreementId,
    /// The system.
    pub system: SystemId,
    /// On what.
    pub subject: String,
    /// What must not be done, as a code.
    pub action: String,
    /// Why, as a code.
    pub why: String,
    /// Until when somebody decides anew.
    pub until: Option<Timestamp>,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "hold",
        columns: &[
            "hold_id",
            "journey_id",
            "agreement_id",
            "system_id",
            "subject",
            "action",
            "why",
            "until",
            "owner_team",
            "maker_team",
            "director_team",
            "state",
            "held",
            "placed_at",
            "asked_at",
            "acknowledge_by",
            "acknowledged_at",
            "released_at",
            "released_why",
            "release_acknowledged_at",
            "overdue",
            "ending",
            "choose_by",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM hold WHERE hold_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, hold): (&HoldId, &Hold)| {
        let maker = journey.agreements.get(&hold.agreement).map_or(journey.direction.team, |found| found.team);
        let released = hold.released.as_ref();
        let ending = match hold.ending {
            _ if !hold.stands() => None,
            HoldEnding::Ahead => None,
            HoldEnding::Asked => Some("asked"),
            HoldEnding::Passed => Some("passed"),
        };
        row![
            id.0,
            journey.id.0,
            hold.agreement.0,
            hold.system.0,
            hold.subject.to_string(),
            hold.action.code(),
            hold.why.code(),
            hold.until,
            hold.owner.team.0,
            maker.team.0,
            journey.direction.team.team.0,
            hold.state(),
            hold.stands(),
            hold.placed_at,
            hold.asked_at,
            hold.acknowledge_by,
            hold.acknowledged,
            released.map(|it| it.at),
            released.map(|it| it.why.code()),
            released.and_then(|it| it.acknowledged),
            hold.overdue.map(|level| level.code()),
            ending,
            hold.choose_by
        ]
    };
    journey.holds.iter().map(one).collect()
}

/// What holds these subjects, of any number up to some ten thousands, in one statement: by one system, or by any. What is
/// not in the answer is free. The longest hold of a subject comes first.
///
/// # Errors
/// What the database says.
pub async fn held(tx: &mut Tx, subjects: &[&str], system: Option<SystemId>) -> Result<Vec<Held>> {
    let listed = Arg::Text(Some(serde_json::to_string(subjects)?.into()));
    let sql = "SELECT hold_id, journey_id, agreement_id, system_id, subject, action, why, until FROM hold \
        WHERE held AND subject IN LIST($1)";
    let rows = tx.all(sql, &[listed]).await?;
    let mut found = rows.iter().map(read_held).collect::<Result<Vec<Held>>>()?;
    found.retain(|held| system.is_none_or(|system| held.system == system));
    found.sort_by_key(|held| (held.until.is_some(), std::cmp::Reverse(held.until), held.hold));
    Ok(found)
}

/// Where a block list goes on: the system, whether what waits there is done with, and the last row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockPlace {
    /// The system.
    pub system: SystemId,
    /// Whether the last row waited to be acknowledged.
    pub waits: bool,
    /// When the last row is, or was, acknowledged at the latest.
    pub by: Timestamp,
    /// The last row.
    pub hold: HoldId,
}

/// How much stands on the block list of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockCount {
    /// The system.
    pub system: SystemId,
    /// All that has not ended.
    pub all: u64,
    /// What is to be acknowledged.
    pub waiting: u64,
}

/// How much stands on the block lists of some teams, system by system.
///
/// # Errors
/// What the database says.
pub async fn block_counts(tx: &mut Tx, teams: &[TeamId], systems: &[SystemId]) -> Result<Vec<BlockCount>> {
    let sql = "SELECT system_id, count(*) AS held, count(*) FILTER (WHERE state IN ('placed', 'released')) AS waiting \
        FROM hold WHERE owner_team IN LIST($1) AND system_id IN LIST($2) AND state <> 'ended' GROUP BY system_id";
    let count = |row: &Row| {
        Ok(BlockCount {
            system: SystemId(row.id("system_id")?),
            all: u64::try_from(row.int("held")?).unwrap_or(0),
            waiting: u64::try_from(row.int("waiting")?).unwrap_or(0),
        })
    };
    tx.all(sql, &[Arg::list(teams), Arg::list(systems)]).await?.iter().map(count).collect()
}

/// What stands on the block list of a system for some teams, of what waits or of what does not, in the order in which it is
/// to be acknowledged, after a place in it.
///
/// # Errors
/// What the database says.
pub async fn block(
    tx: &mut Tx,
    teams: &[TeamId],
    (system, waits): (SystemId, bool),
    after: Option<BlockPlace>,
    limit: u32,
) -> Result<Vec<HoldRow>> {
    let sql = if waits {
        "SELECT * FROM hold WHERE system_id = $1 AND owner_team IN LIST($2) AND state IN ('placed', 'released') \
            AND (acknowledge_by > $3 OR (acknowledge_by = $3 AND hold_id > $4)) ORDER BY acknowledge_by, hold_id LIMIT $5"
    } else {
        "SELECT * FROM hold WHERE system_id = $1 AND owner_team IN LIST($2) AND state = 'acknowledged' \
            AND (acknowledge_by > $3 OR (acknowledge_by = $3 AND hold_id > $4)) ORDER BY acknowledge_by, hold_id LIMIT $5"
    };
    let (by, hold) = after.map_or((Timestamp::MIN, String::new()), |place| (place.by, place.hold.to_string()));
    let given = [Arg::from(system.0), Arg::list(teams), Arg::from(by), Arg::from(hold), Arg::from(limit)];
    tx.all(sql, &given).await?.iter().map(read).collect()
}

/// Holds that have not ended of a system whose team is another by now, with their journeys, in the order of those.
///
/// # Errors
/// What the database says.
pub async fn left_behind(
    tx: &mut Tx,
    system: SystemId,
    owner: TeamId,
    limit: u32,
) -> Result<Vec<(JourneyId, HoldId, TeamId)>> {
    let sql = "SELECT journey_id, hold_id, owner_team FROM hold WHERE system_id = $1 AND owner_team <> $2 \
        AND state <> 'ended' ORDER BY journey_id, hold_id LIMIT $3";
    let one =
        |row: &Row| Ok((JourneyId(row.id("journey_id")?), HoldId(row.id("hold_id")?), TeamId(row.id("owner_team")?)));
    tx.all(sql, args![system.0, owner.0, limit]).await?.iter().map(one).collect()
}

/// What these teams have yet to acknowledge in some systems, due first.
///
/// # Errors
/// What the database says.
pub async fn to_acknowledge(tx: &mut Tx, teams: &[TeamId], systems: &[SystemId], limit: u32) -> Result<Vec<HoldRow>> {
    let sql = "SELECT * FROM hold WHERE owner_team IN LIST($1) AND system_id IN LIST($2) \
        AND state IN ('placed', 'released') ORDER BY acknowledge_by, hold_id LIMIT $3";
    tx.all(sql, &[Arg::list(teams), Arg::list(systems), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// The holds of a system that have not ended, newest first.
///
/// # Errors
/// What the database says.
pub async fn in_force(tx: &mut Tx, system: SystemId, limit: u32) -> Result<Vec<HoldRow>> {
    let sql = "SELECT * FROM hold WHERE system_id = $1 AND state <> 'ended' ORDER BY hold_id DESC LIMIT $2";
    tx.all(sql, args![system.0, limit]).await?.iter().map(read).collect()
}

/// The holds of a system, in the order of their ids, after one that was given before.
///
/// # Errors
/// What the database says.
pub async fn of_system(
    tx: &mut Tx,
    system: SystemId,
    state: Option<&str>,
    after: Option<HoldId>,
    limit: u32,
) -> Result<Vec<HoldRow>> {
    let sql = "SELECT * FROM hold WHERE system_id = $1 AND hold_id > $2 AND ($3 = '' OR state = $3) \
        ORDER BY hold_id LIMIT $4";
    let after = after.map(|hold| hold.to_string()).unwrap_or_default();
    tx.all(sql, args![system.0, after, state.unwrap_or_default(), limit]).await?.iter().map(read).collect()
}

/// What was not acknowledged in time, for the teams that own the systems, made the agreements or direct the journeys.
///
/// # Errors
/// What the database says.
pub async fn louder(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<HoldRow>> {
    let sql = "SELECT * FROM hold WHERE overdue IS NOT NULL AND (owner_team IN LIST($1) OR maker_team IN LIST($1) \
        OR director_team IN LIST($1)) ORDER BY acknowledge_by, hold_id LIMIT $2";
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// What ends and waits for a choice of these teams; where nobody chose in time, of the director's, too.
///
/// # Errors
/// What the database says.
pub async fn ending(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<HoldRow>> {
    let sql = "SELECT * FROM hold WHERE ending IS NOT NULL AND (maker_team IN LIST($1) \
        OR (ending = 'passed' AND director_team IN LIST($1))) ORDER BY until, hold_id LIMIT $2";
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// One hold.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, hold: HoldId) -> Result<Option<HoldRow>> {
    let row = tx.first("SELECT * FROM hold WHERE hold_id = $1", args![hold.0]).await?;
    row.as_ref().map(read).transpose()
}

/// How long a system takes to acknowledge: how many of its holds of a time were, how long they took together in
/// microseconds and at most, and how many were not yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Latency {
    /// How many were acknowledged.
    pub acknowledged: u64,
    /// The mean, in microseconds.
    pub mean: i64,
    /// The longest, in microseconds.
    pub longest: i64,
    /// How many were not yet.
    pub waiting: u64,
}

/// The latencies of a system's holds that were placed since a moment, each from when it was last asked.
///
/// # Errors
/// What the database says.
pub async fn latency(tx: &mut Tx, system: SystemId, since: Timestamp) -> Result<Latency> {
    let sql = "SELECT count(acknowledged_at) AS acknowledged, \
        CAST(COALESCE(sum(acknowledged_at - asked_at), 0) AS BIGINT) AS took, \
        CAST(COALESCE(max(acknowledged_at - asked_at), 0) AS BIGINT) AS longest, \
        count(*) FILTER (WHERE state IN ('placed', 'released')) AS waiting \
        FROM hold WHERE system_id = $1 AND placed_at >= $2";
    let row = tx.one(sql, args![system.0, since]).await?;
    let acknowledged = row.int("acknowledged")?;
    Ok(Latency {
        acknowledged: u64::try_from(acknowledged).unwrap_or(0),
        mean: row.int("took")? / acknowledged.max(1),
        longest: row.int("longest")?,
        waiting: u64::try_from(row.int("waiting")?).unwrap_or(0),
    })
}

/// How long a system took to acknowledge each of its newest holds that were placed since a moment, in microseconds.
///
/// # Errors
/// What the database says.
pub async fn latencies(tx: &mut Tx, system: SystemId, since: Timestamp, limit: u32) -> Result<Vec<i64>> {
    let sql = "SELECT acknowledged_at - asked_at AS took FROM hold WHERE system_id = $1 AND placed_at >= $2 \
        AND acknowledged_at IS NOT NULL ORDER BY hold_id DESC LIMIT $3";
    tx.all(sql, args![system.0, since, limit]).await?.iter().map(|row| row.int("took")).collect()
}

/// How many holds and releases a system has yet to acknowledge.
///
/// # Errors
/// What the database says.
pub async fn waiting(tx: &mut Tx, system: SystemId) -> Result<usize> {
    let sql = "SELECT count(*) AS waiting FROM hold WHERE system_id = $1 AND state IN ('placed', 'released')";
    Ok(usize::try_from(tx.one(sql, args![system.0]).await?.int("waiting")?).unwrap_or(0))
}

fn read_held(row: &Row) -> Result<Held> {
    Ok(Held {
        hold: HoldId(row.id("hold_id")?),
        journey: JourneyId(row.id("journey_id")?),
        agreement: AgreementId(row.id("agreement_id")?),
        system: SystemId(row.id("system_id")?),
        subject: row.text("subject")?,
        action: row.text("action")?,
        why: row.text("why")?,
        until: row.opt_instant("until")?,
    })
}

fn read(row: &Row) -> Result<HoldRow> {
    let Held { hold: id, journey, agreement, system, subject, action, why, until } = read_held(row)?;
    Ok(HoldRow {
        id,
        journey,
        agreement,
        system,
        subject,
        action,
        why,
        until,
        owner: TeamId(row.id("owner_team")?),
        maker: TeamId(row.id("maker_team")?),
        director: TeamId(row.id("director_team")?),
        state: row.text("state")?,
        placed_at: row.instant("placed_at")?,
        acknowledge_by: row.instant("acknowledge_by")?,
        acknowledged_at: row.opt_instant("acknowledged_at")?,
        released_at: row.opt_instant("released_at")?,
        released_why: row.opt_text("released_why")?,
        release_acknowledged_at: row.opt_instant("release_acknowledged_at")?,
        overdue: row.opt_text("overdue")?,
        ending: row.opt_text("ending")?,
    })
}
