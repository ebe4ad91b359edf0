//! How much waits for a member's teams: the numbers in the menu.

use jiff::Timestamp;
use regie_domain::ids::{AgreementId, SystemId, TeamId};

use super::promises::{is_escalated, is_loud, is_owed};
use crate::arg::Arg;
use crate::error::{Result, StoreError};
use crate::sql::Tx;

/// Numbers, none of them above the limit that was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Journeys that something has to be done for.
    pub journeys: usize,
    /// Offers to these teams.
    pub offers: usize,
    /// Of these, those that are overdue.
    pub offers_late: usize,
    /// Promises of these teams that are open, or broken and not settled.
    pub promises: usize,
    /// What arrived and is on no journey.
    pub arrivals: usize,
    /// Holds, and releases, that these teams have yet to tick in systems without a connection.
    pub blocks: usize,
    /// Signals that wait for the answer of these teams.
    pub signals: usize,
}

/// Whose work is counted, at which moment.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The teams.
    pub teams: &'a [TeamId],
    /// Whether what became loud enough for a coordinator counts too, of all teams.
    pub coordinator: bool,
    /// The systems whose holds a person ticks.
    pub by_hand: &'a [SystemId],
    /// The teams in which nobody is.
    pub empty: &'a [TeamId],
    /// Of the agreements that wait for a second member, those that nobody may decide on, where the coordinator hears of it.
    pub undecidable: &'a [AgreementId],
    /// The moment.
    pub now: Timestamp,
    /// Silence that ends before this counts as work of the director.
    pub soon: Timestamp,
    /// The highest number of each sort: the length of a list.
    pub most: u32,
}

/// Counts it, without reading a title or a name.
///
/// # Errors
/// What the database says.
pub async fn count(tx: &mut Tx, asked: &Asked<'_>) -> Result<Waiting> {
    // Of journeys that are open. `loud`: what other teams do not do on journeys that these teams direct, and what has come
    // as far as the coordinator.
    let sql = concat!(
        "WITH offer AS (SELECT handover.journey_id, from_team, to_team, respond_by, overdue, waits_for_giver \
            FROM handover JOIN journey ON journey.journey_id = handover.journey_id AND journey.state = 'open' \
            WHERE handover.state = 'pending' AND (to_team IN LIST($1) OR from_team IN LIST($1))), \
        owed AS (SELECT promise.journey_id FROM promise JOIN journey ON journey.journey_id = promise.journey_id AND journey.state = 'open' \
            WHERE promise.owner_team IN LIST($1) AND ",
        is_owed!(),
        " LIMIT $5), \
        loud AS (SELECT journey_id FROM (SELECT promise.journey_id FROM promise \
                JOIN journey ON journey.journey_id = promise.journey_id AND journey.state = 'open' \
                WHERE ",
        is_loud!(),
        " AND journey.director_team IN LIST($1) LIMIT $5) AS broken \
            UNION SELECT handover.journey_id FROM handover JOIN journey ON journey.journey_id = handover.journey_id AND journey.state = 'open' \
                WHERE handover.state = 'pending' AND handover.overdue IS NOT NULL \
                AND (journey.director_team IN LIST($1) OR ($2 AND handover.overdue = 'offer_coordinator')) \
            UNION SELECT journey_id FROM (SELECT promise.journey_id FROM promise \
                JOIN journey ON journey.journey_id = promise.journey_id AND journey.state = 'open' \
                WHERE $2 AND ",
        is_escalated!(),
        " LIMIT $5) AS escalated) \
        SELECT \
        (SELECT count(*) FROM (SELECT journey_id FROM (SELECT journey_id FROM journey WHERE state = 'open' AND holder_team IN LIST($1) LIMIT $5) AS held \
            UNION SELECT journey_id FROM (SELECT journey_id FROM journey WHERE state = 'open' AND news_team IN LIST($1) \
                AND (holder_team IS NULL OR NOT (holder_team IN LIST($1))) AND (unread OR news_by <= $4) LIMIT $5) AS silent \
            UNION SELECT journey_id FROM offer WHERE to_team IN LIST($1) OR overdue IS NOT NULL OR waits_for_giver \
            UNION SELECT handover.journey_id FROM handover JOIN journey ON journey.journey_id = handover.journey_id \
                AND journey.state = 'open' WHERE from_team IN LIST($1) AND handover.back IS NOT NULL \
            UNION SELECT journey_id FROM owed \
            UNION SELECT journey_id FROM loud \
            UNION SELECT legal_term.journey_id FROM legal_term JOIN journey ON journey.journey_id = legal_term.journey_id \
                AND journey.state = 'open' WHERE journey.holder_team IN LIST($1) OR journey.director_team IN LIST($1) \
            UNION SELECT visit.journey_id FROM visit JOIN journey ON journey.journey_id = visit.journey_id AND journey.state = 'open' \
                WHERE visit.state = 'there' AND visit.team_id IN LIST($1) \
            UNION SELECT visit.journey_id FROM visit JOIN journey ON journey.journey_id = visit.journey_id AND journey.state = 'open' \
                WHERE visit.state = 'off' AND COALESCE(journey.holder_team, journey.director_team) IN LIST($1) \
            UNION SELECT journey_id FROM agreement WHERE (agreement.state = 'proposed' OR uncarried) \
                AND (team_id IN LIST($1) OR director_team IN LIST($1)) \
            UNION SELECT journey_id FROM hold WHERE overdue IS NOT NULL AND (owner_team IN LIST($1) \
                OR maker_team IN LIST($1) OR director_team IN LIST($1)) \
            UNION SELECT journey_id FROM hold WHERE hold.state IN ('placed', 'released') AND owner_team IN LIST($1) \
                AND system_id IN LIST($6) \
            UNION SELECT journey_id FROM hold WHERE ending IS NOT NULL AND (maker_team IN LIST($1) \
                OR (ending = 'passed' AND director_team IN LIST($1))) \
            UNION SELECT journey_id FROM breach WHERE settled_at IS NULL \
                AND (director_team IN LIST($1) OR owner_team IN LIST($1)) \
            UNION SELECT journey_id FROM (SELECT journey_id FROM signal WHERE answered_at IS NULL \
                AND (owner_team IN LIST($1) OR ($2 AND overdue = 'signal_coordinator') \
                OR (owner_team IN LIST($7) AND ($2 OR journey_id IN \
                    (SELECT journey_id FROM journey WHERE director_team IN LIST($1))))) LIMIT $5) AS signals \
            UNION SELECT journey_id FROM agreement WHERE agreement_id IN LIST($8) \
            UNION SELECT journey_id FROM agreement WHERE $2 AND agreement.state = 'proposed' \
                AND overdue = 'agreement_coordinator' \
            UNION SELECT handover.journey_id FROM handover JOIN journey ON journey.journey_id = handover.journey_id \
                AND journey.state = 'open' WHERE amount_overdue IS NOT NULL \
                AND (journey.director_team IN LIST($1) OR ($2 AND amount_overdue = 'amount_coordinator')) \
            UNION SELECT journey_id FROM journey WHERE state = 'open' AND passed_on IS NOT NULL \
                AND ($2 OR director_team IN LIST($1)) \
            UNION SELECT journey_id FROM (SELECT journey_id FROM task WHERE owner_team IN LIST($1) AND done_at IS NULL LIMIT $5) AS due \
            ) AS work) AS journeys, \
        (SELECT count(*) FROM offer WHERE to_team IN LIST($1)) AS offers, \
        (SELECT count(*) FROM offer WHERE to_team IN LIST($1) AND respond_by < $3) AS offers_late, \
        (SELECT count(*) FROM owed) AS promises, \
        (SELECT count(*) FROM (SELECT 1 FROM arrival WHERE state = 'waiting' AND team_id IN LIST($1) LIMIT $5) AS mail) AS arrivals, \
        (SELECT count(*) FROM (SELECT 1 FROM hold WHERE hold.state IN ('placed', 'released') AND owner_team IN LIST($1) \
            AND system_id IN LIST($6) LIMIT $5) AS ticks) AS blocks, \
        (SELECT count(*) FROM (SELECT 1 FROM signal WHERE answered_at IS NULL AND owner_team IN LIST($1) LIMIT $5) AS told) AS signals"
    );
    let values = [
        Arg::list(asked.teams),
        asked.coordinator.into(),
        asked.now.into(),
        asked.soon.into(),
        i64::from(asked.most).into(),
        Arg::list(asked.by_hand),
        Arg::list(asked.empty),
        Arg::list(asked.undecidable),
    ];
    let row = tx.one(sql, &values).await?;
    let number = |column: &str| {
        let most = usize::try_from(asked.most).unwrap_or(usize::MAX);
        let found = usize::try_from(row.int(column)?).map_err(|_| StoreError::Damaged(column.to_owned()))?;
        Ok::<_, StoreError>(found.min(most))
    };
    Ok(Waiting {
        journeys: number("journeys")?,
        offers: number("offers")?,
        offers_late: number("offers_late")?,
        promises: number("promises")?,
        arrivals: number("arrivals")?,
        blocks: number("blocks")?,
        signals: number("signals")?,
    })
}
