//! What was shown stays what was shown: the first look at a batch that is over keeps its groups, and every later look reads
//! them there. So a journey that opens again, an answer that is erased, or a member who leaves a team between two looks does
//! not show as the difference of both.

use jiff::Timestamp;
use regie_domain::measure::{Count, Sums};
use regie_store::StoreError;
use regie_store::shown::{self, KeptBatch, KeptGroup};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Part;
use super::batches::{Batch, Group};
use crate::App;
use crate::error::Result;

/// Numbers that can be kept as text.
pub trait Kept: Sized {
    /// As text.
    fn write(&self) -> String;
    /// Read again; nothing where it cannot be.
    fn read(text: &str) -> Option<Self>;
}

/// By the code of each count, so that a count that comes later does not move the others.
impl Kept for Sums {
    fn write(&self) -> String {
        let counts = Count::ALL.iter().map(|count| {
            let both = [self.of(*count), self.squares_of(*count)];
            (count.code().to_owned(), Value::from(both.to_vec()))
        });
        let mut all: Map<String, Value> = counts.collect();
        all.insert("journeys".to_owned(), self.journeys.into());
        Value::Object(all).to_string()
    }

    fn read(text: &str) -> Option<Self> {
        let all: Map<String, Value> = serde_json::from_str(text).ok()?;
        let mut sums = Self { journeys: all.get("journeys")?.as_i64()?, ..Self::default() };
        for (place, count) in Count::ALL.iter().enumerate() {
            let number = |at: usize| all.get(count.code()).and_then(|both| both.get(at)).and_then(Value::as_i64);
            (sums.sums[place], sums.squares[place]) = (number(0).unwrap_or(0), number(1).unwrap_or(0));
        }
        Some(sums)
    }
}

/// What is kept as it is written by its fields.
pub fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Read again.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// A batch with its groups, to be kept.
pub type New = (KeptBatch, Vec<KeptGroup>);

/// Batches as they are kept.
pub fn to_keep<S: Kept>(batches: &[Batch<S>]) -> Vec<New> {
    let one = |batch: &Batch<S>| {
        let group = |(group, sums): (&Group, &S)| KeptGroup {
            from: batch.from,
            blueprint: group.blueprint,
            team: group.team,
            sums: sums.write(),
        };
        (KeptBatch { from: batch.from, until: batch.until }, batch.groups.iter().map(group).collect())
    };
    batches.iter().map(one).collect()
}

impl App {
    /// Keeps batches; what somebody else kept in the meantime stands.
    pub(super) async fn keep_shown(&self, kind: &str, new: Vec<New>) -> Result<()> {
        if new.is_empty() {
            return Ok(());
        }
        let context = (kind.to_owned(), new, self.ports.clock.now());
        let kept = self.store.write_with(context, |tx, (kind, new, now): &(String, Vec<New>, Timestamp)| {
            Box::pin(async move {
                for (batch, groups) in new {
                    shown::keep(tx, kind, *batch, groups, *now).await?;
                }
                Ok::<(), StoreError>(())
            })
        });
        Ok(kept.await?)
    }

    /// The batches that are kept of some weeks.
    pub(super) async fn kept_batches(&self, kind: &str, (from, until): (i64, i64)) -> Result<Vec<(i64, i64)>> {
        let mut tx = self.store.begin_read().await?;
        let found = shown::batches(&mut tx, kind, from, until).await?;
        Ok(found.into_iter().map(|batch| (batch.from, batch.until)).collect())
    }

    /// What is kept of a group: a part for each batch, without numbers where nothing may be shown.
    pub(super) async fn kept_parts<S: Kept>(
        &self,
        kind: &str,
        weeks: (i64, i64),
        group: Group,
    ) -> Result<Vec<Part<S>>> {
        let mut tx = self.store.begin_read().await?;
        let batches = shown::batches(&mut tx, kind, weeks.0, weeks.1).await?;
        let rows = shown::of_group(&mut tx, kind, weeks, (group.blueprint, group.team)).await?;
        let mut rows: std::collections::BTreeMap<i64, String> = rows.into_iter().collect();
        let part = |batch: KeptBatch| {
            let sums = rows.remove(&batch.from).and_then(|text| S::read(&text));
            Part { from: batch.from, until: batch.until, sums }
        };
        Ok(batches.into_iter().map(part).collect())
    }
}
