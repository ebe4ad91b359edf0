//! Improvements: how far they are, what they come from, and who has yet to hear what was done.

use jiff::Timestamp;
use regie_domain::ids::{ContentId, ImprovementId, JourneyId, MemberId, TeamId};
use regie_domain::improvement::{Improvement, Source};

use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table};
use crate::sql::{Row, Tx};
use crate::{args, row};

const IMPROVEMENT: Table = Table {
    name: "improvement",
    columns: &[
        "improvement_id",
        "title_id",
        "owner_team",
        "step",
        "opened_at",
        "answer_by",
        "starts",
        "ends",
        "measured_at",
        "verdict",
        "told_at",
        "unheard",
    ],
    known: Known::Replace(1),
};
const SOURCE: Table = Table {
    name: "improvement_source",
    columns: &["source_id", "improvement_id", "kind", "journey_id", "of_id"],
    known: Known::Replace(1),
};
const LISTENER: Table = Table {
    name: "improvement_listener",
    columns: &["listener_id", "improvement_id", "member_id", "heard"],
    known: Known::Replace(1),
};

/// Writes the rows of an improvement. Sources and listeners only ever join it.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, found: &Improvement) -> Result<()> {
    let id = found.id;
    let values = row![
        id.0,
        found.title.0,
        found.owner.team.0,
        found.step().code(),
        found.opened_at,
        found.answer_by,
        found.terms.map(|terms| terms.starts),
        found.terms.map(|terms| terms.ends),
        found.judged.map(|(at, _)| at),
        found.judged.map(|(_, judged)| judged.verdict.code()),
        found.done.map(|done| done.at),
        !found.unheard().is_empty(),
    ];
    tx.put(&IMPROVEMENT, values).await?;
    for source in &found.sources {
        let (journey, of) = (source.journey(), of_source(source));
        let key = format!("{id} {} {of}", source.kind().code());
        tx.put(&SOURCE, row![key, id.0, source.kind().code(), journey.map(|journey| journey.0), of]).await?;
    }
    for (member, heard) in &found.members {
        tx.put(&LISTENER, row![format!("{id} {member}"), id.0, member.0, *heard]).await?;
    }
    Ok(())
}

/// What a source names on its journey, or the figure.
#[must_use]
pub fn of_source(source: &Source) -> String {
    match source {
        Source::Signal { signal, .. } => signal.to_string(),
        Source::Breach { breach, .. } => breach.to_string(),
        Source::Answer { ask, .. } | Source::Pointed { ask, .. } | Source::Learned { ask, .. } => ask.to_string(),
        Source::Figure { gauge } => gauge.code().to_owned(),
    }
}

/// An improvement in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImprovementRow {
    /// The improvement.
    pub id: ImprovementId,
    /// What it is about.
    pub title: ContentId,
    /// The team that does it.
    pub owner: TeamId,
    /// How far it is, as a code.
    pub step: String,
    /// When it began.
    pub opened_at: Timestamp,
    /// By when the owner says what is done.
    pub answer_by: Timestamp,
    /// From when the change is in force.
    pub starts: Option<Timestamp>,
    /// Until when it is looked at.
    pub ends: Option<Timestamp>,
    /// When it was measured.
    pub measured_at: Option<Timestamp>,
    /// What the figures said, as a code.
    pub verdict: Option<String>,
    /// When it was told what was done.
    pub told_at: Option<Timestamp>,
}

/// All of them, newest first: of some teams, or of every team.
///
/// # Errors
/// What the database says.
pub async fn all(tx: &mut Tx, teams: Option<&[TeamId]>, limit: u32) -> Result<Vec<ImprovementRow>> {
    let sql = "SELECT * FROM improvement WHERE ($1 OR owner_team IN LIST($2)) \
        ORDER BY opened_at DESC, improvement_id DESC LIMIT $3";
    let values = [Arg::from(teams.is_none()), Arg::list(teams.unwrap_or_default()), Arg::from(limit)];
    tx.all(sql, &values).await?.iter().map(read).collect()
}

/// Those of which it was told what was done, newest first.
///
/// # Errors
/// What the database says.
pub async fn told(tx: &mut Tx, limit: u32) -> Result<Vec<ImprovementRow>> {
    let sql = "SELECT * FROM improvement WHERE told_at IS NOT NULL ORDER BY told_at DESC, improvement_id DESC LIMIT $1";
    tx.all(sql, args![limit]).await?.iter().map(read).collect()
}

/// Those of which a member who reported has yet to read what was done.
///
/// # Errors
/// What the database says.
pub async fn unread(tx: &mut Tx, member: MemberId, limit: u32) -> Result<Vec<ImprovementRow>> {
    let sql = "SELECT improvement.* FROM improvement_listener \
        JOIN improvement ON improvement.improvement_id = improvement_listener.improvement_id \
        WHERE improvement_listener.member_id = $1 AND NOT heard ORDER BY told_at, improvement.improvement_id LIMIT $2";
    tx.all(sql, args![member.0, limit]).await?.iter().map(read).collect()
}

/// Those that are tried and whose time was over at a moment.
///
/// # Errors
/// What the database says.
pub async fn ended(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<ImprovementId>> {
    let sql = "SELECT improvement_id FROM improvement WHERE step = 'tried' AND ends <= $1 ORDER BY ends LIMIT $2";
    ids(&tx.all(sql, args![now, limit]).await?)
}

/// Those of which customers have yet to hear what was done.
///
/// # Errors
/// What the database says.
pub async fn unheard(tx: &mut Tx, limit: u32) -> Result<Vec<ImprovementId>> {
    let sql = "SELECT improvement_id FROM improvement WHERE unheard ORDER BY told_at, improvement_id LIMIT $1";
    ids(&tx.all(sql, args![limit]).await?)
}

/// What is used already: kind and what it names.
///
/// # Errors
/// What the database says.
pub async fn used(tx: &mut Tx, journeys: &[JourneyId]) -> Result<Vec<(String, String)>> {
    let sql = "SELECT kind, of_id FROM improvement_source WHERE journey_id IN LIST($1)";
    let rows = tx.all(sql, &[Arg::list(journeys)]).await?;
    rows.iter().map(|row| Ok((row.text("kind")?, row.text("of_id")?))).collect()
}

fn ids(rows: &[Row]) -> Result<Vec<ImprovementId>> {
    rows.iter().map(|row| Ok(ImprovementId(row.id("improvement_id")?))).collect()
}

fn read(row: &Row) -> Result<ImprovementRow> {
    Ok(ImprovementRow {
        id: ImprovementId(row.id("improvement_id")?),
        title: ContentId(row.id("title_id")?),
        owner: TeamId(row.id("owner_team")?),
        step: row.text("step")?,
        opened_at: row.instant("opened_at")?,
        answer_by: row.instant("answer_by")?,
        starts: row.opt_instant("starts")?,
        ends: row.opt_instant("ends")?,
        measured_at: row.opt_instant("measured_at")?,
        verdict: row.opt_text("verdict")?,
        told_at: row.opt_instant("told_at")?,
    })
}

/// What happened in some days on journeys that a team directs, for its meeting: a journey and `broken`, `chaser`, `breach`,
/// `unhappy` or `answered`; newest first. Answers that may not be traced are not among it.
///
/// # Errors
/// What the database says.
pub async fn week_of(
    tx: &mut Tx,
    team: TeamId,
    (since, until): (Timestamp, Timestamp),
    limit: u32,
) -> Result<Vec<(JourneyId, String)>> {
    let sql = "SELECT journey_id, what FROM ( \
        SELECT promise.journey_id AS journey_id, 'broken' AS what, promise.due AS at FROM promise \
        JOIN journey ON journey.journey_id = promise.journey_id \
        WHERE director_team = $1 AND promise.state = 'broken' AND to_customer \
        UNION ALL SELECT contact.journey_id, 'chaser', contact.at FROM contact \
        JOIN journey ON journey.journey_id = contact.journey_id \
        WHERE director_team = $1 AND direction = 'in' AND asks = 'news' AND moved_to IS NULL \
        UNION ALL SELECT breach.journey_id, 'breach', breach.reported_at FROM breach WHERE breach.director_team = $1 \
        UNION ALL SELECT survey_ask.journey_id, CASE WHEN low OR worrying THEN 'unhappy' ELSE 'answered' END, \
        survey_ask.answered_at FROM survey_ask JOIN journey ON journey.journey_id = survey_ask.journey_id \
        WHERE director_team = $1 AND answered_at IS NOT NULL AND NOT untraceable \
        ) AS happened WHERE at >= $2 AND at < $3 ORDER BY at DESC, journey_id, what LIMIT $4";
    let rows = tx.all(sql, args![team.0, since, until, limit]).await?;
    rows.iter().map(|row| Ok((JourneyId(row.id("journey_id")?), row.text("what")?))).collect()
}
