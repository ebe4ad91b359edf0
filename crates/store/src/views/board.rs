//! The board of the direction: all open journeys by who has the ball, how many of them need somebody now, and the most
//! urgent of each holder. Two statements, however many journeys there are.

use jiff::Timestamp;
use regie_domain::ids::TeamId;

use super::journeys::{self, JourneyRow};
use super::promises::is_owed;
use crate::arg::Arg;
use crate::error::{Result, StoreError};
use crate::sql::{Row, Tx};

/// Which journeys of the board are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// With the ball at a team of which nobody took it.
    Nobody,
    /// With a promise that is not kept yet and falls due soon, or was broken.
    Promise,
    /// Of which the customer has heard nothing for too long.
    Silent,
}

impl Only {
    fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Nobody => "nobody",
            Self::Promise => "promise",
            Self::Silent => "silent",
        }
    }
}

/// The moments that the board is about.
#[derive(Debug, Clone, Copy)]
pub struct When {
    /// The present.
    pub now: Timestamp,
    /// What is promised for before this falls due soon.
    pub soon: Timestamp,
}

/// How many open journeys one holder has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// The team; nothing for the customer.
    pub holder: Option<TeamId>,
    /// All of them.
    pub all: usize,
    /// Those that nobody of the team took.
    pub nobody: usize,
    /// Those with a promise that falls due soon.
    pub promise: usize,
    /// Those too silent.
    pub silent: usize,
}

impl Count {
    /// How many of these there are.
    #[must_use]
    pub fn of(&self, only: Only) -> usize {
        match only {
            Only::All => self.all,
            Only::Nobody => self.nobody,
            Only::Promise => self.promise,
            Only::Silent => self.silent,
        }
    }
}

/// Which cards of the board are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Which journeys.
    pub only: Only,
    /// The moments.
    pub when: When,
    /// Only of one holder: the customer, or a team.
    pub holder: Option<Option<TeamId>>,
    /// After so many of each holder.
    pub after: u64,
    /// So many of each holder at the most.
    pub most: u32,
}

/// How many open journeys each holder has.
///
/// # Errors
/// What the database says.
pub async fn counts(tx: &mut Tx, when: When) -> Result<Vec<Count>> {
    let sql = concat!(
        "WITH standing AS (SELECT holder_team, CASE WHEN holder_team IS NOT NULL AND assignee IS NULL THEN 1 ELSE 0 END AS nobody, \
         CASE WHEN news_by < $1 THEN 1 ELSE 0 END AS silent, \
         CASE WHEN journey_id IN (SELECT journey_id FROM promise WHERE due < $2 AND ",
        is_owed!(),
        ") THEN 1 ELSE 0 END AS promised FROM journey WHERE state = 'open') \
         SELECT holder_team, count(*) AS found, CAST(sum(nobody) AS BIGINT) AS nobody, CAST(sum(promised) AS BIGINT) AS promised, \
         CAST(sum(silent) AS BIGINT) AS silent FROM standing GROUP BY holder_team ORDER BY holder_team"
    );
    let rows = tx.all(sql, &[when.now.into(), when.soon.into()]).await?;
    rows.iter().map(read_count).collect()
}

fn read_count(row: &Row) -> Result<Count> {
    let number = |column: &str| {
        let found = row.int(column)?;
        usize::try_from(found).map_err(|_| StoreError::Damaged(column.to_owned()))
    };
    Ok(Count {
        holder: row.opt_id("holder_team")?.map(TeamId),
        all: number("found")?,
        nobody: number("nobody")?,
        promise: number("promised")?,
        silent: number("silent")?,
    })
}

/// The most urgent open journeys of each holder, holder by holder.
///
/// # Errors
/// What the database says.
pub async fn cards(tx: &mut Tx, asked: &Asked) -> Result<Vec<JourneyRow>> {
    let sql = concat!(
        "WITH placed AS (SELECT journey_id, row_number() OVER (PARTITION BY holder_team ORDER BY ",
        soonest_first!(),
        ") AS place FROM journey WHERE state = 'open' \
         AND ($1 <> 'nobody' OR (holder_team IS NOT NULL AND assignee IS NULL)) \
         AND ($1 <> 'silent' OR news_by < $2) \
         AND ($1 <> 'promise' OR journey_id IN (SELECT journey_id FROM promise WHERE due < $3 AND ",
        is_owed!(),
        ")) AND ($4 = 'any' OR ($4 = '' AND holder_team IS NULL) OR holder_team = $4)) \
         SELECT journey.* FROM placed JOIN journey ON journey.journey_id = placed.journey_id \
         WHERE place > $5 AND place <= $6 ORDER BY holder_team, place"
    );
    let after = i64::try_from(asked.after).unwrap_or(i64::MAX);
    let holder = match asked.holder {
        None => "any".to_owned(),
        Some(holder) => holder.map(|team| team.to_string()).unwrap_or_default(),
    };
    let values = [
        Arg::from(asked.only.code()),
        asked.when.now.into(),
        asked.when.soon.into(),
        holder.into(),
        after.into(),
        after.saturating_add(i64::from(asked.most)).into(),
    ];
    tx.all(sql, &values).await?.iter().map(journeys::read).collect()
}
