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
    if only_hails(&text) {
        return Asks::News;
    }
    if text.contains('?') { Asks::Again } else { Asks::Something }
}

/// The same for a message that comes while a question of ours is open. Only what asks something back and says nothing else
/// is no answer to it; an answer that ends with a question is one.
#[must_use]
pub fn asks_of_reply(text: &str) -> Asks {
    match asks_of(text) {
        Asks::Again if !only_asks(text) => Asks::Something,
        asks => asks,
    }
}

/// Words that open or close a message and say nothing yet.
const COURTESY: [&str; 16] = [
    "hallo",
    "hoi",
    "dag",
    "beste",
    "geachte",
    "goedemorgen",
    "goedemiddag",
    "goedenavond",
    "groet",
    "groeten",
    "mvg",
    "hello",
    "hi",
    "dear",
    "regards",
    "vriendelijke",
];

/// What asks whether anybody is there.
const HAILS: [&str; 12] = [
    "zijn jullie daar",
    "zijn jullie er",
    "bent u daar",
    "bent u er",
    "ben je daar",
    "ben je er",
    "is daar iemand",
    "is er iemand",
    "leest er iemand",
    "are you there",
    "anybody there",
    "anyone there",
];

/// So many words may stand around what asks whether anybody is there, greetings not counted.
const AROUND: usize = 1;

/// Whether a message only asks whether anybody is there: it waits for news, and found no answer incomplete.
fn only_hails(text: &str) -> bool {
    let all: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words: Vec<&str> = all.iter().copied().filter(|word| !COURTESY.contains(word)).collect();
    let spaced = format!(" {} ", words.join(" "));
    let hails = |phrase: &&str| {
        let around = words.len().saturating_sub(phrase.split(' ').count());
        around <= AROUND && spaced.contains(&format!(" {phrase} "))
    };
    text.contains('?') && !all.is_empty() && (words.is_empty() || HAILS.iter().any(hails))
}

/// Whether every sentence is a question, but for greeting, thanks and name.
fn only_asks(text: &str) -> bool {
    let mut asked = false;
    for line in text.lines() {
        for sentence in line.split_inclusive(['?', '.', '!']).map(str::trim).filter(|it| !it.is_empty()) {
            if sentence.ends_with('?') {
                asked = true;
                continue;
            }
            let words: Vec<String> = sentence
                .split(|c: char| !c.is_alphanumeric() && c != '\'')
                .filter(|word| !word.is_empty())
                .map(str::to_lowercase)
                .collect();
            let courtesy =
                words.iter().any(|word| COURTESY.contains(&word.as_str())) || is_just_thanks(&words.join(" "));
            // A name under a message: a line of few words, each with a capital, after what was asked.
            let name = asked
                && words.len() <= 4
                && !words.is_empty()
                && sentence.split_whitespace().all(|word| word.starts_with(char::is_uppercase) || word.len() <= 4)
                && !sentence.chars().any(|c| c.is_ascii_digit());
            if !(words.is_empty() || name || courtesy && words.len() <= 6) {
                return false;
            }
        }
    }
    asked
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
        assert_eq!(asks_of("Komt er vandaag iemand?"), Asks::Again);
        for hail in ["Hallo, zijn jullie daar?", "Hallo??", "Is er iemand?", "Hi, are you there?"] {
            assert_eq!(asks_of(hail), Asks::News, "{hail}");
        }
        assert_eq!(asks_of("Is er iemand thuis geweest vandaag?"), Asks::Again);
        let long = format!("Hoe staat het ermee? {}", "Er is ook iets anders. ".repeat(30));
        assert_eq!(asks_of(&long), Asks::Again);
    }

    #[test]
    fn a_question_back_is_no_answer_and_an_answer_may_end_with_one() {
        for back in [
            "Is somebody coming today?",
            "Hallo,\n\nKomt er vandaag nog iemand? Hoe laat?\n\nGroet,\nMary Smith",
            "Dank u. Welke foto bedoelt u?",
        ] {
            assert_eq!(asks_of_reply(back), Asks::Again, "{back}");
        }
        for answer in [
            "Het is NL91 ABNA 0417 1643 00. Is dat genoeg?",
            "Ja. Komt er dan vandaag iemand?",
            "Nee, ik heb geen foto. Mag het ook zonder?",
            "Hierbij de rekening.\nKlopt die zo?",
        ] {
            assert_eq!(asks_of_reply(answer), Asks::Something, "{answer}");
        }
        assert_eq!(asks_of_reply("Is er al nieuws?"), Asks::News);
    }
}
