//! Phrases: a few words in a row that mean something together.
//!
//! A phrase is written as people say it. `_` stands for at most two words of any kind, `a|b` for one of both, and within such a
//! choice `+` joins words: `niet|nog+nooit _ teruggebeld`. Words are compared by their stems, so one form is enough.

use std::collections::HashMap;

use crate::Place;
use crate::fold::fold;
use crate::stem::Stems;
use crate::words::{Word, words};

/// The words that a gap may hold.
const GAP: usize = 2;

/// Why a phrase cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPhrase {
    /// There is no word in it.
    #[error("there is no word in it")]
    Empty,
    /// It begins or ends with a gap, or has two in a row.
    #[error("a gap has a word on both sides")]
    Gap,
    /// More words than a phrase has.
    #[error("a phrase has at most {0} words")]
    Long(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Gap,
    OneOf(Vec<Vec<String>>),
}

/// A word of a text with its stem.
#[derive(Debug, Clone)]
pub(crate) struct Stemmed {
    pub(crate) word: Word,
    pub(crate) stem: String,
}

/// A text as words with their stems.
pub(crate) fn stemmed(text: &str, stems: &Stems) -> Vec<Stemmed> {
    words(text).into_iter().map(|word| Stemmed { stem: stems.of_folded(&word.folded), word }).collect()
}

/// The bytes from one word to another, both included.
pub(crate) fn place(text: &[Stemmed], from: usize, to: usize) -> Place {
    match (text.get(from), text.get(to.saturating_sub(1))) {
        (Some(first), Some(last)) => first.word.at.start..last.word.at.end,
        _ => 0..0,
    }
}

/// A phrase, ready to be looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    written: String,
    parts: Vec<Part>,
}

impl Phrase {
    /// Reads a phrase, in the stems of a language.
    ///
    /// # Errors
    /// When it has no word, a gap at an end, or more than 12 words.
    pub fn read(written: &str, stems: &Stems) -> Result<Self, BadPhrase> {
        const LONGEST: usize = 12;
        let mut parts = Vec::new();
        for piece in written.split_whitespace() {
            if piece == "_" {
                if !matches!(parts.last(), Some(Part::OneOf(_))) {
                    return Err(BadPhrase::Gap);
                }
                parts.push(Part::Gap);
                continue;
            }
            let choices: Vec<Vec<String>> = piece.split('|').map(|choice| stems_of(choice, stems)).collect();
            match choices.as_slice() {
                // A word with a hyphen is several here, as it is in a text.
                [only] => parts.extend(only.iter().map(|stem| Part::OneOf(vec![vec![stem.clone()]]))),
                _ => parts.push(Part::OneOf(choices.into_iter().filter(|choice| !choice.is_empty()).collect())),
            }
        }
        match parts.as_slice() {
            [] => Err(BadPhrase::Empty),
            [.., Part::Gap] => Err(BadPhrase::Gap),
            long if long.len() > LONGEST => Err(BadPhrase::Long(LONGEST)),
            _ if parts.iter().any(|part| matches!(part, Part::OneOf(choices) if choices.is_empty())) => {
                Err(BadPhrase::Empty)
            }
            _ => Ok(Self { written: written.to_owned(), parts }),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
    }

    /// The stems that it can begin with.
    fn first_stems(&self) -> impl Iterator<Item = &str> {
        let choices = match self.parts.first() {
            Some(Part::OneOf(choices)) => choices.as_slice(),
            _ => &[],
        };
        choices.iter().filter_map(|choice| choice.first()).map(String::as_str)
    }

    /// Where it ends in the text when it begins at this word: the word after its last.
    pub(crate) fn ends(&self, text: &[Stemmed], from: usize) -> Option<usize> {
        let sentence = text.get(from)?.word.sentence;
        let within = text[from..].iter().take_while(|word| word.word.sentence == sentence).count();
        ends(&self.parts, &text[..from + within], from)
    }
}

fn stems_of(words_written: &str, stems: &Stems) -> Vec<String> {
    words_written
        .split(['+', '-'])
        .map(fold)
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| stems.of_folded(&word))
        .collect()
}

fn ends(parts: &[Part], text: &[Stemmed], from: usize) -> Option<usize> {
    match parts.split_first() {
        None => Some(from),
        Some((Part::Gap, rest)) => (0..=GAP).find_map(|skipped| ends(rest, text, from + skipped)),
        Some((Part::OneOf(choices), rest)) => choices.iter().find_map(|choice| {
            let there = text.get(from..from + choice.len())?;
            let same = there.iter().zip(choice).all(|(word, stem)| word.stem == *stem);
            if same { ends(rest, text, from + choice.len()) } else { None }
        }),
    }
}

/// Many phrases, each with what it means, found by their first word.
#[derive(Debug)]
pub(crate) struct Phrasebook<T> {
    phrases: Vec<(Phrase, T)>,
    by_first: HashMap<String, Vec<usize>>,
}

/// A phrase that was found: from word to word (the last excluded).
#[derive(Debug)]
pub(crate) struct Found<'a, T> {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) phrase: &'a Phrase,
    pub(crate) means: &'a T,
}

impl<T> Phrasebook<T> {
    pub(crate) fn new(phrases: Vec<(Phrase, T)>) -> Self {
        let mut by_first: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (phrase, _)) in phrases.iter().enumerate() {
            for first in phrase.first_stems() {
                let there = by_first.entry(first.to_owned()).or_default();
                if there.last() != Some(&at) {
                    there.push(at);
                }
            }
        }
        Self { phrases, by_first }
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.phrases.len()
    }

    /// Every phrase that is in the text, overlapping ones too, in the order of their first words.
    pub(crate) fn all<'a>(&'a self, text: &'a [Stemmed]) -> impl Iterator<Item = Found<'a, T>> + 'a {
        text.iter().enumerate().flat_map(move |(from, word)| {
            let here = self.by_first.get(&word.stem).map_or(&[] as &[usize], Vec::as_slice);
            here.iter().filter_map(move |at| {
                let (phrase, means) = self.phrases.get(*at)?;
                Some(Found { from, to: phrase.ends(text, from)?, phrase, means })
            })
        })
    }

    /// Those that do not overlap: the longest first.
    pub(crate) fn longest<'a>(&'a self, text: &'a [Stemmed]) -> Vec<Found<'a, T>> {
        let mut found: Vec<Found<'a, T>> = self.all(text).collect();
        found.sort_by_key(|one| (std::cmp::Reverse(one.to - one.from), one.from));
        let mut taken = vec![false; text.len()];
        found.retain(|one| {
            let free = !taken[one.from..one.to].contains(&true);
            if free {
                taken[one.from..one.to].fill(true);
            }
            free
        });
        found.sort_by_key(|one| one.from);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{BadPhrase, Phrase, Phrasebook, place, stemmed};
    use crate::language::Language;
    use crate::stem::Stems;

    fn found(written: &str, text: &str) -> Option<String> {
        let stems = Stems::of(Language::Dutch);
        let book = Phrasebook::new(vec![(Phrase::read(written, &stems).expect("a phrase"), ())]);
        let read = stemmed(text, &stems);
        book.longest(&read).first().map(|one| text[place(&read, one.from, one.to)].to_owned())
    }

    #[test]
    fn words_are_compared_by_stem_with_gaps_and_choices() {
        assert_eq!(found("kastje _ muur", "Van het kastje naar de muur!").as_deref(), Some("kastje naar de muur"));
        assert_eq!(found("kastje _ muur", "het kastje aan de witte muur"), None, "a gap holds two words");
        assert_eq!(
            found("niet|nog+nooit _ teruggebeld", "nog nooit echt terugbellen").as_deref(),
            Some("nog nooit echt terugbellen")
        );
        assert_eq!(found("kastje-muur", "die kastje-muur dans").as_deref(), Some("kastje-muur"));
        assert_eq!(found("niet teruggebeld", "Ik kon niet. Teruggebeld wel."), None, "a phrase stays in its sentence");
    }

    #[test]
    fn what_is_no_phrase_is_refused() {
        let stems = Stems::of(Language::Dutch);
        assert_eq!(Phrase::read("  ", &stems), Err(BadPhrase::Empty));
        assert_eq!(Phrase::read("|", &stems), Err(BadPhrase::Empty));
        assert_eq!(Phrase::read("!", &stems), Err(BadPhrase::Empty));
        assert_eq!(Phrase::read("_ niet", &stems), Err(BadPhrase::Gap));
        assert_eq!(Phrase::read("niet _", &stems), Err(BadPhrase::Gap));
        assert_eq!(Phrase::read("niet _ _ goed", &stems), Err(BadPhrase::Gap));
        assert_eq!(Phrase::read(&"a ".repeat(13), &stems), Err(BadPhrase::Long(12)));
    }
}
