//! What of a journey goes together with its score: how much of the differences between answers can be told from facts of the
//! record. Never what makes them: that two things go together does not say that one brings the other. What came out is kept,
//! as every figure is, so that one more answer does not show.

use regie_domain::codes::{Measure, Scale};
use regie_domain::survey::Asked;
use regie_metrics::drivers::Table;
use regie_store::shown::{KeptBatch, KeptGroup};
use regie_store::views::answers::{self, BESIDE, BesideFacts};
use serde::{Deserialize, Serialize};

use super::answers::AnswerSums;
use super::batches::Group;
use super::kept::{from_json, json};
use super::{Part, Shielded};
use crate::App;
use crate::error::Result;

/// At most so many answers are laid beside the record: the newest.
const ANSWERS: u32 = 2_000;
/// How often rows are drawn again for the intervals.
const ROUNDS: usize = 200;

/// What goes together with the answers to one question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The question, as it is kept.
    pub question: String,
    /// Of how many answers.
    pub answers: u64,
    /// How much of the differences all facts tell together, 0 to 1.
    pub together: f64,
    /// Each fact, the most telling first.
    pub facts: Vec<BesideFact>,
}

/// One fact of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BesideFact {
    /// Its code, see [`BESIDE`].
    pub fact: String,
    /// Its part by Shapley (LMG), 0 to 1.
    pub shapley: f64,
    /// Between which that lies, by drawing again.
    pub between: (f64, f64),
    /// Its part by Johnson's relative weights, 0 to 1.
    pub johnson: f64,
    /// Whether the score is higher where there is more of it.
    pub up: bool,
}

impl BesideFact {
    /// Whether it may be nothing at all: its interval comes near to nothing.
    #[must_use]
    pub fn may_be_nothing(&self) -> bool {
        self.between.0 < 0.01
    }
}

/// The questions that are laid beside the record, the first that has answers.
const ABOUT: [Asked; 3] = [
    Asked { measure: Measure::Whole, scale: Scale::ZeroTen, own: None },
    Asked { measure: Measure::Whole, scale: Scale::Grade, own: None },
    Asked { measure: Measure::Compared, scale: Scale::Compared, own: None },
];

/// What goes together with the score of a group; nothing where too few answered, or where nothing differs.
pub(super) async fn of(
    app: &App,
    parts: &[Part<AnswerSums>],
    group: Group,
    closed: &Shielded,
) -> Result<Option<Beside>> {
    let shown = |asked: &Asked| -> Vec<(i64, i64)> {
        let key = asked.key();
        let has = |part: &&Part<AnswerSums>| part.sums.as_ref().is_some_and(|sums| sums.given.contains_key(&key));
        parts.iter().filter(has).map(|part| (part.from, part.until)).collect()
    };
    let Some((asked, weeks)) = ABOUT.iter().map(|it| (it, shown(it))).find(|(_, weeks)| !weeks.is_empty()) else {
        return Ok(None);
    };
    let (from, until) = (weeks[0].0, weeks[weeks.len() - 1].1);
    let name = |id: Option<String>| id.unwrap_or_default();
    let (blueprint, team) = (name(group.blueprint.map(|id| id.to_string())), name(group.team.map(|id| id.to_string())));
    let kind = format!("beside/{from}/{blueprint}/{team}");
    // The whole range is one batch: it begins with its last week, so that a later one stands beside it.
    let batch = KeptBatch { from: until - 1, until };
    if app.kept_batches(&kind, (batch.from, batch.until)).await?.is_empty() {
        let mut tx = app.store.begin_read().await?;
        let rows = answers::beside_facts(&mut tx, &asked.key(), (from, until), ANSWERS).await?;
        drop(tx);
        let inside = |row: &&BesideFacts| {
            let of_group =
                group.blueprint.is_none_or(|id| id == row.blueprint) && group.team.is_none_or(|id| id == row.team);
            of_group
                && !closed.holds(row.blueprint, row.team)
                && weeks.iter().any(|it| (it.0..it.1).contains(&row.week))
        };
        let found = laid(asked, &rows.iter().filter(inside).collect::<Vec<_>>());
        let kept =
            found.iter().map(|found| KeptGroup { from: batch.from, blueprint: None, team: None, sums: json(found) });
        app.keep_shown(&kind, vec![(batch, kept.collect())]).await?;
    }
    let mut tx = app.store.begin_read().await?;
    let rows = regie_store::shown::of_group(&mut tx, &kind, (batch.from, batch.until), (None, None)).await?;
    Ok(rows.first().and_then(|(_, text)| from_json(text)))
}

/// Lays answers beside facts. A fact that never differs tells nothing and is left out.
fn laid(asked: &Asked, rows: &[&BesideFacts]) -> Option<Beside> {
    let score: Vec<f64> = rows.iter().map(|row| f64::from(row.value)).collect();
    let column = |place: usize| rows.iter().map(|row| float(row.facts[place])).collect::<Vec<f64>>();
    let differs = |column: &[f64]| column.iter().any(|value| (value - column[0]).abs() > 0.0);
    let all: Vec<(&str, Vec<f64>)> = BESIDE.iter().enumerate().map(|(place, code)| (*code, column(place))).collect();
    let all: Vec<(&str, Vec<f64>)> = all.into_iter().filter(|(_, column)| differs(column)).collect();
    let table = Table::new(score, all.iter().map(|(_, column)| column.clone()).collect()).ok()?;
    table.check_shown().ok()?;
    let (shapley, johnson) = (table.shapley().ok()?, table.johnson().ok()?);
    // The same answers give the same intervals.
    let mut seed: u64 = 0x5eed;
    let between = table.bootstrap(ROUNDS, |under| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % under.max(1)
    });
    let between = between.ok()?;
    let fact = |(((code, _), part), (interval, weight)): (((&&str, &Vec<f64>), _), (_, _))| -> BesideFact {
        let (part, weight): (&regie_metrics::drivers::Part, &regie_metrics::drivers::Part) = (part, weight);
        let interval: &regie_metrics::Interval = interval;
        BesideFact {
            fact: (*code).to_owned(),
            shapley: part.share,
            between: (interval.low, interval.high),
            johnson: weight.share,
            up: part.up,
        }
    };
    let named = all.iter().map(|(code, column)| (code, column));
    let mut facts: Vec<BesideFact> =
        named.zip(&shapley.parts).zip(between.iter().zip(&johnson.parts)).map(fact).collect();
    facts.sort_by(|one, other| other.shapley.total_cmp(&one.shapley));
    Some(Beside { question: asked.key(), answers: rows.len() as u64, together: shapley.r_squared, facts })
}

#[expect(clippy::cast_precision_loss, reason = "hours and contacts of a journey stay far under 2^53")]
fn float(count: i64) -> f64 {
    count as f64
}
