//! How journeys ended that a team had a piece of or a member took up last, for those who worked on them.

use jiff::Timestamp;
use regie_domain::ids::{ContentId, JourneyId, MemberId, TeamId};

use super::journeys::{self, JourneyRow};
use crate::arg::Arg;
use crate::error::Result;
use crate::late::{Known, Table};
use crate::row;
use crate::sql::Tx;

/// How a journey ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The journey.
    pub row: JourneyRow,
    /// The last words of the customer's side after ours: about how it ended, and not about how it began.
    pub words: Option<ContentId>,
    /// Our last words to the customer's side.
    pub told: Option<ContentId>,
}

const SEEN: Table =
    Table { name: "ending_seen", columns: &["member_id", "journey_id", "ended_at"], known: Known::Replace(2) };

/// The journeys that closed since a moment, newest first, and that the member has not put away: those that one of the
/// teams had a piece of, accepted or answered at once, or that the member had last.
///
/// # Errors
/// What the database says.
pub async fn since(
    tx: &mut Tx,
    member: MemberId,
    teams: &[TeamId],
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Ending>> {
    let sql = "SELECT journey.*, (SELECT text_id FROM contact WHERE contact.journey_id = journey.journey_id AND direction = 'in' \
        AND class = 'human' AND moved_to IS NULL AND at > (SELECT MAX(ours.at) FROM contact AS ours WHERE \
        ours.journey_id = journey.journey_id AND ours.direction = 'out' AND ours.class = 'human' AND ours.moved_to IS NULL) \
        ORDER BY at DESC, contact_id DESC LIMIT 1) AS words_id, \
        (SELECT text_id FROM contact WHERE contact.journey_id = journey.journey_id AND direction = 'out' AND class = 'human' \
        AND moved_to IS NULL ORDER BY at DESC, contact_id DESC LIMIT 1) AS told_id FROM journey \
        WHERE state = 'closed' AND historic = FALSE AND ended_at >= $3 AND (assignee = $1 OR journey_id IN \
        (SELECT journey_id FROM handover WHERE to_team IN LIST($2) AND state IN ('accepted', 'answered'))) \
        AND NOT EXISTS (SELECT 1 FROM ending_seen WHERE member_id = $1 AND ending_seen.journey_id = journey.journey_id \
        AND ending_seen.ended_at >= journey.ended_at) ORDER BY ended_at DESC, journey_id LIMIT $4";
    let values = [member.0.into(), Arg::list(teams), since.into(), limit.into()];
    let rows = tx.all(sql, &values).await?;
    rows.iter()
        .map(|row| {
            let words = |column| Ok::<_, crate::StoreError>(row.opt_id(column)?.map(ContentId));
            Ok(Ending { row: journeys::read(row)?, words: words("words_id")?, told: words("told_id")? })
        })
        .collect()
}

/// A member puts away how a journey ended; should it end once more, that is told again.
///
/// # Errors
/// What the database says.
pub async fn put_away(tx: &mut Tx, member: MemberId, journey: JourneyId, ended_at: Timestamp) -> Result<()> {
    tx.put(&SEEN, row![member.0, journey.0, ended_at]).await
}
