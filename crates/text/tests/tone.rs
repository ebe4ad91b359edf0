//! How texts sound, and that every outcome can be explained by their words.

use proptest::prelude::*;
use regie_text::language::Language;
use regie_text::tone::{Because, Reader, Tone};
use regie_text::topic::{Topics, defaults};
use regie_text::worry::Worry;

fn tone(text: &str) -> Tone {
    Reader::new().read(text, None).tone
}

#[test]
fn not_turns_over_and_very_makes_larger() {
    let reader = Reader::new();
    let score = |text: &str| reader.read(text, Some(Language::Dutch)).score;
    assert!(score("Dat was goed.") > score("Dat was niet slecht."));
    assert!(score("Dat was niet slecht.") > 0.0);
    assert!(score("Dat was niet goed.") < 0.0);
    assert!(score("De brief was erg duidelijk.") > score("De brief was duidelijk."));
    assert!(score("Het was een beetje slordig.") > score("Het was slordig."));
    let reading = reader.read("Het was niet zo soepel allemaal.", Some(Language::Dutch));
    let mark = reading.marks.first().expect("a mark");
    assert!(mark.denied_by.is_some(), "{mark:?}");
}

#[test]
fn what_comes_after_but_weighs_more() {
    assert_eq!(tone("De medewerker was aardig, maar het is een grote puinhoop en niet opgelost."), Tone::Negative);
    assert_eq!(tone("Het duurde lang, maar de hulp was uiteindelijk fantastisch en vriendelijk."), Tone::Positive);
    assert_eq!(tone("The start was slow but the engineer was brilliant and very friendly."), Tone::Positive);
}

#[test]
fn a_phrase_says_its_topic_and_why() {
    let text = "Weer van het kastje naar de muur gestuurd.";
    let reading = Reader::new().read(text, None);
    let mark = reading.marks.first().expect("a mark");
    assert_eq!(&text[mark.at.clone()], "kastje naar de muur");
    assert_eq!((mark.topic.as_deref(), &mark.because), (Some("sent_on"), &Because::Phrase("kastje _ muur".into())));
    let topics = Topics::new(&defaults()).expect("topics");
    assert!(topics.find_with(text, &reading).iter().any(|hit| hit.topic == "sent_on"));
}

#[test]
fn what_worries_decides_alone() {
    let reader = Reader::new();
    for (text, worry) in [
        ("Iedereen was aardig maar ik zie het niet meer zitten.", Worry::Despair),
        ("I want to end my life.", Worry::Despair),
        ("Ik schakel mijn advocaat in als dit zo doorgaat.", Worry::Law),
        ("There is a gas leak in the kitchen.", Worry::Danger),
        ("Ik ga hiermee naar de krant.", Worry::Press),
        ("I will complain to the ombudsman about this.", Worry::Authority),
        ("I will punch him in the face.", Worry::Threat),
    ] {
        let reading = reader.read(text, None);
        assert_eq!(
            (reading.tone, reading.worries().first()),
            (Tone::Worrying, Some(&worry)),
            "{text}: {:?}",
            reading.marks
        );
    }
}

#[test]
fn despair_and_threats_are_heard_in_many_wordings() {
    let despair = [
        "Ik spring van het dak.",
        "Straks spring ik voor de trein.",
        "Ik wil niet meer leven door dit gedoe.",
        "Ik maak mezelf van kant.",
        "Was ik maar dood.",
        "Jullie zijn beter af zonder mij.",
        "Ik neem al mijn pillen in.",
        "Het leven heeft geen zin meer.",
        "Anders doe ik mezelf wat aan.",
        "I will jump off the roof.",
        "I could jump in front of a train.",
        "I do not want to live like this.",
        "Everyone would be better off without me.",
        "I am going to take my own life.",
        "I can't take this any longer.",
        "I wish I was dead.",
    ];
    let threats = [
        "Ik sla jullie medewerker op zijn bek.",
        "Ik ga die monteur op zijn kop slaan.",
        "Die gozer krijgt een klap voor zijn kop.",
        "De volgende keer sla ik hem in elkaar.",
        "Ik kom langs met een honkbalknuppel.",
        "Ik weet jullie te vinden.",
        "Ik sla de boel kort en klein.",
        "Ik breek zijn benen.",
        "Jullie gaan eraan.",
        "Ik steek jullie kantoor in de brand.",
        "I will smash his teeth in.",
        "I am going to kill your driver.",
        "I will come over with a baseball bat.",
        "I will burn your office down.",
        "You are dead if you come here again.",
        "I will break his nose.",
    ];
    let all = despair.map(|text| (text, Worry::Despair)).into_iter().chain(threats.map(|text| (text, Worry::Threat)));
    let reader = Reader::new();
    let missed: Vec<&str> =
        all.filter(|(text, worry)| !reader.read(text, None).worries().contains(worry)).map(|(text, _)| text).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn nobody_is_no_praise_and_what_comes_behind_but_decides() {
    for text in [
        "Iedereen was aardig, maar wij zaten vier avonden zonder internet en niemand deed iets.",
        "Everyone was friendly, but we were without internet for four nights and nobody did anything.",
        "Vriendelijke mensen, maar niemand wist iets.",
    ] {
        let reading = Reader::new().read(text, None);
        assert_eq!(reading.tone, Tone::Negative, "{text}: {:?}", reading.marks);
        let nobody = |mark: &&regie_text::tone::Mark| {
            text[mark.at.clone()].contains("niemand") || text[mark.at.clone()].contains("nobody")
        };
        assert!(reading.marks.iter().filter(nobody).all(|mark| mark.value < 0.0), "{text}: {:?}", reading.marks);
    }
}

#[test]
fn ordinary_service_worries_nobody() {
    for text in [
        "De krant werd deze week drie keer niet bezorgd.",
        "Mijn tv is kapot en de monteur komt pas volgende week.",
        "The parcel was damaged and the box was empty.",
        "Er is gelukkig geen advocaat nodig geweest.",
        "Press 1 for sales, press 2 for help, and nobody answers.",
        "De monteur viel van de trap maar hij had niets.",
        "Ik neem de bus naar jullie kantoor, en dan is het dicht.",
        "De lijn was dood en het dak lekt.",
        "Ik kan niet meer inloggen en de app werkt niet meer.",
        "The line went dead and nobody called back.",
        "The driver hit the brakes at my door.",
        "Take the tablets out of the box, said the leaflet of the pharmacy.",
    ] {
        assert_ne!(tone(text), Tone::Worrying, "{text}");
    }
}

#[test]
fn nothing_found_is_neutral() {
    for text in ["", "   ", "12", "De afspraak ging over de meterkast in de gang."] {
        let reading = Reader::new().read(text, None);
        assert_eq!((reading.tone, reading.marks.len()), (Tone::Neutral, 0), "{text}");
        assert!(reading.score == 0.0);
    }
}

/// Texts of the words that count and of anything at all.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("niet "),
        Just("maar "),
        Just("heel "),
        Just("goed "),
        Just("slecht, "),
        Just("kastje naar de muur "),
        Just("terrible "),
        Just("👍 "),
        Just(":( "),
        Just("advocaat. "),
        Just("n’t "),
        Just("é\u{301}"),
        Just("\u{200b}"),
    ];
    let any = prop_oneof![piece.prop_map(str::to_owned), any::<char>().prop_map(String::from), "\\PC{0,6}"];
    proptest::collection::vec(any, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_can_be_read_and_its_marks_highlighted(text in texts()) {
        let (reader, topics) = (Reader::new(), Topics::new(&defaults()).expect("topics"));
        for asked in [None, Some(Language::Dutch), Some(Language::English)] {
            let reading = reader.read(&text, asked);
            prop_assert!((-1.0..=1.0).contains(&reading.score));
            prop_assert_eq!(reading.marks.is_empty(), reading.marks.iter().all(|mark| mark.trust <= 0.0));
            let mut from = 0;
            for mark in &reading.marks {
                prop_assert!(mark.at.start >= from && text.get(mark.at.clone()).is_some_and(|piece| !piece.is_empty()));
                from = mark.at.end;
            }
            for hit in topics.find_with(&text, &reading) {
                prop_assert!(text.get(hit.at).is_some());
            }
        }
    }
}

#[test]
fn a_very_long_text_is_read_in_its_length() {
    let text = "niet goed maar heel slecht geholpen, kastje naar de muur. ".repeat(4_000);
    let reading = Reader::new().read(&text, None);
    assert_eq!(reading.tone, Tone::Negative);
    assert!(regie_text::mask::mask(&text, &["Jansen"]).spans.is_empty());
}
