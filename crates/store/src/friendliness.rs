//! What our members thought of working with partners. Plain rows, in two tables that cannot be laid beside each other: how often
//! which marks were given in a month, and who was asked about which work. Months are counted from year 0.

use regie_domain::friendliness::Marks;
use regie_domain::ids::{HandoverId, JourneyId, MemberId, OrgId, TeamId};

use crate::args;
use crate::error::Result;
use crate::sql::Tx;

/// That a member was asked about work with a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rated {
    /// The work.
    pub handover: HandoverId,
    /// Who.
    pub member: MemberId,
    /// The partner.
    pub org: OrgId,
    /// In which month.
    pub month: i64,
    /// Whether marks were given; else it was skipped.
    pub given: bool,
}

/// How often marks were given to a partner in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    /// The partner.
    pub org: OrgId,
    /// The marks.
    pub marks: Marks,
    /// How often.
    pub times: i64,
}

/// Notes that a member was asked; tells whether it was the first time for this work.
///
/// # Errors
/// What the database says.
pub async fn asked(tx: &mut Tx, rated: Rated) -> Result<bool> {
    let sql = "INSERT INTO partner_rated (handover_id, member_id, org_id, month, given) VALUES ($1, $2, $3, $4, $5) \
        ON CONFLICT (handover_id, member_id) DO NOTHING";
    let values = args![rated.handover.0, rated.member.0, rated.org.0, rated.month, rated.given];
    Ok(tx.execute(sql, values).await? > 0)
}

/// Adds marks to those of a partner in a month.
///
/// # Errors
/// What the database says.
pub async fn add(tx: &mut Tx, org: OrgId, month: i64, marks: Marks) -> Result<()> {
    let sql = "INSERT INTO partner_rating (org_id, month, interest, listened, helped, times) VALUES ($1, $2, $3, $4, $5, 1) \
        ON CONFLICT (org_id, month, interest, listened, helped) DO UPDATE SET times = partner_rating.times + 1";
    let [interest, listened, helped] = marks.each().map(i64::from);
    tx.execute(sql, args![org.0, month, interest, listened, helped]).await?;
    Ok(())
}

/// Whether a member was asked about some work already.
///
/// # Errors
/// What the database says.
pub async fn was_asked(tx: &mut Tx, handover: HandoverId, member: MemberId) -> Result<bool> {
    let sql = "SELECT given FROM partner_rated WHERE handover_id = $1 AND member_id = $2";
    Ok(!tx.all(sql, args![handover.0, member.0]).await?.is_empty())
}

/// The marks of a month, of all partners.
///
/// # Errors
/// What the database says.
pub async fn ratings(tx: &mut Tx, month: i64) -> Result<Vec<Rating>> {
    let sql = "SELECT org_id, interest, listened, helped, times FROM partner_rating WHERE month = $1 \
        ORDER BY org_id, interest, listened, helped";
    let mut found = Vec::new();
    for row in &tx.all(sql, args![month]).await? {
        let mark = |column: &str| Ok::<u8, crate::StoreError>(u8::try_from(row.int(column)?).unwrap_or(0));
        let marks = Marks::new(mark("interest")?, mark("listened")?, mark("helped")?);
        let (org, times) = (row.id("org_id")?, row.int("times")?);
        found.extend(marks.map(|marks| Rating { org, marks, times }));
    }
    Ok(found)
}

/// Who gave marks in a month, by partner: to know that they are of enough people, and for nothing else.
///
/// # Errors
/// What the database says.
pub async fn raters(tx: &mut Tx, month: i64) -> Result<Vec<(OrgId, MemberId)>> {
    let sql = "SELECT DISTINCT org_id, member_id FROM partner_rated WHERE month = $1 AND given = TRUE ORDER BY org_id, member_id";
    let rows = tx.all(sql, args![month]).await?;
    rows.iter().map(|row| Ok((row.id("org_id")?, row.id("member_id")?))).collect()
}

/// The partners to which the page of a month was sent, or of which there was nothing to send.
///
/// # Errors
/// What the database says.
pub async fn sent(tx: &mut Tx, month: i64) -> Result<Vec<OrgId>> {
    let rows = tx.all("SELECT org_id FROM partner_month WHERE month = $1 ORDER BY org_id", args![month]).await?;
    rows.iter().map(|row| row.id("org_id")).collect()
}

/// Notes that the page of a month is dealt with for a partner; tells whether it was not before.
///
/// # Errors
/// What the database says.
pub async fn send(tx: &mut Tx, month: i64, org: OrgId) -> Result<bool> {
    let sql = "INSERT INTO partner_month (month, org_id) VALUES ($1, $2) ON CONFLICT (month, org_id) DO NOTHING";
    Ok(tx.execute(sql, args![month, org.0]).await? > 0)
}

/// What was offered to a team last, the newest first.
///
/// # Errors
/// What the database says.
pub async fn offered_last(tx: &mut Tx, team: TeamId, most: u32) -> Result<Vec<(JourneyId, HandoverId)>> {
    let sql = "SELECT journey_id, handover_id FROM handover WHERE to_team = $1 \
        ORDER BY offered_at DESC, handover_id DESC LIMIT $2";
    let rows = tx.all(sql, args![team.0, most]).await?;
    rows.iter().map(|row| Ok((row.id("journey_id")?, row.id("handover_id")?))).collect()
}
