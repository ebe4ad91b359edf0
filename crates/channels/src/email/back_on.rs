//! "Back on" in an out-of-office message, in Dutch and English: a hint for a person, never a fact to act on.

use jiff::civil::Date;

const MONTHS: &[(&str, i8)] = &[
    ("januari", 1),
    ("january", 1),
    ("jan", 1),
    ("februari", 2),
    ("february", 2),
    ("feb", 2),
    ("maart", 3),
    ("march", 3),
    ("mrt", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("juni", 6),
    ("june", 6),
    ("jun", 6),
    ("juli", 7),
    ("july", 7),
    ("jul", 7),
    ("augustus", 8),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sept", 9),
    ("sep", 9),
    ("oktober", 10),
    ("october", 10),
    ("okt", 10),
    ("oct", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dec", 12),
];

/// Phrases before a date, and how many days after it the person is there again.
const PHRASES: &[(&[&str], i64)] = &[
    (&["tot", "en", "met"], 1),
    (&["t/m"], 1),
    (&["through"], 1),
    (&["up", "to", "and", "including"], 1),
    (&["weer", "aanwezig"], 0),
    (&["weer", "bereikbaar"], 0),
    (&["terug"], 0),
    (&["hervat"], 0),
    (&["vanaf"], 0),
    (&["tot"], 0),
    (&["back"], 0),
    (&["return"], 0),
    (&["returning"], 0),
    (&["available", "again"], 0),
    (&["until"], 0),
    (&["till"], 0),
];
/// Words that may stand between the phrase and the date.
const FILLERS: &[&str] = &[
    "op",
    "per",
    "in",
    "on",
    "the",
    "weer",
    "aanwezig",
    "bereikbaar",
    "again",
    "in",
    "office",
    "to",
    "work",
    "at",
    "uit",
    "van",
    "ben",
    "ik",
    "werk",
    "kantoor",
    "aan",
    "het",
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
    "ma",
    "di",
    "wo",
    "do",
    "vr",
    "za",
    "zo",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
];

/// The first day on which the sender says to be back. A date without a year is the next one from `sent`; dates more than a year
/// away or before `sent` are no hint.
pub fn back_on(text: &str, sent: Date) -> Option<Date> {
    let words: Vec<String> = text
        .split_whitespace()
        .take(600)
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        .filter(|w| !w.is_empty())
        .collect();
    (0..words.len()).find_map(|at| {
        let (phrase, days) =
            PHRASES.iter().find(|(p, _)| words[at..].iter().map(String::as_str).take(p.len()).eq(p.iter().copied()))?;
        let rest = &words[at + phrase.len()..];
        let skip = rest.iter().take(5).take_while(|w| FILLERS.contains(&w.as_str())).count();
        let date = date_at(&rest[skip..], sent)?.checked_add(jiff::Span::new().days(*days)).ok()?;
        let distance = (date - sent).get_days();
        (0..=366).contains(&distance).then_some(date)
    })
}

fn date_at(words: &[String], sent: Date) -> Option<Date> {
    let first = words.first()?;
    if let Some(date) = numeric(first, sent) {
        return Some(date);
    }
    let second = words.get(1)?;
    let year = words.get(2).and_then(|w| w.parse::<i16>().ok()).filter(|y| (2000..2200).contains(y));
    let day = |w: &str| w.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h', 'e']).parse::<i8>().ok();
    let month = |w: &str| MONTHS.iter().find(|(name, _)| *name == w).map(|(_, m)| *m);
    match (day(first), month(second), month(first), day(second)) {
        (Some(d), Some(m), _, _) | (_, _, Some(m), Some(d)) => with_year(year, m, d, sent),
        _ => None,
    }
}

/// `03-08-2026`, `3/8`, `2026-08-03`; day before month, as in Europe.
fn numeric(word: &str, sent: Date) -> Option<Date> {
    let pieces: Vec<&str> = word.split(['-', '/', '.']).collect();
    let number = |n: usize| pieces.get(n)?.parse::<i16>().ok();
    let small = |v: i16| i8::try_from(v).ok();
    match pieces.len() {
        2 => with_year(None, small(number(1)?)?, small(number(0)?)?, sent),
        3 if pieces[0].len() == 4 => Date::new(number(0)?, small(number(1)?)?, small(number(2)?)?).ok(),
        3 => {
            let year = number(2)?;
            let year = if year < 100 { 2000 + year } else { year };
            Date::new(year, small(number(1)?)?, small(number(0)?)?).ok()
        }
        _ => None,
    }
}

fn with_year(year: Option<i16>, month: i8, day: i8, sent: Date) -> Option<Date> {
    match year {
        Some(year) => Date::new(year, month, day).ok(),
        None => {
            let this = Date::new(sent.year(), month, day).ok();
            this.filter(|d| *d >= sent).or_else(|| Date::new(sent.year() + 1, month, day).ok())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dutch_and_english() {
        let sent = date(2026, 12, 21);
        for (text, expected) in [
            ("Ik ben afwezig tot en met 3 januari.", Some(date(2027, 1, 4))),
            ("Ik ben op vakantie t/m 31-12-2026", Some(date(2027, 1, 1))),
            ("Ik ben maandag 4 januari 2027 weer bereikbaar. Tot dan!", None),
            ("Ik ben weer bereikbaar op maandag 4 januari 2027.", Some(date(2027, 1, 4))),
            ("Vanaf 5 jan. ben ik er weer", Some(date(2027, 1, 5))),
            ("I will be back in the office on Monday, January 4th.", Some(date(2027, 1, 4))),
            ("Out of office until 24 December", Some(date(2026, 12, 24))),
            ("I return on 2027-01-05", Some(date(2027, 1, 5))),
            ("Tot ziens, bel 24 uur per dag", None),
            ("terug op 31 februari", None),
            ("back in 2031", None),
            ("until 01/01/2020", None),
        ] {
            assert_eq!(back_on(text, sent), expected, "{text}");
        }
    }
}
