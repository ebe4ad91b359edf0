//! What a team wants to find in the words of customers: topics with their keywords, phrases, and examples that say whether they
//! do what they should. How they are found is in the crate `text`; here is what is kept of them.

use serde::{Deserialize, Serialize};

use crate::blueprint::Words;

/// The most topics of an organisation.
pub const MOST_TOPICS: usize = 40;
/// The most keywords, phrases and examples of a topic, each.
pub const MOST_LINES: usize = 200;
/// The most characters of a keyword or phrase.
pub const LONGEST_PHRASE: usize = 80;
/// The most characters of an example.
pub const LONGEST_EXAMPLE: usize = 400;

/// A topic as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// By what figures and phrases name it. It stays when the topic gets another name, and is used once.
    pub key: String,
    /// Its name.
    pub name: Words,
    /// Whether it is looked for.
    pub used: bool,
    /// Words of either language.
    pub keywords: Vec<String>,
    /// Phrases of either language.
    pub phrases: Vec<String>,
    /// Sentences that say what it should do.
    pub examples: Vec<Example>,
}

/// A sentence with which a team tries a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Whether it is about the topic.
    pub belongs: bool,
}

/// The topics of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topics {
    /// In the order in which they were made.
    pub all: Vec<Topic>,
    /// How many the organisation made itself: the key of the next one follows.
    pub made: u32,
}

impl Topics {
    /// The topic with a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Topic> {
        self.all.iter().find(|topic| topic.key == key)
    }
}
