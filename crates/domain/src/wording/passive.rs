//! Sentences that say what is done and not who does it. Grammar is guessed from the forms of words: a hint for whoever writes,
//! who may leave it as it is.

use super::bare;
use crate::customer::Language;

/// The words of a passive in a sentence: the auxiliary and the participle. Nothing where there is none.
pub(super) fn found(sentence: &str, language: Language) -> Option<String> {
    let clauses = sentence.split([',', ';', ':', '(', ')', '–']);
    clauses.into_iter().find_map(|clause| {
        let words: Vec<String> = clause.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
        match language {
            Language::Nl => dutch(&words),
            Language::En => english(&words),
        }
    })
}

/// "Wordt" and its forms, with a participle on either side of it in the same clause.
fn dutch(words: &[String]) -> Option<String> {
    const FORMS: [&str; 6] = ["word", "wordt", "worden", "werd", "werden", "geworden"];
    let form = words.iter().find(|word| FORMS.contains(&word.as_str()))?;
    let participle = words.iter().find(|word| *word != form && is_participle(word))?;
    Some(format!("{form} … {participle}"))
}

/// Parts that stand before `ge` in verbs that fall apart: `teruggebeld`, `doorgestuurd`.
const APART: [&str; 28] = [
    "aan", "achter", "af", "bekend", "bij", "binnen", "door", "goed", "in", "klaar", "los", "mede", "mee", "na", "om",
    "op", "over", "samen", "tegen", "terecht", "terug", "toe", "uit", "vast", "vol", "voor", "weg", "weer",
];
/// Words that look like participles and are none.
const NO_PARTICIPLE: [&str; 22] = [
    "bericht",
    "berichten",
    "besluit",
    "bestand",
    "gebied",
    "gebouwen",
    "gebruik",
    "gedeelten",
    "geduld",
    "geen",
    "geheel",
    "geld",
    "geldt",
    "gelegenheid",
    "geluid",
    "gemeenten",
    "gesprekken",
    "getuigen",
    "gevallen",
    "gevolgen",
    "gezicht",
    "verlof",
];
/// Participles of verbs without `ge` that end in `en`; with other endings they are recognised by that.
const STRONG: [&str; 24] = [
    "begonnen",
    "begrepen",
    "behouden",
    "bekeken",
    "beschreven",
    "besloten",
    "besproken",
    "betrokken",
    "bewezen",
    "bezocht",
    "herzien",
    "ingeschreven",
    "onderbroken",
    "ondernomen",
    "ontnomen",
    "ontslagen",
    "ontvangen",
    "verboden",
    "vergeleken",
    "vergeten",
    "verkregen",
    "verlaten",
    "verwezen",
    "verzonden",
];

fn is_participle(word: &str) -> bool {
    if NO_PARTICIPLE.contains(&word) || word.chars().count() < 5 {
        return false;
    }
    let ends = |word: &str| word.ends_with(['d', 't', 'n']);
    let regular = |word: &str| word.starts_with("ge") && word.chars().count() >= 5 && ends(word);
    let apart = APART.iter().filter_map(|part| word.strip_prefix(part)).any(regular);
    let without = ["be", "ver", "ont", "her", "onder"].iter().any(|part| {
        word.strip_prefix(part).is_some_and(|rest| rest.chars().count() >= 3 && rest.ends_with(['d', 't']))
    });
    regular(word) || apart || without || STRONG.contains(&word)
}

/// A form of "be", and a participle with at most two words between them.
fn english(words: &[String]) -> Option<String> {
    const FORMS: [&str; 8] = ["am", "is", "are", "was", "were", "be", "been", "being"];
    words.iter().enumerate().filter(|(_, word)| FORMS.contains(&word.as_str())).find_map(|(at, form)| {
        let after = words.iter().skip(at + 1).take(3);
        let participle = after.take_while(|word| !STOPS.contains(&word.as_str())).find(|word| is_done(word))?;
        Some(format!("{form} {participle}"))
    })
}

/// Words after which the verb of "be" no longer reaches.
const STOPS: [&str; 30] = [
    "a", "an", "and", "but", "he", "how", "i", "if", "in", "it", "on", "or", "our", "she", "that", "the", "these",
    "they", "this", "those", "to", "we", "what", "when", "where", "which", "who", "why", "you", "your",
];
/// Words in `ed` that say how somebody or something is.
const NOT_DONE: [&str; 14] = [
    "bed",
    "closed",
    "concerned",
    "hundred",
    "indeed",
    "interested",
    "limited",
    "need",
    "pleased",
    "red",
    "satisfied",
    "solved",
    "speed",
    "worried",
];
const IRREGULAR: [&str; 34] = [
    "begun",
    "bought",
    "broken",
    "brought",
    "built",
    "chosen",
    "done",
    "drawn",
    "driven",
    "forgotten",
    "found",
    "given",
    "held",
    "kept",
    "known",
    "laid",
    "lost",
    "made",
    "met",
    "paid",
    "put",
    "seen",
    "sent",
    "shown",
    "sold",
    "spent",
    "spoken",
    "taken",
    "taught",
    "thought",
    "told",
    "understood",
    "withdrawn",
    "written",
];

fn is_done(word: &str) -> bool {
    IRREGULAR.contains(&word) || (word.len() > 4 && word.ends_with("ed") && !NOT_DONE.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_passives_are_found_and_active_sentences_are_not() {
        for (text, words) in [
            ("Uw vraag wordt behandeld.", "wordt … behandeld"),
            ("U wordt morgen teruggebeld.", "wordt … teruggebeld"),
            ("Wanneer de brief verzonden werd, weten wij niet.", "werd … verzonden"),
            ("Uw melding is ontvangen en zal worden opgelost.", "worden … ontvangen"),
            ("De kosten worden door ons vergoed.", "worden … vergoed"),
        ] {
            assert_eq!(found(text, Language::Nl).as_deref(), Some(words), "{text}");
        }
        for text in [
            "Wij behandelen uw vraag.",
            "Het wordt morgen warm.",
            "U krijgt geen bericht als het slecht weer wordt.",
            "Wij hebben uw brief ontvangen.",
            "Dat wordt geen probleem voor de gemeente.",
        ] {
            assert_eq!(found(text, Language::Nl), None, "{text}");
        }
    }

    #[test]
    fn english_passives_are_found_and_active_sentences_are_not() {
        for (text, words) in [
            ("Your question is being handled.", "is handled"),
            ("It will be sent tomorrow.", "be sent"),
            ("The costs were not paid.", "were paid"),
        ] {
            assert_eq!(found(text, Language::En).as_deref(), Some(words), "{text}");
        }
        for text in [
            "We handle your question.",
            "This is what we need from you.",
            "It is the invoice that you sent.",
            "You are interested.",
        ] {
            assert_eq!(found(text, Language::En), None, "{text}");
        }
    }
}
