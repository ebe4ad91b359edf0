//! What the words of an answer are about and how they sound, with the words that say so: by the lists that come with the
//! program and the topics of the organisation, so that whoever reads it sees why. It helps reading one answer; it decides nothing but what worrying words decide.

use regie_domain::blueprint::Words;
use regie_domain::customer::Language;
use regie_domain::topic;
use regie_text::tone::{Because, Tone};
use regie_text::topic::{Topic, Topics, defaults};

use super::{READER, language_of};
use crate::directory::Directory;

/// Listens for what an organisation wants to find in the words of customers.
#[derive(Debug)]
pub struct Listener {
    topics: Option<Topics>,
    names: Vec<(String, Words)>,
}

impl Listener {
    /// For topics as they are kept. Where one of them cannot be used nothing is found; settings keep none such.
    #[must_use]
    pub fn of(topics: &topic::Topics) -> Self {
        let used = || topics.all.iter().filter(|topic| topic.used);
        let prepared: Vec<Topic> = used().map(in_text).collect();
        let names = used().map(|topic| (topic.key.clone(), topic.name.clone())).collect();
        Self { topics: Topics::new(&prepared).ok(), names }
    }

    /// The keys of the topics that words are about, each once, in the order of the settings.
    #[must_use]
    pub fn topics(&self, words: &str, asked: Language) -> Vec<&str> {
        let reading = READER.read(words, Some(language_of(asked)));
        let hits = self.topics.as_ref().map(|topics| topics.find_with(words, &reading)).unwrap_or_default();
        let keys = self.names.iter().map(|(key, _)| key.as_str());
        keys.filter(|key| hits.iter().any(|hit| hit.topic == *key)).collect()
    }

    /// The names of those topics.
    #[must_use]
    pub fn names(&self, words: &str, asked: Language) -> Vec<&Words> {
        let keys = self.topics(words, asked);
        self.names.iter().filter(|(key, _)| keys.contains(&key.as_str())).map(|(_, name)| name).collect()
    }

    /// The keys that it listens for.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(key, _)| key.as_str())
    }
}

impl Directory {
    /// What is looked for in the words of customers: the organisation's own topics, or those to begin with.
    #[must_use]
    pub fn listening(&self) -> topic::Topics {
        self.topics.as_ref().map_or_else(first_topics, |found| found.value.clone())
    }

    /// Who listens for it.
    #[must_use]
    pub fn listener(&self) -> Listener {
        Listener::of(&self.listening())
    }
}

/// The topics to begin with, as they are kept.
fn first_topics() -> topic::Topics {
    let kept = |topic: Topic| topic::Topic {
        name: Words::new(&topic.name_nl, &topic.name_en),
        examples: topic.examples.into_iter().map(|it| topic::Example { text: it.text, belongs: it.belongs }).collect(),
        used: true,
        key: topic.key,
        keywords: topic.keywords,
        phrases: topic.phrases,
    };
    topic::Topics { all: defaults().into_iter().map(kept).collect(), made: 0 }
}

/// A topic as it is looked for.
pub(crate) fn in_text(topic: &topic::Topic) -> Topic {
    let example = |it: &topic::Example| regie_text::topic::Example { text: it.text.clone(), belongs: it.belongs };
    Topic {
        key: topic.key.clone(),
        name_nl: topic.name.nl.clone(),
        name_en: topic.name.en.clone(),
        keywords: topic.keywords.clone(),
        phrases: topic.phrases.clone(),
        examples: topic.examples.iter().map(example).collect(),
    }
}

/// What a piece of an answer tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tells {
    /// Content.
    Good,
    /// Unhappy.
    Bad,
    /// A person must look at once.
    Worry,
    /// What it is about.
    About,
}

/// What the words of an answer say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// How they sound; nothing where no word of the lists was found.
    pub tone: Option<Tells>,
    /// What they are about, by name.
    pub topics: Vec<Words>,
    /// The words in pieces, from front to back: together they are the answer.
    pub pieces: Vec<(String, Option<Tells>)>,
}

/// Reads an answer in words.
#[must_use]
pub fn heard(listener: &Listener, words: &str, asked: Language) -> Heard {
    let reading = READER.read(words, Some(language_of(asked)));
    let hits = listener.topics.as_ref().map(|topics| topics.find_with(words, &reading)).unwrap_or_default();
    let named = |key: &str| listener.names.iter().find(|(known, _)| known == key).map(|(_, name)| name);
    let mut topics: Vec<Words> = Vec::new();
    for name in hits.iter().filter_map(|hit| named(&hit.topic)) {
        if !topics.contains(name) {
            topics.push(name.clone());
        }
    }
    let told = reading.marks.iter().map(|mark| {
        let tells = match mark.because {
            Because::Worry(..) => Tells::Worry,
            _ if mark.value < 0.0 => Tells::Bad,
            _ => Tells::Good,
        };
        (mark.at.clone(), tells)
    });
    // What says how it sounds goes before what says what it is about.
    let mut marks: Vec<_> = told.chain(hits.into_iter().map(|hit| (hit.at, Tells::About))).collect();
    marks.sort_by_key(|(at, tells)| (at.start, *tells == Tells::About, std::cmp::Reverse(at.end)));
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, tells) in marks {
        let (Some(before), Some(piece)) = (words.get(from..at.start), words.get(at.clone())) else { continue };
        if !before.is_empty() {
            pieces.push((before.to_owned(), None));
        }
        pieces.push((piece.to_owned(), Some(tells)));
        from = at.end;
    }
    if let Some(rest) = words.get(from..).filter(|rest| !rest.is_empty()) {
        pieces.push((rest.to_owned(), None));
    }
    let tone = match reading.tone {
        Tone::Positive => Some(Tells::Good),
        Tone::Negative => Some(Tells::Bad),
        Tone::Worrying => Some(Tells::Worry),
        Tone::Neutral => None,
    };
    Heard { tone, topics, pieces }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(words: &str, asked: Language) -> Heard {
        super::heard(&Listener::of(&first_topics()), words, asked)
    }

    fn whole(heard: &Heard) -> String {
        heard.pieces.iter().map(|(words, _)| words.as_str()).collect()
    }

    #[test]
    fn the_words_stay_whole_and_those_that_tell_are_marked() {
        for words in [
            "Ik moest eindeloos wachten en niemand wist iets. Heel vervelend!",
            "Prima geholpen, vriendelijk en snel. Dank je wel 🙂",
            "Ik zie het leven niet meer zitten.",
            "",
            "é\u{301}ë wachten, wachttijd",
        ] {
            let found = heard(words, Language::Nl);
            assert_eq!(whole(&found), words);
        }
        let waited = heard("Ik moest eindeloos wachten. Heel vervelend!", Language::Nl);
        assert!(waited.topics.iter().any(|name| name.nl == "Wachten"), "{waited:?}");
        assert_eq!(waited.tone, Some(Tells::Bad), "{waited:?}");
        assert!(waited.pieces.iter().any(|(_, tells)| tells.is_some()));
        assert_eq!(heard("Ik zie het leven niet meer zitten.", Language::Nl).tone, Some(Tells::Worry));
        assert_eq!(heard("Wat moet ik invullen?", Language::Nl).pieces.len(), 1);
    }
}
