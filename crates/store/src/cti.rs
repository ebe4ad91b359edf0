//! Calls as a telephone system reports them, and what was reported. Rows of a day: the number of a caller goes with them.

use jiff::Timestamp;
use regie_domain::ids::TeamId;
use uuid::Uuid;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Its id here.
    pub id: Uuid,
    /// Who reported it.
    pub connection: Uuid,
    /// A mark of the id that the telephone system gave it.
    pub external: String,
    /// The team that it rings with.
    pub team: TeamId,
    /// The caller's number, normalised; nothing where it is withheld.
    pub number: Option<String>,
    /// When it began to ring.
    pub began_at: Timestamp,
    /// When somebody took it.
    pub answered_at: Option<Timestamp>,
    /// When it was over.
    pub ended_at: Option<Timestamp>,
    /// Whether somebody wrote it down, or it became a contact by itself.
    pub noted: bool,
}

/// Something that was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// Who reported it.
    pub connection: Uuid,
    /// A mark of its id.
    pub mark: String,
    /// What, as a code.
    pub event: String,
    /// The team that it is about.
    pub team: TeamId,
    /// When it came.
    pub received_at: Timestamp,
    /// What became of it, as a code.
    pub became: String,
}

/// Remembers a report; false when the same one came before.
///
/// # Errors
/// What the database says.
pub async fn remember(tx: &mut Tx, new: &Reported) -> Result<bool> {
    let sql = "INSERT INTO cti_event (connection_id, event_mark, event, team_id, received_at, became) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (connection_id, event_mark) DO NOTHING";
    let values = args![new.connection, &new.mark, &new.event, new.team.0, new.received_at, &new.became];
    Ok(tx.execute(sql, values).await? == 1)
}

/// Says what became of a report.
///
/// # Errors
/// What the database says.
pub async fn became(tx: &mut Tx, connection: Uuid, mark: &str, became: &str) -> Result<()> {
    let sql = "UPDATE cti_event SET became = $3 WHERE connection_id = $1 AND event_mark = $2";
    tx.execute(sql, args![connection, mark, became]).await?;
    Ok(())
}

/// What a telephone system reported last, newest first.
///
/// # Errors
/// What the database says.
pub async fn reported(tx: &mut Tx, connection: Uuid, limit: u32) -> Result<Vec<Reported>> {
    let sql = "SELECT * FROM cti_event WHERE connection_id = $1 ORDER BY received_at DESC, event_mark LIMIT $2";
    let rows = tx.all(sql, args![connection, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(Reported {
                connection: row.id("connection_id")?,
                mark: row.text("event_mark")?,
                event: row.text("event")?,
                team: TeamId(row.id("team_id")?),
                received_at: row.instant("received_at")?,
                became: row.text("became")?,
            })
        })
        .collect()
}

/// The call that a telephone system knows by an id.
///
/// # Errors
/// What the database says.
pub async fn by_mark(tx: &mut Tx, connection: Uuid, external: &str) -> Result<Option<Call>> {
    let sql = "SELECT * FROM call WHERE connection_id = $1 AND external_mark = $2";
    tx.first(sql, args![connection, external]).await?.as_ref().map(read).transpose()
}

/// A call by its id.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Call>> {
    tx.first("SELECT * FROM call WHERE call_id = $1", args![id]).await?.as_ref().map(read).transpose()
}

/// Writes a call as it is now.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, call: &Call) -> Result<()> {
    let sql = "INSERT INTO call (call_id, connection_id, external_mark, team_id, number, began_at, answered_at, ended_at, noted) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (connection_id, external_mark) DO UPDATE SET \
        team_id = excluded.team_id, number = excluded.number, answered_at = excluded.answered_at, \
        ended_at = excluded.ended_at, noted = excluded.noted";
    let values = args![
        call.id,
        call.connection,
        &call.external,
        call.team.0,
        call.number.as_ref(),
        call.began_at,
        call.answered_at,
        call.ended_at,
        call.noted,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// A call was written down.
///
/// # Errors
/// What the database says.
pub async fn note(tx: &mut Tx, id: Uuid) -> Result<()> {
    tx.execute("UPDATE call SET noted = $2 WHERE call_id = $1", args![id, true]).await?;
    Ok(())
}

/// The calls with some teams that nobody wrote down, since a moment, the newest first.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut Tx, teams: &[TeamId], since: Timestamp, limit: u32) -> Result<Vec<Call>> {
    let sql = "SELECT * FROM call WHERE NOT noted AND team_id IN LIST($1) AND began_at >= $2 \
        ORDER BY began_at DESC, call_id LIMIT $3";
    tx.all(sql, &[Arg::list(teams), since.into(), limit.into()]).await?.iter().map(read).collect()
}

/// Lets go what is older than a moment: calls with their numbers, and reports.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, calls: Timestamp, reports: Timestamp) -> Result<u64> {
    let gone = tx.execute("DELETE FROM call WHERE began_at < $1", args![calls]).await?;
    tx.execute("DELETE FROM cti_event WHERE received_at < $1", args![reports]).await?;
    Ok(gone)
}

fn read(row: &Row) -> Result<Call> {
    Ok(Call {
        id: row.id("call_id")?,
        connection: row.id("connection_id")?,
        external: row.text("external_mark")?,
        team: TeamId(row.id("team_id")?),
        number: row.opt_text("number")?,
        began_at: row.instant("began_at")?,
        answered_at: row.opt_instant("answered_at")?,
        ended_at: row.opt_instant("ended_at")?,
        noted: row.bool("noted")?,
    })
}
