//! What a member has sent and may still take back: the command waits here for its moment, with all its words in one content.
//! Nothing of it stands in the journal until it is run.

use jiff::Timestamp;
use regie_domain::ids::{ContentId, JourneyId, MemberId};
use uuid::Uuid;

use crate::args;
use crate::error::Result;
use crate::sql::{Row, Tx};

/// Something that waits, or was refused at its moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Its id.
    pub id: Uuid,
    /// Who sent it.
    pub member: MemberId,
    /// On which journey.
    pub journey: JourneyId,
    /// From which form: the last part of its address.
    pub form: String,
    /// The key of the form, so that a second press has no second effect.
    pub key: String,
    /// The command with its words; nothing once it was refused.
    pub content: Option<ContentId>,
    /// When it is run, by the machine's clock.
    pub due: Timestamp,
    /// Why it was refused at its moment, as a code.
    pub refused: Option<String>,
}

/// The columns in which it is read.
macro_rules! sendings {
    ($which:literal) => {
        concat!(
            "SELECT sending_id, member_id, journey_id, form, form_key, content_id, due, refused FROM sending WHERE ",
            $which
        )
    };
}

/// Lets something wait.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when the same form of the same member waits already.
pub async fn put(tx: &mut Tx, new: &Sending) -> Result<()> {
    let sql = "INSERT INTO sending (sending_id, member_id, journey_id, form, form_key, content_id, due, refused) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let values =
        args![new.id, new.member, new.journey, &new.form, &new.key, new.content, new.due, new.refused.as_ref(),];
    tx.execute(sql, values).await?;
    Ok(())
}

/// Takes away what still waits and belongs to a member; nothing when it does not wait any more. Whoever takes it first has
/// it: the member who takes it back, or the moment that has come.
///
/// # Errors
/// What the database says.
pub async fn take(tx: &mut Tx, id: Uuid) -> Result<Option<Sending>> {
    let sql = "DELETE FROM sending WHERE sending_id = $1 AND refused IS NULL \
        RETURNING sending_id, member_id, journey_id, form, form_key, content_id, due, refused";
    tx.first(sql, args![id]).await?.as_ref().map(read).transpose()
}

/// One of them, whether it waits or was refused.
///
/// # Errors
/// What the database says.
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<Sending>> {
    tx.first(sendings!("sending_id = $1"), args![id]).await?.as_ref().map(read).transpose()
}

/// What waits under the key of a form.
///
/// # Errors
/// What the database says.
pub async fn by_key(tx: &mut Tx, member: MemberId, key: &str) -> Result<Option<Sending>> {
    let sql = sendings!("member_id = $1 AND form_key = $2 AND refused IS NULL LIMIT 1");
    tx.first(sql, args![member, key]).await?.as_ref().map(read).transpose()
}

/// What a member's forms let wait, or what was refused of them, soonest first.
///
/// # Errors
/// What the database says.
pub async fn of_member(tx: &mut Tx, member: MemberId) -> Result<Vec<Sending>> {
    let sql = sendings!("member_id = $1 ORDER BY due, sending_id LIMIT 100");
    tx.all(sql, args![member]).await?.iter().map(read).collect()
}

/// What is due, soonest first.
///
/// # Errors
/// What the database says.
pub async fn due(tx: &mut Tx, now: Timestamp) -> Result<Vec<Uuid>> {
    let sql = "SELECT sending_id FROM sending WHERE refused IS NULL AND due <= $1 ORDER BY due, sending_id LIMIT 100";
    tx.all(sql, args![now]).await?.iter().map(|row| row.id("sending_id")).collect()
}

/// When the next one is due.
///
/// # Errors
/// What the database says.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    let row = tx.one("SELECT MIN(due) AS next FROM sending WHERE refused IS NULL", &[]).await?;
    row.opt_instant("next")
}

/// Forgets what was refused of a form.
///
/// # Errors
/// What the database says.
pub async fn forget_refused(tx: &mut Tx, member: MemberId, journey: JourneyId, form: &str) -> Result<()> {
    let sql = "DELETE FROM sending WHERE member_id = $1 AND journey_id = $2 AND form = $3 AND refused IS NOT NULL";
    tx.execute(sql, args![member, journey, form]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Sending> {
    Ok(Sending {
        id: row.id("sending_id")?,
        member: row.id("member_id")?,
        journey: row.id("journey_id")?,
        form: row.text("form")?,
        key: row.text("form_key")?,
        content: row.opt_id("content_id")?,
        due: row.instant("due")?,
        refused: row.opt_text("refused")?,
    })
}
