//! Signals: what waits for an answer, and what was answered lately.

use jiff::Timestamp;
use regie_domain::ids::{BreachId, JourneyId, MemberId, SignalId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::signal::Signal;

use super::View;
use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A signal in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalRow {
    /// The signal.
    pub id: SignalId,
    /// Its journey.
    pub journey: JourneyId,
    /// The breach that opened it.
    pub breach: Option<BreachId>,
    /// The team that owes an answer.
    pub owner: TeamId,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it is answered at the latest.
    pub answer_by: Timestamp,
    /// How loud it has become, as the code of a due moment.
    pub overdue: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// How many lines were added.
    pub lines: u32,
    /// Who hears the answer.
    pub listeners: Vec<MemberId>,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "signal",
        columns: &[
            "signal_id",
            "journey_id",
            "breach_id",
            "owner_team",
            "opened_at",
            "answer_by",
            "overdue",
            "answered_at",
            "lines",
            "listeners",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM signal WHERE signal_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, found): (&SignalId, &Signal)| {
        let mut listeners: Vec<String> = found.listeners().map(|member| member.to_string()).collect();
        listeners.sort();
        listeners.dedup();
        row![
            id.0,
            journey.id.0,
            found.breach.map(|breach| breach.0),
            found.owner.team.0,
            found.opened_at,
            found.answer_by,
            found.overdue.map(|level| level.code()),
            found.answer.map(|answer| answer.at),
            i64::try_from(found.lines.len()).unwrap_or(i64::MAX),
            listeners.join(" ")
        ]
    };
    journey.signals.iter().map(one).collect()
}

pub(super) const LISTENERS: View = View {
    table: Table {
        name: "signal_listener",
        columns: &["listener_id", "journey_id", "signal_id", "member_id", "answered_at"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM signal_listener WHERE listener_id = $1 AND journey_id = $2",
    rows: listeners,
};

/// Who has yet to read an answer.
fn listeners(journey: &Journey) -> Vec<Values> {
    let answered = journey.signals.iter().filter_map(|(id, found)| Some((id, found, found.answer?.at)));
    let one = |(id, found, at): (&SignalId, &Signal, Timestamp)| {
        let members = found.unheard().into_iter();
        let row = |member: MemberId| row![format!("{id} {member}"), journey.id.0, id.0, member.0, at];
        members.map(row).collect::<Vec<Values>>()
    };
    answered.flat_map(one).collect()
}

/// Answers that a member has yet to read, oldest first.
///
/// # Errors
/// What the database says.
pub async fn unheard(tx: &mut Tx, member: MemberId, limit: u32) -> Result<Vec<SignalRow>> {
    let sql = "SELECT signal.* FROM signal_listener JOIN signal ON signal.signal_id = signal_listener.signal_id \
        WHERE signal_listener.member_id = $1 ORDER BY signal_listener.answered_at, signal.signal_id LIMIT $2";
    tx.all(sql, args![member.0, limit]).await?.iter().map(read).collect()
}

/// Those that wait for an answer, due first, after one that was given before.
///
/// # Errors
/// What the database says.
pub async fn open(tx: &mut Tx, after: Option<(Timestamp, SignalId)>, limit: u32) -> Result<Vec<SignalRow>> {
    let sql = "SELECT * FROM signal WHERE answered_at IS NULL AND (answer_by > $1 OR (answer_by = $1 AND signal_id > $2)) \
        ORDER BY answer_by, signal_id LIMIT $3";
    let (at, id) = after.map_or((Timestamp::MIN, String::new()), |(at, id)| (at, id.to_string()));
    tx.all(sql, args![at, id, limit]).await?.iter().map(read).collect()
}

/// Those that were answered since a moment, newest first, after one that was given before.
///
/// # Errors
/// What the database says.
pub async fn answered(
    tx: &mut Tx,
    since: Timestamp,
    after: Option<(Timestamp, SignalId)>,
    limit: u32,
) -> Result<Vec<SignalRow>> {
    let sql = "SELECT * FROM signal WHERE answered_at >= $1 \
        AND (answered_at < $2 OR (answered_at = $2 AND signal_id > $3)) ORDER BY answered_at DESC, signal_id LIMIT $4";
    let (at, id) = after.map_or((Timestamp::MAX, String::new()), |(at, id)| (at, id.to_string()));
    tx.all(sql, args![since, at, id, limit]).await?.iter().map(read).collect()
}

/// What these teams have to answer; due first.
///
/// # Errors
/// What the database says.
pub async fn of_owners(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<SignalRow>> {
    let sql = "SELECT * FROM signal WHERE answered_at IS NULL AND owner_team IN LIST($1) \
        ORDER BY answer_by, signal_id LIMIT $2";
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// All of them that are open, or were answered since a moment, in the order of their ids, after one that was given before.
///
/// # Errors
/// What the database says.
pub async fn all(
    tx: &mut Tx,
    answered_since: Timestamp,
    after: Option<SignalId>,
    limit: u32,
) -> Result<Vec<SignalRow>> {
    let sql = "SELECT * FROM signal WHERE (answered_at IS NULL OR answered_at >= $1) AND signal_id > $2 \
        ORDER BY signal_id LIMIT $3";
    let after = after.map(|signal| signal.to_string()).unwrap_or_default();
    tx.all(sql, args![answered_since, after, limit]).await?.iter().map(read).collect()
}

/// Those that nobody answered in time, for the coordinator.
///
/// # Errors
/// What the database says.
pub async fn louder(tx: &mut Tx, limit: u32) -> Result<Vec<SignalRow>> {
    let sql = "SELECT * FROM signal WHERE answered_at IS NULL AND overdue = 'signal_coordinator' \
        ORDER BY answer_by, signal_id LIMIT $1";
    tx.all(sql, args![limit]).await?.iter().map(read).collect()
}

/// What lies with teams in which nobody is: of the journeys that these teams direct, or all of it; due first.
///
/// # Errors
/// What the database says.
pub async fn nobodys(
    tx: &mut Tx,
    empty: &[TeamId],
    directors: &[TeamId],
    all: bool,
    limit: u32,
) -> Result<Vec<SignalRow>> {
    let sql = "SELECT signal.* FROM signal JOIN journey ON journey.journey_id = signal.journey_id \
        WHERE answered_at IS NULL AND owner_team IN LIST($1) AND ($3 OR director_team IN LIST($2)) \
        ORDER BY answer_by, signal_id LIMIT $4";
    let values = [Arg::list(empty), Arg::list(directors), Arg::from(all), Arg::from(limit)];
    tx.all(sql, &values).await?.iter().map(read).collect()
}

/// One signal.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, signal: SignalId) -> Result<Option<SignalRow>> {
    let row = tx.first("SELECT * FROM signal WHERE signal_id = $1", args![signal.0]).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<SignalRow> {
    let listeners = row.text("listeners")?;
    Ok(SignalRow {
        id: SignalId(row.id("signal_id")?),
        journey: JourneyId(row.id("journey_id")?),
        breach: row.opt_id("breach_id")?.map(BreachId),
        owner: TeamId(row.id("owner_team")?),
        opened_at: row.instant("opened_at")?,
        answer_by: row.instant("answer_by")?,
        overdue: row.opt_text("overdue")?,
        answered_at: row.opt_instant("answered_at")?,
        lines: u32::try_from(row.int("lines")?).unwrap_or(0),
        listeners: listeners.split(' ').filter_map(|id| MemberId::parse(id).ok()).collect(),
    })
}
