//! What members are writing and have not sent: a row per member, journey and form. The words stand in a content of the
//! customer whose journey it is, so that they are erased with all else; they are named by no event, so a newer draft takes
//! the place of the older one without a trace.

use jiff::Timestamp;
use regie_domain::ids::{ContentId, JourneyId, MemberId};
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// A draft, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Which form: the last part of its address.
    pub form: String,
    /// The words.
    pub content: ContentId,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// Keeps a draft, in the place of the one before it, whose content it gives back.
///
/// # Errors
/// What the database says.
pub async fn put(tx: &mut Tx, member: MemberId, journey: JourneyId, row: &DraftRow) -> Result<Option<Uuid>> {
    let before = take(tx, member, journey, &row.form).await?;
    let sql = "INSERT INTO draft (member_id, journey_id, form, content_id, saved_at) VALUES ($1, $2, $3, $4, $5)";
    tx.execute(sql, args![member, journey, &row.form, row.content, row.saved_at]).await?;
    Ok(before)
}

/// Takes a draft away; gives back its content.
///
/// # Errors
/// What the database says.
pub async fn take(tx: &mut Tx, member: MemberId, journey: JourneyId, form: &str) -> Result<Option<Uuid>> {
    let sql = "DELETE FROM draft WHERE member_id = $1 AND journey_id = $2 AND form = $3 RETURNING content_id";
    tx.first(sql, args![member, journey, form]).await?.map(|row| row.id("content_id")).transpose()
}

/// The drafts of a member on a journey, newest first.
///
/// # Errors
/// What the database says.
pub async fn of(tx: &mut Tx, member: MemberId, journey: JourneyId) -> Result<Vec<DraftRow>> {
    let sql = "SELECT form, content_id, saved_at FROM draft WHERE member_id = $1 AND journey_id = $2 ORDER BY saved_at DESC, form";
    let read = |row: &Row| {
        Ok(DraftRow { form: row.text("form")?, content: row.id("content_id")?, saved_at: row.instant("saved_at")? })
    };
    tx.all(sql, args![member, journey]).await?.iter().map(read).collect()
}
