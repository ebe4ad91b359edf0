//! How often the tone, the topics and the language of an answer are right, on the labelled answers of `crates/text`, and how long one
//! takes to read. The reference is saying the most frequent tone every time.

use std::time::Instant;

use anyhow::Result;
use regie_text::accuracy::{Labelled, Part, labelled, measure as measured};
use regie_text::language::Language;
use regie_text::tone::Reader;
use regie_text::topic::{Topics, defaults};

use crate::report::{Bar, Report};

/// Measures it.
pub fn measure(report: &mut Report) -> Result<()> {
    let (reader, topics) = (Reader::new(), Topics::new(&defaults())?);
    let all = labelled();
    for (part, named) in [(Part::Dev, "looked at while the lists were made"), (Part::Held, "kept apart")] {
        for (language, code) in [(Language::Dutch, "nl"), (Language::English, "en")] {
            let chosen: Vec<&Labelled> =
                all.iter().filter(|answer| answer.part == part && answer.language == language).collect();
            let figures = measured(&reader, &topics, chosen);
            let what = |figure: &str| format!("{figure}, {code}, {} answers {named}", figures.of);
            let most_frequent = ("most frequent tone every time", figures.most_frequent_tone_share());
            report.figure(&what("tone right"), "of 1", figures.tone_share(), most_frequent, Bar::AtLeast(0.8));
            let precision = ("precision", figures.topic_precision());
            report.figure(&what("topics, F1"), "of 1", figures.topic_f1(), precision, Bar::AtLeast(0.7));
            let one = ("all", 1.0);
            report.figure(&what("language right"), "of 1", figures.language_share(), one, Bar::AtLeast(0.9));
        }
    }
    let begun = Instant::now();
    let read = measured(&reader, &topics, &all).of;
    let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(read)?);
    let begun = Instant::now();
    for answer in &all {
        std::hint::black_box(regie_text::mask::mask(&answer.text, &["Jansen"]));
    }
    let masked = begun.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(read)?);
    report.figure(
        "an answer read: language, tone, topics",
        "µs",
        each,
        ("the same answer masked", masked),
        Bar::AtMost(5_000.0),
    );
    Ok(())
}
