//! Handovers.

use jiff::Timestamp;
use regie_domain::event::Subject;
use regie_domain::handover::HandoverState;
use regie_domain::ids::{HandoverId, JourneyId, TeamId};
use regie_domain::journey::Journey;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// An offer in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverRow {
    /// The offer.
    pub id: HandoverId,
    /// Its journey.
    pub journey: JourneyId,
    /// `goes`, `stays` or `direction`.
    pub subject: String,
    /// From whom.
    pub from: TeamId,
    /// To whom.
    pub to: TeamId,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// When it must be answered.
    pub respond_by: Timestamp,
    /// How loud it has become.
    pub overdue: Option<String>,
    /// Whether the receiver waits for the giver's answer.
    pub waits_for_giver: bool,
    /// `pending`, `accepted`, `answered`, `declined` or `withdrawn`.
    pub state: String,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

pub(crate) async fn put(tx: &mut Tx, journey: &Journey) -> Result<()> {
    tx.execute("DELETE FROM handover WHERE journey_id = $1", args![journey.id.0]).await?;
    for (id, offer) in &journey.handovers {
        let subject = match offer.subject {
            Subject::Leg { ball, .. } => ball.code(),
            Subject::Direction => "direction",
        };
        let (state, ended_at) = match offer.state {
            HandoverState::Pending => ("pending", None),
            HandoverState::Accepted { at, .. } => ("accepted", Some(at)),
            HandoverState::Answered { at, .. } => ("answered", Some(at)),
            HandoverState::Declined { at, .. } => ("declined", Some(at)),
            HandoverState::Withdrawn { at } => ("withdrawn", Some(at)),
        };
        let sql = "INSERT INTO handover (handover_id, journey_id, subject, from_team, to_team, offered_at, respond_by, overdue, \
            waits_for_giver, state, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let values = args![
            id.0,
            journey.id.0,
            subject,
            offer.from.team.0,
            offer.to.team.0,
            offer.offered_at,
            offer.respond_by,
            offer.overdue.map(regie_domain::codes::DeadlineKind::code),
            offer.waits_for_giver(),
            state,
            ended_at,
        ];
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// Which side of an offer a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Pending offers to these teams.
    ToMe,
    /// Pending offers from these teams.
    FromMe,
    /// Ended offers from or to these teams, newest first.
    Settled,
}

/// Offers from or to these teams, due first.
///
/// # Errors
/// What the database says.
pub async fn list(tx: &mut Tx, side: Side, teams: &[TeamId], limit: u32) -> Result<Vec<HandoverRow>> {
    let sql = match side {
        Side::ToMe => {
            "SELECT handover.* FROM handover JOIN journey ON journey.journey_id = handover.journey_id AND journey.state = 'open' \
             WHERE to_team IN LIST($1) AND handover.state = 'pending' ORDER BY respond_by LIMIT $2"
        }
        Side::FromMe => {
            "SELECT handover.* FROM handover JOIN journey ON journey.journey_id = handover.journey_id AND journey.state = 'open' \
             WHERE from_team IN LIST($1) AND handover.state = 'pending' ORDER BY respond_by LIMIT $2"
        }
        Side::Settled => {
            "SELECT * FROM handover WHERE (from_team IN LIST($1) OR to_team IN LIST($1)) AND state <> 'pending' \
             ORDER BY ended_at DESC, handover_id LIMIT $2"
        }
    };
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// Pending offers that nobody answered in time, loudest first, for coordinators.
///
/// # Errors
/// What the database says.
pub async fn overdue(tx: &mut Tx, limit: u32) -> Result<Vec<HandoverRow>> {
    let sql = "SELECT handover.* FROM handover JOIN journey ON journey.journey_id = handover.journey_id AND journey.state = 'open' \
        WHERE handover.state = 'pending' AND overdue IS NOT NULL ORDER BY respond_by LIMIT $1";
    tx.all(sql, args![limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<HandoverRow> {
    Ok(HandoverRow {
        id: HandoverId(row.id("handover_id")?),
        journey: JourneyId(row.id("journey_id")?),
        subject: row.text("subject")?,
        from: TeamId(row.id("from_team")?),
        to: TeamId(row.id("to_team")?),
        offered_at: row.instant("offered_at")?,
        respond_by: row.instant("respond_by")?,
        overdue: row.opt_text("overdue")?,
        waits_for_giver: row.bool("waits_for_giver")?,
        state: row.text("state")?,
        ended_at: row.opt_instant("ended_at")?,
    })
}
