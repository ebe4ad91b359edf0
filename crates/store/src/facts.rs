//! What systems of others reported: each report once, with what became of it. A row holds marks and ids; what a report says is
//! a content, of the customer that it is about or of the arrival that waits.

use jiff::Timestamp;
use regie_domain::fact::CustomerDid;
use regie_domain::ids::{BlueprintId, ContentId, CustomerId, JourneyId, SystemId, TeamId};
use uuid::Uuid;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};
use crate::views::holds::{self, HoldRow};

/// The most holds of one thing that are looked at.
const MOST_HOLDS: u32 = 50;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Its id here.
    pub id: Uuid,
    /// Who reported it.
    pub system: SystemId,
    /// A mark of the id that the system gave it.
    pub mark: String,
    /// A mark of what it says.
    pub digest: String,
    /// The name of the row that it fits; empty where there is none.
    pub row: String,
    /// When it came.
    pub received_at: Timestamp,
    /// When it happened, where it says so.
    pub happened_at: Option<Timestamp>,
    /// `applied`, `ignored`, `waiting`, `noted`, `aside` or `refused`.
    pub became: String,
    /// Why, as a code; empty where there is nothing to say.
    pub why: String,
    /// What it says; nothing where that was not kept.
    pub content: Option<ContentId>,
    /// What waits, or waited, for a person.
    pub arrival: Option<Uuid>,
    /// The journey that it is on.
    pub journey: Option<JourneyId>,
    /// Why a person set it aside, in words.
    pub reason: Option<ContentId>,
}

/// Remembers a report; false when one with this mark came before.
///
/// # Errors
/// What the database says.
pub async fn remember(tx: &mut Tx, new: &Reported) -> Result<bool> {
    let sql = "INSERT INTO fact (fact_id, system_id, mark, digest, row_name, received_at, happened_at, became, why, content_id, \
        arrival_id, journey_id, reason_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        ON CONFLICT (system_id, mark) DO NOTHING";
    let values = args![
        new.id,
        new.system.0,
        &new.mark,
        &new.digest,
        &new.row,
        new.received_at,
        new.happened_at,
        &new.became,
        &new.why,
        new.content.map(|id| id.0),
        new.arrival,
        new.journey.map(|id| id.0),
        new.reason.map(|id| id.0),
    ];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Says what became of a report.
///
/// # Errors
/// What the database says.
pub async fn became(tx: &mut Tx, now: &Reported) -> Result<()> {
    let sql = "UPDATE fact SET row_name = $2, happened_at = $3, became = $4, why = $5, content_id = $6, arrival_id = $7, \
        journey_id = $8, reason_id = $9 WHERE fact_id = $1";
    let values = args![
        now.id,
        &now.row,
        now.happened_at,
        &now.became,
        &now.why,
        now.content.map(|id| id.0),
        now.arrival,
        now.journey.map(|id| id.0),
        now.reason.map(|id| id.0),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The report that a system gave one of these marks.
///
/// # Errors
/// What the database says.
pub async fn by_mark(tx: &mut Tx, system: SystemId, marks: &[String]) -> Result<Option<Reported>> {
    let sql = "SELECT * FROM fact WHERE system_id = $1 AND mark IN LIST($2) ORDER BY received_at LIMIT 1";
    tx.first(sql, &[system.0.into(), Arg::list(marks)]).await?.as_ref().map(read).transpose()
}

/// A report by its id.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Reported>> {
    tx.first("SELECT * FROM fact WHERE fact_id = $1", args![id]).await?.as_ref().map(read).transpose()
}

/// The report that an arrival is of.
///
/// # Errors
/// What the database says.
pub async fn of_arrival(tx: &mut Tx, arrival: Uuid) -> Result<Option<Reported>> {
    tx.first("SELECT * FROM fact WHERE arrival_id = $1", args![arrival]).await?.as_ref().map(read).transpose()
}

/// What a system reported last, newest first.
///
/// # Errors
/// What the database says.
pub async fn last(tx: &mut Tx, system: SystemId, limit: u32) -> Result<Vec<Reported>> {
    let sql = "SELECT * FROM fact WHERE system_id = $1 ORDER BY received_at DESC, fact_id DESC LIMIT $2";
    tx.all(sql, args![system.0, limit]).await?.iter().map(read).collect()
}

/// What of a system waits for a person, oldest first.
///
/// # Errors
/// What the database says.
pub async fn waiting(tx: &mut Tx, system: SystemId, limit: u32) -> Result<Vec<Reported>> {
    let sql = "SELECT * FROM fact WHERE system_id = $1 AND became = 'waiting' ORDER BY received_at, fact_id LIMIT $2";
    tx.all(sql, args![system.0, limit]).await?.iter().map(read).collect()
}

/// How many reports of a system came since a moment.
///
/// # Errors
/// What the database says.
pub async fn since(tx: &mut Tx, system: SystemId, since: Timestamp) -> Result<u64> {
    let sql = "SELECT count(*) AS many FROM fact WHERE system_id = $1 AND received_at > $2";
    Ok(u64::try_from(tx.one(sql, args![system.0, since]).await?.int("many")?).unwrap_or(0))
}

/// All holds of a system on a thing, those that stand first, then the newest.
///
/// # Errors
/// What the database says.
pub async fn holds_on(tx: &mut Tx, system: SystemId, subject: &str) -> Result<Vec<HoldRow>> {
    let sql = "SELECT hold_id FROM hold WHERE system_id = $1 AND subject = $2 ORDER BY held DESC, placed_at DESC, hold_id LIMIT $3";
    let rows = tx.all(sql, args![system.0, subject, MOST_HOLDS]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(holds::get(tx, regie_domain::ids::HoldId(row.id("hold_id")?)).await?);
    }
    Ok(found)
}

/// Ends the waiting of a report. False when somebody else ended it first.
///
/// # Errors
/// What the database says.
pub async fn end_waiting(
    tx: &mut Tx,
    arrival: Uuid,
    (state, why): (&str, &str),
    journey: Option<JourneyId>,
    now: Timestamp,
) -> Result<bool> {
    let sql = "UPDATE arrival SET state = $2, why = $3, journey_id = $4, ended_at = $5 WHERE arrival_id = $1 AND state = 'waiting'";
    Ok(tx.execute(sql, args![arrival, state, why, journey.map(|id| id.0), now]).await? == 1)
}

/// Lets go what was let go by its row, older than a moment. All others stay: by them a repeat is known.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM fact WHERE became = 'ignored' AND received_at < $1", args![before]).await
}

fn read(row: &Row) -> Result<Reported> {
    Ok(Reported {
        id: row.id("fact_id")?,
        system: SystemId(row.id("system_id")?),
        mark: row.text("mark")?,
        digest: row.text("digest")?,
        row: row.text("row_name")?,
        received_at: row.instant("received_at")?,
        happened_at: row.opt_instant("happened_at")?,
        became: row.text("became")?,
        why: row.text("why")?,
        content: row.opt_id("content_id")?.map(ContentId),
        arrival: row.opt_id("arrival_id")?,
        journey: row.opt_id("journey_id")?.map(JourneyId),
        reason: row.opt_id("reason_id")?.map(ContentId),
    })
}

/// Keeps that a customer left or ordered again; the same once.
///
/// # Errors
/// What the database says.
pub async fn went_on(tx: &mut Tx, id: Uuid, customer: CustomerId, did: CustomerDid, at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO customer_fact (fact_id, customer_id, what, happened_at) SELECT $1, $2, $3, $4 WHERE NOT EXISTS \
        (SELECT 1 FROM customer_fact WHERE customer_id = $2 AND what = $3 AND happened_at = $4)";
    tx.execute(sql, args![id, customer, did.code(), at]).await?;
    Ok(())
}

/// Of the journeys that closed between two moments, with and without a broken promise: how many there were, and of how many
/// the customer left, or ordered again, within so much time. A cell is of a blueprint, a team and a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Afterwards {
    /// How the journeys were to run.
    pub blueprint: BlueprintId,
    /// Who directed them.
    pub team: TeamId,
    /// In which week they closed.
    pub week: i64,
    /// Whether a promise was broken.
    pub broken: bool,
    /// How many.
    pub journeys: i64,
    /// Of how many the customer left.
    pub left: i64,
    /// Of how many the customer ordered again.
    pub ordered: i64,
}

/// See [`Afterwards`]; the journeys that closed in some weeks.
///
/// # Errors
/// What the database says.
pub async fn afterwards(tx: &mut Tx, weeks: (i64, i64), within_micros: i64) -> Result<Vec<Afterwards>> {
    let sql = "SELECT blueprint_id, director_team, week, broke, COUNT(*) AS journeys, CAST(SUM(gone) AS BIGINT) AS gone, \
        CAST(SUM(again) AS BIGINT) AS again FROM (SELECT f.blueprint_id, f.director_team, f.week, \
        CASE WHEN f.broken > 0 THEN 1 ELSE 0 END AS broke, \
        CASE WHEN EXISTS (SELECT 1 FROM customer_fact c WHERE c.customer_id = j.customer_id AND c.what = 'left' \
        AND c.happened_at >= f.ended AND c.happened_at < f.ended + $3) THEN 1 ELSE 0 END AS gone, \
        CASE WHEN EXISTS (SELECT 1 FROM customer_fact c WHERE c.customer_id = j.customer_id AND c.what = 'ordered' \
        AND c.happened_at >= f.ended AND c.happened_at < f.ended + $3) THEN 1 ELSE 0 END AS again \
        FROM journey_figures f JOIN journey j ON j.journey_id = f.journey_id WHERE f.week >= $1 AND f.week < $2) AS counted \
        GROUP BY blueprint_id, director_team, week, broke ORDER BY week, blueprint_id, director_team, broke";
    let read = |row: &Row| {
        Ok(Afterwards {
            blueprint: BlueprintId(row.id("blueprint_id")?),
            team: TeamId(row.id("director_team")?),
            week: row.int("week")?,
            broken: row.int("broke")? == 1,
            journeys: row.int("journeys")?,
            left: row.int("gone")?,
            ordered: row.int("again")?,
        })
    };
    tx.all(sql, args![weeks.0, weeks.1, within_micros]).await?.iter().map(read).collect()
}
