//! What partners in the chain got: links to their page, mails whose answers come back, and what of a journey they saw.
//! Plain rows: they cannot be rebuilt from the journal.

use std::collections::BTreeSet;

use jiff::Timestamp;
use regie_domain::ids::{HandoverId, JourneyId, OrgId, TeamId};
use uuid::Uuid;

use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::journal::Hash;
use crate::sql::{Row, Tx};

/// A link to the page of a partner on a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerLink {
    /// SHA-256 of the token in the link.
    pub token_hash: Hash,
    /// The partner.
    pub org: OrgId,
    /// The journey.
    pub journey: JourneyId,
    /// The offer that it came with.
    pub handover: HandoverId,
    /// Since when it works.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// A mail to a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerMail {
    /// Its id: that of its row in the outbox.
    pub id: Uuid,
    /// Its Message-ID.
    pub message_id: String,
    /// A mark of the address that answers to it go to.
    pub reply_mark: String,
    /// The partner.
    pub org: OrgId,
    /// The journey.
    pub journey: JourneyId,
    /// The offer that it was about.
    pub handover: HandoverId,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// Something of a journey that a partner saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerRead {
    /// Its id.
    pub id: Uuid,
    /// The partner.
    pub org: OrgId,
    /// The journey.
    pub journey: JourneyId,
    /// When.
    pub at: Timestamp,
    /// `page` or `mail`.
    pub way: String,
    /// The codes of what was seen of the customer, with spaces between; perhaps none.
    pub fields: String,
}

/// Keeps a minted link.
///
/// # Errors
/// What the database says.
pub async fn mint(tx: &mut Tx, link: &PartnerLink) -> Result<()> {
    let sql = "INSERT INTO partner_link (token_hash, org_id, journey_id, handover_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = args![&link.token_hash, link.org.0, link.journey.0, link.handover.0, link.created_at, link.expires_at];
    tx.execute(sql, values).await?;
    Ok(())
}

/// A link that works at a moment; at the beginning of time also one that expired.
///
/// # Errors
/// What the database says.
pub async fn resolve(tx: &mut Tx, token_hash: &Hash, now: Timestamp) -> Result<Option<PartnerLink>> {
    let sql = "SELECT * FROM partner_link WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL";
    tx.first(sql, args![token_hash, now]).await?.as_ref().map(read_link).transpose()
}

/// Makes all links of a partner useless; tells how many.
///
/// # Errors
/// What the database says.
pub async fn revoke(tx: &mut Tx, org: OrgId, now: Timestamp) -> Result<u64> {
    let sql = "UPDATE partner_link SET revoked_at = $2 WHERE org_id = $1 AND revoked_at IS NULL";
    tx.execute(sql, args![org.0, now]).await
}

/// Takes links away that ended before an instant; tells how many.
///
/// # Errors
/// What the database says.
pub async fn purge(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM partner_link WHERE expires_at < $1", args![before]).await
}

/// Remembers a mail that is handed over. Once is enough.
///
/// # Errors
/// What the database says.
pub async fn remember(tx: &mut Tx, mail: &PartnerMail) -> Result<()> {
    let sql = "INSERT INTO partner_mail (mail_id, message_id, reply_mark, org_id, journey_id, handover_id, sent_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (mail_id) DO NOTHING";
    let values =
        args![mail.id, &mail.message_id, &mail.reply_mark, mail.org.0, mail.journey.0, mail.handover.0, mail.sent_at,];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The mails to partners with one of these Message-IDs or reply marks, latest first.
///
/// # Errors
/// What the database says.
pub async fn mails(tx: &mut Tx, message_ids: &[String], marks: &[String]) -> Result<Vec<PartnerMail>> {
    let sql = "SELECT * FROM partner_mail WHERE message_id IN LIST($1) OR reply_mark IN LIST($2) ORDER BY sent_at DESC";
    tx.all(sql, &[Arg::list(message_ids), Arg::list(marks)]).await?.iter().map(read_mail).collect()
}

/// Notes that a partner saw something.
///
/// # Errors
/// What the database says.
pub async fn saw(tx: &mut Tx, read: &PartnerRead) -> Result<()> {
    let sql = "INSERT INTO partner_read (read_id, org_id, journey_id, at, way, fields) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (read_id) DO NOTHING";
    tx.execute(sql, args![read.id, read.org.0, read.journey.0, read.at, &read.way, &read.fields]).await?;
    Ok(())
}

/// What partners saw of a journey, oldest first.
///
/// # Errors
/// What the database says.
pub async fn reads_of(tx: &mut Tx, journey: JourneyId) -> Result<Vec<PartnerRead>> {
    let sql = "SELECT * FROM partner_read WHERE journey_id = $1 ORDER BY at, read_id";
    tx.all(sql, args![journey.0]).await?.iter().map(read_seen).collect()
}

/// What a partner saw last, newest first.
///
/// # Errors
/// What the database says.
pub async fn reads_by(tx: &mut Tx, org: OrgId, limit: u32) -> Result<Vec<PartnerRead>> {
    let sql = "SELECT * FROM partner_read WHERE org_id = $1 ORDER BY at DESC, read_id LIMIT $2";
    tx.all(sql, args![org.0, limit]).await?.iter().map(read_seen).collect()
}

/// The journeys that a partner saw in a way since a moment, and what of them.
///
/// # Errors
/// What the database says.
pub async fn seen_since(tx: &mut Tx, org: OrgId, way: &str, since: Timestamp) -> Result<BTreeSet<(JourneyId, String)>> {
    let sql = "SELECT DISTINCT journey_id, fields FROM partner_read WHERE org_id = $1 AND way = $2 AND at > $3";
    let rows = tx.all(sql, args![org.0, way, since]).await?;
    rows.iter().map(|row| Ok((JourneyId(row.id("journey_id")?), row.text("fields")?))).collect()
}

/// When teams made their offers since a moment, the newest first.
///
/// # Errors
/// What the database says.
pub async fn offered_since(tx: &mut Tx, teams: &[TeamId], since: Timestamp, limit: u32) -> Result<Vec<Timestamp>> {
    let sql = "SELECT offered_at FROM handover WHERE from_team IN LIST($1) AND offered_at > $2 \
        ORDER BY offered_at DESC LIMIT $3";
    let rows = tx.all(sql, &[Arg::list(teams), since.into(), limit.into()]).await?;
    rows.iter().map(|row| row.instant("offered_at")).collect()
}

/// The open journeys that teams are at work on: they direct, have the ball, were offered something, have it at work, or wait
/// for an answer to an offer of theirs.
///
/// # Errors
/// What the database says.
pub async fn at_work(tx: &mut Tx, teams: &[TeamId]) -> Result<Vec<JourneyId>> {
    let sql = "SELECT journey_id FROM journey WHERE state = 'open' AND (director_team IN LIST($1) OR holder_team IN LIST($1)) \
        UNION SELECT handover.journey_id FROM handover JOIN journey ON journey.journey_id = handover.journey_id \
        WHERE journey.state = 'open' AND ((handover.to_team IN LIST($1) AND handover.state IN ('pending', 'accepted')) \
        OR (handover.from_team IN LIST($1) AND handover.state = 'pending')) ORDER BY journey_id";
    tx.all(sql, &[Arg::list(teams)]).await?.iter().map(|row| Ok(JourneyId(row.id("journey_id")?))).collect()
}

fn read_link(row: &Row) -> Result<PartnerLink> {
    Ok(PartnerLink {
        token_hash: row.array("token_hash")?,
        org: OrgId(row.id("org_id")?),
        journey: JourneyId(row.id("journey_id")?),
        handover: HandoverId(row.id("handover_id")?),
        created_at: row.instant("created_at")?,
        expires_at: row.instant("expires_at")?,
    })
}

fn read_mail(row: &Row) -> Result<PartnerMail> {
    Ok(PartnerMail {
        id: row.id("mail_id")?,
        message_id: row.text("message_id")?,
        reply_mark: row.text("reply_mark")?,
        org: OrgId(row.id("org_id")?),
        journey: JourneyId(row.id("journey_id")?),
        handover: HandoverId(row.id("handover_id")?),
        sent_at: row.instant("sent_at")?,
    })
}

fn read_seen(row: &Row) -> Result<PartnerRead> {
    Ok(PartnerRead {
        id: row.id("read_id")?,
        org: OrgId(row.id("org_id")?),
        journey: JourneyId(row.id("journey_id")?),
        at: row.instant("at")?,
        way: row.text("way")?,
        fields: row.text("fields")?,
    })
}
