//! The form that words have in common, by Snowball, with exceptions for what its rules cannot know.

use std::collections::HashMap;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use crate::fold::fold;
use crate::language::Language;

/// Forms of one word that no rule brings together: the first is the stem of the line.
const DUTCH: &[&str] = &[
    "kom komt komen kwam kwamen gekomen",
    "krijg krijgt krijgen kreeg kregen gekregen",
    "ga gaat gaan ging gingen gegaan",
    "doe doet doen deed deden gedaan",
    "weet weten wist wisten geweten",
    "neem neemt nemen nam namen genomen",
    "geef geeft geven gaf gaven gegeven",
    "zeg zegt zeggen zei zeiden gezegd",
    "bel belt bellen belde belden gebeld",
    "help helpt helpen hielp hielpen geholpen",
    "houd houdt houden hield hielden gehouden",
    "spreek spreekt spreken sprak spraken gesproken",
    "begrijp begrijpt begrijpen begreep begrepen",
    "schrijf schrijft schrijven schreef schreven geschreven",
    "lees leest lezen las lazen gelezen",
    "wijs wijst wijzen wees wezen gewezen",
    "breng brengt brengen bracht brachten gebracht",
    "denk denkt denken dacht dachten denkte gedacht",
    "zoek zoekt zoeken zocht zochten gezocht",
    "hang hangt hangen hing hingen gehangen",
    "oploss oplossen oplost opgelost loste oplossing oplossingen",
    "wacht wachten wachtte wachtten gewacht wachte",
    "terugbel terugbellen terugbelt terugbelde teruggebeld terugbellt",
    "vriendelijk vriendelijke vriendelijkheid klantvriendelijk klantvriendelijke klantvriendelijkheid",
    "goed goede goeie goei goe",
    "snel snelle sneller snelst",
    "niet nie nt",
    "niks niets nix",
];

/// The same for English.
const ENGLISH: &[&str] = &[
    "go goes going went gone",
    "get gets getting got gotten",
    "come comes coming came",
    "take takes taking took taken",
    "keep keeps keeping kept",
    "tell tells telling told",
    "say says saying said",
    "pay pays paying paid",
    "send sends sending sent",
    "ring rings ringing rang rung",
    "know knows knowing knew known",
    "feel feels feeling felt",
    "hear hears hearing heard",
    "speak speaks speaking spoke spoken",
    "break breaks breaking broke",
    "make makes making made",
    "do does doing did done",
    "lose loses losing",
    "leave leaves leaving",
    "give gives giving gave given",
    "hang hangs hanging hung",
    "throw throws throwing threw thrown",
    "understand understands understood",
    "helpful helpfull",
    "receive received receives recieved recieve",
];

/// A stemmer of one language.
#[derive(Debug)]
pub struct Stems {
    algorithm: Option<Algorithm>,
    exceptions: HashMap<String, String>,
}

impl Stems {
    /// That of a language. Without a known language a word is its own stem.
    #[must_use]
    pub fn of(language: Language) -> Self {
        let (algorithm, lines) = match language {
            Language::Dutch => (Some(Algorithm::Dutch), DUTCH),
            Language::English => (Some(Algorithm::English), ENGLISH),
            Language::Unknown => (None, &[] as &[&str]),
        };
        let mut exceptions = HashMap::new();
        for line in lines {
            let mut forms = line.split(' ');
            // The stem of a line gets a sign that no rule makes, so that it meets no other word by chance.
            let stem = format!("{}.", forms.clone().next().unwrap_or_default());
            exceptions.extend(forms.by_ref().map(|form| (form.to_owned(), stem.clone())));
        }
        Self { algorithm, exceptions }
    }

    /// The stem of a word, written as people write it.
    #[must_use]
    pub fn stem(&self, word: &str) -> String {
        self.of_folded(&fold(word))
    }

    /// The stem of a word that is folded already.
    pub(crate) fn of_folded(&self, folded: &str) -> String {
        /// Longer ones are no words, and the rules walk over them letter by letter.
        const LONGEST: usize = 60;
        match (self.exceptions.get(folded), self.algorithm) {
            (Some(stem), _) => stem.clone(),
            (None, Some(algorithm)) if folded.len() <= LONGEST => Stemmer::create(algorithm).stem(folded).into_owned(),
            _ => folded.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Stems;
    use crate::language::Language;

    fn same(language: Language, words: &[&str]) {
        let stems = Stems::of(language);
        let first = stems.stem(words[0]);
        for word in words {
            assert_eq!(stems.stem(word), first, "{word}");
        }
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        for words in [
            &["klant", "klanten", "Klanten"][..],
            &["wachten", "wacht", "gewacht", "wachtte"],
            &["oplossen", "opgelost", "oplossing"],
            &["terugbellen", "teruggebeld"],
            &["medewerker", "medewerkers"],
            &["belofte", "beloften"],
            &["duidelijk", "duidelijke"],
            &["één", "een"],
        ] {
            same(Language::Dutch, words);
        }
        for words in [
            &["promise", "promised", "promises"][..],
            &["keep", "kept"],
            &["transferred", "transfer"],
            &["calls", "called"],
        ] {
            same(Language::English, words);
        }
    }

    #[test]
    fn different_words_do_not() {
        let dutch = Stems::of(Language::Dutch);
        for (one, other) in [("niet", "niets"), ("beloven", "bellen"), ("goed", "goederen"), ("nooit", "nood")] {
            assert_ne!(dutch.stem(one), dutch.stem(other));
        }
    }

    #[test]
    fn without_a_language_a_word_is_itself() {
        assert_eq!(Stems::of(Language::Unknown).stem("Klanten"), "klanten");
    }
}
