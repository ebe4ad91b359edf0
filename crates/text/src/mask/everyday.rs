//! Everyday words: what is one of them names nobody, whatever stands around it. Of all else it is thought that it may.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::language::{Language, is_small_word};
use crate::lists::rows;
use crate::stem::Stems;

/// The words, and the stems that they have in either language.
static WORDS: LazyLock<(HashSet<String>, HashSet<String>)> = LazyLock::new(|| {
    let listed = include_str!("../../data/known.txt").lines().filter(|line| !line.starts_with('#'));
    let toned = rows(include_str!("../../data/tone.nl.tsv")).filter_map(|row| row.get(1).copied());
    let words: HashSet<String> = listed.chain(toned).flat_map(|line| line.split(' ')).map(str::to_owned).collect();
    let all_stems = [Stems::of(Language::Dutch), Stems::of(Language::English)];
    let stems = all_stems.iter().flat_map(|stems| words.iter().map(|word| stems.of_folded(word))).collect();
    (words, stems)
});

static STEMS: LazyLock<[Stems; 2]> = LazyLock::new(|| [Stems::of(Language::Dutch), Stems::of(Language::English)]);

/// Whether a folded word is an everyday one, in one of its forms, or two of them written as one ("stroomstoring").
pub(super) fn is_everyday(folded: &str) -> bool {
    /// Shorter words are in names too: "Kleinhuis".
    const HALF: usize = 5;
    if is_word(folded) {
        return true;
    }
    let at = |(at, _): (usize, char)| folded.split_at(at);
    let halves = folded.char_indices().map(at).filter(|(one, other)| one.len() >= HALF && other.len() >= HALF);
    halves.into_iter().any(|(one, other)| is_word(one.strip_suffix('s').unwrap_or(one)) && is_word(other))
}

fn is_word(folded: &str) -> bool {
    let (words, stems) = &*WORDS;
    is_small_word(folded)
        || words.contains(folded)
        // A stem of two letters is nobody's.
        || STEMS.iter().map(|of| of.of_folded(folded)).any(|stem| stem.len() > 2 && stems.contains(&stem))
}

#[cfg(test)]
mod tests {
    use super::is_everyday;

    #[test]
    fn words_of_service_are_and_names_are_not() {
        for word in ["monteur", "klantenservice", "stroomstoring", "vriendelijke", "waited", "helaas", "storingen"] {
            assert!(is_everyday(word), "{word}");
        }
        for name in ["yilmaz", "sahin", "balkenende", "zonneveld", "kleinhuis", "ochtman", "xandrien", "brinkhorst"] {
            assert!(!is_everyday(name), "{name}");
        }
    }
}
