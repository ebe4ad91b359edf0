//! What the parties of a chain agreed to do about where customers wait between them. Plain rows: they cannot be rebuilt from
//! the journal.

use jiff::Timestamp;
use regie_domain::ids::{BlueprintId, ContentId, JourneyId, OrgId};
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// An action, or a day along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainItem {
    /// Its id.
    pub id: Uuid,
    /// Of which kind of journeys.
    pub blueprint: BlueprintId,
    /// `action` or `day`.
    pub sort: String,
    /// Between this party.
    pub from: OrgId,
    /// And this one.
    pub to: OrgId,
    /// In words; a day along needs none.
    pub text: Option<ContentId>,
    /// Who offered to take it.
    pub offered_by: Option<OrgId>,
    /// When that was.
    pub offered_at: Option<Timestamp>,
    /// When it was put on the list.
    pub made_at: Timestamp,
    /// When it was done.
    pub done_at: Option<Timestamp>,
}

/// Puts something on the list.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, item: &ChainItem) -> Result<()> {
    let sql = "INSERT INTO chain_item (item_id, blueprint_id, sort, from_org, to_org, content_id, offered_by, offered_at, made_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = args![
        item.id,
        item.blueprint.0,
        &item.sort,
        item.from.0,
        item.to.0,
        item.text.map(|text| text.0),
        item.offered_by.map(|org| org.0),
        item.offered_at,
        item.made_at,
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// A party offers to take something that nobody took; tells whether it was so.
///
/// # Errors
/// What the database says.
pub async fn offer(tx: &mut Tx, id: Uuid, by: OrgId, at: Timestamp) -> Result<bool> {
    let sql = "UPDATE chain_item SET offered_by = $2, offered_at = $3 WHERE item_id = $1 AND offered_by IS NULL AND done_at IS NULL";
    Ok(tx.execute(sql, args![id, by.0, at]).await? > 0)
}

/// Something is done, says who took it or whose table it is; tells whether it was so.
///
/// # Errors
/// What the database says.
pub async fn done(tx: &mut Tx, id: Uuid, at: Timestamp) -> Result<bool> {
    let sql = "UPDATE chain_item SET done_at = $2 WHERE item_id = $1 AND done_at IS NULL";
    Ok(tx.execute(sql, args![id, at]).await? > 0)
}

/// What stands on the list of a kind of journeys, the newest first.
///
/// # Errors
/// What the database says.
pub async fn of_blueprint(tx: &mut Tx, blueprint: BlueprintId, most: u32) -> Result<Vec<ChainItem>> {
    let sql = "SELECT * FROM chain_item WHERE blueprint_id = $1 ORDER BY made_at DESC, item_id LIMIT $2";
    tx.all(sql, args![blueprint.0, most]).await?.iter().map(read).collect()
}

/// The journeys of a kind that first closed between two moments, also those that opened again; not those out of an archive, nor
/// what was set aside.
///
/// # Errors
/// What the database says.
pub async fn closed(
    tx: &mut Tx,
    blueprint: BlueprintId,
    (from, until): (Timestamp, Timestamp),
    most: u32,
) -> Result<Vec<JourneyId>> {
    let sql = "SELECT journey_id FROM journey_figures WHERE blueprint_id = $1 \
        AND ended >= $2 AND ended < $3 ORDER BY ended, journey_id LIMIT $4";
    let rows = tx.all(sql, args![blueprint.0, from, until, most]).await?;
    rows.iter().map(|row| Ok(JourneyId(row.id("journey_id")?))).collect()
}

fn read(row: &Row) -> Result<ChainItem> {
    Ok(ChainItem {
        id: row.id("item_id")?,
        blueprint: BlueprintId(row.id("blueprint_id")?),
        sort: row.text("sort")?,
        from: OrgId(row.id("from_org")?),
        to: OrgId(row.id("to_org")?),
        text: row.opt_id("content_id")?.map(ContentId),
        offered_by: row.opt_id("offered_by")?.map(OrgId),
        offered_at: row.opt_instant("offered_at")?,
        made_at: row.instant("made_at")?,
        done_at: row.opt_instant("done_at")?,
    })
}
