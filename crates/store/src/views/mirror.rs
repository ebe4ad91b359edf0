//! Whom answers concern, and who looked at what is kept of a member. What was answered is not here, and nothing that members
//! could be ordered by.

use jiff::Timestamp;
use regie_domain::ids::{AskId, JourneyId, MemberId, TeamId};
use regie_domain::journey::Journey;
use uuid::Uuid;

use super::View;
use crate::args;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

pub(super) const VIEW: View = View {
    table: Table {
        name: "mirror",
        columns: &["mirror_id", "journey_id", "ask_id", "member_id", "team_id", "answered_at", "not_me_at"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM mirror WHERE mirror_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let Some(ask) = &journey.survey else { return Vec::new() };
    let Some(answered) = ask.response.as_ref().map(|response| response.at) else { return Vec::new() };
    let one = |concern: regie_domain::mirror::Concern| {
        let key = format!("{} {} {}", ask.id, concern.team, concern.member);
        let not_me = journey.mirror.not_me.get(&concern.member).copied();
        row![key, journey.id.0, ask.id.0, concern.member.0, concern.team.0, answered, not_me]
    };
    let mut rows: Vec<Values> = journey.concerned().into_iter().map(one).collect();
    rows.sort_by(|one, other| one[0].cmp(&other[0]));
    rows
}

/// An answer and a member whom it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MirrorRow {
    /// The journey.
    pub journey: JourneyId,
    /// The ask that was answered.
    pub ask: AskId,
    /// The member.
    pub member: MemberId,
    /// The team that the member acted for.
    pub team: TeamId,
    /// When it was answered, as it stands.
    pub answered_at: Timestamp,
    /// When the member said that it was the process.
    pub not_me_at: Option<Timestamp>,
}

/// What concerns a member and was answered since a moment, newest first. What was the process is left out.
///
/// # Errors
/// What the database says.
pub async fn of_member(tx: &mut Tx, member: MemberId, since: Timestamp, limit: u32) -> Result<Vec<MirrorRow>> {
    let sql = "SELECT * FROM mirror WHERE member_id = $1 AND answered_at > $2 AND not_me_at IS NULL \
        ORDER BY answered_at DESC, mirror_id LIMIT $3";
    tx.all(sql, args![member.0, since, limit]).await?.iter().map(read).collect()
}

/// Every answer that concerns somebody and was given between two moments, in that order.
///
/// # Errors
/// What the database says.
pub async fn between(tx: &mut Tx, from: Timestamp, until: Timestamp) -> Result<Vec<MirrorRow>> {
    let sql = "SELECT * FROM mirror WHERE answered_at >= $1 AND answered_at < $2 ORDER BY answered_at, mirror_id";
    tx.all(sql, args![from, until]).await?.iter().map(read).collect()
}

/// The answers of which a member said since a moment that it was the process: sources for improving. Each once, whoever and
/// however many said so; newest first.
///
/// # Errors
/// What the database says.
pub async fn of_process(tx: &mut Tx, since: Timestamp, limit: u32) -> Result<Vec<(JourneyId, AskId, Timestamp)>> {
    let sql = "SELECT journey_id, ask_id, MAX(not_me_at) AS said_at FROM mirror WHERE not_me_at >= $1 \
        GROUP BY journey_id, ask_id ORDER BY said_at DESC, ask_id LIMIT $2";
    let rows = tx.all(sql, args![since, limit]).await?;
    let one = |row: &Row| Ok((JourneyId(row.id("journey_id")?), AskId(row.id("ask_id")?), row.instant("said_at")?));
    rows.iter().map(one).collect()
}

fn read(row: &Row) -> Result<MirrorRow> {
    Ok(MirrorRow {
        journey: JourneyId(row.id("journey_id")?),
        ask: AskId(row.id("ask_id")?),
        member: MemberId(row.id("member_id")?),
        team: TeamId(row.id("team_id")?),
        answered_at: row.instant("answered_at")?,
        not_me_at: row.opt_instant("not_me_at")?,
    })
}

const GUESTS: Table =
    Table { name: "mirror_guest", columns: &["member_id", "guest_id", "since"], known: Known::Replace(2) };

/// A member lets somebody look into the own mirror.
///
/// # Errors
/// What the database says.
pub async fn invite(tx: &mut Tx, member: MemberId, guest: MemberId, since: Timestamp) -> Result<()> {
    tx.put(&GUESTS, row![member.0, guest.0, since]).await
}

/// A member lets somebody look no more.
///
/// # Errors
/// What the database says.
pub async fn uninvite(tx: &mut Tx, member: MemberId, guest: MemberId) -> Result<()> {
    tx.execute("DELETE FROM mirror_guest WHERE member_id = $1 AND guest_id = $2", args![member.0, guest.0]).await?;
    Ok(())
}

/// Whom a member lets look, or who lets this member look, with since when.
///
/// # Errors
/// What the database says.
pub async fn guests(tx: &mut Tx, member: MemberId) -> Result<(Vec<(MemberId, Timestamp)>, Vec<MemberId>)> {
    let mine = "SELECT guest_id, since FROM mirror_guest WHERE member_id = $1 ORDER BY since, guest_id";
    let theirs = "SELECT member_id FROM mirror_guest WHERE guest_id = $1 ORDER BY member_id";
    let rows = tx.all(mine, args![member.0]).await?;
    let mine = rows.iter().map(|row| Ok((MemberId(row.id("guest_id")?), row.instant("since")?)));
    let mine = mine.collect::<Result<Vec<_>>>()?;
    let rows = tx.all(theirs, args![member.0]).await?;
    let theirs = rows.iter().map(|row| Ok(MemberId(row.id("member_id")?))).collect::<Result<Vec<_>>>()?;
    Ok((mine, theirs))
}

/// Somebody looked at what is kept of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Who looked.
    pub by: MemberId,
    /// At what, as a code.
    pub what: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps a look.
///
/// # Errors
/// What the database says.
pub async fn looked(tx: &mut Tx, id: Uuid, member: MemberId, look: &Look) -> Result<()> {
    let sql = "INSERT INTO look (look_id, member_id, by_member, what, at) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, args![id, member.0, look.by.0, &look.what, look.at]).await?;
    Ok(())
}

/// Who looked at what is kept of a member, newest first.
///
/// # Errors
/// What the database says.
pub async fn looks(tx: &mut Tx, member: MemberId, limit: u32) -> Result<Vec<Look>> {
    let sql = "SELECT * FROM look WHERE member_id = $1 ORDER BY at DESC, look_id DESC LIMIT $2";
    let read =
        |row: &Row| Ok(Look { by: MemberId(row.id("by_member")?), what: row.text("what")?, at: row.instant("at")? });
    tx.all(sql, args![member.0, limit]).await?.iter().map(read).collect()
}

/// Forgets looks before a moment.
///
/// # Errors
/// What the database says.
pub async fn forget_looks(tx: &mut Tx, before: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM look WHERE at < $1", args![before]).await?;
    Ok(())
}
