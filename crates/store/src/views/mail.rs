//! Message-IDs and the counts that break loops. Plain rows: they can not be rebuilt from the journal.

use jiff::Timestamp;
use regie_domain::ids::{ContactId, JourneyId, ParticipantId, UpdateId};

use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table};
use crate::sql::{Row, Tx};
use crate::{args, row};

const MAIL_ID: Table = Table {
    name: "mail_id",
    columns: &["message_id", "journey_id", "role", "participant_id", "contact_id", "update_id", "at"],
    known: Known::Keep(3),
};

/// A Message-ID on a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailId {
    /// The id, without angle brackets; `addr:` and an address for a reply or envelope address of a message of ours, `cc:` and
    /// the mark of an address for somebody named on a mail.
    pub message_id: String,
    /// The journey.
    pub journey: JourneyId,
    /// `in`, `out`, or `named` when it was only seen in References.
    pub role: String,
    /// Whose message it is, or who it went to.
    pub participant: Option<ParticipantId>,
    /// The contact.
    pub contact: Option<ContactId>,
    /// The message of ours.
    pub update: Option<UpdateId>,
    /// When.
    pub at: Timestamp,
}

/// Remembers a Message-ID. Once is enough.
///
/// # Errors
/// What the database says.
pub async fn remember(tx: &mut Tx, id: &MailId) -> Result<()> {
    let values = row![
        &id.message_id,
        id.journey.0,
        &id.role,
        id.participant.map(|person| person.0),
        id.contact.map(|contact| contact.0),
        id.update.map(|update| update.0),
        id.at,
    ];
    tx.put(&MAIL_ID, values).await
}

/// Where these Message-IDs stand, latest first.
///
/// # Errors
/// What the database says.
pub async fn find(tx: &mut Tx, message_ids: &[String]) -> Result<Vec<MailId>> {
    let sql = "SELECT * FROM mail_id WHERE message_id IN LIST($1) ORDER BY at DESC";
    tx.all(sql, &[Arg::list(message_ids)]).await?.iter().map(read).collect()
}

/// The Message-IDs of a journey, oldest first, that were really sent or received: for References.
///
/// # Errors
/// What the database says.
pub async fn of_journey(tx: &mut Tx, journey: JourneyId) -> Result<Vec<MailId>> {
    let sql = "SELECT * FROM mail_id WHERE journey_id = $1 AND role <> 'named' AND message_id NOT LIKE 'addr:%' ORDER BY at, message_id";
    tx.all(sql, args![journey.0]).await?.iter().map(read).collect()
}

/// The Message-IDs of a contact follow it to another journey, where its writer is another participant.
///
/// # Errors
/// What the database says.
pub async fn follow(tx: &mut Tx, contact: ContactId, to: JourneyId, participant: Option<ParticipantId>) -> Result<()> {
    let sql = "UPDATE mail_id SET journey_id = $2, participant_id = $3 WHERE contact_id = $1";
    tx.execute(sql, args![contact.0, to.0, participant.map(|person| person.0)]).await?;
    Ok(())
}

/// Notes an automatic mail to the address behind a mark.
///
/// # Errors
/// What the database says.
pub async fn note_automatic(
    tx: &mut Tx,
    mark: &str,
    kind: &str,
    journey: Option<JourneyId>,
    now: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO auto_mail (mark, kind, sent_at, journey_id) VALUES ($1, $2, $3, $4)";
    tx.execute(sql, args![mark, kind, now, journey.map(|id| id.0)]).await?;
    Ok(())
}

/// How many automatic mails of a kind the address behind these marks got since a moment; all kinds when it is empty.
///
/// # Errors
/// What the database says.
pub async fn automatic_since(tx: &mut Tx, marks: &[String], kind: &str, since: Timestamp) -> Result<i64> {
    let sql =
        "SELECT COUNT(*) AS found FROM auto_mail WHERE mark IN LIST($1) AND ($2 = '' OR kind = $2) AND sent_at >= $3";
    tx.one(sql, &[Arg::list(marks), Arg::from(kind), Arg::from(since)]).await?.int("found")
}

fn read(row: &Row) -> Result<MailId> {
    Ok(MailId {
        message_id: row.text("message_id")?,
        journey: JourneyId(row.id("journey_id")?),
        role: row.text("role")?,
        participant: row.opt_id("participant_id")?.map(ParticipantId),
        contact: row.opt_id("contact_id")?.map(ContactId),
        update: row.opt_id("update_id")?.map(UpdateId),
        at: row.instant("at")?,
    })
}
