//! What the clients did, and what they were told is done. It lives in the test's process, so no crash touches it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use regie_domain::ids::JourneyId;

/// What every text of this test carries, so that it is found again: `teken:` and a word that is used once.
const MARK: &str = "teken:";

/// How something came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// A mail.
    Mail {
        /// Its Message-ID, without angle brackets.
        message_id: String,
        /// Its sender.
        from: String,
    },
    /// A message on the status page.
    Post {
        /// The journey behind the link.
        journey: JourneyId,
    },
}

/// One thing that a client wants done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How it came in.
    pub way: Way,
    /// How often the program said that it was done; 0 while no answer came.
    pub acknowledged: u32,
}

/// The record.
#[derive(Clone, Default)]
pub struct Ledger {
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    entries: BTreeMap<String, Entry>,
    surprises: Vec<String>,
}

impl Ledger {
    /// Before the first try.
    pub fn attempted(&self, word: &str, way: Way) {
        self.lock().entries.entry(word.to_owned()).or_insert(Entry { way, acknowledged: 0 });
    }

    /// The program said "done".
    pub fn acknowledged(&self, word: &str) {
        if let Some(entry) = self.lock().entries.get_mut(word) {
            entry.acknowledged += 1;
        }
    }

    /// An answer that no crash explains.
    pub fn surprise(&self, what: String) {
        self.lock().surprises.push(what);
    }

    /// All answers that no crash explains.
    #[must_use]
    pub fn surprises(&self) -> Vec<String> {
        self.lock().surprises.clone()
    }

    /// All of it.
    #[must_use]
    pub fn entries(&self) -> BTreeMap<String, Entry> {
        self.lock().entries.clone()
    }

    /// What was acknowledged so far and is not in `known`.
    #[must_use]
    pub fn news(&self, known: &BTreeMap<String, Entry>) -> BTreeMap<String, Entry> {
        let kept = self.lock();
        let new = kept.entries.iter().filter(|(word, entry)| entry.acknowledged > 0 && !known.contains_key(*word));
        new.map(|(word, entry)| (word.clone(), entry.clone())).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A word as it stands in a text.
#[must_use]
pub fn marked(word: &str) -> String {
    format!("{MARK}{word}")
}

/// The words that a text carries.
pub fn words_in(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter_map(|part| part.strip_prefix(MARK))
}
