//! Which teams are on a journey: who directs, who has the ball, who gave or took an offer, who owes something.

use std::collections::{BTreeMap, BTreeSet};

use regie_domain::ids::{JourneyId, TeamId};

use super::promises::is_owed;
use crate::arg::Arg;
use crate::error::Result;
use crate::sql::Tx;

/// The teams on each of some journeys. A team that declined an offer, or whose offer was withdrawn, is on it no more; who
/// worked on it stays.
///
/// # Errors
/// What the database says.
pub async fn of(tx: &mut Tx, journeys: &[JourneyId]) -> Result<BTreeMap<JourneyId, BTreeSet<TeamId>>> {
    let sql = concat!(
        "SELECT journey_id, director_team AS team FROM journey WHERE journey_id IN LIST($1) \
        UNION SELECT journey_id, holder_team FROM journey WHERE journey_id IN LIST($1) AND holder_team IS NOT NULL \
        UNION SELECT journey_id, from_team FROM handover WHERE journey_id IN LIST($1) \
        UNION SELECT journey_id, to_team FROM handover WHERE journey_id IN LIST($1) AND state NOT IN ('declined', 'withdrawn') \
        UNION SELECT journey_id, owner_team FROM promise WHERE journey_id IN LIST($1) AND ",
        is_owed!(),
        " UNION SELECT journey_id, owner_team FROM task WHERE journey_id IN LIST($1) AND done_at IS NULL"
    );
    let mut found: BTreeMap<JourneyId, BTreeSet<TeamId>> = BTreeMap::new();
    for row in tx.all(sql, &[Arg::list(journeys)]).await? {
        found.entry(JourneyId(row.id("journey_id")?)).or_default().insert(TeamId(row.id("team")?));
    }
    Ok(found)
}
