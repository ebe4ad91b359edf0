//! What may not cross to another organisation does not.

use proptest::prelude::*;
use regie_text::mask::{Kind, MARK, mask};
use regie_text::words::words;

fn hides(text: &str, secret: &str, kind: Kind) {
    let masked = mask(text, &[]);
    assert!(!masked.text.contains(secret), "{text}: {}", masked.text);
    assert!(masked.kinds().contains(&kind), "{text}: {:?}", masked.spans);
}

#[test]
fn every_kind_is_hidden() {
    for (text, secret, kind) in [
        ("Mail mij op piet.jansen@example.org graag", "piet", Kind::Email),
        ("Ik zit op @pietje_j als dat makkelijker is", "pietje", Kind::Email),
        ("Zie https://example.org/track/AB12?x=1 voor de status", "track", Kind::Link),
        ("Mijn rekening is NL91 ABNA 0417 1643 00 bedankt", "ABNA", Kind::Iban),
        ("nl91abna0417164300", "abna", Kind::Iban),
        ("De auto met kenteken GB-123-K stond er nog", "123", Kind::Plate),
        ("Ik woon op de Burgemeester van Walsumlaan 12a", "Walsum", Kind::Address),
        ("ik woon in de kerkstraat daar", "kerkstraat", Kind::Address),
        ("I live at 12 Old Mill Road near the shop", "Mill", Kind::Address),
        ("postcode 3511 ab hoor", "3511", Kind::Number),
        ("postcode 3511 KC hoor", "KC", Kind::Postcode),
        ("bel 06-12 34 56 78 maar", "34 56", Kind::Phone),
        ("bel +31 (0)30 123 45 67 maar", "123", Kind::Phone),
        ("klant 12345 al jaren", "12345", Kind::Number),
        ("geboren 12-03-1980 dus", "1980", Kind::Number),
        ("zaak ZK-2024-00123 loopt nog", "ZK", Kind::Reference),
        ("mijn klantnummer is 81 en meer niet", "81", Kind::Reference),
        ("Ik sprak met Karin over de factuur", "Karin", Kind::Name),
        ("gebeld met mevrouw jansen-bakker gisteren", "jansen", Kind::Name),
        ("mijn naam is xandrien en ik wacht", "xandrien", Kind::Name),
        ("bedankt piet voor alles", "piet", Kind::Name),
        ("Prima gedaan. Groetjes, Xandra", "Xandra", Kind::Name),
    ] {
        hides(text, secret, kind);
    }
}

#[test]
fn what_says_nothing_of_a_person_stays() {
    for text in [
        "Drie keer gebeld en 2 uur gewacht, tussen 8 en 12 kwam er niemand.",
        "De monteur kwam om 14:30 en het kostte 45 euro.",
        "Mevrouw was heel aardig, I waited 10 minutes on Monday.",
        "Het duurde 3 weken, 24/7 bereikbaar is anders. De app werkt wel goed.",
    ] {
        let masked = mask(text, &[]);
        assert_eq!(masked.text, text, "{:?}", masked.spans);
    }
}

#[test]
fn a_name_goes_where_a_sentence_begins_after_an_initial_and_in_small_letters() {
    for (text, secret) in [
        ("A. Yılmaz was lomp.", "Yılmaz"),
        ("Şahin was lomp.", "Şahin"),
        ("J.P. Balkenende wel.", "Balkenende"),
        ("Niet geholpen. J.P. Balkenende wel.", "J.P"),
        ("Mark hielp mij", "Mark"),
        ("Li hielp mij", "Li"),
        ("Ik sprak met Ö. Şahin", "ahin"),
        ("ik sprak met şahin", "şahin"),
        ("ik sprak met brinkhorst over de rekening", "brinkhorst"),
        ("ik werd geholpen door collega zonneveld", "zonneveld"),
        ("het dossier van van der giessen was kwijt", "giessen"),
        ("Zonneveld beloofde terug te bellen", "Zonneveld"),
        ("zonneveld beloofde terug te bellen", "zonneveld"),
        ("Brinkhorst!", "Brinkhorst"),
        ("A. Bakker was lomp.", "Bakker"),
        ("Wat een dag. A. Klein nam niet op.", "Klein"),
        ("ZONNEVELD WAS LOMP", "ZONNEVELD"),
        ("Okonkwo explained everything.", "Okonkwo"),
        ("Will helped me at once.", "Will"),
        ("i was helped by brinkhorst", "brinkhorst"),
        ("Ik heb Wójcik gesproken", "jcik"),
        ("ik heb wójcik gesproken", "jcik"),
        ("الاسم محمد", "محمد"),
    ] {
        let masked = mask(text, &[]).text;
        assert!(!masked.contains(secret), "{text}: {masked}");
    }
}

#[test]
fn everyday_words_where_a_sentence_begins_stay() {
    for text in [
        "Monteur kwam niet opdagen. Helaas niets gehoord. Daarna weer gebeld.",
        "Vriendelijk geholpen! Klantenservice was snel. Stroomstoring duurde drie dagen.",
        "Unfortunately nobody called back. Friendly staff, though.",
        "Will you call me back? Maandag kwam er niemand.",
        "Ik werd geholpen met de rekening, van begin tot eind, door iemand die luisterde.",
        "GEEN ANTWOORD GEKREGEN OP MIJN BRIEF",
        "Geïnteresseerd en goed geïnformeerd. Eén keer bellen was genoeg.",
    ] {
        let masked = mask(text, &[]);
        assert_eq!(masked.text, text, "{:?}", masked.spans);
    }
}

#[test]
fn a_known_name_goes_in_every_spelling() {
    for text in [
        "jose muller",
        "JOSÉ MÜLLER",
        "Jose\u{301} Mueller",
        "Jo\u{200b}sé’s müllers",
        "familie-muller",
        "josemuller87",
    ] {
        let masked = mask(text, &["José Müller"]);
        assert!(!regie_lower(&masked.text).contains("muller"), "{text}: {}", masked.text);
        assert!(!masked.text.to_lowercase().contains("jos"), "{text}: {}", masked.text);
    }
    assert_eq!(
        mask("de bakker van der Berg belde", &["J. van der Berg"]).text,
        format!("de bakker van der {MARK} belde")
    );
}

fn regie_lower(text: &str) -> String {
    words(text).into_iter().map(|word| word.folded + " ").collect()
}

#[test]
fn the_places_are_those_of_both_texts() {
    let text = "Ik sprak met Karin Bakker op 06-12345678.";
    let masked = mask(text, &[]);
    let pairs: Vec<(&str, &str)> =
        masked.spans.iter().map(|hidden| (&text[hidden.at.clone()], &masked.text[hidden.shown.clone()])).collect();
    assert_eq!(pairs, [("Karin Bakker", MARK), ("06-12345678", MARK)]);
    assert_eq!(masked.worded(|kind| format!("<{kind:?}>")), "Ik sprak met <Name> op <Phone>.");
}

/// A text of ordinary and of nasty pieces.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z]{1,8}",
        "[0-9]{1,9}",
        "[A-Z][a-z]{2,7}",
        "[ .,:;/()+@#\\-\n'’\\[\\]…]{1,3}",
        Just(MARK.to_owned()),
        Just("mevrouw ".to_owned()),
        Just("\u{200b}".to_owned()),
        Just("１２３".to_owned()),
        Just("straat 12".to_owned()),
        Just(" kenmerk: ".to_owned()),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A name as somebody writes it: other case, accents on or off.
fn mangled(name: &str, how: &[u8]) -> String {
    let accents = ['\u{301}', '\u{308}', '\u{300}'];
    let mut written = String::new();
    for (sign, how) in name.chars().zip(how.iter().cycle()) {
        if how & 1 == 0 {
            written.extend(sign.to_uppercase())
        } else {
            written.extend(sign.to_lowercase())
        }
        if how & 6 == 6 && sign.is_alphabetic() {
            written.push(accents[usize::from(how >> 3) % 3]);
        }
    }
    written
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_row_of_four_digits_survives(text in nasty()) {
        let masked = mask(&text, &[]).text;
        let longest = masked.split(|sign: char| !sign.is_numeric()).map(|row| row.chars().count()).max().unwrap_or(0);
        prop_assert!(longest < 4, "{masked:?}");
    }

    #[test]
    fn masking_twice_changes_nothing(text in nasty(), name in "[A-Z][a-z]{1,8}") {
        let once = mask(&text, &[&name]);
        prop_assert_eq!(&mask(&once.text, &[&name]).text, &once.text);
    }

    #[test]
    fn a_known_name_never_survives(before in nasty(), after in nasty(), name in "[a-z]{2,9}( [a-z]{2,9})?", how in proptest::collection::vec(any::<u8>(), 4..12)) {
        let text = format!("{before} {} {after}", mangled(&name, &how));
        let masked = mask(&text, &[&name]).text;
        let left = format!(" {}", regie_lower(&masked));
        prop_assert!(!left.contains(&format!(" {name} ")), "{text:?} {masked:?}");
    }

    #[test]
    fn a_name_that_is_no_word_never_survives_where_somebody_is_named(
        name in "[A-Z][bdfgklmnrtz][aeiou][kmnrtvz]{2}[aeiou][bdfgklmnrtvz]{2}",
        place in 0_usize..8,
    ) {
        let small = name.to_lowercase();
        let text = match place {
            0 => format!("{name} was lomp."),
            1 => format!("Niet goed. {name} loste niets op!"),
            2 => format!("A. {name} nam niet op"),
            3 => format!("Ik sprak met {name} over de rekening"),
            4 => format!("ik sprak met {small} over de rekening"),
            5 => format!("i was helped by {small}"),
            6 => format!("Slecht. J.P. {name} ook."),
            _ => format!("mevrouw {small} belde"),
        };
        let masked = mask(&text, &[]).text;
        prop_assert!(!masked.to_lowercase().contains(&small), "{text:?} {masked:?}");
    }

    #[test]
    fn places_fit_and_what_is_not_hidden_stays(text in nasty()) {
        let masked = mask(&text, &[]);
        let (mut from, mut shown) = (0, 0);
        for hidden in &masked.spans {
            prop_assert_eq!(&text[from..hidden.at.start], &masked.text[shown..hidden.shown.start]);
            prop_assert_eq!(&masked.text[hidden.shown.clone()], MARK);
            (from, shown) = (hidden.at.end, hidden.shown.end);
        }
        prop_assert_eq!(&text[from..], &masked.text[shown..]);
    }
}
