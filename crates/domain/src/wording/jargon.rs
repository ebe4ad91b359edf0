//! Words that customers do not use, with those that they do.

use super::{Jargon, bare};
use crate::customer::Language;

/// The words that come with the program: what offices write, and what people say.
const DUTCH: [(&str, &str); 33] = [
    ("alsmede", "en"),
    ("alvorens", "voordat"),
    ("betreffende", "over"),
    ("bovengenoemd", "dit"),
    ("bovengenoemde", "deze"),
    ("conform", "volgens"),
    ("derhalve", "daarom"),
    ("desbetreffende", "deze"),
    ("dient te", "moet"),
    ("doch", "maar"),
    ("doorlooptijd", "hoe lang het duurt"),
    ("echter", "maar"),
    ("gaarne", "graag"),
    ("heden", "vandaag"),
    ("hieromtrent", "hierover"),
    ("in casu", "hier"),
    ("in het kader van", "voor"),
    ("indien", "als"),
    ("inzake", "over"),
    ("met betrekking tot", "over"),
    ("middels", "met"),
    ("omtrent", "over"),
    ("onderhavige", "deze"),
    ("op grond van", "door"),
    ("reeds", "al"),
    ("ten aanzien van", "over"),
    ("ten behoeve van", "voor"),
    ("teneinde", "om"),
    ("tevens", "ook"),
    ("thans", "nu"),
    ("voornoemd", "dit"),
    ("wederom", "weer"),
    ("zulks", "dit"),
];

const ENGLISH: [(&str, &str); 24] = [
    ("aforementioned", "this"),
    ("as per", "as in"),
    ("at your earliest convenience", "when you can"),
    ("commence", "begin"),
    ("duly", ""),
    ("endeavour", "try"),
    ("facilitate", "help"),
    ("forthwith", "now"),
    ("henceforth", "from now on"),
    ("hereby", ""),
    ("herewith", "with this"),
    ("in accordance with", "as in"),
    ("in order to", "to"),
    ("in respect of", "about"),
    ("notwithstanding", "even so"),
    ("prior to", "before"),
    ("pursuant to", "under"),
    ("regarding", "about"),
    ("remit", "pay"),
    ("subsequently", "then"),
    ("terminate", "end"),
    ("utilise", "use"),
    ("whilst", "while"),
    ("with respect to", "about"),
];

/// The words that come with the program, in a language.
pub fn own_list(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    let list: &[(&str, &str)] = match language {
        Language::Nl => &DUTCH,
        Language::En => &ENGLISH,
    };
    list.iter().copied()
}

/// The words of both lists that stand in a sentence, the organisation's first; of its own and ours for the same word its own.
pub(super) fn found(sentence: &str, language: Language, own: &[Jargon]) -> Vec<Jargon> {
    let words: Vec<String> = sentence.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<Jargon> = own.iter().filter(|jargon| stands(&words, &jargon.word)).cloned().collect();
    for (word, instead) in own_list(language) {
        let known = found.iter().any(|jargon| jargon.word.to_lowercase() == word);
        if !known && stands(&words, word) {
            found.push(Jargon { word: word.to_owned(), instead: instead.to_owned() });
        }
    }
    found
}

/// Whether a word, or words one after another, stand in a sentence.
fn stands(words: &[String], wanted: &str) -> bool {
    let wanted: Vec<String> = wanted.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    !wanted.is_empty() && words.windows(wanted.len()).any(|window| window == wanted)
}
