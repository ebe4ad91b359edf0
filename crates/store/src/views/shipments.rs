//! Shipments: what asks for attention first, by tracking number, and how each carrier keeps its promises.

use jiff::Timestamp;
use regie_domain::codes::ShipmentStatus;
use regie_domain::ids::{JourneyId, PromiseId, ShipmentId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::promise::PromiseState;
use regie_domain::shipment::{Shipment, Stand};

use super::View;
use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A shipment in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentRow {
    /// The shipment.
    pub id: ShipmentId,
    /// Its journey.
    pub journey: JourneyId,
    /// Its tracking number.
    pub tracking: String,
    /// Who brings it.
    pub carrier: TeamId,
    /// Who directs the journey.
    pub director: TeamId,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// Until when it was promised to the customer, as it stands now.
    pub due: Timestamp,
    /// How it stands.
    pub stand: Stand,
    /// What was said of it last.
    pub status: Option<ShipmentStatus>,
    /// When that happened.
    pub status_at: Option<Timestamp>,
    /// When it was delivered.
    pub delivered_at: Option<Timestamp>,
    /// What became of the promise to the customer: `open`, `kept`, `kept_after_move`, `broken` or `released`.
    pub verdict: String,
    /// What became of the carrier's.
    pub carriers_verdict: String,
}

pub(super) const VIEW: View = View {
    table: Table {
        name: "shipment",
        columns: &[
            "shipment_id",
            "journey_id",
            "tracking",
            "carrier_team",
            "director_team",
            "registered_at",
            "due",
            "stand",
            "place",
            "status",
            "status_at",
            "delivered_at",
            "verdict",
            "carriers_due",
            "carriers_verdict",
            "chasers",
            "without_news",
        ],
        known: Known::Replace(1),
    },
    remove: "DELETE FROM shipment WHERE shipment_id = $1 AND journey_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let verdict = |id: PromiseId| match journey.promises.get(&id).map(|promise| promise.state) {
        Some(PromiseState::Open) => "open",
        Some(PromiseState::Kept { .. }) => "kept",
        Some(PromiseState::KeptAfterMove { .. }) => "kept_after_move",
        Some(PromiseState::Broken { .. }) => "broken",
        Some(PromiseState::Released { .. }) | None => "released",
    };
    let one = |(id, found): (&ShipmentId, &Shipment)| {
        let (stand, last, figures) = (journey.stand_of(found), found.last(), journey.figures_of(found));
        let promise = |id| journey.promises.get(&id);
        let due = promise(found.promise).map_or(found.registered_at, |promise| promise.current.until);
        let carriers_due = promise(found.carriers).map_or(found.registered_at, |promise| promise.first.until);
        row![
            id.0,
            journey.id.0,
            found.subject.value().to_owned(),
            found.carrier.team.0,
            journey.direction.team.team.0,
            found.registered_at,
            due,
            stand.code(),
            stand as i64,
            last.map(|said| said.status.code()),
            last.map(|said| said.at),
            found.delivered(),
            verdict(found.promise),
            carriers_due,
            verdict(found.carriers),
            i64::try_from(figures.chasers).unwrap_or(i64::MAX),
            i64::try_from(figures.without_news.as_micros()).unwrap_or(i64::MAX)
        ]
    };
    journey.shipments.iter().map(one).collect()
}

/// Shipments in the order in which they ask for attention, those that are due first on top; of these teams, or of all
/// where none is named. `all`: also what is delivered or over.
///
/// # Errors
/// What the database says.
pub async fn list(tx: &mut Tx, directors: &[TeamId], all: bool, limit: u32) -> Result<Vec<ShipmentRow>> {
    let sql = match all {
        false => {
            "SELECT * FROM shipment WHERE place < 4 AND director_team IN LIST($1) ORDER BY place, due, shipment_id LIMIT $2"
        }
        true => {
            "SELECT * FROM shipment WHERE director_team IN LIST($1) ORDER BY registered_at DESC, shipment_id DESC LIMIT $2"
        }
    };
    tx.all(sql, &[Arg::list(directors), Arg::from(limit)]).await?.iter().map(read).collect()
}

/// The shipments of a tracking number, that was registered last first.
///
/// # Errors
/// What the database says.
pub async fn by_tracking(tx: &mut Tx, tracking: &str) -> Result<Vec<ShipmentRow>> {
    let sql = "SELECT * FROM shipment WHERE tracking = $1 ORDER BY registered_at DESC, shipment_id DESC LIMIT 20";
    tx.all(sql, args![tracking]).await?.iter().map(read).collect()
}

/// One shipment.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: ShipmentId) -> Result<Option<ShipmentRow>> {
    let row = tx.first("SELECT * FROM shipment WHERE shipment_id = $1", args![id.0]).await?;
    row.as_ref().map(read).transpose()
}

/// What a carrier still has under way, what is due first on top.
///
/// # Errors
/// What the database says.
pub async fn under_way(tx: &mut Tx, carrier: TeamId, limit: u32) -> Result<Vec<ShipmentRow>> {
    let sql = "SELECT * FROM shipment WHERE carrier_team = $1 AND place < 4 AND delivered_at IS NULL \
        ORDER BY due, shipment_id LIMIT $2";
    tx.all(sql, args![carrier.0, limit]).await?.iter().map(read).collect()
}

/// How a carrier kept the promises that were due in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The carrier.
    pub carrier: TeamId,
    /// How many it promised.
    pub promised: u64,
    /// How many of them it kept in the first window.
    pub kept: u64,
    /// How many it kept after a move.
    pub kept_after_move: u64,
    /// How many it broke.
    pub broken: u64,
    /// How many still run.
    pub open: u64,
    /// How often customers only asked whether there is news of them.
    pub chasers: u64,
    /// The longest stretch in which each customer was told nothing, added up, in microseconds.
    pub without_news: i64,
}

/// How each carrier kept its promises that were due from one moment until before another.
///
/// # Errors
/// What the database says.
pub async fn kept(tx: &mut Tx, from: Timestamp, until: Timestamp) -> Result<Vec<Kept>> {
    let sql = "SELECT carrier_team, count(*) AS promised, \
        count(*) FILTER (WHERE carriers_verdict = 'kept') AS kept, \
        count(*) FILTER (WHERE carriers_verdict = 'kept_after_move') AS moved, \
        count(*) FILTER (WHERE carriers_verdict = 'broken') AS broken, \
        count(*) FILTER (WHERE carriers_verdict = 'open') AS running, \
        CAST(COALESCE(sum(chasers), 0) AS BIGINT) AS asked, \
        CAST(COALESCE(sum(without_news), 0) AS BIGINT) AS silence \
        FROM shipment WHERE carriers_due >= $1 AND carriers_due < $2 GROUP BY carrier_team ORDER BY carrier_team";
    let number = |row: &Row, name: &str| Ok::<_, crate::error::StoreError>(u64::try_from(row.int(name)?).unwrap_or(0));
    let read = |row: &Row| {
        Ok(Kept {
            carrier: TeamId(row.id("carrier_team")?),
            promised: number(row, "promised")?,
            kept: number(row, "kept")?,
            kept_after_move: number(row, "moved")?,
            broken: number(row, "broken")?,
            open: number(row, "running")?,
            chasers: number(row, "asked")?,
            without_news: row.int("silence")?,
        })
    };
    tx.all(sql, args![from, until]).await?.iter().map(read).collect()
}

/// What a carrier said of a shipment that nobody registered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Early {
    /// The tracking number.
    pub tracking: String,
    /// What.
    pub status: ShipmentStatus,
    /// When that happened.
    pub at: Timestamp,
}

/// Keeps what was said of a shipment that is not there yet.
///
/// # Errors
/// What the database says.
pub async fn keep_early(tx: &mut Tx, early: &Early, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO shipment_early (tracking, status, at, received_at) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (tracking, status, at) DO NOTHING";
    tx.execute(sql, args![early.tracking.as_str(), early.status.code(), early.at, now]).await?;
    Ok(())
}

/// Takes out what was said of a shipment before it was registered, in the order in which it happened.
///
/// # Errors
/// What the database says.
pub async fn take_early(tx: &mut Tx, tracking: &str) -> Result<Vec<Early>> {
    let sql = "SELECT tracking, status, at FROM shipment_early WHERE tracking = $1 ORDER BY at, status";
    let rows = tx.all(sql, args![tracking]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    tx.execute("DELETE FROM shipment_early WHERE tracking = $1", args![tracking]).await?;
    let read = |row: &Row| {
        let status = ShipmentStatus::parse(&row.text("status")?);
        let (tracking, at) = (row.text("tracking")?, row.instant("at")?);
        Ok(status.map(|status| Early { tracking, status, at }))
    };
    let found: Result<Vec<Option<Early>>> = rows.iter().map(read).collect();
    Ok(found?.into_iter().flatten().collect())
}

/// How many numbers were spoken of that nobody registered.
///
/// # Errors
/// What the database says.
pub async fn early(tx: &mut Tx) -> Result<u64> {
    let row = tx.one("SELECT count(DISTINCT tracking) AS n FROM shipment_early", args![]).await?;
    Ok(u64::try_from(row.int("n")?).unwrap_or(0))
}

/// Forgets what was said before an instant of shipments that nobody registered; tells how many.
///
/// # Errors
/// What the database says.
pub async fn purge_early(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM shipment_early WHERE received_at < $1", args![before]).await
}

/// How the last round of questions to a carrier went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// When it was.
    pub asked_at: Timestamp,
    /// About how many shipments.
    pub shipments: u64,
    /// How much was new.
    pub facts: u64,
    /// How many answers were none.
    pub failed: u64,
    /// What went wrong last, as a code.
    pub trouble: Option<String>,
    /// Until when the carrier asked to be left alone.
    pub wait_until: Option<Timestamp>,
}

/// Notes how a round went.
///
/// # Errors
/// What the database says.
pub async fn note_round(tx: &mut Tx, feed: uuid::Uuid, round: &Round) -> Result<()> {
    let sql = "INSERT INTO carrier_round (feed_id, asked_at, shipments, facts, failed, trouble, wait_until) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) \
        ON CONFLICT (feed_id) DO UPDATE SET asked_at = excluded.asked_at, shipments = excluded.shipments, \
        facts = excluded.facts, failed = excluded.failed, trouble = excluded.trouble, \
        wait_until = excluded.wait_until";
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let (shipments, facts, failed) = (whole(round.shipments), whole(round.facts), whole(round.failed));
    let trouble = round.trouble.as_deref();
    tx.execute(sql, args![feed, round.asked_at, shipments, facts, failed, trouble, round.wait_until]).await?;
    Ok(())
}

/// How the last round went.
///
/// # Errors
/// What the database says.
pub async fn round(tx: &mut Tx, feed: uuid::Uuid) -> Result<Option<Round>> {
    let row = tx.first("SELECT * FROM carrier_round WHERE feed_id = $1", args![feed]).await?;
    let number = |row: &Row, name: &str| Ok::<_, crate::error::StoreError>(u64::try_from(row.int(name)?).unwrap_or(0));
    let read = |row: &Row| {
        Ok(Round {
            asked_at: row.instant("asked_at")?,
            shipments: number(row, "shipments")?,
            facts: number(row, "facts")?,
            failed: number(row, "failed")?,
            trouble: row.opt_text("trouble")?,
            wait_until: row.opt_instant("wait_until")?,
        })
    };
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<ShipmentRow> {
    let status = row.opt_text("status")?;
    Ok(ShipmentRow {
        id: ShipmentId(row.id("shipment_id")?),
        journey: JourneyId(row.id("journey_id")?),
        tracking: row.text("tracking")?,
        carrier: TeamId(row.id("carrier_team")?),
        director: TeamId(row.id("director_team")?),
        registered_at: row.instant("registered_at")?,
        due: row.instant("due")?,
        stand: Stand::parse(&row.text("stand")?).unwrap_or(Stand::Over),
        status: status.as_deref().and_then(ShipmentStatus::parse),
        status_at: row.opt_instant("status_at")?,
        delivered_at: row.opt_instant("delivered_at")?,
        verdict: row.text("verdict")?,
        carriers_verdict: row.text("carriers_verdict")?,
    })
}
