//! What partners said against what was laid on their part of an answer, while nobody has decided on it. An answer that may not be
//! traced is there for nobody, and so is what was said of it.

use jiff::Timestamp;
use regie_domain::ids::{JourneyId, OrgId, TeamId};
use regie_domain::journey::{Journey, State};

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

pub(super) const VIEW: View = View {
    table: Table {
        name: "answer_dispute",
        columns: &["dispute_id", "journey_id", "director_team", "before_team", "org_id", "disputed_at"],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM answer_dispute WHERE dispute_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let stands = !matches!(journey.state, State::Void { .. });
    let Some(ask) = journey.survey.as_ref().filter(|_| stands) else { return Vec::new() };
    let traced = ask.response.as_ref().is_some_and(|response| !response.untraceable);
    let open = ask.disputes.iter().enumerate().filter(|(_, dispute)| traced && dispute.judged.is_none());
    let before = journey.led_before().unwrap_or(journey.direction.team);
    open.map(|(place, dispute)| {
        row![
            format!("{}-{place:03}", journey.id),
            journey.id.0,
            journey.direction.team.team.0,
            before.team.0,
            dispute.part.team.org.0,
            dispute.at
        ]
    })
    .collect()
}

/// A dispute in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DisputeRow {
    /// Of which journey.
    pub journey: JourneyId,
    /// Who directs it, and decides.
    pub team: TeamId,
    /// The partner that said it.
    pub org: OrgId,
    /// When it was said.
    pub at: Timestamp,
}

/// What some teams have to decide on, oldest first: where they direct, and where they led before one of `partners` that directs.
///
/// # Errors
/// What the database says.
pub async fn of_teams(tx: &mut Tx, teams: &[TeamId], partners: &[TeamId], limit: u32) -> Result<Vec<DisputeRow>> {
    let sql = "SELECT * FROM answer_dispute WHERE director_team IN LIST($1) \
        OR (before_team IN LIST($1) AND director_team IN LIST($2)) ORDER BY disputed_at, dispute_id LIMIT $3";
    tx.all(sql, &[Arg::list(teams), Arg::list(partners), limit.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<DisputeRow> {
    Ok(DisputeRow {
        journey: JourneyId(row.id("journey_id")?),
        team: TeamId(row.id("director_team")?),
        org: OrgId(row.id("org_id")?),
        at: row.instant("disputed_at")?,
    })
}
