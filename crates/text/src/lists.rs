//! The lists that are compiled in. Their origin and terms stand in `data/README.md`.

use std::collections::HashMap;

use crate::fold::fold;
use crate::language::Language;
use crate::phrase::{Phrase, Phrasebook};
use crate::stem::Stems;
use crate::worry::Worry;

/// What a phrase of service language means.
#[derive(Debug, Clone)]
pub(crate) struct Meaning {
    pub(crate) weight: f64,
    pub(crate) topic: Option<String>,
}

/// Where the weight of a word comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The list of service words, written for this.
    Service,
    /// The public lexicon of Dutch adjectives.
    Lexicon,
}

/// All that is known of one language.
#[derive(Debug)]
pub(crate) struct Lists {
    pub(crate) stems: Stems,
    words: HashMap<String, (f64, Origin)>,
    by_stem: HashMap<String, (f64, Origin)>,
    pub(crate) phrases: Phrasebook<Meaning>,
    pub(crate) worries: Phrasebook<Worry>,
}

/// The lines of a list without its comments, as columns.
pub(crate) fn rows(list: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(|line| line.split('\t').collect())
}

const WORRIES: &str = include_str!("../data/worries.tsv");

impl Lists {
    pub(crate) fn of(language: Language) -> Self {
        let stems = Stems::of(language);
        let (lexicon, service, phrases) = match language {
            Language::Dutch => (
                include_str!("../data/tone.nl.tsv"),
                include_str!("../data/words.nl.tsv"),
                include_str!("../data/phrases.nl.tsv"),
            ),
            Language::English => ("", include_str!("../data/words.en.tsv"), include_str!("../data/phrases.en.tsv")),
            Language::Unknown => ("", "", ""),
        };
        let (mut words, mut by_stem) = (HashMap::new(), HashMap::new());
        for (list, origin) in [(lexicon, Origin::Lexicon), (service, Origin::Service)] {
            for row in rows(list) {
                let [weight, forms] = row[..] else { continue };
                let Ok(weight) = weight.parse::<f64>() else { continue };
                for form in forms.split(' ').map(fold) {
                    match origin {
                        Origin::Service => _ = by_stem.insert(stems.of_folded(&form), (weight, origin)),
                        // Adjectives: a stem would bring words along that only look like them.
                        Origin::Lexicon => _ = words.insert(before_a_noun(&form), (weight, origin)),
                    }
                    words.insert(form, (weight, origin));
                }
            }
        }
        let phrases = rows(phrases).filter_map(|row| {
            let [weight, topic, written] = row[..] else { return None };
            let topic = (topic != "-").then(|| topic.to_owned());
            Some((Phrase::read(written, &stems).ok()?, Meaning { weight: weight.parse().ok()?, topic }))
        });
        let worries = rows(WORRIES).filter_map(|row| {
            let [code, worry, written] = row[..] else { return None };
            let phrase = Phrase::read(written, &stems).ok()?;
            if code == language.code() { Some((phrase, Worry::named(worry)?)) } else { None }
        });
        let (phrases, worries) = (Phrasebook::new(phrases.collect()), Phrasebook::new(worries.collect()));
        Self { stems, words, by_stem, phrases, worries }
    }

    /// The weight of a word: by its form, else by its stem.
    pub(crate) fn weight(&self, folded: &str, stem: &str) -> Option<(f64, Origin)> {
        self.words.get(folded).or_else(|| self.by_stem.get(stem)).copied()
    }
}

/// The form that a Dutch adjective has before a noun: `snel` snelle, `groot` grote, `lief` lieve, `boos` boze, `duidelijk`
/// duidelijke.
fn before_a_noun(word: &str) -> String {
    const VOWELS: [char; 5] = ['a', 'e', 'i', 'o', 'u'];
    let mut letters: Vec<char> = word.chars().collect();
    let vowel = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| VOWELS.contains(letter));
    let end = letters.len();
    let (last, second, third) = (end.checked_sub(1), end.checked_sub(2), end.checked_sub(3));
    if vowel(last) || end < 3 {
        return format!("{word}e");
    }
    let long = vowel(second) && vowel(third);
    let doubled = long && letters[end - 2] == letters[end - 3];
    let syllables = letters.windows(2).filter(|pair| VOWELS.contains(&pair[0]) && !VOWELS.contains(&pair[1])).count();
    let soft = match letters[end - 1] {
        'f' if long => 'v',
        's' if long => 'z',
        same => same,
    };
    let short = vowel(second) && !vowel(third) && syllables == 1 && letters[end - 1] != 'w';
    letters.pop();
    if doubled {
        letters.pop();
    }
    letters.push(soft);
    if short {
        letters.push(soft);
    }
    letters.into_iter().chain(['e']).collect()
}

#[cfg(test)]
mod tests {
    use super::{Lists, WORRIES, rows};
    use crate::language::Language;

    #[test]
    fn adjectives_are_found_before_a_noun() {
        for (word, before) in [
            ("snel", "snelle"),
            ("groot", "grote"),
            ("lief", "lieve"),
            ("boos", "boze"),
            ("duidelijk", "duidelijke"),
            ("lomp", "lompe"),
            ("bot", "botte"),
        ] {
            let made = super::before_a_noun(word);
            assert!(made == before, "{word}: {made}");
        }
    }

    #[test]
    fn every_line_of_every_list_is_read() {
        let (dutch, english) = (Lists::of(Language::Dutch), Lists::of(Language::English));
        let written = |list: &'static str| rows(list).count();
        assert_eq!(dutch.phrases.len(), written(include_str!("../data/phrases.nl.tsv")));
        assert_eq!(english.phrases.len(), written(include_str!("../data/phrases.en.tsv")));
        assert_eq!(dutch.worries.len() + english.worries.len(), written(WORRIES));
        assert!(dutch.phrases.len() + english.phrases.len() >= 300);
        assert!(dutch.words.len() > 2_000 && english.words.len() > 300);
    }
}
