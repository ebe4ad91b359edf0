//! Agreements in lists: of a customer, waiting for a second member, or come back undone.

use jiff::Timestamp;
use regie_domain::agreement::Agreement;
use regie_domain::ids::{AgreementId, CustomerId, JourneyId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::money::Cents;

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// An agreement in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementRow {
    /// The agreement.
    pub id: AgreementId,
    /// Its journey.
    pub journey: JourneyId,
    /// Whose journey that is.
    pub customer: CustomerId,
    /// Whose member made it.
    pub team: TeamId,
    /// Who directs the journey.
    pub director: TeamId,
    /// `proposed`, `standing`, `refused`, `kept` or `ended`.
    pub state: String,
    /// What it costs us, in cents.
    pub amount: Cents,
    /// When it was made, or proposed.
    pub made_at: Timestamp,
    /// When somebody decides on it at the latest, while it is proposed.
    pub decide_by: Option<Timestamp>,
    /// How loud that has become, as the code of a due moment.
    pub overdue: Option<String>,
    /// Whether the work that carries it out came back undone.
    pub uncarried: bool,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "agreement",
        columns: &[
            "agreement_id",
            "journey_id",
            "customer_id",
            "team_id",
            "director_team",
            "state",
            "amount",
            "made_at",
            "decide_by",
            "overdue",
            "uncarried",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM agreement WHERE agreement_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, found): (&AgreementId, &Agreement)| {
        let waits = found.proposal.as_ref();
        row![
            id.0,
            journey.id.0,
            journey.customer.0,
            found.team.team.0,
            journey.direction.team.team.0,
            found.state_code(),
            found.amount.0,
            found.at().unwrap_or(journey.opened_at),
            waits.map(|waits| waits.decide_by),
            waits.and_then(|waits| waits.overdue).map(|level| level.code()),
            journey.is_uncarried(*id)
        ]
    };
    journey.agreements.iter().map(one).collect()
}

/// The agreements of some customers, newest first.
///
/// # Errors
/// What the database says.
pub async fn of_customers(tx: &mut Tx, customers: &[CustomerId], limit: u32) -> Result<Vec<AgreementRow>> {
    let sql = "SELECT * FROM agreement WHERE customer_id IN LIST($1) ORDER BY made_at DESC, agreement_id LIMIT $2";
    tx.all(sql, &[Arg::list(customers), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// Those that wait for these teams: for a second member to decide, or for the work to be offered again.
///
/// # Errors
/// What the database says.
pub async fn waiting(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<AgreementRow>> {
    let sql = "SELECT * FROM agreement WHERE (state = 'proposed' OR uncarried) AND (team_id IN LIST($1) \
        OR director_team IN LIST($1)) ORDER BY decide_by, made_at LIMIT $2";
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// Those of anyone that wait for a second member, due first.
///
/// # Errors
/// What the database says.
pub async fn proposed(tx: &mut Tx, limit: u32) -> Result<Vec<AgreementRow>> {
    let sql = "SELECT * FROM agreement WHERE state = 'proposed' ORDER BY decide_by, agreement_id LIMIT $1";
    tx.all(sql, &[Arg::from(limit)]).await?.iter().map(read).collect()
}

/// Those of anyone on which nobody has decided, so that they came as far as the coordinator.
///
/// # Errors
/// What the database says.
pub async fn louder(tx: &mut Tx, limit: u32) -> Result<Vec<AgreementRow>> {
    let sql = "SELECT * FROM agreement WHERE state = 'proposed' AND overdue = 'agreement_coordinator' \
        ORDER BY decide_by, agreement_id LIMIT $1";
    tx.all(sql, &[Arg::from(limit)]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<AgreementRow> {
    Ok(AgreementRow {
        id: AgreementId(row.id("agreement_id")?),
        journey: JourneyId(row.id("journey_id")?),
        customer: CustomerId(row.id("customer_id")?),
        team: TeamId(row.id("team_id")?),
        director: TeamId(row.id("director_team")?),
        state: row.text("state")?,
        amount: Cents(row.int("amount")?),
        made_at: row.instant("made_at")?,
        decide_by: row.opt_instant("decide_by")?,
        overdue: row.opt_text("overdue")?,
        uncarried: row.bool("uncarried")?,
    })
}
