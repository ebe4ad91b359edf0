//! Visits: who has which place in a team's windows.

use jiff::Timestamp;
use regie_domain::ids::{JourneyId, TeamId, VisitId};
use regie_domain::journey::Journey;
use regie_domain::slot::Taken;
use regie_domain::visit::{Visit, VisitState};

use super::View;
use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

pub(super) const VIEW: View = View {
    table: Table {
        name: "visit",
        columns: &["visit_id", "journey_id", "team_id", "starts", "ends", "urgent", "state", "first_time_right"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM visit WHERE visit_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, visit): (&VisitId, &Visit)| {
        let (state, right) = match &visit.state {
            // A journey that was set aside takes no place.
            VisitState::Booked if !journey.is_open() => ("aside", None),
            VisitState::Booked if visit.arrived.is_some() => ("there", None),
            VisitState::Booked => ("booked", None),
            VisitState::Done { first_time_right, .. } => ("done", Some(*first_time_right)),
            VisitState::NotHome { .. } => ("not_home", None),
            VisitState::Cancelled { .. } if journey.called_off().is_some_and(|(off, _)| off == *id) => ("off", None),
            VisitState::Cancelled { .. } => ("cancelled", None),
        };
        let starts = visit.window.from.unwrap_or(visit.window.until);
        row![id.0, journey.id.0, visit.team.team.0, starts, visit.window.until, visit.urgent, state, right]
    };
    journey.visits.iter().map(one).collect()
}

/// The visits that take a place in a team's windows from a moment on. They say nothing of whose they are.
///
/// # Errors
/// What the database says.
pub async fn taken(tx: &mut Tx, team: TeamId, since: Timestamp) -> Result<Vec<Taken>> {
    let sql = "SELECT visit_id, starts, ends, urgent FROM visit WHERE team_id = $1 AND ends > $2 AND state IN ('booked', 'there') \
        ORDER BY starts, visit_id";
    tx.all(sql, args![team.0, since]).await?.iter().map(read).collect()
}

/// A visit that a team has something to do about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct There {
    /// The visit.
    pub visit: VisitId,
    /// Of which journey.
    pub journey: JourneyId,
    /// The team: who came, or who is to agree on another time.
    pub team: TeamId,
}

/// The visits of some teams that have begun and not ended, of open journeys, those that began first on top.
///
/// # Errors
/// What the database says.
pub async fn there(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<There>> {
    let sql = "SELECT visit.visit_id, visit.journey_id, visit.team_id FROM visit \
        JOIN journey ON journey.journey_id = visit.journey_id AND journey.state = 'open' \
        WHERE visit.state = 'there' AND visit.team_id IN LIST($1) ORDER BY visit.starts, visit.visit_id LIMIT $2";
    tx.all(sql, &[Arg::list(teams), limit.into()]).await?.iter().map(place).collect()
}

/// The visits that were called off while another time is still to be agreed on, on open journeys, with the team that is to see
/// to it: the one with the ball, else the one that directs. Those that were to begin first on top.
///
/// # Errors
/// What the database says.
pub async fn off(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<There>> {
    let sql = "SELECT visit.visit_id, visit.journey_id, COALESCE(journey.holder_team, journey.director_team) AS team_id FROM visit \
        JOIN journey ON journey.journey_id = visit.journey_id AND journey.state = 'open' \
        WHERE visit.state = 'off' AND COALESCE(journey.holder_team, journey.director_team) IN LIST($1) \
        ORDER BY visit.starts, visit.visit_id LIMIT $2";
    tx.all(sql, &[Arg::list(teams), limit.into()]).await?.iter().map(place).collect()
}

fn place(row: &Row) -> Result<There> {
    Ok(There {
        visit: VisitId(row.id("visit_id")?),
        journey: JourneyId(row.id("journey_id")?),
        team: TeamId(row.id("team_id")?),
    })
}

fn read(row: &Row) -> Result<Taken> {
    Ok(Taken {
        visit: VisitId(row.id("visit_id")?),
        from: row.instant("starts")?,
        until: row.instant("ends")?,
        urgent: row.bool("urgent")?,
    })
}
