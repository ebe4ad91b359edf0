//! Handovers.

use jiff::Timestamp;
use regie_domain::event::Subject;
use regie_domain::handover::{AmountAsked, Handover, HandoverState};
use regie_domain::ids::{ContentId, HandoverId, JourneyId, TeamId};
use regie_domain::journey::Journey;

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::sql::{Row, Tx};
use crate::{args, row};

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
    /// How it came back to a giver who has not gone on since: `asked`, `returned`, `declined`, `answered` or `done`.
    pub back: Option<String>,
    /// The reason or the outcome that came along, as a code.
    pub back_why: Option<String>,
    /// The words that came along.
    pub back_text: Option<ContentId>,
    /// Until when an amount that the receiver asked for is decided on, while it waits.
    pub amount_by: Option<Timestamp>,
    /// How loud that has become.
    pub amount_overdue: Option<String>,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "handover",
        columns: &[
            "handover_id",
            "journey_id",
            "subject",
            "from_team",
            "to_team",
            "offered_at",
            "respond_by",
            "overdue",
            "waits_for_giver",
            "state",
            "ended_at",
            "back",
            "back_why",
            "back_text",
            "amount_by",
            "amount_overdue",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM handover WHERE handover_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, offer): (&HandoverId, &Handover)| {
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
        let back = journey.came_back.get(id);
        let leg = journey.legs.values().find(|leg| leg.handover == *id && leg.is_open());
        let amount = leg.and_then(|leg| leg.asked).filter(AmountAsked::waits);
        row![
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
            back.map(|back| back.how.code()),
            back.and_then(|back| back.how.why()),
            back.and_then(|back| back.text).map(|text| text.0),
            amount.and_then(|asked| asked.moments).map(|moments| moments.answer_by),
            amount.and_then(|asked| asked.overdue).map(regie_domain::codes::DeadlineKind::code),
        ]
    };
    journey.handovers.iter().map(one).collect()
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
            on_open_journeys!(
                "handover",
                "to_team IN LIST($1) AND handover.state = 'pending' ORDER BY respond_by LIMIT $2"
            )
        }
        Side::FromMe => {
            on_open_journeys!(
                "handover",
                "from_team IN LIST($1) AND handover.state = 'pending' ORDER BY respond_by LIMIT $2"
            )
        }
        Side::Settled => {
            "SELECT * FROM handover WHERE (from_team IN LIST($1) OR to_team IN LIST($1)) AND state <> 'pending' \
             ORDER BY ended_at DESC, handover_id LIMIT $2"
        }
    };
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// Pending offers that nobody answered in time, those first that should have been answered first.
///
/// # Errors
/// What the database says.
pub async fn overdue(tx: &mut Tx, limit: u32) -> Result<Vec<HandoverRow>> {
    let sql = on_open_journeys!(
        "handover",
        "handover.state = 'pending' AND overdue IS NOT NULL ORDER BY respond_by LIMIT $1"
    );
    tx.all(sql, args![limit]).await?.iter().map(read).collect()
}

/// As [`overdue`], of journeys that these teams direct and between other teams than these.
///
/// # Errors
/// What the database says.
pub async fn overdue_under(tx: &mut Tx, directors: &[TeamId], limit: u32) -> Result<Vec<HandoverRow>> {
    let sql = on_open_journeys!(
        "handover",
        "handover.state = 'pending' AND overdue IS NOT NULL AND journey.director_team IN LIST($1) \
         AND NOT (from_team IN LIST($1)) AND NOT (to_team IN LIST($1)) ORDER BY respond_by LIMIT $2"
    );
    tx.all(sql, &[Arg::list(directors), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// Amounts on which nobody decided in time, of journeys that these teams direct without being the giver; for who watches over
/// the whole also those of anyone that came as far as the coordinator.
///
/// # Errors
/// What the database says.
pub async fn amounts_louder(
    tx: &mut Tx,
    directors: &[TeamId],
    coordinator: bool,
    limit: u32,
) -> Result<Vec<HandoverRow>> {
    let sql = on_open_journeys!(
        "handover",
        "amount_overdue IS NOT NULL AND NOT (from_team IN LIST($1)) AND (journey.director_team IN LIST($1) \
         OR ($2 AND amount_overdue = 'amount_coordinator')) ORDER BY amount_by LIMIT $3"
    );
    tx.all(sql, &[Arg::list(directors), coordinator.into(), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// What came back to these teams and waits for them to go on, newest first.
///
/// # Errors
/// What the database says.
pub async fn came_back(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<HandoverRow>> {
    let sql = on_open_journeys!(
        "handover",
        "from_team IN LIST($1) AND handover.back IS NOT NULL ORDER BY offered_at DESC, handover_id LIMIT $2"
    );
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
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
        back: row.opt_text("back")?,
        back_why: row.opt_text("back_why")?,
        back_text: row.opt_id("back_text")?.map(ContentId),
        amount_by: row.opt_instant("amount_by")?,
        amount_overdue: row.opt_text("amount_overdue")?,
    })
}
