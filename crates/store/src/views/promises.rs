//! Promises.

use jiff::Timestamp;
use regie_domain::ids::{ContentId, JourneyId, PromiseId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::promise::{Promise, PromiseState};

use super::View;
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A promise in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseRow {
    /// The promise.
    pub id: PromiseId,
    /// Its journey.
    pub journey: JourneyId,
    /// `outcome` or `news`.
    pub kind: String,
    /// What, as a code.
    pub what: String,
    /// In more words.
    pub text: Option<ContentId>,
    /// Who owes it.
    pub owner: TeamId,
    /// Whether it was made to the customer's side.
    pub to_customer: bool,
    /// The moment that judges it.
    pub first_until: Timestamp,
    /// The moment that is watched.
    pub due: Timestamp,
    /// Its version.
    pub version: i64,
    /// `open`, `kept`, `kept_after_move`, `broken` or `released`.
    pub state: String,
    /// How it was settled.
    pub settled: Option<String>,
    /// How far its time is gone.
    pub risk: Option<String>,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "promise",
        columns: &[
            "promise_id",
            "journey_id",
            "kind",
            "what",
            "text_id",
            "owner_team",
            "to_customer",
            "made_at",
            "first_until",
            "due",
            "version",
            "state",
            "settled",
            "risk",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM promise WHERE promise_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let one = |(id, promise): (&PromiseId, &Promise)| {
        let state = match promise.state {
            PromiseState::Open => "open",
            PromiseState::Kept { .. } => "kept",
            PromiseState::KeptAfterMove { .. } => "kept_after_move",
            // One that went along is broken where it is judged, and only there.
            PromiseState::Broken { .. } if journey.judges(promise) => "broken",
            PromiseState::Broken { .. } | PromiseState::Released { .. } => "released",
        };
        row![
            id.0,
            journey.id.0,
            promise.kind.code(),
            promise.what.code(),
            promise.text.map(|text| text.0),
            promise.owner.team.0,
            promise.is_to_customer(),
            promise.made_at,
            promise.first.until,
            promise.current.until,
            promise.version,
            state,
            promise.settled.map(regie_domain::codes::Settlement::code),
            promise.risk.map(regie_domain::codes::DeadlineKind::code),
        ]
    };
    journey.promises.iter().map(one).collect()
}

/// Promises that are owed: open, or broken and not settled.
macro_rules! is_owed {
    () => {
        "(promise.state = 'open' OR (promise.state = 'broken' AND promise.settled IS NULL))"
    };
}

/// Promises that the director's team hears of: broken and not settled, or with four fifths of the working time gone.
macro_rules! is_loud {
    () => {
        "((promise.state = 'broken' AND promise.settled IS NULL) \
         OR (promise.state = 'open' AND promise.risk = 'promise_four_fifths'))"
    };
}

/// Promises that the coordinator hears of too.
macro_rules! is_escalated {
    () => {
        "promise.state = 'broken' AND promise.settled IS NULL AND promise.risk = 'promise_coordinator'"
    };
}

pub(super) use {is_escalated, is_loud, is_owed};

/// What these teams owe: open, or broken and not settled, of journeys that are open; due first.
///
/// # Errors
/// What the database says.
pub async fn owed_by(tx: &mut Tx, teams: &[TeamId], limit: u32) -> Result<Vec<PromiseRow>> {
    let sql = on_open_journeys!(
        "promise",
        "promise.owner_team IN LIST($1) AND ",
        is_owed!(),
        " ORDER BY promise.due LIMIT $2"
    );
    tx.all(sql, &[Arg::list(teams), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// What other teams promised on journeys that these teams direct and that are open: broken and not settled, or with four
/// fifths of its working time gone; due first. Who directs is accountable for the whole, also for what another team owes.
///
/// # Errors
/// What the database says.
pub async fn loud_under(tx: &mut Tx, directors: &[TeamId], limit: u32) -> Result<Vec<PromiseRow>> {
    let sql = on_open_journeys!(
        "promise",
        is_loud!(),
        " AND journey.director_team IN LIST($1) AND NOT (promise.owner_team IN LIST($1)) ORDER BY promise.due LIMIT $2"
    );
    tx.all(sql, &[Arg::list(directors), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// Broken promises that also the coordinator heard of: nobody spoke by the moment that was given after, nor by the silence
/// limit. Of any team, due first.
///
/// # Errors
/// What the database says.
pub async fn escalated(tx: &mut Tx, limit: u32) -> Result<Vec<PromiseRow>> {
    let sql = on_open_journeys!("promise", is_escalated!(), " ORDER BY promise.due LIMIT $1");
    tx.all(sql, &[Arg::from(limit)]).await?.iter().map(read).collect()
}

/// The promises of some journeys that are open or broken and not settled, due first.
///
/// # Errors
/// What the database says.
pub async fn standing(tx: &mut Tx, journeys: &[JourneyId]) -> Result<Vec<PromiseRow>> {
    let sql = concat!("SELECT * FROM promise WHERE journey_id IN LIST($1) AND ", is_owed!(), " ORDER BY due");
    tx.all(sql, &[Arg::list(journeys)]).await?.iter().map(read).collect()
}

pub(super) fn read(row: &Row) -> Result<PromiseRow> {
    Ok(PromiseRow {
        id: PromiseId(row.id("promise_id")?),
        journey: JourneyId(row.id("journey_id")?),
        kind: row.text("kind")?,
        what: row.text("what")?,
        text: row.opt_id("text_id")?.map(ContentId),
        owner: TeamId(row.id("owner_team")?),
        to_customer: row.bool("to_customer")?,
        first_until: row.instant("first_until")?,
        due: row.instant("due")?,
        version: row.int("version")?,
        state: row.text("state")?,
        settled: row.opt_text("settled")?,
        risk: row.opt_text("risk")?,
    })
}
