//! What answers in words are about: the share of them by topic, counted by the topics of the settings when a batch of weeks is
//! kept. Words are read and counted here and shown nowhere; no share of a topic with fewer than eight answers behind it.

use std::collections::{BTreeMap, BTreeSet};

use regie_domain::customer::Language;
use regie_domain::ids::AskId;
use regie_metrics::power::smallest_step;
use regie_metrics::privacy::Limits;
use regie_metrics::proportion::Share;
use regie_store::views::answers;
use serde::{Deserialize, Serialize};

use super::batches::{Summed, WeekCell};
use super::kept::{Kept, from_json, json};
use super::{Part, Told, whole};
use crate::App;
use crate::directory::Directory;
use crate::error::Result;

/// Answers in words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopicSums {
    /// How many.
    pub texts: i64,
    /// How many of them are about a topic, by its key.
    pub about: BTreeMap<String, i64>,
}

impl Summed for TopicSums {
    type Part = String;

    const LIMITS: Limits = Limits::TEXTS;

    fn add(&mut self, other: &Self) {
        self.texts += other.texts;
        other.about.iter().for_each(|(topic, count)| *self.about.entry(topic.clone()).or_default() += count);
    }

    fn people(&self) -> (u64, u64) {
        (whole(self.texts), whole(self.texts))
    }

    fn parts(&self) -> Vec<String> {
        self.about.keys().cloned().collect()
    }

    fn people_of(&self, topic: &String) -> (u64, u64) {
        (whole(self.texts), whole(self.about.get(topic).copied().unwrap_or_default()))
    }

    fn leave_out(&mut self, topic: &String) {
        self.about.remove(topic);
    }
}

impl Kept for TopicSums {
    fn write(&self) -> String {
        json(self)
    }

    fn read(text: &str) -> Option<Self> {
        from_json(text)
    }
}

/// Reads and counts the words of some weeks. Who answered two questions in words is one.
pub async fn read(app: &App, directory: &Directory, (from, until): (i64, i64)) -> Result<Vec<WeekCell<TopicSums>>> {
    let mut tx = app.store.begin_read().await?;
    let rows = answers::words(&mut tx, from, until).await?;
    drop(tx);
    let (listener, language) =
        (directory.listener(), directory.organisation().map_or(Language::Nl, |known| known.language));
    let mut by_ask: BTreeMap<AskId, WeekCell<TopicSums>> = BTreeMap::new();
    let mut heard: BTreeMap<AskId, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let cell = || WeekCell { blueprint: row.blueprint, team: row.team, week: row.week, sums: TopicSums::default() };
        by_ask.entry(row.ask).or_insert_with(cell);
        let topics = listener.topics(&row.words, language).into_iter().map(str::to_owned);
        heard.entry(row.ask).or_default().extend(topics);
    }
    let count = |(ask, mut cell): (AskId, WeekCell<TopicSums>)| {
        let topics = heard.remove(&ask).unwrap_or_default();
        // Every topic stands in every sum: the engine decides of each alike, whoever spoke of it.
        let about = listener.keys().map(|key| (key.to_owned(), i64::from(topics.contains(key))));
        cell.sums = TopicSums { texts: 1, about: about.collect() };
        cell
    };
    Ok(by_ask.into_iter().map(count).collect())
}

/// A topic and the share of answers in words that are about it; nothing of one with too little to show.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicFigure {
    /// Its key in the settings.
    pub topic: String,
    /// The share, where it may be shown.
    pub share: Option<Told>,
}

/// The shares by topic, in the order of the settings; nothing where too few answered in words. A share is of the batches in which
/// it may be shown, so that one that was left out does not count as nobody.
pub fn of(parts: &[Part<TopicSums>], directory: &Directory) -> Vec<TopicFigure> {
    let sums = || parts.iter().filter_map(|part| part.sums.as_ref()).filter(|sums| sums.texts > 0);
    if sums().next().is_none() {
        return Vec::new();
    }
    let topics = directory.listening();
    let used = topics.all.iter().filter(|topic| topic.used);
    let figure = |topic: &regie_domain::topic::Topic| {
        let shown = || sums().filter_map(|sums| Some((*sums.about.get(&topic.key)?, sums.texts)));
        let (about, of) = shown().fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let share = Share::new(whole(about), whole(of)).ok().filter(|_| of > 0).map(|share| {
            let estimate = share.wilson();
            let middle = f64::midpoint(estimate.interval.low, estimate.interval.high);
            Told { estimate, of: whole(of), step: smallest_step(middle * (1.0 - middle), whole(of)) }
        });
        TopicFigure { topic: topic.key.clone(), share }
    };
    used.map(figure).collect()
}
