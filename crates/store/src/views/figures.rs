//! The figures of journeys that closed, as numbers: added up by blueprint, team and week, and never shown one by one.

use std::fmt::Write as _;
use std::sync::LazyLock;

use jiff::Timestamp;
use regie_domain::ids::{BlueprintId, JourneyId, TeamId};
use regie_domain::journey::Journey;
use regie_domain::measure::{COUNTED, Count, Sums};

use super::View;
use crate::arg::Arg;
use crate::args;
use crate::error::Result;
use crate::late::{Known, Table, Values};
use crate::row;
use crate::sql::{Row, Tx};

/// A week, in microseconds.
const WEEK: i64 = 7 * 24 * 3_600 * 1_000_000;
/// Monday 5 January 1970, in microseconds since 1970: where weeks begin to count.
const MONDAY: i64 = 4 * 24 * 3_600 * 1_000_000;

/// The week of a moment, counted from Monday 5 January 1970, 00:00 UTC.
#[must_use]
pub fn week_of(at: Timestamp) -> i64 {
    (at.as_microsecond() - MONDAY).div_euclid(WEEK)
}

/// When a week begins.
#[must_use]
pub fn begin_of(week: i64) -> Timestamp {
    Timestamp::from_microsecond(week.saturating_mul(WEEK).saturating_add(MONDAY)).unwrap_or(Timestamp::MAX)
}

/// Journeys that are alike in all by which figures are asked for, added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureCell {
    /// How they were to run.
    pub blueprint: BlueprintId,
    /// Who directed them when they first closed.
    pub team: TeamId,
    /// In which week they first closed.
    pub week: i64,
    /// Their numbers.
    pub sums: Sums,
}

/// The columns of a row before the counts.
const BEFORE: usize = 7;

const COLUMNS: [&str; BEFORE + COUNTED] = {
    let before: [&str; BEFORE] = ["journey_id", "blueprint_id", "director_team", "began", "ended", "week", "joined"];
    let mut all = [""; BEFORE + COUNTED];
    let mut place = 0;
    while place < BEFORE {
        all[place] = before[place];
        place += 1;
    }
    while place < BEFORE + COUNTED {
        all[place] = Count::ALL[place - BEFORE].code();
        place += 1;
    }
    all
};

pub(super) const VIEW: View = View {
    table: Table { name: "journey_figures", columns: &COLUMNS, known: Known::Replace(1) },
    remove: "DELETE FROM journey_figures WHERE journey_id = $1 AND blueprint_id = $2",
    rows,
};

fn rows(journey: &Journey) -> Vec<Values> {
    let Some(end) = journey.counted_end() else { return Vec::new() };
    let (blueprint, team) = (journey.blueprint.id.0, end.team.team.0);
    // While it is open again its figures are those of the end that it had.
    let joined = !journey.joined.is_empty() && !journey.is_open();
    let mut values: Values = row![journey.id.0, blueprint, team, journey.began(), end.at, week_of(end.at), joined];
    values.extend(Count::ALL.iter().map(|count| Arg::from(count.of(&end.measures))));
    vec![values]
}

/// The sums of one cell, and their squares, as columns. Sums of whole numbers are decimals to PostgreSQL.
static CELLS: LazyLock<String> = LazyLock::new(|| {
    let mut sql = "SELECT blueprint_id, director_team, week, COUNT(*) AS journeys".to_owned();
    for count in Count::ALL {
        let code = count.code();
        let _ = write!(
            sql,
            ", CAST(SUM({code}) AS BIGINT) AS {code}, CAST(SUM({code} * {code}) AS BIGINT) AS {code}_squares"
        );
    }
    sql.push_str(
        " FROM journey_figures WHERE week >= $1 AND week < $2 AND joined = FALSE \
         GROUP BY blueprint_id, director_team, week ORDER BY week, blueprint_id, director_team",
    );
    sql
});

/// The journeys that closed in some weeks, added up; not those with others joined into them, see [`with_joined`].
///
/// # Errors
/// What the database says.
pub async fn cells(tx: &mut Tx, from: i64, until: i64) -> Result<Vec<FigureCell>> {
    tx.all(&CELLS, args![from, until]).await?.iter().map(read).collect()
}

/// The journeys that closed in some weeks and had others joined into them: what happened there counts too, so they are
/// counted from the journal.
///
/// # Errors
/// What the database says.
pub async fn with_joined(tx: &mut Tx, from: i64, until: i64) -> Result<Vec<(JourneyId, i64)>> {
    let sql = "SELECT journey_id, week FROM journey_figures WHERE week >= $1 AND week < $2 AND joined = TRUE \
        ORDER BY journey_id";
    let rows = tx.all(sql, args![from, until]).await?;
    rows.iter().map(|row| Ok((JourneyId(row.id("journey_id")?), row.int("week")?))).collect()
}

fn read(row: &Row) -> Result<FigureCell> {
    let mut sums = Sums { journeys: row.int("journeys")?, ..Sums::default() };
    for (place, count) in Count::ALL.iter().enumerate() {
        sums.sums[place] = row.int(count.code())?;
        sums.squares[place] = row.int(&format!("{}_squares", count.code()))?;
    }
    Ok(FigureCell {
        blueprint: BlueprintId(row.id("blueprint_id")?),
        team: TeamId(row.id("director_team")?),
        week: row.int("week")?,
        sums,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap_or_default();
        assert_eq!(week_of(at("1970-01-05T00:00:00Z")), 0);
        assert_eq!(week_of(at("1970-01-04T23:59:59Z")), -1);
        let week = week_of(at("2018-02-21T16:00:00Z"));
        assert_eq!(begin_of(week), at("2018-02-19T00:00:00Z"));
        assert_eq!(week_of(begin_of(week + 1)), week + 1);
    }
}
