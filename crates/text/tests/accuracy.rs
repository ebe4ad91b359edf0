//! How often readings are right. The floors lie a little under what was measured; `data/README.md` says how far to trust them.

use regie_text::accuracy::{Figures, Labelled, Part, labelled, measure};
use regie_text::language::Language;
use regie_text::tone::{Reader, Tone};
use regie_text::topic::{Topics, defaults};

fn figures(part: Part, language: Language) -> Figures {
    let all = labelled();
    let chosen: Vec<&Labelled> =
        all.iter().filter(|answer| answer.part == part && answer.language == language).collect();
    let topics = Topics::new(&defaults()).expect("the default topics");
    let figures = measure(&Reader::new(), &topics, chosen);
    println!(
        "{part:?} {language:?}: {} answers; tone {:.2} (most frequent {:.2}), language {:.2}, topics F1 {:.2} (P {:.2}, R {:.2})",
        figures.of,
        figures.tone_share(),
        figures.most_frequent_tone_share(),
        figures.language_share(),
        figures.topic_f1(),
        figures.topic_precision(),
        figures.topic_recall(),
    );
    for tone in [Tone::Positive, Tone::Neutral, Tone::Negative, Tone::Worrying] {
        println!("  {tone:?}: P {:.2} R {:.2}", figures.precision(tone), figures.recall(tone));
    }
    figures
}

#[test]
fn there_are_three_hundred_answers_half_of_them_dutch() {
    let all = labelled();
    let count = |part, language| all.iter().filter(|one| one.part == part && one.language == language).count();
    assert_eq!(all.len(), 300);
    for language in [Language::Dutch, Language::English] {
        assert_eq!((count(Part::Dev, language), count(Part::Held, language)), (100, 50));
    }
    let topics: Vec<String> = defaults().into_iter().map(|topic| topic.key).collect();
    assert!(all.iter().flat_map(|one| &one.topics).all(|key| topics.contains(key)));
}

#[test]
fn the_answers_kept_apart_are_read_well_enough() {
    for language in [Language::Dutch, Language::English] {
        let held = figures(Part::Held, language);
        assert!(held.tone_share() >= 0.85, "{language:?}");
        assert!(held.tone_share() > held.most_frequent_tone_share() + 0.3, "{language:?}");
        assert!(held.recall(Tone::Worrying) >= 0.8, "{language:?}");
        assert!(held.topic_f1() >= 0.74, "{language:?}");
        assert!(held.language_share() >= 0.92, "{language:?}");
    }
}

#[test]
fn so_are_those_that_were_looked_at() {
    for language in [Language::Dutch, Language::English] {
        let dev = figures(Part::Dev, language);
        assert!(dev.tone_share() >= 0.9, "{language:?}");
        assert!(dev.topic_f1() >= 0.75, "{language:?}");
    }
}
