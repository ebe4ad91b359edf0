//! What a text is about, by the words of a team: keywords, phrases, and examples that say whether they do what they should.
//!
//! A topic is data: a team edits its own copy of [`defaults`], tries it on example sentences with [`Topic::tried`], and gets
//! words proposed from the examples that were missed. Nothing learns by itself, so what a topic finds can be explained: every
//! hit says which keyword or phrase made it, and where.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::Place;
use crate::fold::fold;
use crate::language::{Language, guess};
use crate::lists::rows;
use crate::phrase::{BadPhrase, Phrase, Phrasebook, Stemmed, place, stemmed};
use crate::stem::Stems;
use crate::tone::Reading;

/// What a team wants to find.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Topic {
    /// By what other places name it; lives longer than its name.
    pub key: String,
    /// Its name in Dutch.
    pub name_nl: String,
    /// Its name in English.
    pub name_en: String,
    /// Words of either language; compared by their stems. A star at the end or the beginning leaves that side free: `factu*`
    /// finds "factuurnummer", `*kosten` finds "voorrijkosten".
    pub keywords: Vec<String>,
    /// Phrases of either language, as [`Phrase`] has them.
    pub phrases: Vec<String>,
    /// Sentences that say what the topic should do.
    pub examples: Vec<Example>,
}

/// A sentence with which a team tries a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// Whether it is about the topic.
    pub belongs: bool,
}

/// Why a topic cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTopic {
    /// Without a key nothing can name it; two with one key cannot be told apart.
    #[error("the key {0:?} is empty or used twice")]
    Key(String),
    /// A keyword is one word of at least two letters, three beside a star, and with a star at its ends only.
    #[error("{0:?} is no keyword: one word of two letters or more, three beside a star")]
    Keyword(String),
    /// A phrase cannot be read.
    #[error("{0:?} is no phrase: {1}")]
    Phrase(String, BadPhrase),
}

/// What found a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A keyword, as it is written in the topic.
    Keyword(String),
    /// A phrase, as it is written in the topic.
    Phrase(String),
    /// A phrase of the service language that is compiled in.
    ServicePhrase(String),
}

/// A topic in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The key of the topic.
    pub topic: String,
    /// The bytes that say so.
    pub at: Place,
    /// What was looked for there.
    pub by: By,
}

/// How a topic does on its examples, by their number in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tried {
    /// Belong to it and were not found.
    pub missed: Vec<usize>,
    /// Were found and do not belong to it.
    pub too_many: Vec<usize>,
    /// Words that would find a missed example and are in none that does not belong; the most frequent first, at most ten.
    pub proposed: Vec<String>,
}

impl Topic {
    /// How it does on its own examples.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn tried(&self) -> Result<Tried, BadTopic> {
        const PROPOSED: usize = 10;
        const SHORTEST: usize = 4;
        let topics = Topics::new(std::slice::from_ref(self))?;
        let mut tried = Tried::default();
        let (mut missing, mut elsewhere) = (BTreeMap::<String, usize>::new(), BTreeSet::new());
        for (number, example) in self.examples.iter().enumerate() {
            let found = !topics.find(&example.text, None).is_empty();
            let words = crate::words::words(&example.text).into_iter().map(|word| word.folded).collect::<BTreeSet<_>>();
            match (example.belongs, found) {
                (true, false) => {
                    tried.missed.push(number);
                    words.into_iter().for_each(|word| *missing.entry(word).or_default() += 1);
                }
                (false, found) => {
                    if found {
                        tried.too_many.push(number);
                    }
                    elsewhere.extend(words);
                }
                (true, true) => {}
            }
        }
        let mut proposed: Vec<(String, usize)> = missing
            .into_iter()
            .filter(|(word, _)| {
                word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic) && !elsewhere.contains(word)
            })
            .collect();
        proposed.sort_by(|one, other| other.1.cmp(&one.1).then(other.0.len().cmp(&one.0.len())));
        tried.proposed = proposed.into_iter().take(PROPOSED).map(|(word, _)| word).collect();
        Ok(tried)
    }
}

/// The ten topics of service to begin with.
#[must_use]
pub fn defaults() -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for row in rows(include_str!("../data/topics.tsv")) {
        let [key, kind, text] = row[..] else { continue };
        if topics.last().is_none_or(|last| last.key != key) {
            topics.push(Topic { key: key.to_owned(), ..Topic::default() });
        }
        let Some(topic) = topics.last_mut() else { continue };
        match kind {
            "name.nl" => text.clone_into(&mut topic.name_nl),
            "name.en" => text.clone_into(&mut topic.name_en),
            "keyword" => topic.keywords.extend(text.split(' ').map(str::to_owned)),
            _ => topic.phrases.push(text.to_owned()),
        }
    }
    topics
}

/// A topic by its number, and what found it as it was written.
type Entry = (usize, String);

/// The keywords and phrases of all topics, in the stems of one language.
#[derive(Debug)]
struct InLanguage {
    stems: Stems,
    words: HashMap<String, Vec<Entry>>,
    phrases: Phrasebook<usize>,
}

/// Topics, ready to be looked for.
#[derive(Debug)]
pub struct Topics {
    keys: Vec<String>,
    dutch: InLanguage,
    english: InLanguage,
    beginnings: Vec<(String, Entry)>,
    ends: Vec<(String, Entry)>,
}

impl Topics {
    /// Prepares topics.
    ///
    /// # Errors
    /// When one of them cannot be used; says which part.
    pub fn new(topics: &[Topic]) -> Result<Self, BadTopic> {
        let mut keys: Vec<String> = Vec::new();
        for topic in topics {
            if topic.key.trim().is_empty() || keys.contains(&topic.key) {
                return Err(BadTopic::Key(topic.key.clone()));
            }
            keys.push(topic.key.clone());
        }
        let (mut beginnings, mut ends) = (Vec::new(), Vec::new());
        for (number, topic) in topics.iter().enumerate() {
            for written in &topic.keywords {
                let (word, before, behind) = keyword(written)?;
                let entry = (number, written.clone());
                if behind {
                    beginnings.push((word.clone(), entry.clone()));
                }
                if before {
                    ends.push((word, entry));
                }
            }
        }
        let (dutch, english) = (InLanguage::new(topics, Language::Dutch)?, InLanguage::new(topics, Language::English)?);
        Ok(Self { keys, dutch, english, beginnings, ends })
    }

    /// The topics in a text, from front to back; one topic may be found more than once. `asked` is the language of the
    /// question; a text whose language is not known is looked at in both.
    #[must_use]
    pub fn find(&self, text: &str, asked: Option<Language>) -> Vec<Hit> {
        let mut hits = Vec::new();
        let language = guess(text).or(asked);
        if language != Language::English {
            self.look(&stemmed(text, &self.dutch.stems), &self.dutch, &mut hits);
        }
        if language != Language::Dutch {
            self.look(&stemmed(text, &self.english.stems), &self.english, &mut hits);
        }
        sorted(hits)
    }

    /// The same, with the topics that the phrases of a reading bring along when there is a topic of that key.
    #[must_use]
    pub fn find_with(&self, text: &str, reading: &Reading) -> Vec<Hit> {
        let mut hits = self.find(text, Some(reading.read_in).filter(|language| *language != Language::Unknown));
        for mark in &reading.marks {
            if let (Some(topic), crate::tone::Because::Phrase(written)) = (&mark.topic, &mark.because)
                && self.keys.contains(topic)
            {
                hits.push(Hit { topic: topic.clone(), at: mark.at.clone(), by: By::ServicePhrase(written.clone()) });
            }
        }
        sorted(hits)
    }

    fn look(&self, read: &[Stemmed], language: &InLanguage, hits: &mut Vec<Hit>) {
        let hit = |topic: usize, at: Place, by: By| self.keys.get(topic).map(|key| Hit { topic: key.clone(), at, by });
        for word in read {
            let folded = word.word.folded.as_str();
            let whole = language.words.get(&word.stem).into_iter().flatten();
            let begins = self.beginnings.iter().filter(|(begin, _)| folded.starts_with(begin)).map(|(_, entry)| entry);
            let ends = self.ends.iter().filter(|(end, _)| folded.ends_with(end)).map(|(_, entry)| entry);
            for (topic, written) in whole.chain(begins).chain(ends) {
                hits.extend(hit(*topic, word.word.at.clone(), By::Keyword(written.clone())));
            }
        }
        for found in language.phrases.all(read) {
            let by = By::Phrase(found.phrase.written().to_owned());
            hits.extend(hit(*found.means, place(read, found.from, found.to), by));
        }
    }
}

fn sorted(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|one, other| {
        (one.at.start, one.at.end, &one.topic).cmp(&(other.at.start, other.at.end, &other.topic))
    });
    hits.dedup_by(|later, earlier| (&later.at, &later.topic) == (&earlier.at, &earlier.topic));
    hits
}

impl InLanguage {
    fn new(topics: &[Topic], language: Language) -> Result<Self, BadTopic> {
        let stems = Stems::of(language);
        let mut words: HashMap<String, Vec<Entry>> = HashMap::new();
        let mut phrases = Vec::new();
        for (number, topic) in topics.iter().enumerate() {
            for written in &topic.keywords {
                let (word, before, behind) = keyword(written)?;
                if !before && !behind {
                    words.entry(stems.of_folded(&word)).or_default().push((number, written.clone()));
                }
            }
            for written in &topic.phrases {
                let phrase = Phrase::read(written, &stems).map_err(|bad| BadTopic::Phrase(written.clone(), bad))?;
                phrases.push((phrase, number));
            }
        }
        Ok(Self { stems, words, phrases: Phrasebook::new(phrases) })
    }
}

/// A keyword in its folded form, and whether it is free before it and behind it.
fn keyword(written: &str) -> Result<(String, bool, bool), BadTopic> {
    let (before, behind) = (written.starts_with('*'), written.ends_with('*'));
    let word = fold(written.trim().trim_matches('*'));
    let least = if before || behind { 3 } else { 2 };
    if word.chars().count() < least || !word.chars().all(char::is_alphanumeric) {
        return Err(BadTopic::Keyword(written.to_owned()));
    }
    Ok((word, before, behind))
}

#[cfg(test)]
mod tests {
    use super::{BadTopic, By, Example, Topic, Topics, defaults};

    fn topic(keywords: &[&str], phrases: &[&str]) -> Topic {
        let own = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect();
        Topic { key: "parking".into(), keywords: own(keywords), phrases: own(phrases), ..Topic::default() }
    }

    #[test]
    fn the_ten_to_begin_with_can_be_used() {
        let topics = defaults();
        assert_eq!(topics.len(), 10);
        assert!(topics.iter().all(|topic| !topic.name_nl.is_empty() && !topic.name_en.is_empty()));
        assert!(Topics::new(&topics).is_ok());
    }

    #[test]
    fn a_hit_says_where_and_by_what() {
        let topics = Topics::new(&[topic(&["parke*", "*garage"], &["geen _ plek"])]).expect("a topic");
        let text = "De stadsgarage was vol en er was geen enkele plek om te parkeren.";
        let found: Vec<(&str, By)> = topics.find(text, None).into_iter().map(|hit| (&text[hit.at], hit.by)).collect();
        assert_eq!(
            found,
            [
                ("stadsgarage", By::Keyword("*garage".into())),
                ("geen enkele plek", By::Phrase("geen _ plek".into())),
                ("parkeren", By::Keyword("parke*".into())),
            ]
        );
    }

    #[test]
    fn examples_say_whether_it_does_what_it_should() {
        let mut tried = topic(&["plek"], &[]);
        for (text, belongs) in [
            ("Er was geen plek voor mijn auto.", true),
            ("Ik kon nergens parkeren bij het kantoor.", true),
            ("De plek op de muur is niet overgeschilderd.", false),
        ] {
            tried.examples.push(Example { text: text.into(), belongs });
        }
        let tried = tried.tried().expect("a topic");
        assert_eq!((tried.missed, tried.too_many), (vec![1], vec![2]));
        assert!(tried.proposed.contains(&"parkeren".to_owned()), "{:?}", tried.proposed);
    }

    #[test]
    fn what_finds_everything_or_nothing_is_refused() {
        for bad in ["", "*", "a", "a*", "be*", "twee woorden", "*"] {
            assert!(matches!(Topics::new(&[topic(&[bad], &[])]), Err(BadTopic::Keyword(_))), "{bad}");
        }
        assert!(matches!(Topics::new(&[topic(&[], &["_"])]), Err(BadTopic::Phrase(..))));
        assert!(matches!(Topics::new(&[topic(&[], &[]), topic(&[], &[])]), Err(BadTopic::Key(_))));
    }
}
