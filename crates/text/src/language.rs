//! Dutch, English, or not known: said only when it can be explained.

use crate::words::{Word, words};

/// A language that texts here are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Dutch.
    Dutch,
    /// English.
    English,
    /// Too short, of both, or another one.
    Unknown,
}

impl Language {
    /// Its code: `nl`, `en`, or `und` as ISO 639 has it for what is not determined.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
            Self::Unknown => "und",
        }
    }
}

/// How the language is known, or why it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// There is no word in it.
    NoWords,
    /// Short: so many of its words belong to one language only, and none to the other.
    OwnWords {
        /// Words that only that language has.
        own: usize,
    },
    /// So short that its few words could be of either.
    TooShort {
        /// How many words there are.
        words: usize,
    },
    /// The order of its letters says so (whichlang), and its words do not object.
    Letters,
    /// It has words of both.
    Both {
        /// Words that only Dutch has.
        dutch: usize,
        /// Words that only English has.
        english: usize,
    },
    /// The order of its letters is that of another language, by its ISO 639-3 code.
    Other(&'static str),
}

/// A language with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// Which.
    pub language: Language,
    /// Why.
    pub because: Because,
}

impl Guess {
    /// That language, or the one in which was asked when it could not be told.
    #[must_use]
    pub fn or(&self, asked: Option<Language>) -> Language {
        match (self.language, asked) {
            (Language::Unknown, Some(asked)) => asked,
            (known, _) => known,
        }
    }
}

/// From here on the order of letters is right in more than 97 of 100 texts; below it, hardly better than the short words.
const ENOUGH_WORDS: usize = 6;

/// Frequent words that the other language does not have. In their folded form, sorted.
const DUTCH: &str = "aan al alle allemaal als altijd bedankt bent bij blij daar dan dank dat de deed deze dit doen door dus een eens er erg \
    gaan ge geen gehad gekregen geweest gewoon ging goed goede haar had hadden heb hebben heeft heel hen het hier hij hoe hun iemand iets ik \
    jaar jammer je jij jou jullie kan keer kon kreeg kunnen lang maar maand maar mag meer meteen mij mijn moest moet naar na nergens netjes \
    niemand niet niets niks nog nooit nu ook om onze op opgelost over prima slecht snel steeds te telefoon tot uit uw u van vandaag veel vind \
    voor vriendelijk waar wachten wanneer waren wat week weken weer weg wel werd wie wij wilde wordt worden zeer zelf zij zijn zo zonder zou zouden";
const ENGLISH: &str = "a about after again all always am an and another any anyone are as asked at bad be because been but by call called could \
    day days did didnt do does doesnt dont each every everyone everything fault for from get good got great had has have he heard help her him \
    his how i if im into is it its just kept know like long me months much my never no nobody not nothing now of off on one or our out people \
    phone problem really said service she so someone sorted spoke still thank thanks that the their them then there they thing this time to \
    told too took twice up very waiting wait was we weeks well went were what when where which who why will with would you your";

/// Words that both have, or that mean something else in the other: they count for none.
const SHARED: &str =
    "a all am an as at been call dan do had he her hun is kan me my of on over so te the u was we week weg";

fn listed(list: &str, word: &str) -> bool {
    list.split(' ').any(|known| known == word)
}

fn count(all: &[Word], own: &str, other: &str) -> usize {
    let only = |word: &&Word| listed(own, &word.folded) && !listed(other, &word.folded) && !shared(&word.folded);
    all.iter().filter(only).count()
}

/// Whether a word is one of the small words of either language, and so no name.
pub(crate) fn is_small_word(folded: &str) -> bool {
    listed(DUTCH, folded) || listed(ENGLISH, folded)
}

fn shared(word: &str) -> bool {
    // "the" and the like are English enough; the rest of the shared words says nothing.
    listed(SHARED, word) && !matches!(word, "the" | "my")
}

/// Says which language a text is in. A short text goes by its small words, a longer one by the order of its letters unless its
/// small words are clearly those of the other.
#[must_use]
pub fn guess(text: &str) -> Guess {
    /// A language is heard long before the end of a long text.
    const FIRST_WORDS: usize = 400;
    let mut all = words(text);
    all.truncate(FIRST_WORDS);
    all.retain(|word| word.folded.chars().any(char::is_alphabetic));
    let Some(last) = all.last() else {
        return Guess { language: Language::Unknown, because: Because::NoWords };
    };
    let (dutch, english) = (count(&all, DUTCH, ENGLISH), count(&all, ENGLISH, DUTCH));
    let own = |language, own| Guess { language, because: Because::OwnWords { own } };
    let letters = |language| Guess { language, because: Because::Letters };
    let unknown = |because| Guess { language: Language::Unknown, because };
    if all.len() < ENOUGH_WORDS {
        return match (dutch, english) {
            (0, 0) => unknown(Because::TooShort { words: all.len() }),
            (_, 0) => own(Language::Dutch, dutch),
            (0, _) => own(Language::English, english),
            _ => unknown(Because::Both { dutch, english }),
        };
    }
    match whichlang::detect_language(&text[..last.at.end]) {
        whichlang::Lang::Nld if english <= dutch + 2 => letters(Language::Dutch),
        whichlang::Lang::Eng if dutch <= english + 2 => letters(Language::English),
        whichlang::Lang::Nld | whichlang::Lang::Eng => unknown(Because::Both { dutch, english }),
        // Dialect, slips and short lines look like a neighbour; a fifth of the words decides against that.
        _ if dutch * 5 >= all.len() && dutch > 2 * english => own(Language::Dutch, dutch),
        _ if english * 5 >= all.len() && english > 2 * dutch => own(Language::English, english),
        other => unknown(Because::Other(other.three_letter_code())),
    }
}

#[cfg(test)]
mod tests {
    use super::{Because, Language, guess};

    #[test]
    fn it_is_told_apart_and_says_why() {
        for (text, language) in [
            ("Ik heb drie weken gewacht op een monteur.", Language::Dutch),
            ("I waited three weeks for an engineer to come.", Language::English),
            ("niet netjes", Language::Dutch),
            ("never again", Language::English),
            ("ge zijt super goe geholpen bij hun, echt chapeau", Language::Dutch),
        ] {
            assert_eq!(guess(text).language, language, "{text}: {:?}", guess(text));
        }
    }

    #[test]
    fn what_could_be_either_is_not_known() {
        assert_eq!(guess("Super!").because, Because::TooShort { words: 1 });
        assert_eq!(guess("12 34, 👍").because, Because::NoWords);
        assert_eq!(guess("").because, Because::NoWords);
        assert!(matches!(guess("bedankt thanks").because, Because::Both { .. }));
        let german = guess("Ich habe drei Wochen auf eine Antwort gewartet und nichts gehört.");
        assert_eq!((german.language, german.because), (Language::Unknown, Because::Other("deu")));
    }

    #[test]
    fn the_language_that_was_asked_in_helps_out() {
        assert_eq!(guess("Top!").or(Some(Language::Dutch)), Language::Dutch);
        assert_eq!(guess("Top!").or(None), Language::Unknown);
        assert_eq!(guess("never again").or(Some(Language::Dutch)), Language::English);
    }
}
