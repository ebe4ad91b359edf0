//! How often readings are right: the labelled answers that are compiled in, and the figures that a list makes on them.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::Language;
use crate::lists::rows;
use crate::tone::{Reader, Tone};
use crate::topic::Topics;

/// Which part of the labelled answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Looked at while the lists were made.
    Dev,
    /// Kept apart: no list was changed because of them.
    Held,
}

/// An answer with what people say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// Its part.
    pub part: Part,
    /// The language of the answer, which is the one of the question, too.
    pub language: Language,
    /// How it sounds.
    pub tone: Tone,
    /// What it is about, by the keys of the default topics.
    pub topics: BTreeSet<String>,
    /// The answer.
    pub text: String,
}

/// How often readings were right.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// So many answers.
    pub of: usize,
    /// With the right tone.
    pub tone: usize,
    /// With the right language, found without knowing that of the question.
    pub language: usize,
    /// By tone and then by the tone that was read, how many.
    pub read_as: BTreeMap<Tone, BTreeMap<Tone, usize>>,
    /// Topics found that are there.
    pub topics_right: usize,
    /// Topics found that are not there.
    pub topics_wrong: usize,
    /// Topics that are there and were not found.
    pub topics_missed: usize,
}

impl Figures {
    /// The share with the right tone, 0 to 1.
    #[must_use]
    pub fn tone_share(&self) -> f64 {
        share(self.tone, self.of)
    }

    /// The share with the right language, 0 to 1.
    #[must_use]
    pub fn language_share(&self) -> f64 {
        share(self.language, self.of)
    }

    /// Of the topics found, the share that is there.
    #[must_use]
    pub fn topic_precision(&self) -> f64 {
        share(self.topics_right, self.topics_right + self.topics_wrong)
    }

    /// Of the topics that are there, the share that was found.
    #[must_use]
    pub fn topic_recall(&self) -> f64 {
        share(self.topics_right, self.topics_right + self.topics_missed)
    }

    /// The harmonic mean of the two: `2·right / (2·right + wrong + missed)`.
    #[must_use]
    pub fn topic_f1(&self) -> f64 {
        share(2 * self.topics_right, 2 * self.topics_right + self.topics_wrong + self.topics_missed)
    }

    /// Of the answers with a tone, the share that was read so.
    #[must_use]
    pub fn recall(&self, tone: Tone) -> f64 {
        let read = self.read_as.get(&tone);
        share(read.and_then(|read| read.get(&tone)).copied().unwrap_or(0), read.map_or(0, |read| read.values().sum()))
    }

    /// Of the answers that were read so, the share with that tone.
    #[must_use]
    pub fn precision(&self, tone: Tone) -> f64 {
        let all = self.read_as.values().filter_map(|read| read.get(&tone)).sum();
        share(self.read_as.get(&tone).and_then(|read| read.get(&tone)).copied().unwrap_or(0), all)
    }

    /// What saying the most frequent tone every time would get right, 0 to 1.
    #[must_use]
    pub fn most_frequent_tone_share(&self) -> f64 {
        share(self.read_as.values().map(|read| read.values().sum()).max().unwrap_or(0), self.of)
    }
}

fn share(part: usize, of: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred answers")]
    let share = part as f64 / of.max(1) as f64;
    share
}

/// The 300 answers that were written and labelled for this, half of them Dutch.
#[must_use]
pub fn labelled() -> Vec<Labelled> {
    let answers = rows(include_str!("../data/answers.tsv")).filter_map(|row| {
        let [part, language, tone, topics, text] = row[..] else { return None };
        Some(Labelled {
            part: if part == "held" { Part::Held } else { Part::Dev },
            language: if language == "nl" { Language::Dutch } else { Language::English },
            tone: match tone {
                "positive" => Tone::Positive,
                "neutral" => Tone::Neutral,
                "negative" => Tone::Negative,
                "worrying" => Tone::Worrying,
                _ => return None,
            },
            topics: topics.split(',').filter(|topic| *topic != "-").map(str::to_owned).collect(),
            text: text.to_owned(),
        })
    });
    answers.collect()
}

/// Reads answers and counts what was right.
#[must_use]
pub fn measure<'a>(reader: &Reader, topics: &Topics, answers: impl IntoIterator<Item = &'a Labelled>) -> Figures {
    let mut figures = Figures::default();
    for answer in answers {
        let reading = reader.read(&answer.text, Some(answer.language));
        let found: BTreeSet<String> =
            topics.find_with(&answer.text, &reading).into_iter().map(|hit| hit.topic).collect();
        figures.of += 1;
        figures.tone += usize::from(reading.tone == answer.tone);
        figures.language += usize::from(reading.language.language == answer.language);
        *figures.read_as.entry(answer.tone).or_default().entry(reading.tone).or_default() += 1;
        figures.topics_right += found.intersection(&answer.topics).count();
        figures.topics_wrong += found.difference(&answer.topics).count();
        figures.topics_missed += answer.topics.difference(&found).count();
    }
    figures
}
