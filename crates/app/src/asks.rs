//! What a message seems to ask for, read off a few plain phrases. It is a first guess that one tap corrects; nothing is
//! refused or delayed by it.

use regie_domain::codes::Asks;

/// A chaser is short: a long message that also asks for news says something else as well.
const CHASER_LENGTH: usize = 400;

const NEWS: [&str; 24] = [
    "al nieuws",
    "nog niets gehoord",
    "nog niks gehoord",
    "niets meer gehoord",
    "stand van zaken",
    "hoe staat het",
    "hoe ver bent u",
    "hoe ver is",
    "al iets bekend",
    "al meer bekend",
    "wanneer hoor ik",
    "wanneer krijg ik antwoord",
    "duurt het nog",
    "any news",
    "any update",
    "status update",
    "still waiting",
    "not heard anything",
    "haven't heard",
    "have not heard",
    "when will i hear",
    "what is the status",
    "what's the status",
    "how long will it",
];

const THANKS: [&str; 10] = [
    "bedankt",
    "dank u",
    "dank je",
    "dankjewel",
    "dankuwel",
    "hartelijk dank",
    "thanks",
    "thank you",
    "many thanks",
    "top",
];

/// Words after which thanks are not all that is said. Better one "just thanks" missed than one objection.
const BUT: [&str; 17] = [
    "niet",
    "geen",
    "maar",
    "nog",
    "echter",
    "helaas",
    "toch",
    "alleen",
    "graag",
    "but",
    "not",
    "no",
    "still",
    "however",
    "unfortunately",
    "please",
    "nooit",
];

/// A first guess of what a message asks for.
#[must_use]
pub fn asks_of(text: &str) -> Asks {
    let text = text.trim().to_lowercase();
    let length = text.chars().count();
    if length <= CHASER_LENGTH && NEWS.iter().any(|phrase| text.contains(phrase)) {
        return Asks::News;
    }
    if is_just_thanks(&text) {
        return Asks::Thanks;
    }
    if text.contains('?') { Asks::Again } else { Asks::Something }
}

fn is_just_thanks(text: &str) -> bool {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let says_more =
        words.len() > 12 || text.contains('?') || words.iter().any(|word| BUT.contains(word) || word.ends_with("n't"));
    let spaced = format!(" {} ", words.join(" "));
    !says_more && THANKS.iter().any(|phrase| spaced.contains(&format!(" {phrase} ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_phrases_are_read() {
        assert_eq!(asks_of("Is er al nieuws over mijn aanvraag?"), Asks::News);
        assert_eq!(asks_of("Any update on my case?"), Asks::News);
        assert_eq!(asks_of("Hartelijk dank voor uw hulp!"), Asks::Thanks);
        assert_eq!(asks_of("Bedankt, maar welke foto bedoelt u?"), Asks::Again);
        assert_eq!(asks_of("Hierbij de factuur."), Asks::Something);
        assert_eq!(asks_of("Top, dank u wel."), Asks::Thanks);
        assert_eq!(asks_of("Ik stop ermee."), Asks::Something);
        assert_eq!(asks_of("Bedankt, maar het lekt nog steeds."), Asks::Something);
        assert_eq!(asks_of("Thanks. It isn't solved."), Asks::Something);
        let long = format!("Hoe staat het ermee? {}", "Er is ook iets anders. ".repeat(30));
        assert_eq!(asks_of(&long), Asks::Again);
    }
}
